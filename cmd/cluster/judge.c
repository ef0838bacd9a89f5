/* SPDX-License-Identifier: BSD-2-Clause */
/* judge.c - what groups of pixels are worth, and their order. */
#include "cluster/judge.h"

#include <math.h>
#include <stdlib.h>

#include "cluster/sums.h"

/* ---- Order -------------------------------------------------------------- */

struct group {
	int old;                        /* its number before */
	size_t size;
	uint64_t rows;                  /* the sum of its rows */
	uint32_t first;                 /* its first cell */
};

static int
by_size(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return (x->first > y->first) - (x->first < y->first);
}

static int
from_north(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	/* An empty group has no rows. */
	double u = (double)x->rows / (double)(x->size + (x->size == 0));
	double v = (double)y->rows / (double)(y->size + (y->size == 0));

	return u != v ? (u > v ? 1 : -1) : by_size(a, b);
}

void
judge_order(uint8_t *label, size_t n, const uint32_t *cell, uint32_t cols, int k, bool north,
    size_t size[KMEANS_MAX])
{
	struct group group[KMEANS_MAX] = { 0 };
	uint8_t number[KMEANS_MAX] = { 0 };

	for (int c = 0; c < k; c++)
		group[c].old = c;
	for (size_t i = 0; i < n; i++) {
		struct group *g = &group[label[i]];

		if (g->size++ == 0)
			g->first = cell[i];
		g->rows += cell[i] / cols;
	}
	qsort(group, (size_t)k, sizeof *group, north ? from_north : by_size);
	for (int c = 0; c < k; c++) {
		number[group[c].old] = (uint8_t)(c + 1);
		size[c] = group[c].size;
	}
	for (size_t i = 0; i < n; i++)
		label[i] = number[label[i]];
}

/* ---- Silhouettes -------------------------------------------------------- */

struct silhouettes {
	const struct similarity *l;
	const uint32_t *cell;
	const uint8_t *label;
	int k;
	uint8_t landmark[LANDMARKS_MAX];/* the label of each */
	float *to;
};

static double
silhouette(const struct silhouettes *s, size_t i)
{
	double sum[KMEANS_MAX + 1] = { 0 }, a, b = INFINITY;
	int n[KMEANS_MAX + 1] = { 0 };
	float d[LANDMARKS_MAX];
	const int own = s->label[i];

	similarity_distances(s->l, s->cell[i], d);
	for (int j = 0; j < s->l->n; j++)
		if (s->l->x->cell[s->l->kept[j]] != s->cell[i]) {
			sum[s->landmark[j]] += d[j];
			n[s->landmark[j]]++;
		}
	for (int c = 1; c <= s->k; c++)
		if (c != own && n[c] > 0 && sum[c] / n[c] < b)
			b = sum[c] / n[c];
	if (n[own] == 0 || isinf(b))
		return NAN;
	a = sum[own] / n[own];
	return a == b ? 0 : (b - a) / (a > b ? a : b);
}

static void
sum_silhouettes(void *arg, size_t first, size_t last, double *sum)
{
	const struct silhouettes *s = arg;

	for (; first < last; first++) {
		double value = silhouette(s, first);

		if (s->to != NULL)
			s->to[first] = (float)value;
		if (!isnan(value)) {
			sum[0] += value;
			sum[1]++;
		}
	}
}

double
judge_silhouette(const struct similarity *l, const uint32_t *cell, size_t n, const uint8_t *label,
    int k, float *to)
{
	struct silhouettes s = { .l = l, .cell = cell, .label = label, .k = k, .to = to };
	double sum[2];

	for (int j = 0; j < l->n; j++)
		s.landmark[j] = label[similarity_find(cell, n, l->x->cell[l->kept[j]])];
	if (!sums_rows(l->x->pool, n, 2, sum_silhouettes, &s, sum))
		return NAN;
	return sum[1] > 0 ? sum[0] / sum[1] : INFINITY;
}

/* ---- Agreement ---------------------------------------------------------- */

static double
pairs(double n)
{
	return n * (n - 1) / 2;
}

double
judge_agreement(const uint8_t *a, const uint8_t *b, size_t cells)
{
	uint32_t both[KMEANS_MAX + 1][KMEANS_MAX + 1] = { 0 };
	double together = 0, in_a = 0, in_b = 0, n = 0, chance;

	for (size_t i = 0; i < cells; i++)
		if (a[i] != 0 && b[i] != 0) {
			both[a[i]][b[i]]++;
			n++;
		}
	for (int c = 1; c <= KMEANS_MAX; c++) {
		double of_a = 0, of_b = 0;

		for (int d = 1; d <= KMEANS_MAX; d++) {
			together += pairs(both[c][d]);
			of_a += both[c][d];
			of_b += both[d][c];
		}
		in_a += pairs(of_a);
		in_b += pairs(of_b);
	}
	if (n < 2)
		return NAN;
	chance = in_a * in_b / pairs(n);
	return (in_a + in_b) / 2 == chance ? 1 :
	    (together - chance) / ((in_a + in_b) / 2 - chance);
}
