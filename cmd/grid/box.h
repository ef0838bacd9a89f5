/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * box.h - the rows and columns of a grid that a box in longitude and latitude
 * holds.
 *
 * A cell is in the box if its centre is, and the edges of the box belong to it:
 * centres within a millionth of a cell of an edge are on it.
 */
#ifndef BOX_H
#define BOX_H

#include <stdbool.h>
#include <stdint.h>

#include "grid/geometry.h"

/* In degrees, west to east: east is more than west, and by at most 360. */
struct box {
	double west, south, east, north;
};

/*
 * Rows from `row` on; columns from `col` on, and then `more` from column 0 on.
 */
struct box_part {
	uint32_t row, rows;
	uint32_t col, cols, more;
	struct chunk_grid grid;         /* of these cells */
};

/*
 * box_parse() reads "west,south,east,north" in degrees. An east below the west
 * is meant 360 further. 0, or -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int box_parse(const char *text, struct box *b, char *why);

/* The whole grid. */
struct box_part box_whole(const struct chunk_grid *g);

/*
 * box_of_degrees() finds the part of a grid in longitude and latitude. The box
 * is moved by the multiple of 360 with which it holds some, and the part has
 * the box's longitudes; if the grid goes round the earth, columns on both sides
 * of its seam are joined, and those that come twice are taken once. A box of
 * 360 degrees holds a smaller grid as it is numbered. 0, or -1 with a reason
 * that says where the grid is, or that the box holds two parts with a hole
 * between.
 */
int box_of_degrees(const struct chunk_grid *g, const struct box *b, struct box_part *part,
    char *why);

/*
 * How many columns of a grid in longitude and latitude go round the earth; 0 if
 * it has fewer, or if no number of them does. Some files have the first again
 * at the end.
 */
uint32_t box_columns_round(const struct chunk_grid *g);

/*
 * For messages about a box that holds nothing of a grid with these bounds: if it
 * would with longitudes and latitudes the other way round, a clause that says so;
 * else "".
 */
const char *box_turned(const struct box *b, const struct bounds *grid);

/* Whether a place is in the box: what is 1e-9 degrees from an edge is on it. */
bool box_holds(const struct box *b, struct point lonlat);

/*
 * box_of_projected() finds all rows and columns with a centre in the box, so
 * that some cells of the part may be outside. `inverse` gives the longitude and
 * latitude of a point of the grid, or false where there is none.
 */
typedef bool box_inverse_fn(void *arg, struct point xy, struct point *lonlat);

int box_of_projected(const struct chunk_grid *g, box_inverse_fn *inverse, void *arg,
    const struct box *b, struct box_part *part, char *why);

#endif
