/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stats - statistics over all of time, in one pass.
 *
 * In: fields in time order, and gaps; or partial statistics in any order. Out:
 * the gaps, and a field for each statistic over the time of all records, with
 * how many images went in of how many expected; with --by such fields for each
 * year, or for each hour of the day and the like; or partial statistics.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/intake.h"
#include "fold/results.h"
#include "fold/statistics.h"

static const char usage[] =
"usage: stats [-qv] [-j n] [-o file] [--layers list] [--sum] [--min-fraction f] [--when]\n"
"           [--exceed list] [--quantiles list] [--memory size] [--wet value]\n"
"           [--by hour|weekday|month|season|year] [--origin time] [--partial] [file ...]\n"
"\n"
"Minimum, maximum, mean and standard deviation of every pixel over all of time, each a layer.\n"
"\n"
"      --layers list      any of min, max, mean, std, count (default min,max,mean,std),\n"
"                         in the order wanted, or none\n"
"      --sum              one more layer: depth in mm, the mean rate times the\n"
"                         length of the whole\n"
"      --min-fraction f   the sum is missing if less than this share of the steps is\n"
"                         there (default 0.8)\n"
"      --when             two more layers: when the minimum and the maximum came first\n"
"      --exceed list      one more layer for each of these thresholds: the hours above it\n"
"      --quantiles list   one more layer for each of these quantiles, such as\n"
"                         0.5,0.9,0.99\n"
"      --memory size      what quantiles of values that are no codes may take for\n"
"                         all fields, such as 4GB (default 1GiB)\n"
"      --wet value        of the values above this one only\n"
"      --by period        hour, weekday, month or season: the statistics of each, all\n"
"                         days or years together; or of each year\n"
"      --origin time      when a day of --by begins, such as 06:00 (default 00:00), or\n"
"                         with --by year a year, such as 10-01\n"
"      --partial          write partial statistics, which stats puts together with\n"
"                         those of other days\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-0*.zip | tif2rain | stats --layers max --exceed 1,5 -o november.chunk\n";

enum { LAYERS = CMD_OWN, SUM, MIN_FRACTION, WHEN, EXCEED, QUANTILES, MEMORY, WET, BY, ORIGIN, PARTIAL };

#define MEMORY_DEFAULT (UINT64_C(1) << 30)

struct options {
	struct statistics asked;
	double min_fraction;            /* of --sum */
	uint64_t memory;                /* bytes, for quantiles of values */
	enum cycle_kind cycle;
	const char *by;                 /* as it was given; NULL for all of time */
	bool yearly;                    /* --by year */
	struct bins bins;               /* days, or years, with their origin */
	bool partial;
};

/* The work in progress. */
struct job {
	struct cmd *cmd;
	const struct options *o;
	struct results results;
	bool begun;                     /* the header is written */
};

/* ---- Options ----------------------------------------------------------- */

/* The options as they were given. */
struct given {
	char *layers, *exceed, *quantiles;
	const char *origin, *fraction, *memory;
	bool sum, when;
};

static void
set_by(struct options *o, const char *text)
{
	static const enum cycle_kind kinds[] = { CYCLE_HOUR, CYCLE_WEEKDAY, CYCLE_MONTH, CYCLE_SEASON,
		CYCLE_NONE };
	int i = cmd_choice("--by", text, "hour|weekday|month|season|year");

	o->by = text;
	o->cycle = kinds[i];
	o->yearly = kinds[i] == CYCLE_NONE;
	o->bins.kind = o->yearly ? BINS_YEAR : BINS_WIDTH;
}

/* Adds up what was given. */
static void
settle(struct options *o, const struct given *g)
{
	struct statistics *asked = &o->asked;

	if (g->fraction != NULL && !g->sum)
		cmd_usage("--min-fraction is for --sum");
	if (g->memory != NULL && g->quantiles == NULL)
		cmd_usage("--memory is for --quantiles");
	if (g->origin != NULL && (o->by == NULL || o->cycle == CYCLE_HOUR))
		cmd_usage("--origin is for --by weekday, month, season or year");
	if (g->sum && asked->wet)
		cmd_usage("--sum and --wet: a depth is of all rain");
	if (g->origin != NULL)
		bins_set_origin(&o->bins, "--origin", g->origin);
	statistics_add_layers(asked, g->layers);
	if (g->sum)
		statistics_add(asked, STATISTIC_DEPTH);
	if (g->when) {
		statistics_add(asked, STATISTIC_WHEN_MIN);
		statistics_add(asked, STATISTIC_WHEN_MAX);
	}
	statistics_add_above(asked, g->exceed);
	statistics_add_quantiles(asked, g->quantiles);
	if (asked->n == 0)
		cmd_usage("--layers none: ask for something else, such as --exceed 1");
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
		{ "memory", required_argument, NULL, MEMORY },
		{ "wet", required_argument, NULL, WET },
		{ "by", required_argument, NULL, BY },
		{ "origin", required_argument, NULL, ORIGIN },
		{ "partial", no_argument, NULL, PARTIAL },
		CMD_LONG_OPTIONS
	};
	char defaults[] = "min,max,mean,std";
	struct given g = { .layers = defaults };

	for (int option; (option = cmd_option(cmd, argc, argv, "", longs)) != -1; )
		switch (option) {
		case LAYERS:
			g.layers = optarg;
			break;
		case SUM:
			g.sum = true;
			break;
		case MIN_FRACTION:
			o->min_fraction = cmd_real("--min-fraction", g.fraction = optarg, 0, 1);
			break;
		case WHEN:
			g.when = true;
			break;
		case EXCEED:
			g.exceed = optarg;
			break;
		case QUANTILES:
			g.quantiles = optarg;
			break;
		case MEMORY:
			o->memory = cmd_memory("--memory", g.memory = optarg);
			cmd_keep_out(cmd);
			break;
		case WET:
			o->asked.wet_above = cmd_real("--wet", optarg, -1e6, 1e6);
			o->asked.wet = true;
			break;
		case BY:
			set_by(o, optarg);
			break;
		case ORIGIN:
			g.origin = optarg;
			break;
		case PARTIAL:
			o->partial = true;
			break;
		}
	settle(o, &g);
}

/* ---- What flows in ----------------------------------------------------- */

/* Says what quantiles may take, and checks that partial statistics can have them. */
static void
check_quantiles(struct cmd *cmd, const struct options *o, const struct chunk_header *h)
{
	struct cycle cycle = cycle_of(o->cycle, 0);
	int groups = o->cycle == CYCLE_NONE ? 1 : cycle_groups(&cycle);
	const char *records = chunk_get(h, "records");
	double all = records != NULL ? strtod(records, NULL) * (double)chunk_field_size(h) : 0;
	uint32_t codes;

	if (chunk_table(h, &codes) != NULL) {
		if (!cmd->quiet)
			cmd_warn("--quantiles counts every code of every pixel: up to %.0f MB of memory",
			    groups * (double)fold_histogram_size(h) / 1e6);
		return;
	}
	if (o->partial)
		cmd_fail("--quantiles of values cannot be partial: it needs all of them at once");
	if (!cmd->quiet && all > 0)
		cmd_warn("--quantiles keeps all fields, packed: %.0f MB of memory if nothing can be packed; more "
		         "than %.0f MB is refused (--memory)", all / 1e6, (double)o->memory / 1e6);
	else if (!cmd->quiet)
		cmd_warn("--quantiles keeps all fields, packed: %.0f MB of memory for 1000 of them if nothing can "
		         "be packed; more than %.0f MB is refused (--memory)",
		    (double)chunk_field_size(h) / 1e3, (double)o->memory / 1e6);
}

/* Partial statistics say themselves which values they are of. */
static void
settle_wet(struct statistics *asked, const char *wet)
{
	double above = wet != NULL ? strtod(wet, NULL) : 0;

	if (asked->wet && (wet == NULL || above != asked->wet_above))
		cmd_fail("partial statistics of %s%s: --wet must be the same where they are made",
		    wet != NULL ? "values above " : "all values", wet != NULL ? wet : "");
	if (wet != NULL && statistics_have(asked, STATISTIC_DEPTH))
		cmd_fail("partial statistics of values above %s: a depth is of all rain", wet);
	asked->wet = wet != NULL;
	asked->wet_above = above;
}

/* Checks that the input allows what is asked for. */
static void
check_input(struct cmd *cmd, struct options *o, const struct chunk_stream *in)
{
	const struct chunk_header *h = chunk_header(in);
	const char *units = chunk_get(h, "units");

	cmd_require(cmd, in,
	    CMD_FIELDS | CMD_NO_LAYERS | CMD_PARTIAL |
		(o->asked.needs & FOLD_SUM ? CMD_MEANS : 0));
	if (statistics_have(&o->asked, STATISTIC_DEPTH) &&
	    (units == NULL || strcmp(units, "mm h-1") != 0 || chunk_step(h) == 0 ||
		!cmd_instants(h)))
		cmd_fail(
		    "--sum wants rates in mm h-1, image by image, as tif2rain gives them; amounts in mm and "
		    "means over bins are summed by bin-average --sum, with -c month, -w 10d --origin 2020-11-01, "
		    "or -w 1h --origin 00:55");
	if (chunk_get(h, "partial") != NULL)
		settle_wet(&o->asked, chunk_get(h, "wet"));
	if (o->asked.needs & FOLD_HISTOGRAM)
		check_quantiles(cmd, o, h);
}

static struct fold *
make_fold(struct cmd *cmd, const struct options *o, const struct chunk_header *h)
{
	struct fold *fold = fold_new(h, o->asked.needs, FOLD_MOST, cmd_pool(cmd));

	for (size_t i = 0; i < o->asked.n && fold != NULL; i++)
		if (o->asked.layer[i].what == STATISTIC_ABOVE &&
		    !fold_add_threshold(fold, o->asked.layer[i].value)) {
			fold_free(fold);
			fold = NULL;
		}
	if (fold == NULL)
		cmd_fail("out of memory for the grid");
	fold_limit_values(fold, o->memory);
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

/* ---- What flows out ---------------------------------------------------- */

static struct chunk_header *
header(struct job *j, const struct groups *g, const struct period *p)
{
	const struct options *o = j->o;
	struct chunk_header *h = cmd_header(j->cmd, j->results.in);
	struct cycle cycle = g->cycle;
	char text[CHUNK_NUMBER_MAX];

	cycle.span = (struct span){ p->start, p->end };
	statistics_describe(&o->asked, h, cycle.kind);
	chunk_set_table(h, NULL, 0);
	chunk_set(h, "partial", NULL);
	chunk_set(h, "exact", NULL);
	chunk_set(h, "cell_methods", NULL);     /* each layer has its own */
	chunk_set(h, "window", NULL);
	chunk_set(h, "window_begins", NULL);
	if (o->asked.wet)
		chunk_set(h, "wet", chunk_number_text(o->asked.wet_above, text));
	if (cycle.kind != CYCLE_NONE)
		cycle_write(&cycle, h);
	snprintf(text, sizeof text, "%zu", o->asked.n * (size_t)g->n);
	chunk_set(h, "records", o->yearly ? NULL : text);
	return h;
}

/* A partial state has the values of the input: table and methods stay. */
static struct chunk_header *
partial_header(struct job *j, const struct groups *g)
{
	struct chunk_header *h = cmd_header(j->cmd, j->results.in);
	struct chunk_header *folded = statistics_header(&j->o->asked, j->results.in);
	const float *table;
	char text[64];
	uint32_t n;

	table = chunk_table(folded, &n);
	chunk_set_table(h, table, n);
	chunk_set(h, "wet", chunk_get(folded, "wet"));
	chunk_set(h, "partial", "1");
	chunk_set(h, "records", NULL);
	if (exact_text(g->at[0].fold, text))
		chunk_set(h, "exact", text);
	chunk_header_free(folded);
	return h;
}

/* Writes what a period has: all of time, or a year. */
static void
finish(struct intake *i, void *arg)
{
	struct job *j = arg;
	const struct options *o = j->o;

	period_close(&i->period, !o->partial);
	groups_close(&i->groups, &i->period, !o->partial);
	if (!j->begun)
		cmd_begin_output(j->results.out, o->partial ? partial_header(j, &i->groups) :
			header(j, &i->groups, &i->period));
	j->begun = true;
	results_write(&j->results, &i->groups, &i->period);
}

int
main(int argc, char **argv)
{
	struct options o = { .min_fraction = 0.8, .memory = MEMORY_DEFAULT };
	struct job j = { .o = &o, .results.asked = &o.asked };
	struct results *r = &j.results;
	struct intake intake = { .finish = finish, .arg = &j };
	struct chunk_header *folded;
	struct cmd cmd;

	cmd_start(&cmd, "stats", usage);
	parse(&cmd, &o, argc, argv);
	j.cmd = intake.cmd = &cmd;
	r->out = cmd_output(&cmd);
	r->in = intake.in = cmd_input(&cmd, argv + optind, argc - optind);
	r->min_fraction = o.min_fraction;
	r->partial = o.partial;
	check_input(&cmd, &o, r->in);
	folded = statistics_header(&o.asked, r->in);
	intake.by = o.by;
	intake.years = o.yearly ? &o.bins : NULL;
	intake.period.step = chunk_step(chunk_header(r->in));
	groups_begin(&intake.groups, cycle_of(o.cycle, o.bins.origin), make_fold(&cmd, &o, folded),
	    chunk_header(r->in));
	if (chunk_get(chunk_header(r->in), "partial") != NULL) {
		check_exact(r->in, intake.groups.at[0].fold);
		intake_states(&intake);
	} else {
		intake_fields(&intake);
	}
	period_free(&intake.period);
	groups_free(&intake.groups);
	chunk_header_free(folded);
	chunk_free(&r->field);
	return cmd_finish(&cmd, intake.in, r->out);
}
