/* SPDX-License-Identifier: BSD-2-Clause */
/* test_world - the shapes and places that are compiled in. */
#include "map/world.h"

#include <math.h>
#include <string.h>

#include "unit.h"

/* 0.005 degrees, and what rounding adds. */
#define UNIT 0.0051

START_TEST(shapes_are_what_their_heads_say)
{
	struct world w = { 0 };
	size_t shapes[WORLD_KINDS] = { 0 };

	while (world_next(&w)) {
		struct bounds b = { INFINITY, -INFINITY, INFINITY, -INFINITY };

		ck_assert_int_lt(w.kind, WORLD_KINDS);
		shapes[w.kind]++;
		ck_assert(world_points(&w));
		ck_assert_uint_ge(w.n, w.kind == WORLD_BORDER ? 2 : 4);
		for (size_t i = 0; i < w.n; i++) {
			b.west = fmin(b.west, w.at[i].x);
			b.east = fmax(b.east, w.at[i].x);
			b.south = fmin(b.south, w.at[i].y);
			b.north = fmax(b.north, w.at[i].y);
		}
		ck_assert_double_eq(b.west, w.box.west);
		ck_assert_double_eq_tol(b.east, w.box.east, 1e-9);
		ck_assert_double_eq(b.south, w.box.south);
		ck_assert_double_eq_tol(b.north, w.box.north, 1e-9);
		ck_assert(b.south >= -90 && b.north <= 84 && b.west >= -182 && b.east <= 182);
	}
	world_end(&w);
	ck_assert_uint_gt(shapes[WORLD_LAND], 3000);
	ck_assert_uint_gt(shapes[WORLD_LAKE], 250);
	ck_assert_uint_gt(shapes[WORLD_BORDER], 300);
}
END_TEST

START_TEST(rings_are_closed_and_have_no_long_edges)
{
	struct world w = { 0 };

	while (world_next(&w)) {
		const struct point *p;

		ck_assert(world_points(&w));
		p = w.at;
		if (w.kind != WORLD_BORDER)
			ck_assert(p[0].x == p[w.n - 1].x && p[0].y == p[w.n - 1].y);
		for (size_t i = 1; i < w.n && w.kind != WORLD_BORDER; i++)
			ck_assert(world_is_cut(p[i - 1], p[i]) || fabs(p[i].x - p[i - 1].x) < 20);
	}
	world_end(&w);
}
END_TEST

/* Whether a border comes within UNIT of a place. */
static bool
border_is_at(double lon, double lat)
{
	struct world w = { 0 };
	bool found = false;

	while (world_next(&w) && !found) {
		if (w.kind != WORLD_BORDER)
			continue;
		ck_assert(world_points(&w));
		for (size_t i = 0; i < w.n; i++)
			found = found || (fabs(w.at[i].x - lon) < UNIT && fabs(w.at[i].y - lat) < UNIT);
	}
	world_end(&w);
	return found;
}

/* Where three countries meet, arcs end, and so nothing is simplified. */
START_TEST(borders_meet_where_three_countries_do)
{
	/*
	 * Finland, Norway, Sweden; Belgium, Germany, the Netherlands; Argentina,
	 * Brazil, Paraguay; Chad, Libya, Niger: as world-atlas has it.
	 */
	ck_assert(border_is_at(20.622806, 69.036350));
	ck_assert(border_is_at(5.995860, 50.750747));
	ck_assert(border_is_at(-54.599946, -25.574634));
	ck_assert(border_is_at(14.981550, 22.995602));
	ck_assert(!border_is_at(14.981550, 23.1));
}
END_TEST

START_TEST(the_largest_places_come_first)
{
	static const char *const order[] = { "Tokyo", "Shanghai", "Stockholm", "G\u00f6teborg", "Uppsala" };
	const unsigned char *at = NULL;
	struct world_place p;
	size_t n = 0, found = 0, next = 0;

	while (world_next_place(&at, &p)) {
		ck_assert(n > 0 || strcmp(p.name, order[0]) == 0);
		next += next < sizeof order / sizeof *order && strcmp(p.name, order[next]) == 0;
		ck_assert_int_le(p.rank, 8);
		ck_assert_uint_gt(strlen(p.name), 0);
		ck_assert(fabs(p.lonlat.x) <= 180 && fabs(p.lonlat.y) <= 90);
		n++;
		/* 15.21999, 59.28035 in the source, in a code page of Windows. */
		if (strcmp(p.name, "\xc3\x96rebro") == 0) {
			ck_assert_double_eq_tol(p.lonlat.x, 15.21999, UNIT / 2);
			ck_assert_double_eq_tol(p.lonlat.y, 59.28035, UNIT / 2);
			ck_assert_int_eq(p.rank, 7);
			found++;
		}
	}
	ck_assert_uint_eq(n, 6750);
	ck_assert_uint_eq(found, 1);
	ck_assert_uint_eq(next, sizeof order / sizeof *order);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("world");
	TCase *t = tcase_create("world");

	tcase_add_test(t, shapes_are_what_their_heads_say);
	tcase_add_test(t, rings_are_closed_and_have_no_long_edges);
	tcase_add_test(t, borders_meet_where_three_countries_do);
	tcase_add_test(t, the_largest_places_come_first);
	suite_add_tcase(s, t);
	return unit_main(s);
}
