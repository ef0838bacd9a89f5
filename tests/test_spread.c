/* SPDX-License-Identifier: BSD-2-Clause */
/* test_spread - a range around what is there, and how much is below another. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture/spread.h"
#include "pictures.h"

#define CELLS 1000

/* The spread of 1000 values, which are i of 0 to 999 by a function. */
static struct spread *
spread_of(double (*value)(int))
{
	struct chunk_header *h = new_header(1, CELLS);
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F32 };
	struct spread *s = spread_new();
	float *to = chunk_room(&c, CELLS * sizeof *to);

	for (int i = 0; i < CELLS; i++)
		to[i] = (float)value(i);
	spread_add(s, h, &c);
	chunk_free(&c);
	chunk_header_free(h);
	return s;
}

static double nothing(int i) { return i % 2 ? NAN : -0.0; }
static double missing(int i) { (void)i; return NAN; }
static double even(int i) { return 271 + i * 0.02; }
static double rain(int i) { return i < 500 ? 0 : pow(10, (i - 500) / 125.0 - 2); }
static double below(int i) { return i < 900 ? 0 : i == 999 ? 5 : 0.001 * (i - 899); }
static double negative(int i) { return -i / 10.0; }
static double both(int i) { return (i - 600) / 100.0; }
static double constant(int i) { return i < 0 ? 0 : 7; }
static double infinite(int i) { return i % 2 ? INFINITY : -INFINITY; }
static double dbz(int i) { return i < 980 ? -32 : i - 1000; }

static const struct {
	double (*value)(int);
	struct spread_wish wish;
	bool found;
	double low, high;
	bool logarithmic;
} table[] = {
	{ nothing, { true, false, false }, false, 0, 0, false }, { missing, { false, false, false }, false, 0, 0, false },
	{ infinite, { false, false, false }, false, 0, 0, false }, { infinite, { false, true, false }, false, 0, 0, false },
	{ nothing, { false, false, false }, true, 0, 1, false },
	{ even, { false, false, false }, true, 270, 295, false },
	{ rain, { true, false, true }, true, 0.2, 100, true },
	{ rain, { true, false, false }, true, 0.01, 100, true },
	{ rain, { false, false, false }, true, 0, 70, false },
	{ negative, { false, false, false }, true, -100, 0, false },
	{ both, { false, true, false }, true, -10, 10, false },
	{ both, { false, false, false }, true, -6, 4, false },
	{ constant, { true, false, false }, true, 7, 7.7, false }
};

START_TEST(a_range_is_round_and_around_what_is_there)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct spread *s = spread_of(table[i].value);
		double low = 0, high = 0;
		bool logarithmic = false;

		ck_assert_int_eq(spread_range(s, table[i].wish, &low, &high, &logarithmic), table[i].found);
		if (table[i].found) {
			ck_assert_msg(fabs(low - table[i].low) < 1e-9 && fabs(high - table[i].high) < 1e-9, "%zu: %.17g to %.17g", i,
			    low, high);
			ck_assert_int_eq(logarithmic, table[i].logarithmic);
			ck_assert(high != 0 || !signbit(high));
		}
		spread_free(s);
	}
}
END_TEST

/* 99 of 100 wet values are below 0.1; of dBZ, the smallest is no echo. */
START_TEST(what_is_dry_is_not_below)
{
	struct spread *s = spread_of(below);

	ck_assert_double_eq_tol(spread_below(s, 0.1), 0.99, 1e-9);
	ck_assert(spread_below(s, 0) == 0);
	spread_free(s);
	s = spread_of(nothing);
	ck_assert(spread_below(s, 0.1) == 0);
	spread_free(s);
	s = spread_of(dbz);
	ck_assert_double_eq_tol(spread_below(s, -10), 0.5, 1e-9);
	spread_free(s);
}
END_TEST

START_TEST(codes_count_as_their_values)
{
	struct chunk_header *h = new_header(2, 3);
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_U8 };
	struct spread *s = spread_new();
	float values[256] = { 0 };
	double low, high;
	bool logarithmic;

	values[1] = 0.02f;
	values[2] = 30;
	values[255] = NAN;
	chunk_set_table(h, values, 256);
	memcpy(chunk_room(&c, 6), "\0\1\1\2\2\377", 6);
	spread_add(s, h, &c);
	spread_add(s, h, &c);
	ck_assert_double_eq_tol(spread_below(s, 0.1), 0.5, 1e-9);
	ck_assert(spread_range(s, (struct spread_wish){ 
	    .amounts = true, .rain = true }, &low, &high, &logarithmic));
	ck_assert_msg(low == 0.1 && high == 50 && logarithmic, "%g to %g", low, high);
	ck_assert(!spread_has_negative(s));
	spread_free(s);
	chunk_free(&c);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("spread");
	TCase *t = tcase_create("spread");

	tcase_add_test(t, a_range_is_round_and_around_what_is_there);
	tcase_add_test(t, what_is_dry_is_not_below);
	tcase_add_test(t, codes_count_as_their_values);
	suite_add_tcase(s, t);
	return unit_main(s);
}
