/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * region.h - a part of a stream's grid, and fields cut down to it.
 *
 * A region is a rectangle of rows and columns, which on a grid that goes round
 * the earth may lie across its seam; and the cells of the rectangle that become
 * missing.
 */
#ifndef REGION_H
#define REGION_H

#include "grid/box.h"
#include "grid/cells.h"

struct region {
	struct chunk_grid from;         /* the whole grid */
	struct box_part part;
	struct cells outside;           /* rows and columns of the part */
	uint32_t missing;               /* the code that they get */
};

/*
 * These find a region of the stream's grid: 0, or -1 with a reason. The caller
 * frees it.
 *
 * region_of_rows(): rows [row, row_end), columns [col, col_end); UINT32_MAX is
 * the end of the grid.
 *
 * region_of_xy(): the cells whose centres are in a box in the grid's CRS, with
 * its edges. region_of_box(): those in a box in longitude and latitude. If
 * `mask`, the other cells of the rectangle are outside.
 *
 * region_of_cells(): the rectangle around a set of cells, which is not empty;
 * all others are outside. It is numbered as `b`, which is around them.
 */
int region_of_rows(struct region *r, const struct chunk_header *h, uint32_t row, uint32_t row_end,
    uint32_t col, uint32_t col_end, char *why);
int region_of_xy(struct region *r, const struct chunk_header *h, const struct bounds *b, bool mask,
    char *why);
int region_of_box(struct region *r, const struct chunk_header *h, struct chunk_pool *pool,
    const struct box *b, bool mask, char *why);
int region_of_cells(struct region *r, const struct chunk_header *h, const struct cells *cells,
    const struct box *b, char *why);
void region_free(struct region *r);

/* Whether it is the whole grid, with nothing outside. */
bool region_is_whole(const struct region *r);

/* The code that means missing; false if none does, or there is no table. */
bool region_code(const struct chunk_header *h, uint32_t *missing);

/*
 * region_missing() finds the code of the cells outside, if a stream of codes
 * needs one: 0, or -1 with a reason if no code of its table means missing.
 */
int region_missing(struct region *r, const struct chunk_header *h, char *why);

/*
 * region_cut() makes `out`, which is packed, of a record that may be, in any
 * thread; `in` may be changed. 0, or -1 with a reason.
 */
int region_cut(const struct region *r, struct chunk *in, struct chunk *out, char *why);

#endif
