/* SPDX-License-Identifier: BSD-2-Clause */
/* test_ground_lines - what is drawn under a picture, and when nothing is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grounds.h"

/* ---- Lines, sizes and refusals -------------------------------------------- */

static const struct chunk_grid north = { 300, 300, { 0, 0.1, 0, 72, 0, -0.06 } };

static size_t
count(const uint8_t *ground, size_t n, int strength)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += (ground[i] & GROUND_STRENGTH) >= strength;
	return found;
}

START_TEST(what_is_asked_for_is_drawn)
{
	const struct ground_what none = { 0 }, borders = { .borders = true }, grid = { .graticule = true };
	const size_t n = (size_t)north.rows * north.cols;
	uint8_t *ground = map_of("EPSG:4326", north, &none, 1);

	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(ground[i], GROUND_LAND);
	free(ground);
	ground = map_of("EPSG:4326", north, &borders, 1);
	ck_assert_uint_gt(count(ground, n, 2), 200);
	ck_assert_uint_eq(count(ground, n, 3), 0);
	free(ground);
	ground = map_of("EPSG:4326", north, &grid, 1);
	/* 4 to 8 meridians and parallels. */
	ck_assert_uint_gt(count(ground, n, 1), 8 * 300 - 16);
	ck_assert_uint_lt(count(ground, n, 1), 2 * 16 * 300);
	ck_assert_uint_eq(count(ground, n, 2), 0);
	free(ground);
	ground = map_of("EPSG:4326", north, &coast, 1);
	ck_assert_uint_gt(count(ground, n, 3), 1000);
	free(ground);
}
END_TEST

START_TEST(each_call_draws_the_same)
{
	const struct ground_what all = { .coast = true, .borders = true, .graticule = true };
	uint8_t *first = map_of("EPSG:4326", north, &all, 2), *second = map_of("EPSG:4326", north, &all, 2);

	ck_assert_int_eq(memcmp(first, second, (size_t)north.rows * north.cols * 4), 0);
	for (size_t i = 0; i < (size_t)north.rows * north.cols * 4; i++)
		ck_assert_int_lt(first[i], GROUNDS);
	free(first);
	free(second);
}
END_TEST

/* The same area in pixels of the same size, by zoom or by the cells. */
START_TEST(zoom_is_more_pixels_of_a_cell)
{
	struct chunk_grid fine = { 300, 300, { 0, 0.1, 0, 72, 0, -0.06 } };
	struct chunk_grid wide_cells = { 60, 60, { 0, 0.5, 0, 72, 0, -0.3 } };
	uint8_t *a = map_of("EPSG:4326", fine, &coast, 1), *b = map_of("EPSG:4326", wide_cells, &coast, 5);
	size_t differ = 0;

	for (size_t i = 0; i < 300 * 300; i++)
		differ += a[i] != b[i];
	/* Of 90000: what is just between two strengths. */
	ck_assert_uint_le(differ, 90);
	free(a);
	free(b);
}
END_TEST

START_TEST(a_grid_without_a_place_has_no_map)
{
	struct chunk_header *h = header_of("unknown", north);
	uint8_t *ground = malloc((size_t)north.rows * north.cols);
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(ground_draw(h, &coast, 1, 1, ground, why), GROUND_NOWHERE);
	ck_assert_str_ne(why, "");
	for (size_t i = 0; i < (size_t)north.rows * north.cols; i++)
		ck_assert_int_eq(ground[i], GROUND_LAND);
	free(ground);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_grid_in_space_has_no_map)
{
	struct chunk_header *h = header_of("EPSG:4326",
	    (struct chunk_grid){ 10, 10, { 0, 1, 0, 200, 0, -1 } });
	uint8_t ground[100];
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(ground_draw(h, &coast, 1, 1, ground, why), GROUND_NOWHERE);
	ck_assert_str_eq(why, "its cells are not on the earth");
	chunk_header_free(h);
}
END_TEST

/* ---- Lines of files ------------------------------------------------------- */

#ifdef HAVE_JANSSON
#define LINE "{\"type\":\"LineString\",\"coordinates\":[[3,60],[27,60]]}"
#define RING "[[3,60],[27,60],[27,66],[3,60]]"

/* Texts that have a line along 60 degrees north, from 3 to 27 degrees east. */
static const char *const texts[] = {
	LINE,
	"{\"type\":\"MultiLineString\",\"coordinates\":[[[3,61],[4,61]],[[3,60],[27,60]]]}",
	"{\"type\":\"Polygon\",\"coordinates\":[" RING "]}",
	"{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "]]}",
	"{\"type\":\"GeometryCollection\",\"geometries\":[" LINE "]}",
	"{\"type\":\"Feature\",\"properties\":null,\"geometry\":" LINE "}",
	"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":" LINE "}]}",
	"{\"type\":\"LineString\",\"coordinates\":[[-357,60,8],[-333,60,9]]}",
};

/* Draws the lines of a text; the status of ground_draw(). */
static int
draw_text(const char *text, uint8_t *ground, char *why)
{
	static const char path[] = "test_ground.geojson";
	const char *const paths[] = { path };
	const struct ground_what what = { .lines = paths, .lines_n = 1 };
	struct chunk_header *h = header_of("EPSG:4326", north);
	FILE *f = fopen(path, "w");
	int status;

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	status = ground_draw(h, &what, 1, 1, ground, why);
	remove(path);
	chunk_header_free(h);
	return status;
}

START_TEST(lines_of_a_file_are_drawn)
{
	uint8_t *ground = malloc((size_t)north.rows * north.cols);
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_msg(draw_text(texts[_i], ground, why) == 0, "%s", why);
	/* 60 degrees is the upper edge of row 200. */
	for (int col = 31; col < 269; col++)
		ck_assert_int_ge(ground[200 * 300 + col] & GROUND_STRENGTH, 2);
	ck_assert_int_eq(ground[200 * 300 + 27] & GROUND_STRENGTH, 0);
	ck_assert_int_eq(ground[200 * 300 + 272] & GROUND_STRENGTH, 0);
	free(ground);
}
END_TEST

static const char *const broken[][2] = {
	{ "", "test_ground.geojson: is empty" },
	{ "{", "test_ground.geojson: cannot be read as JSON" },
	{ "{}", "test_ground.geojson: is JSON without a type, not GeoJSON" },
	{ "{\"type\":\"Point\",\"coordinates\":[3,60]}",
		"test_ground.geojson: its geometry is \"Point\", not lines or polygons" },
	{ "{\"type\":\"LineString\",\"coordinates\":[[3,60]]}",
		"test_ground.geojson: LineString: has 1 positions, and a line at least 2" },
	{ "{\"type\":\"LineString\",\"coordinates\":[[3,60],[700000,6600000]]}",
		"test_ground.geojson: LineString: position 2 is 700000, 6600000, which is not" },
	{ "{\"type\":\"LineString\",\"coordinates\":[[3,60],[\"4\",60]]}",
		"test_ground.geojson: LineString: position 2 is not a longitude and a latitude" },
	{ "{\"type\":\"LineString\",\"coordinates\":[[179,60],[-179,60]]}",
		"test_ground.geojson: LineString: an edge from longitude 179 to -179" },
	{ "{\"type\":\"FeatureCollection\",\"features\":[]}", "test_ground.geojson: has no lines" },
	{ "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":7}]}",
		"test_ground.geojson: feature 1, 7: it has no geometry" },
	{ "{\"type\":\"FeatureCollection\",\"features\":7}",
		"test_ground.geojson: is a FeatureCollection without features" },
	{ "{\"type\":\"FeatureCollection\",\"features\":[" LINE "]}",
		"test_ground.geojson: feature 1: is of the type \"LineString\", not a Feature" },
	{ "{\"type\":\"LineString\",\"crs\":{\"properties\":{\"name\":\"EPSG:3006\"}},\"coordinates\":[]}",
		"test_ground.geojson: its CRS is EPSG:3006, not longitude and latitude" },
};

START_TEST(broken_lines_are_told)
{
	uint8_t *ground = malloc((size_t)north.rows * north.cols);
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(draw_text(broken[_i][0], ground, why), -1);
	ck_assert_msg(strncmp(why, broken[_i][1], strlen(broken[_i][1])) == 0, "%s", why);
	free(ground);
}
END_TEST
#endif

static void
add_lines(TCase *t)
{
#ifdef HAVE_JANSSON
	LOOP(lines_of_a_file_are_drawn, texts);
	LOOP(broken_lines_are_told, broken);
#else
	(void)t;
#endif
}

int
main(void)
{
	Suite *s = suite_create("ground_lines");
	TCase *t = tcase_create("ground_lines");

	tcase_add_test(t, what_is_asked_for_is_drawn);
	tcase_add_test(t, each_call_draws_the_same);
	tcase_add_test(t, zoom_is_more_pixels_of_a_cell);
	tcase_add_test(t, a_grid_without_a_place_has_no_map);
	tcase_add_test(t, a_grid_in_space_has_no_map);
	add_lines(t);
	suite_add_tcase(s, t);
	return unit_main(s);
}
