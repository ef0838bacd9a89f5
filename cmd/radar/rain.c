/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rain.c - one image to one field of rain.
 *
 * An encoded image goes in. Out comes the field of its codes or its values, or
 * a gap in its place, or a reason. Pure, so any thread can do it. The first
 * image decides: rain-describe.c.
 */
#include "radar/rain.h"

#include <stdio.h>
#include <string.h>

#include "cli/damage.h"
#include "grid/geometry.h"
#include "radar/private.h"

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

/* An image that is decoded: the conversion, its record, and its own numbers. */
struct decoding {
	const struct rain *r;
	const struct chunk *record;
	struct zr *own;
};

/*
 * The options of radar-unzip with which the record of an image has the interval
 * of the file, as text. An archive is assumed whose stamps begin or end there;
 * else this is one image.
 */
static const char *
options_for(const struct image *g, const struct chunk *in, char *text, size_t room)
{
	long long length = (long long)(g->end - g->start) / 60;
	long long step = (long long)(in->end - in->start) / 60;
	char to[CHUNK_TIME_MAX], time[32] = "", steps[40] = "", origin[32] = "";
	bool begins = in->start == g->start || in->end == g->start;     /* a stamp says the start */
	bool ends = in->start == g->end || in->end == g->end;           /* or the end */
	bool fits = begins || ends;

	chunk_time_text(g->end, to);
	if (!fits)
		snprintf(time, sizeof time, " --time %.16s", to);
	if (!fits || length != step)
		snprintf(steps, sizeof steps, " --step %lldmin", length);
	/* radar-unzip counts steps from midnight, unless it is told the time of a stamp. */
	if (*steps != '\0' && length > 0 && (g->end / 60) % length != 0)
		snprintf(origin, sizeof origin, " --origin %.5s", to + strlen("2020-11-01T"));
	snprintf(text, room, "%sradar-unzip%s%s%s%s%s", fits ? "" : "for this image alone, ", time, steps,
	    in->end == g->start ? " without --stamp end" : "", begins ? "" : " --stamp end", origin);
	return text;
}

/*
 * The time that the file says must be that of its record. -1 with a reason. An
 * image of an instant may stand for what begins or what ends there.
 */
static int
check_time(const struct image *g, const struct chunk *in, char *why)
{
	char from[CHUNK_TIME_MAX], to[CHUNK_TIME_MAX], options[200];
	long long length = (long long)(g->end - g->start) / 60;
	long long step = (long long)(in->end - in->start) / 60;

	if (g->end == 0 || (g->start == in->start && g->end == in->end) ||
	    (g->start == g->end && (g->start == in->start || g->start == in->end)))
		return 0;
	chunk_time_text(g->start, from);
	chunk_time_text(g->end, to);
	if (g->start == g->end)
		return chunk_reason(why, "is of %s, says the file, and its name or --time says %s", from,
		    chunk_time_text(in->start, to));
	options_for(g, in, options, sizeof options);
	if (length != step)
		return chunk_reason(why, "is of the %lld min to %s, says the file, and its step is %lld "
		    "min: %s", length, to, step, options);
	return chunk_reason(why, "is of %s to %s, says the file, and its record is not: %s", from, to,
	    options);
}

/* What options say instead of the file. */
static void
override(const struct rain *r, struct image *g)
{
	if (r->affine != NULL) {
		memcpy(g->grid.affine, r->affine, sizeof g->grid.affine);
		g->unplaced[0] = '\0';
		g->placed_beside = false;
	}
}

/* rain_decode() of an image that `accept` accepts. */
static int
decode(const struct rain *r, image_accept_fn *accept, struct decoding *d, const struct chunk *in,
    struct chunk *out, struct image *g, char *why)
{
	char reason[CHUNK_WHY_MAX];
	int status = r->decode(in->data, in->size, accept, d, g, out, reason);

	if (status == IMAGE_DAMAGED && r->keep_going)
		return leave_out(in, reason, out, why);
	if (status == 0)
		status = check_time(g, in, reason);
	if (status < 0)
		return rain_reason(in->name, in->start, reason, why);
	override(r, g);
	set_head(out, in, CHUNK_FIELD, g->type);
	if (g->expected > 0) {
		out->have = g->have;
		out->expected = g->expected;
	}
	return 1;
}

int
rain_decode(const struct rain *r, const struct chunk *in, struct chunk *out, struct image *g,
    char *why)
{
	return decode(r, NULL, NULL, in, out, g, why);
}

/* ---- Images that follow the first -------------------------------------- */

static const char *
affine_text(const struct chunk_grid *g, char *text)
{
	const double *a = g->affine;

	snprintf(text, AFFINE_MAX, "%.10g %.10g %.10g %.10g %.10g %.10g", a[0], a[1], a[2], a[3],
	    a[4], a[5]);
	return text;
}

/* 0 if an image has the grid, CRS and type of the first, else -1 with the difference. */
static int
compare_grids(const struct rain *r, const struct image *g, char *why)
{
	const struct image *f = &r->first;
	char here[AFFINE_MAX], there[AFFINE_MAX];

	if (g->grid.rows != f->grid.rows || g->grid.cols != f->grid.cols)
		return chunk_reason(why, "has %u rows x %u columns, but %s before it %u x %u",
		    g->grid.rows, g->grid.cols, r->first_name, f->grid.rows, f->grid.cols);
	if (!chunk_same_place(&g->grid, &f->grid))
		return chunk_reason(why, "has the affine %s, but %s before it %s",
		    affine_text(&g->grid, here), r->first_name, affine_text(&f->grid, there));
	if (r->crs == NULL && (strcmp(g->crs, f->crs) != 0 ||
	    (strcmp(g->crs, "unknown") == 0 && strcmp(g->geokeys, f->geokeys) != 0)))
		return chunk_reason(why, "has another CRS (%.200s) than %s before it (%.200s): "
		    "--crs says what holds for all", g->crs, r->first_name, f->crs);
	if (g->expected != f->expected)
		return chunk_reason(why, "is of %u images by what it says, and %s before it of %u",
		    g->expected, r->first_name, f->expected);
	if (g->type != f->type && rain_has_codes(r))
		return chunk_reason(why, "has another kind of numbers than %s before it: --float takes both",
		    r->first_name);
	return 0;
}

static const char *
special_text(const struct special *s, char *text)
{
	snprintf(text, CHUNK_NUMBER_MAX, "none");
	return s->is == SPECIAL_SET ? chunk_number_text(s->x, text) : text;
}

/* 0 if the numbers of an image are those of the first, or may be others. */
static int
compare_numbers(const struct rain *r, const struct image *g, const struct zr *z, char *why)
{
	const struct zr *u = &r->used;
	char text[4][CHUNK_NUMBER_MAX];

	if (strcmp(g->quantity, r->first.quantity) != 0 && g->quantity[0] != '\0' &&
	    r->first.quantity[0] != '\0')
		return chunk_reason(why, "holds %s, but %s before it %s", g->quantity, r->first_name,
		    r->first.quantity);
	if (z->units.kind != u->units.kind)
		return chunk_reason(why, "holds values in %s, but %s before it in %s",
		    units_of_stream(z->units.kind), r->first_name, units_of_stream(u->units.kind));
	if (zr_same(z, u) || r->floats)
		return 0;
	if (z->hours != u->hours)
		return chunk_reason(why, "is of %g hours, but %s before it of %g: --float takes both",
		    z->hours, r->first_name, u->hours);
	if (z->units.factor != u->units.factor)
		return chunk_reason(why, "has another unit than %s before it: --float takes each by its own",
		    r->first_name);
	return chunk_reason(why,
	    "has gain %g, offset %g, nodata %s, undetect %s, but %s before it %g, %g, "
	    "%s, %s: -g, -b, -n and -u say what holds for all, --float takes each by its own",
	    z->gain * z->units.factor, z->offset * z->units.factor, special_text(&z->nodata, text[0]),
	    special_text(&z->undetect, text[1]), r->first_name, u->gain * u->units.factor,
	    u->offset * u->units.factor, special_text(&u->nodata, text[2]),
	    special_text(&u->undetect, text[3]));
}

/* 0 if an image can follow the first one, else -1 with the difference. */
static int
compare(const void *arg, const struct image *g, char *why)
{
	const struct decoding *d = arg;
	const struct rain *r = d->r;
	struct image said = *g;

	override(r, &said);
	if (r->sidecar != NULL)
		image_add_sidecar(&said, r->sidecar);
	if (compare_grids(r, &said, why) < 0 || rain_settle(r, &said, d->record, d->own, why) < 0)
		return -1;
	return compare_numbers(r, &said, d->own, why);
}

/* ---- Values ------------------------------------------------------------ */

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

/* How many cells have such codes, and mean neither no data nor no echo. */
static size_t
count_odd(const struct rain *r, const struct chunk *c, const struct zr_codes *odd)
{
	const struct special *special[] = { &r->used.nodata, &r->used.undetect };
	size_t n = odd->any ? count_codes(c, odd->low, odd->high - odd->low) : 0;

	for (size_t i = 0; n > 0 && i < 2; i++)
		if (special[i]->is == SPECIAL_SET && special[i]->x >= odd->low &&
		    special[i]->x <= odd->high)
			n -= count_codes(c, (uint32_t)special[i]->x, 0);
	return n;
}

static bool
holds_codes(const struct chunk *c)
{
	return c->type == CHUNK_U8 || c->type == CHUNK_U16;
}

bool
rain_has_codes(const struct rain *r)
{
	return !r->floats && (r->first.type == CHUNK_U8 || r->first.type == CHUNK_U16);
}

/* Codes by the table of the stream. */
static void
look_up(const struct rain *r, const struct chunk *c, size_t cells, float *values)
{
	const uint8_t *bytes = c->data;
	const uint16_t *words = c->data;

	for (size_t i = 0; i < cells; i++)
		values[i] = r->table[c->type == CHUNK_U8 ? bytes[i] : words[i]];
}

/* Codes that have the stream's table: none of them may be rain below 0. */
static int
check_codes(const struct rain *r, const struct chunk *c, size_t *beyond, char *why)
{
	size_t negative = count_odd(r, c, &r->negative);

	*beyond = count_odd(r, c, &r->beyond);
	return negative == 0 ? 0 : chunk_reason(why, "has codes from %u to %u in %zu cells, which would "
	    "be below 0: -n says which code is no data, or --negative missing or zero",
	    r->negative.low, r->negative.high, negative);
}

/*
 * Checks a decoded field, and makes float32 values of it unless it is to stay
 * codes: in place, or in the memory of `in`.
 */
static int
finish_field(const struct rain *r, const struct zr *z, struct chunk *in, struct chunk *out,
    size_t *beyond, char *why)
{
	uint32_t cols = r->first.grid.cols;
	size_t cells = (size_t)r->first.grid.rows * cols;
	bool codes = holds_codes(out);
	bool by_table = codes && out->type == r->first.type && zr_same(z, &r->used);
	float *values;

	if (by_table && check_codes(r, out, beyond, why) < 0)
		return -1;
	if (rain_has_codes(r))
		return 0;
	values = codes ? chunk_room(in, cells * sizeof *values) : out->data;
	if (values == NULL)
		return chunk_reason(why, "out of memory");
	if (by_table)
		look_up(r, out, cells, values);
	else if (zr_values(z, out->type, out->data, cells, cols, values, beyond, why) < 0)
		return -1;
	if (codes) {
		set_head(in, out, CHUNK_FIELD, CHUNK_F32);
		chunk_swap(in, out);
	}
	out->type = CHUNK_F32;
	out->size = cells * sizeof *values;
	return 0;
}

int
rain_convert(const struct rain *r, struct chunk *in, struct chunk *out, char *why)
{
	char name[CHUNK_NAME_MAX + 1], reason[CHUNK_WHY_MAX];
	struct zr own = r->used;
	struct decoding d = { r, in, &own };
	size_t beyond = 0;
	struct image g;

	memcpy(name, in->kind == CHUNK_BLOB ? in->name : r->first_name, sizeof name);
	if (in->kind != CHUNK_BLOB)
		chunk_swap(in, out);
	else if (decode(r, compare, &d, in, out, &g, why) < 0)
		return -1;
	if (out->kind == CHUNK_GAP)
		out->expected *= r->steps;
	if (out->kind != CHUNK_FIELD)
		return 0;
	if (finish_field(r, &own, in, out, &beyond, reason) < 0)
		return rain_reason(name, out->start, reason, why);
	if (beyond > BEYOND_CELLS)
		memcpy(out->name, name, sizeof out->name);
	return 0;
}
