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

	floats_choose(f, false);
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
 * Four values at a time, and masks of them: all bits of an element are 1 where
 * something is true. The compiler makes of each operation as many instructions
 * as the processor needs, so that the results are the same on all.
 */
#define QUAD 4

typedef float quad
    __attribute__((vector_size(QUAD * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef double quad_double
    __attribute__((vector_size(QUAD * sizeof(double)), aligned(sizeof(double)), may_alias));
typedef int32_t quad_mask
    __attribute__((vector_size(QUAD * sizeof(int32_t)), aligned(sizeof(int32_t)), may_alias));
typedef uint32_t quad_count
    __attribute__((vector_size(QUAD * sizeof(uint32_t)), aligned(sizeof(uint32_t)), may_alias));
typedef int64_t quad_long
    __attribute__((vector_size(QUAD * sizeof(int64_t)), aligned(sizeof(int64_t)), may_alias));

/* The elements from `array[i]` on, as a vector of a type. */
#define AT(type, array, i)              (*(type *)((array) + (i)))
#define WIDER(mask)                     __builtin_convertvector((mask), quad_long)
/* Those of a where the mask is 1, else those of b. */
#define SELECT(type, mask, a, b)        ((type)(((mask) & (a)) | (~(mask) & (b))))

/* Leaves out what is not above the threshold of wet. */
static inline void
drop_dry(float *x, float wet)
{
	const quad_mask nothing = (quad_mask)((quad){ 0 } + NAN);

	for (int i = 0; i < RUN; i += QUAD) {
		quad value = AT(quad, x, i);

		AT(quad, x, i) = SELECT(quad, value > wet, (quad_mask)value, nothing);
	}
}

static inline void
scale_values(float *x, double scale)
{
	for (int i = 0; i < RUN; i += QUAD)
		AT(quad, x, i) = __builtin_convertvector(
		    __builtin_convertvector(AT(quad, x, i), quad_double) * scale, quad);
}

/* Adds a run of one image. */
static inline void
add_floats(const struct fold *f, size_t at, const float *x, uint32_t weight)
{
	const struct floats *v = &f->floats;
	const double times = weight;

	for (size_t i = 0; i < RUN; i += QUAD) {
		quad value = AT(quad, x, i), first = AT(quad, v->first, at + i);
		quad_mask is = value == value;
		quad_double off;

		first = SELECT(quad, first == first, (quad_mask)first, (quad_mask)value);
		AT(quad, v->first, at + i) = first;
		off = __builtin_convertvector(value, quad_double) -
		    __builtin_convertvector(first, quad_double);
		off = (quad_double)((quad_long)off & WIDER(is));
		AT(quad_double, v->sum, at + i) += times * off;
		AT(quad_count, f->count, at + i) += (quad_count)is & weight;
		if (f->what & FOLD_SQUARES)
			AT(quad_double, v->squares, at + i) += times * (off * off);
	}
}

/*
 * The lowest or the highest values so far of a run; and when they came, unless
 * `when` is NULL.
 */
static inline void
add_extreme(float *extreme, bool highest, int64_t *when, const float *x, int64_t start)
{
	for (int i = 0; i < RUN; i += QUAD) {
		quad value = AT(quad, x, i), so_far = AT(quad, extreme, i);
		quad_mask better = highest ? value > so_far : value < so_far;

		AT(quad, extreme, i) = SELECT(quad, better, (quad_mask)value, (quad_mask)so_far);
		if (when != NULL) {
			quad_long time = AT(quad_long, when, i);

			better |= (value == value) & __builtin_convertvector(time == NEVER, quad_mask);
			AT(quad_long, when, i) = SELECT(quad_long, WIDER(better), start, time);
		}
	}
}

static inline void
add_range(const struct fold *f, size_t at, const float *x, int64_t start)
{
	int64_t *low = f->what & FOLD_WHEN ? f->when[0] + at : NULL;
	int64_t *high = f->what & FOLD_WHEN ? f->when[1] + at : NULL;

	add_extreme(f->floats.low + at, false, low, x, start);
	add_extreme(f->floats.high + at, true, high, x, start);
}

static inline void
add_above(uint32_t *above, const float *x, float threshold, uint32_t seconds)
{
	for (int i = 0; i < RUN; i += QUAD)
		AT(quad_count, above, i) += (quad_count)(AT(quad, x, i) > threshold) & seconds;
}

/* Whether a run repeats one value that is missing: it adds nothing. */
static inline bool
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
static inline void
add_run(const struct fold *f, const struct chunk *c, double scale, size_t run, const void *values)
{
	const size_t at = run * RUN, n = f->pixels - at < RUN ? f->pixels - at : RUN;
	const struct chunk part = { .type = c->type, .data = (void *)values };
	float x[RUN];

	chunk_floats(f->header, &part, 0, n, x);
	for (size_t k = n; k < RUN; k++)
		x[k] = NAN;
	if (!isnan(f->wet))
		drop_dry(x, f->wet);
	if (f->what & FOLD_WEIGHED)
		scale_values(x, scale);
	add_floats(f, at, x, f->what & FOLD_WEIGHED ? c->have : 1);
	if (f->what & FOLD_RANGE)
		add_range(f, at, x, c->start);
	for (int k = 0; k < f->aboves; k++)
		add_above(f->above[k] + at, x, (float)f->threshold[k], (uint32_t)(c->end - c->start));
}

static inline void
fold_runs(const struct fold *f, const struct block *b, size_t first, size_t last)
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

static void
fold_band(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	fold_runs(f, b, first, last);
}

AVX2 static void
fold_band_avx2(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	fold_runs(f, b, first, last);
}

void
floats_choose(struct fold *f, bool plain)
{
	f->fold_band = !plain && avx2_is_here() ? fold_band_avx2 : fold_band;
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
