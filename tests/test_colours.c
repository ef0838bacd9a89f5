/* SPDX-License-Identifier: BSD-2-Clause */
/* test_colours - all eyes tell the colours of classes apart, on every ground. */
#include <math.h>
#include <string.h>

#include "picture/palette.h"
#include "unit.h"

enum { RAIN, DARK, RADAR, GREY };

#define EIGHT 8                                 /* the categories whose colours are somebody's */

/* From Machado, Oliveira & Fernandes (2009), severity 1: what linear sRGB becomes for such eyes. */
static const double eyes[4][3][3] = {
	{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
	{ { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
	{ { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
	{ { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } }
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

	lab_of(p->rgb[palette_index(p, (unsigned)a, GROUND_LAND)], eye, x);
	lab_of(p->rgb[palette_index(p, (unsigned)b, GROUND_LAND)], eye, y);
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

/* The colours of two classes, or of one, on any grounds. */
static double
between(const struct palette *p, unsigned a, unsigned on_a, unsigned b, unsigned on_b, int eye)
{
	double x[3], y[3];

	lab_of(p->rgb[palette_index(p, a, on_a)], eye, x);
	lab_of(p->rgb[palette_index(p, b, on_b)], eye, y);
	return hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]);
}

/* How far a class on land has another colour in another palette. */
static double
between_palettes(const struct palette *p, const struct palette *q, unsigned class)
{
	double x[3], y[3];

	lab_of(p->rgb[palette_index(p, class, GROUND_LAND)], 0, x);
	lab_of(q->rgb[palette_index(q, class, GROUND_LAND)], 0, y);
	return hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]);
}

static struct palette
of_categories(int n)
{
	float value[PALETTE_CATEGORIES] = { 0 };
	char *name[PALETTE_CATEGORIES];
	struct palette p;

	for (int i = 0; i < n; i++)
		name[i] = "a name";
	palette_make_categories(&p, n, value, name);
	return p;
}

/* In the order of eyes: all, without green, red and blue. The numbers are what was reached. */
START_TEST(differences_and_categories_differ_for_all_eyes)
{
	static const double neighbours[] = { 12, 9.5, 7, 11 }, pairs[] = { 26, 17, 20, 16 },
		sides[] = { 23, 22, 18, 26 };
	struct palette d, c = of_categories(EIGHT);

	palette_make_difference(&d, -10, 10, false);
	for (int eye = 0; eye < 4; eye++) {
		for (int i = 0; i < d.count + 1; i++)
			ck_assert_double_gt(distance(&d, CLASS_FIRST + i, CLASS_FIRST + i + 1, eye), neighbours[eye]);
		for (int i = 0; i < d.count / 2 + 1; i++)
			ck_assert_double_gt(distance(&d, CLASS_FIRST + i, CLASS_FIRST + d.count + 1 - i, eye), sides[eye]);
		for (int i = 0; i < EIGHT; i++) {
			ck_assert_double_gt(distance(&c, CLASS_FIRST + i, CLASS_MISSING, eye), 18);
			for (int k = 0; k < i; k++)
				ck_assert_double_gt(distance(&c, CLASS_FIRST + i, CLASS_FIRST + k, eye), pairs[eye]);
			/* What is no category is between them. */
			ck_assert_double_gt(distance(&c, CLASS_FIRST + i, CLASS_FIRST + EIGHT, eye), 10);
		}
	}
}
END_TEST

/* The more there are, the less they differ; but one and the next always do. */
START_TEST(many_categories_differ_for_all_eyes)
{
	static const struct { int n; double pairs[4]; } table[] = {
		{ 12, { 25, 16, 19, 16 } }, { 30, { 17, 11, 9, 12 } }, { 64, { 11, 5.9, 6.7, 7.3 } }
	};
	static const double next[] = { 25, 17, 21, 23 };

	for (int t = 0; t < 3; t++) {
		struct palette p = of_categories(table[t].n);
		int other = CLASS_FIRST + table[t].n;

		for (int eye = 0; eye < 4; eye++)
			for (int at = CLASS_FIRST; at < other; at++) {
				ck_assert_double_gt(distance(&p, at, CLASS_MISSING, eye), 6);
				ck_assert_double_gt(distance(&p, at, other, eye), 6);
				if (at > CLASS_FIRST)
					ck_assert_double_gt(distance(&p, at, at - 1, eye), next[eye]);
				for (int k = CLASS_FIRST; k < at; k++)
					ck_assert_double_gt(distance(&p, at, k, eye), table[t].pairs[eye]);
			}
	}
}
END_TEST

/* As many as there are have the colours that fewer have. */
START_TEST(a_category_keeps_its_colour)
{
	struct palette all = of_categories(PALETTE_CATEGORIES);

	for (int n = 1; n < PALETTE_CATEGORIES; n++) {
		struct palette p = of_categories(n);

		for (int i = 0; i < n; i++)
			ck_assert_double_lt(between_palettes(&p, &all, CLASS_FIRST + (unsigned)i), 2);
	}
}
END_TEST

START_TEST(what_is_weak_dry_or_missing_differs_on_sea_and_land)
{
	static const double weak_sea[] = { 15, 10, 7, 20 }, weak_land[] = { 21, 17, 13, 26 };

	for (int ramp = RAIN; ramp <= DARK; ramp++) {
		struct palette p;

		palette_make(&p, 0.1, 50, true, ramp);
		for (int eye = 0; eye < 4; eye++) {
			ck_assert_double_gt(between(&p, CLASS_FIRST, 0, CLASS_DRY, 0, eye), weak_sea[eye]);
			ck_assert_double_gt(between(&p, CLASS_FIRST, GROUND_LAND, CLASS_DRY, GROUND_LAND, eye), weak_land[eye]);
			for (unsigned a = 0; a <= GROUND_LAND; a += GROUND_LAND)
				for (unsigned b = 0; b <= GROUND_LAND; b += GROUND_LAND)
					ck_assert_double_gt(between(&p, CLASS_DRY, a, CLASS_MISSING, b, eye), 9);
			ck_assert_double_gt(between(&p, CLASS_DRY, 0, CLASS_DRY, GROUND_LAND, eye), 5);
		}
	}
}
END_TEST

/* In print: what is missing is darker than what is dry, and weak rain is neither. */
START_TEST(what_is_weak_dry_or_missing_differs_in_grey)
{
	static const int ramps[] = { RAIN, DARK, RADAR, GREY };

	for (size_t i = 0; i < sizeof ramps / sizeof *ramps; i++) {
		struct palette p;

		palette_make(&p, 0.1, 50, true, ramps[i]);
		for (unsigned ground = 0; ground <= GROUND_LAND; ground += GROUND_LAND) {
			double missing[3], dry[3], weak[3];

			lab_of(p.rgb[palette_index(&p, CLASS_MISSING, ground)], 0, missing);
			lab_of(p.rgb[palette_index(&p, CLASS_DRY, ground)], 0, dry);
			lab_of(p.rgb[palette_index(&p, CLASS_FIRST, ground)], 0, weak);
			ck_assert_double_gt(dry[0] - missing[0], 9);
			ck_assert_double_gt(dry[0] - weak[0], 6);
			ck_assert_msg(fabs(missing[0] - weak[0]) > 3, "ramp %d: %g and %g", ramps[i], missing[0], weak[0]);
		}
	}
}
END_TEST

static void
expect_all_different(const struct palette *p, unsigned classes, bool text)
{
	for (int i = 1; i < PALETTE_COLOURS; i++) {
		int last = palette_index(p, classes - 1, GROUND_LAND + GROUND_STRENGTH);

		if (i > last || (i < PALETTE_FIRST && (!text || i > PALETTE_ALERT)))
			continue;
		for (int k = i < PALETTE_FIRST ? 1 : PALETTE_FIRST; k < i; k++)
			ck_assert_msg(memcmp(p->rgb[i], p->rgb[k], 3) != 0, "%d and %d are %d %d %d", i, k, p->rgb[i][0],
			    p->rgb[i][1], p->rgb[i][2]);
	}
}

/* A pixel tells its class, also under a line. */
START_TEST(no_two_colours_are_the_same_and_lines_are_seen)
{
	struct palette p[8];
	unsigned classes[8];

	for (int ramp = RAIN; ramp <= GREY; ramp++) {
		palette_make(&p[ramp], 0, 1, false, ramp);
		classes[ramp] = CLASS_FIRST + (unsigned)p[ramp].count + 1;
	}
	palette_make_difference(&p[4], -10, 10, false);
	classes[4] = CLASS_FIRST + (unsigned)p[4].count + 2;
	p[5] = of_categories(EIGHT);
	classes[5] = CLASS_FIRST + EIGHT + 1;
	palette_make_times(&p[6], 0, 86400, RAIN);
	classes[6] = CLASS_FIRST + (unsigned)p[6].count;
	p[7] = of_categories(23);
	classes[7] = CLASS_FIRST + 23 + 1;
	for (int i = 0; i < 8; i++) {
		expect_all_different(&p[i], classes[i], true);
		for (unsigned class = 0; class < classes[i]; class++)
			for (unsigned ground = 1; ground < GROUNDS; ground++)
				for (int eye = 0; eye < 4 && ground % GROUND_LAND > 0; eye++)
					ck_assert_double_gt(between(&p[i], class, ground, class, ground - ground % GROUND_LAND, eye),
					    4.0 * (ground % GROUND_LAND));
	}
}
END_TEST

/*
 * Of more categories than have a colour for each strength of a line: with one
 * line for all strengths, and then with lines that all share.
 */
START_TEST(lines_over_many_categories_are_seen)
{
	for (int n = 24; n <= PALETTE_CATEGORIES; n++) {
		struct palette p = of_categories(n);
		int owner[PALETTE_COLOURS];

		memset(owner, -1, sizeof owner);
		for (unsigned class = 0; class <= CLASS_FIRST + (unsigned)n; class++) {
			ck_assert(class < CLASS_FIRST || palette_index(&p, class, 1) == palette_index(&p, class, 0));
			for (unsigned ground = 0; ground < GROUNDS; ground++) {
				int at = palette_index(&p, class, ground), i = 1;

				ck_assert_int_lt(at, PALETTE_COLOURS);
				ck_assert(owner[at] == -1 || owner[at] == (int)class || (n > 47 && at >= 126 && ground % GROUND_LAND > 1));
				owner[at] = (int)class;
				for (; i < PALETTE_COLOURS; i++)
					ck_assert(i == at || memcmp(p.rgb[i], p.rgb[at], 3) != 0);
				for (int eye = 0; eye < 4 && ground % GROUND_LAND > 1; eye++)
					ck_assert_double_gt(between(&p, class, ground, class, ground - ground % GROUND_LAND, eye), 8);
			}
		}
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

			lab_of(p.rgb[palette_index(&p, CLASS_FIRST + (unsigned)i - 1, 0)], 0, before);
			lab_of(p.rgb[palette_index(&p, CLASS_FIRST + (unsigned)i, 0)], 0, now);
			ck_assert_double_lt(now[0], before[0]);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("colours");
	TCase *t = tcase_create("colours");

	tcase_add_test(t, differences_and_categories_differ_for_all_eyes);
	tcase_add_test(t, many_categories_differ_for_all_eyes);
	tcase_add_test(t, a_category_keeps_its_colour);
	tcase_add_test(t, lines_over_many_categories_are_seen);
	tcase_add_test(t, what_is_weak_dry_or_missing_differs_on_sea_and_land);
	tcase_add_test(t, what_is_weak_dry_or_missing_differs_in_grey);
	tcase_add_test(t, no_two_colours_are_the_same_and_lines_are_seen);
	tcase_add_test(t, neighbours_differ_for_all_eyes);
	tcase_add_test(t, dark_and_grey_grow_darker);
	suite_add_tcase(s, t);
	return unit_main(s);
}
