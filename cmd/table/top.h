/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * top.h - the n largest values of a stream, each with its cell and time.
 *
 * Values may have to be apart: then only those count that are the largest
 * within a distance and a time of themselves, so that one storm is one line. Of
 * equal values the earlier counts, then the one further north, then west.
 *
 * Only values that may still be among the n are kept, and only for as long as
 * another can be near them: memory does not grow with the length of the stream.
 */
#ifndef TOP_H
#define TOP_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "grid/lonlat.h"

#define TOP_MAX 100000

struct top_value {
	float value;
	uint32_t row, col;
	uint32_t have, expected;
	int64_t start, end;
};

struct top;

/*
 * top_new() begins to look for `n` values, 1 to TOP_MAX, above 0. Starts of two
 * fields that are less than `seconds` apart, and places that are less than `km`
 * apart along a great circle, are near; 0, 0 looks for the largest of all. `l`
 * is only used then, and stays the caller's. NULL if out of memory.
 */
struct top *top_new(size_t n, double km, int64_t seconds, struct lonlat *l);
void top_free(struct top *t);

/*
 * top_push() takes the next field, whose values are `values`, row by row. 0, or
 * -1 with a reason.
 */
int top_push(struct top *t, const struct chunk *c, const struct chunk_grid *g, const float *values,
    char *why);

/*
 * top_finish() gives the values, the largest first, until top_free(): *found of
 * them, less than n if there are no more. -1 with a reason if more values than
 * TOP_CANDIDATES would have had to be kept to be sure of all n.
 */
int top_finish(struct top *t, const struct top_value **values, size_t *found, char *why);

#define TOP_CANDIDATES (2u << 20)       /* values that are kept, of 32 bytes */

#endif
