/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_window - what a window that moves comes to, against loops over its fields in long double, for
 * grids that are no whole number of runs, any length, and any number of threads.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/window.h"
#include "unit.h"

#define ROWS 11
#define COLS 13                         /* 143 pixels: four runs of 32, and a part of one */
#define PIXELS (ROWS * COLS)
#define STEPS 90

static float table[256];
static uint8_t code[STEPS][PIXELS];
static float value[STEPS][PIXELS];      /* of the codes, or of floats */
static bool there[STEPS];
static uint32_t have[STEPS];

/* Most pixels dry, some always missing, some now and then; runs of one value; steps without a field. */
static void
make_steps(bool codes)
{
	for (int i = 0; i < 256; i++)
		table[i] = i == 0 ? 0 : i == 255 ? NAN : (float)pow(1.07, i) / 100;
	for (int s = 0; s < STEPS; s++) {
		there[s] = s < 20 || s > 60 ? unit_random(7) > 0 : s % 20 > 0;
		have[s] = unit_random(13);
		for (int i = 0; i < PIXELS; i++) {
			uint32_t r = unit_random(100);

			code[s][i] = (uint8_t)(i < 33 || r < 3 ? 255 : r < 20 && s % 7 ? unit_random(255) : 0);
			if (i >= 64)
				code[s][i] = (uint8_t)(s % 11 == 3 ? 255 : s % 5 == 1 ? 40 : 0);
			value[s][i] = codes ? table[code[s][i]] : table[code[s][i]] * (float)(1 + unit_random(1000)) / 3e5f;
		}
	}
}

static struct chunk_header *
make_header(bool codes)
{
	const struct chunk_grid g = { .rows = ROWS, .cols = COLS, .affine = { 0, 1, 0, 0, 0, -1 } };
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set_grid(h, &g);
	if (codes)
		chunk_set_table(h, table, 256);
	return h;
}

static const char *
push(struct window *w, int s, bool codes, bool packed)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = codes ? CHUNK_U8 : CHUNK_F32, .have = have[s], .expected = 12 };
	const char *why;

	if (!there[s])
		return window_push(w, NULL, 1);
	ck_assert_ptr_nonnull(chunk_room(&c, codes ? sizeof code[s] : sizeof value[s]));
	memcpy(c.data, codes ? (void *)code[s] : (void *)value[s], c.size);
	if (packed)
		chunk_pack(&c);
	why = window_push(w, &c, 1);
	chunk_free(&c);
	return why;
}

/* What a pixel comes to in the window of n steps that ends with step s. */
static long double
plainly(enum window_what what, bool weighed, int n, int s, int i, uint32_t *count)
{
	long double sum = 0, extreme = NAN;

	*count = 0;
	for (int k = s - n + 1 > 0 ? s - n + 1 : 0; k <= s; k++) {
		float x = value[k][i];

		if (!there[k] || x != x)
			continue;
		*count += weighed ? have[k] : 1;
		sum += (long double)x * (weighed ? have[k] : 1);
		if (extreme != extreme || (what == WINDOW_MAX ? x > extreme : x < extreme))
			extreme = x;
	}
	if (what == WINDOW_COUNT)
		return *count;
	return what == WINDOW_MEAN ? sum / *count : extreme;
}

struct trial {
	enum window_what what;
	bool codes, weighed;
	int fields, every, threads;
	double scale;
};

static void
compare(const struct trial *t, const float *got, int s)
{
	double least = t->what == WINDOW_COUNT ? 0 : 3;

	for (int i = 0; i < PIXELS; i++) {
		uint32_t n;
		long double x = plainly(t->what, t->weighed, t->fields, s, i, &n);
		double near = (double)x * t->scale;

		if (n < least)
			ck_assert_msg(isnan(got[i]), "step %d pixel %d", s, i);
		else if (t->what == WINDOW_MEAN)
			ck_assert_msg(fabs((double)got[i] - near) <= fabs(near) * 6e-8, "step %d pixel %d: %g, not %g",
			    s, i, (double)got[i], near);
		else
			ck_assert_msg(got[i] == (float)x, "step %d pixel %d: %g, not %g", s, i, (double)got[i], near);
	}
}

static void
try_window(const struct trial *t)
{
	struct chunk_header *h;
	struct chunk_pool *pool = chunk_pool_new(t->threads);
	struct window_form form = { .what = t->what, .weighed = t->weighed, .fields = (uint32_t)t->fields,
		.images = 12 * (uint32_t)t->fields, .between = (uint32_t)t->every, .pool = pool };
	struct window *w;
	static float got[PIXELS];

	make_steps(t->codes);
	form.header = h = make_header(t->codes);
	ck_assert_ptr_nonnull(w = window_new(&form));
	for (int s = 0; s < STEPS; s++) {
		ck_assert_ptr_null(push(w, s, t->codes, s % 3 > 0));
		if ((s + 1) % t->every > 0)
			continue;
		ck_assert_ptr_null(window_result(w, t->what == WINDOW_COUNT ? 0 : 3, t->scale, got));
		compare(t, got, s);
	}
	window_free(w);
	chunk_pool_free(pool);
	chunk_header_free(h);
}

START_TEST(every_length_and_number_of_threads)
{
	static const int lengths[] = { 1, 2, 3, 12, 31, 89, 90, 200 }, every[] = { 1, 2, 15, 16, 17, 40 };
	struct trial t = { .what = (enum window_what)(_i % 4), .codes = _i / 4 % 2, .weighed = _i / 8 % 2, .scale = 1 };

	for (size_t k = 0; k < COUNT(lengths); k++)
		for (size_t e = 0; e < COUNT(every); e++) {
			t.fields = lengths[k];
			t.every = every[e];
			t.threads = (int)(1 + (k + e) % 3);
			try_window(&t);
		}
}
END_TEST

START_TEST(means_are_scaled)
{
	struct trial t = { .what = WINDOW_MEAN, .codes = _i, .fields = 12, .every = 1, .threads = 2, .scale = 24 };

	try_window(&t);
}
END_TEST

/* After any heavy rain, sums are those of what is there. */
START_TEST(nothing_stays_behind)
{
	struct chunk_pool *pool = chunk_pool_new(1);
	struct chunk_header *h = make_header(false);
	struct window_form form = { .header = h, .what = WINDOW_MEAN, .fields = 2, .images = 2, .between = 1, .pool = pool };
	struct window *w = window_new(&form);
	static float got[PIXELS];

	make_steps(false);
	for (int s = 0; s < 6; s++) {
		there[s] = true;
		for (int i = 0; i < PIXELS; i++)
			value[s][i] = s < 3 ? 2.5e8f : s == 4 ? 1e-12f : 0;
		ck_assert_ptr_null(push(w, s, false, true));
		ck_assert_ptr_null(window_result(w, 0, 1, got));
		ck_assert(s != 4 || got[7] == 5e-13f);
	}
	value[6][7] = 2.7e8f;
	there[6] = true;
	ck_assert_ptr_null(push(w, 6, false, true));
	ck_assert_str_eq(window_result(w, 0, 1, got), "values that are infinite, or so large that they cannot be rain");
	window_free(w);
	chunk_pool_free(pool);
	chunk_header_free(h);
}
END_TEST

START_TEST(values_among_codes_are_refused)
{
	struct chunk_pool *pool = chunk_pool_new(1);
	struct window_form form = { .what = WINDOW_MEAN, .fields = 2, .images = 2, .between = 1, .pool = pool };
	struct chunk_header *h;
	struct window *w;

	make_steps(true);
	there[0] = true;
	form.header = h = make_header(true);
	w = window_new(&form);
	ck_assert_str_eq(push(w, 0, false, true), "a field of values in a stream of codes");
	window_free(w);
	chunk_pool_free(pool);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("window");
	TCase *c = tcase_create("window");

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, every_length_and_number_of_threads, 0, 16);
	tcase_add_loop_test(c, means_are_scaled, 0, 2);
	tcase_add_test(c, nothing_stays_behind);
	tcase_add_test(c, values_among_codes_are_refused);
	suite_add_tcase(s, c);
	return unit_main(s);
}
