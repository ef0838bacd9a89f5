/* SPDX-License-Identifier: BSD-2-Clause */
/* test_names - names on the map lie over nothing else, and dots where they belong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/names.h"
#include "pictures.h"

#define SIDE 400
#define MANY 300

static char text[MANY][24];
static struct name name[MANY];

/* Places all over a map, and beyond it. */
static void
scatter(int side)
{
	srand48(3);
	for (int i = 0; i < MANY; i++) {
		snprintf(text[i], sizeof text[i], "\u00c5ngsj%.*s %d", (int)(drand48() * 9), "\u00f6kullarna", i);
		name[i] = (struct name){ drand48() * side * 1.2 - side * 0.1, drand48() * side * 1.2 - side * 0.1,
			text[i] };
	}
}

static struct sheet
new_sheet(int unit)
{
	struct sheet s = { .font = font_open(), .unit = unit };

	ck_assert_ptr_nonnull(s.font);
	return s;
}

static bool
overlap(struct names_box a, struct names_box b)
{
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* Each place takes two boxes, its name's and its dot's; no box is on another. */
START_TEST(no_name_is_on_another_or_on_what_was_taken)
{
	for (int unit = 1; unit <= 2; unit++) {
		struct sheet s = new_sheet(unit);
		struct canvas map = new_canvas(SIDE * unit, SIDE * unit);
		struct names n = { .sheet = &s, .map = &map, .base = 8 };
		struct names_box scale = { 0, 340 * unit, 140 * unit, 400 * unit };

		scatter(SIDE * unit);
		names_take(&n, scale);
		names_places(&n, name, MANY, 40);
		ck_assert_uint_eq(n.n, 1 + 2 * 40);
		for (size_t i = 0; i < n.n; i++)
			for (size_t k = 0; k < i; k++)
				ck_assert_msg(i == k + 1 && k % 2 == 1 ? true : !overlap(n.taken[i], n.taken[k]),
				    "box %zu is on box %zu", i, k);
		/* Under the scale bar there is nothing. */
		for (int y = scale.top; y < scale.bottom; y++)
			for (int x = 0; x < scale.right; x++)
				ck_assert_uint_eq(map.pixel[y * map.width + x], 0);
		names_free(&n);
		font_close(s.font);
		free(map.pixel);
	}
}
END_TEST

START_TEST(the_first_places_win)
{
	struct sheet s = new_sheet(1);
	struct canvas map = new_canvas(SIDE, SIDE);
	struct names n = { .sheet = &s, .map = &map, .base = 8 };
	struct name near[] = { { 200, 200, "Oslo" }, { 201.5, 200, "Moss" }, { 100, 100, "Bergen" } };

	names_places(&n, near, 3, 3);
	ck_assert_uint_eq(n.n, 4);              /* not Moss, whose dot would be on Oslo's */
	ck_assert_uint_eq(map.pixel[200 * SIDE + 200], 8 + PALETTE_INK);
	ck_assert_uint_eq(map.pixel[100 * SIDE + 100], 8 + PALETTE_INK);
	names_free(&n);
	font_close(s.font);
	free(map.pixel);
}
END_TEST

START_TEST(every_point_has_its_dot)
{
	struct sheet s = new_sheet(1);
	struct canvas map = new_canvas(SIDE, SIDE);
	struct names n = { .sheet = &s, .map = &map, .base = 8 };

	scatter(SIDE);
	name[0] = (struct name){ 9, 9, "corner" };
	name[1] = (struct name){ SIDE - 0.001, SIDE - 20, "corner" };
	name[2] = (struct name){ 200, 200, NULL };
	names_points(&n, name, 3);
	ck_assert_uint_eq(n.n, 3 + 2);          /* both corners have a name */
	for (int i = 0; i < 3; i++) {
		int x = (int)name[i].x, y = (int)name[i].y;

		ck_assert_uint_eq(map.pixel[y * SIDE + x], 8 + PALETTE_ALERT);
	}
	names_points(&n, name, MANY);           /* as many as there are, also outside */
	names_free(&n);
	font_close(s.font);
	free(map.pixel);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");

	tcase_add_test(t, no_name_is_on_another_or_on_what_was_taken);
	tcase_add_test(t, the_first_places_win);
	tcase_add_test(t, every_point_has_its_dot);
	suite_add_tcase(s, t);
	return unit_main(s);
}
