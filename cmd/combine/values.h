/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * values.h - two fields to one, cell by cell.
 *
 * Codes of equal tables stay codes where each value of the result is one of the
 * two. Other values are computed in float64 and rounded once: to float32, or
 * not at all if one of the fields is of float64.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stdatomic.h>

#include "chunk.h"

enum combine_method {
	COMBINE_SUB, COMBINE_ADD, COMBINE_RATIO, COMBINE_MIN, COMBINE_MAX, COMBINE_MEAN,
	COMBINE_FILL, COMBINE_MASK
};
#define COMBINE_METHODS "sub|add|ratio|min|max|mean|fill|mask"

/* Whether the result is missing where one of the two is, or is what is there. */
bool combine_needs_both(enum combine_method method);

struct values {
	enum combine_method method;
	const struct chunk_header *a, *b;       /* of the two streams, for their tables */
	bool has_above;                 /* a mask is true where b is above this number, */
	double above;                   /* and not where it is other than 0 */
	bool keeps_codes;
	uint32_t missing;               /* the code of cells that are masked */
	_Atomic uint64_t zeros;         /* cells whose ratio is missing since b is 0 there */
};

/* Sets the rest from method, a and b. */
void values_prepare(struct values *v);

/*
 * values_combine() makes the values of `out`, which is described already, of
 * two fields, in the threads of a pool. One of them may be NULL, and is then
 * missing everywhere. 0, or -1 with a reason.
 */
int values_combine(struct values *v, struct chunk_pool *pool, const struct chunk *a,
    const struct chunk *b, struct chunk *out, char *why);

#endif
