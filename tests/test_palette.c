/* SPDX-License-Identifier: BSD-2-Clause */
/* test_palette - steps are round and in order, and values get their classes. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/palette.h"
#include "unit.h"

enum { RAIN, DARK, RADAR, GREY };

static void
expect_steps(double low, double high, bool logarithmic, int count, const float *step)
{
	struct palette p;

	palette_make(&p, low, high, logarithmic, RAIN);
	ck_assert_int_eq(p.count, count);
	for (int i = 0; i <= count; i++)
		ck_assert_msg(p.step[i] == step[i], "step %d of %g..%g is %.9g", i, low, high, (double)p.step[i]);
}

START_TEST(usual_ranges_have_these_steps)
{
	expect_steps(0.1, 50, true, 16, (float[]){ 0.1f, 0.15f, 0.2f, 0.3f, 0.5f, 0.7f, 1, 1.5f, 2, 3, 5, 7, 10, 15,
	    20, 30, 50 });
	expect_steps(0.5, 200, true, 16, (float[]){ 0.5f, 0.7f, 1, 1.5f, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100,
	    150, 200 });
	expect_steps(-10, 60, false, 14, (float[]){ -10, -5, 0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60 });
}
END_TEST

START_TEST(odd_ranges_begin_and_end_as_asked)
{
	expect_steps(0.3, 4, true, 11, (float[]){ 0.3f, 0.4f, 0.5f, 0.6f, 0.8f, 1, 1.2f, 1.5f, 2, 2.5f, 3, 4 });
	expect_steps(0, 1, false, 20, (float[]){ FLT_TRUE_MIN, 0.05f, 0.1f, 0.15f, 0.2f, 0.25f, 0.3f, 0.35f, 0.4f, 0.45f,
	    0.5f, 0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f, 1 });
	expect_steps(7, 33, false, 14, (float[]){ 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 33 });
}
END_TEST

START_TEST(any_range_has_steps_in_order)
{
	srand48(7);
	for (int i = 0; i < 20000; i++) {
		bool logarithmic = i % 2;
		double low = logarithmic ? pow(10, drand48() * 18 - 9) : (drand48() - 0.5) * pow(10, drand48() * 18 - 9);
		double high = logarithmic ? low * pow(10, drand48() * 18) : low + pow(10, drand48() * 18 - 9);
		struct palette p;

		if ((float)high <= (float)low)
			continue;
		palette_make(&p, low, high, logarithmic, RAIN);
		ck_assert_int_ge(p.count, 1);
		ck_assert_int_le(p.count, PALETTE_STEPS);
		ck_assert(p.step[0] == (float)low && p.step[p.count] == (float)high);
		for (int k = 0; k < p.count; k++)
			ck_assert_msg(p.step[k] < p.step[k + 1], "%g..%g, step %d", low, high, k);
	}
}
END_TEST

/* What the header promises, in the plainest way. */
static uint8_t
plain(const struct palette *p, float value)
{
	int colour = CLASS_DRY;

	if (isnan(value))
		return CLASS_MISSING;
	for (int i = 0; i <= p->count; i++)
		if (value >= p->step[i])
			colour = CLASS_FIRST + i;
	return (uint8_t)colour;
}

START_TEST(every_value_has_its_colour)
{
	static const struct { double low, high; bool logarithmic; } ranges[] = {
		{ 0.1, 50, true }, { 0.5, 200, true }, { -10, 60, false }, { 0, 10, false }, { 1, 1.1, true }
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		const float odd[] = { NAN, -NAN, INFINITY, -INFINITY, 0, -0.0f, FLT_MAX, -FLT_MAX, FLT_TRUE_MIN };
		struct palette p;
		uint8_t colour;

		palette_make(&p, ranges[i].low, ranges[i].high, ranges[i].logarithmic, RAIN);
		for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
			ck_assert_uint_eq(palette_class(&p, odd[k]), plain(&p, odd[k]));
		for (int k = 0; k <= p.count; k++) {
			float at = p.step[k], below = nextafterf(at, -INFINITY);

			ck_assert_uint_eq(palette_class(&p, at), CLASS_FIRST + k);
			ck_assert_uint_eq(palette_class(&p, below), k ? CLASS_FIRST + k - 1 : CLASS_DRY);
			palette_classes(&p, &at, 1, &colour);
			ck_assert_uint_eq(colour, CLASS_FIRST + k);
		}
		for (int k = 0; k < 10000; k++) {
			float value = (float)((k - 1000) * 0.0173);

			ck_assert_uint_eq(palette_class(&p, value), plain(&p, value));
		}
	}
}
END_TEST

START_TEST(all_that_there_can_be_is_not_more)
{
	struct palette p;
	char text[PALETTE_TEXT_MAX];

	palette_make(&p, 0, 864, false, RAIN);
	ck_assert_uint_eq(palette_class(&p, 864), CLASS_FIRST + p.count);
	palette_include_high(&p);
	ck_assert_uint_eq(palette_class(&p, 864), CLASS_FIRST + p.count - 1);
	ck_assert_uint_eq(palette_class(&p, 865), CLASS_FIRST + p.count);
	palette_text(&p, p.count, text);
	ck_assert_str_eq(text, "864");
}
END_TEST

START_TEST(zero_or_less_is_dry_where_the_range_begins_at_zero)
{
	struct palette p;

	palette_make(&p, 0, 10, false, RAIN);
	ck_assert_uint_eq(palette_class(&p, 0), CLASS_DRY);
	ck_assert_uint_eq(palette_class(&p, -3), CLASS_DRY);
	ck_assert_uint_eq(palette_class(&p, FLT_TRUE_MIN), CLASS_FIRST);
}
END_TEST

/* ---- Differences, times and categories -------------------------------------------------------- */

/* What stands beside the steps, with blanks between. */
static void
expect_texts(const struct palette *p, const char *texts)
{
	char all[2000] = "", text[PALETTE_TEXT_MAX];

	for (int i = 0; i <= p->count; i++) {
		palette_text(p, i, text);
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i > 0 ? ", " : "", text);
	}
	ck_assert_str_eq(all, texts);
}

START_TEST(differences_are_round_on_both_sides_of_zero)
{
	static const struct { double low, high; bool even; const char *texts; } table[] = {
		{ -10, 10, false, "-10, -5, -2, -1, -0.5, +0.5, +1, +2, +5, +10" },
		{ -10, 10, true, "-10, -8, -6, -4, -2, +2, +4, +6, +8, +10" },
		{ -50, 50, false, "-50, -20, -10, -5, -2, +2, +5, +10, +20, +50" },
		{ -12, 12, false, "-12, -10, -5, -2, -1, +1, +2, +5, +10, +12" },
		{ -12, 12, true, "-12, -10, -5, +5, +10, +12" },
		{ -5, 10, false, "-5, -2, -1, -0.5, +0.5, +1, +2, +5, +10" },
		{ -1, 1e6, false, "-1, +50000, +100000, +200000, +500000, +1e+06" }
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct palette p;
		int zero;

		palette_make_difference(&p, table[i].low, table[i].high, table[i].even);
		expect_texts(&p, table[i].texts);
		zero = palette_class(&p, 0);
		ck_assert_uint_eq(palette_class(&p, NAN), CLASS_MISSING);
		ck_assert_uint_eq(palette_class(&p, -INFINITY), CLASS_FIRST);
		ck_assert_uint_eq(palette_class(&p, INFINITY), CLASS_FIRST + p.count + 1);
		for (int k = 0; k <= p.count; k++) {
			ck_assert_uint_eq(palette_class(&p, p.step[k]), CLASS_FIRST + k + 1);
			ck_assert_uint_eq(palette_class(&p, nextafterf(p.step[k], -INFINITY)), CLASS_FIRST + k);
			ck_assert((p.step[k] > 0) == (CLASS_FIRST + k + 1 > zero));
		}
	}
}
END_TEST

START_TEST(any_difference_has_steps_in_order)
{
	srand48(8);
	for (int i = 0; i < 20000; i++) {
		double low = -pow(10, drand48() * 18 - 9), high = i % 3 > 0 ? -low : pow(10, drand48() * 18 - 9);
		struct palette p;

		palette_make_difference(&p, low, high, i % 2);
		ck_assert_int_le(p.count, PALETTE_STEPS);
		ck_assert(p.step[0] == (float)low && p.step[p.count] == (float)high);
		for (int k = 0; k < p.count; k++)
			ck_assert_msg(p.step[k] < p.step[k + 1] && p.step[k] != 0, "%g..%g, step %d", low, high, k);
	}
}
END_TEST

START_TEST(times_are_cut_at_round_ones)
{
	const int64_t november = 1604188800, hour = 3600, day = 24 * hour;
	const struct { int64_t start, end; const char *texts; } table[] = {
		{ november, november + 300, "1 Nov, 1 Nov 00:05" },
		{ november + 7, november + 60, "1 Nov 00:00, 1 Nov 00:01" },
		{ november, november + day,
		    "1 Nov, 02:00, 04:00, 06:00, 08:00, 10:00, 12:00, 14:00, 16:00, 18:00, 20:00, 22:00, 2 Nov" },
		{ november + 6 * hour, november + 6 * hour + 2 * day,
		    "1 Nov 06:00, 09:00, 12:00, 15:00, 18:00, 21:00, 2 Nov, 03:00, 06:00, 09:00, 12:00, 15:00, 18:00, 21:00, "
		    "3 Nov, 03:00, 3 Nov 06:00" },
		{ november, november + 30 * day,
		    "1 Nov, 2 Nov, 4 Nov, 6 Nov, 8 Nov, 10 Nov, 12 Nov, 14 Nov, 16 Nov, 18 Nov, 20 Nov, 22 Nov, 24 Nov, 26 Nov, "
		    "28 Nov, 30 Nov, 1 Dec" },
		{ november - 305 * day, november + 61 * day,
		    "Jan 2020, Feb 2020, Mar 2020, Apr 2020, May 2020, Jun 2020, Jul 2020, Aug 2020, Sep 2020, Oct 2020, Nov 2020, "
		    "Dec 2020, Jan 2021" },
		{ -62135596800, 253402300800,
		    "Jan 1, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500, 7000, 7500, 8000, 8500, "
		    "9000, 9500, Jan 10000" }
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct palette p;

		palette_make_times(&p, table[i].start, table[i].end, RAIN);
		expect_texts(&p, table[i].texts);
		for (int k = 0; k < p.count; k++)
			ck_assert_uint_eq(palette_class(&p, (float)p.time[k]), CLASS_FIRST + k);
		/* There are none outside. */
		ck_assert_uint_eq(palette_class(&p, -INFINITY), CLASS_FIRST);
		ck_assert_uint_eq(palette_class(&p, INFINITY), CLASS_FIRST + p.count - 1);
		ck_assert_uint_eq(palette_class(&p, NAN), CLASS_MISSING);
	}
}
END_TEST

START_TEST(any_time_has_steps_in_order)
{
	srand48(9);
	for (int i = 0; i < 20000; i++) {
		int64_t start = (int64_t)(drand48() * 4e9) - 2000000000, end = start + (int64_t)pow(10, 1 + drand48() * 9.5);
		struct palette p;

		palette_make_times(&p, start, end, RAIN);
		ck_assert_int_ge(p.count, 1);
		ck_assert_int_le(p.count, PALETTE_STEPS);
		ck_assert(p.time[0] == start && p.time[p.count] == end);
		for (int k = 0; k < p.count; k++)
			ck_assert(p.time[k] < p.time[k + 1]);
	}
}
END_TEST

START_TEST(categories_have_names_and_shares)
{
	const float value[] = { 0, 7, -1.5f };
	char *name[] = { "none", "hail", "snow" };
	uint64_t values[CLASSES] = { [CLASS_MISSING] = 50, [CLASS_FIRST] = 75, [CLASS_FIRST + 1] = 25 };
	struct palette p;

	palette_make_categories(&p, 3, value, name);
	expect_texts(&p, "none, hail, snow, other");
	ck_assert_int_eq(p.count, 3);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(palette_class(&p, value[i]), CLASS_FIRST + i);
	ck_assert_uint_eq(palette_class(&p, 7.5f), CLASS_FIRST + 3);
	ck_assert_uint_eq(palette_class(&p, NAN), CLASS_MISSING);
	palette_set_shares(&p, values);
	ck_assert_int_eq(p.count, 3);
	expect_texts(&p, "none  75 %, hail  25 %, snow  0 %, other");
	values[CLASS_FIRST + 3] = 1;
	values[CLASS_FIRST + 2] = 1000;
	palette_set_shares(&p, values);
	ck_assert_int_eq(p.count, 4);
	p.count = 3;
	expect_texts(&p, "none  7 %, hail  2 %, snow  91 %, other  < 1 %");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("palette");
	TCase *t = tcase_create("palette");

	tcase_add_test(t, usual_ranges_have_these_steps);
	tcase_add_test(t, odd_ranges_begin_and_end_as_asked);
	tcase_add_test(t, any_range_has_steps_in_order);
	tcase_add_test(t, every_value_has_its_colour);
	tcase_add_test(t, all_that_there_can_be_is_not_more);
	tcase_add_test(t, zero_or_less_is_dry_where_the_range_begins_at_zero);
	tcase_add_test(t, differences_are_round_on_both_sides_of_zero);
	tcase_add_test(t, any_difference_has_steps_in_order);
	tcase_add_test(t, times_are_cut_at_round_ones);
	tcase_add_test(t, any_time_has_steps_in_order);
	tcase_add_test(t, categories_have_names_and_shares);
	suite_add_tcase(s, t);
	return unit_main(s);
}
