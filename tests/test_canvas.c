/* SPDX-License-Identifier: BSD-2-Clause */
/* test_canvas - drawing stays inside. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "pictures.h"

START_TEST(a_rectangle_is_cut_at_the_edges)
{
	for (int x = -4; x < 9; x++) {
		for (int y = -4; y < 9; y++) {
			struct canvas c = new_canvas(7, 5);
			int count = 0;

			canvas_fill(&c, x, y, 3, 2, 9);
			canvas_frame(&c, x, y, 3, 2, 1, 9);
			for (int i = 0; i < 35; i++) {
				bool in = i % 7 >= x && i % 7 < x + 3 && i / 7 >= y && i / 7 < y + 2;

				ck_assert_uint_eq(c.pixel[i], in ? 9 : 0);
				count += in;
			}
			ck_assert_int_le(count, 6);
			free(c.pixel);
		}
	}
}
END_TEST

START_TEST(a_frame_is_hollow)
{
	struct canvas c = new_canvas(9, 8);

	canvas_frame(&c, 1, 1, 7, 6, 2, 3);
	for (int i = 0; i < 72; i++) {
		int x = i % 9, y = i / 9;
		bool outer = x >= 1 && x < 8 && y >= 1 && y < 7, inner = x >= 3 && x < 6 && y >= 3 && y < 5;

		ck_assert_uint_eq(c.pixel[i], outer && !inner ? 3 : 0);
	}
	free(c.pixel);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("canvas");
	TCase *t = tcase_create("canvas");

	tcase_add_test(t, a_rectangle_is_cut_at_the_edges);
	tcase_add_test(t, a_frame_is_hollow);
	suite_add_tcase(s, t);
	return unit_main(s);
}
