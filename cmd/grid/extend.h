/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * extend.h - a grid made larger by whole cells, so that it holds another one
 * too.
 */
#ifndef EXTEND_H
#define EXTEND_H

#include "chunk.h"

/*
 * grid_extend() gives the grid of `like`, with as many whole cells before and
 * after it as hold the edge and the centres of all cells of the grid of `in`, in
 * `g`; by the threads of a pool. Both headers have grids; their places are
 * compared as in onto.h. What of `in` is in space, such as the corners of a
 * picture of the whole earth, is left out.
 *
 * 0, or -1 with a reason (CHUNK_WHY_MAX bytes): a CRS is unknown, `in` reaches
 * to where the projection of `like` has no place, the grid would be larger than a
 * stream's may be, or out of memory.
 */
int grid_extend(const struct chunk_header *like, const struct chunk_header *in,
    struct chunk_pool *pool, struct chunk_grid *g, char *why);

#endif
