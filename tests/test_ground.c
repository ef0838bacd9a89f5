/* SPDX-License-Identifier: BSD-2-Clause */
/* test_ground - land, sea and coasts under a picture are where they are. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/lonlat.h"
#include "grounds.h"

/* The cell of a place. */
static bool
find(const char *crs, struct chunk_grid g, struct point lonlat, uint32_t *row, uint32_t *col)
{
	struct chunk_header *h = header_of(crs, g);
	char why[CHUNK_WHY_MAX];
	struct lonlat *l = lonlat_open(h, why);
	bool found = lonlat_cell(l, lonlat, row, col);

	lonlat_close(l);
	chunk_header_free(h);
	return found;
}

/* ---- Coasts --------------------------------------------------------------- */

/* A grid of n x n cells around a place, which is not in the middle of it. */
static struct chunk_grid
grid_around(double x, double y, double size, uint32_t n)
{
	return (struct chunk_grid){ n, n, { x - 0.4 * n * size, size, 0, y + 0.7 * n * size, 0, -size } };
}

/*
 * Points of coasts in countries-10m.json of world-atlas, before they are
 * simplified: those nearest to the tip of Grenen (Skagen), Nordkapp, Hoek van
 * Holland, Cape Agulhas, the east of Tierra del Fuego, and Suva.
 */
static const struct point coasts[] = {
	{ 10.650707, 57.736391 }, { 25.806858, 71.153826 }, { 4.109441, 51.991851 },
	{ 20.000000, -34.821283 }, { -65.140851, -54.646869 }, { 178.437584, -18.146583 },
};

/* At least one pixel of full strength within two pixels. */
static void
check_line(const char *crs, struct chunk_grid g, struct point p)
{
	uint8_t *ground = map_of(crs, g, &coast, 1);
	uint32_t row, col;
	int best = 0;

	ck_assert_msg(find(crs, g, p, &row, &col), "%s: %g, %g is outside", crs, p.x, p.y);
	for (uint32_t r = row - 2; r <= row + 2; r++)
		for (uint32_t c = col - 2; c <= col + 2; c++)
			if ((ground[(size_t)r * g.cols + c] & GROUND_STRENGTH) > best)
				best = ground[(size_t)r * g.cols + c] & GROUND_STRENGTH;
	ck_assert_msg(best >= 2, "%s: no coast at %g, %g", crs, p.x, p.y);
	free(ground);
}

/* The cell size is 1.1 km: twice what simplifying and rounding may do to a line. */
START_TEST(coasts_are_where_they_are_in_degrees)
{
	struct point p = coasts[_i];

	check_line("EPSG:4326", grid_around(p.x, p.y, 0.01, 300), p);
	check_line("EPSG:4258", grid_around(p.x + 360, p.y, 0.02, 500), p);
	/* Rows to the north, and turned a little. */
	check_line("+proj=longlat +R=6371000", (struct chunk_grid){ 400, 400,
	    { p.x - 3, 0.015, 0.002, p.y - 2, -0.001, 0.012 } }, p);
}
END_TEST

#ifdef HAVE_PROJ
/* Coordinates of a place in a CRS. */
static struct point
project(const char *crs, struct point lonlat)
{
	struct chunk_header *h = header_of(crs, (struct chunk_grid){ 1, 1, { 0, 1, 0, 0, 0, -1 } });
	char why[CHUNK_WHY_MAX] = "";
	struct lonlat *l = lonlat_open(h, why);
	double row, col;

	ck_assert_msg(l != NULL && lonlat_position(l, lonlat, &row, &col), "%s: %s", crs, why);
	lonlat_close(l);
	chunk_header_free(h);
	return (struct point){ col, -row };
}

START_TEST(coasts_are_where_they_are_in_projections)
{
	struct point p = coasts[_i], xy;
	const char *pole = p.y > 0 ? "+proj=stere +lat_0=90 +lat_ts=60 +R=6370.04 +units=km" : "EPSG:3031";
	char laea[100];

	xy = project(pole, p);
	check_line(pole, grid_around(xy.x, xy.y, p.y > 0 ? 1.5 : 4000, 400), p);
	xy = project("EPSG:3857", p);
	check_line("EPSG:3857", grid_around(xy.x, xy.y, 2500, 700), p);
	snprintf(laea, sizeof laea, "+proj=laea +lat_0=%g +lon_0=%g +ellps=GRS80", p.y - 7, p.x + 9);
	xy = project(laea, p);
	check_line(laea, grid_around(xy.x, xy.y, 1100, 600), p);
	check_line(laea, (struct chunk_grid){ 400, 400,
	    { xy.x - 300000, 1100, 900, xy.y - 50000, 800, -1100 } }, p);
}
END_TEST
#endif

/* ---- Land and sea --------------------------------------------------------- */

struct known {
	double lon, lat;
	char what[8];
};

/* tests/data/places-of-the-world; how many there are of each kind is checked. */
static size_t
read_places(struct known *at, size_t room)
{
	const char *srcdir = getenv("srcdir");
	char path[4096], line[100];
	size_t n = 0, land = 0, sea = 0, lake = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/places-of-the-world", srcdir != NULL ? srcdir : ".");
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	while (fgets(line, sizeof line, f) != NULL && n < room) {
		if (*line == '#')
			continue;
		ck_assert_int_eq(sscanf(line, "%lf %lf %7s", &at[n].lon, &at[n].lat, at[n].what), 3);
		land += strcmp(at[n].what, "land") == 0;
		sea += strcmp(at[n].what, "sea") == 0;
		lake += strcmp(at[n].what, "lake") == 0;
		n++;
	}
	fclose(f);
	ck_assert_uint_eq(n, 200);
	ck_assert(land >= 40 && sea >= 40 && lake >= 20 && land + sea + lake == n);
	return n;
}

/* One cell whose centre is the place. */
static void
check_cell(const char *crs, struct point xy, double size, const struct known *k)
{
	struct chunk_grid g = { 1, 1, { xy.x - size / 2, size, 0, xy.y + size / 2, 0, -size } };
	uint8_t *ground = map_of(crs, g, &coast, 1);

	ck_assert_msg((ground[0] & GROUND_LAND) == (strcmp(k->what, "land") == 0 ? GROUND_LAND : 0),
	    "%s: %g, %g is not %s", crs, k->lon, k->lat, k->what);
	free(ground);
}

START_TEST(land_and_sea_are_those_of_the_source)
{
	struct known known[201];
	size_t n = read_places(known, COUNT(known));

	for (size_t i = 0; i < n; i++)
		check_cell("EPSG:4326", (struct point){ known[i].lon, known[i].lat }, 1e-3, &known[i]);
#ifdef HAVE_PROJ
	for (size_t i = 0; i < n; i++) {
		struct point p = { known[i].lon, known[i].lat };
		const char *crs = p.y > 50 ? "EPSG:3413" : p.y < -50 ? "EPSG:3031" : "EPSG:3857";

		check_cell(crs, project(crs, p), 100, &known[i]);
	}
#endif
}
END_TEST

/* Pictures of much of the earth, and how many of the places are tried there at least. */
static const struct {
	const char *crs;
	struct chunk_grid g;
	size_t at_least;
} wide[] = {
	{ "EPSG:4326", { 3600, 7200, { -180, 0.05, 0, 90, 0, -0.05 } }, 150 },
	{ "EPSG:4326", { 3600, 7200, { 0, 0.05, 0, 90, 0, -0.05 } }, 150 },
	/* IMERG's rows and columns are the other way round. */
	{ "EPSG:4326", { 7200, 3600, { -180, 0, 0.05, -90, 0.05, 0 } }, 150 },
	/* Across the antimeridian. */
	{ "EPSG:4326", { 3000, 1200, { 150, 0.05, 0, 80, 0, -0.05 } }, 20 },
#ifdef HAVE_PROJ
	/* Around the poles, which lie in a corner of a cell. */
	{ "EPSG:3413", { 2000, 2000, { -4e6, 4000, 0, 4e6, 0, -4000 } }, 40 },
	{ "EPSG:3031", { 2000, 2000, { -4e6, 4000, 0, 4e6, 0, -4000 } }, 20 },
	/* The earth as a disc, and as an oval. */
	{ "+proj=geos +h=35785831 +a=6378169 +b=6356583.8 +lon_0=0",
		{ 3712, 3712, { -5568000, 3000, 0, 5568000, 0, -3000 } }, 50 },
	{ "+proj=ortho +lat_0=40 +lon_0=170 +R=6371000",
		{ 3250, 3250, { -6.5e6, 4000, 0, 6.5e6, 0, -4000 } }, 60 },
	{ "+proj=moll +lon_0=0 +R=6371000", { 4510, 9020, { -1.804e7, 4000, 0, 9.02e6, 0, -4000 } }, 150 },
#endif
};

/*
 * The row and column of a place, if the centre of its cell is within 2.5 km of
 * it: nearer than any shore.
 */
static bool
find_pixel(const char *crs, struct chunk_grid g, struct point lonlat, uint32_t *row, uint32_t *col)
{
	struct chunk_header *h = header_of(crs, g);
	char why[CHUNK_WHY_MAX];
	struct lonlat *l = lonlat_open(h, why);
	struct point at;
	bool found = lonlat_cell(l, lonlat, row, col) && lonlat_of(l, *row + 0.5, *col + 0.5, &at) &&
	    hypot(at.y - lonlat.y, remainder(at.x - lonlat.x, 360) * cos(lonlat.y * M_PI / 180)) < 2.5 / 111.2;

	lonlat_close(l);
	chunk_header_free(h);
	return found;
}

START_TEST(land_and_sea_are_right_in_wide_pictures)
{
	struct known known[201];
	size_t n = read_places(known, COUNT(known)), tried = 0;
	uint8_t *ground = map_of(wide[_i].crs, wide[_i].g, &coast, 1);

	for (size_t i = 0; i < n; i++) {
		uint32_t row, col;
		int land = strcmp(known[i].what, "land") == 0 ? GROUND_LAND : 0;

		if (!find_pixel(wide[_i].crs, wide[_i].g, (struct point){ known[i].lon, known[i].lat },
		    &row, &col))
			continue;
		tried++;
		ck_assert_msg((ground[(size_t)row * wide[_i].g.cols + col] & GROUND_LAND) == land,
		    "%s: %g, %g is not %s", wide[_i].crs, known[i].lon, known[i].lat, known[i].what);
	}
	ck_assert_msg(tried >= wide[_i].at_least, "%s: only %zu places", wide[_i].crs, tried);
	free(ground);
}
END_TEST

#ifdef HAVE_PROJ
/* A disc: nothing beside it is land or has a line. */
START_TEST(what_is_not_on_the_earth_is_empty)
{
	const struct chunk_grid g = { 464, 464, { -5568000, 24000, 0, 5568000, 0, -24000 } };
	const struct ground_what all = { .coast = true, .borders = true, .graticule = true };
	uint8_t *ground = map_of(wide[6].crs, g, &all, 1);
	size_t land = 0;

	for (int row = 0; row < 464; row++)
		for (int col = 0; col < 464; col++) {
			int at = ground[row * 464 + col];

			land += (at & GROUND_LAND) != 0;
			/* 5.44 of 5.568 million m are on the earth, from north to south. */
			if (hypot(row - 231.5, col - 231.5) > 231)
				ck_assert_msg(at == 0, "%d, %d: %d", row, col, at);
		}
	ck_assert_uint_gt(land, 464 * 464 / 8);
	ck_assert_uint_lt(land, 464 * 464 / 2);
	free(ground);
}
END_TEST
#endif

int
main(void)
{
	Suite *s = suite_create("ground");
	TCase *t = tcase_create("ground");

	LOOP(coasts_are_where_they_are_in_degrees, coasts);
	tcase_add_test(t, land_and_sea_are_those_of_the_source);
	LOOP(land_and_sea_are_right_in_wide_pictures, wide);
#ifdef HAVE_PROJ
	LOOP(coasts_are_where_they_are_in_projections, coasts);
	tcase_add_test(t, what_is_not_on_the_earth_is_empty);
#endif
	suite_add_tcase(s, t);
	return unit_main(s);
}
