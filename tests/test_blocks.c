/* SPDX-License-Identifier: BSD-2-Clause */
/* test_blocks - coarser grids against the plainest loops: every type, method, factor and kind of table. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/blocks.h"
#include "unit.h"

static struct blocks blocks;            /* one test, one process */

/* ---- What goes in ----------------------------------------------------------------------------- */

enum table { RISING, RISING_WITH_HOLES, STEPS, FALLING, MIXED, ALL_MISSING };

static float
table_entry(enum table table, uint32_t code, uint32_t n)
{
	switch (table) {
	case RISING:
		return code == n - 1 ? NAN : (float)code / 8;
	case RISING_WITH_HOLES:
		return code % 3 == 1 || code == 0 ? NAN : (float)code;
	case STEPS:
		return code % 7 == 6 ? NAN : (float)(code / 16);
	case FALLING:
		return code % 5 == 0 ? NAN : -(float)code;
	case MIXED:
		return code % 11 == 3 ? NAN : (float)((code * 37) % n) - 100;
	default:
		return NAN;
	}
}

static struct chunk_header *
make_header(uint32_t rows, uint32_t cols, enum chunk_type type, enum table table)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	uint32_t n = type == CHUNK_U8 ? 256 : type == CHUNK_U16 ? 65536 : 0;
	float *entries = calloc(65536, sizeof *entries);

	for (uint32_t i = 0; i < n; i++)
		entries[i] = table_entry(table, i, n);
	chunk_set_grid(h, &(struct chunk_grid){ rows, cols, { 100, 2, 0.5, 200, -0.25, -3 } });
	chunk_set_table(h, entries, n);
	free(entries);
	return h;
}

/* Blocks of nothing but missing among them: the left third of a field of floats is NaN. */
static void
make_field(struct chunk *c, const struct chunk_header *h, enum chunk_type type)
{
	size_t cells = (size_t)chunk_grid(h)->rows * chunk_grid(h)->cols;
	uint32_t random = 12345;

	*c = (struct chunk){ .kind = CHUNK_FIELD, .type = type, .start = -5, .end = 300, .have = 3,
		.expected = 4, .layer = "max" };
	chunk_room(c, cells * chunk_value_size(type));
	for (size_t i = 0; i < cells; i++) {
		bool left = i % chunk_grid(h)->cols < chunk_grid(h)->cols / 3;
		double value;

		random = random * 1664525 + 1013904223;
		value = left || random >> 29 == 0 ? NAN : (double)(random >> 8) / 1e5 - 50;
		if (type == CHUNK_U8)
			((uint8_t *)c->data)[i] = (uint8_t)(random >> 24);
		else if (type == CHUNK_U16)
			((uint16_t *)c->data)[i] = (uint16_t)(random >> 16);
		else if (type == CHUNK_F32)
			((float *)c->data)[i] = (float)value;
		else
			((double *)c->data)[i] = value;
	}
}

/* ---- What must come out ----------------------------------------------------------------------- */

static float
expected(const float *value, size_t cols, size_t row, size_t col)
{
	double sum = 0;
	size_t n = 0;
	float max = NAN;

	if (blocks.method == BLOCKS_PICK)
		return value[row * blocks.factor * cols + col * blocks.factor];
	for (size_t i = row * blocks.factor; i < (row + 1) * blocks.factor; i++) {
		for (size_t j = col * blocks.factor; j < (col + 1) * blocks.factor; j++) {
			float v = value[i * cols + j];

			if (isnan(v))
				continue;
			sum += (double)v;
			n++;
			if (n == 1 || v > max)
				max = v;
		}
	}
	return blocks.method == BLOCKS_MAX ? max : n ? (float)(sum / (double)n) : NAN;
}

static void
compare(const struct chunk_header *h, const struct chunk *in, const struct chunk *out)
{
	size_t rows = chunk_grid(h)->rows, cols = chunk_grid(h)->cols;
	size_t n = (size_t)blocks.to.rows * blocks.to.cols;
	float *before = calloc(rows * cols, sizeof *before), *after = calloc(n, sizeof *after);

	chunk_floats(h, in, 0, rows * cols, before);
	chunk_floats(h, out, 0, n, after);
	for (size_t i = 0; i < n; i++) {
		float want = expected(before, cols, i / blocks.to.cols, i % blocks.to.cols);

		ck_assert_msg(after[i] == want || (isnan(after[i]) && isnan(want)),
		    "cell %zu of %zu x %zu by %zu, method %d, type %d: %.9g, not %.9g", i, rows, cols,
		    blocks.factor, blocks.method, in->type, (double)after[i], (double)want);
	}
	free(before);
	free(after);
}

static void
try_one(uint32_t rows, uint32_t cols, enum chunk_type type, enum table table)
{
	struct chunk_header *h = make_header(rows, cols, type, table);
	struct chunk in, copy = { 0 }, out = { 0 };
	char why[CHUNK_WHY_MAX];
	bool codes = type == CHUNK_U8 || type == CHUNK_U16;

	make_field(&in, h, type);
	ck_assert_int_eq(chunk_copy(&copy, &in), 0);
	blocks_prepare(&blocks, h);
	ck_assert_uint_eq(blocks.to.rows, rows / blocks.factor);
	ck_assert_uint_eq(blocks.to.cols, cols / blocks.factor);
	ck_assert_int_eq(blocks_work(&blocks, &copy, &out, why), 0);
	if (codes && blocks.factor > 1) {
		bool rises = table <= STEPS || table == ALL_MISSING;
		bool keeps = blocks.method == BLOCKS_PICK || (blocks.method == BLOCKS_MAX && rises);

		ck_assert_int_eq(blocks_keep_codes(&blocks), keeps);
		ck_assert_int_eq(out.type, keeps ? type : CHUNK_F32);
	}
	ck_assert_int_eq(out.start, -5);
	ck_assert_int_eq(out.end, 300);
	ck_assert_uint_eq(out.have, 3);
	ck_assert_uint_eq(out.expected, 4);
	ck_assert_str_eq(out.layer, "max");
	ck_assert_uint_eq(out.size, (size_t)blocks.to.rows * blocks.to.cols * chunk_value_size(out.type));
	compare(h, &in, &out);
	chunk_free(&in);
	chunk_free(&copy);
	chunk_free(&out);
	chunk_header_free(h);
}

static const struct {
	enum chunk_type type;
	enum table table;
} inputs[] = {
	{ CHUNK_U8, RISING }, { CHUNK_U8, RISING_WITH_HOLES }, { CHUNK_U8, STEPS }, { CHUNK_U8, FALLING },
	{ CHUNK_U8, MIXED }, { CHUNK_U8, ALL_MISSING }, { CHUNK_U16, RISING }, { CHUNK_U16, MIXED },
	{ CHUNK_F32, RISING }, { CHUNK_F64, RISING },
};

START_TEST(every_cell_is_what_plain_loops_give)
{
	static const uint32_t shapes[][2] = { { 12, 18 }, { 13, 19 }, { 1, 40 }, { 40, 1 }, { 7, 7 } };

	for (size_t s = 0; s < COUNT(shapes); s++) {
		for (blocks.factor = 1; blocks.factor <= 7; blocks.factor++) {
			if (shapes[s][0] < blocks.factor || shapes[s][1] < blocks.factor)
				continue;
			for (int method = BLOCKS_PICK; method <= BLOCKS_MAX; method++) {
				blocks.method = (enum blocks_method)method;
				try_one(shapes[s][0], shapes[s][1], inputs[_i].type, inputs[_i].table);
			}
		}
	}
}
END_TEST

START_TEST(gaps_pass_as_they_are)
{
	struct chunk_header *h = make_header(4, 4, CHUNK_U8, RISING);
	struct chunk in = { .kind = CHUNK_GAP, .end = 300, .expected = 1 }, out = { 0 };
	char why[CHUNK_WHY_MAX];

	blocks.factor = 2;
	blocks_prepare(&blocks, h);
	memcpy(chunk_room(&in, 7), "missing", 7);
	ck_assert_int_eq(blocks_work(&blocks, &in, &out, why), 0);
	ck_assert_int_eq(out.kind, CHUNK_GAP);
	ck_assert_mem_eq(out.data, "missing", 7);
	chunk_free(&in);
	chunk_free(&out);
	chunk_header_free(h);
}
END_TEST

/* A row and column of the coarser grid lie where those of the finer one do. */
static void
same_point(double row, double col, double from_row, double from_col)
{
	for (int axis = 0; axis < 6; axis += 3) {
		const double *to = blocks.to.affine + axis, *from = blocks.from.affine + axis;

		ck_assert_double_eq_tol(to[0] + col * to[1] + row * to[2],
		    from[0] + from_col * from[1] + from_row * from[2], 1e-9);
	}
}

START_TEST(a_cell_that_was_picked_keeps_its_centre)
{
	struct chunk_header *h = make_header(100, 100, CHUNK_U8, RISING);

	blocks.method = BLOCKS_PICK;
	for (blocks.factor = 1; blocks.factor < 8; blocks.factor++) {
		double f = (double)blocks.factor;

		blocks_prepare(&blocks, h);
		same_point(3.5, 5.5, 3 * f + 0.5, 5 * f + 0.5);
	}
	chunk_header_free(h);
}
END_TEST

START_TEST(a_mean_covers_its_block)
{
	struct chunk_header *h = make_header(100, 100, CHUNK_U8, RISING);

	blocks.factor = 4;
	for (int method = BLOCKS_MEAN; method <= BLOCKS_MAX; method++) {
		blocks.method = (enum blocks_method)method;
		blocks_prepare(&blocks, h);
		for (double corner = 0; corner < 4; corner++)
			same_point(corner, 7, 4 * corner, 28);
	}
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("blocks");
	TCase *t = tcase_create("blocks");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_cell_is_what_plain_loops_give, 0, (int)COUNT(inputs));
	tcase_add_test(t, gaps_pass_as_they_are);
	tcase_add_test(t, a_cell_that_was_picked_keeps_its_centre);
	tcase_add_test(t, a_mean_covers_its_block);
	suite_add_tcase(s, t);
	return unit_main(s);
}
