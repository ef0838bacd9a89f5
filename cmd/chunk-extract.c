/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk-extract - series for gauges and catchments.
 *
 * In: fields and gaps. Out: CSV with a line for each field and place, which is
 * a point or a box of cells: the mean and the maximum of its values, and how
 * many there are. Time that no field covers has lines without values.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "table/csv.h"
#include "table/places.h"

static const char usage[] =
"usage: chunk-extract [-qv] [-j n] [-o file] [--point name,row,col] [--xy name,x,y]\n"
"                     [--box name,r0,r1,c0,c1] [--points file] [file ...]\n"
"\n"
"Write series of values at points, and of means and maxima over boxes, as CSV.\n"
"\n"
"      --point name,row,col\n"
"                         a cell; rows and columns count from 0, row 0 is north\n"
"      --xy name,x,y      the cell that holds this place, in the CRS of the stream\n"
"      --box name,r0,r1,c0,c1\n"
"                         rows r0 to r1 - 1, columns c0 to c1 - 1\n"
"      --points file      points from a CSV with columns name, row, col or name, x, y\n"
"                         (each of these options as often as there are places)\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk-extract --point Lund,792,128 --box Ronne,740,760,120,140 -o places.csv day.chunk\n";

/* ---- What is written --------------------------------------------------- */

/*
 * Bytes for a file or for standard output, which may be a terminal: CSV is
 * text.
 */
struct table {
	struct cmd_file *file;          /* NULL for standard output */
	char *bytes;
	size_t n, room;
};

static void
flush(struct table *t)
{
	if (t->file != NULL)
		cmd_put(t->file, t->bytes, t->n);
	else if (fwrite(t->bytes, 1, t->n, stdout) != t->n)
		cmd_fail("standard output: cannot write: %s", strerror(errno));
	t->n = 0;
}

static void
put(struct table *t, const char *text)
{
	size_t n = strlen(text);

	if (t->room - t->n < n) {
		t->room = 2 * t->room + n;
		if ((t->bytes = realloc(t->bytes, t->room)) == NULL)
			cmd_fail("out of memory");
	}
	memcpy(t->bytes + t->n, text, n);
	t->n += n;
}

/*
 * The fewest digits that read back as the same float32, also through float64.
 */
static void
put_number(struct table *t, float x)
{
	char text[32] = ",0";

	for (int digits = 6; x != 0 && digits <= 9; digits++) {
		snprintf(text, sizeof text, ",%.*g", digits, (double)x);
		if ((float)strtod(text + 1, NULL) == x)
			break;
	}
	put(t, text);
}

/* ---- What a place has in a field --------------------------------------- */

struct values {
	float mean, max;
	size_t count;                   /* cells with a value; if 0, the others are invalid */
};

/* The mean is summed in float64, row by row, and rounded once. */
static struct values
summarise(const struct chunk_header *h, const struct chunk *c, const struct place *at)
{
	enum { PIECE = 1024 };
	size_t across = chunk_grid(h)->cols;
	struct values v = { .max = -INFINITY };
	float piece[PIECE];
	double sum = 0;

	for (size_t row = at->row; row < at->row + at->rows; row++)
		for (size_t done = 0; done < at->cols; done += PIECE) {
			size_t n = at->cols - done < PIECE ? at->cols - done : PIECE;

			chunk_floats(h, c, row * across + at->col + done, n, piece);
			for (size_t i = 0; i < n; i++)
				if (!isnan(piece[i])) {
					sum += (double)piece[i];
					v.max = piece[i] > v.max ? piece[i] : v.max;
					v.count++;
				}
		}
	v.mean = (float)(sum / (double)v.count);
	return v;
}

/* ---- Lines ------------------------------------------------------------- */

struct extract {
	struct places places;
	const struct chunk_header *h;
	struct table to;
	struct gaps {                   /* time that no field has covered so far; in order */
		struct chunk *at;       /* without payloads */
		size_t n, room;
	} gaps;
	int64_t start, end; /* of the latest fields without a hole; 0, 0 before the first */
};

/* Writes the lines of a record; a gap has no values. */
static void
write_lines(struct extract *x, const struct chunk *c)
{
	const char *units = chunk_layer_get(x->h, c->layer, "units");
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], row[256];
	char *cell, *layer;

	cell = csv_cell(units != NULL ? units : "");
	layer = csv_cell(c->layer);
	chunk_time_text(c->start, start);
	chunk_time_text(c->end, end);
	for (size_t i = 0; i < x->places.n; i++) {
		const struct place *at = &x->places.at[i];
		struct values v = { 0 };

		if (c->kind == CHUNK_FIELD)
			v = summarise(x->h, c, at);
		if (v.count > 0 && (!isfinite(v.mean) || !isfinite(v.max)))
			cmd_fail("%s: %s has an infinite value, which rain cannot be", start, at->cell);
		snprintf(row, sizeof row, "%s,%s,", start, end);
		put(&x->to, row);
		put(&x->to, at->cell);
		snprintf(row, sizeof row, ",%s,", layer);
		put(&x->to, row);
		put(&x->to, cell);
		if (v.count > 0) {
			put_number(&x->to, v.mean);
			put_number(&x->to, v.max);
		}
		snprintf(row, sizeof row, "%s,%zu,%zu,%" PRIu32 ",%" PRIu32 "\n", v.count > 0 ? "" : ",,", v.count,
		    at->rows * at->cols, c->have, c->expected);
		put(&x->to, row);
	}
	flush(&x->to);
	free(cell);
	free(layer);
}

/* ---- Gaps -------------------------------------------------------------- */

/*
 * The part [start, end) of a gap, with its share of the steps; none if it is
 * empty.
 */
static struct chunk
part_of_gap(const struct chunk *gap, int64_t start, int64_t end)
{
	struct chunk c = { .kind = CHUNK_GAP, .start = start, .end = end };
	double share = ((double)end - (double)start) / ((double)gap->end - (double)gap->start);

	c.expected = share > 0 ? (uint32_t)lrint(share * gap->expected) : 0;
	return c;
}

/* Adds a gap, unless it is empty. */
static void
keep_gap(struct extract *x, struct chunk gap)
{
	struct gaps *g = &x->gaps;

	if (gap.start >= gap.end)
		return;
	if (g->n == g->room) {
		g->room = 2 * g->room + 16;
		if ((g->at = reallocarray(g->at, g->room, sizeof *g->at)) == NULL)
			cmd_fail("out of memory for %zu gaps", g->room);
	}
	g->at[g->n++] = gap;
}

/*
 * A gap may be inside the time of a field, such as a bin, which counts it
 * already. It is kept until a later field shows how much of it remains. What
 * earlier fields cover is removed at once.
 */
static void
take_gap(struct extract *x, const struct chunk *c)
{
	if (c->end <= x->start || c->start >= x->end) {
		keep_gap(x, part_of_gap(c, c->start, c->end));
		return;
	}
	keep_gap(x, part_of_gap(c, c->start, x->start));
	keep_gap(x, part_of_gap(c, x->end, c->end));
}

/* At a field: writes what is missing before it, and removes what it covers. */
static void
settle_gaps(struct extract *x, const struct chunk *field)
{
	struct gaps old = x->gaps;

	x->gaps = (struct gaps){ 0 };
	for (size_t i = 0; i < old.n; i++) {
		const struct chunk *g = &old.at[i];
		struct chunk before =
		    part_of_gap(g, g->start, g->end < field->start ? g->end : field->start);

		if (before.start < before.end)
			write_lines(x, &before);
		keep_gap(x, part_of_gap(g, g->start > field->end ? g->start : field->end, g->end));
	}
	free(old.at);
}

static void
take_field(struct extract *x, const struct chunk *c)
{
	settle_gaps(x, c);
	write_lines(x, c);
	if (c->start > x->end || c->end < x->start || x->start == x->end) {
		x->start = c->start;
		x->end = c->end;
	}
	x->start = c->start < x->start ? c->start : x->start;
	x->end = c->end > x->end ? c->end : x->end;
}

/* ---- The command line -------------------------------------------------- */

enum { POINT = CMD_OWN, XY, BOX, POINTS };

/* Places are read in the order given, after all options were found valid. */
static void
parse(struct cmd *cmd, struct places *places, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "point", required_argument, NULL, POINT },
		{ "xy", required_argument, NULL, XY },
		{ "box", required_argument, NULL, BOX },
		{ "points", required_argument, NULL, POINTS },
		CMD_LONG_OPTIONS
	};
	struct { int option; char *value; } *asked = calloc((size_t)argc + 1, sizeof *asked);
	int n = 0, o;

	if (asked == NULL)
		cmd_fail("out of memory");
	while ((o = cmd_option(cmd, argc, argv, "", longs)) != -1) {
		asked[n].option = o;
		asked[n++].value = optarg;
	}
	if (n == 0)
		cmd_usage(
		    "name a place: --point Lund,792,128, --xy Lund,386248,6174176 or --box Ronne,740,760,120,140");
	for (int i = 0; i < n; i++)
		if (asked[i].option == POINTS)
			places_file(places, asked[i].value);
		else if (asked[i].option == POINT)
			places_option(places, PLACE_POINT, "--point", asked[i].value);
		else if (asked[i].option == XY)
			places_option(places, PLACE_XY, "--xy", asked[i].value);
		else
			places_option(places, PLACE_BOX, "--box", asked[i].value);
	places_check(places);
	free(asked);
}

int
main(int argc, char **argv)
{
	struct extract x = { .start = 0 };
	struct chunk_stream *in;
	struct chunk c = { 0 };
	struct cmd cmd;
	bool watched;

	cmd_start(&cmd, "chunk-extract", usage);
	parse(&cmd, &x.places, argc, argv);
	if (cmd.output != NULL && strcmp(cmd.output, "-") != 0)
		x.to.file = cmd_create_text(cmd.output);
	/* On a terminal the lines themselves are progress. */
	watched = !isatty(x.to.file != NULL ? cmd_fd(x.to.file) : STDOUT_FILENO);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_FIELDS | (places_have(&x.places, PLACE_BOX) ? CMD_NO_DBZ : 0));
	x.h = chunk_header(in);
	places_resolve(&x.places, x.h);

	put(&x.to, "start,end,name,layer,units,mean,max,count,cells,have,expected\n");
	while (cmd_read(&cmd, in, &c)) {
		if (c.kind == CHUNK_FIELD)
			take_field(&x, &c);
		else
			take_gap(&x, &c);
		if (watched)
			cmd_progress(&cmd, in);
	}
	cmd_require_some(in);
	for (size_t i = 0; i < x.gaps.n; i++)
		write_lines(&x, &x.gaps.at[i]);
	free(x.gaps.at);
	free(x.to.bytes);
	places_free(&x.places);
	chunk_free(&c);
	return cmd_finish(&cmd, in, NULL);
}
