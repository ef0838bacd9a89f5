/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lonlat.h - longitude and latitude of the cells of a stream's grid, and the
 * cell of a longitude and latitude, in degrees from Greenwich.
 *
 * They are on the ellipsoid of the grid's own CRS: no change of datum comes in,
 * which is up to 200 m for old ones, and nothing for ETRS89 and WGS 84.
 */
#ifndef LONLAT_H
#define LONLAT_H

#include <stdbool.h>

#include "grid/geometry.h"

struct lonlat;

/*
 * lonlat_open() looks up the CRS of a stream. NULL with a reason
 * (CHUNK_WHY_MAX bytes): it is unknown, or PROJ cannot make a projection of it.
 * For one thread at a time.
 */
struct lonlat *lonlat_open(const struct chunk_header *h, char *why);
void lonlat_close(struct lonlat *l);
/* Another one of the same grid, made in another thread for itself; NULL if out of memory. */
struct lonlat *lonlat_copy(const struct lonlat *l);

/* Whether x and y of the grid are longitude and latitude themselves. */
bool lonlat_is_degrees(const struct lonlat *l);

/*
 * lonlat_of() gives the place of a row and column, as in geometry.h: row + 0.5,
 * col + 0.5 is the centre of a cell. Longitudes are as the grid numbers them if
 * it is in degrees, such as 0 to 360, else -180 to 180. False if the projection
 * has no such place: a corner of a picture of the whole earth is in space.
 */
bool lonlat_of(struct lonlat *l, double row, double col, struct point *lonlat);

/*
 * lonlat_centres() gives the places of the centres of `rows` rows from `row` on,
 * in the threads of a pool; NaN, NaN where there is none. 0, or -1 if out of
 * memory.
 */
int lonlat_centres(const struct lonlat *l, struct chunk_pool *pool, uint32_t row, uint32_t rows,
    struct point *centres);

/*
 * lonlat_cell() finds the cell that holds a place, with longitudes modulo 360.
 * False if none does.
 */
bool lonlat_cell(struct lonlat *l, struct point lonlat, uint32_t *row, uint32_t *col);

/*
 * lonlat_position() finds the row and column, as real numbers, of a place, which
 * may lie outside the grid: in degrees, at most half a turn from its middle. False
 * if the projection has no such place.
 *
 * lonlat_near() does the same for places inside or near the grid, faster: what it
 * gives for others may be wrong, and longitudes in degrees are taken as they are.
 */
bool lonlat_position(struct lonlat *l, struct point lonlat, double *row, double *col);
bool lonlat_near(struct lonlat *l, struct point lonlat, double *row, double *col);

/*
 * Whether all of the grid's edge is on the earth. If not, lonlat_bounds() tells
 * little of the grid.
 */
bool lonlat_is_whole(const struct lonlat *l);

/*
 * lonlat_bounds() gives bounds of the grid in degrees, by the places along its
 * edge and the poles, for messages; false if there are none. A grid across the
 * antimeridian has its east beyond 180, or its west below -180.
 */
bool lonlat_bounds(struct lonlat *l, struct bounds *b);

/*
 * lonlat_cell_area() gives the area of a cell, relative to others of the grid:
 * the cosine of the latitude of its centre if the grid is in degrees, else the
 * inverse of the projection's areal scale there. 0 if there is no such place.
 */
double lonlat_cell_area(struct lonlat *l, uint32_t row, uint32_t col);

#endif
