/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * polygons.h - polygons of a GeoJSON file, and the cells of a grid that they
 * hold.
 *
 * GeoJSON as RFC 7946 has it: longitude and latitude, edges that are straight
 * in them. A cell is in a polygon if its centre is. A centre on an edge is in
 * what is east of the edge, or north of it if the edge runs east: so polygons
 * that share an edge share no cell and leave none out. Rings count by even-odd,
 * and longitudes modulo 360.
 */
#ifndef POLYGONS_H
#define POLYGONS_H

#include "grid/box.h"
#include "grid/cells.h"
#include "grid/lonlat.h"

#define POLYGONS_KEY_MAX 255            /* bytes of a property that is asked for */

/* The polygons of a file, one for each feature. */
struct polygons;

/*
 * polygons_check_feature() says whether `feature` is "key=value". 0, or -1 with
 * a reason.
 *
 * polygons_read() reads a file (at most 256 MiB). `feature`, if not NULL, takes
 * the features that have this value of a property, or this id. NULL with a
 * reason that begins with the path, also if there is no polygon, or if the
 * build has no jansson.
 */
int polygons_check_feature(const char *feature, char *why);
struct polygons *polygons_read(const char *path, const char *feature, char *why);
void polygons_free(struct polygons *p);

/* At least 1. */
size_t polygons_count(const struct polygons *p);

/*
 * The property name (or NAME, Name) of a feature, or else its id; NULL if it has
 * neither.
 */
const char *polygons_name(const struct polygons *p, size_t i);

/* Whether each has a name that no other has: 0, or -1 with a reason. */
int polygons_check_names(const struct polygons *p, char *why);

/* CRC-32 of the file: what a history can say of it. */
uint32_t polygons_digest(const struct polygons *p);

/* The box around all of them, at most 360 degrees wide. */
struct box polygons_box(const struct polygons *p);

/*
 * Finds the cells of each polygon: `sets` has polygons_count() of them. One
 * pass over the grid for all polygons, in the threads of the pool. 0, or -1
 * with a reason. A polygon may hold no cell. polygons_any_cells() finds those
 * that are in any of them, as one set.
 *
 * polygons_no_cell() then writes why, and returns -1: it is outside the grid,
 * or how large it is in cells. polygons_go_beyond() tells whether one has
 * corners outside the grid, more than a thousandth of its size from it.
 */
int polygons_cells(const struct polygons *p, const struct chunk_header *h, struct chunk_pool *pool,
    struct cells *sets, char *why);
int polygons_any_cells(const struct polygons *p, const struct chunk_header *h,
    struct chunk_pool *pool, struct cells *set, char *why);
bool polygons_go_beyond(const struct polygons *p, size_t i, struct lonlat *l);
int polygons_no_cell(const struct polygons *p, size_t i, const struct chunk_header *h, char *why);

#endif
