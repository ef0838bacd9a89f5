/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geometry.h - where the cells of a grid are.
 *
 * Rows and columns are real numbers counted from the outer corner of the
 * upper-left cell: cell (r, c) is [r, r + 1) x [c, c + 1), its centre is at
 * r + 0.5, c + 0.5. Coordinates are in units of the grid's CRS.
 */
#ifndef GEOMETRY_H
#define GEOMETRY_H

#include <stdbool.h>

#include "chunk.h"

struct point {
	double x, y;
};

struct bounds {
	double west, east, south, north;
};

/* The point at a row and column. */
struct point grid_point(const struct chunk_grid *g, double row, double col);

/*
 * grid_cell() finds the row and column of the cell that holds a point. A point
 * within 1e-9 cells of an edge is on it, and so in the cell south or east of
 * it. False if it is outside the grid, or if the affine has no inverse.
 */
bool grid_cell(const struct chunk_grid *g, struct point p, uint32_t *row, uint32_t *col);

/*
 * The row and column of a point, as real numbers, also outside the grid. False
 * if the affine has no inverse.
 */
bool grid_position(const struct chunk_grid *g, struct point p, double *row, double *col);

/*
 * Whether there can be such a map: row 0 is the north and column 0 the west,
 * rows are not along columns, cells are of 1e-9 to 1e9 units, and the corner is
 * within 1e12 of the origin, so that the cells beside each other have different
 * coordinates. Files that are damaged, or made up, say others.
 */
bool grid_can_be(const struct chunk_grid *g);

/*
 * Whether a grid can be where it says, in degrees: between the poles, and no
 * wider than the earth, but for a cell. True for a CRS that is not known to be
 * of longitude and latitude.
 */
bool grid_on_earth(const char *crs, const struct chunk_grid *g);

/* The smallest box around all four corners. */
struct bounds grid_bounds(const struct chunk_grid *g);

/* Whether rows do not run west to east, or columns not north to south. */
bool grid_is_rotated(const struct chunk_grid *g);

/*
 * The grid that begins so many rows south and columns east of this one's corner
 * (negative: north, west), with as many cells. For a part of a grid, set rows
 * and cols of the result.
 */
struct chunk_grid grid_moved(const struct chunk_grid *g, double rows, double cols);

/*
 * Cells `factor` times as wide and high from the same corner; incomplete ones
 * are dropped.
 */
struct chunk_grid grid_scaled(const struct chunk_grid *g, uint32_t factor);

/*
 * The decimal number with the fewest digits after the point that is within so
 * much of `x`; x itself if none of twelve digits is.
 */
double grid_tidy(double x, double within);

#endif
