/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * batch.h - a few fields at a time, and the values of their pixels.
 *
 * x_i(t) is the value of pixel i in field t after the transform, which comes
 * before everything else. Fields without any value are left out.
 */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"

#define BATCH_FIELDS 16

struct batch {
	struct chunk field[BATCH_FIELDS];
	int n;                          /* fields that it has */
	size_t cells;
	uint16_t *lack;                 /* of each pixel: bit t is 1 if field t has no value */
	struct chunk_header *values;    /* private: with the table after the transform */
	bool root;                      /* private: the transform is the square root */
	struct chunk_pool *pool;        /* private */
};

/*
 * batch_open() makes an empty batch for fields of a stream with this header,
 * which has to live as long; false if out of memory. `root` takes the square
 * root of each value. batch_close() accepts what batch_open() left of a
 * failure.
 */
bool batch_open(struct batch *b, const struct chunk_header *h, bool root, struct chunk_pool *pool);
void batch_close(struct batch *b);

/*
 * batch_take() takes a field, in exchange for an old one, and returns whether
 * the batch is full. batch_scan() must come next when it is, and at the end: it
 * finds where values are missing, and leaves out fields that have none. -1 with
 * a reason for values that are infinite, or too large for products, or below 0
 * where the root is wanted.
 * batch_clear() empties the batch.
 */
bool batch_take(struct batch *b, struct chunk *c);
int batch_scan(struct batch *b, char *why);
void batch_clear(struct batch *b);

/* The bits of all fields of the batch. */
static inline uint16_t
batch_full(const struct batch *b)
{
	return (uint16_t)((1u << b->n) - 1);
}

/* The values of `count` cells of field t from `first` on, NaN for missing. */
void batch_floats(const struct batch *b, int t, size_t first, size_t count, float *to);

#endif
