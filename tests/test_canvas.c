/* SPDX-License-Identifier: BSD-2-Clause */
/* test_canvas - drawing stays inside, and letters are as wide as they say. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "picture/canvas.h"
#include "unit.h"

#define WIDTH  200
#define HEIGHT 60

/* A canvas with a pixel buffer of exactly its size, so that a sanitizer sees a step outside. */
static struct canvas
new_canvas(int width, int height)
{
	struct canvas c = { width, height, calloc((size_t)width, (size_t)height) };

	ck_assert_ptr_nonnull(c.pixel);
	return c;
}

/* The columns that hold any ink: the first, and the first after the last. */
static void
inked(const struct canvas *c, int *first, int *after)
{
	*first = c->width;
	*after = 0;
	for (int i = 0; i < c->width * c->height; i++) {
		int x = i % c->width;

		if (!c->pixel[i])
			continue;
		*first = x < *first ? x : *first;
		*after = x + 1 > *after ? x + 1 : *after;
	}
}

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

START_TEST(text_is_as_wide_as_it_says)
{
	static const char *const texts[] = {
		"A", "mm/h", "no data", "Nederb\u00f6rd", "\u00c5\u00e9\u00f1\u00f8", "2468"
	};

	for (int scale = 1; scale <= 3; scale++) {
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			struct canvas c = new_canvas(WIDTH * scale, HEIGHT * scale);
			int first, after;

			canvas_text(&c, 10, 10 * scale, scale, 1, texts[i]);
			inked(&c, &first, &after);
			ck_assert_msg(first == 10, "%s begins at %d", texts[i], first);
			after -= 10 + canvas_text_width(scale, texts[i]);
			ck_assert_msg(after <= 0 && after >= -2 * scale, "%s ends %d off", texts[i], after);
			ck_assert_int_eq(canvas_text_width(scale, texts[i]), scale * canvas_text_width(1, texts[i]));
			free(c.pixel);
		}
	}
	ck_assert_int_eq(canvas_text_width(1, ""), 0);
}
END_TEST

START_TEST(digits_have_one_width)
{
	for (char digit = '1'; digit <= '9'; digit++)
		ck_assert_int_eq(canvas_text_width(2, (char[]){ digit, '\0' }), canvas_text_width(2, "0"));
	ck_assert_int_eq(canvas_text_width(1, "2020-11-01 03:00-06:00 UTC"),
	    canvas_text_width(1, "1999-12-31 21:00-24:00 UTC"));
}
END_TEST

START_TEST(letters_differ)
{
	static const char *const alike[] = { "a", "\u00e0", "\u00e1", "\u00e2", "\u00e3", "\u00e4", "\u00e5", "?" };
	size_t n = sizeof alike / sizeof *alike;
	struct canvas c[sizeof alike / sizeof *alike];

	for (size_t i = 0; i < n; i++) {
		c[i] = new_canvas(20, 30);
		canvas_text(&c[i], 2, 6, 1, 1, alike[i]);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(memcmp(c[i].pixel, c[k].pixel, 600) != 0, "%s is %s", alike[i], alike[k]);
	}
	for (size_t i = 0; i < n; i++)
		free(c[i].pixel);
}
END_TEST

/* Bytes that are no UTF-8, and control characters, are drawn as '?' and never read past the end. */
START_TEST(any_bytes_can_be_drawn)
{
	srand48(1);
	for (int i = 0; i < 5000; i++) {
		struct canvas c = new_canvas(40, 20);
		size_t n = (size_t)(drand48() * 6);
		char *text = calloc(n + 1, 1);

		for (size_t k = 0; k < n; k++)
			text[k] = (char)(1 + (int)(drand48() * 255));
		canvas_text(&c, (int)(drand48() * 60) - 20, (int)(drand48() * 40) - 20, 1 + i % 3, 1, text);
		ck_assert_int_ge(canvas_text_width(1, text), 0);
		ck_assert_uint_le(canvas_text_fit(1, 8, text), n);
		free(text);
		free(c.pixel);
	}
	ck_assert_int_eq(canvas_text_width(1, "\n"), canvas_text_width(1, "?"));
	ck_assert_int_eq(canvas_text_width(1, "\u96e8"), canvas_text_width(1, "?"));
}
END_TEST

START_TEST(lines_break_between_words)
{
	int width = canvas_text_width(1, "rain over");

	ck_assert_uint_eq(canvas_text_fit(1, width, "rain over Sweden"), 9);
	ck_assert_uint_eq(canvas_text_fit(1, width - 1, "rain over Sweden"), 4);
	ck_assert_uint_eq(canvas_text_fit(1, width, "rain over"), 9);
	/* A word that is too long is cut, and one letter is taken however narrow the line. */
	ck_assert_uint_eq(canvas_text_fit(1, canvas_text_width(1, "rain"), "rainfall"), 4);
	ck_assert_uint_eq(canvas_text_fit(1, 1, "rain"), 1);
	ck_assert_uint_eq(canvas_text_fit(1, 1, "\u00f6l"), 2);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("canvas");
	TCase *t = tcase_create("canvas");

	tcase_add_test(t, a_rectangle_is_cut_at_the_edges);
	tcase_add_test(t, a_frame_is_hollow);
	tcase_add_test(t, text_is_as_wide_as_it_says);
	tcase_add_test(t, digits_have_one_width);
	tcase_add_test(t, letters_differ);
	tcase_add_test(t, any_bytes_can_be_drawn);
	tcase_add_test(t, lines_break_between_words);
	suite_add_tcase(s, t);
	return unit_main(s);
}
