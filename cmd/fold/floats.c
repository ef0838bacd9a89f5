/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * floats.c - the state of pixels whose values are floats: sums of differences
 * from the first.
 */
#include <math.h>
#include <stdlib.h>

#include "fold/private.h"

bool
floats_make(struct fold *f)
{
	struct floats *v = &f->floats;
	size_t room = f->runs * RUN;

	v->first = malloc(room * sizeof *v->first);
	v->sum = malloc(room * sizeof *v->sum);
	if (v->first == NULL || v->sum == NULL)
		return false;
	if ((f->what & FOLD_SQUARES) && (v->squares = malloc(room * sizeof *v->squares)) == NULL)
		return false;
	if (f->what & FOLD_RANGE) {
		v->low = malloc(room * sizeof *v->low);
		v->high = malloc(room * sizeof *v->high);
		return v->low != NULL && v->high != NULL;
	}
	return true;
}

void
floats_clear(struct fold *f)
{
	for (size_t i = 0; i < f->runs * RUN; i++) {
		f->floats.first[i] = NAN;
		f->floats.sum[i] = 0;
		if (f->what & FOLD_SQUARES)
			f->floats.squares[i] = 0;
		if (f->what & FOLD_RANGE) {
			f->floats.low[i] = INFINITY;
			f->floats.high[i] = -INFINITY;
		}
	}
}

void
floats_free(struct floats *v)
{
	free(v->first);
	free(v->sum);
	free(v->squares);
	free(v->low);
	free(v->high);
}

/* ---- Folding ----------------------------------------------------------- */

/*
 * Adds a run of one image. The loops are plain, so the compiler vectorises
 * them.
 */
static void
add_floats(const struct fold *f, size_t at, const float *restrict x, uint32_t weight)
{
	const struct floats *v = &f->floats;
	float *restrict first = v->first + at;
	double *restrict sum = v->sum + at;
	uint32_t *restrict count = f->count + at;

	for (int i = 0; i < RUN; i++) {
		bool is = x[i] == x[i];
		double d;

		first[i] = first[i] == first[i] ? first[i] : x[i];
		d = is ? (double)x[i] - (double)first[i] : 0;
		sum[i] += weight * d;
		count[i] += is ? weight : 0;
	}
	if (f->what & FOLD_SQUARES) {
		double *restrict squares = v->squares + at;

		for (int i = 0; i < RUN; i++) {
			double d = x[i] == x[i] ? (double)x[i] - (double)first[i] : 0;

			squares[i] += weight * (d * d);
		}
	}
}

static void
add_range(const struct fold *f, size_t at, const float *restrict x, int64_t start)
{
	float *restrict low = f->floats.low + at, *restrict high = f->floats.high + at;

	if (f->what & FOLD_WHEN)
		for (size_t i = 0; i < RUN; i++) {
			if (x[i] < low[i] || (x[i] == x[i] && f->when[0][at + i] == NEVER))
				f->when[0][at + i] = start;
			if (x[i] > high[i] || (x[i] == x[i] && f->when[1][at + i] == NEVER))
				f->when[1][at + i] = start;
		}
	for (int i = 0; i < RUN; i++) {
		low[i] = x[i] < low[i] ? x[i] : low[i];
		high[i] = x[i] > high[i] ? x[i] : high[i];
	}
}

void
floats_fold(const struct fold *f, const struct block *b, size_t at)
{
	size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;

	for (int i = 0; i < b->n; i++) {
		const struct chunk *c = &b->image[i];
		float x[RUN];

		chunk_floats(f->header, c, at, n, x);
		for (size_t k = n; k < RUN; k++)
			x[k] = NAN;
		if (f->what & FOLD_WEIGHED)
			for (size_t k = 0; k < RUN; k++)
				x[k] = (float)(x[k] * b->scale[i]);
		add_floats(f, at, x, f->what & FOLD_WEIGHED ? c->have : 1);
		if (f->what & FOLD_RANGE)
			add_range(f, at, x, c->start);
		for (int k = 0; k < f->aboves; k++)
			for (size_t p = 0; p < RUN; p++)
				f->above[k][at + p] += x[p] > (float)f->threshold[k] ?
				    (uint32_t)(c->end - c->start) : 0;
	}
}

/* Whether no sum is infinite, or NaN from infinite values. */
bool
floats_are_finite(const struct fold *f)
{
	for (size_t i = 0; i < f->pixels && (f->what & FOLD_SUM); i++)
		if (!isfinite(f->floats.sum[i]) ||
		    ((f->what & FOLD_SQUARES) && !isfinite(f->floats.squares[i])))
			return false;
	return true;
}

/* ---- Results ----------------------------------------------------------- */

float
floats_result(const struct fold *f, size_t i, enum fold_result what, double scale)
{
	const struct floats *v = &f->floats;
	double n = f->count[i], mean = v->sum[i] / n, variance;

	switch (what) {
	case FOLD_MEAN:
		return (float)((mean + (double)v->first[i]) * scale);
	case FOLD_STD:
		variance = v->squares[i] / n - mean * mean;
		return variance > 0 ? (float)sqrt(variance) : 0;
	case FOLD_MIN:
		return v->low[i];
	default:
		return v->high[i];
	}
}
