/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_cross - the sums over time that regions keeps, against loops over all
 * fields: with values missing here and there, pixels that come late, other
 * threads, and no code for special processors.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/embed.h"
#include "cluster/lanes.h"
#include "unit.h"

#define ROWS_OF_GRID 13
#define COLS 11
#define CELLS (ROWS_OF_GRID * COLS)
#define FIELDS 70                       /* four batches, and a part of one */
#define MARKS 20

static float value[FIELDS][CELLS];

/*
 * Rain that is mostly 0, and what is missing: nothing; what no field has; the
 * same pixels for a whole batch; a value here and there; all of it.
 */
enum { WHOLE, OUTSIDE, AWAY, GAPS, LATE, KINDS };

static void
make_values(int kind)
{
	for (int t = 0; t < FIELDS; t++)
		for (int i = 0; i < CELLS; i++) {
			uint32_t r = unit_random(100);
			bool lacks = (kind >= OUTSIDE && i < 15) ||
			    (kind == AWAY && i % 3 == 1 && t >= 16 && t < 32) || (kind >= GAPS && r < 5) ||
			    (kind == LATE && i % 9 == 4 && t < 20) || (kind == LATE && i == 140 && t < 69) ||
			    (kind == LATE && i > 130 && t >= 32 && t < 48);

			value[t][i] = lacks ? NAN : r < 50 ? 0 : (float)r / 7;
			if (kind == LATE && t == 50)
				value[t][i] = NAN;
		}
}

static struct chunk_header *
make_header(void)
{
	const struct chunk_grid g = { .rows = ROWS_OF_GRID, .cols = COLS, .affine = { 0, 1, 0, 0, 0, -1 } };
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set_grid(h, &g);
	return h;
}

/* Takes every `step`-th batch from `first` on into the sums. */
static void
take(struct cross *x, const struct chunk_header *h, struct chunk_pool *pool, int first, int step)
{
	uint32_t landmark[LANDMARKS_MAX];
	char why[CHUNK_WHY_MAX];
	struct chunk c = { 0 };
	struct batch b;
	int batch = 0, n = 0;

	ck_assert(batch_open(&b, h, true, pool));
	for (int t = 0; t < FIELDS; t++) {
		c.kind = CHUNK_FIELD;
		c.type = CHUNK_F32;
		ck_assert_ptr_nonnull(chunk_room(&c, sizeof value[t]));
		memcpy(c.data, value[t], sizeof value[t]);
		if (!batch_take(&b, &c) && t + 1 < FIELDS)
			continue;
		ck_assert_int_eq(batch_scan(&b, why), 0);
		if (batch == 0) {
			n = landmarks_choose(&b, chunk_grid(h), MARKS, 0, landmark);
			ck_assert_int_eq(n, MARKS);
			ck_assert(cross_open(x, CELLS, landmark, n, pool));
		}
		if (batch % step == first)
			ck_assert(cross_push(x, &b));
		batch++;
		batch_clear(&b);
	}
	batch_close(&b);
	chunk_free(&c);
}

static bool
empty(int t)
{
	for (int i = 0; i < CELLS; i++)
		if (!isnan(value[t][i]))
			return false;
	return true;
}

/* Whether a field is in every `step`-th batch from `first` on. */
static bool
taken(int t, int first, int step)
{
	return t / BATCH_FIELDS % step == first && !empty(t);
}

/* Checks the sums of a pixel and a landmark over the fields that both have. */
static void
check_pair(const struct cross *x, int i, int j, int first, int step)
{
	const size_t at = (size_t)i * (size_t)x->stride + (size_t)j;
	int k = (int)x->cell[j], n = 0, mine = 0;
	double product = 0, a = 0, b = 0, sum = 0, others = 0;

	for (int t = 0; t < FIELDS; t++) {
		double u = sqrt(value[t][i]), v = sqrt(value[t][k]);

		if (!taken(t, first, step))
			continue;
		others += isnan(v) ? 0 : v;
		mine += !isnan(u);
		sum += isnan(u) ? 0 : u;
		if (isnan(u) || isnan(v))
			continue;
		n++;
		product += u * v;
		a += u;
		b += v;
	}
	ck_assert_uint_eq(x->count[i], (unsigned)mine);
	if (mine == 0)
		return;
	ck_assert_double_eq_tol(x->sum[i], sum, 1e-4);
	ck_assert_double_eq_tol(x->product[at], product, 1e-3);
	if (x->gaps == NULL) {
		ck_assert_int_eq(n, mine);
		return;
	}
	ck_assert_double_eq((double)x->count[i] + x->count[k] - x->fields + x->gaps->neither[at], n);
	ck_assert_double_eq_tol(x->sum[i] - x->gaps->without[(size_t)j * CELLS + (size_t)i], a, 1e-3);
	ck_assert_double_eq_tol(others - x->gaps->theirs[at], b, 1e-3);
}

static void
check(const struct cross *x, int first, int step)
{
	for (int i = 0; i < CELLS; i++)
		for (int j = 0; j < MARKS; j++)
			check_pair(x, i, j, first, step);
}

START_TEST(pairs_have_the_sums_over_the_fields_that_both_have)
{
	struct chunk_pool *pool = chunk_pool_new(2);
	struct chunk_header *h = make_header();
	struct cross x;

	make_values(_i);
	take(&x, h, pool, 0, 1);
	ck_assert((x.gaps != NULL) == (_i >= AWAY));
	check(&x, 0, 1);
	cross_close(&x);
	chunk_header_free(h);
	chunk_pool_free(pool);
}
END_TEST

START_TEST(halves_are_put_together_and_taken_apart)
{
	struct chunk_pool *pool = chunk_pool_new(2);
	struct chunk_header *h = make_header();
	struct cross even, odd;

	make_values(_i);
	take(&even, h, pool, 0, 2);
	take(&odd, h, pool, 1, 2);
	ck_assert(cross_add(&even, &odd));
	check(&even, 0, 1);
	cross_subtract(&even, &odd);
	check(&even, 0, 2);
	check(&odd, 1, 2);
	cross_close(&even);
	cross_close(&odd);
	chunk_header_free(h);
	chunk_pool_free(pool);
}
END_TEST

/* All that comes out for these threads, as coordinates. */
static float *
coordinates(const struct chunk_header *h, int threads, bool kernel, size_t *size)
{
	struct chunk_pool *pool = chunk_pool_new(threads);
	uint32_t cell[CELLS];
	struct similarity l;
	struct unlabelled no;
	struct embed e;
	struct cross x;
	size_t n;

	take(&x, h, pool, 0, 1);
	n = similarity_pixels(&x, 0.5, cell, &no);
	ck_assert_uint_gt(n, 50);
	similarity_open(&l, &x, 0.5, false);
	l.kernel = kernel;
	l.gamma = 1;
	ck_assert(embed_open(&e, &l, cell, n, 4, false));
	*size = n * e.stride * sizeof(float);
	cross_close(&x);
	chunk_pool_free(pool);
	return e.at;
}

START_TEST(bits_do_not_depend_on_threads_or_processor)
{
	struct chunk_header *h = make_header();
	size_t size, other;
	float *one, *many;

	make_values(_i / 2);
	one = coordinates(h, 1, _i % 2, &size);
	for (int threads = 1; threads < 8; threads += 3) {
		lanes_plain = threads < 7;
		many = coordinates(h, threads, _i % 2, &other);
		ck_assert_uint_eq(size, other);
		ck_assert_int_eq(memcmp(one, many, size), 0);
		free(many);
	}
	lanes_plain = false;
	free(one);
	chunk_header_free(h);
}
END_TEST

START_TEST(coordinates_have_the_correlations_as_products)
{
	struct chunk_pool *pool = chunk_pool_new(1);
	struct chunk_header *h = make_header();
	uint32_t cell[CELLS];
	float row[LANDMARKS_MAX];
	struct similarity l;
	struct unlabelled no;
	struct embed e;
	struct cross x;
	size_t n;

	make_values(OUTSIDE);
	take(&x, h, pool, 0, 1);
	n = similarity_pixels(&x, 0.5, cell, &no);
	similarity_open(&l, &x, 0.5, false);
	ck_assert(embed_open(&e, &l, cell, n, 2, false));
	/*
	 * Of a landmark with all pixels this holds exactly, with as many
	 * coordinates as landmarks.
	 */
	ck_assert_int_eq(e.dimensions, MARKS);
	for (size_t i = 0; i < n; i++) {
		similarity_row(&l, cell[i], row);
		for (int j = 0; j < l.n; j++) {
			const float *a = embed_row(&e, i);
			const float *b = embed_row(&e, similarity_find(cell, n, x.cell[l.kept[j]]));
			double dot = 0;

			for (int d = 0; d < e.width; d++)
				dot += (double)a[d] * b[d];
			ck_assert_double_eq_tol(dot, row[j], 1e-4);
		}
	}
	embed_close(&e);
	cross_close(&x);
	chunk_header_free(h);
	chunk_pool_free(pool);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cross");
	TCase *t = tcase_create("cross");

	tcase_add_loop_test(t, pairs_have_the_sums_over_the_fields_that_both_have, 0, KINDS);
	tcase_add_loop_test(t, halves_are_put_together_and_taken_apart, 0, KINDS);
	tcase_add_loop_test(t, bits_do_not_depend_on_threads_or_processor, 0, 2 * KINDS);
	tcase_add_test(t, coordinates_have_the_correlations_as_products);
	suite_add_tcase(s, t);
	return unit_main(s);
}
