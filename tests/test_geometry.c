/* SPDX-License-Identifier: BSD-2-Clause */
/* test_geometry - cells and points of grids, and grids made from grids. */
#include "grid/geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* 10 columns of 2000 m, 5 rows of 1000 m; and the same turned by 90 degrees. */
static const struct chunk_grid plain = { 5, 10, { 100000, 2000, 0, 7000000, 0, -1000 } };
static const struct chunk_grid turned = { 5, 10, { 100000, 0, 1000, 7000000, 2000, 0 } };

START_TEST(the_centre_of_each_cell_is_in_that_cell)
{
	const struct chunk_grid *grids[] = { &plain, &turned };

	for (int g = 0; g < 2; g++)
		for (uint32_t row = 0; row < 5; row++)
			for (uint32_t col = 0; col < 10; col++) {
				uint32_t r = 99, c = 99;

				ck_assert(grid_cell(grids[g], grid_point(grids[g], row + 0.5, col + 0.5), &r, &c));
				ck_assert_uint_eq(r, row);
				ck_assert_uint_eq(c, col);
			}
}
END_TEST

/* Edges belong to the cell south or east of them, so the last ones are outside. */
static const struct {
	double x, y;
	int row, col;                   /* row -1: outside */
} points[] = {
	{ 100000, 7000000, 0, 0 }, { 102000, 7000000, 0, 1 }, { 100000, 6999000, 1, 0 },
	{ 119999, 6995001, 4, 9 }, { 120000, 6999999, -1, 0 }, { 100001, 6995000, -1, 0 },
	{ 99999, 7000000, -1, 0 }, { 100000, 7000001, -1, 0 }, { NAN, 7000000, -1, 0 },
	{ 100000, INFINITY, -1, 0 },
};

START_TEST(a_point_is_in_one_cell_or_outside)
{
	uint32_t row, col;
	bool inside = grid_cell(&plain, (struct point){ points[_i].x, points[_i].y }, &row, &col);

	ck_assert_int_eq(inside, points[_i].row >= 0);
	if (inside) {
		ck_assert_uint_eq(row, (uint32_t)points[_i].row);
		ck_assert_uint_eq(col, (uint32_t)points[_i].col);
	}
}
END_TEST

/* 10 cm at a northing of 6 million: one ulp of it is 1e-8 cells. */
START_TEST(decimal_edges_of_small_cells_are_edges)
{
	struct chunk_grid g = { 1000, 1000, { 500000, 0.1, 0, 6174176.3, 0, -0.1 } };
	uint32_t row = 0, col = 0;
	char text[32];

	for (uint32_t i = 0; i < 1000; i++) {
		struct point p;

		snprintf(text, sizeof text, "%.1f", 500000 + i * 0.1);
		p.x = strtod(text, NULL);
		snprintf(text, sizeof text, "%.1f", 6174176.3 - i * 0.1);
		p.y = strtod(text, NULL);
		ck_assert(grid_cell(&g, p, &row, &col));
		ck_assert_uint_eq(row, i);
		ck_assert_uint_eq(col, i);
	}
}
END_TEST

START_TEST(all_four_corners_say_the_same_place)
{
	struct chunk_grid a = { 5, 10, { 0, 1, 0, 0, 0, -1 } }, b = a;

	b.affine[1] += 0.00009;
	b.affine[2] = 0.00018;
	ck_assert(!chunk_same_place(&a, &b));
	b.affine[2] = 0;
	ck_assert(chunk_same_place(&a, &b));
	b.affine[0] = NAN;
	ck_assert(!chunk_same_place(&a, &b));
}
END_TEST

START_TEST(decimal_edges_are_edges)
{
	struct chunk_grid g = { 10, 10, { 0, 0.1, 0, 1, 0, -0.1 } };
	uint32_t row, col;

	/* In float64 0.3 / 0.1 is less than 3. */
	ck_assert(grid_cell(&g, (struct point){ 0.3, 0.7 }, &row, &col));
	ck_assert_uint_eq(col, 3);
	ck_assert_uint_eq(row, 3);
}
END_TEST

START_TEST(an_affine_without_an_inverse_has_no_cells)
{
	struct chunk_grid g = { 5, 10, { 0, 1, 1, 0, 1, 1 } };
	uint32_t row, col;

	ck_assert(!grid_cell(&g, (struct point){ 1, 1 }, &row, &col));
}
END_TEST

static const struct { double affine[6]; bool can_be; } maps[] = {
	{ { 126648, 2000, 0, 7771252, 0, -2000 }, true }, { { -180, 1e-6, 0, 90, 0, -1e-6 }, true },
	{ { 0, 1e-9, 0, 0, 0, -1e-9 }, true }, { { 1e12, 1e9, 1e9, -1e12, 1e9, -1e9 }, true },
	{ { 0, 1e-10, 0, 0, 0, -1 }, false }, { { 0, 1, 0, 0, 0, -1e-310 }, false },
	{ { 0, 2e9, 0, 0, 0, -1 }, false }, { { 0, 1, -2e9, 0, 0, -1 }, false }, { { 2e12, 1, 0, 0, 0, -1 }, false },
	{ { 1e11, 1e-6, 0, 0, 0, -1e-6 }, false },      /* cells beside each other have the same coordinates */
	{ { 5e5, 1000, 1000, 6e6, -1000, -1000 }, false },      /* all on one line */
	{ { 5e5, 1, 1000, 6e6, -1000, -1 }, false },            /* a mirror of the north */
	{ { 0, 1, 0, 0, 0, 1 }, false }, { { 0, -1, 0, 0, 0, -1 }, false }, { { NAN, 1, 0, 0, 0, -1 }, false },
	{ { 0, 1, 0, INFINITY, 0, -1 }, false }, { { 0, 1, 0, 0, NAN, -1 }, false }, { { 0 }, false },
};

static const struct { const char *crs; double affine[6]; bool on_earth; } places[] = {
	{ "EPSG:4326", { -180, 90, 0, 90, 0, -90 }, true }, { "EPSG:4326", { -45, 90, 0, 135, 0, -90 }, true },
	{ "EPSG:4326", { 300, 30, 0, 60, 0, -30 }, true }, { "EPSG:4326", { 0, 1, 0, 95, 0, -1 }, false },
	{ "EPSG:4326", { 5e5, 1000, 0, 6e6, 0, -1000 }, false }, { "EPSG:4326", { 0, 250, 0, 50, 0, -1 }, false },
	{ "+proj=longlat +datum=WGS84", { 0, 1, 0, -90, 0, -1 }, false }, { "EPSG:25833", { 5e5, 1000, 0, 6e6, 0, -1000 }, true },
	{ "EPSG:43260", { 5e5, 1000, 0, 6e6, 0, -1000 }, true }, { "unknown", { 5e5, 1000, 0, 6e6, 0, -1000 }, true },
};

START_TEST(degrees_are_on_the_earth)
{
	struct chunk_grid g = { .rows = 2, .cols = 2 };

	memcpy(g.affine, places[_i].affine, sizeof g.affine);
	ck_assert_int_eq(grid_on_earth(places[_i].crs, &g), places[_i].on_earth);
}
END_TEST

START_TEST(a_map_can_be_or_not)
{
	struct chunk_grid g = { .rows = 2, .cols = 2 };

	memcpy(g.affine, maps[_i].affine, sizeof g.affine);
	ck_assert_int_eq(grid_can_be(&g), maps[_i].can_be);
}
END_TEST

START_TEST(bounds_hold_all_corners)
{
	struct bounds b = grid_bounds(&plain), t = grid_bounds(&turned);

	ck_assert(b.west == 100000 && b.east == 120000 && b.south == 6995000 && b.north == 7000000);
	ck_assert(t.west == 100000 && t.east == 105000 && t.south == 7000000 && t.north == 7020000);
	ck_assert(!grid_is_rotated(&plain) && grid_is_rotated(&turned));
}
END_TEST

START_TEST(a_moved_grid_has_the_same_cells_elsewhere)
{
	struct chunk_grid moved = grid_moved(&plain, -1, 2);
	struct point p = grid_point(&moved, 1, -2);

	ck_assert(p.x == 100000 && p.y == 7000000);
	ck_assert_uint_eq(moved.rows, 5);
	ck_assert_uint_eq(moved.cols, 10);
}
END_TEST

START_TEST(a_scaled_grid_drops_incomplete_cells)
{
	struct chunk_grid scaled = grid_scaled(&plain, 3);

	ck_assert_uint_eq(scaled.rows, 1);
	ck_assert_uint_eq(scaled.cols, 3);
	ck_assert(scaled.affine[0] == 100000 && scaled.affine[1] == 6000 && scaled.affine[5] == -3000);
	ck_assert_uint_eq(grid_scaled(&plain, 6).rows, 0);
}
END_TEST

START_TEST(one_place_is_within_a_thousandth_of_a_cell)
{
	struct chunk_grid near = plain, far = plain, stretched = plain;

	near.affine[0] += 1.9;
	far.affine[3] += 1.1;
	stretched.affine[1] += 0.3;     /* 3 m at the last column */
	ck_assert(chunk_same_place(&plain, &near));
	ck_assert(!chunk_same_place(&plain, &far));
	ck_assert(!chunk_same_place(&plain, &stretched));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("geometry");
	TCase *c = tcase_create("geometry");

	tcase_add_test(c, the_centre_of_each_cell_is_in_that_cell);
	tcase_add_loop_test(c, a_point_is_in_one_cell_or_outside, 0, sizeof points / sizeof *points);
	tcase_add_test(c, decimal_edges_are_edges);
	tcase_add_test(c, decimal_edges_of_small_cells_are_edges);
	tcase_add_test(c, all_four_corners_say_the_same_place);
	tcase_add_test(c, an_affine_without_an_inverse_has_no_cells);
	tcase_add_loop_test(c, degrees_are_on_the_earth, 0, sizeof places / sizeof *places);
	tcase_add_loop_test(c, a_map_can_be_or_not, 0, sizeof maps / sizeof *maps);
	tcase_add_test(c, bounds_hold_all_corners);
	tcase_add_test(c, a_moved_grid_has_the_same_cells_elsewhere);
	tcase_add_test(c, a_scaled_grid_drops_incomplete_cells);
	tcase_add_test(c, one_place_is_within_a_thousandth_of_a_cell);
	suite_add_tcase(s, c);
	return unit_main(s);
}
