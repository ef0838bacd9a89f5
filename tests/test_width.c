/* SPDX-License-Identifier: BSD-2-Clause */
/* test_width - how wide cells are on the earth, and where that is no number. */
#include "grid/width.h"

#include <math.h>
#include <string.h>

#include "unit.h"

/*
 * Of 20 x 20 cells. Widths in degrees are 111.195 km times the cosine of the
 * middle latitude; in Mercator's projection the cosine times what they say; of
 * stere about a pole, (1 + sin(lat)) / 2 times, 0.9899 at 78.4 N. Greenwich is
 * in no zone of UTM: +-500 km from a meridian 0.9996 is 1.0027.
 */
static const struct {
	const char *crs;
	double affine[6], km;
} grids[] = {
	{ "EPSG:3006", { 500000, 2000, 0, 7e6, 0, -2000 }, 2 },
	{ "EPSG:25833", { 500000, 2000, 0, 7e6, 0, -2000 }, 2 },
	{ "EPSG:3006", { 500000, 2000, 5, 7e6, 5, -2000 }, 0 },
	{ "unknown", { 0, 2000, 0, 0, 0, -2000 }, 0 },
	{ "EPSG:4326", { 10, 0.1, 0, 61, 0, -0.1 }, 11.1195 / 2 },
	{ "EPSG:4326", { 10, 1, 0, 70, 0, -3 }, 0 },
	{ "EPSG:4326", { 10, 1, 0, -10, 0, -3 }, 0 },
	{ "+proj=longlat +a=6371229 +b=6371229", { 10, 0.1, 0, 61, 0, -0.1 }, 11.1195 / 2 },
#ifdef HAVE_PROJ
	{ "+proj=ob_tran +o_proj=longlat +o_lon_p=0 +o_lat_p=39.25 +lon_0=18 +a=6371229 +b=6371229",
	    { -1, 0.1, 0, 1, 0, -0.1 }, 11.1195 },
	{ "+proj=stere +lat_0=90 +R=6371000 +units=km", { -10, 1, 0, 10, 0, -1 }, 1 },
	{ "+proj=tmerc +R=6371000 +units=us-ft", { -10000, 1000, 0, 10000, 0, -1000 }, 0.3048006 },
	{ "+proj=tmerc +R=6371000 +to_meter=250", { -10, 1, 0, 10, 0, -1 }, 0.25 },
	{ "EPSG:3857", { 0, 2000, 0, 8399737.889818357, 0, -2000 }, 2 * 0.5 },
	{ "EPSG:3857", { 0, 900000, 0, 9000000, 0, -900000 }, 0 },
	{ "+proj=eqc +R=6371000", { -1e6, 1e5, 0, 6671703, 0, -1000 }, 50 },
	{ "+proj=geos +h=35785831 +R=6371000", { -5.4e6, 540000, 0, 5.4e6, 0, -540000 }, 0 }
#endif
};

START_TEST(cells_are_as_wide_as_on_the_earth)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid grid = { 20, 20, { 0 } };
	double km;

	memcpy(grid.affine, grids[_i].affine, sizeof grid.affine);
	chunk_set_grid(h, &grid);
	chunk_set(h, "crs", grids[_i].crs);
	km = grid_cell_km(h);
	ck_assert_msg(fabs(km - grids[_i].km) <= 0.006 * grids[_i].km, "%s: %g", grids[_i].crs, km);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("width");
	TCase *t = tcase_create("width");

	tcase_add_loop_test(t, cells_are_as_wide_as_on_the_earth, 0, (int)(sizeof grids / sizeof *grids));
	suite_add_tcase(s, t);
	return unit_main(s);
}
