/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stats - statistics over all of time, all in one pass.
 *
 * In: fields in time order, and gaps; or partial statistics of any times, in any order.
 * Out: a field for each statistic, from the first record's start to the last one's end, with how many
 * images went in of how many there should have been, and gaps as they came; or partial statistics.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "fold.h"
#include "period.h"

static const char usage[] =
"usage: stats [-qv] [-j n] [-o file] [--layers min,max,mean,std,count] [--sum] [--min-fraction f] [--when]\n"
"           [--exceed rates] [--quantiles list] [--partial] [file ...]\n"
"\n"
"The smallest, largest and mean value of every pixel over all of time, and the standard deviation.\n"
"\n"
"      --layers list      of min, max, mean, std, count, in this order (default min,max,mean,std)\n"
"      --sum              a layer more: depth in mm, the mean rate times the length of the whole\n"
"      --min-fraction f   the sum is missing where less than this share of the steps is there (default 0.8)\n"
"      --when             layers more: when the smallest and the largest value came first\n"
"      --exceed rates     a layer more for each of these values: the hours above it\n"
"      --quantiles list   a layer more for each of these quantiles, as 0.5,0.9,0.99; of codes only\n"
"      --partial          write what can be put together with that of other days, not the result\n"
"  -j, --threads n        threads, 1 to 256\n"
"  -o, --output file      write the stream to file\n"
"  -q, --quiet            no progress\n"
"  -v, --verbose          say at the end what was done\n"
"      --help             this text\n"
"      --version          the version\n";

enum { LAYERS = CMD_OWN, SUM, MIN_FRACTION, WHEN, EXCEED, QUANTILES, PARTIAL };

/* The kinds of statistics there are. */
enum kind { MIN, MAX, MEAN, STD, COUNT, DEPTH, WHEN_MIN, WHEN_MAX, ABOVE, QUANTILE };

static const struct {
	const char *name, *method, *units;      /* units where they are not the input's */
	unsigned needs;
	enum fold_result result;
} kinds[] = {
	[MIN] = { "min", "time: minimum", NULL, FOLD_RANGE, FOLD_MIN },
	[MAX] = { "max", "time: maximum", NULL, FOLD_RANGE, FOLD_MAX },
	[MEAN] = { "mean", "time: mean", NULL, FOLD_SUM, FOLD_MEAN },
	[STD] = { "std", "time: standard_deviation", NULL, FOLD_SUM | FOLD_SQUARES, FOLD_STD },
	[COUNT] = { "count", "time: sum", "1", 0, FOLD_COUNT },
	[DEPTH] = { "sum", "time: sum", "mm", FOLD_SUM, FOLD_MEAN },
	[WHEN_MIN] = { "when_min", "time: minimum", "seconds since 1970-01-01T00:00:00Z", FOLD_RANGE | FOLD_WHEN, FOLD_MIN },
	[WHEN_MAX] = { "when_max", "time: maximum", "seconds since 1970-01-01T00:00:00Z", FOLD_RANGE | FOLD_WHEN, FOLD_MAX },
	[ABOVE] = { NULL, "time: sum", "h", 0, 0 },
	[QUANTILE] = { NULL, "time: quantile", NULL, FOLD_CODES, 0 },
};

#define LAYERS_MAX 40

struct layer {
	enum kind kind;
	char name[CHUNK_LAYER_MAX + 1];
	double value;                   /* the threshold, or the quantile */
	int n;                          /* of thresholds, which one */
};

struct options {
	struct layer layer[LAYERS_MAX];
	size_t n;
	int above;                      /* of them, thresholds */
	unsigned needs;
	double min_fraction;
	bool partial;
};

/* ---- Options ---------------------------------------------------------------------------------- */

static void
add_layer(struct options *o, enum kind kind, const char *name, double value)
{
	struct layer *l = &o->layer[o->n];

	for (size_t i = 0; i < o->n; i++)
		if (strcmp(o->layer[i].name, name) == 0)
			cmd_usage("the layer %s is asked for twice", name);
	if (o->n == LAYERS_MAX || (kind == ABOVE && o->above == FOLD_ABOVE_MAX))
		cmd_usage("at most %d layers, %d of them of --exceed", LAYERS_MAX, FOLD_ABOVE_MAX);
	l->kind = kind;
	l->value = value;
	l->n = kind == ABOVE ? o->above++ : 0;
	snprintf(l->name, sizeof l->name, "%s", name);
	o->needs |= kinds[kind].needs;
	o->n++;
}

static void
add_layers(struct options *o, char *list)
{
	for (char *name = strsep(&list, ","); name != NULL; name = strsep(&list, ",")) {
		int kind = cmd_choice("--layers", name, "min|max|mean|std|count");

		add_layer(o, (enum kind)kind, kinds[kind].name, 0);
	}
}

static void
add_above(struct options *o, char *list)
{
	char name[CHUNK_LAYER_MAX + 1];

	for (char *text = strsep(&list, ","); text != NULL; text = strsep(&list, ",")) {
		double value = cmd_real("--exceed", text, -1e6, 1e6);

		if (!fold_above_name(value, name))
			cmd_usage("--exceed: %s has more digits than a layer's name has room for", text);
		add_layer(o, ABOVE, name, value);
	}
}

static void
add_quantiles(struct options *o, char *list)
{
	char name[32];

	for (char *text = strsep(&list, ","); text != NULL; text = strsep(&list, ",")) {
		double value = cmd_real("--quantiles", text, 0, 1);

		if (snprintf(name, sizeof name, "q%.9g", value) > (int)CHUNK_LAYER_MAX || strtod(name + 1, NULL) != value)
			cmd_usage("--quantiles: %s has more digits than a layer's name has room for", text);
		add_layer(o, QUANTILE, name, value);
	}
}

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
	char defaults[] = "min,max,mean,std", *layers = defaults, *exceed = NULL, *quantiles = NULL;
	bool sum = false, when = false, fraction = false;

	for (int option; (option = cmd_option(cmd, argc, argv, "", longs)) != -1; )
		switch (option) {
		case LAYERS:
			layers = strdupa(optarg);
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
			exceed = strdupa(optarg);
			break;
		case QUANTILES:
			quantiles = strdupa(optarg);
			break;
		case PARTIAL:
			o->partial = true;
			break;
		}
	if (fraction && !sum)
		cmd_usage("--min-fraction is for --sum");
	add_layers(o, layers);
	if (sum)
		add_layer(o, DEPTH, "sum", 0);
	if (when) {
		add_layer(o, WHEN_MIN, "when_min", 0);
		add_layer(o, WHEN_MAX, "when_max", 0);
	}
	add_above(o, exceed);
	add_quantiles(o, quantiles);
}

/* ---- What flows in ---------------------------------------------------------------------------- */

/* Sees that what is asked for can be had of this input. */
static void
check_input(const struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	const struct chunk_header *h = chunk_header(in);
	const char *units = chunk_get(h, "units"), *methods = chunk_get(h, "cell_methods");
	uint32_t codes;

	cmd_require(in, CMD_FIELDS | CMD_NO_LAYERS | CMD_PARTIAL | (o->needs & FOLD_SUM ? CMD_NO_DBZ : 0));
	for (size_t i = 0; i < o->n; i++)
		if (o->layer[i].kind == DEPTH && (units == NULL || strcmp(units, "mm h-1") != 0 ||
		    chunk_step(h) == 0 || methods == NULL || strstr(methods, "time: point") == NULL))
			cmd_fail("--sum wants rates in mm h-1, image by image, as tif2rain gives them; for means over bins "
			    "there is bin-average --sum");
	if (!(o->needs & FOLD_CODES))
		return;
	if (chunk_table(h, &codes) == NULL)
		cmd_fail("--quantiles wants codes, the input has values: use tif2rain without --float, and nothing that "
		    "takes means in between");
	if (!cmd->quiet)
		cmd_warn("--quantiles counts every code of every pixel: up to %.0f MB of memory",
		    (double)fold_codes_size(h) / 1e6);
}

static struct fold *
make_fold(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	struct fold *fold = fold_new(chunk_header(in), o->needs, FOLD_MOST, cmd_pool(cmd));

	for (size_t i = 0; i < o->n && fold != NULL; i++)
		if (o->layer[i].kind == ABOVE && !fold_watch(fold, o->layer[i].value)) {
			fold_free(fold);
			fold = NULL;
		}
	if (fold == NULL)
		cmd_fail("out of memory for the grid");
	return fold;
}

/* The key `exact` of partial statistics; false where sums are not exact. */
static bool
exact_text(const struct fold *fold, char text[64])
{
	int bits, exponent;
	bool is = fold_exact(fold, &bits, &exponent);

	snprintf(text, 64, "%d %d", bits, exponent);
	return is;
}

/* Takes fields of images, all of them. */
static void
take_fields(struct cmd *cmd, struct chunk_stream *in, struct fold *fold, struct period *p)
{
	struct chunk c = { 0 };
	char start[CHUNK_TIME_MAX];
	const char *why;

	while (cmd_read(in, &c)) {
		if (c.kind == CHUNK_FIELD) {
			period_field(p, &c);
			if ((why = fold_push(fold, &c, 1)) != NULL)
				cmd_fail("%s: %s: %s", chunk_name(in), chunk_time_text(c.start, start), why);
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

	if (fold_merged(fold, why) < 0)
		cmd_fail("%s: partial statistics: %s", name, why);
}

/* Sums that were written down in another way, by another release perhaps, cannot be read. */
static void
check_exact(const struct chunk_stream *in, const struct fold *fold)
{
	const char *theirs = chunk_get(chunk_header(in), "exact");
	char ours[64];

	if (exact_text(fold, ours) && (theirs == NULL || strcmp(theirs, ours) != 0))
		cmd_fail("%s: partial statistics: the sums are of \"%s\", here they would be of \"%s\": make them anew",
		    chunk_name(in), theirs ? theirs : "", ours);
}

/* Takes partial states: each is gaps, and then layers from "count" on. */
static void
take_states(struct cmd *cmd, struct chunk_stream *in, struct fold *fold, struct period *p)
{
	char why[CHUNK_WHY_MAX];
	const char *name = NULL;        /* of the file that the state is in */
	struct chunk c = { 0 };
	bool within = false;

	check_exact(in, fold);
	while (cmd_read(in, &c)) {
		bool first = c.kind == CHUNK_FIELD && strcmp(c.layer, "count") == 0;

		if (within && (first || c.kind == CHUNK_GAP))
			check_state(fold, name);
		within = c.kind == CHUNK_FIELD;
		if (c.kind == CHUNK_GAP)
			period_gap(p, &c);
		else if (first)
			period_state(p, &c, name = chunk_name(in));
		if (within && fold_merge(fold, &c, why) < 0)
			cmd_fail("%s: partial statistics: %s", chunk_name(in), why);
		cmd_progress(cmd, in);
	}
	if (within)
		check_state(fold, name);
	chunk_free(&c);
}

/* Nothing is counted that its number has no room for. */
static void
check_period(const struct options *o, const struct period *p)
{
	if (p->have > UINT32_MAX || p->expected > UINT32_MAX)
		cmd_fail("more than %u images or time steps: take fewer days", UINT32_MAX);
	if (o->above > 0 && p->end - p->start > UINT32_MAX)
		cmd_fail("--exceed counts the seconds of no more than 136 years");
}

/* ---- What flows out --------------------------------------------------------------------------- */

/* No layer of the input's is one of the output's. */
static void
forget_layers(struct chunk_header *h)
{
	char *text = strdup(cmd_text(h)), *rest = text;

	if (text == NULL)
		cmd_fail("out of memory");
	for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"))
		if (strncmp(line, "layer.", 6) == 0 && strchr(line, '=') != NULL) {
			*strchr(line, '=') = '\0';
			chunk_set(h, line, NULL);
		}
	free(text);
}

static void
describe_layer(struct chunk_header *h, const struct layer *l)
{
	char key[64], method[CMD_METHODS_MAX], text[64];

	snprintf(key, sizeof key, "layer.%s.cell_methods", l->name);
	snprintf(text, sizeof text, l->kind == QUANTILE ? "%s (%.9g)" : l->kind == ABOVE ? "%s (where > %.9g)" : "%s",
	    kinds[l->kind].method, l->value);
	cmd_join_methods(chunk_get(h, "cell_methods"), text, method);
	chunk_set(h, key, method);
	if (kinds[l->kind].units != NULL) {
		snprintf(key, sizeof key, "layer.%s.units", l->name);
		chunk_set(h, key, kinds[l->kind].units);
	}
}

static struct chunk_header *
header(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_header(cmd, in);
	char text[32];

	forget_layers(h);
	for (size_t i = 0; i < o->n; i++)
		describe_layer(h, &o->layer[i]);
	chunk_set_table(h, NULL, 0);
	chunk_set(h, "partial", NULL);
	chunk_set(h, "exact", NULL);
	chunk_set(h, "cell_methods", NULL);     /* each layer has its own */
	snprintf(text, sizeof text, "%zu", o->n);
	chunk_set(h, "records", text);
	return h;
}

/* A partial state is of the same values as the input: its table and methods stay. */
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
fill(struct fold *fold, const struct options *o, const struct layer *l, const struct period *p, struct chunk *c)
{
	double steps = p->step ? (double)((p->end - p->start) / p->step) : 0;

	switch (l->kind) {
	case DEPTH:
		/* A share of the steps is a whole number of them; 0.7 of 10 is 7, whatever float64 thinks. */
		fold_result(fold, FOLD_MEAN, fmax(ceil(o->min_fraction * steps - 1e-6), 1),
		    (double)(p->end - p->start) / 3600, c->data);
		break;
	case WHEN_MIN:
	case WHEN_MAX:
		fold_when(fold, kinds[l->kind].result, c->data);
		break;
	case ABOVE:
		fold_hours_above(fold, l->n, c->data);
		break;
	case QUANTILE:
		fold_quantile(fold, l->value, c->data);
		break;
	default:
		fold_result(fold, kinds[l->kind].result, 1, 1, c->data);
	}
}

static void
write_result(const struct options *o, const struct period *p, struct fold *fold, struct chunk *c,
    struct chunk_stream *out)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(out));

	for (size_t i = 0; i < o->n; i++) {
		bool when = o->layer[i].kind == WHEN_MIN || o->layer[i].kind == WHEN_MAX;

		c->type = when ? CHUNK_F64 : CHUNK_F32;
		if (!chunk_room(c, chunk_value_size(c->type) * g->rows * g->cols))
			cmd_fail("out of memory for the grid");
		fill(fold, o, &o->layer[i], p, c);
		strcpy(c->layer, o->layer[i].name);
		cmd_write(out, c);
	}
}

static void
write_partial(struct fold *fold, struct chunk *c, struct chunk_stream *out)
{
	int got;

	for (size_t i = 0; (got = fold_part(fold, i, c)) == 1; i++)
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
	for (size_t i = 0; i < p.gaps; i++)
		cmd_write(out, &p.gap[i]);
	c.start = p.start;
	c.end = p.end;
	c.have = (uint32_t)p.have;
	c.expected = (uint32_t)p.expected;
	if (o.partial)
		write_partial(fold, &c, out);
	else
		write_result(&o, &p, fold, &c, out);
	period_free(&p);
	fold_free(fold);
	chunk_free(&c);
	return cmd_finish(&cmd, in, out);
}
