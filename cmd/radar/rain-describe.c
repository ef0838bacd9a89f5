/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rain-describe.c - what the values of a stream are, by its first image: the
 * header, and the table of codes.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grid/geometry.h"
#include "radar/private.h"
#include "radar/smhi.h"

#define HOUR 3600.0

/*
 * If the file says that its values are something else, -g and -b must both be
 * given.
 */
int
rain_settle(const struct rain *r, const struct image *g, const struct chunk *record,
    struct zr *used, char *why)
{
	struct zr asked = r->asked;

	if (g->placed_beside)
		return chunk_reason(why,
		    "has a place or CRS in the .aux.xml beside it too, which GDAL would take: "
		    "gdal_translate writes what holds into the image");
	if (g->unplaced[0] != '\0')
		return chunk_reason(why, "%s", g->unplaced);
	if (g->classes && (isnan(asked.gain) || isnan(asked.offset)))
		return chunk_reason(why,
		    "has a colour table, so that its codes number the classes of a picture: if they are "
		    "not that, -g and -b say how codes become values");
	asked.hours = r->rate ? (double)(record->end - record->start) / HOUR : 0;
	return zr_settle(&asked, g, smhi_is(g, record->name), used, why);
}

static void
set_number(struct chunk_header *h, const char *key, double x)
{
	char text[CHUNK_NUMBER_MAX];

	chunk_set(h, key, chunk_number_text(x, text));
}

static void
set_special(struct chunk_header *h, const char *key, const struct special *s)
{
	if (s->is == SPECIAL_SET && isfinite(s->x))
		set_number(h, key, s->x);
	else
		chunk_set(h, key, s->is != SPECIAL_SET ? "none" : isnan(s->x) ? "nan" :
		    s->x > 0 ? "inf" : "-inf");
}

/*
 * Who made the images: what the option says, or they themselves, or that they
 * are of SMHI's archive, whose licence asks for that name.
 */
static const char *
source_of(const struct rain *r)
{
	if (r->credit != NULL)
		return r->credit;
	return r->first.source[0] == '\0' && smhi_is(&r->first, r->first_name) ? "SMHI" : r->first.source;
}

/* What the values are, in the words of CF. */
static void
set_quantity(const struct rain *r, struct chunk_header *h)
{
	static const struct { const char *variable, *methods; } all[] = {
		[UNITS_DBZ] = { "equivalent_reflectivity_factor", "time: point" },
		[UNITS_RATE] = { "rainfall_rate", "time: point" },
		[UNITS_AMOUNT] = { "rainfall_amount", "time: sum" },
	};
	enum units_kind kind = zr_result(&r->used);
	const char *methods = all[kind].methods;

	if (r->used.hours > 0)
		methods = "time: mean";
	else if (kind == UNITS_RATE && r->used.units.kind == UNITS_RATE && r->first.methods[0] != '\0')
		methods = r->first.methods;
	chunk_set(h, "variable", all[kind].variable);
	chunk_set(h, "units", units_of_stream(kind));
	chunk_set(h, "cell_methods", methods);
	if (r->first.quantity[0] != '\0')
		chunk_set(h, "quantity", r->first.quantity);
	if (source_of(r)[0] != '\0')
		chunk_set(h, "source", source_of(r));
}

/* How values were made from what is stored. */
static void
set_conversion(const struct zr *z, struct chunk_header *h)
{
	char whose[ZR_WHOSE_MAX];
	double times = z->units.factor / (z->hours > 0 ? z->hours : 1);

	set_number(h, "gain", z->gain * times);
	set_number(h, "offset", z->offset * times);
	set_special(h, "nodata", &z->nodata);
	set_special(h, "undetect", &z->undetect);
	chunk_set(h, "numbers", zr_whose(z, whose));
	if (z->units.kind == UNITS_DBZ && !z->dbz) {
		set_number(h, "a", z->a);
		set_number(h, "b", z->b);
	}
	if (isfinite(z->min_dbz))
		set_number(h, "min-dbz", z->min_dbz);
	if (isfinite(z->max_rate))
		set_number(h, "max-rate", z->max_rate);
}

/* Options may have said what the file did not. */
static int
check_place(const struct chunk_grid *g, const char *crs, char *why)
{
	struct bounds b = grid_bounds(g);

	if (!grid_can_be(g))
		return chunk_reason(why, "has cells of %g x %g, the first at %g, %g: no map is such",
		    g->affine[1], g->affine[5], g->affine[0], g->affine[3]);
	if (!grid_on_earth(crs, g))
		return chunk_reason(why, "reaches from %g to %g E and %g to %g N, which are no degrees as its "
		    "CRS %.100s has them: --crs or --affine says what holds", b.west, b.east, b.south, b.north,
		    crs);
	return 0;
}

int
rain_describe(struct rain *r, int64_t start, int64_t end, struct chunk_header *h, char *why)
{
	struct chunk record = { .start = start, .end = end };
	const char *crs = r->crs != NULL ? r->crs : r->first.crs;
	uint32_t codes = r->first.type == CHUNK_U8 ? 256 : 65536;

	memcpy(record.name, r->first_name, sizeof record.name);
	if (r->sidecar != NULL)
		image_add_sidecar(&r->first, r->sidecar);
	if (rain_settle(r, &r->first, &record, &r->used, why) < 0)
		return -1;
	if (r->first.type == CHUNK_U8 || r->first.type == CHUNK_U16) {
		if (zr_table(&r->used, codes, r->table, why) < 0)
			return -1;
		r->beyond = zr_beyond(&r->used, codes);
		r->negative = zr_negative(&r->used, codes);
	}
	if (rain_has_codes(r))
		chunk_set_table(h, r->table, codes);
	/* What chunk2tif wrote of bins of many images goes on as it was. */
	r->steps = 1;
	if (r->first.expected > 0 && (end - start) % r->first.expected == 0) {
		r->steps = r->first.expected;
		set_number(h, "step", (double)((end - start) / r->steps));
	}
	if (check_place(&r->first.grid, crs, why) < 0)
		return -1;
	chunk_set_grid(h, &r->first.grid);
	chunk_set(h, "crs", crs);
	if (r->crs == NULL && r->first.geokeys[0] != '\0')
		chunk_set(h, "geokeys", r->first.geokeys);
	set_quantity(r, h);
	set_conversion(&r->used, h);
	return 0;
}
