/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * onto.h - fields of one grid onto another grid, in the same CRS or another.
 *
 * Places are compared by longitude and latitude on the ellipsoid of each CRS:
 * there is no change of datum (lonlat.h). In one projected CRS they are
 * compared there, which needs no PROJ.
 */
#ifndef ONTO_H
#define ONTO_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"

struct lonlat;

/*
 * onto_lonlats() opens longitude and latitude of both grids, to be closed by the
 * caller. Both stay as they are, NULL, where places are compared without them: in
 * one CRS that is not in degrees. 0, or -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int onto_lonlats(const struct chunk_header *from, const struct chunk_header *to,
    struct lonlat **old, struct lonlat **new, char *why);

enum onto_method { ONTO_NEAREST, ONTO_MEAN };

#define ONTO_NONE UINT32_MAX            /* of a cell that is on no cell of the other grid */

struct onto {
	enum onto_method method;
	const struct chunk_header *from, *to;
	bool keeps_codes;
	uint32_t missing;               /* then: the code of cells outside */
	size_t cells, sources;          /* of both grids */
	size_t covered;                 /* cells whose centres are in the other grid */
	size_t empty;                   /* of those, cells without a value of their own */

	uint32_t *cell;                 /* nearest: for each cell, the one that holds its centre */
	size_t *first;                  /* mean: for each cell, its first member; then their number */
	uint32_t *member;               /* cells of the old grid, in their order */
	double *weight;                 /* of each member */
};

/*
 * onto_prepare() finds which cells belong together, in the threads of a pool.
 * method, from and to are set; both headers must outlive `o`, which starts as
 * { 0 } and is freed by onto_free(). 0, or -1 with a reason (CHUNK_WHY_MAX
 * bytes): a CRS is unknown, the grids do not overlap, or the new one is too
 * fine for means.
 */
int onto_prepare(struct onto *o, struct chunk_pool *pool, char *why);
void onto_free(struct onto *o);

/* For chunk_map(); `arg` is a struct onto, which it only reads. Gaps stay. */
int onto_work(void *arg, struct chunk *in, struct chunk *out, char *why);

#endif
