/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk2tif - every field as a GeoTIFF, for QGIS, GDAL and rasterio.
 *
 * In: fields. Out: files with one float32 band each, NaN for missing, or with one
 * of bytes and their colours where values are categories; the grid, the CRS and
 * the units. All are renamed at the end, after the last one was written.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/pathnames.h"
#include "grid/flags.h"
#include "picture/palette.h"
#include "picture/quantity.h"
#include "tiff/crs.h"
#include "tiff/geokeys.h"
#include "tiff/geotiff.h"

static const char usage[] =
"usage: chunk2tif [-qv] [-j n] -o pattern [--units u] [file ...]\n"
"\n"
"Write every field as a GeoTIFF, for QGIS, GDAL and rasterio: float32, or bytes with\n"
"colours for categories.\n"
"\n"
"  -o, --output pattern   names of the files: %Y %m %d %H %M ... are replaced by the\n"
"                         start of the field in UTC, %L by its layer, such as\n"
"                         rain-%Y%m%dT%H%M.tif or november-%L.tif\n"
"      --units u              values in these units, such as mm/day of mm/h\n"
CMD_HELP_THREADS
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk2tif -o november-%L.tif november.chunk\n";

struct chunk2tif {
	struct cmd *cmd;
	struct chunk_stream *in;
	const struct chunk_header *header;
	const char *units;                    /* of --units, or NULL */
	struct image image;                   /* all that is the same in every file */
	char path[PATHNAMES_ROOM];                /* of the file being written: too large for a stack */
};

/* What a file is made of: too large for the stack of a thread. */
struct file {
	struct image image;
	struct geotiff_items items;
	struct flags flags;
	struct quantity quantity;
	struct palette palette;
	uint8_t colour[256][3];
};

static int
out_of_memory(char *why)
{
	snprintf(why, CHUNK_WHY_MAX, "out of memory");
	return -1;
}

/* ---- One field --------------------------------------------------------- */

static void
describe(const struct chunk_header *h, const struct chunk *c, const char *units,
    struct geotiff_items *items)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], have[16], expected[16];
	const char *variable = cmd_layer_variable(h, c->layer);

	snprintf(have, sizeof have, "%u", c->have);
	snprintf(expected, sizeof expected, "%u", c->expected);
	geotiff_item(items, "DESCRIPTION", "description", c->layer[0] != '\0' ? c->layer : variable);
	geotiff_item(items, "UNITTYPE", "unittype", units);
	geotiff_item(items, "variable", NULL, variable);
	geotiff_item(items, "cell_methods", NULL, chunk_layer_get(h, c->layer, "cell_methods"));
	geotiff_item(items, "source", NULL, chunk_get(h, "source"));
	geotiff_item(items, "start", NULL, chunk_time_text(c->start, start));
	geotiff_item(items, "end", NULL, chunk_time_text(c->end, end));
	geotiff_item(items, "have", NULL, have);
	geotiff_item(items, "expected", NULL, expected);
}

/*
 * The colours of categories in pictures, on land, for as many as these show;
 * other bytes are black.
 */
static bool
find_colours(const struct chunk_header *h, const struct chunk *c, struct file *f)
{
	char why[CHUNK_WHY_MAX], *name[PALETTE_CATEGORIES];
	const struct quantity *q = &f->quantity;

	if (quantity_of(&f->quantity, h, c->layer, c, why) < 0 || q->form != QUANTITY_CATEGORIES)
		return false;
	for (int i = 0; i < q->categories; i++)
		name[i] = f->quantity.name[i];
	palette_make_categories(&f->palette, q->categories, q->value, name);
	for (unsigned i = 0; i < (unsigned)q->categories; i++)
		memcpy(f->colour[(int)q->value[i]],
		    f->palette.rgb[palette_index(&f->palette, CLASS_FIRST + i, GROUND_LAND)],
		    sizeof *f->colour);
	return true;
}

/* Makes bytes of the values of categories, in place, if they fit. */
static void
categorise(const struct chunk_header *h, const struct chunk *c, float *values, struct file *f)
{
	size_t cells = (size_t)f->image.grid.rows * f->image.grid.cols;

	geotiff_item(&f->items, "flag_values", "", f->flags.values);
	geotiff_item(&f->items, "flag_meanings", "", f->flags.meanings);
	if (!flags_fit(&f->flags, values, cells))
		return;
	/* In place: byte i comes before float i + 1. */
	flags_bytes(f->flags.missing, values, cells, (uint8_t *)values);
	f->image.type = CHUNK_U8;
	f->image.nodata = f->flags.missing;
	if (find_colours(h, c, f))
		f->items.colour = (const uint8_t (*)[3])f->colour;
}

/*
 * Makes the bytes of a field's file, which the caller frees. `room` gets values
 * that are not as they came.
 */
static int
make_file(const struct chunk2tif *t, const struct chunk *in, struct chunk *room, struct file *f,
    void **bytes, size_t *size, char *why)
{
	size_t cells = (size_t)t->image.grid.rows * t->image.grid.cols;
	const void *values = in->data;
	const char *units;
	double times = units_of_layer(t->header, in->layer, t->units, &units);
	bool categories = times == 1 && flags_of(t->header, in->layer, &f->flags);

	f->image = t->image;
	if (in->type == CHUNK_F64 && units_are_times(t->header, in->layer))
		f->image.type = CHUNK_F64;
	else if (in->type != CHUNK_F32 || times != 1 || categories) {
		if (chunk_room(room, cells * sizeof(float)) == NULL)
			return out_of_memory(why);
		chunk_floats(t->header, in, 0, cells, room->data);
		units_multiply(room->data, cells, times);
		values = room->data;
	}
	describe(t->header, in, units, &f->items);
	if (categories)
		categorise(t->header, in, room->data, f);
	return geotiff_write(&f->image, values, GEOTIFF_DEFLATE, &f->items, bytes, size, why);
}

/*
 * The work of chunk_flow(): makes the bytes of a field's file, with its start
 * and layer.
 */
static int
encode(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	struct file *f;
	void *bytes, *room;
	size_t size;
	int status;

	out->kind = in->kind;
	if (in->kind != CHUNK_FIELD)
		return 0;
	if ((f = calloc(1, sizeof *f)) == NULL)
		return out_of_memory(why);
	status = make_file(arg, in, out, f, &bytes, &size, why);
	free(f);
	if (status < 0)
		return -1;
	room = chunk_room(out, size);
	if (room != NULL)
		memcpy(room, bytes, size);
	free(bytes);
	out->kind = CHUNK_BLOB;
	out->start = in->start;
	memcpy(out->layer, in->layer, sizeof out->layer);
	return room != NULL ? 0 : out_of_memory(why);
}

/* ---- The files --------------------------------------------------------- */

static int
write_file(void *arg, struct chunk *c, char *why)
{
	struct chunk2tif *t = arg;
	struct cmd_file *f;

	if (c->kind != CHUNK_BLOB)
		return 0;
	if (pathnames_make(t->cmd->output, t->header, c, t->path, why) < 0)
		return -1;
	f = cmd_create(t->path);
	cmd_put(f, c->data, c->size);
	cmd_close(f);
	return 0;
}

/* ---- The stream -------------------------------------------------------- */

static int
source(void *arg, struct chunk *c, char *why)
{
	struct chunk2tif *t = arg;

	return cmd_source(t->cmd, t->in, c, why);
}

/*
 * Sets what all files share. An EPSG code is written as such. The GeoKeys of
 * the original images are used only if they agree with the code, or if there is
 * no code.
 */
static void
prepare(struct chunk2tif *t)
{
	const struct chunk_header *h = t->header = chunk_header(t->in);
	const char *crs = chunk_get(h, "crs"), *raw = chunk_get(h, "geokeys");
	struct image *g = &t->image;
	struct geokeys k;
	char own[32];

	g->grid = *chunk_grid(h);
	g->type = CHUNK_F32;
	g->has_nodata = true;
	g->nodata = NAN;
	if (crs == NULL)
		crs = "unknown";
	if (strlen(crs) >= sizeof g->crs)
		cmd_fail("the key crs of the stream has %zu bytes, of which a GeoTIFF has room for %zu: "
		    "name the CRS shorter, by --crs of tif2rain", strlen(crs), sizeof g->crs - 1);
	strcpy(g->crs, crs);
	if (raw != NULL && strlen(raw) >= sizeof g->geokeys && strncmp(crs, "EPSG:", 5) != 0)
		cmd_fail("the key geokeys of the stream has %zu bytes, of which a GeoTIFF has room for "
		    "%zu: name the CRS, by --crs of tif2rain", strlen(raw), sizeof g->geokeys - 1);
	crs_to_keys(crs, false, &k);
	if (raw == NULL && crs_is_citation(&k))
		cmd_warn("the CRS becomes a text in the file, which no program reads: gdal_edit.py -a_srs '%s' "
		    "makes it known", crs);
	if (raw == NULL || strlen(raw) >= sizeof g->geokeys || !geokeys_parse(raw, &k))
		return;
	snprintf(own, sizeof own, "EPSG:%d",
	    geokeys_short(&k, geokeys_short(&k, KEY_MODEL) == 2 ? KEY_GEOGRAPHIC : KEY_PROJECTED));
	if (strncmp(g->crs, "EPSG:", 5) != 0 || strcmp(g->crs, own) == 0)
		strcpy(g->geokeys, raw);
}

int
main(int argc, char **argv)
{
	enum { UNITS = CMD_OWN };
	static const struct option longs[] = {
		{ "units", required_argument, NULL, UNITS },
		CMD_LONG_OPTIONS
	};
	static struct chunk2tif t;
	struct chunk_flow flow = { .source = source, .work = encode, .sink = write_file,
		.arg = &t };
	char why[CHUNK_WHY_MAX];
	struct cmd cmd;

	cmd_start(&cmd, "chunk2tif", usage);
	t.cmd = &cmd;
	while (cmd_option(&cmd, argc, argv, "", longs) != -1)
		t.units = optarg;
	if (t.units != NULL)
		cmd_units(t.units);
	if (cmd.output == NULL)
		cmd_usage("-o: name the files, such as rain-%%Y%%m%%dT%%H%%M.tif");
	pathnames_check(cmd.output);

	t.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, t.in, CMD_FIELDS);
	cmd_require_units(t.in, t.units);
	prepare(&t);
	flow.record = (size_t)t.image.grid.rows * t.image.grid.cols * 3 * sizeof(float);
	if (chunk_flow(&flow, cmd_pool(&cmd), why) < 0)
		cmd_fail("%s", why);
	cmd_require_some(t.in);
	return cmd_finish(&cmd, t.in, NULL);
}
