/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * agree.h - whether two streams can be combined, and what the header says of
 * the result.
 */
#ifndef AGREE_H
#define AGREE_H

#include "combine/values.h"

/*
 * agree_places() compares grids and CRS; the reason is the first difference.
 * 0, or -1 with a reason, as in all of these.
 */
int agree_places(const struct chunk_header *a, const struct chunk_header *b, char *why);

/* Whether the units of a layer of `a` and one of `b` suit the method. */
int agree_units(const struct values *v, const char *layer_a, const char *layer_b, char *why);

/* How the fields of the two find each other. */
enum agree_by {
	AGREE_TIME,                     /* by their times */
	AGREE_OUTER,                    /* the same, where either may lack some */
	AGREE_ONE,                      /* one time of b serves for all of a */
	AGREE_GROUPS                    /* b is a climatology */
};

/*
 * Makes the header of the result of a copy of a's, which has a's history.
 * Memory that is out marks the header.
 */
void agree_header(const struct values *v, enum agree_by by, struct chunk_header *h);

/*
 * The n-th key and the following of which the two say different things, for -v:
 * "step". NULL if no more do; else n is moved on.
 */
const char *agree_differs(const struct values *v, size_t *n);

#endif
