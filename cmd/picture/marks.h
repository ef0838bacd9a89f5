/* SPDX-License-Identifier: BSD-2-Clause */
/* marks.h - where places of the world and points of the user are on a map, in cells. */
#ifndef MARKS_H
#define MARKS_H

#include <stdbool.h>

#include "chunk.h"
#include "grid/lonlat.h"
#include "table/places.h"

struct marks {
	const struct chunk_grid *grid;
	struct lonlat *lonlat;                  /* NULL: the CRS has no place on the earth; */
	char nowhere[CHUNK_WHY_MAX];            /* why */
};

/* Looks up the CRS of a stream. The caller closes m->lonlat. */
void marks_open(struct marks *m, const struct chunk_header *h);

/*
 * Both give row and column as in geometry.h: the centre of the first cell is
 * 0.5, 0.5. False if that is not on the map. marks_place() needs m->lonlat;
 * marks_point() ends the tool if a point is given by longitude and latitude, and
 * the CRS has no place on the earth.
 */
bool marks_place(const struct marks *m, struct point lonlat, double *row, double *col);
bool marks_point(const struct marks *m, const struct place *p, double *row, double *col);

#endif
