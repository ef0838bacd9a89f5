/* SPDX-License-Identifier: BSD-2-Clause */
/* test_text - letters are as wide as they say, differ, and stay inside, whatever the bytes. */
#include <stdlib.h>
#include <string.h>

#include "picture/palette.h"
#include "pictures.h"
#include "picture/text.h"

#define WIDTH  400
#define HEIGHT 60
#define FULL   PALETTE_INK

static struct font *font;

static void
open_font(void)
{
	font = font_open();
	ck_assert_ptr_nonnull(font);
}

static void
close_font(void)
{
	font_close(font);
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

START_TEST(text_is_as_wide_as_it_says)
{
	static const char *const texts[] = {
		"A", "mm/h", "no data", "Nederb\u00f6rd", "\u00c5\u00e9\u00f1\u00f8", "2468", "\u0141\u00f3d\u017a",
		"\u0391\u03b8\u03ae\u03bd\u03b1", "\u041c\u043e\u0441\u043a\u0432\u0430", "\u2264 0.1\u20130.2"
	};

	for (int size = 10; size <= 40; size += 15) {
		for (size_t i = 0; i < 2 * sizeof texts / sizeof *texts; i++) {
			struct canvas c = new_canvas(WIDTH, HEIGHT);
			struct text_style s = { .size = size, .bold = i % 2 };
			const char *text = texts[i / 2];
			int first, after;

			text_draw(font, &s, &c, 10, 45, FULL, text);
			inked(&c, &first, &after);
			ck_assert_msg(first >= 9 && first <= 10 + size / 6, "%s begins at %d", text, first);
			after -= 10 + text_width(font, &s, text);
			ck_assert_msg(after <= 2 && after >= -size / 6 - 1, "%s ends %d off", text, after);
			free(c.pixel);
		}
	}
	ck_assert_int_eq(text_width(font, &(struct text_style){ .size = 12 }, ""), 0);
}
END_TEST

START_TEST(digits_have_one_width)
{
	struct text_style s = { .size = 14 };

	for (char digit = '1'; digit <= '9'; digit++)
		ck_assert_int_eq(text_width(font, &s, (char[]){ digit, '\0' }), text_width(font, &s, "0"));
	ck_assert_int_eq(text_width(font, &s, "2020-11-01 03:00\u201306:00 UTC"),
	    text_width(font, &s, "1999-12-31 21:00\u201324:00 UTC"));
}
END_TEST

/* The tones of one colour, and all of them. */
START_TEST(letters_are_smooth)
{
	struct canvas c = new_canvas(WIDTH, HEIGHT);
	struct text_style s = { .size = 30 };
	int count[PALETTE_TONES + 1] = { 0 };

	text_draw(font, &s, &c, 4, 45, FULL, "Skagen 0689");
	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		int tone = c.pixel[i] ? c.pixel[i] - (FULL - PALETTE_TONES) : 0;

		ck_assert(tone >= 0 && tone <= PALETTE_TONES);
		count[tone]++;
	}
	for (int i = 0; i <= PALETTE_TONES; i++)
		ck_assert_int_gt(count[i], 50);
	free(c.pixel);
}
END_TEST

START_TEST(a_halo_is_around_all_of_a_text)
{
	struct canvas c = new_canvas(WIDTH, HEIGHT), ink = new_canvas(WIDTH, HEIGHT);
	struct text_style s = { .size = 12, .halo = 2 };

	text_halo(font, &s, &c, 10, 30, PALETTE_PAGE, "G\u00f6teborg");
	text_draw(font, &s, &ink, 10, 30, FULL, "G\u00f6teborg");
	for (int y = 1; y < HEIGHT - 1; y++)
		for (int x = 1; x < WIDTH - 1; x++) {
			int i = y * WIDTH + x;

			if (ink.pixel[i] >= FULL - 1)
				ck_assert(c.pixel[i] && c.pixel[i - 1] && c.pixel[i + 1] &&
				    c.pixel[i - WIDTH] && c.pixel[i + WIDTH]);
		}
	free(c.pixel);
	free(ink.pixel);
}
END_TEST

START_TEST(letters_differ)
{
	static const char *const alike[] = { "a", "\u00e0", "\u00e1", "\u00e2", "\u00e3", "\u00e4", "\u00e5", "\u0105",
		"\u03b1", "\u0431", "\u96e8" };
	size_t n = sizeof alike / sizeof *alike;
	struct text_style s = { .size = 14 };
	struct canvas c[sizeof alike / sizeof *alike];

	for (size_t i = 0; i < n; i++) {
		c[i] = new_canvas(20, 30);
		text_draw(font, &s, &c[i], 2, 22, FULL, alike[i]);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(memcmp(c[i].pixel, c[k].pixel, 600) != 0, "%s is %s", alike[i], alike[k]);
	}
	for (size_t i = 0; i < n; i++)
		free(c[i].pixel);
}
END_TEST

/* Bytes that are no UTF-8, and control characters, are a box, and never read past the end. */
START_TEST(any_bytes_can_be_drawn)
{
	struct text_style plain = { .size = 14 };

	srand48(1);
	for (int i = 0; i < 5000; i++) {
		struct canvas c = new_canvas(40, 20);
		struct text_style s = { .size = 8 + i % 40, .bold = i % 3 == 0, .halo = i % 4 };
		size_t n = (size_t)(drand48() * 6);
		char *text = calloc(n + 1, 1);

		for (size_t k = 0; k < n; k++)
			text[k] = (char)(1 + (int)(drand48() * 255));
		text_halo(font, &s, &c, (int)(drand48() * 60) - 20, (int)(drand48() * 40) - 20, PALETTE_PAGE, text);
		text_draw(font, &s, &c, (int)(drand48() * 60) - 20, (int)(drand48() * 40) - 20, FULL, text);
		ck_assert_int_ge(text_width(font, &s, text), 0);
		ck_assert_uint_le(text_fit(font, &s, 8, text), n);
		free(text);
		free(c.pixel);
	}
	ck_assert_int_eq(text_width(font, &plain, "\n"), text_width(font, &plain, "\ufffd"));
	ck_assert_int_eq(text_width(font, &plain, "\xff"), text_width(font, &plain, "\ufffd"));
	ck_assert_int_gt(text_width(font, &plain, "\u96e8"), 4);
}
END_TEST

START_TEST(lines_break_between_words)
{
	struct text_style s = { .size = 19, .bold = true };
	int width = text_width(font, &s, "rain over");

	ck_assert_uint_eq(text_fit(font, &s, width, "rain over Sweden"), 9);
	ck_assert_uint_eq(text_fit(font, &s, width - 2, "rain over Sweden"), 4);
	ck_assert_uint_eq(text_fit(font, &s, width, "rain over"), 9);
	/* A word that is too long is cut, and one letter is taken however narrow the line. */
	ck_assert_uint_eq(text_fit(font, &s, text_width(font, &s, "rain"), "rainfall"), 4);
	ck_assert_uint_eq(text_fit(font, &s, 1, "rain"), 1);
	ck_assert_uint_eq(text_fit(font, &s, 1, "\u00f6l"), 2);
	ck_assert_uint_eq(text_fit(font, &s, 1, " rain"), 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	tcase_add_unchecked_fixture(t, open_font, close_font);
	tcase_add_test(t, text_is_as_wide_as_it_says);
	tcase_add_test(t, digits_have_one_width);
	tcase_add_test(t, letters_are_smooth);
	tcase_add_test(t, a_halo_is_around_all_of_a_text);
	tcase_add_test(t, letters_differ);
	tcase_add_test(t, any_bytes_can_be_drawn);
	tcase_add_test(t, lines_break_between_words);
	suite_add_tcase(s, t);
	return unit_main(s);
}
