/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_fold - what a stack of fields comes to, against plain loops in long double, for grids that are
 * no whole number of runs, tables in any order, and any number of threads.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/private.h"
#include "unit.h"

#define ROWS 61
#define COLS 53                         /* 3233 pixels: 101 runs of 32, and one */
#define PIXELS (ROWS * COLS)
#define IMAGES 53                       /* no whole number of blocks */

static float table[65536];              /* of all kinds of stacks; NaN where a code is missing */
static uint16_t code[IMAGES][PIXELS];
static uint32_t codes;
static uint32_t most = FOLD_MOST;       /* images that the fold has room for */
static bool plain;                      /* no code for special processors */

/* Rain as a radar has it: most pixels dry, some always missing, some now and then. */
static void
make_stack(uint32_t n)
{
	codes = n;
	for (uint32_t i = 0; i < n; i++)
		table[i] = i == 0 ? 0 : i == n - 1 ? NAN : (float)pow(pow(10, (0.4 * i * 256 / n - 30) / 10) / 200, 1 / 1.5);
	for (int image = 0; image < IMAGES; image++)
		for (int i = 0; i < PIXELS; i++) {
			uint32_t r = unit_random(100);

			code[image][i] = (uint16_t)(i < 70 || r < 3 ? n - 1 : r < 20 && image % 7 ? unit_random(n) : 0);
			/* Wide regions without echo, missing now and then or in all, and of one echo. */
			if (i >= 300 && i < 1500)
				code[image][i] = (uint16_t)(i < 800 && image % 4 == 1 ? n - 1 :
				    i >= 1200 && image % 9 == 5 ? n / 2 : 0);
			else if (i >= 1500 && i < 1700)
				code[image][i] = (uint16_t)(n - 1);
		}
}

/* Gives every code another number; the values of the pixels stay. */
static void
shuffle_codes(void)
{
	for (uint32_t a = 0; a < codes; a++) {
		uint32_t b = unit_random(codes);
		float t = table[a];

		table[a] = table[b];
		table[b] = t;
		for (int image = 0; image < IMAGES; image++)
			for (int i = 0; i < PIXELS; i++)
				if (code[image][i] == a || code[image][i] == b)
					code[image][i] = (uint16_t)(a + b - code[image][i]);
	}
}

static void
fill_field(struct chunk *c, int image, enum chunk_type type)
{
	const size_t size = PIXELS * chunk_value_size(type), padded = (size + 63) / 64 * 64;
	void *data = chunk_room(c, padded);

	ck_assert_ptr_nonnull(data);
	memset(data, 0, padded);        /* the last run is read to its end, as it is in a stream */
	c->size = size;
	c->kind = CHUNK_FIELD;
	c->type = type;
	c->have = c->expected = 1;
	for (int i = 0; i < PIXELS; i++)
		if (type == CHUNK_U8)
			((uint8_t *)data)[i] = (uint8_t)code[image][i];
		else if (type == CHUNK_U16)
			((uint16_t *)data)[i] = code[image][i];
		else if (type == CHUNK_F32)
			((float *)data)[i] = table[code[image][i]];
		else
			((double *)data)[i] = table[code[image][i]];
}

/* A fold of what is asked, for the stack as values of this type, with its header and pool. */
static struct folding {
	struct chunk_pool *pool;
	struct chunk_header *header;
	struct fold *fold;
} folding;

static struct fold *
start_fold(enum chunk_type type, unsigned what, int threads)
{
	const struct chunk_grid grid = { ROWS, COLS, { 0, 1, 0, 0, 0, -1 } };

	folding.pool = chunk_pool_new(threads);
	folding.header = chunk_header_copy(NULL);
	chunk_set_grid(folding.header, &grid);
	if (type == CHUNK_U8 || type == CHUNK_U16)
		chunk_set_table(folding.header, table, codes);
	folding.fold = fold_new(folding.header, what, most, folding.pool);
	ck_assert_ptr_nonnull(folding.fold);
	if (plain)
		(folding.fold->width > 0 ? codes_choose : floats_choose)(folding.fold, true);
	return folding.fold;
}

/* Hands over `n` images; how many were taken. */
static int
push_stack(enum chunk_type type, int n)
{
	struct chunk c = { 0 };
	int taken = 0;

	for (int image = 0; image < n; image++) {
		fill_field(&c, image, type);
		if (image >= 16 || image % 2)   /* so there are blocks of both kinds, and of one */
			chunk_pack(&c);
		taken += fold_push(folding.fold, &c, 1) == NULL;
	}
	fold_wait(folding.fold);
	chunk_free(&c);
	return taken;
}

static void
end_fold(void)
{
	fold_free(folding.fold);
	chunk_header_free(folding.header);
	chunk_pool_free(folding.pool);
}

/* All results of the stack, as values of this type. */
static void
fold_stack(enum chunk_type type, int threads, float result[5][PIXELS])
{
	struct fold *f = start_fold(type, FOLD_SUM | FOLD_SQUARES | FOLD_RANGE, threads);

	ck_assert_int_eq(push_stack(type, IMAGES), IMAGES);
	for (int what = 0; what < 5; what++)
		fold_result(f, what, 1, 1, result[what]);
	end_fold();
}

/* The same by the definitions, in two passes. */
static void
reference(int pixel, long double result[5])
{
	long double sum = 0, squares = 0, n = 0;

	result[FOLD_MIN] = INFINITY;
	result[FOLD_MAX] = -INFINITY;
	for (int image = 0; image < IMAGES; image++) {
		float v = table[code[image][pixel]];

		if (isnan(v))
			continue;
		n++;
		sum += v;
		result[FOLD_MIN] = fminl(result[FOLD_MIN], v);
		result[FOLD_MAX] = fmaxl(result[FOLD_MAX], v);
	}
	result[FOLD_MEAN] = sum / n;
	for (int image = 0; image < IMAGES; image++) {
		float v = table[code[image][pixel]];

		if (!isnan(v))
			squares += (v - sum / n) * (v - sum / n);
	}
	result[FOLD_STD] = sqrtl(squares / n);
	result[FOLD_COUNT] = n;
}

/* `missing` pixels, at least, have no value at all. */
static void
check_stack(enum chunk_type type, int missing)
{
	static float result[5][PIXELS];

	fold_stack(type, 1, result);
	for (int i = 0; i < PIXELS; i++) {
		long double expected[5];

		reference(i, expected);
		ck_assert_float_eq(result[FOLD_COUNT][i], (float)expected[FOLD_COUNT]);
		missing -= expected[FOLD_COUNT] == 0;
		for (int what = 0; what < FOLD_COUNT; what++)
			if (expected[FOLD_COUNT] == 0)
				ck_assert(isnan(result[what][i]));
			else
				ck_assert_msg(result[what][i] == (float)expected[what], "result %d of pixel %d is %a, not %La",
				    what, i, (double)result[what][i], expected[what]);
	}
	ck_assert_int_le(missing, 0);
}

START_TEST(codes_of_8_bits)
{
	plain = _i;
	make_stack(256);
	check_stack(CHUNK_U8, 60);
}
END_TEST

START_TEST(codes_of_16_bits)
{
	plain = _i;
	make_stack(65536);
	check_stack(CHUNK_U16, 60);
}
END_TEST

START_TEST(values)
{
	plain = _i;
	make_stack(256);
	check_stack(CHUNK_F32, 60);
	check_stack(CHUNK_F64, 60);
}
END_TEST

START_TEST(a_table_in_any_order_gives_the_same)
{
	static float before[5][PIXELS], after[5][PIXELS];

	make_stack(256);
	fold_stack(CHUNK_U8, 1, before);
	shuffle_codes();
	check_stack(CHUNK_U8, 60);
	fold_stack(CHUNK_U8, 1, after);
	ck_assert_mem_eq(before, after, sizeof before);
}
END_TEST

START_TEST(a_code_may_be_missing_twice)
{
	make_stack(256);
	table[254] = table[100] = NAN;
	check_stack(CHUNK_U8, 60);
}
END_TEST

START_TEST(no_code_need_be_missing_or_zero)
{
	make_stack(256);
	table[255] = 2000;
	check_stack(CHUNK_U8, 0);
	table[0] = 0.00029f;
	check_stack(CHUNK_U8, 0);
	table[0] = -7;
	check_stack(CHUNK_U8, 0);
}
END_TEST

START_TEST(room_for_fewer_images_gives_the_same)
{
	static float many[5][PIXELS], few[5][PIXELS];

	make_stack(256);
	fold_stack(CHUNK_U8, 1, many);
	most = IMAGES;
	check_stack(CHUNK_U8, 60);
	fold_stack(CHUNK_U8, 1, few);
	ck_assert_mem_eq(many, few, sizeof many);
}
END_TEST

/* Means alone, of images enough for one limb. */
START_TEST(one_limb_gives_the_same)
{
	static float all[5][PIXELS], means[PIXELS];
	enum chunk_type type = _i % 2 ? CHUNK_U16 : CHUNK_U8;
	struct fold *f;

	plain = _i / 2;
	make_stack(_i % 2 ? 65536 : 256);
	fold_stack(type, 1, all);
	most = IMAGES;
	f = start_fold(type, FOLD_SUM, 2);
	ck_assert_int_eq(f->codes.limbs, 1);
	/* And again, after it was cleared. */
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(push_stack(type, IMAGES), IMAGES);
		fold_result(f, FOLD_MEAN, 1, 1, means);
		ck_assert_mem_eq(all[FOLD_MEAN], means, sizeof means);
		fold_clear(f);
	}
	end_fold();
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bits)
{
	static float one[5][PIXELS], more[5][PIXELS];
	static const enum chunk_type types[] = { CHUNK_U8, CHUNK_U16, CHUNK_F32 };

	make_stack(types[_i % 3] == CHUNK_U16 ? 65536 : 256);
	fold_stack(types[_i % 3], 1, one);
	fold_stack(types[_i % 3], 2 + _i, more);
	ck_assert_mem_eq(one, more, sizeof one);
}
END_TEST

START_TEST(more_images_than_there_is_room_for_are_refused)
{
	make_stack(256);
	most = 2;
	start_fold(CHUNK_U8, FOLD_SUM, 1);
	ck_assert_int_eq(push_stack(CHUNK_U8, 3), 2);
	end_fold();
}
END_TEST

START_TEST(too_few_values_are_missing)
{
	static float mean[PIXELS], count[PIXELS];
	struct fold *f;

	make_stack(256);
	f = start_fold(CHUNK_U8, FOLD_SUM, 1);
	push_stack(CHUNK_U8, IMAGES);
	fold_result(f, FOLD_COUNT, 1, 1, count);
	fold_result(f, FOLD_MEAN, 51.5, 1, mean);
	for (int i = 0; i < PIXELS; i++)
		ck_assert(isnan(mean[i]) == (count[i] < 51.5f));
	fold_clear(f);
	fold_result(f, FOLD_COUNT, 1, 1, count);
	ck_assert_float_eq(count[PIXELS - 1], 0);
	end_fold();
}
END_TEST

/* Sums of codes, and of values, which are scaled to what float32 does not hold; the means are well. */
START_TEST(results_beyond_float32_are_told)
{
	static const enum chunk_type types[] = { CHUNK_U8, CHUNK_F32 };
	static float sum[PIXELS];
	struct fold *f;

	make_stack(256);
	for (uint32_t i = 1; i < 255; i++)
		table[i] = i % 2 ? 3e38f : -3e38f;
	most = 100 * _i + 100;
	f = start_fold(types[_i % 2], FOLD_SUM | (_i < 2 ? 0 : FOLD_SQUARES | FOLD_RANGE), 2);
	push_stack(types[_i % 2], IMAGES);
	ck_assert(fold_result(f, FOLD_MEAN, 1, 1, sum));
	ck_assert(!fold_result(f, FOLD_MEAN, 1, 1e6, sum));
	ck_assert(_i < 2 || (fold_result(f, FOLD_STD, 1, 1, sum) && fold_result(f, FOLD_MAX, 1, 1, sum)));
	end_fold();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fold");
	TCase *c = tcase_create("fold");

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, codes_of_8_bits, 0, 2);
	tcase_add_loop_test(c, codes_of_16_bits, 0, 2);
	tcase_add_loop_test(c, values, 0, 2);
	tcase_add_test(c, a_table_in_any_order_gives_the_same);
	tcase_add_test(c, a_code_may_be_missing_twice);
	tcase_add_test(c, no_code_need_be_missing_or_zero);
	tcase_add_test(c, room_for_fewer_images_gives_the_same);
	tcase_add_loop_test(c, one_limb_gives_the_same, 0, 4);
	tcase_add_loop_test(c, any_number_of_threads_gives_the_same_bits, 0, 9);
	tcase_add_test(c, more_images_than_there_is_room_for_are_refused);
	tcase_add_test(c, too_few_values_are_missing);
	tcase_add_loop_test(c, results_beyond_float32_are_told, 0, 4);
	suite_add_tcase(s, c);
	return unit_main(s);
}
