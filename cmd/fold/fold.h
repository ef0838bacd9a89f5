/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.h - sums, squares, extremes and counts of a stack of fields, pixel by
 * pixel.
 *
 * Fields are handed over with their buffers and folded a block of images at a
 * time, in bands of pixels by the threads of a pool, while the caller reads on.
 * Codes are summed without rounding (exact.h). Other values are summed in
 * float64, as differences from the pixel's first value, so that little cancels.
 */
#ifndef FOLD_H
#define FOLD_H

#include "chunk.h"
#include "fold/exact.h"

/* What a fold keeps: bits of `what` in fold_new(). Not enum fold_result. */
enum {
	FOLD_SUM = 1,                   /* for means and sums */
	FOLD_SQUARES = 2,               /* for standard deviations */
	FOLD_RANGE = 4,                 /* for minima and maxima */
	FOLD_WEIGHED = 8,               /* fields weigh by their images; sums are not exact */
	FOLD_WHEN = 16,                 /* for the times of minima and maxima; with FOLD_RANGE */
	FOLD_HISTOGRAM = 32             /* for quantiles: how often each code came, or all values */
};

struct fold;

/* The largest `most` of fold_new(), a limit of exact sums. */
#define FOLD_MOST EXACT_VALUES_MAX

/*
 * A fold for up to `most` fields, at most FOLD_MOST, of a stream with this
 * header, which must outlive it. Fewer fields need less memory. Its key `wet`
 * says that float values of at most this are left out, as missing ones are; of
 * codes its table does. NULL if out of memory.
 */
struct fold *
fold_new(const struct chunk_header *h, unsigned what, uint32_t most, struct chunk_pool *pool);
void fold_free(struct fold *f);

/*
 * Another fold of the same kind, without fields, for another group of the same
 * stream's fields: they share the buffers of fields. `other` may have
 * fields, and is freed last. NULL if out of memory.
 */
struct fold *fold_like(const struct fold *other);

/*
 * Before anything is added: asks for the time above a threshold too. False if
 * out of memory.
 */
#define FOLD_ABOVE_MAX 16               /* thresholds */
bool fold_add_threshold(struct fold *f, double threshold);

/* About how many bytes FOLD_HISTOGRAM takes for a stream of codes with this header. */
uint64_t fold_histogram_size(const struct chunk_header *h);

/*
 * How many bytes of fields FOLD_HISTOGRAM may keep of a stream of values, in
 * this fold and those like it; fold_push() says so beyond it. There is no limit
 * at first.
 */
void fold_limit_values(struct fold *f, uint64_t bytes);

/*
 * Adds a field, times `scale`, which must be 1 without FOLD_WEIGHED. The
 * payload is taken: `c` gets another buffer. NULL; or why it cannot be added:
 * there were `most` fields already, it has another type, or no memory is left.
 */
const char *fold_push(struct fold *f, struct chunk *c, double scale);

/*
 * Waits until all fields are folded. Results may be asked for only after this.
 * NULL, or why there are none: values were infinite, or beyond float32.
 */
const char *fold_wait(struct fold *f);

/* Starts anew, without fields. */
void fold_clear(struct fold *f);

/* ---- Results: rows x cols values --------------------------------------- */

enum fold_result { FOLD_MIN, FOLD_MAX, FOLD_MEAN, FOLD_STD, FOLD_COUNT };

/*
 * Writes a result for every pixel, rounded once to float32. NaN for a pixel
 * with fewer than `least` (at least 1) values, except a count, which is 0
 * without values. A mean is multiplied by `scale`. If fields weigh, counts are
 * of images. False if a result is infinite, or beyond float32 after it was
 * scaled.
 */
bool fold_result(struct fold *f, enum fold_result what, double least, double scale, float *to);

/*
 * The hours above the k-th threshold, by the lengths of the fields; NaN without
 * a value.
 */
void fold_hours_above(struct fold *f, int k, float *to);

/*
 * The quantile q, 0 to 1, linear between neighbours as numpy.nanquantile has
 * it; NaN without a value. NULL, or why there is none: out of memory, or values
 * that are infinite.
 */
const char *fold_quantile(struct fold *f, double q, float *to);

/*
 * Seconds since 1970 of the start of the first field with the smallest, or
 * largest, value; else NaN.
 */
void fold_when(struct fold *f, enum fold_result what, double *to);

/* ---- The state itself, as layers that other folds of the same kind take in ---- */

/*
 * For folds made for FOLD_MOST fields.
 *
 * fold_save_layer() makes `c` the i-th layer of the state, which must be asked
 * for in order from 0; its time, have and expected are left as they are. 1, 0
 * after the last, -1 if out of memory.
 *
 * fold_merge_layer() adds such a layer; each state begins with its first one.
 * It may be packed, and may be taken: `c` then has another payload.
 * fold_check_merged() checks at the end of a state that all layers were there
 * which this fold needs. 0, or -1 with a reason.
 */
int fold_save_layer(struct fold *f, size_t i, struct chunk *c);
int fold_merge_layer(struct fold *f, struct chunk *c, char *why);
int fold_check_merged(const struct fold *f, char *why);

/*
 * The form of exact sums (exact.h), and squares with twice the exponent; false
 * if sums are not exact.
 */
bool fold_exact(const struct fold *f, int *bits, int *exponent);

/*
 * The name of a threshold's layer, "above_0.1"; false if it would be too long,
 * or mean another.
 */
bool fold_above_name(double threshold, char name[CHUNK_LAYER_MAX + 1]);

#endif
