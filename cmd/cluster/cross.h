/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cross.h - sums over time: of every pixel, and of its products with landmarks.
 *
 * This is all that is kept of the fields, so memory does not grow with time.
 * For pixel i and landmark j, over the fields in which the values are there:
 *
 *	count_i, sum_i, squares_i       how many values, sum of x, sum of x^2
 *	product_ij                      sum of x_i x_j
 *
 * Where values are missing, more is kept, so that every pair has the sums over
 * the fields that both have:
 *
 *	without_ij                      sum of x_i over the fields that j lacks
 *	theirs_ij                       sum of x_j over the fields that i lacks
 *	neither_ij                      how many fields both lack
 *
 * Products are float32, added up over a batch of fields first: after 8772
 * fields of rain correlations are off by about 1e-6. No sum depends on the
 * number of threads: a pixel belongs to one.
 */
#ifndef CROSS_H
#define CROSS_H

#include "cluster/batch.h"
#include "cluster/landmarks.h"

struct cross_gaps {
	float *without;                 /* landmarks x cells */
	float *theirs, *neither;        /* cells x stride */
};

struct cross {
	size_t cells;
	int landmarks;
	int stride;                     /* landmarks, rounded up to whole lanes */
	uint32_t cell[LANDMARKS_MAX];   /* of each landmark */
	uint32_t fields;                /* that had any value */
	uint32_t *count;                /* by cell; 0: never a value */
	double *sum, *squares;
	float *product;                 /* cells x stride */
	struct cross_gaps *gaps;        /* NULL as long as no pixel lacks what another has */
	struct chunk_pool *pool;
};

/*
 * cross_open() begins with landmarks at these cells, and no fields; false if
 * out of memory. Pages that no value reaches are never touched. cross_close()
 * accepts what it left of a failure.
 */
bool cross_open(struct cross *x, size_t cells, const uint32_t *landmark, int landmarks,
    struct chunk_pool *pool);
void cross_close(struct cross *x);

/* Adds the fields of a batch that was scanned; false if out of memory. */
bool cross_push(struct cross *x, const struct batch *b);

/*
 * cross_add() adds the sums of `from`, which has the same landmarks and other
 * fields, and may get room for gaps; false if out of memory. cross_subtract()
 * takes them out again: products are then those of before within the rounding
 * of the sum of both.
 */
bool cross_add(struct cross *x, struct cross *from);
void cross_subtract(struct cross *x, struct cross *from);

/* About how many bytes a pixel with values takes, if none are missing. */
size_t cross_pixel_size(int landmarks);

/* ---- Private: cross-gaps.c ---------------------------------------------- */

/* A batch on its way into the sums. */
struct pushing {
	struct cross *x;
	const struct batch *b;
	float *value;                   /* fields x stride: of landmarks, 0 if missing */
	float *lack;                    /* the same: 1 if missing, else 0 */
	uint16_t lacks[LANDMARKS_MAX];  /* the bits of a landmark */
	bool any;                       /* there are such bits */
	double sum[LANDMARKS_MAX];      /* of landmarks, before the batch */
	float missing[LANDMARKS_MAX];   /* fields that they lack, before the batch */
};

/* The values of pixel i in a batch that are not 0, and the fields it lacks. */
struct values {
	int n;
	float x[BATCH_FIELDS];
	int field[BATCH_FIELDS];
	uint16_t lack;
};

/*
 * Makes room for the sums of gaps if the batch has any; false if out of memory.
 */
bool cross_gaps_prepare(struct pushing *p);
/* What a pixel adds to them. The first value of a pixel comes with `first`. */
void cross_gaps_push(const struct pushing *p, size_t i, const struct values *v, bool first);

#endif
