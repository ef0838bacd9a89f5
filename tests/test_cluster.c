/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_cluster - the parts of regions by what defines them: Hilbert's curve,
 * eigenvectors, k-means, the order of regions, the adjusted Rand index.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/eigen.h"
#include "cluster/judge.h"
#include "cluster/lanes.h"
#include "cluster/sums.h"
#include "unit.h"

/* ---- Hilbert's curve --------------------------------------------------- */

START_TEST(the_curve_visits_every_cell_once_in_single_steps)
{
	enum { SIDE = 16, CELLS = SIDE * SIDE };
	int x[CELLS], y[CELLS], visits[CELLS] = { 0 };

	for (int cell = 0; cell < CELLS; cell++) {
		uint64_t d = landmarks_hilbert(SIDE, (uint64_t)cell % SIDE, (uint64_t)cell / SIDE);

		ck_assert_uint_lt(d, CELLS);
		ck_assert_int_eq(visits[d]++, 0);
		x[d] = cell % SIDE;
		y[d] = cell / SIDE;
	}
	for (int d = 1; d < CELLS; d++)
		ck_assert_int_eq(abs(x[d] - x[d - 1]) + abs(y[d] - y[d - 1]), 1);
}
END_TEST

START_TEST(cells_of_a_grid_come_in_the_order_of_the_curve)
{
	const struct chunk_grid g = { .rows = 3, .cols = 5 };
	uint32_t cell[15];

	for (uint32_t i = 0; i < 15; i++)
		cell[i] = 14 - i;
	ck_assert(landmarks_order(&g, cell, 15));
	for (int i = 1; i < 15; i++)
		ck_assert_uint_lt(landmarks_hilbert(8, cell[i - 1] % 5, cell[i - 1] / 5),
		    landmarks_hilbert(8, cell[i] % 5, cell[i] / 5));
}
END_TEST

/* ---- Eigenvectors ------------------------------------------------------ */

static const int sizes[] = { 1, 2, 3, 16, 57 };

/* A symmetric matrix: random; of rank 2; diagonal; with equal eigenvalues. */
static void
make_matrix(double *a, int n, int kind)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			double x = kind == 0 ? unit_random(2001) / 1e3 - 1 :
			    kind == 1 ? (i % 3) * (j % 3) + sin(i) * sin(j) :
			    kind == 2 ? (i == j) * (double)i : (i == j) * 2.0 + 1;

			a[i * n + j] = a[j * n + i] = x;
		}
}

START_TEST(eigenvectors_are_orthonormal_and_what_the_matrix_only_stretches)
{
	const int n = sizes[_i % (int)COUNT(sizes)];
	static double a[57 * 57], work[57 * 57], vector[57 * 57], value[57];

	make_matrix(a, n, _i / (int)COUNT(sizes));
	memcpy(work, a, (size_t)n * (size_t)n * sizeof *work);
	eigen_symmetric(work, n, value, vector);
	for (int p = 0; p < n; p++) {
		ck_assert(p == 0 || value[p] <= value[p - 1]);
		for (int i = 0; i < n; i++) {
			double image = 0;

			for (int j = 0; j < n; j++)
				image += a[i * n + j] * vector[p * n + j];
			ck_assert_double_eq_tol(image, value[p] * vector[p * n + i], 1e-12 * n * n);
		}
		for (int q = 0; q <= p; q++) {
			double dot = 0;

			for (int i = 0; i < n; i++)
				dot += vector[p * n + i] * vector[q * n + i];
			ck_assert_double_eq_tol(dot, p == q, 1e-12);
		}
	}
}
END_TEST

/* ---- Sums -------------------------------------------------------------- */

static void
sum_inverses(void *arg, size_t first, size_t last, double *sum)
{
	(void)arg;
	for (; first < last; first++) {
		sum[0] += 1 / (1.0 + (double)first);
		sum[1]++;
	}
}

START_TEST(sums_do_not_depend_on_threads)
{
	const size_t n[] = { 0, 1, SUMS_ROWS, SUMS_ROWS + 1, 40 * SUMS_ROWS + 77 };
	struct chunk_pool *one = chunk_pool_new(1), *five = chunk_pool_new(5);
	double a[2], b[2];

	for (size_t i = 0; i < COUNT(n); i++) {
		ck_assert(sums_rows(one, n[i], 2, sum_inverses, NULL, a));
		ck_assert(sums_rows(five, n[i], 2, sum_inverses, NULL, b));
		ck_assert_int_eq(memcmp(a, b, sizeof a), 0);
		ck_assert_double_eq(a[1], (double)n[i]);
	}
	chunk_pool_free(one);
	chunk_pool_free(five);
}
END_TEST

/* ---- k-means ----------------------------------------------------------- */

START_TEST(the_nearest_centre_is_the_first_of_equal_ones)
{
	enum { WIDTH = 32, MOST = 20 };
	float centre[MOST * WIDTH], row[LANES_ROWS][WIDTH], across[WIDTH * 24], distance[LANES_ROWS];
	const float *rows[LANES_ROWS];
	int best[LANES_ROWS];

	for (int k = 2; k <= MOST; k++) {
		for (int i = 0; i < MOST * WIDTH; i++)
			centre[i] = (float)unit_random(9);
		memcpy(centre + (k - 1) * WIDTH, centre, WIDTH * sizeof *centre);
		for (int r = 0; r < LANES_ROWS; r++) {
			rows[r] = row[r];
			for (int d = 0; d < WIDTH; d++)
				row[r][d] = r == 0 ? centre[d] : (float)unit_random(9);
		}
		lanes_transpose(centre, k, WIDTH, across);
		lanes_nearest(across, k, WIDTH, rows, best, distance);
		ck_assert_int_eq(best[0], 0);
		for (int r = 0; r < LANES_ROWS; r++)
			for (int c = 0; c < k; c++) {
				/* Whole numbers: there is no rounding. */
				float d = lanes_distance(centre + c * WIDTH, row[r], WIDTH);

				ck_assert(c < best[r] ? d > distance[r] : d >= distance[r]);
				ck_assert(c != best[r] || d == distance[r]);
			}
	}
}
END_TEST

/* Points around three corners, and the rows in which they are. */
#define POINTS 60

static void
make_points(float row[POINTS][LANES], int corners)
{
	memset(row, 0, POINTS * sizeof *row);
	for (int i = 0; i < POINTS; i++) {
		row[i][0] = (float)(i % corners == 0 ? 10 : 0) + (float)unit_random(100) / 100;
		row[i][1] = (float)(i % corners == 1 ? 10 : 0) + (float)unit_random(100) / 100;
	}
}

/* k-means of the points, with room for it all. */
static struct lloyd
run(float row[POINTS][LANES], int k, uint64_t seed)
{
	static float centre[8 * LANES], across[16 * LANES], distance[POINTS], trial[POINTS];
	static double sum[8 * (LANES + 1)];
	static uint8_t label[POINTS];
	struct lloyd l = { .k = k, .width = LANES, .row = row[0], .n = POINTS, .centre = centre,
		.across = across, .distance = distance, .trial = trial, .label = label, .sum = sum };

	kmeans_start(&l, seed);
	return l;
}

START_TEST(kmeans_finds_what_lies_apart)
{
	float row[POINTS][LANES];
	struct lloyd l;

	make_points(row, 3);
	l = run(row, 3, (uint64_t)_i);
	ck_assert_int_eq(l.different, 0);
	for (int i = 3; i < POINTS; i++)
		ck_assert_int_eq(l.label[i], l.label[i % 3]);
	ck_assert(l.label[0] != l.label[1] && l.label[1] != l.label[2] && l.label[0] != l.label[2]);
}
END_TEST

START_TEST(kmeans_says_how_many_series_are_different)
{
	float row[POINTS][LANES];

	make_points(row, 3);
	for (int i = 3; i < POINTS; i++)
		memcpy(row[i], row[i % 3], sizeof *row);
	ck_assert_int_eq(run(row, 3, 1).different, 0);
	ck_assert_int_eq(run(row, 5, 1).different, 3);
}
END_TEST

/* ---- Order and agreement ----------------------------------------------- */

START_TEST(regions_are_numbered_by_size_or_from_the_north)
{
	const uint32_t cell[] = { 0, 1, 10, 11, 20, 30, 31, 32 };
	const uint8_t before[] = { 2, 2, 0, 0, 1, 3, 3, 3 }, by_size[] = { 2, 2, 3, 3, 4, 1, 1, 1 },
		from_north[] = { 1, 1, 2, 2, 3, 4, 4, 4 };
	uint8_t label[COUNT(cell)];
	size_t size[KMEANS_MAX];

	memcpy(label, before, sizeof label);
	judge_order(label, COUNT(cell), cell, 10, 4, false, size);
	ck_assert_int_eq(memcmp(label, by_size, sizeof label), 0);
	ck_assert(size[0] == 3 && size[1] == 2 && size[2] == 2 && size[3] == 1);
	memcpy(label, before, sizeof label);
	judge_order(label, COUNT(cell), cell, 10, 4, true, size);
	ck_assert_int_eq(memcmp(label, from_north, sizeof label), 0);
	ck_assert(size[0] == 2 && size[3] == 3);
}
END_TEST

/*
 * By sklearn.metrics.adjusted_rand_score, 1.2.1; 0 is left out of both before.
 */
static const struct {
	const char *a, *b;
	double agreement;
} pairs[] = {
	{ "11112222", "22221111", 1 },
	{ "11112222", "11112233", 0.6956521739130435 },
	{ "11223344", "12121212", -0.2727272727272727 },
	{ "111222333", "111223333", 0.6428571428571429 },
	{ "1110222333", "1112223333", 0.6428571428571429 },
	{ "1112022333", "1110223333", 0.6521739130434783 },
};

START_TEST(agreement_is_the_adjusted_rand_index)
{
	uint8_t a[16], b[16];
	size_t n = strlen(pairs[_i].a);

	for (size_t i = 0; i < n; i++) {
		a[i] = (uint8_t)(pairs[_i].a[i] - '0');
		b[i] = (uint8_t)(pairs[_i].b[i] - '0');
	}
	ck_assert_double_eq_tol(judge_agreement(a, b, n), pairs[_i].agreement, 1e-12);
	ck_assert_double_eq_tol(judge_agreement(b, a, n), pairs[_i].agreement, 1e-12);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("cluster");
	TCase *t = tcase_create("parts");

	tcase_add_test(t, the_curve_visits_every_cell_once_in_single_steps);
	tcase_add_test(t, cells_of_a_grid_come_in_the_order_of_the_curve);
	tcase_add_loop_test(t, eigenvectors_are_orthonormal_and_what_the_matrix_only_stretches, 0,
	    4 * (int)COUNT(sizes));
	tcase_add_test(t, sums_do_not_depend_on_threads);
	tcase_add_test(t, the_nearest_centre_is_the_first_of_equal_ones);
	tcase_add_loop_test(t, kmeans_finds_what_lies_apart, 0, 20);
	tcase_add_test(t, kmeans_says_how_many_series_are_different);
	tcase_add_test(t, regions_are_numbered_by_size_or_from_the_north);
	LOOP(agreement_is_the_adjusted_rand_index, pairs);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_main(suite());
}
