/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bin-average - means or sums over bins of time.
 *
 * In: fields of rain rates (codes or values) or of amounts, in time order, and
 * gaps. Out: a float32 field for each bin, aligned to the UTC clock, with how
 * many images it has of how many steps, also for bins without images; and after
 * each the gaps in it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "fold/bins.h"
#include "fold/enough.h"
#include "fold/fold.h"
#include "fold/gaps.h"
#include "fold/steps.h"

static const char usage[] =
"usage: bin-average [-qv] [-j n] [-o file] -n bins-per-day | -w width |\n"
"           -c hour|day|week|month|season|year [--origin time] [--min-count n]\n"
"           [--min-fraction f] [--sum] [--count] [file ...]\n"
"\n"
"Average rain rates over bins of time, aligned to the UTC clock. Each bin says how many images it has.\n"
"\n"
"  -n, --bins-per-day n   bins per day, such as 8 for 3-hour bins\n"
"  -w, --width w          bins of this width, such as 10min, 3h, 1d, 5d\n"
"  -c, --calendar period  hour, day, week, month, season or year\n"
"      --origin time      when a day begins, such as 06:00 (default 00:00); with -c year\n"
"                         a year, such as 10-01; with -w a bin, such as 2020-11-01\n"
"      --min-count n      a pixel with fewer values is missing\n"
"      --min-fraction f   a pixel with less than this share of the steps is missing\n"
"                         (default 0, with --sum 0.8)\n"
"      --sum              depth in mm instead of the mean rate\n"
"      --count            a second layer: how many values each pixel has\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-01.zip | tif2rain | bin-average -c day --sum -o day.chunk\n";

enum { ORIGIN = CMD_OWN, MIN_COUNT, MIN_FRACTION, SUM, COUNT };

struct options {
	struct bins bins;
	bool given;                     /* -n, -w or -c */
	const char *origin;             /* NULL for midnight */
	long min_count;
	double min_fraction;            /* below 0 if not given */
	bool sum, count;
};

/* The work in progress. */
struct binner {
	struct options o;
	struct chunk_stream *in, *out;
	struct fold *fold;
	struct chunk field;             /* being written */
	struct span bin;                /* being filled */
	struct span filled;             /* from its first field to its last */
	struct gaps gaps;               /* in it */
	bool begun;
	int64_t last;                   /* the latest end of a record; INT64_MIN before the first */
	uint64_t have;                  /* images in this bin so far */
	struct steps steps;             /* and what they weigh */
	struct enough enough;           /* whether a bin had as many as --min-fraction wants */
	bool amounts;                   /* the input is in mm, not mm/h */
};

/* ---- Options ----------------------------------------------------------- */

static void
set_bins(struct options *o, enum bins_kind kind, int64_t width)
{
	if (o->given)
		cmd_usage("one of -n, -w and -c, once");
	o->given = true;
	o->bins.kind = kind;
	o->bins.width = width;
}

static void
set_calendar(struct options *o, const char *text)
{
	static const struct { enum bins_kind kind; int64_t width;
	} periods[] = {
		{ BINS_WIDTH, 3600 },
		{ BINS_WIDTH, DAY },
		{ BINS_WEEK, 0 },
		{ BINS_MONTH, 0 },
		{ BINS_SEASON, 0 },
		{ BINS_YEAR, 0 },
	};
	int i = cmd_choice("-c", text, "hour|day|week|month|season|year");

	set_bins(o, periods[i].kind, periods[i].width);
}

static void
parse(struct cmd *cmd, struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "bins-per-day", required_argument, NULL, 'n' },
		{ "width", required_argument, NULL, 'w' },
		{ "calendar", required_argument, NULL, 'c' },
		{ "origin", required_argument, NULL, ORIGIN },
		{ "min-count", required_argument, NULL, MIN_COUNT },
		{ "min-fraction", required_argument, NULL, MIN_FRACTION },
		{ "sum", no_argument, NULL, SUM },
		{ "count", no_argument, NULL, COUNT },
		CMD_LONG_OPTIONS
	};

	for (int option; (option = cmd_option(cmd, argc, argv, "n:w:c:", longs)) != -1; )
		switch (option) {
		case 'n':
			set_bins(o, BINS_WIDTH, DAY / cmd_integer("-n", optarg, 1, DAY));
			if (DAY % atol(optarg) != 0)
				cmd_usage("-n %s does not divide a day into whole seconds", optarg);
			break;
		case 'w':
			set_bins(o, BINS_WIDTH, cmd_duration("-w", optarg));
			if (!bins_width_is_good(o->bins.width))
				cmd_usage(
				    "-w takes a width that divides 24 h or is whole days, not \"%s\"",
				    optarg);
			break;
		case 'c':
			set_calendar(o, optarg);
			break;
		case ORIGIN:
			o->origin = optarg;
			break;
		case MIN_COUNT:
			o->min_count = cmd_integer("--min-count", optarg, 1, 100000000);
			break;
		case MIN_FRACTION:
			o->min_fraction = cmd_real("--min-fraction", optarg, 0, 1);
			break;
		case SUM:
			o->sum = true;
			break;
		case COUNT:
			o->count = true;
			break;
		}
	if (!o->given)
		cmd_usage("-n, -w or -c says how wide the bins are");
	if (o->origin != NULL)
		bins_set_origin(&o->bins, "--origin", o->origin);
	if (o->min_fraction < 0)
		o->min_fraction = o->sum ? 0.8 : 0;
}

/* ---- Bins -------------------------------------------------------------- */

static bool
has_pixel(const float *value, size_t n)
{
	while (n > 0 && isnan(value[n - 1]))
		n--;
	return n > 0;
}

/* Writes the layer `name` of the bin, as the fold has it. Whether a pixel is not missing. */
static bool
write_layer(struct binner *b, const char *name, enum fold_result what, double least)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(b->in));
	struct chunk *c = &b->field;
	double hours = (double)(b->bin.end - b->bin.start) / 3600;
	size_t cells = (size_t)g->rows * g->cols;
	char start[CHUNK_TIME_MAX];
	bool pixel;

	if (chunk_room(c, sizeof(float) * cells) == NULL)
		cmd_fail("out of memory for the grid");
	if (!fold_result(b->fold, what, least, b->o.sum ? hours : 1, c->data))
		cmd_fail("%s: the bin from %s has sums beyond float32: its values cannot be rain",
		    chunk_name(b->in), chunk_time_text(b->bin.start, start));
	for (size_t i = 0; what == FOLD_COUNT && b->steps.weighed && i < cells; i++)
		((float *)c->data)[i] /= (float)steps_weight(&b->steps);
	c->kind = CHUNK_FIELD;
	c->type = CHUNK_F32;
	c->start = b->bin.start;
	c->end = b->bin.end;
	c->have = (uint32_t)b->have;
	c->expected = (uint32_t)steps_expected(&b->steps, b->bin);
	strcpy(c->layer, name);
	/* Writing packs the field. */
	pixel = has_pixel(c->data, cells);
	cmd_write(b->out, c);
	return pixel;
}

/* Writes the bin being filled, then its gaps, and goes on to the next. */
static void
next_bin(struct binner *b)
{
	char start[CHUNK_TIME_MAX];
	const char *why;
	/* In the units of the fold's counts. */
	double expected = steps_whole(&b->steps, b->bin);
	/* Rounding may put a whole number above itself: 0.07 x 100 > 7. */
	double least = fmax((double)b->o.min_count * steps_weight(&b->steps),
	    ceil(b->o.min_fraction * expected - 1e-6));

	if (b->steps.mixed && (b->o.min_count > 0 || b->o.count))
		cmd_fail("%s: the bin from %s has images of different steps, whose number says little: use "
		         "--min-fraction instead of --min-count and --count",
		    chunk_name(b->in), chunk_time_text(b->bin.start, start));
	if ((why = fold_wait(b->fold)) != NULL)
		cmd_fail("%s: the bin from %s has %s", chunk_name(b->in),
		    chunk_time_text(b->bin.start, start), why);
	b->enough.sums = b->o.sum && !b->steps.mixed;
	enough_note(&b->enough, write_layer(b, "", FOLD_MEAN, fmax(least, 1)),
	    &(struct enough_bin){ b->bin, b->filled, b->have, steps_expected(&b->steps, b->bin) });
	if (b->o.count)
		write_layer(b, "count", FOLD_COUNT, 1);
	gaps_write(&b->gaps, b->out);
	fold_clear(b->fold);
	b->have = 0;
	b->filled = (struct span){ 0 };
	steps_clear(&b->steps);
	b->bin = bins_at(&b->o.bins, b->bin.end);
}

/*
 * Whether bins are shorter than a day: then all bins of each day with records
 * are written.
 */
static bool
within_days(const struct bins *b)
{
	return b->kind == BINS_WIDTH && b->width < DAY;
}

/* Writes the bins that end before t, and goes to the one that holds t. */
static void
go_to(struct binner *b, int64_t t)
{
	if (!b->begun)
		b->bin = bins_at(&b->o.bins,
		    within_days(&b->o.bins) ? bins_day(&b->o.bins, t).start : t);
	b->begun = true;
	while (b->bin.end <= t)
		next_bin(b);
}

static void
take_field(struct binner *b, struct chunk *c)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], bound[CHUNK_TIME_MAX];
	double hours = (double)(c->end - c->start) / 3600;
	const char *why;

	if (c->start < b->bin.start || c->end > b->bin.end)
		cmd_fail(
		    "a field from %s to %s does not fit into a bin that %s at %s: make the bins wider, or "
		    "shift them, as by --origin %.5s",
		    chunk_time_text(c->start, start), chunk_time_text(c->end, end),
		    c->start < b->bin.start ? "begins" : "ends",
		    chunk_time_text(c->start < b->bin.start ? b->bin.start : b->bin.end, bound),
		    start + strlen("2020-11-01T"));
	b->have += c->have;
	b->filled = (struct span){ b->filled.end > b->filled.start ? b->filled.start : c->start, c->end };
	steps_take(&b->steps, b->bin, c);
	if ((why = fold_push(b->fold, c, b->amounts ? 1 / hours : 1)) != NULL)
		cmd_fail("%s: %s: the bin has steps of %lld s",
		    chunk_time_text(b->bin.start, start), why, (long long)b->steps.step);
	if (b->have > steps_expected(&b->steps, b->bin))
		cmd_fail(
		    "%s: the bin from %s has %llu steps, and its fields say that they have %llu images",
		    chunk_name(b->in), chunk_time_text(b->bin.start, start),
		    (unsigned long long)steps_expected(&b->steps, b->bin), (unsigned long long)b->have);
}

/* Cuts a gap at the bounds of bins: each piece is written after its bin. */
static void
take_gap(struct binner *b, const struct chunk *c)
{
	steps_gap(&b->steps, c, c->start, b->bin.end);
	gaps_add(&b->gaps, c, c->start, b->bin.end);
	while (c->end > b->bin.end) {
		next_bin(b);
		steps_gap(&b->steps, c, b->bin.start, b->bin.end);
		gaps_add(&b->gaps, c, b->bin.start, b->bin.end);
	}
}

static void
finish_bins(struct binner *b)
{
	if (!b->begun)
		return;
	go_to(b, b->last - 1);
	while (b->bin.start <
	    (within_days(&b->o.bins) ? bins_day(&b->o.bins, b->last - 1).end : b->last))
		next_bin(b);
}

/* How many fields a bin can have. */
static uint32_t
most_fields(const struct binner *b)
{
	static const int64_t days[] = { [BINS_WEEK] = 7, [BINS_MONTH] = 31, [BINS_SEASON] = 92,
		[BINS_YEAR] = 366 };
	const struct bins *bins = &b->o.bins;
	/* Streams with more images may be joined later. */
	int64_t step = b->steps.step < 300 ? b->steps.step : 300;
	int64_t most = (bins->kind == BINS_WIDTH ? bins->width : days[bins->kind] * DAY) / step;

	return most < FOLD_MOST ? (uint32_t)most : FOLD_MOST;
}

/* ---- Headers ----------------------------------------------------------- */

/*
 * About how many fields will come, if the input says how many steps it has. The
 * lengths of fields that are means are unknown.
 */
static void
set_records(struct chunk_header *h, const struct binner *b)
{
	static const double days[] = { [BINS_WEEK] = 7, [BINS_MONTH] = 30.436875,
		[BINS_SEASON] = 91.310625, [BINS_YEAR] = 365.2425 };
	const char *records = chunk_get(h, "records");
	const struct bins *bins = &b->o.bins;
	double span = records != NULL ? strtod(records, NULL) * (double)b->steps.step / DAY : 0, n;
	char text[32];

	if (within_days(bins))
		n = ceil(span) * (double)(DAY / bins->width);
	else
		n = bins->kind == BINS_WIDTH ? ceil(span * DAY / (double)bins->width) :
		    round(span / days[bins->kind]);
	snprintf(text, sizeof text, "%.0f", fmax(n, 1) * (b->o.count ? 2 : 1));
	chunk_set(h, "records", span > 0 && span < 1e6 && cmd_instants(h) ? text : NULL);
}

static struct chunk_header *
header(struct cmd *cmd, const struct binner *b)
{
	struct chunk_header *h = cmd_header(cmd, b->in);

	set_records(h, b);
	chunk_set_table(h, NULL, 0);
	cmd_time_method(h, b->o.sum ? "time: sum" : "time: mean");
	if (b->o.sum)
		cmd_set_depth(h);
	if (b->o.count)
		chunk_set(h, "layer.count.units", "1");
	return h;
}

/* Checks that the input can be averaged as asked. */
static void
check_input(struct cmd *cmd, struct binner *b)
{
	cmd_require(cmd, b->in, CMD_FIELDS | CMD_MEANS | CMD_NO_LAYERS | CMD_SERIES);
	b->amounts = cmd_is_amount(chunk_header(b->in));
	if (b->o.sum)
		cmd_require_sums(b->in, "--sum");
	else
		cmd_require_no_amounts(b->in, "--sum");
	b->steps.step = cmd_require_step(b->in);
	if (b->o.bins.kind == BINS_WIDTH && b->o.bins.width % b->steps.step != 0)
		cmd_fail("bins of %lld s are not a multiple of the input's step of %lld s",
		    (long long)b->o.bins.width, (long long)b->steps.step);
}

int
main(int argc, char **argv)
{
	struct binner b = { .o = { .min_fraction = -1 }, .last = INT64_MIN };
	struct chunk c = { 0 };
	const char *methods;
	struct cmd cmd;
	bool weighed;

	cmd_start(&cmd, "bin-average", usage);
	parse(&cmd, &b.o, argc, argv);
	b.out = cmd_output(&cmd);
	b.in = cmd_input(&cmd, argv + optind, argc - optind);
	check_input(&cmd, &b);
	b.enough.share = b.o.min_fraction;
	b.enough.count = (uint64_t)b.o.min_count;
	cmd_begin_output(b.out, header(&cmd, &b));

	/* A field that is a mean stands for as many images as it has. */
	methods = chunk_get(chunk_header(b.in), "cell_methods");
	weighed = b.amounts || (methods != NULL && strstr(methods, "time: mean") != NULL);
	b.fold = fold_new(chunk_header(b.in), FOLD_SUM | (weighed ? FOLD_WEIGHED : 0),
	    most_fields(&b), cmd_pool(&cmd));
	if (b.fold == NULL)
		cmd_fail("out of memory for the grid");
	steps_begin(&b.steps, b.in, weighed);
	chunk_keep_packed(b.in);
	while (cmd_read(&cmd, b.in, &c)) {
		go_to(&b, c.start);
		b.last = c.end > b.last ? c.end : b.last;
		if (c.kind == CHUNK_FIELD)
			take_field(&b, &c);
		else
			take_gap(&b, &c);
		cmd_progress(&cmd, b.in);
	}
	finish_bins(&b);
	enough_tell(&b.enough);
	fold_free(b.fold);
	gaps_free(&b.gaps);
	chunk_free(&b.field);
	chunk_free(&c);
	return cmd_finish(&cmd, b.in, b.out);
}
