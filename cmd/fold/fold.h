/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.h - what a stack of fields comes to, pixel by pixel: sums, squares, extremes, counts.
 *
 * Fields are handed over by buffer and folded a block of images at a time, in bands of pixels by the
 * threads of a pool, while the caller reads on. Codes are summed without rounding (exact.h); other
 * values in float64, as differences from the pixel's first value, so that little cancels.
 */
#ifndef FOLD_H
#define FOLD_H

#include "chunk.h"

enum {
	FOLD_SUM = 1,                   /* for means and sums */
	FOLD_SQUARES = 2,               /* for standard deviations */
	FOLD_RANGE = 4,                 /* for minima and maxima */
	FOLD_WEIGHED = 8,               /* fields weigh by what they have; no exact sums then */
	FOLD_WHEN = 16,                 /* for the times of minima and maxima; with FOLD_RANGE */
	FOLD_HISTOGRAM = 32             /* for quantiles: how often each code came; of codes only */
};

struct fold;

/* What `most` of fold_new() may be: limits of exact sums. */
#define FOLD_MOST (1 << 23)

/*
 * A fold for up to `most` fields, FOLD_MOST at the most, of a stream with this header, which must live
 * as long. Fewer make smaller sums. NULL: out of memory.
 */
struct fold *fold_new(const struct chunk_header *h, unsigned what, uint32_t most, struct chunk_pool *pool);
void fold_free(struct fold *f);

/* Before anything is added: asks for the time above a threshold too. False if out of memory. */
#define FOLD_ABOVE_MAX 16               /* thresholds */
bool fold_add_threshold(struct fold *f, double threshold);

/* About how many bytes FOLD_HISTOGRAM takes for a stream with this header. */
uint64_t fold_histogram_size(const struct chunk_header *h);

/*
 * Adds a field, scaled (1 for as it is; only where weighed). Its payload is taken: `c` gets another
 * buffer. NULL, or why it cannot be added: `most` fields were already, or it is of another type.
 */
const char *fold_push(struct fold *f, struct chunk *c, double scale);

/*
 * Waits until all that was pushed is folded. Results may be asked for only after this. NULL, or why there
 * are none: values were infinite, or larger than float32.
 */
const char *fold_wait(struct fold *f);

/* Forgets what was added. */
void fold_clear(struct fold *f);

/* ---- Results: rows x cols values ---- */

enum fold_result { FOLD_MIN, FOLD_MAX, FOLD_MEAN, FOLD_STD, FOLD_COUNT };

/*
 * Writes a result for every pixel, float32 rounded once; NaN where fewer than `least` (at least 1)
 * values went in. A mean is multiplied by `scale`. Counts are 0 there, not NaN; where fields weigh,
 * values and counts are of images. False where a value is infinite, or beyond float32 once it was scaled.
 */
bool fold_result(struct fold *f, enum fold_result what, double least, double scale, float *to);

/* The hours above the k-th threshold, by the lengths of the fields; NaN where there is no value. */
void fold_hours_above(struct fold *f, int k, float *to);

/* The quantile q, 0 to 1, linear between neighbours as numpy.nanquantile has it; NaN without a value. */
void fold_quantile(struct fold *f, double q, float *to);

/* Seconds since 1970 of the start of the first field with the smallest, or largest, value; else NaN. */
void fold_when(struct fold *f, enum fold_result what, double *to);

/* ---- The state itself, as layers that other folds of the same kind take in ---- */

/*
 * Of folds made for FOLD_MOST fields.
 * fold_save_layer() makes `c` the i-th layer of the state, from 0, asked for in order (its time, have and
 * expected are left as they are): 1, 0 past the last, -1 where memory is out.
 * fold_merge_layer() takes such a layer; each state begins with its first. fold_check_merged() sees at the end of
 * one that all was there that this fold needs. 0, or -1 with a reason.
 */
int fold_save_layer(struct fold *f, size_t i, struct chunk *c);
int fold_merge_layer(struct fold *f, const struct chunk *c, char *why);
int fold_check_merged(const struct fold *f, char *why);

/* Of codes: sum = (sum0 + sum1 2^bits + sum2 2^(2 bits) ...) 2^exponent, squares twice that; else false. */
bool fold_exact(const struct fold *f, int *bits, int *exponent);

/* The name of the layer for a threshold, "above_0.1"; false where it would be too long, or another's. */
bool fold_above_name(double threshold, char name[CHUNK_LAYER_MAX + 1]);

#endif
