/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rain.c - one radar image to one field of rain.
 *
 * An encoded image goes in. Out comes the field of its codes or its values, or
 * a gap in its place, or a reason. Pure, so any thread can do it.
 */
#include "radar/rain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/damage.h"
#include "grid/geometry.h"
#include "radar/smhi.h"

#define AFFINE_MAX   128
#define BEYOND_CELLS 9                          /* of an image: a spike, or a few */

static void
set_head(struct chunk *to, const struct chunk *from, enum chunk_kind kind, enum chunk_type type)
{
	to->kind = kind;
	to->type = type;
	to->start = from->start;
	to->end = from->end;
	to->have = kind == CHUNK_FIELD;
	to->expected = 1;
	to->layer[0] = to->name[0] = '\0';
}

int
rain_reason(const char *name, int64_t start, const char *reason, char *why)
{
	char when[CHUNK_TIME_MAX];

	snprintf(why, CHUNK_WHY_MAX, "%s, %s: %.600s", name, chunk_time_text(start, when), reason);
	return -1;
}

/* A gap in place of a damaged image. */
static int
leave_out(const struct chunk *image, const char *reason, struct chunk *out, char *why)
{
	char wrong[CHUNK_WHY_MAX];

	set_head(out, image, CHUNK_GAP, CHUNK_BYTES);
	memcpy(out->name, image->name, sizeof out->name);
	return damage_gap(out, reason, wrong) < 0 ?
	    rain_reason(image->name, image->start, wrong, why) : 0;
}

/* An image that is decoded: the conversion, and the image's name. */
struct decoding {
	const struct rain *r;
	const char *name;
};

/* rain_decode() of an image that `accept` accepts. */
static int
decode(const struct rain *r, image_accept_fn *accept, const struct chunk *in, struct chunk *out,
    struct image *g, char *why)
{
	char reason[CHUNK_WHY_MAX];
	struct decoding d = { r, in->name };
	int status = r->decode(in->data, in->size, accept, &d, g, out, reason);

	if (status == IMAGE_DAMAGED && r->keep_going)
		return leave_out(in, reason, out, why);
	if (status < 0)
		return rain_reason(in->name, in->start, reason, why);
	set_head(out, in, CHUNK_FIELD, g->type);
	return 1;
}

int
rain_decode(const struct rain *r, const struct chunk *in, struct chunk *out, struct image *g,
    char *why)
{
	return decode(r, NULL, in, out, g, why);
}

static const char *
affine_text(const struct chunk_grid *g, char *text)
{
	const double *a = g->affine;

	snprintf(text, AFFINE_MAX, "%.10g %.10g %.10g %.10g %.10g %.10g", a[0], a[1], a[2], a[3],
	    a[4], a[5]);
	return text;
}

/*
 * zr_settle() of reflectivity. If the file says that it is something else, both
 * -g and -b must be given.
 */
static int
settle_conversion(const struct rain *r, const struct image *g, const char *name, struct zr *used,
    char *why)
{
	const struct zr *asked = &r->asked;
	static const char remedy[] = "only reflectivity becomes rain here; if it is that, -g and -b "
	    "say how codes become dBZ";

	if (g->placed_beside)
		return chunk_reason(why,
		    "has a place or CRS in the .aux.xml beside it too, which GDAL would take: "
		    "gdal_translate writes what holds into the image");
	if (isnan(asked->gain) || isnan(asked->offset)) {
		if (g->classes)
			return chunk_reason(why,
			    "has a colour table, so that its codes number the classes of a picture: %s",
			    remedy);
		if (!image_is_dbz(g->unit))
			return chunk_reason(why, "has the unit \"%s\" in its metadata, not dBZ: %s",
			    g->unit, remedy);
		if (!image_is_reflectivity(g->quantity))
			return chunk_reason(why,
			    "has the quantity \"%s\" in its metadata, not reflectivity: %s",
			    g->quantity, remedy);
	}
	return zr_settle(asked, g, smhi_is(g, name), used, why);
}

/* 0 if an image can follow the first one, else -1 with the difference. */
static int
compare(const void *arg, const struct image *g, char *why)
{
	const struct decoding *d = arg;
	const struct rain *r = d->r;
	const struct image *f = &r->first;
	struct image said = *g;
	char here[AFFINE_MAX], there[AFFINE_MAX];
	struct zr z;

	if (r->sidecar != NULL)
		image_add_sidecar(&said, r->sidecar);
	if (g->grid.rows != f->grid.rows || g->grid.cols != f->grid.cols)
		snprintf(why, CHUNK_WHY_MAX, "has %u rows x %u columns, but %s before it %u x %u",
		    g->grid.rows, g->grid.cols, r->first_name, f->grid.rows, f->grid.cols);
	else if (!grid_same_place(&g->grid, &f->grid))
		snprintf(why, CHUNK_WHY_MAX, "has the affine %s, but %s before it %s",
		    affine_text(&g->grid, here), r->first_name, affine_text(&f->grid, there));
	else if (r->crs == NULL && (strcmp(g->crs, f->crs) != 0 ||
	    (strcmp(g->crs, "unknown") == 0 && strcmp(g->geokeys, f->geokeys) != 0)))
		snprintf(why, CHUNK_WHY_MAX, "has another CRS (%.200s) than %s before it (%.200s): "
		    "--crs says what holds for all", g->crs, r->first_name, f->crs);
	else if (g->type != f->type)
		snprintf(why, CHUNK_WHY_MAX, "has %zu bits, but %s before it %zu",
		    8 * chunk_value_size(g->type), r->first_name, 8 * chunk_value_size(f->type));
	else if (settle_conversion(r, &said, d->name, &z, why) == 0) {
		const struct zr *u = &r->used;

		if (z.gain == u->gain && z.offset == u->offset && z.nodata == u->nodata &&
		    z.undetect == u->undetect)
			return 0;
		snprintf(why, CHUNK_WHY_MAX,
		    "has gain %g, offset %g, nodata %d, undetect %d, but %s before it %g, %g, "
		    "%d, %d: -g, -b, -n and -u say what holds for all",
		    z.gain, z.offset, z.nodata, z.undetect, r->first_name, u->gain, u->offset,
		    u->nodata, u->undetect);
	}
	return -1;
}

/* Replaces the codes in `out` by their values, in the memory of `in`. */
static int
to_floats(const struct rain *r, struct chunk *in, struct chunk *out, char *why)
{
	size_t cells = (size_t)r->first.grid.rows * r->first.grid.cols;
	const uint8_t *bytes = out->data;
	const uint16_t *words = out->data;
	float *values = chunk_room(in, cells * sizeof *values);

	if (values == NULL)
		return rain_reason("an image", out->start, "out of memory", why);
	for (size_t i = 0; i < cells; i++)
		values[i] = r->table[out->type == CHUNK_U8 ? bytes[i] : words[i]];
	set_head(in, out, CHUNK_FIELD, CHUNK_F32);
	memcpy(in->name, out->name, sizeof in->name);
	chunk_swap(in, out);
	return 0;
}

/* Cells with a code in [low, low + width]; a loop for each size of a code. */
#define COUNT_CODES(type, codes, cells, low, width, count) \
	for (size_t i = 0; i < (cells); i++) \
		(count) += (type)(((const type *)(codes))[i] - (low)) <= (width)

static size_t
count_codes(const struct chunk *c, uint32_t low, uint32_t width)
{
	size_t cells = c->size / chunk_value_size(c->type), n = 0;
	uint8_t low8 = (uint8_t)low, width8 = (uint8_t)width;
	uint16_t low16 = (uint16_t)low, width16 = (uint16_t)width;

	if (c->type == CHUNK_U8)
		COUNT_CODES(uint8_t, c->data, cells, low8, width8, n);
	else
		COUNT_CODES(uint16_t, c->data, cells, low16, width16, n);
	return n;
}

/*
 * Whether more than a few cells have codes that not even hail has: then the
 * scale, or the code of no data, is another one.
 */
static bool
exceeds(const struct rain *r, const struct chunk *c)
{
	const int special[] = { r->used.nodata, r->used.undetect };
	size_t n = count_codes(c, r->low, r->high - r->low);

	for (size_t i = 0; n > BEYOND_CELLS && i < 2; i++)
		if (special[i] >= (int)r->low && special[i] <= (int)r->high)
			n -= count_codes(c, (uint32_t)special[i], 0);
	return n > BEYOND_CELLS;
}

int
rain_convert(const struct rain *r, struct chunk *in, struct chunk *out, char *why)
{
	char name[CHUNK_NAME_MAX + 1];
	struct image g;

	memcpy(name, in->kind == CHUNK_BLOB ? in->name : r->first_name, sizeof name);
	if (in->kind != CHUNK_BLOB) {
		chunk_swap(in, out);
	} else {
		int got = decode(r, compare, in, out, &g, why);

		if (got <= 0)
			return got;
	}
	if (out->kind == CHUNK_FIELD && r->may_exceed && exceeds(r, out))
		memcpy(out->name, name, sizeof out->name);
	return out->kind == CHUNK_FIELD && r->floats ? to_floats(r, in, out, why) : 0;
}

static void
set_number(struct chunk_header *h, const char *key, double x)
{
	char text[CHUNK_NUMBER_MAX];

	chunk_set(h, key, chunk_number_text(x, text));
}

static void
set_code(struct chunk_header *h, const char *key, int code)
{
	if (code == ZR_NONE)
		chunk_set(h, key, "none");
	else
		set_number(h, key, code);
}

int
rain_describe(struct rain *r, struct chunk_header *h, char *why)
{
	const struct zr *z = &r->used;
	uint32_t codes = r->first.type == CHUNK_U8 ? 256 : 65536;
	char whose[ZR_WHOSE_MAX];

	if (r->sidecar != NULL)
		image_add_sidecar(&r->first, r->sidecar);
	if (settle_conversion(r, &r->first, r->first_name, &r->used, why) < 0 ||
	    zr_table(z, codes, r->table, why) < 0)
		return -1;
	r->may_exceed = zr_beyond(z, codes, &r->low, &r->high);
	chunk_set_grid(h, &r->first.grid);
	chunk_set(h, "crs", r->crs != NULL ? r->crs : r->first.crs);
	if (r->crs == NULL && r->first.geokeys[0] != '\0')
		chunk_set(h, "geokeys", r->first.geokeys);
	chunk_set(h, "variable", z->dbz ? "equivalent_reflectivity_factor" : "rainfall_rate");
	chunk_set(h, "units", z->dbz ? "dBZ" : "mm h-1");
	chunk_set(h, "cell_methods", "time: point");
	set_number(h, "gain", z->gain);
	set_number(h, "offset", z->offset);
	set_code(h, "nodata", z->nodata);
	set_code(h, "undetect", z->undetect);
	chunk_set(h, "numbers", zr_whose(z, whose));
	if (!z->dbz) {
		set_number(h, "a", z->a);
		set_number(h, "b", z->b);
	}
	if (isfinite(z->min_dbz))
		set_number(h, "min-dbz", z->min_dbz);
	if (isfinite(z->max_rate))
		set_number(h, "max-rate", z->max_rate);
	if (!r->floats)
		chunk_set_table(h, r->table, codes);
	return 0;
}
