/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crop - a part of the grid, of the time, or of the layers.
 *
 * In: fields and gaps. Out: those of a time and of some layers, each cut down to
 * the rectangle of rows and columns that a box, a polygon or numbers say; cells
 * outside a polygon become missing.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/layers.h"
#include "grid/region.h"
#include "polygon/polygons.h"

static const char usage[] =
"usage: crop [-qv] [-j n] [-o file] [--bbox w,s,e,n | --xy x0,y0,x1,y1 |\n"
"            --polygon file [--feature key=value] | --rows a,b --cols c,d] [--mask]\n"
"            [--from t] [--to t] [--layer names] [file ...]\n"
"\n"
"Keep a part of the grid, of the time, or of the layers.\n"
"\n"
"      --bbox w,s,e,n     the cells with a centre in this box, in degrees\n"
"      --xy x0,y0,x1,y1   the cells with a centre in this box, in the CRS of the stream\n"
"      --polygon file     the cells with a centre in the polygons of a GeoJSON file;\n"
"                         others become missing\n"
"      --feature key=value\n"
"                         only the features of the file with this property\n"
"      --rows a,b         rows a to b - 1, from 0 on; row 0 is north\n"
"      --cols c,d         columns c to d - 1, from 0 on\n"
"      --mask             make cells missing that are kept but lie outside the box\n"
"      --from t           only from this time on, such as 2020-11-01 or\n"
"                         2020-11-01T06:00 (UTC)\n"
"      --to t             only before this time\n"
"      --layer names      only these layers, such as mean or min,max\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  crop --bbox 12.4,55.3,14.6,56.5 -o scania.chunk day.chunk\n";

enum crop_option { BBOX = CMD_OWN, XY, POLYGON, FEATURE, ROWS, COLS, MASK, FROM, TO, LAYER, OPTIONS_END };

static const struct option longs[] = {
	{ "bbox", required_argument, NULL, BBOX },
	{ "xy", required_argument, NULL, XY },
	{ "polygon", required_argument, NULL, POLYGON },
	{ "feature", required_argument, NULL, FEATURE },
	{ "rows", required_argument, NULL, ROWS },
	{ "cols", required_argument, NULL, COLS },
	{ "mask", no_argument, NULL, MASK },
	{ "from", required_argument, NULL, FROM },
	{ "to", required_argument, NULL, TO },
	{ "layer", required_argument, NULL, LAYER },
	CMD_LONG_OPTIONS
};

struct crop {
	struct cmd *cmd;
	struct chunk_stream *in, *out;
	const char *value[OPTIONS_END - CMD_OWN];       /* NULL for options that are not given */
	struct box box;
	struct bounds xy;
	uint32_t row, row_end, col, col_end;
	int64_t from, to;
	struct layers layers;
	struct region region;
	struct chunk first;                     /* a record that was read before its turn */
	bool has_first;
	uint64_t kept;                          /* records */
};

static const char *
given(const struct crop *t, enum crop_option option)
{
	return t->value[option - CMD_OWN];
}

/* ---- Time -------------------------------------------------------------- */

/* Refuses a field of which only a part is asked for. */
static int
refuse_part(const struct crop *t, const struct chunk *c, char *why)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], edge[CHUNK_TIME_MAX];
	bool at_from = c->start < t->from;

	return chunk_reason(why, "--%s %s: a field%s%s from %s to %s lies across it, and no part of a "
	    "field can be cut out: one of its ends can be the edge", at_from ? "from" : "to",
	    chunk_time_text(at_from ? t->from : t->to, edge), c->layer[0] != '\0' ? " of the layer " : "",
	    c->layer, chunk_time_text(c->start, start), chunk_time_text(c->end, end));
}

/* How many of a gap's steps are before a time. */
static uint32_t
steps_before(const struct crop *t, const struct chunk *gap, int64_t time)
{
	int64_t step = chunk_step(chunk_header(t->in)), length = gap->end - gap->start;

	if (time >= gap->end)
		return gap->expected;
	if (step > 0 && length / step == gap->expected)
		return (uint32_t)((time - gap->start) / step);
	return (uint32_t)((double)gap->expected * (double)(time - gap->start) / (double)length);
}

static void
cut_gap(const struct crop *t, struct chunk *gap)
{
	int64_t start = gap->start > t->from ? gap->start : t->from;
	int64_t end = gap->end < t->to ? gap->end : t->to;

	gap->expected = steps_before(t, gap, end) - steps_before(t, gap, start);
	gap->start = start;
	gap->end = end;
}

/* The source of chunk_flow(): the next record of the time that is asked for. */
static int
source(void *arg, struct chunk *c, char *why)
{
	struct crop *t = arg;
	int got;

	for (;;) {
		got = 1;
		if (t->has_first)
			chunk_swap(c, &t->first);
		else if ((got = cmd_source(t->cmd, t->in, c, why)) <= 0)
			return got;
		t->has_first = false;
		if (c->kind == CHUNK_FIELD && !layers_note(&t->layers, c->layer))
			continue;
		if (c->end <= t->from || c->start >= t->to)
			continue;
		if (c->start < t->from || c->end > t->to) {
			if (c->kind != CHUNK_GAP)
				return refuse_part(t, c, why);
			cut_gap(t, c);
		}
		t->kept++;
		return got;
	}
}

static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct crop *t = arg;

	return region_cut(&t->region, in, out, why);
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct crop *t = arg;

	return cmd_sink(t->out, c, why);
}

/* Ends the tool if there was nothing in the time that is asked for. */
static void
require_some(const struct crop *t)
{
	const struct chunk_counts *n = chunk_counts(t->in);
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	if (t->kept > 0 || (given(t, FROM) == NULL && given(t, TO) == NULL))
		return;
	if (n->start == n->end)
		cmd_fail("nothing is left: the input is sound, but there is nothing in it");
	cmd_fail("nothing is left: the stream is from %s to %s", chunk_time_text(n->start, start),
	    chunk_time_text(n->end, end));
}

/* ---- The header -------------------------------------------------------- */

/*
 * How many records are to come, if a part of the time is taken: known if all
 * are instants, since they then begin with the first.
 */
static void
set_records(struct crop *t, struct chunk_header *h)
{
	const char *records = chunk_get(h, "records");
	int64_t step = chunk_step(h), start, end, n;
	char why[CHUNK_WHY_MAX];
	int got;

	/* How many layers each time has is not said. */
	if (given(t, LAYER) != NULL)
		chunk_set(h, "records", NULL);
	if (records == NULL || given(t, LAYER) != NULL || (given(t, FROM) == NULL && given(t, TO) == NULL))
		return;
	n = strtoll(records, NULL, 10);
	if ((got = cmd_source(t->cmd, t->in, &t->first, why)) < 0)
		cmd_fail("%s", why);
	t->has_first = got > 0;
	chunk_set(h, "records", NULL);
	if (got == 0 || step == 0 || !cmd_instants(h) || n <= 0 || n > INT32_MAX)
		return;
	start = t->first.start > t->from ? t->first.start : t->from;
	end = t->first.start + n * step;
	end = end < t->to ? end : t->to;
	if (end <= start)
		return;
	cmd_set_number(h, "records", (end - start) / step);
}

static int
find_polygons(struct crop *t, const struct chunk_header *h, const struct polygons *p, char *why)
{
	struct cells cells = { 0 };
	struct box box = polygons_box(p);
	char first[CHUNK_WHY_MAX];
	int status;

	if (polygons_any_cells(p, h, cmd_pool(t->cmd), &cells, why) < 0)
		return -1;
	if (cells.n > 0) {
		status = region_of_cells(&t->region, h, &cells, &box, why);
		cells_free(&cells);
		return status;
	}
	if (polygons_count(p) == 1)
		return polygons_no_cell(p, 0, h, why);
	polygons_no_cell(p, 0, h, first);
	return chunk_reason(why, "none of %zu polygons holds the centre of a cell; the first: %.800s",
	    polygons_count(p), first);
}

static void
find_region(struct crop *t, const struct polygons *polygons)
{
	const struct chunk_header *h = chunk_header(t->in);
	bool mask = given(t, MASK) != NULL;
	char why[CHUNK_WHY_MAX];
	int status;

	if (given(t, BBOX) != NULL)
		status = region_of_box(&t->region, h, cmd_pool(t->cmd), &t->box, mask, why);
	else if (given(t, XY) != NULL)
		status = region_of_xy(&t->region, h, &t->xy, mask, why);
	else if (polygons != NULL)
		status = find_polygons(t, h, polygons, why);
	else
		status = region_of_rows(&t->region, h, t->row, t->row_end, t->col, t->col_end, why);
	if (status < 0 || region_missing(&t->region, h, why) < 0)
		cmd_fail("%s", why);
}

/* ---- Options ----------------------------------------------------------- */

static void
parse_range(const char *option, const char *text, uint32_t *from, uint32_t *to)
{
	char first[CMD_PAIR_MAX];
	const char *second = cmd_pair(option, text, "100,200", first);

	*from = (uint32_t)cmd_integer(option, first, 0, CHUNK_SIDE_MAX);
	*to = (uint32_t)cmd_integer(option, second, 0, CHUNK_SIDE_MAX);
	if (*from >= *to)
		cmd_usage("%s %s: from %u to %u without %u, which is nothing", option, text, *from, *to, *to);
}

static void
parse_xy(const char *text, struct bounds *b)
{
	const char *p = text;
	double n[4];

	for (int i = 0; i < 4; i++) {
		char *end;

		n[i] = strtod(p, &end);
		if (end == p || *end != (i < 3 ? ',' : '\0') || !isfinite(n[i]))
			cmd_usage("--xy takes two corners x0,y0,x1,y1 in the CRS of the stream, such as "
			    "370000,6130000,430000,6200000, not \"%.100s\"", text);
		p = end + 1;
	}
	*b = (struct bounds){ .west = fmin(n[0], n[2]), .east = fmax(n[0], n[2]),
		.south = fmin(n[1], n[3]), .north = fmax(n[1], n[3]) };
}

/* Options that say the same thing, or need another. */
static void
check_options(const struct crop *t)
{
	bool rows = given(t, ROWS) != NULL || given(t, COLS) != NULL;
	int parts = (given(t, BBOX) != NULL) + (given(t, XY) != NULL) +
	    (given(t, POLYGON) != NULL) + rows;

	if (parts > 1)
		cmd_usage("only one of --bbox, --xy, --polygon, and --rows with --cols");
	if (parts == 0 && given(t, FROM) == NULL && given(t, TO) == NULL && given(t, LAYER) == NULL)
		cmd_usage("say what is to be kept, such as --bbox 12.4,55.3,14.6,56.5 or --from 2020-11-01");
	if (given(t, FEATURE) != NULL && given(t, POLYGON) == NULL)
		cmd_usage("--feature needs --polygon");
	if (given(t, MASK) != NULL && (parts == 0 || rows))
		cmd_usage("--mask needs --bbox, --xy or --polygon");
	if (t->from >= t->to)
		cmd_usage("--from must be before --to");
}

static void
parse_values(struct crop *t)
{
	char why[CHUNK_WHY_MAX];

	if (given(t, BBOX) != NULL && box_parse(given(t, BBOX), &t->box, why) < 0)
		cmd_usage("--bbox %s", why);
	if (given(t, XY) != NULL)
		parse_xy(given(t, XY), &t->xy);
	if (given(t, FEATURE) != NULL && polygons_check_feature(given(t, FEATURE), why) < 0)
		cmd_usage("--feature %s", why);
	if (given(t, ROWS) != NULL)
		parse_range("--rows", given(t, ROWS), &t->row, &t->row_end);
	if (given(t, COLS) != NULL)
		parse_range("--cols", given(t, COLS), &t->col, &t->col_end);
	if (given(t, FROM) != NULL)
		t->from = cmd_time("--from", given(t, FROM));
	if (given(t, TO) != NULL)
		t->to = cmd_time("--to", given(t, TO));
	t->layers.wanted = given(t, LAYER);
}

static void
parse(struct crop *t, int argc, char **argv)
{
	int option;

	while ((option = cmd_option(t->cmd, argc, argv, "", longs)) != -1) {
		if (given(t, (enum crop_option)option) != NULL)
			cmd_usage("--%s: given twice", longs[option - CMD_OWN].name);
		t->value[option - CMD_OWN] = optarg != NULL ? optarg : "";
		/* Its checksum comes later. */
		if (option == POLYGON)
			cmd_keep_out(t->cmd);
	}
	parse_values(t);
	check_options(t);
}

/* The polygons of the command line, or NULL. */
static struct polygons *
read_polygons(struct crop *t)
{
	const char *path = given(t, POLYGON);
	char why[CHUNK_WHY_MAX];
	size_t used = strlen(t->cmd->history);
	struct polygons *p;

	if (path == NULL)
		return NULL;
	if ((p = polygons_read(path, given(t, FEATURE), why)) == NULL)
		cmd_fail("%s", why);
	snprintf(t->cmd->history + used, sizeof t->cmd->history - used,
	    " --polygon crc32=%08" PRIx32, polygons_digest(p));
	return p;
}

int
main(int argc, char **argv)
{
	struct cmd cmd;
	static struct crop t;                   /* too large for a stack */
	struct chunk_flow flow = { .source = source, .work = work, .sink = sink, .arg = &t };
	struct chunk_header *h;
	struct polygons *polygons;
	char why[CHUNK_WHY_MAX];

	cmd_start(&cmd, "crop", usage);
	t = (struct crop){ .cmd = &cmd, .row_end = UINT32_MAX, .col_end = UINT32_MAX,
		.from = INT64_MIN, .to = INT64_MAX };
	parse(&t, argc, argv);

	t.out = cmd_output(&cmd);
	polygons = read_polygons(&t);
	t.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, t.in, CMD_FIELDS);
	find_region(&t, polygons);
	polygons_free(polygons);
	chunk_keep_packed(t.in);
	h = cmd_header(&cmd, t.in);
	chunk_set_grid(h, &t.region.part.grid);
	set_records(&t, h);
	layers_cut_header(&t.layers, h);
	flow.record = chunk_field_size(chunk_header(t.in)) + chunk_field_size(h);
	cmd_begin_output(t.out, h);
	if (chunk_flow(&flow, cmd_pool(&cmd), why) < 0)
		cmd_fail("%s", why);
	layers_require(&t.layers);
	require_some(&t);
	region_free(&t.region);
	chunk_free(&t.first);
	return cmd_finish(&cmd, t.in, t.out);
}
