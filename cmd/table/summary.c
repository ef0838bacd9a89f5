/* SPDX-License-Identifier: BSD-2-Clause */
/* summary.c - means and maxima of the cells of a place. */
#include "table/summary.h"

#include <math.h>
#include <string.h>

enum { PIECE = 1024, BLOCK = 16 };

struct sums {
	double values, weights;
};

/* Adds n values, with their weights if there are any. */
static void
add_values(struct summary *s, struct sums *sums, const float *values, const double *weights, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double weight = weights != NULL ? weights[i] : 1;

		if (isnan(values[i]))
			continue;
		sums->values += weight * (double)values[i];
		sums->weights += weight;
		s->max = values[i] > s->max ? values[i] : s->max;
		s->count++;
	}
}

/*
 * The same of BLOCK values that all are 0 or missing, which change no sum, if
 * the maximum is not below 0: most rain is 0. False if the block is another.
 */
static bool
add_dry(struct summary *s, struct sums *sums, const float *values)
{
	unsigned wet = 0, there = 0;

	for (int i = 0; i < BLOCK; i++) {
		wet += fabsf(values[i]) > 0;
		there += values[i] == values[i];
	}
	if (wet > 0 || !(s->max >= 0))
		return false;
	s->count += there;
	sums->weights += there;
	return true;
}

static void
add_piece(struct summary *s, struct sums *sums, const float *values, const double *weights, size_t n)
{
	size_t i = 0;

	for (; weights == NULL && i + BLOCK <= n; i += BLOCK)
		if (!add_dry(s, sums, values + i))
			add_values(s, sums, values + i, NULL, BLOCK);
	add_values(s, sums, values + i, weights, n - i);
}

struct summary
summary_of(const struct chunk_header *h, const struct chunk *c, const struct place *at, double times)
{
	size_t across = chunk_grid(h)->cols;
	struct summary s = { .max = -INFINITY };
	const double *weights = at->weights;
	struct sums sums = { 0, 0 };
	float piece[PIECE];

	for (const struct run *r = at->cells.at; r < at->cells.at + at->cells.n; r++)
		for (size_t col = r->first, n; col < r->end; col += n) {
			n = r->end - col < PIECE ? r->end - col : PIECE;
			chunk_floats(h, c, r->row * across + col, n, piece);
			units_multiply(piece, n, times);
			add_piece(&s, &sums, piece, weights, n);
			weights = weights != NULL ? weights + n : NULL;
		}
	s.mean = (float)(sums.values / sums.weights);
	return s;
}

bool
summary_time(const struct chunk_header *h, const struct chunk *c, const struct place *at,
    int64_t *time)
{
	size_t across = chunk_grid(h)->cols;
	double latest = NAN;

	if (c->type != CHUNK_F64)
		return false;
	for (const struct run *r = at->cells.at; r < at->cells.at + at->cells.n; r++)
		for (size_t col = r->first; col < r->end; col++)
			latest = fmax(latest, ((const double *)c->data)[r->row * across + col]);
	if (!(fabs(latest) < 1e12))
		return false;
	*time = (int64_t)latest;
	return true;
}
