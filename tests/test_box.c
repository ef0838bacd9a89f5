/* SPDX-License-Identifier: BSD-2-Clause */
/* test_box - the rows and columns that a box holds. */
#include "grid/box.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* 0.1 degrees round the earth, as IMERG; the same from 0 to 360; a part of it. */
static const struct chunk_grid globe = { 1800, 3600, { -180, 0.1, 0, 90, 0, -0.1 } };
static const struct chunk_grid from_0 = { 1800, 3600, { 0, 0.1, 0, 90, 0, -0.1 } };
static const struct chunk_grid part = { 100, 200, { 350, 0.1, 0, 60, 0, -0.1 } };
static const struct chunk_grid coarse = { 4, 36, { 0, 10, 0, 90, 0, -45 } };

/* The first column again at the end; one column short; centres from -180 to 180. */
static const struct chunk_grid cyclic = { 4, 37, { -5, 10, 0, 90, 0, -45 } };
static const struct chunk_grid hole = { 4, 35, { -5, 10, 0, 90, 0, -45 } };
static const struct chunk_grid both_ends = { 4, 73, { -182.5, 5, 0, 90, 0, -45 } };

static const struct {
	const struct chunk_grid *grid;
	const char *box;
	uint32_t row, rows, col, cols, more;
	double west, north;
} boxes[] = {
	/* The box of a notebook: xarray and CDO have 131 x 47, too. */
	{ &globe, "-74.13671875,-15.3724476,-60.984375,-10.6857652", 1007, 47, 1059, 131, 0, -74.1, -10.7 },
	{ &from_0, "-74.13671875,-15.3724476,-60.984375,-10.6857652", 1007, 47, 2859, 131, 0, -74.1, -10.7 },
	/* Edges on centres belong to it. */
	{ &globe, "-74.05,-15.35,-61.05,-10.75", 1007, 47, 1059, 131, 0, -74.1, -10.7 },
	/* The whole earth, and the whole earth from elsewhere. */
	{ &globe, "-180,-90,180,90", 0, 1800, 0, 3600, 0, -180, 90 },
	{ &from_0, "-180,-90,180,90", 0, 1800, 1800, 1800, 1800, -180, 90 },
	{ &globe, "0,-90,360,90", 0, 1800, 1800, 1800, 1800, 0, 90 },
	/* Across the seam, also where east is less than west. */
	{ &globe, "179.86,0,180.14,0.1", 899, 1, 3599, 1, 1, 179.9, 0.1 },
	{ &globe, "179.84,0,-179.84,0.1", 899, 1, 3598, 2, 2, 179.8, 0.1 },
	{ &from_0, "-0.2,0,0.2,0.1", 899, 1, 3598, 2, 2, -0.2, 0.1 },
	{ &coarse, "-15,-22.5,25,30", 1, 2, 34, 2, 3, -20, 45 },
	/* A grid that is numbered beyond 360, and a box that is not. */
	{ &part, "-20,50,0,60", 0, 100, 0, 100, 0, -10, 60 },
	{ &part, "0,55,20,56", 40, 10, 100, 100, 0, 0, 56 },
	{ &part, "350,50,370,60", 0, 100, 0, 200, 0, 350, 60 },
	{ &part, "710,50,720,60", 0, 100, 0, 100, 0, 710, 60 },
	{ &part, "-180,50,180,60", 0, 100, 0, 200, 0, 350, 60 },
	{ &cyclic, "-20,-30,20,30", 1, 2, 34, 2, 3, -25, 45 },
	{ &cyclic, "340,-30,360,30", 1, 2, 34, 2, 1, 335, 45 },
	{ &both_ends, "170,-30,190,30", 1, 2, 70, 2, 3, 167.5, 45 },
	{ &both_ends, "-180,-90,180,90", 0, 4, 0, 72, 0, -182.5, 90 },
	{ &hole, "0,-30,20,30", 1, 2, 0, 3, 0, -5, 45 },
	{ &hole, "-40,-30,-20,30", 1, 2, 32, 3, 0, -45, 45 },
	{ &hole, "-20,-30,-5,30", 1, 2, 34, 1, 0, -25, 45 },
};

START_TEST(a_box_holds_the_cells_whose_centres_are_in_it)
{
	struct box b;
	struct box_part p;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_msg(box_parse(boxes[_i].box, &b, why) == 0, "%s", why);
	ck_assert_msg(box_of_degrees(boxes[_i].grid, &b, &p, why) == 0, "%s", why);
	ck_assert_uint_eq(p.row, boxes[_i].row);
	ck_assert_uint_eq(p.rows, boxes[_i].rows);
	ck_assert_uint_eq(p.col, boxes[_i].col);
	ck_assert_uint_eq(p.cols, boxes[_i].cols);
	ck_assert_uint_eq(p.more, boxes[_i].more);
	ck_assert_uint_eq(p.grid.rows, p.rows);
	ck_assert_uint_eq(p.grid.cols, p.cols + p.more);
	ck_assert_double_eq(p.grid.affine[0], boxes[_i].west);
	ck_assert_double_eq(p.grid.affine[3], boxes[_i].north);
	ck_assert_double_eq(p.grid.affine[1], boxes[_i].grid->affine[1]);
}
END_TEST

static const char *const outside[] = { "21,50,22,60", "-9,70,-8,80", "-9.99,55,-9.96,56",
	"-9,55.01,-8,55.04" };

START_TEST(a_box_without_a_centre_is_refused_with_the_place_of_the_grid)
{
	struct box b;
	struct box_part p;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(box_parse(outside[_i], &b, why), 0);
	ck_assert_int_eq(box_of_degrees(&part, &b, &p, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "x from 350 to 370 and y from 50 to 60"));
}
END_TEST

START_TEST(a_box_with_a_hole_of_the_grid_is_refused)
{
	struct box b;
	struct box_part p;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(box_parse("-20,-30,20,30", &b, why), 0);
	ck_assert_int_eq(box_of_degrees(&hole, &b, &p, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "two parts of the grid"));
}
END_TEST

static const char *const wrong[] = { "", "1", "1,2,3", "1,2,3,4,5", "1,2,x,4", "1,2,3,4 ", "1,91,2,3",
	"0,0,361,1", "1,3,2,2", "nan,0,1,1", "0,0,inf,1", "1000,0,1001,1" };

START_TEST(a_wrong_box_is_refused)
{
	struct box b;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(box_parse(wrong[_i], &b, why), -1);
	ck_assert(why[0] != '\0');
}
END_TEST

/* A made-up projection: longitude grows with x and a little with y. */
static bool
skewed(void *arg, struct point xy, struct point *lonlat)
{
	*lonlat = (struct point){ xy.x / 1000 + xy.y / 10000, xy.y / 1000 };
	(void)arg;
	return xy.x < 8000;
}

START_TEST(of_a_projection_all_rows_and_columns_with_a_centre_inside_are_taken)
{
	const struct chunk_grid g = { 10, 10, { 0, 1000, 0, 10000, 0, -1000 } };
	struct box b = { 3.0, 4.0, 5.0, 6.0 };
	struct box_part p;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(box_of_projected(&g, skewed, NULL, &b, &p, why), 0);
	/* For y 5500 x from 2450 to 4450, for y 4500 from 2550 to 4550. */
	ck_assert_uint_eq(p.row, 4);
	ck_assert_uint_eq(p.rows, 2);
	ck_assert_uint_eq(p.col, 2);
	ck_assert_uint_eq(p.cols, 3);
	ck_assert_double_eq(p.grid.affine[0], 2000);
	ck_assert_double_eq(p.grid.affine[3], 6000);
	b = (struct box){ 100, 0, 110, 10 };
	ck_assert_int_eq(box_of_projected(&g, skewed, NULL, &b, &p, why), -1);
}
END_TEST

/* A partition of a box has all of its cells once: edges between centres are in one part. */
START_TEST(boxes_beside_each_other_share_no_cell)
{
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < 200; i++) {
		double cut = -5 + 0.1 * (int)unit_random(100);
		struct box a = { -9, 51, cut, 59 }, c = { cut, 51, 9, 59 }, all = { -9, 51, 9, 59 };
		struct box_part p, q, r;

		ck_assert_int_eq(box_of_degrees(&part, &a, &p, why), 0);
		ck_assert_int_eq(box_of_degrees(&part, &c, &q, why), 0);
		ck_assert_int_eq(box_of_degrees(&part, &all, &r, why), 0);
		ck_assert_uint_eq(p.cols + q.cols, r.cols);
		ck_assert_uint_eq(p.col + p.cols, q.col);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("box");
	TCase *t = tcase_create("box");

	LOOP(a_box_holds_the_cells_whose_centres_are_in_it, boxes);
	LOOP(a_box_without_a_centre_is_refused_with_the_place_of_the_grid, outside);
	tcase_add_test(t, a_box_with_a_hole_of_the_grid_is_refused);
	LOOP(a_wrong_box_is_refused, wrong);
	tcase_add_test(t, of_a_projection_all_rows_and_columns_with_a_centre_inside_are_taken);
	tcase_add_test(t, boxes_beside_each_other_share_no_cell);
	suite_add_tcase(s, t);
	return unit_main(s);
}
