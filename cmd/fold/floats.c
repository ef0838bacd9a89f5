/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * floats.c - the state of pixels whose values are floats: sums of differences
 * from the first.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* Whether a run repeats one value that is missing: it adds nothing. */
static bool
is_missing(const struct runs *r, uint64_t marks, enum chunk_type type)
{
	float f32;
	double f64;

	if (marks != (UINT64_C(1) << RUN_PARTS(chunk_value_size(type))) - 1)
		return false;
	if (type == CHUNK_F32)
		return isnan(*(const float *)memcpy(&f32, r->last, sizeof f32));
	return type == CHUNK_F64 && isnan(*(const double *)memcpy(&f64, r->last, sizeof f64));
}

/* Adds a run of an image, whose values are at `values`. */
static void
add_run(const struct fold *f, const struct chunk *c, double scale, size_t run, const void *values)
{
	const size_t at = run * RUN, n = f->pixels - at < RUN ? f->pixels - at : RUN;
	const struct chunk part = { .type = c->type, .data = (void *)values };
	float x[RUN];

	chunk_floats(f->header, &part, 0, n, x);
	for (size_t k = n; k < RUN; k++)
		x[k] = NAN;
	if (!isnan(f->wet))
		for (size_t k = 0; k < RUN; k++)
			x[k] = x[k] > f->wet ? x[k] : NAN;
	if (f->what & FOLD_WEIGHED)
		for (size_t k = 0; k < RUN; k++)
			x[k] = (float)(x[k] * scale);
	add_floats(f, at, x, f->what & FOLD_WEIGHED ? c->have : 1);
	if (f->what & FOLD_RANGE)
		add_range(f, at, x, c->start);
	for (int k = 0; k < f->aboves; k++)
		for (size_t p = 0; p < RUN; p++)
			f->above[k][at + p] += x[p] > (float)f->threshold[k] ?
			    (uint32_t)(c->end - c->start) : 0;
}

void
floats_fold(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	double room[RUN];
	struct runs runs[BLOCK_MAX];

	for (int i = 0; i < b->n; i++)
		runs_seek(&runs[i], &b->image[i], first);
	for (size_t run = first; run < last; run++)
		for (int i = 0; i < b->n; i++) {
			const struct chunk *c = &b->image[i];
			size_t size = chunk_value_size(c->type);
			uint64_t marks = runs_marks(runs_word(&runs[i], run, size), run, size);

			if (!is_missing(&runs[i], marks, c->type))
				add_run(f, c, b->scale[i], run, runs_take(&runs[i], marks,
				    runs_parts(f->pixels, run, size), size, (unsigned char *)room));
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
		/* The division comes last: the sum of hours that are all there is rounded once. */
		return (float)((v->sum[i] + n * (double)v->first[i]) * scale / n);
	case FOLD_STD:
		variance = v->squares[i] / n - mean * mean;
		return variance > 0 ? (float)sqrt(variance) : 0;
	case FOLD_MIN:
		return v->low[i];
	default:
		return v->high[i];
	}
}
