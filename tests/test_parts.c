/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_parts - the state of a fold, written into layers and taken in by another fold, in any order and
 * grouping, comes to what one fold of all images comes to; and what is no state is refused.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/fold.h"
#include "unit.h"

#define ROWS 5
#define COLS 9                          /* 45 pixels: a run and 13 */
#define PIXELS (ROWS * COLS)
#define IMAGES 41
#define LAYERS 1100                     /* of a state, with a pair for each code */
#define ALL (FOLD_SUM | FOLD_SQUARES | FOLD_RANGE | FOLD_WHEN)

static float table[65536];
static uint16_t code[IMAGES][PIXELS];
static struct chunk_header *header;
static struct chunk_pool *pool;
static enum chunk_type type;
static uint32_t codes;

struct state {
	struct chunk layer[LAYERS];
	size_t n;
};

static struct state states[4], made, wanted;

/* Few different values, so that the smallest and the largest come again and again; one pixel has none. */
static void
make_stack(enum chunk_type of, uint32_t n)
{
	type = of;
	codes = n;
	for (uint32_t i = 0; i < n; i++)
		table[i] = i % 251 == 250 ? NAN : (float)unit_random(1 << 20) / 4096 - 100;
	for (int image = 0; image < IMAGES; image++)
		for (int i = 0; i < PIXELS; i++)
			code[image][i] = i == 0 || unit_random(7) == 0 ? 250 : (uint16_t)unit_random(unit_random(9) ? 6 : n);
}

static void
set_up(void)
{
	const struct chunk_grid grid = { ROWS, COLS, { 0, 1, 0, 0, 0, -1 } };

	pool = chunk_pool_new(2);
	header = chunk_header_copy(NULL);
	chunk_set_grid(header, &grid);
	if (type == CHUNK_U8 || type == CHUNK_U16)
		chunk_set_table(header, table, codes);
}

static struct fold *
new_fold(unsigned what)
{
	struct fold *f = fold_new(header, what, FOLD_MOST, pool);

	ck_assert_ptr_nonnull(f);
	ck_assert(fold_add_threshold(f, 0.5) && fold_add_threshold(f, -70));
	return f;
}

/* Five minutes for each image, one after the other. */
static void
push(struct fold *f, int image, int64_t start)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = type, .start = start, .end = start + 300, .have = 1 };

	ck_assert_ptr_nonnull(chunk_room(&c, PIXELS * chunk_value_size(type)));
	for (int i = 0; i < PIXELS; i++)
		if (type == CHUNK_U8)
			((uint8_t *)c.data)[i] = (uint8_t)code[image][i];
		else if (type == CHUNK_U16)
			((uint16_t *)c.data)[i] = code[image][i];
		else
			((float *)c.data)[i] = table[code[image][i]];
	ck_assert_ptr_null(fold_push(f, &c, 1));
	chunk_free(&c);
}

static void
push_some(struct fold *f, int first, int last)
{
	for (int image = first; image < last; image++)
		push(f, image, 300 * image);
	fold_wait(f);
}

/* The state of a fold, of the time [first, last) in images. */
static void
save(struct fold *f, struct state *s, int first, int last)
{
	int got;

	for (s->n = 0; ; s->n++) {
		struct chunk *c = &s->layer[s->n];

		ck_assert_int_lt((int)s->n, LAYERS);
		c->start = 300 * first;
		c->end = 300 * last;
		if ((got = fold_save_layer(f, s->n, c)) != 1)
			break;
	}
	ck_assert_int_eq(got, 0);
}

static void
take(struct fold *f, const struct state *s)
{
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < s->n; i++)
		ck_assert_msg(fold_merge_layer(f, &s->layer[i], why) == 0, "%s", why);
	ck_assert_msg(fold_check_merged(f, why) == 0, "%s", why);
}

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

/* Four states of a fourth of the images each, and that of one fold of all of them in `wanted`. */
static void
make_states(unsigned what)
{
	static const int parts[] = { 0, 1, 17, 30, IMAGES };
	struct fold *f;

	for (int i = 0; i < 4; i++) {
		f = new_fold(what);
		push_some(f, parts[i], parts[i + 1]);
		save(f, &states[i], parts[i], parts[i + 1]);
		fold_free(f);
	}
	f = new_fold(what);
	push_some(f, 0, IMAGES);
	save(f, &wanted, 0, IMAGES);
	fold_free(f);
}

static void
tear_down(void)
{
	struct state *all[] = { &states[0], &states[1], &states[2], &states[3], &made, &wanted };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		for (int k = 0; k < LAYERS; k++)
			chunk_free(&all[i]->layer[k]);
	chunk_header_free(header);
	chunk_pool_free(pool);
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
	while (fold_merge_layer(f, &states[0].layer[0], why) == 0)
		taken++;
	ck_assert_int_eq(taken, FOLD_MOST / count);
	ck_assert_ptr_nonnull(strstr(why, "more than sums have room for"));
	fold_free(f);
	tear_down();
}
END_TEST

/* ---- What is no state ---- */

/* The first layer that a fold refuses, with these layers of a state in this order; -1 for none. */
static int
refused(const int *order, int n)
{
	struct fold *f = new_fold(ALL | FOLD_HISTOGRAM);
	char why[CHUNK_WHY_MAX];
	int at = -1;

	for (int i = 0; i < n && at < 0; i++)
		if (fold_merge_layer(f, &states[0].layer[order[i]], why) < 0)
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
		/* One twice, but for the first, which begins another state. */
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
	Suite *s = suite_create("parts");
	TCase *c = tcase_create("parts");

	tcase_set_timeout(c, 300);
	tcase_add_loop_test(c, codes_in_any_order, 0, (int)(sizeof kinds / sizeof *kinds));
	tcase_add_loop_test(c, codes_in_any_grouping, 0, (int)(sizeof kinds / sizeof *kinds));
	tcase_add_loop_test(c, sums_below_zero, 0, 3);
	tcase_add_test(c, results_are_those_of_one_fold);
	tcase_add_test(c, values_within_an_ulp);
	tcase_add_test(c, long_folds_empty_their_limbs);
	tcase_add_test(c, no_more_than_there_is_room_for);
	tcase_add_test(c, layers_come_in_order_and_all_of_them);
	tcase_add_test(c, thresholds_have_names_that_say_all_of_them);
	suite_add_tcase(s, c);
	return unit_main(s);
}
