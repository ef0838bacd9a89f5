/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_parts_limits - sums that are long, states that are too large, and what
 * is not a state.
 */
#include "states.h"

/* ---- More images than the limbs have room for ---- */

#define MANY 210000                     /* so many that a limb of 47 bits would overflow */
#define CYCLE 7

/* Values with bits far apart, none below 0: limbs are about half full. */
static void
make_wide_table(void)
{
	for (uint32_t i = 0; i < codes; i++)
		if (!isnan(table[i]))
			table[i] = ldexpf((float)(unit_random(1 << 23) + (1 << 23)), (int)unit_random(40) - 40);
}

START_TEST(long_folds_empty_their_limbs)
{
	static float few[5][PIXELS], many[5][PIXELS];
	struct fold *f;

	make_stack(CHUNK_U8, 256);
	make_wide_table();
	set_up();
	f = new_fold(ALL);
	push_some(f, 0, CYCLE);
	for (int what = 0; what < 5; what++)
		fold_result(f, (enum fold_result)what, 1, 1, few[what]);
	fold_free(f);
	f = new_fold(ALL);
	for (int image = 0; image < MANY; image++)
		push(f, image % CYCLE, 300 * (int64_t)image);
	fold_wait(f);
	for (int what = 0; what < 5; what++)
		fold_result(f, (enum fold_result)what, 1, 1, many[what]);
	/* The same images again and again have the same mean, and deviate as much. */
	ck_assert_mem_eq(few, many, 4 * sizeof *few);
	for (int i = 0; i < PIXELS; i++)
		ck_assert_float_eq(many[FOLD_COUNT][i], few[FOLD_COUNT][i] * (MANY / CYCLE));
	save(f, &states[0], 0, MANY);
	fold_free(f);
	/* Their state is one like others. */
	f = new_fold(ALL);
	take(f, &states[0]);
	take(f, &states[0]);
	for (int what = 0; what < 4; what++)
		fold_result(f, (enum fold_result)what, 1, 1, many[what]);
	ck_assert_mem_eq(few, many, 4 * sizeof *few);
	fold_clear(f);
	push_some(f, 0, CYCLE);
	for (int what = 0; what < 5; what++)
		fold_result(f, (enum fold_result)what, 1, 1, many[what]);
	ck_assert_mem_eq(few, many, sizeof few);
	fold_free(f);
	tear_down();
}
END_TEST

START_TEST(no_more_than_there_is_room_for)
{
	char why[CHUNK_WHY_MAX];
	int taken = 0, count = 0;
	struct fold *f;

	make_stack(CHUNK_U8, 256);
	set_up();
	f = new_fold(FOLD_SUM);
	for (int image = 0; image < MANY; image++)
		push(f, image % CYCLE, 300 * (int64_t)image);
	fold_wait(f);
	save(f, &states[0], 0, MANY);
	fold_free(f);
	for (int i = 0; i < PIXELS; i++)
		count = fmaxf((float)count, ((float *)states[0].layer[0].data)[i]);
	f = new_fold(FOLD_SUM);
	while (merge_copy(f, &states[0].layer[0], why) == 0)
		taken++;
	ck_assert_int_eq(taken, FOLD_MOST / count);
	ck_assert_ptr_nonnull(strstr(why, "more than sums have room for"));
	fold_free(f);
	tear_down();
}
END_TEST

/* ---- What is not a state ---- */

/* The first layer that a fold refuses, with these layers of a state in this order; -1 for none. */
static int
refused(const int *order, int n)
{
	struct fold *f = new_fold(ALL | FOLD_HISTOGRAM);
	char why[CHUNK_WHY_MAX];
	int at = -1;

	for (int i = 0; i < n && at < 0; i++)
		if (merge_copy(f, &states[0].layer[order[i]], why) < 0)
			at = i;
	if (at < 0 && fold_check_merged(f, why) < 0)
		at = n;
	fold_free(f);
	return at;
}

START_TEST(layers_come_in_order_and_all_of_them)
{
	int order[LAYERS] = { 0 }, n;

	make_stack(CHUNK_U8, 256);
	set_up();
	make_states(ALL | FOLD_HISTOGRAM);
	n = (int)states[0].n;
	for (int i = 0; i < n; i++)
		order[i] = i;
	ck_assert_int_eq(refused(order, n), -1);
	for (int i = 0; i < n; i++) {
		/* Without one; what is not missed at its place is at the end, by what it would have counted. */
		for (int k = 0; k < n - 1; k++)
			order[k] = k < i ? k : k + 1;
		ck_assert_msg(refused(order, n - 1) >= 0, "without %s", states[0].layer[i].layer);
		/* One twice, except the first, which begins another state. */
		for (int k = 0; k < n; k++)
			order[k] = k <= i ? k : k - 1;
		ck_assert_msg(i == 0 || i == n - 1 || refused(order, n) == i + 1, "%s twice", states[0].layer[i].layer);
	}
	for (int i = 0; i < n; i++)
		order[i] = i;
	/* Of another time. */
	states[0].layer[3].end += 300;
	ck_assert_int_eq(refused(order, n), 3);
	tear_down();
}
END_TEST

START_TEST(thresholds_have_names_that_say_all_of_them)
{
	static const double good[] = { 0.1, 1, 10, -0.5, 1e-5, 1e6, 0.0001234, 12.345678 };
	static const double bad[] = { 0.123456789012, 1.0 / 3, 1.2345678901, 123456.789, -1e-300 };
	char name[CHUNK_LAYER_MAX + 1];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		ck_assert(fold_above_name(good[i], name));
		ck_assert_double_eq(strtod(name + strlen("above_"), NULL), good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fold_above_name(bad[i], name))
			ck_assert_double_eq(strtod(name + strlen("above_"), NULL), bad[i]);
	ck_assert(!fold_above_name(bad[0], name) && !fold_above_name(bad[1], name) && !fold_above_name(bad[2], name));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("parts_limits");
	TCase *t = tcase_create("parts_limits");

	tcase_set_timeout(t, 300);
	tcase_add_test(t, long_folds_empty_their_limbs);
	tcase_add_test(t, no_more_than_there_is_room_for);
	tcase_add_test(t, layers_come_in_order_and_all_of_them);
	tcase_add_test(t, thresholds_have_names_that_say_all_of_them);
	suite_add_tcase(s, t);
	return unit_main(s);
}
