/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rolling - sums, means and extremes of a window that moves over time.
 *
 * In: fields of one length, in time order, and gaps. Out: for each step, or each
 * --every, a float32 field of the window that ends with it, with how many images
 * that has of how many steps, also where there are no fields; and after each the
 * gaps in the step.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "fold/bins.h"
#include "fold/gaps.h"
#include "fold/window.h"

static const char usage[] =
"usage: rolling [-qv] [-j n] [-o file] -w window [-m sum|mean|max|min|count] [--every interval]\n"
"               [--min-fraction f] [file ...]\n"
"\n"
"The sum, mean, largest or smallest value of a window that moves over time, for each step.\n"
"\n"
"  -w, --window w         the length of the window, such as 1h, 24h or 5d\n"
"  -m, --method m         sum, mean, max, min or count (default: the mean of rates, the\n"
"                         sum of amounts)\n"
"      --every e          only windows that end at multiples of e by the clock, such as 1h\n"
"      --min-fraction f   a pixel with less than this share of the steps is missing\n"
"                         (default 0, for sums 0.8)\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-*.zip | tif2rain | rolling -w 24h -m sum --every 1h |\n"
"      stats --layers max --when -o largest.chunk\n";

enum { EVERY = CMD_OWN, MIN_FRACTION };
enum method { SUM, MEAN, MAX, MIN, COUNT, METHODS };

#define MUCH_MEMORY ((double)(256 << 20))       /* that is said before it is taken */

struct options {
	int64_t window, every;          /* seconds; every is 0 if not given */
	enum method method;             /* METHODS if not given */
	double min_fraction;            /* below 0 if not given */
};

/* The work in progress. */
struct roller {
	struct options o;
	struct chunk_stream *in, *out;
	struct window *window;
	struct chunk field;             /* being written */
	struct chunk *early;            /* gaps before the first field */
	size_t n_early;
	struct span record;             /* that comes next */
	struct gaps gaps;               /* in it */
	int64_t reached;                /* the window's end so far */
	int64_t length;                 /* of a field; 0 before the first */
	int64_t first;                  /* the first field's start */
	int64_t begins;                 /* of all data, gaps before it included */
	int64_t last;                   /* the latest end of what was read */
	int64_t step;                   /* of images */
	bool amounts;                   /* the input is in mm, not mm/h */
};

/* ---- Options ----------------------------------------------------------- */

static void
parse(struct cmd *cmd, struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "window", required_argument, NULL, 'w' },
		{ "method", required_argument, NULL, 'm' },
		{ "every", required_argument, NULL, EVERY },
		{ "min-fraction", required_argument, NULL, MIN_FRACTION },
		CMD_LONG_OPTIONS
	};

	for (int option; (option = cmd_option(cmd, argc, argv, "w:m:", longs)) != -1; )
		switch (option) {
		case 'w':
			o->window = cmd_duration("-w", optarg);
			break;
		case 'm':
			o->method = (enum method)cmd_choice("-m", optarg, "sum|mean|max|min|count");
			break;
		case EVERY:
			o->every = cmd_duration("--every", optarg);
			if (!bins_width_is_good(o->every))
				cmd_usage("--every takes an interval that divides 24 h or is whole days, not \"%s\"",
				    optarg);
			break;
		case MIN_FRACTION:
			o->min_fraction = cmd_real("--min-fraction", optarg, 0, 1);
			break;
		}
	if (o->window == 0)
		cmd_usage("-w says how long the window is");
	if (o->method == COUNT && o->min_fraction >= 0)
		cmd_usage("--min-fraction is not for -m count, which is never missing");
}

/* ---- Records ----------------------------------------------------------- */

/* How many images a full window has. */
static uint64_t
steps(const struct roller *r)
{
	return (uint64_t)(r->o.window / r->step);
}

/* Moves the window on by a field, or by none. */
static void
push(struct roller *r, struct chunk *c)
{
	/* Amounts that are summed become rates. */
	double hours = r->amounts && r->o.method == SUM ? (double)r->length / 3600 : 1;
	const char *why = window_push(r->window, c, 1 / hours);
	char end[CHUNK_TIME_MAX];

	r->reached += r->length;
	chunk_time_text(r->reached, end);
	if (why != NULL)
		cmd_fail("%s: the window to %s: %s", chunk_name(r->in), end, why);
	if (window_images(r->window) > steps(r))
		cmd_fail("%s: the window to %s has %llu steps, and its fields say that they have %llu images",
		    chunk_name(r->in), end, (unsigned long long)steps(r),
		    (unsigned long long)window_images(r->window));
}

/* Writes the next record, with the window that ends as it does; then its gaps. */
static void
write_record(struct roller *r)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(r->in));
	struct chunk *c = &r->field;
	double hours = r->o.method == SUM ? (double)r->o.window / 3600 : 1;
	/* Rounding may put a whole number above itself: 0.07 x 100 > 7. */
	double least = ceil(r->o.min_fraction * (double)steps(r) - 1e-6);
	char end[CHUNK_TIME_MAX];
	const char *why;

	while (r->reached < r->record.end)
		push(r, NULL);
	if (chunk_room(c, sizeof(float) * g->rows * g->cols) == NULL)
		cmd_fail("out of memory for the grid");
	why = window_result(r->window, least, hours, c->data);
	if (why != NULL)
		cmd_fail("%s: the window to %s has %s", chunk_name(r->in),
		    chunk_time_text(r->record.end, end), why);
	c->kind = CHUNK_FIELD;
	c->type = CHUNK_F32;
	c->start = r->record.start;
	c->end = r->record.end;
	c->have = (uint32_t)window_images(r->window);
	c->expected = (uint32_t)steps(r);
	cmd_write(r->out, c);
	gaps_write(&r->gaps, r->out);
	r->record = (struct span){ c->end, c->end + (c->end - c->start) };
}

/* Writes the records that end before t. */
static void
go_to(struct roller *r, int64_t t)
{
	while (r->record.end <= t)
		write_record(r);
}

/* Joined streams may be means of images of several steps: see chunk(5). */
static void
check_step(const struct roller *r, const struct chunk *c)
{
	int64_t length = c->end - c->start;
	char start[CHUNK_TIME_MAX];

	if (c->expected > 0 && length != (int64_t)c->expected * r->step)
		cmd_fail("%s: %s: a field of %u images in %lld s, and others of one every %lld s: windows "
		         "cannot weigh them: run rolling on each part by itself",
		    chunk_name(r->in), chunk_time_text(c->start, start), c->expected, (long long)length,
		    (long long)r->step);
}

static void
take_field(struct roller *r, struct chunk *c)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], time[CHUNK_TIME_MAX], what[CHUNK_WHY_MAX] = "";
	bool early;

	go_to(r, c->start);
	early = c->start < r->record.start;
	if (c->end - c->start != r->length)
		chunk_reason(what, "is of %lld s, those before it of %lld s: bin-average -w makes fields of one "
		    "length", (long long)(c->end - c->start), (long long)r->length);
	else if ((c->start - r->first) % r->length != 0)
		chunk_reason(what, "is no whole number of steps of %lld s after the first, at %s",
		    (long long)r->length, chunk_time_text(r->first, time));
	else if (early || c->end > r->record.end)
		chunk_reason(what, "lies across the time that a window of --every would %s, %s: leave --every "
		    "out", early ? "begin" : "end",
		    chunk_time_text(early ? r->record.start : r->record.end, time));
	if (*what != '\0')
		cmd_fail("%s: a field from %s to %s %s", chunk_name(r->in), chunk_time_text(c->start, start),
		    chunk_time_text(c->end, end), what);
	check_step(r, c);
	while (r->reached < c->start)
		push(r, NULL);
	push(r, c);
}

/* Cuts a gap at the bounds of records: each piece is written after its record. */
static void
take_gap(struct roller *r, const struct chunk *c)
{
	go_to(r, c->start);
	gaps_add(&r->gaps, c, c->start, r->record.end);
	while (c->end > r->record.end) {
		write_record(r);
		gaps_add(&r->gaps, c, r->record.start, r->record.end);
	}
}

/* Keeps a gap until a field says how long the steps are. */
static void
keep_gap(struct roller *r, struct chunk *c)
{
	r->early = reallocarray(r->early, r->n_early + 1, sizeof *r->early);
	if (r->early == NULL)
		cmd_fail("out of memory for %zu gaps", r->n_early + 1);
	r->early[r->n_early] = (struct chunk){ 0 };
	chunk_swap(&r->early[r->n_early++], c);
}

/* ---- Headers ----------------------------------------------------------- */

/* About how many fields will come, if the input says how many it has. */
static void
set_records(struct chunk_header *h, const struct roller *r, int64_t interval)
{
	const char *records = chunk_get(h, "records");
	int64_t length = cmd_instants(h) ? r->step : r->length;
	double n = records != NULL ? ceil(strtod(records, NULL) * (double)length / (double)interval) : 0;
	char text[32];

	snprintf(text, sizeof text, "%.0f", n);
	chunk_set(h, "records", n > 0 && n < 1e9 ? text : NULL);
}

static struct chunk_header *
header(struct cmd *cmd, const struct roller *r)
{
	static const char *const methods[] = { [SUM] = "time: sum", [MEAN] = "time: mean",
		[MAX] = "time: maximum", [MIN] = "time: minimum", [COUNT] = "time: sum" };
	const int64_t interval = r->record.end - r->record.start;
	struct chunk_header *h = cmd_header(cmd, r->in);
	char text[CHUNK_TIME_MAX];

	set_records(h, r, interval);
	chunk_set_table(h, NULL, 0);
	if (r->o.method == MAX || r->o.method == MIN)
		cmd_cell_methods(h, methods[r->o.method]);
	else
		cmd_time_method(h, methods[r->o.method]);
	if (r->o.method == SUM)
		cmd_set_depth(h);
	if (r->o.method == COUNT) {
		chunk_set(h, "flag_values", NULL);
		chunk_set(h, "flag_meanings", NULL);
		chunk_set(h, "variable", "number_of_observations");
		chunk_set(h, "units", "1");
	}
	/* A window that is as long as its record is what a bin is. */
	snprintf(text, sizeof text, "%lld", (long long)r->o.window);
	chunk_set(h, "window", interval == r->o.window ? NULL : text);
	chunk_set(h, "window_begins", interval == r->o.window ? NULL : chunk_time_text(r->begins, text));
	return h;
}

/* ---- The input --------------------------------------------------------- */

/* What the units leave open of the options. */
static void
settle(struct roller *r)
{
	r->amounts = cmd_is_amount(chunk_header(r->in));
	if (r->o.method == METHODS)
		r->o.method = r->amounts ? SUM : MEAN;
	if (r->o.min_fraction < 0)
		r->o.min_fraction = r->o.method == SUM ? 0.8 : 0;
}

/* Checks that windows of the input can be as asked. */
static void
check_input(struct cmd *cmd, struct roller *r)
{
	bool sums;

	settle(r);
	sums = r->o.method == SUM || r->o.method == MEAN;
	cmd_require(cmd, r->in, CMD_FIELDS | CMD_NO_LAYERS | CMD_SERIES | (sums ? CMD_MEANS : 0));
	if (r->o.method == MEAN)
		cmd_require_no_amounts(r->in, "-m sum");
	if (r->o.method == SUM)
		cmd_require_sums(r->in, "-m sum");
	r->step = cmd_require_step(r->in);
}

/* Checks that windows and intervals are whole steps. */
static void
check_lengths(const struct roller *r)
{
	const long long length = r->length;

	if (r->length < r->step)
		cmd_fail("fields of %lld s, which are shorter than the input's step of %lld s",
		    (long long)r->length, (long long)r->step);
	if (r->o.window % r->length != 0 || r->o.window % r->step != 0)
		cmd_fail("a window of %lld s is not a multiple of the input's step of %lld s",
		    (long long)r->o.window, length);
	if (r->o.every % r->length != 0)
		cmd_fail("--every: %lld s are not a multiple of the input's step of %lld s", (long long)r->o.every,
		    length);
	if (r->o.window / r->step > WINDOW_MOST || r->o.window / r->length > WINDOW_MOST)
		cmd_fail("a window of %lld s has more than %d steps", (long long)r->o.window, WINDOW_MOST);
}

static void
make_window(struct cmd *cmd, struct roller *r)
{
	static const enum window_what what[] = { [SUM] = WINDOW_MEAN, [MEAN] = WINDOW_MEAN,
		[MAX] = WINDOW_MAX, [MIN] = WINDOW_MIN, [COUNT] = WINDOW_COUNT };
	const char *methods = chunk_get(chunk_header(r->in), "cell_methods");
	struct window_form form = {
		.header = chunk_header(r->in),
		.what = what[r->o.method],
		/* A field that is a mean stands for as many images as it has. */
		.weighed = r->amounts || (methods != NULL && strstr(methods, "time: mean") != NULL),
		.fields = (uint32_t)(r->o.window / r->length),
		.images = (uint32_t)steps(r),
		.between = (uint32_t)((r->record.end - r->record.start) / r->length),
		.pool = cmd_pool(cmd)
	};

	if (window_size(&form) > MUCH_MEMORY && !cmd->quiet)
		cmd_warn("the %u fields of a window take up to %.0f MB of memory, less where they are dry",
		    form.fields, window_size(&form) / 1e6);
	if ((r->window = window_new(&form)) == NULL)
		cmd_fail("out of memory for the grid");
}

/* Begins with the first field, or, at the end of an input without any, with the gaps. */
static void
begin(struct cmd *cmd, struct roller *r, int64_t start, int64_t length)
{
	int64_t from = r->n_early > 0 ? r->early[0].start : start;
	int64_t first = start - (start - from + length - 1) / length * length;
	struct bins bins = { .kind = BINS_WIDTH, .width = r->o.every };

	r->length = length;
	r->first = start;
	r->begins = from;
	check_lengths(r);
	r->record = r->o.every > 0 ? bins_at(&bins, from) : (struct span){ first, first + length };
	r->reached = r->record.start;
	make_window(cmd, r);
	cmd_begin_output(r->out, header(cmd, r));
	for (size_t i = 0; i < r->n_early; i++) {
		take_gap(r, &r->early[i]);
		chunk_free(&r->early[i]);
	}
	free(r->early);
	r->n_early = 0;
}

static void
take(struct cmd *cmd, struct roller *r, struct chunk *c)
{
	int64_t length = c->end - c->start;

	if (c->kind == CHUNK_FIELD && r->length == 0) {
		/* A mean says itself which step its images have. */
		if (!cmd_instants(chunk_header(r->in)) && c->expected > 0 &&
		    length % c->expected == 0)
			r->step = length / c->expected;
		begin(cmd, r, c->start, length);
	}
	r->last = c->end > r->last ? c->end : r->last;
	if (c->kind == CHUNK_FIELD)
		take_field(r, c);
	else if (r->length == 0)
		keep_gap(r, c);
	else
		take_gap(r, c);
}

int
main(int argc, char **argv)
{
	struct roller r = { .o = { .method = METHODS, .min_fraction = -1 }, .last = INT64_MIN };
	struct chunk c = { 0 };
	struct cmd cmd;

	cmd_start(&cmd, "rolling", usage);
	parse(&cmd, &r.o, argc, argv);
	r.out = cmd_output(&cmd);
	r.in = cmd_input(&cmd, argv + optind, argc - optind);
	check_input(&cmd, &r);
	chunk_keep_packed(r.in);
	while (cmd_read(&cmd, r.in, &c)) {
		take(&cmd, &r, &c);
		cmd_progress(&cmd, r.in);
	}
	if (r.length == 0)
		begin(&cmd, &r, r.n_early > 0 ? r.early[0].start : 0, r.step);
	/* The last record may end after the input: what it lacks is missing. */
	while (r.record.start < r.last)
		write_record(&r);
	window_free(r.window);
	gaps_free(&r.gaps);
	chunk_free(&r.field);
	chunk_free(&c);
	return cmd_finish(&cmd, r.in, r.out);
}
