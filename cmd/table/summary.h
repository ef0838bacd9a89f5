/* SPDX-License-Identifier: BSD-2-Clause */
/* summary.h - what a place has in a field. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "table/places.h"

struct summary {
	float mean, max;
	size_t count;                   /* cells with a value; if 0, the others are invalid */
};

/*
 * summary_of() summarises the values of field `c` in the cells of a place, each
 * multiplied by `times`. The mean is summed in float64 in the order of the
 * cells, with their weights, and rounded once.
 */
struct summary summary_of(const struct chunk_header *h, const struct chunk *c,
    const struct place *at, double times);

/*
 * summary_time() gives the value of the only cell of a place, and of any place
 * the latest, in whole seconds since 1970: for layers of times, which float32
 * cannot hold. False if there is none.
 */
bool summary_time(const struct chunk_header *h, const struct chunk *c, const struct place *at,
    int64_t *time);

#endif
