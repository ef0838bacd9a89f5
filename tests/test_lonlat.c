/* SPDX-License-Identifier: BSD-2-Clause */
/* test_lonlat - longitude and latitude of cells, and cells of them. */
#include "grid/lonlat.h"

#include <math.h>
#include <string.h>

#include "unit.h"

/* A grid of 7 rows and 9 columns whose cell 3, 4 has its centre at x, y. */
static struct lonlat *
open_around(const char *crs, double x, double y, double size)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid g = { 7, 9, { x - 4.5 * size, size, 0, y + 3.5 * size, 0, -size } };
	char why[CHUNK_WHY_MAX] = "";
	struct lonlat *l;

	chunk_set_grid(h, &g);
	chunk_set(h, "crs", crs);
	l = lonlat_open(h, why);
	chunk_header_free(h);
	ck_assert_msg(l != NULL, "%s: %s", crs, why);
	return l;
}

/*
 * Made by `proj -f %.9f WORDS` of the bare projection; for EPSG codes by
 * `gdaltransform -s_srs '+proj=longlat +R=6371000' -t_srs EPSG:n`, which knows no
 * datum to change from.
 */
static const struct {
	const char *crs;
	double lon, lat, x, y, size;
} places[] = {
	{ "EPSG:4326", 12.5, 60.25, 12.5, 60.25, 0.1 },
	{ "+proj=longlat +datum=WGS84", -170, -20, -170, -20, 0.1 },
	{ "EPSG:4326", 350, -20, 350, -20, 0.1 },
#ifdef HAVE_PROJ
	{ "EPSG:3006", 14.5, 58.25, 470651.829177027, 6456652.87654149, 500 },
	{ "EPSG:25833", -3, 40, -1040597.60569057, 4586165.73881716, 500 },
	{ "EPSG:3857", -3, 40, -333958.472379821, 4865942.27950318, 500 },
	{ "+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +a=6370040 +b=6370040 +units=km", 14.5, 58.25,
		265.222850531654, -3369.97583956706, 1 },
	{ "+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +units=m +ellps=WGS84", -3, 40,
		836988.079985774, -3664336.68244581, 2000 },
	{ "+proj=sinu +R=6371007.181", 14.5, 58.25, 848429.576573963, 6477111.77764, 900 },
	/* Degrees about another pole, and from another meridian. */
	{ "+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +o_lon_p=0 +lon_0=18 +R=6371229", -3, 40,
		-16.113794450779, -8.46021775126905, 0.1 },
	{ "+proj=longlat +ellps=clrk80ign +pm=paris", 14.5, 58.25, 12.1627708333333, 58.25, 0.1 },
#endif
};

START_TEST(cells_have_places_and_places_have_cells)
{
	struct lonlat *l = open_around(places[_i].crs, places[_i].x, places[_i].y, places[_i].size);
	struct point p;
	uint32_t row = 99, col = 99;

	ck_assert(lonlat_of(l, 3.5, 4.5, &p));
	ck_assert_double_eq_tol(p.x, places[_i].lon, 1e-8);
	ck_assert_double_eq_tol(p.y, places[_i].lat, 1e-8);
	for (int turns = -2; turns <= 2; turns++) {
		ck_assert(lonlat_cell(l, (struct point){ p.x + 360 * turns, p.y }, &row, &col));
		ck_assert_uint_eq(row, 3);
		ck_assert_uint_eq(col, 4);
	}
	ck_assert(!lonlat_cell(l, (struct point){ p.x + 40, p.y }, &row, &col));
	ck_assert(!lonlat_cell(l, (struct point){ p.x + 180, -p.y }, &row, &col));
	ck_assert(!lonlat_cell(l, (struct point){ NAN, p.y }, &row, &col));
	ck_assert(!lonlat_cell(l, (struct point){ p.x, 100 }, &row, &col));
	lonlat_close(l);
}
END_TEST

START_TEST(all_centres_in_threads_are_those_one_by_one)
{
	struct lonlat *l = open_around(places[_i].crs, places[_i].x, places[_i].y, places[_i].size);
	struct chunk_pool *pool = chunk_pool_new(3);
	struct point centres[7 * 9], p;

	ck_assert_int_eq(lonlat_centres(l, pool, 0, 2, centres), 0);
	ck_assert_int_eq(lonlat_centres(l, pool, 2, 5, centres + 2 * 9), 0);
	for (size_t i = 0; i < 63; i++) {
		ck_assert(lonlat_of(l, (double)(i / 9) + 0.5, (double)(i % 9) + 0.5, &p));
		ck_assert(p.x == centres[i].x && p.y == centres[i].y);
	}
	chunk_pool_free(pool);
	lonlat_close(l);
}
END_TEST

static const char *const unknown[] = { NULL, "", "unknown", "EPSG:1", "+proj=nonsense" };

START_TEST(a_crs_that_is_unknown_is_told)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid g = { 7, 9, { 0, 1, 0, 0, 0, -1 } };
	char why[CHUNK_WHY_MAX] = "";

	chunk_set_grid(h, &g);
	chunk_set(h, "crs", unknown[_i]);
	ck_assert(lonlat_open(h, why) == NULL);
	ck_assert_str_ne(why, "");
	chunk_header_free(h);
}
END_TEST

/* Any longitude is in a grid that goes round, whatever it is numbered from. */
START_TEST(a_grid_round_the_earth_holds_every_longitude)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid g = { 180, 360, { _i == 0 ? -180 : 0.5, 1, 0, 90, 0, -1 } };
	char why[CHUNK_WHY_MAX];
	struct lonlat *l;

	chunk_set_grid(h, &g);
	chunk_set(h, "crs", "EPSG:4326");
	ck_assert((l = lonlat_open(h, why)) != NULL);
	for (int lon = -400; lon < 800; lon += 7) {
		uint32_t row, col;
		struct point p;

		ck_assert(lonlat_cell(l, (struct point){ lon + 0.25, 10.25 }, &row, &col));
		ck_assert(lonlat_of(l, row + 0.5, col + 0.5, &p));
		ck_assert_double_le(fabs(remainder(p.x - lon - 0.25, 360)), 0.5);
		ck_assert_uint_eq(row, 79);
	}
	lonlat_close(l);
	chunk_header_free(h);
}
END_TEST

START_TEST(cells_of_degrees_shrink_by_the_cosine)
{
	struct lonlat *l = open_around("EPSG:4326", 10, 60, 1);

	ck_assert_double_eq_tol(lonlat_cell_area(l, 3, 0), 0.5, 1e-12);
	ck_assert_double_eq_tol(lonlat_cell_area(l, 3, 0) / lonlat_cell_area(l, 0, 8),
	    cos(60 * M_PI / 180) / cos(63 * M_PI / 180), 1e-12);
	lonlat_close(l);
}
END_TEST

#ifdef HAVE_PROJ
/* Beyond the edge of a map of the world, some projections give places on its other side. */
START_TEST(corners_outside_the_earth_have_no_place)
{
	static const char *const worlds[] = { "+proj=sinu +R=6371000", "+proj=moll +R=6371000" };
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid g = { 18, 36, { -2e7, 4e7 / 36, 0, 1e7, 0, -2e7 / 18 } };
	char why[CHUNK_WHY_MAX];
	struct lonlat *l;
	struct point p;

	chunk_set_grid(h, &g);
	chunk_set(h, "crs", worlds[_i]);
	ck_assert((l = lonlat_open(h, why)) != NULL);
	ck_assert(!lonlat_of(l, 0.5, 0.5, &p));
	ck_assert(!lonlat_of(l, 17.5, 35.5, &p));
	ck_assert(lonlat_of(l, 9.5, 18.5, &p));
	ck_assert_double_eq(lonlat_cell_area(l, 0, 0), 0);
	lonlat_close(l);
	chunk_header_free(h);
}
END_TEST

/* A cell of Mercator's at 60 degrees of a sphere is a quarter of one at the equator. */
START_TEST(cells_of_a_projection_have_their_area)
{
	struct lonlat *here = open_around("+proj=merc +R=6371000", 0, 8390338.761, 1);
	struct lonlat *equator = open_around("+proj=merc +R=6371000", 0, 0, 1);
	struct lonlat *equal = open_around("EPSG:3035", 2213000, 1700000, 1000);

	ck_assert_double_eq_tol(lonlat_cell_area(here, 3, 4) / lonlat_cell_area(equator, 3, 4), 0.25, 1e-6);
	ck_assert_double_eq_tol(lonlat_cell_area(equal, 0, 0), 1, 1e-6);
	lonlat_close(here);
	lonlat_close(equator);
	lonlat_close(equal);
}
END_TEST

START_TEST(bounds_have_the_pole_inside)
{
	struct lonlat *l = open_around("EPSG:3413", 0, 0, 100000);
	struct bounds b;

	ck_assert(lonlat_bounds(l, &b));
	ck_assert(b.west == -180 && b.east == 180 && b.north == 90);
	ck_assert_double_eq_tol(b.south, 84.7, 0.2);
	lonlat_close(l);
	l = open_around("EPSG:4326", 0, 87, 1);
	ck_assert(lonlat_bounds(l, &b));
	ck_assert(b.north == 90.5 && b.south == 83.5 && b.west == -4.5);
	lonlat_close(l);
}
END_TEST

START_TEST(bounds_cross_the_antimeridian)
{
	struct lonlat *l = open_around("+proj=laea +lat_0=-17 +lon_0=179 +ellps=WGS84", 0, 0, 100000);
	struct bounds b;

	ck_assert(lonlat_bounds(l, &b));
	ck_assert_double_eq_tol(b.west, 174.7, 0.3);
	ck_assert_double_eq_tol(b.east, 183.3, 0.3);
	ck_assert_double_eq_tol(b.south, -20.2, 0.2);
	ck_assert_double_eq_tol(b.north, -13.8, 0.2);
	lonlat_close(l);
}
END_TEST
#endif

int
main(void)
{
	Suite *s = suite_create("lonlat");
	TCase *t = tcase_create("lonlat");

	LOOP(cells_have_places_and_places_have_cells, places);
	LOOP(all_centres_in_threads_are_those_one_by_one, places);
	LOOP(a_crs_that_is_unknown_is_told, unknown);
	tcase_add_loop_test(t, a_grid_round_the_earth_holds_every_longitude, 0, 2);
	tcase_add_test(t, cells_of_degrees_shrink_by_the_cosine);
#ifdef HAVE_PROJ
	tcase_add_loop_test(t, corners_outside_the_earth_have_no_place, 0, 2);
	tcase_add_test(t, cells_of_a_projection_have_their_area);
	tcase_add_test(t, bounds_have_the_pole_inside);
	tcase_add_test(t, bounds_cross_the_antimeridian);
#endif
	suite_add_tcase(s, t);
	return unit_main(s);
}
