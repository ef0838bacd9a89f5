/* SPDX-License-Identifier: BSD-2-Clause */
/* test_palette - steps are round and in order, values get their colours, and all eyes can tell them apart. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

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

/* ---- Eyes ------------------------------------------------------------------------------------- */

/* From Machado, Oliveira & Fernandes (2009), severity 1: what linear sRGB becomes for such eyes. */
static const double eyes[3][3][3] = {
	{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
	{ { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
	{ { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } }
};

/* CIELAB, D65, of an sRGB colour that such eyes see. */
static void
lab_of(const uint8_t *rgb, int eye, double *lab)
{
	static const double xyz[3][3] = {
		{ 0.4124, 0.3576, 0.1805 }, { 0.2126, 0.7152, 0.0722 }, { 0.0193, 0.1192, 0.9505 }
	};
	static const double white[3] = { 0.95047, 1, 1.08883 };
	double linear[3], seen[3], f[3];

	for (int i = 0; i < 3; i++) {
		double c = rgb[i] / 255.0;

		linear[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++) {
		seen[i] = 0;
		for (int k = 0; k < 3; k++)
			seen[i] += eyes[eye][i][k] * linear[k];
		seen[i] = fmin(fmax(seen[i], 0), 1);
	}
	for (int i = 0; i < 3; i++) {
		double t = 0;

		for (int k = 0; k < 3; k++)
			t += xyz[i][k] * seen[k];
		t /= white[i];
		f[i] = t > 216 / 24389.0 ? cbrt(t) : t * 841 / 108 + 4 / 29.0;
	}
	lab[0] = 116 * f[1] - 16;
	lab[1] = 500 * (f[0] - f[1]);
	lab[2] = 200 * (f[1] - f[2]);
}

/* Of two classes on land. */
static double
distance(const struct palette *p, int a, int b, int eye)
{
	double x[3], y[3];

	lab_of(p->rgb[palette_index((unsigned)a, GROUND_LAND)], eye, x);
	lab_of(p->rgb[palette_index((unsigned)b, GROUND_LAND)], eye, y);
	return sqrt((x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]) + (x[2] - y[2]) * (x[2] - y[2]));
}

/* A difference of 2.3 is what an eye just sees. */
START_TEST(neighbours_differ_for_all_eyes)
{
	for (int ramp = RAIN; ramp <= DARK; ramp++) {
		struct palette p;

		palette_make(&p, 0.1, 50, true, ramp);
		for (int eye = 0; eye < 3; eye++) {
			for (int i = 0; i <= p.count; i++) {
				int at = CLASS_FIRST + i;

				ck_assert_double_gt(distance(&p, at, CLASS_DRY, eye), 10);
				ck_assert_double_gt(distance(&p, at, CLASS_MISSING, eye), 5);
				if (i > 0)
					ck_assert_double_gt(distance(&p, at, at - 1, eye), 4);
				for (int k = 0; k < i - 1; k++)
					ck_assert_double_gt(distance(&p, at, CLASS_FIRST + k, eye), 6.9);
			}
		}
		ck_assert_double_gt(distance(&p, CLASS_DRY, CLASS_MISSING, 0), 10);
	}
}
END_TEST

START_TEST(dark_and_grey_grow_darker)
{
	for (int ramp = DARK; ramp <= GREY; ramp += GREY - DARK) {
		struct palette p;

		palette_make(&p, 0.1, 50, true, ramp);
		for (int i = 1; i <= p.count; i++) {
			double before[3], now[3];

			lab_of(p.rgb[palette_index(CLASS_FIRST + (unsigned)i - 1, 0)], 0, before);
			lab_of(p.rgb[palette_index(CLASS_FIRST + (unsigned)i, 0)], 0, now);
			ck_assert_double_lt(now[0], before[0]);
		}
	}
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
	tcase_add_test(t, neighbours_differ_for_all_eyes);
	tcase_add_test(t, dark_and_grey_grow_darker);
	suite_add_tcase(s, t);
	return unit_main(s);
}
