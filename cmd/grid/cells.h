/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cells.h - sets of a grid's cells, chosen by where their centres are.
 *
 * The longitudes and latitudes of a grid are computed row by row, in the
 * threads of a pool, and never kept: a projected grid may have millions.
 */
#ifndef CELLS_H
#define CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"

/* The cells [first, end) of a row. */
struct run {
	uint32_t row, first, end;
};

/* Starts as { 0 }. The runs are in the order of the cells, and do not touch. */
struct cells {
	struct run *at;
	size_t n, room;
	uint64_t count;                 /* cells in all of them */
};

void cells_free(struct cells *c);

/*
 * Angles as whole numbers of 2^-40 degrees, a ten-thousandth of a millimetre:
 * products of two of them are exact in 128 bits, and an edge that a file says
 * in decimals is at a centre, whatever float64 makes of the sums that give it.
 */
#define ANGLE_DEGREE (INT64_C(1) << 40)
#define ANGLE_TURN   (360 * ANGLE_DEGREE)
#define ANGLE_NONE   INT64_MIN          /* of a cell that is nowhere on the earth */

/* Degrees, at most 720 of them, to the nearest such number. */
int64_t cells_angle(double degrees);

/*
 * A row of centres, and in blocks of CENTRES_BLOCK what holds them: many cells
 * can so be looked at as one.
 */
#define CENTRES_BLOCK 64u

struct centres {
	uint32_t row, cols;
	double *lon, *lat;              /* degrees; NaN for a cell that is nowhere */
	int64_t *x, *y;                 /* the same as angles, or ANGLE_NONE */
	struct centres_block {
		int64_t west, east, south, north;       /* of those that are somewhere */
		bool any, all;                          /* are somewhere */
	} *block;
	unsigned char *in;              /* for a function's own marks: cols zeros */
};

/*
 * Adds the cells of [first, end) of a row whose mark `in` is not 0, and makes
 * the marks 0. False if out of memory.
 */
bool cells_add(struct cells *c, struct centres *row, uint32_t first, uint32_t end);

/*
 * A function for cells_find(): adds the cells of a row to the sets. It runs in
 * several threads at once, and touches nothing but its row and its sets. False
 * if out of memory.
 */
typedef bool cells_row_fn(const void *arg, struct centres *row, struct cells *sets);

/*
 * Calls fn() for every row of the stream's grid, and gives its `n` sets, which
 * are empty before. The result is the same for any number of threads. 0, or -1
 * with a reason: the CRS is unknown, or out of memory.
 */
int cells_find(const struct chunk_header *h, struct chunk_pool *pool, cells_row_fn *fn,
    const void *arg, struct cells *sets, size_t n, char *why);

#endif
