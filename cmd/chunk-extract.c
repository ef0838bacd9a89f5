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
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "table/csv.h"
#include "table/places.h"

static const char usage[] =
"usage: chunk-extract [-qv] [-j n] [-o file] [--point name,row,col] [--xy name,x,y]\n"
"                     [--box name,r0,r1,c0,c1] [--points file] [--units u] [file ...]\n"
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
"      --units u          values in these units, such as mm/day of mm/h\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk-extract --point Lund,792,128 --box Ronne,740,760,120,140 -o places.csv day.chunk\n";

/*
 * The fewest digits that read back as the same float32, also through float64.
 */
static void
put_number(FILE *to, float x)
{
	char text[32] = ",0";

	for (int digits = 6; x != 0 && digits <= 9; digits++) {
		snprintf(text, sizeof text, ",%.*g", digits, (double)x);
		if ((float)strtod(text + 1, NULL) == x)
			break;
	}
	fputs(text, to);
}

/* ---- What a place has in a field --------------------------------------- */

struct values {
	float mean, max;
	size_t count;                   /* cells with a value; if 0, the others are invalid */
};

/* The mean is summed in float64, row by row, and rounded once. */
static struct values
summarise(const struct chunk_header *h, const struct chunk *c, const struct place *at,
    double times)
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
			units_multiply(piece, n, times);
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
	const char *units;              /* of --units, or NULL */
	FILE *to;
	struct cmd_file *file;          /* behind it */
	int64_t covered;                /* the latest end of a field */
	bool any;                       /* there was one */
};

/* Writes the lines of a record; a gap has no values. */
static void
write_lines(struct extract *x, const struct chunk *c)
{
	const char *units;
	double times = units_of_layer(x->h, c->layer, x->units, &units);
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	char *cell, *layer;

	cell = csv_cell(units != NULL ? units : "");
	layer = csv_cell(c->layer);
	chunk_time_text(c->start, start);
	chunk_time_text(c->end, end);
	for (size_t i = 0; i < x->places.n; i++) {
		const struct place *at = &x->places.at[i];
		struct values v = { 0 };

		if (c->kind == CHUNK_FIELD)
			v = summarise(x->h, c, at, times);
		if (v.count > 0 && (!isfinite(v.mean) || !isfinite(v.max)))
			cmd_fail("%s: %s has an infinite value, which rain cannot be", start, at->cell);
		fprintf(x->to, "%s,%s,%s,%s,%s", start, end, at->cell, layer, cell);
		if (v.count > 0) {
			put_number(x->to, v.mean);
			put_number(x->to, v.max);
		}
		fprintf(x->to, "%s,%zu,%zu,%" PRIu32 ",%" PRIu32 "\n",
		    v.count > 0 ? "" : ",,", v.count, at->rows * at->cols, c->have, c->expected);
	}
	if (ferror(x->to))
		cmd_fail("%s: cannot write: %s", cmd_name(x->file), strerror(errno));
	free(cell);
	free(layer);
}

/*
 * A gap in the time of a field, such as a bin, which counts it already, comes
 * after that field, and needs no lines of its own.
 */
static void
take_record(struct extract *x, const struct chunk *c)
{
	if (c->kind == CHUNK_FIELD || !x->any || c->start >= x->covered)
		write_lines(x, c);
	if (c->kind == CHUNK_FIELD && (!x->any || c->end > x->covered)) {
		x->any = true;
		x->covered = c->end;
	}
}

/* ---- The command line -------------------------------------------------- */

enum { POINT = CMD_OWN, XY, BOX, POINTS, UNITS };

/* Places are read in the order given, after all options were found valid. */
static void
parse(struct cmd *cmd, struct extract *x, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "point", required_argument, NULL, POINT },
		{ "xy", required_argument, NULL, XY },
		{ "box", required_argument, NULL, BOX },
		{ "points", required_argument, NULL, POINTS },
		{ "units", required_argument, NULL, UNITS },
		CMD_LONG_OPTIONS
	};
	struct { int option; char *value; } *asked = calloc((size_t)argc + 1, sizeof *asked);
	struct places *places = &x->places;
	int n = 0, o;

	if (asked == NULL)
		cmd_fail("out of memory");
	while ((o = cmd_option(cmd, argc, argv, "", longs)) != -1) {
		if (o == UNITS) {
			x->units = optarg;
			continue;
		}
		asked[n].option = o;
		asked[n++].value = optarg;
	}
	if (x->units != NULL)
		cmd_units(x->units);
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
	struct extract x = { .any = false };
	struct chunk_stream *in;
	struct chunk c = { 0 };
	struct cmd cmd;

	cmd_start(&cmd, "chunk-extract", usage);
	parse(&cmd, &x, argc, argv);
	x.file = cmd_create_text(cmd.output);
	x.to = cmd_text(x.file);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_FIELDS | (places_have(&x.places, PLACE_BOX) ? CMD_NO_DBZ : 0));
	cmd_require_units(in, x.units);
	x.h = chunk_header(in);
	places_resolve(&x.places, x.h);

	fputs("start,end,name,layer,units,mean,max,count,cells,have,expected\n", x.to);
	while (cmd_read(&cmd, in, &c)) {
		take_record(&x, &c);
		cmd_progress(&cmd, in);
	}
	cmd_require_some(in);
	places_free(&x.places);
	chunk_free(&c);
	return cmd_finish(&cmd, in, NULL);
}
