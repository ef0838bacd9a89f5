/* SPDX-License-Identifier: BSD-2-Clause */
/* width.h - how wide a cell is on the earth, for scale bars. */
#ifndef WIDTH_H
#define WIDTH_H

#include "chunk.h"

/*
 * grid_cell_km() is the width of a cell in km, along its row, in the middle of
 * the grid, on a sphere of 6371 km. 0 if that is unknown: the CRS is, PROJ has
 * no projection for it, or rows do not run west to east. 0 also if a cell is
 * half as wide again somewhere else on the grid, or less than two thirds.
 */
double grid_cell_km(const struct chunk_header *h);

#endif
