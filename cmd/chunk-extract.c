/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk-extract - series for gauges and catchments, and the largest values.
 *
 * In: fields and gaps. Out: CSV with a line for each field and place, which is
 * a point, a box of cells, a polygon or a zone of a map: the mean and the
 * maximum of its values, and how many there are. Time that no field covers has
 * lines without values. With --top, a line for each of the n largest values,
 * with its place and time.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "fold/cycle.h"
#include "grid/lonlat.h"
#include "table/csv.h"
#include "table/places.h"
#include "table/summaries.h"
#include "table/summary.h"
#include "table/top.h"

static const char usage[] =
"usage: chunk-extract [-qv] [-j n] [-o file] [--point name,row,col] [--xy name,x,y]\n"
"                     [--lonlat name,lon,lat] [--box name,r0,r1,c0,c1] [--points file]\n"
"                     [--polygons file] [--zones file] [--layer name] [--units u] [file ...]\n"
"       chunk-extract [-qv] [-j n] [-o file] --top n [--apart km,time] [--layer name]\n"
"                     [--units u] [file ...]\n"
"\n"
"Write series of values at points, and of means and maxima over boxes, polygons and zones, as\n"
"CSV; or the largest values of all.\n"
"\n"
"      --point name,row,col\n"
"                         a cell; rows and columns count from 0, row 0 is north\n"
"      --xy name,x,y      the cell that holds this place, in the CRS of the stream\n"
"      --lonlat name,lon,lat\n"
"                         the cell that holds this place, in degrees\n"
"      --box name,r0,r1,c0,c1\n"
"                         rows r0 to r1 - 1, columns c0 to c1 - 1\n"
"      --points file      points from a CSV with columns name, row, col or name, x, y\n"
"                         or name, lon, lat\n"
"      --polygons file    areas from GeoJSON, by the property name of each\n"
"      --zones file       the cells of each number in a stream of one field, such as\n"
"                         that of regions; 0 and missing are no zone\n"
"                         (each of these options as often as there are places)\n"
"      --top n            the n largest values above 0, with their places and times\n"
"      --apart km,time    of them only those without a larger one this near, such as\n"
"                         20km,6h\n"
"      --layer name       only this layer\n"
"      --units u          values in these units, such as mm/day of mm/h\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk-extract --lonlat Lund,13.19,55.71 --polygons catchments.geojson -o rain.csv day.chunk\n";

struct extract {
	struct cmd *cmd;
	struct places places;
	size_t top;                     /* of --top; 0: series of places */
	double km;                      /* of --apart, with its time */
	int64_t seconds;
	const char *layer;              /* of --layer, or NULL */
	const char *units;              /* of --units, or NULL */
	struct chunk_stream *in;
	const struct chunk_header *h;
	FILE *to;
	struct cmd_file *file;          /* that it writes to */
	bool any;                       /* there was a field, */
	bool other;                     /* and one of another layer */
	struct cycle cycle;             /* of a climatology; CYCLE_NONE of any other stream */
};

/* ---- Series ------------------------------------------------------------ */

static void
write_series(struct extract *x)
{
	struct summaries s = { .cmd = x->cmd, .in = x->in, .places = &x->places, .layer = x->layer,
		.units = x->units, .cycle = &x->cycle, .to = x->to, .file = x->file };

	places_resolve(&x->places, x->h, cmd_pool(x->cmd));
	summaries_write(&s);
	places_free(&x->places);
	x->any = s.any;
	x->other = s.other;
}

/* ---- The largest values ------------------------------------------------ */

/*
 * Whether a field is of the layer; another one, if none was asked for, ends the
 * tool.
 */
static bool
is_layer(struct extract *x, const struct chunk *c, char *layer)
{
	if (x->layer != NULL && strcmp(c->layer, x->layer) != 0) {
		x->other = true;
		return false;
	}
	if (x->any && strcmp(c->layer, layer) != 0)
		cmd_fail("%s: --top: there are values of \"%s\" and of \"%s\": --layer says which",
		    chunk_name(x->in), layer, c->layer);
	if (units_are_times(x->h, c->layer))
		cmd_fail("%s: --top: layer %s has times, of which none is the largest", chunk_name(x->in),
		    c->layer);
	strcpy(layer, c->layer);
	x->any = true;
	return true;
}

static void
write_top_line(const struct extract *x, const struct top_value *v, struct lonlat *l, const char *layer,
    const char *units)
{
	struct point xy = grid_point(chunk_grid(x->h), v->row + 0.5, v->col + 0.5), place;
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	fprintf(x->to, "%s,%s,%s,%s", chunk_time_text(v->start, start), chunk_time_text(v->end, end),
	    layer, units);
	csv_put_number(x->to, v->value);
	fprintf(x->to, ",%" PRIu32 ",%" PRIu32 ",%.12g,%.12g,", v->row, v->col, xy.x, xy.y);
	if (l != NULL && lonlat_of(l, v->row + 0.5, v->col + 0.5, &place))
		fprintf(x->to, "%.7f,%.7f", place.x, place.y);
	else
		fputc(',', x->to);
	fprintf(x->to, ",%" PRIu32 ",%" PRIu32, v->have, v->expected);
	summaries_end_line(x->to, &x->cycle, v->start);
}

/* The values of a field, which are finite. */
static void
take_floats(const struct extract *x, const struct chunk *c, const char **units, float *values)
{
	size_t cells = (size_t)chunk_grid(x->h)->rows * chunk_grid(x->h)->cols;
	double times = units_of_layer(x->h, c->layer, x->units, units);
	char start[CHUNK_TIME_MAX];

	chunk_floats(x->h, c, 0, cells, values);
	units_multiply(values, cells, times);
	for (size_t i = 0; i < cells; i++)
		if (isinf(values[i]))
			cmd_fail("%s: %s: a value is infinite, which rain cannot be", chunk_name(x->in),
			    chunk_time_text(c->start, start));
}

static void
write_top(struct extract *x)
{
	const struct chunk_grid *g = chunk_grid(x->h);
	char why[CHUNK_WHY_MAX], layer[CHUNK_LAYER_MAX + 1] = "";
	struct lonlat *l = lonlat_open(x->h, why);
	float *values = reallocarray(NULL, (size_t)g->rows * g->cols, sizeof *values);
	const struct top_value *best;
	const char *units = NULL;
	struct chunk c = { 0 };
	struct top *top;
	size_t n;

	if (l == NULL && x->seconds > 0)
		cmd_fail("--apart: %s", why);
	if ((top = top_new(x->top, x->km, x->seconds, l)) == NULL || values == NULL)
		cmd_fail("out of memory");
	while (cmd_read(x->cmd, x->in, &c)) {
		cmd_progress(x->cmd, x->in);
		if (c.kind != CHUNK_FIELD || !is_layer(x, &c, layer))
			continue;
		take_floats(x, &c, &units, values);
		if (top_push(top, &c, g, values, why) < 0)
			cmd_fail("%s", why);
	}
	if (top_finish(top, &best, &n, why) < 0)
		cmd_fail("%s", why);
	fprintf(x->to, "start,end,layer,units,value,row,col,x,y,lon,lat,have,expected%s\n",
	    x->cycle.kind != CYCLE_NONE ? ",group" : "");
	for (size_t i = 0; i < n; i++)
		write_top_line(x, &best[i], l, layer, units != NULL ? units : "");
	top_free(top);
	lonlat_close(l);
	free(values);
	chunk_free(&c);
}

/* ---- The command line -------------------------------------------------- */

enum { POINT = CMD_OWN, XY, LONLAT, BOX, POINTS, POLYGONS, ZONES, TOP, APART, LAYER, UNITS };

/* "20km,6h" */
static void
set_apart(struct extract *x, const char *text)
{
	char first[CMD_PAIR_MAX], *end;
	const char *time = cmd_pair("--apart", text, "20km,6h", first);

	x->km = strtod(first, &end);
	if (end == first || strcmp(end, "km") != 0 || !(x->km > 0) || !(x->km <= 20000) ||
	    !cmd_parse_duration(time, &x->seconds))
		cmd_usage("--apart takes a distance up to 20000 km and a time, such as 20km,6h, not \"%s\"", text);
}

static void
once(bool given, const char *option)
{
	if (given)
		cmd_usage("%s: given twice", option);
}

/* An option that is no place; false if it is one. */
static bool
set_option(struct extract *x, int option)
{
	switch (option) {
	case TOP: once(x->top > 0, "--top"); break;
	case APART: once(x->seconds > 0, "--apart"); break;
	case LAYER: once(x->layer != NULL, "--layer"); break;
	}
	switch (option) {
	case TOP: x->top = (size_t)cmd_integer("--top", optarg, 1, TOP_MAX); return true;
	case APART: set_apart(x, optarg); return true;
	case LAYER: x->layer = optarg; return true;
	case UNITS: x->units = optarg; return true;
	default: return false;
	}
}

/* A place that was asked for; a list ends with one without a value. */
struct asked {
	int option;
	char *value;
};

static void
add_place(struct places *places, int option, char *value)
{
	switch (option) {
	case POINT: places_option(places, PLACE_POINT, "--point", value); break;
	case XY: places_option(places, PLACE_XY, "--xy", value); break;
	case LONLAT: places_option(places, PLACE_LONLAT, "--lonlat", value); break;
	case BOX: places_option(places, PLACE_BOX, "--box", value); break;
	case POINTS: places_file(places, value); break;
	case POLYGONS: places_polygons(places, value); break;
	case ZONES: places_zones(places, value); break;
	}
}

/* Standard input is the stream, or has the zones of one option. */
static void
check_standard_input(const struct asked *asked, char **paths, int n)
{
	bool any = false;
	int uses = 0;

	for (; asked->value != NULL; asked++) {
		char *path = asked->value;

		if (asked->option != ZONES)
			continue;
		cmd_check_inputs(&path, 1);
		uses += strcmp(path, "-") == 0;
		any = true;
	}
	if (!any)
		return;
	cmd_check_inputs(paths, n);
	uses += n == 0;
	for (int i = 0; i < n; i++)
		uses += strcmp(paths[i], "-") == 0;
	if (uses > 1)
		cmd_usage("--zones: standard input can be read once only, as the zones or as the input: name a "
		    "file for the other");
}

/* Places are read in the order given, after all options were found valid. */
static void
parse(struct cmd *cmd, struct extract *x, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "point", required_argument, NULL, POINT },
		{ "xy", required_argument, NULL, XY },
		{ "lonlat", required_argument, NULL, LONLAT },
		{ "box", required_argument, NULL, BOX },
		{ "points", required_argument, NULL, POINTS },
		{ "polygons", required_argument, NULL, POLYGONS },
		{ "zones", required_argument, NULL, ZONES },
		{ "top", required_argument, NULL, TOP },
		{ "apart", required_argument, NULL, APART },
		{ "layer", required_argument, NULL, LAYER },
		{ "units", required_argument, NULL, UNITS },
		CMD_LONG_OPTIONS
	};
	struct asked *asked = calloc((size_t)argc + 1, sizeof *asked);
	int n = 0, o;

	if (asked == NULL)
		cmd_fail("out of memory");
	while ((o = cmd_option(cmd, argc, argv, "", longs)) != -1)
		if (!set_option(x, o)) {
			asked[n].option = o;
			asked[n++].value = optarg;
		}
	if (x->units != NULL)
		cmd_units(x->units);
	if (x->top > 0 && n > 0)
		cmd_usage("--top looks at all cells, not at places: crop before takes a part");
	if (x->top == 0 && x->seconds > 0)
		cmd_usage("--apart is for --top");
	if (x->top == 0 && n == 0)
		cmd_usage("name a place: --lonlat Lund,13.19,55.71, --point Lund,792,128, --xy Lund,386248,6174176 or "
		    "--box Ronne,740,760,120,140; or --top 20");
	check_standard_input(asked, argv + optind, argc - optind);
	for (int i = 0; i < n; i++)
		add_place(&x->places, asked[i].option, asked[i].value);
	places_check(&x->places);
	free(asked);
}

int
main(int argc, char **argv)
{
	struct cmd cmd;
	struct extract x = { .cmd = &cmd };
	bool means;

	cmd_start(&cmd, "chunk-extract", usage);
	parse(&cmd, &x, argc, argv);
	x.file = cmd_create_text(cmd.output);
	places_check_zones(&x.places);
	x.to = cmd_text(x.file);
	x.in = cmd_input(&cmd, argv + optind, argc - optind);
	means = places_have(&x.places, PLACE_BOX) || places_have(&x.places, PLACE_AREA) ||
	    places_have(&x.places, PLACE_ZONE);
	cmd_require(&cmd, x.in, CMD_FIELDS | (means ? CMD_NO_DBZ : 0));
	cmd_require_units(x.in, x.units);
	x.h = chunk_header(x.in);
	cycle_of_stream(x.in, &x.cycle);
	if (x.top > 0)
		write_top(&x);
	else
		write_series(&x);
	cmd_require_some(x.in);
	if (!x.any && x.other)
		cmd_fail("%s: has no layer \"%s\"", chunk_name(x.in), x.layer);
	return cmd_finish(&cmd, x.in, NULL);
}
