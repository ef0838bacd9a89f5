/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rain.c - one radar image to one field of rain.
 *
 * An encoded image goes in. Out comes the field of its codes or its values, or
 * a gap in its place, or a reason. Pure, so any thread can do it.
 */
#include "radar/rain.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/damage.h"
#include "grid/geometry.h"

#define AFFINE_MAX 128

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

/* rain_decode() of an image that `accept` accepts. */
static int
decode(const struct rain *r, image_accept_fn *accept, const struct chunk *in, struct chunk *out,
    struct image *g, char *why)
{
	char reason[CHUNK_WHY_MAX];
	int status = r->decode(in->data, in->size, accept, r, g, out, reason);

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
 * Whether a unit is empty, or a usual spelling of dBZ: "dBZ", "[dbz]", "dB Z",
 * "dBZe".
 */
static bool
is_reflectivity(const char *unit)
{
	static const char *const spellings[] = { "", "dbz", "dbze", "dbzh", "dbzv" };
	char plain[IMAGE_UNIT_MAX];
	size_t n = 0;

	for (; *unit != '\0'; unit++)
		if (strchr(" _()[]", *unit) == NULL)
			plain[n++] = (char)tolower((unsigned char)*unit);
	plain[n] = '\0';
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
		if (strcmp(plain, spellings[i]) == 0)
			return true;
	return false;
}

/*
 * zr_settle() of reflectivity. If the unit is another, both -g and -b must be
 * given.
 */
static int
settle_conversion(const struct zr *asked, const struct image *g, struct zr *used, char *why)
{
	if (is_reflectivity(g->unit) || (!isnan(asked->gain) && !isnan(asked->offset)))
		return zr_settle(asked, g, used, why);
	snprintf(why, CHUNK_WHY_MAX,
	    "has the unit \"%s\" in its GDAL metadata, not dBZ: only reflectivity becomes "
	    "rain here; if it is that, -g and -b say how codes become dBZ",
	    g->unit);
	return -1;
}

/* 0 if an image can follow the first one, else -1 with the difference. */
static int
compare(const void *arg, const struct image *g, char *why)
{
	const struct rain *r = arg;
	const struct image *f = &r->first;
	char here[AFFINE_MAX], there[AFFINE_MAX];
	struct zr z;

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
	else if (settle_conversion(&r->asked, g, &z, why) == 0) {
		if (z.gain == r->used.gain && z.offset == r->used.offset &&
		    z.nodata == r->used.nodata)
			return 0;
		snprintf(why, CHUNK_WHY_MAX,
		    "has gain %g, offset %g, nodata %d, but %s before it %g, %g, "
		    "%d: -g, -b and -n say what holds for all",
		    z.gain, z.offset, z.nodata, r->first_name, r->used.gain, r->used.offset,
		    r->used.nodata);
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
	chunk_swap(in, out);
	return 0;
}

int
rain_convert(const struct rain *r, struct chunk *in, struct chunk *out, char *why)
{
	struct image g;

	if (in->kind != CHUNK_BLOB) {
		chunk_swap(in, out);
	} else {
		int got = decode(r, compare, in, out, &g, why);

		if (got <= 0)
			return got;
	}
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

	if (settle_conversion(&r->asked, &r->first, &r->used, why) < 0 ||
	    zr_table(z, codes, r->table, why) < 0)
		return -1;
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
