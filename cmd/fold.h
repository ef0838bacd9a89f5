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
	FOLD_WEIGHED = 8                /* fields weigh by what they have; no exact sums then */
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

/*
 * Adds a field, scaled (1 for as it is; only where weighed). Its payload is taken: `c` gets another
 * buffer. False where `most` fields were added already.
 */
bool fold_push(struct fold *f, struct chunk *c, double scale);

/* Waits until all that was pushed is folded. Results may be asked for only after this. */
void fold_wait(struct fold *f);

/* Forgets what was added. */
void fold_clear(struct fold *f);

enum fold_result { FOLD_MIN, FOLD_MAX, FOLD_MEAN, FOLD_STD, FOLD_COUNT };

/*
 * Writes a result for every pixel, rows x cols float32, rounded once; NaN where fewer than `least`
 * (at least 1) values went in. A mean is multiplied by `scale`. Counts are 0 there, not NaN; where
 * fields weigh, values and counts are of images.
 */
void fold_result(struct fold *f, enum fold_result what, double least, double scale, float *to);

#endif
