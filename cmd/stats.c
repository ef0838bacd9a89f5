/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stats - statistics over all of time, in one pass.
 *
 * In: fields in time order, and gaps; or partial statistics in any order. Out:
 * the gaps, and a field for each statistic over the time of all records, with
 * how many images went in of how many expected; or partial statistics.
 */
#include <stdlib.h>
#include <string.h>

#include "fold/statistics.h"

static const char usage[] =
"usage: stats [-qv] [-j n] [-o file] [--layers list] [--sum] [--min-fraction f] [--when]\n"
"           [--exceed list] [--quantiles list] [--partial] [file ...]\n"
"\n"
"Minimum, maximum, mean and standard deviation of every pixel over all of time, each a layer.\n"
"\n"
"      --layers list      any of min, max, mean, std, count, in the order wanted\n"
"                         (default min,max,mean,std)\n"
"      --sum              one more layer: depth in mm, the mean rate times the\n"
"                         length of the whole\n"
"      --min-fraction f   the sum is missing if less than this share of the steps is\n"
"                         there (default 0.8)\n"
"      --when             two more layers: when the minimum and the maximum came first\n"
"      --exceed list      one more layer for each of these thresholds: the hours above it\n"
"      --quantiles list   one more layer for each of these quantiles, such as\n"
"                         0.5,0.9,0.99; of codes only\n"
"      --partial          write partial statistics, which stats puts together with\n"
"                         those of other days\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-0*.zip | tif2rain | stats --layers max --exceed 1,5 -o november.chunk\n";

enum { LAYERS = CMD_OWN, SUM, MIN_FRACTION, WHEN, EXCEED, QUANTILES, PARTIAL };

struct options {
	struct statistics asked;
	double min_fraction;            /* of --sum */
	bool partial;
};

/* ---- Options ----------------------------------------------------------- */

static void
parse(struct cmd *cmd, struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "layers", required_argument, NULL, LAYERS },
		{ "sum", no_argument, NULL, SUM },
		{ "min-fraction", required_argument, NULL, MIN_FRACTION },
		{ "when", no_argument, NULL, WHEN },
		{ "exceed", required_argument, NULL, EXCEED },
		{ "quantiles", required_argument, NULL, QUANTILES },
		{ "partial", no_argument, NULL, PARTIAL },
		CMD_LONG_OPTIONS
	};
	struct statistics *asked = &o->asked;
	char defaults[] = "min,max,mean,std", *layers = defaults, *exceed = NULL, *quantiles = NULL;
	bool sum = false, when = false, fraction = false;

	for (int option; (option = cmd_option(cmd, argc, argv, "", longs)) != -1; )
		switch (option) {
		case LAYERS:
			layers = optarg;
			break;
		case SUM:
			sum = true;
			break;
		case MIN_FRACTION:
			o->min_fraction = cmd_real("--min-fraction", optarg, 0, 1);
			fraction = true;
			break;
		case WHEN:
			when = true;
			break;
		case EXCEED:
			exceed = optarg;
			break;
		case QUANTILES:
			quantiles = optarg;
			break;
		case PARTIAL:
			o->partial = true;
			break;
		}
	if (fraction && !sum)
		cmd_usage("--min-fraction is for --sum");
	statistics_add_layers(asked, layers);
	if (sum)
		statistics_add(asked, STATISTIC_DEPTH);
	if (when) {
		statistics_add(asked, STATISTIC_WHEN_MIN);
		statistics_add(asked, STATISTIC_WHEN_MAX);
	}
	statistics_add_above(asked, exceed);
	statistics_add_quantiles(asked, quantiles);
}

/* ---- What flows in ----------------------------------------------------- */

/* Checks that the input allows what is asked for. */
static void
check_input(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	const struct chunk_header *h = chunk_header(in);
	const char *units = chunk_get(h, "units");
	uint32_t codes;

	cmd_require(cmd, in,
	    CMD_FIELDS | CMD_NO_LAYERS | CMD_PARTIAL |
		(o->asked.needs & FOLD_SUM ? CMD_NO_DBZ : 0));
	if (statistics_have(&o->asked, STATISTIC_DEPTH) &&
	    (units == NULL || strcmp(units, "mm h-1") != 0 || chunk_step(h) == 0 ||
		!cmd_instants(h)))
		cmd_fail(
		    "--sum wants rates in mm h-1, image by image, as tif2rain gives them; for means over bins "
		    "there is bin-average --sum");
	if (!(o->asked.needs & FOLD_HISTOGRAM))
		return;
	if (chunk_table(h, &codes) == NULL)
		cmd_fail(
		    "--quantiles wants codes, the input has values: use tif2rain without --float, and nothing that "
		    "takes means in between");
	if (!cmd->quiet)
		cmd_warn("--quantiles counts every code of every pixel: up to %.0f MB of memory",
		    (double)fold_histogram_size(h) / 1e6);
}

static struct fold *
make_fold(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	struct fold *fold = fold_new(chunk_header(in), o->asked.needs, FOLD_MOST, cmd_pool(cmd));

	for (size_t i = 0; i < o->asked.n && fold != NULL; i++)
		if (o->asked.layer[i].what == STATISTIC_ABOVE &&
		    !fold_add_threshold(fold, o->asked.layer[i].value)) {
			fold_free(fold);
			fold = NULL;
		}
	if (fold == NULL)
		cmd_fail("out of memory for the grid");
	return fold;
}

/* The key `exact` of partial statistics; false if sums are not exact. */
static bool
exact_text(const struct fold *fold, char text[64])
{
	int bits, exponent;
	bool is = fold_exact(fold, &bits, &exponent);

	snprintf(text, 64, "%d %d", bits, exponent);
	return is;
}

/* Folds all fields of images. */
static void
take_fields(struct cmd *cmd, struct chunk_stream *in, struct fold *fold, struct period *p)
{
	struct chunk c = { 0 };
	char start[CHUNK_TIME_MAX];
	const char *why;

	chunk_keep_packed(in);
	while (cmd_read(cmd, in, &c)) {
		if (c.kind == CHUNK_FIELD) {
			period_field(p, &c);
			if ((why = fold_push(fold, &c, 1)) != NULL)
				cmd_fail("%s: %s: %s", chunk_name(in),
				    chunk_time_text(c.start, start), why);
		} else {
			period_gap(p, &c);
		}
		cmd_progress(cmd, in);
	}
	if ((why = fold_wait(fold)) != NULL)
		cmd_fail("%s: %s", chunk_name(in), why);
	period_ends(p, chunk_counts(in)->start, chunk_counts(in)->end);
	chunk_free(&c);
}

static void
check_state(const struct fold *fold, const char *name)
{
	char why[CHUNK_WHY_MAX];

	if (fold_check_merged(fold, why) < 0)
		cmd_fail("%s: partial statistics: %s", name, why);
}

/* Sums in another form, perhaps of another release, cannot be merged. */
static void
check_exact(const struct chunk_stream *in, const struct fold *fold)
{
	const char *theirs = chunk_get(chunk_header(in), "exact");
	char ours[64];

	if (exact_text(fold, ours) && (theirs == NULL || strcmp(theirs, ours) != 0))
		cmd_fail(
		    "%s: partial statistics: the sums are of \"%s\", here they would be of \"%s\": make them anew",
		    chunk_name(in), theirs != NULL ? theirs : "", ours);
}

/* Merges partial states: each is gaps, then layers from "count" on. */
static void
take_states(struct cmd *cmd, struct chunk_stream *in, struct fold *fold, struct period *p)
{
	char why[CHUNK_WHY_MAX];
	const char *name = NULL;        /* the file of the state */
	struct chunk c = { 0 };
	bool within = false;

	check_exact(in, fold);
	chunk_keep_packed(in);
	while (cmd_read(cmd, in, &c)) {
		bool first = c.kind == CHUNK_FIELD && strcmp(c.layer, "count") == 0;

		if (within && (first || c.kind == CHUNK_GAP))
			check_state(fold, name);
		within = c.kind == CHUNK_FIELD;
		if (c.kind == CHUNK_GAP)
			period_state_gap(p, &c);
		else if (first)
			period_state(p, &c, name = chunk_name(in));
		if (within && fold_merge_layer(fold, &c, why) < 0)
			cmd_fail("%s: partial statistics: %s", chunk_name(in), why);
		cmd_progress(cmd, in);
	}
	if (within)
		check_state(fold, name);
	chunk_free(&c);
}

/* Counts must fit u32. */
static void
check_period(const struct options *o, const struct period *p)
{
	if (p->have > UINT32_MAX || p->expected > UINT32_MAX)
		cmd_fail("more than %u images or time steps: take fewer days", UINT32_MAX);
	if (o->asked.above > 0 && p->end - p->start > UINT32_MAX)
		cmd_fail("--exceed counts the seconds of no more than 136 years");
}

/* ---- What flows out ---------------------------------------------------- */

static struct chunk_header *
header(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_header(cmd, in);
	char text[32];

	statistics_describe(&o->asked, h);
	chunk_set_table(h, NULL, 0);
	chunk_set(h, "partial", NULL);
	chunk_set(h, "exact", NULL);
	chunk_set(h, "cell_methods", NULL);     /* each layer has its own */
	snprintf(text, sizeof text, "%zu", o->asked.n);
	chunk_set(h, "records", text);
	return h;
}

/* A partial state has the values of the input: table and methods stay. */
static struct chunk_header *
partial_header(struct cmd *cmd, const struct chunk_stream *in, const struct fold *fold)
{
	struct chunk_header *h = cmd_header(cmd, in);
	char text[64];

	chunk_set(h, "partial", "1");
	chunk_set(h, "records", NULL);
	if (exact_text(fold, text))
		chunk_set(h, "exact", text);
	return h;
}

static void
write_result(const struct options *o, const struct period *p, struct fold *fold, struct chunk *c,
    const struct chunk_stream *in, struct chunk_stream *out)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(out));
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	for (size_t i = 0; i < o->asked.n; i++) {
		if (!statistics_fill(&o->asked.layer[i], fold, p, o->min_fraction, c,
			(size_t)g->rows * g->cols))
			cmd_fail(
			    "%s: layer %s from %s to %s would have values that are infinite, or beyond float32",
			    chunk_name(in), c->layer, chunk_time_text(p->start, start),
			    chunk_time_text(p->end, end));
		cmd_write(out, c);
	}
}

static void
write_partial(struct fold *fold, struct chunk *c, struct chunk_stream *out)
{
	int got;

	for (size_t i = 0; (got = fold_save_layer(fold, i, c)) == 1; i++)
		cmd_write(out, c);
	if (got < 0)
		cmd_fail("out of memory for the grid");
}

int
main(int argc, char **argv)
{
	struct options o = { .min_fraction = 0.8 };
	struct chunk_stream *in, *out;
	struct period p = { 0 };
	struct chunk c = { .kind = CHUNK_FIELD };
	struct fold *fold;
	struct cmd cmd;

	cmd_start(&cmd, "stats", usage);
	parse(&cmd, &o, argc, argv);
	out = cmd_output(&cmd);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	check_input(&cmd, &o, in);
	fold = make_fold(&cmd, &o, in);
	p.step = chunk_step(chunk_header(in));
	if (chunk_get(chunk_header(in), "partial") != NULL)
		take_states(&cmd, in, fold, &p);
	else
		take_fields(&cmd, in, fold, &p);
	cmd_require_some(in);
	period_close(&p, !o.partial);
	check_period(&o, &p);

	cmd_begin_output(out, o.partial ? partial_header(&cmd, in, fold) : header(&cmd, &o, in));
	c.start = p.start;
	c.end = p.end;
	c.have = (uint32_t)p.have;
	c.expected = (uint32_t)p.expected;
	if (o.partial) {
		gaps_write(&p.gaps, out);
		write_partial(fold, &c, out);
	} else {
		write_result(&o, &p, fold, &c, in, out);
		gaps_write(&p.gaps, out);
	}
	period_free(&p);
	fold_free(fold);
	chunk_free(&c);
	return cmd_finish(&cmd, in, out);
}
