/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_exact - means and standard deviations of float32 are those of the exact numbers, rounded once.
 *
 * The expected results are Python's: fractions.Fraction for the exact mean and variance, and a binary
 * search over the float32 whose square is nearest for the root.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/exact.h"
#include "unit.h"

#define VALUES_MAX 6

static const struct {
	uint32_t n;
	float value[VALUES_MAX], mean, std;
} cases[] = {
	{ 1, { 0x1.98710ep+3f }, 0x1.98710ep+3f, 0 },
	{ 2, { 0x1.459d3ap-5f, 0x1.4222f4p+6f }, 0x1.424ba8p+5f, 0x1.41fa4p+5f },
	{ 3, { 0x1.91c4eap-3f, 0x1.7c7d76p+7f, 0x1.2200eap+5f }, 0x1.2e416cp+6f, 0x1.49aad8p+6f },
	{ 6, { 0x1.8d7a6cp+8f, 0x1.4222f4p+6f, 0x1.39e1d6p+4f, 0x1.68cap+10f, 0x1.764636p+1f, 0x1.27edaap-10f }, 0x1.43f3bp+8f, 0x1.03a39cp+9f },
	{ 2, { 0x1p+0f, 0x1.000002p+0f }, 0x1p+0f, 0x1p-24f },
	{ 2, { 0x1.000002p+0f, 0x1.000004p+0f }, 0x1.000004p+0f, 0x1p-24f },
	{ 3, { 0x1p+0f, 0x1.000002p+0f, 0x1p+0f }, 0x1p+0f, 0x1.e2b7dep-25f },
	{ 2, { 0x1.c363ccp+127f, 0x1.b38fb8p-127f }, 0x1.c363ccp+126f, 0x1.c363ccp+126f },
	{ 3, { -0x1.8p+0f, 0x1.8p+0f, 0x1p-30f }, 0x1.555556p-32f, 0x1.3988e2p+0f },
	{ 3, { 0x1.2cp+8f, 0x1.2cp+8f, 0x1.2c0006p+8f }, 0x1.2c0002p+8f, 0x1.6a09e6p-15f },
	{ 2, { 0x1p-149f, 0 }, 0, 0 },
	{ 3, { 0x1p-149f, 0x1p-148f, 0x1p-149f }, 0x1p-149f, 0 },
	{ 3, { 0, 0, 0 }, 0, 0 },
	/* Half way between two float32, in a table with a unit far below both. */
	{ 4, { 0x1p-60f, 0x1p+0f, 0x1.000002p+0f, -0x1p-60f }, 0x1p-1f, 0x1.0000020000000p-1f },
	/* What is left of large numbers that cancel. */
	{ 4, { -0x1.8p+0f, 0x1p+80f, -0x1p+80f, 0x1p-30f }, -0x1.8p-2f, 0x1.6a09e6p+79f },
	{ 6, { 0x1p+100f, -0x1p+100f, -0x1p+60f, 0x1p+60f, -0x1.8p+1f, 0x1p-60f }, -0x1p-1f, 0x1.279a74p+99f },
};
#define CASES ((int)(sizeof cases / sizeof *cases))

/* Sums values as the tools do, with room for `most` of them; `order` makes another order. */
static void
sums(const float *value, uint32_t n, uint32_t most, uint32_t order, struct exact *form, int64_t *sum, int64_t *squares)
{
	int64_t limbs[EXACT_SQUARE_MAX];

	*form = exact_form(value, n, most);
	ck_assert_int_le(form->sums, EXACT_SUM_MAX);
	ck_assert_int_le(form->squares, EXACT_SQUARE_MAX);
	memset(sum, 0, EXACT_SUM_MAX * sizeof *sum);
	memset(squares, 0, EXACT_SQUARE_MAX * sizeof *squares);
	for (uint32_t i = 0; i < n; i++) {
		float v = value[(i + order) % n];

		exact_value(form, v, limbs);
		for (int k = 0; k < form->sums; k++)
			sum[k] += limbs[k];
		exact_square(form, v, limbs);
		for (int k = 0; k < form->squares; k++)
			squares[k] += limbs[k];
	}
}

START_TEST(rounds_once)
{
	int64_t sum[EXACT_SUM_MAX], squares[EXACT_SQUARE_MAX];
	struct exact form;

	for (uint32_t order = 0; order < cases[_i].n; order++) {
		sums(cases[_i].value, cases[_i].n, EXACT_VALUES_MAX >> 3 * order, order, &form, sum, squares);
		ck_assert_float_eq(exact_mean(&form, sum, cases[_i].n), cases[_i].mean);
		ck_assert_float_eq(exact_std(&form, sum, squares, cases[_i].n), cases[_i].std);
	}
}
END_TEST

START_TEST(a_sum_changes_sign_with_its_values)
{
	int64_t sum[EXACT_SUM_MAX], squares[EXACT_SQUARE_MAX];
	float value[VALUES_MAX];
	struct exact form;

	for (uint32_t i = 0; i < cases[_i].n; i++)
		value[i] = -cases[_i].value[i];
	sums(value, cases[_i].n, cases[_i].n, 0, &form, sum, squares);
	ck_assert_float_eq(exact_mean(&form, sum, cases[_i].n), -cases[_i].mean);
	ck_assert_float_eq(exact_std(&form, sum, squares, cases[_i].n), cases[_i].std);
}
END_TEST

START_TEST(every_float_is_its_own_mean)
{
	int64_t sum[EXACT_SUM_MAX], squares[EXACT_SQUARE_MAX];
	struct exact form;

	for (uint32_t bits = 0; bits < 0x7f800000; bits += 9973) {
		float pair[2], v;

		memcpy(&v, &bits, sizeof v);
		pair[0] = pair[1] = v;
		sums(pair, 2, 2, 0, &form, sum, squares);
		ck_assert_float_eq(exact_mean(&form, sum, 2), v);
		ck_assert_float_eq(exact_std(&form, sum, squares, 2), 0);
	}
}
END_TEST

START_TEST(equal_values_do_not_deviate_in_a_wide_table)
{
	const float table[] = { 0x1p-100f, 0x1.8p+100f };
	struct exact form = exact_form(table, 2, EXACT_VALUES_MAX);
	int64_t sum[EXACT_SUM_MAX] = { 0 }, squares[EXACT_SQUARE_MAX] = { 0 };

	/* Of the second value alone, three times: too large for integers of 128 bits. */
	exact_value(&form, table[1], sum);
	exact_square(&form, table[1], squares);
	for (int k = 0; k < EXACT_SUM_MAX; k++)
		sum[k] *= k < form.sums ? 3 : 0;
	for (int k = 0; k < EXACT_SQUARE_MAX; k++)
		squares[k] *= k < form.squares ? 3 : 0;
	ck_assert_float_eq(exact_mean(&form, sum, 3), table[1]);
	ck_assert_float_eq(exact_std(&form, sum, squares, 3), 0);
}
END_TEST

START_TEST(the_widest_table_fits)
{
	const float extremes[] = { 0x1p-149f, 0x1.fffffep127f, NAN, -0x1.fffffep127f, 0 };
	struct exact form = exact_form(extremes, 5, EXACT_VALUES_MAX);

	ck_assert_int_le(form.sums, EXACT_SUM_MAX);
	ck_assert_int_le(form.squares, EXACT_SQUARE_MAX);
	ck_assert_int_eq(form.exponent, -149);
}
END_TEST

START_TEST(half_way_goes_to_the_even_neighbour)
{
	/* The mean of two neighbours lies half way between them, exactly. */
	for (uint32_t bits = 0x3f000000; bits < 0x3f000000 + 64; bits++) {
		int64_t sum[EXACT_SUM_MAX], squares[EXACT_SQUARE_MAX];
		uint32_t next = bits + 1, even = bits % 2 ? next : bits;
		float pair[2], expected;
		struct exact form;

		memcpy(&pair[0], &bits, sizeof bits);
		memcpy(&pair[1], &next, sizeof next);
		memcpy(&expected, &even, sizeof even);
		sums(pair, 2, 2, 0, &form, sum, squares);
		ck_assert_float_eq(exact_mean(&form, sum, 2), expected);
	}
}
END_TEST

/* Random sums, some of them below 0, come in groups; a limb may be negative, and digits are not. */
START_TEST(digits_are_the_same_for_any_grouping)
{
	enum { ADDS = 64, LIMBS = 3, DIGITS = 4, TRIES = 200 };
	const struct exact form = { .bits = 20, .sums = LIMBS };

	for (int try = 0; try < TRIES; try++) {
		int64_t one[DIGITS] = { 0 }, groups[DIGITS] = { 0 }, first[DIGITS] = { 0 }, second[DIGITS] = { 0 };
		__int128 sum = 0, back = 0;

		for (int i = 0; i < ADDS; i++) {
			int64_t add[LIMBS];

			for (int k = 0; k < LIMBS; k++)
				add[k] = (int64_t)unit_random(1u << 31) - (try % 3 == 0 ? 1 << 30 : try % 3 == 1 ? 0 : INT32_MAX);
			for (int k = LIMBS - 1; k >= 0; k--)
				sum += (__int128)add[k] * ((__int128)1 << k * form.bits);
			exact_carry(&form, add, LIMBS, one, DIGITS);
			exact_carry(&form, add, LIMBS, i % 3 ? first : second, DIGITS);
		}
		exact_carry(&form, second, DIGITS, groups, DIGITS);
		exact_carry(&form, first, DIGITS, groups, DIGITS);
		ck_assert_mem_eq(one, groups, sizeof one);
		for (int k = DIGITS - 1; k >= 0; k--) {
			ck_assert(k == DIGITS - 1 || (one[k] >= 0 && one[k] < 1 << form.bits));
			back += (__int128)one[k] * ((__int128)1 << k * form.bits);
		}
		ck_assert(back == sum);
	}
}
END_TEST

START_TEST(a_borrow_goes_all_the_way)
{
	const struct exact form = { .bits = 8, .sums = 1 };
	int64_t add = -1, digit[4] = { 0, 0, 0, 1 }, zero[4] = { 0 };
	static const int64_t expected[4] = { 255, 255, 255, 0 }, minus_one[4] = { 255, 255, 255, -1 };

	exact_carry(&form, &add, 1, digit, 4);
	ck_assert_mem_eq(digit, expected, sizeof digit);
	exact_carry(&form, &add, 1, zero, 4);
	ck_assert_mem_eq(zero, minus_one, sizeof zero);
	add = 1;
	exact_carry(&form, &add, 1, zero, 4);
	for (int k = 0; k < 4; k++)
		ck_assert_int_eq(zero[k], 0);
}
END_TEST

/* Half the values are one way, half the other: what is left may be tiny, and has to be right. */
START_TEST(digits_come_to_what_limbs_come_to)
{
	int64_t sum[EXACT_SUM_MAX], squares[EXACT_SQUARE_MAX], sums_of[EXACT_SUM_MAX] = { 0 };
	int64_t squares_of[EXACT_SQUARE_MAX] = { 0 };
	struct exact form, wide;

	sums(cases[_i].value, cases[_i].n, 1 << 15, 0, &form, sum, squares);
	wide = exact_digits(&form);
	ck_assert_int_le(wide.sums, EXACT_SUM_MAX);
	ck_assert_int_le(wide.squares, EXACT_SQUARE_MAX);
	for (int i = 0; i < 1000; i++) {
		exact_carry(&wide, sum, form.sums, sums_of, wide.sums);
		exact_carry(&wide, squares, form.squares, squares_of, wide.squares);
	}
	ck_assert_float_eq(exact_mean(&wide, sums_of, 1000 * cases[_i].n), cases[_i].mean);
	ck_assert_float_eq(exact_std(&wide, sums_of, squares_of, 1000 * cases[_i].n), cases[_i].std);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("exact");
	TCase *c = tcase_create("exact");

	tcase_add_loop_test(c, rounds_once, 0, CASES);
	tcase_add_loop_test(c, a_sum_changes_sign_with_its_values, 0, CASES);
	tcase_add_test(c, every_float_is_its_own_mean);
	tcase_add_test(c, equal_values_do_not_deviate_in_a_wide_table);
	tcase_add_test(c, the_widest_table_fits);
	tcase_add_test(c, half_way_goes_to_the_even_neighbour);
	tcase_add_test(c, digits_are_the_same_for_any_grouping);
	tcase_add_test(c, a_borrow_goes_all_the_way);
	tcase_add_loop_test(c, digits_come_to_what_limbs_come_to, 0, CASES);
	suite_add_tcase(s, c);
	return unit_main(s);
}
