/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_parts - the state of a fold, written into layers and taken in by
 * another fold, in any order and grouping, comes to what one fold of all
 * images comes to.
 */
#include "states.h"

static void
same_state(const struct state *a, const struct state *b)
{
	ck_assert_int_eq((int)a->n, (int)b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct chunk *x = &a->layer[i], *y = &b->layer[i];

		ck_assert_str_eq(x->layer, y->layer);
		ck_assert_int_eq(x->type, y->type);
		ck_assert_msg(x->size == y->size && memcmp(x->data, y->data, x->size) == 0, "layer %s", x->layer);
	}
}

static const struct {
	enum chunk_type type;
	uint32_t codes;
	unsigned what;
} kinds[] = {
	{ CHUNK_U8, 256, ALL | FOLD_HISTOGRAM }, { CHUNK_U8, 256, FOLD_SUM }, { CHUNK_U8, 256, FOLD_RANGE },
	{ CHUNK_U8, 256, FOLD_SUM | FOLD_SQUARES }, { CHUNK_U8, 256, 0 }, { CHUNK_U8, 256, FOLD_HISTOGRAM },
	{ CHUNK_U16, 65536, ALL }, { CHUNK_U16, 65536, FOLD_HISTOGRAM },
};

static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };

START_TEST(codes_in_any_order)
{
	make_stack(kinds[_i].type, kinds[_i].codes);
	set_up();
	make_states(kinds[_i].what);
	for (int order = 0; order < 3; order++) {
		struct fold *f = new_fold(kinds[_i].what);

		for (int i = 0; i < 4; i++)
			take(f, &states[orders[order][i]]);
		save(f, &made, 0, IMAGES);
		same_state(&made, &wanted);
		fold_free(f);
	}
	tear_down();
}
END_TEST

START_TEST(codes_in_any_grouping)
{
	struct fold *a, *b;

	make_stack(kinds[_i].type, kinds[_i].codes);
	set_up();
	make_states(kinds[_i].what);
	a = new_fold(kinds[_i].what);
	take(a, &states[3]);
	take(a, &states[1]);
	save(a, &made, 0, IMAGES);
	fold_free(a);
	b = new_fold(kinds[_i].what);
	take(b, &made);
	take(b, &states[2]);
	take(b, &states[0]);
	save(b, &made, 0, IMAGES);
	same_state(&made, &wanted);
	fold_free(b);
	tear_down();
}
END_TEST

/* Sums of several digits, of which only the last is below 0; in the smallest of them all others are large. */
START_TEST(sums_below_zero)
{
	make_stack(CHUNK_U8, 256);
	for (uint32_t i = 0; i < codes; i++)
		if (!isnan(table[i]))
			table[i] = _i == 0 ? (float)i / 10 - 20 : _i == 1 ? -(float)i / 3 :
			    ldexpf(i % 2 ? -1.1f : 1.3f, (int)(i * 7 % 61) - 30);
	set_up();
	make_states(ALL);
	for (int order = 0; order < 3; order++) {
		struct fold *half = new_fold(ALL), *f = new_fold(ALL);

		take(half, &states[orders[order][0]]);
		take(half, &states[orders[order][1]]);
		save(half, &made, 0, IMAGES);
		take(f, &states[orders[order][2]]);
		take(f, &made);
		take(f, &states[orders[order][3]]);
		save(f, &made, 0, IMAGES);
		same_state(&made, &wanted);
		fold_free(half);
		fold_free(f);
	}
	tear_down();
}
END_TEST

/* A state has the results of the fold that it is of, and a fold may take less than is in a state. */
START_TEST(results_are_those_of_one_fold)
{
	static float one[9][PIXELS], merged[9][PIXELS];
	static double when[2][2][PIXELS];
	struct fold *f[2];

	make_stack(CHUNK_U8, 256);
	set_up();
	make_states(ALL | FOLD_HISTOGRAM);
	f[0] = new_fold(ALL | FOLD_HISTOGRAM);
	push_some(f[0], 0, IMAGES);
	f[1] = new_fold(ALL | FOLD_HISTOGRAM);
	for (int i = 0; i < 4; i++)
		take(f[1], &states[orders[2][i]]);
	for (int k = 0; k < 2; k++) {
		float (*to)[PIXELS] = k == 0 ? one : merged;

		for (int what = FOLD_MIN; what <= FOLD_COUNT; what++)
			fold_result(f[k], (enum fold_result)what, 1, 1, to[what]);
		fold_hours_above(f[k], 0, to[5]);
		fold_hours_above(f[k], 1, to[6]);
		fold_quantile(f[k], 0.5, to[7]);
		fold_quantile(f[k], 0.9, to[8]);
		fold_when(f[k], FOLD_MIN, when[k][0]);
		fold_when(f[k], FOLD_MAX, when[k][1]);
		fold_free(f[k]);
	}
	ck_assert_mem_eq(one, merged, sizeof one);
	ck_assert_mem_eq(when[0], when[1], sizeof when[0]);
	ck_assert(isnan(one[FOLD_MEAN][0]) && !isnan(one[FOLD_MEAN][1]) && isnan(when[0][0][0]));
	f[0] = new_fold(FOLD_SUM);
	for (int i = 0; i < 4; i++)
		take(f[0], &states[i]);
	fold_result(f[0], FOLD_MEAN, 1, 1, merged[0]);
	ck_assert_mem_eq(merged[0], one[FOLD_MEAN], sizeof merged[0]);
	fold_free(f[0]);
	tear_down();
}
END_TEST

static void
near(float got, long double expected, const char *what, int pixel)
{
	float f = (float)expected;

	ck_assert_msg(got == f || got == nextafterf(f, INFINITY) || got == nextafterf(f, -INFINITY),
	    "%s of pixel %d is %a, not %La", what, pixel, (double)got, expected);
}

static void
check_floats(struct fold *f)
{
	float mean[PIXELS], std[PIXELS], min[PIXELS];

	fold_result(f, FOLD_MEAN, 1, 1, mean);
	fold_result(f, FOLD_STD, 1, 1, std);
	fold_result(f, FOLD_MIN, 1, 1, min);
	ck_assert(isnan(mean[0]) && isnan(std[0]) && isnan(min[0]));
	for (int i = 1; i < PIXELS; i++) {
		long double n = 0, sum = 0, squares = 0, low = INFINITY;

		for (int image = 0; image < IMAGES; image++)
			if (!isnan(table[code[image][i]])) {
				n++;
				sum += table[code[image][i]];
				low = fminl(low, table[code[image][i]]);
			}
		for (int image = 0; image < IMAGES; image++)
			if (!isnan(table[code[image][i]]))
				squares += powl(table[code[image][i]] - sum / n, 2);
		near(mean[i], sum / n, "mean", i);
		near(std[i], sqrtl(squares / n), "std", i);
		ck_assert_float_eq(min[i], (float)low);
	}
}

START_TEST(values_within_an_ulp)
{
	make_stack(CHUNK_F32, 65536);
	set_up();
	make_states(ALL);
	for (int order = 0; order < 3; order++) {
		struct fold *f = new_fold(ALL), *half = new_fold(ALL);

		take(half, &states[orders[order][0]]);
		take(half, &states[orders[order][1]]);
		save(half, &made, 0, IMAGES);
		for (int i = 2; i < 4; i++)
			take(f, &states[orders[order][i]]);
		take(f, &made);
		check_floats(f);
		fold_free(half);
		fold_free(f);
	}
	tear_down();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("parts");
	TCase *t = tcase_create("parts");

	tcase_set_timeout(t, 300);
	LOOP(codes_in_any_order, kinds);
	LOOP(codes_in_any_grouping, kinds);
	tcase_add_loop_test(t, sums_below_zero, 0, 3);
	tcase_add_test(t, results_are_those_of_one_fold);
	tcase_add_test(t, values_within_an_ulp);
	suite_add_tcase(s, t);
	return unit_main(s);
}
