/* SPDX-License-Identifier: BSD-2-Clause */
/* similarity.c - how like each other the series of two pixels are. */
#include "cluster/similarity.h"

#include <math.h>
#include <stdlib.h>

#include "cluster/lanes.h"

/* ---- Which pixels ------------------------------------------------------- */

static double
mean_of(const struct cross *x, size_t i)
{
	return x->sum[i] / x->count[i];
}

static double
variance_of(const struct cross *x, size_t i)
{
	double mean = mean_of(x, i);

	return x->squares[i] / x->count[i] - mean * mean;
}

static bool
is_enough(const struct cross *x, double fraction, size_t i)
{
	/* 0.55 x 100 is a little more than 55. */
	return x->count[i] > 0 && x->count[i] >= fraction * x->fields - 1e-6;
}

/*
 * Products are float32: of what varies by less than a hundredth of its mean
 * they know little.
 */
static bool
changes(const struct cross *x, size_t i)
{
	return variance_of(x, i) > 1e-4 * x->squares[i] / x->count[i];
}

size_t
similarity_pixels(const struct cross *x, double fraction, uint32_t *cell, struct unlabelled *no)
{
	size_t n = 0;

	*no = (struct unlabelled){ 0 };
	for (size_t i = 0; i < x->cells; i++)
		if (x->count[i] == 0)
			continue;
		else if (!is_enough(x, fraction, i))
			no->few++;
		else if (!changes(x, i))
			no->constant++;
		else
			cell[n++] = (uint32_t)i;
	return n;
}

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t
similarity_find(const uint32_t *cell, size_t n, uint32_t wanted)
{
	const uint32_t *at = bsearch(&wanted, cell, n, sizeof *at, by_cell);

	return at != NULL ? (size_t)(at - cell) : n;
}

void
similarity_open(struct similarity *l, const struct cross *x, double fraction, bool amount)
{
	*l = (struct similarity){ .x = x, .amount = amount };
	for (int j = 0; j < x->landmarks; j++) {
		size_t cell = x->cell[j];

		if (!is_enough(x, fraction, cell) || !changes(x, cell))
			continue;
		l->mean[l->n] = mean_of(x, cell);
		l->scale[l->n] = 1 / sqrt(variance_of(x, cell));
		l->square[l->n] = x->squares[cell] / x->count[cell];
		l->kept[l->n++] = j;
	}
	l->stride = lanes_round(l->n);
}

/* ---- A row -------------------------------------------------------------- */

/* The sums over the fields that a pixel and a landmark both have. */
struct shared {
	double n, mine, theirs;
};

static inline struct shared
shared_of(const struct cross *x, size_t cell, int j)
{
	const struct cross_gaps *g = x->gaps;
	const size_t at = cell * (size_t)x->stride + (size_t)j, landmark = x->cell[j];
	struct shared s = { x->count[cell], x->sum[cell], x->sum[landmark] };

	if (g == NULL)
		return s;
	s.n = (double)x->count[cell] + x->count[landmark] - x->fields + g->neither[at];
	s.mine -= g->without[(size_t)j * x->cells + cell];
	s.theirs -= g->theirs[at];
	return s;
}

void
similarity_row(const struct similarity *l, size_t cell, float *row)
{
	const struct cross *x = l->x;
	const float *product = x->product + cell * (size_t)x->stride;
	double mean = mean_of(x, cell), scale = 1 / sqrt(variance_of(x, cell));

	for (int k = 0; k < l->n; k++) {
		int j = l->kept[k];
		struct shared s = shared_of(x, cell, j);
		double c = product[j];

		if (!l->amount)
			c = (c - l->mean[k] * s.mine - mean * s.theirs + s.n * mean * l->mean[k]) *
			    scale * l->scale[k];
		/* A pair without a common field is not known to be like. */
		c = s.n > 0 ? c / s.n : 0;
		if (!l->amount)
			c = c > 1 ? 1 : c < -1 ? -1 : c;
		row[k] = (float)c;
	}
	for (int k = l->n; k < l->stride; k++)
		row[k] = 0;
}

void
similarity_distances(const struct similarity *l, size_t cell, float *row)
{
	double square = l->x->squares[cell] / l->x->count[cell];

	similarity_row(l, cell, row);
	for (int k = 0; k < l->n; k++) {
		double c = row[k];
		double d = l->amount ? square + l->square[k] - 2 * c : 2 * (1 - c);
		bool itself = l->x->cell[l->kept[k]] == cell;

		row[k] = (float)(itself || d < 0 ? 0 : d);
	}
}

/* The kernel of a pixel and all kept landmarks. */
static void
kernel_row(const struct similarity *l, size_t cell, float *row)
{
	similarity_distances(l, cell, row);
	for (int k = 0; k < l->n; k++)
		row[k] = (float)exp(-l->gamma * row[k]);
}

void
similarity_of(const struct similarity *l, size_t cell, float *row)
{
	if (l->kernel)
		kernel_row(l, cell, row);
	else
		similarity_row(l, cell, row);
}

static int
by_size(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

double
similarity_gamma(const struct similarity *l)
{
	float row[LANDMARKS_MAX], *all;
	size_t n = 0;
	double median;

	all = reallocarray(NULL, (size_t)l->n * (size_t)l->n / 2 + 1, sizeof *all);
	if (all == NULL)
		return -1;
	for (int k = 0; k < l->n; k++) {
		similarity_distances(l, l->x->cell[l->kept[k]], row);
		for (int j = 0; j < k; j++)
			all[n++] = row[j];
	}
	qsort(all, n, sizeof *all, by_size);
	median = n > 0 ? all[n / 2] : 0;
	free(all);
	return median > 0 ? 1 / median : 1;
}
