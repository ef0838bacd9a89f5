/* SPDX-License-Identifier: BSD-2-Clause */
/* marks.c - where places of the world and points of the user are on a map. */
#include "picture/marks.h"

#include <string.h>

#include "cli/message.h"

void
marks_open(struct marks *m, const struct chunk_header *h)
{
	m->grid = chunk_grid(h);
	m->lonlat = lonlat_open(h, m->nowhere);
	if (m->lonlat == NULL && strcmp(m->nowhere, "out of memory") == 0)
		cmd_fail("out of memory");
}

bool
marks_place(const struct marks *m, struct point lonlat, double *row, double *col)
{
	return lonlat_position(m->lonlat, lonlat, row, col) && *row >= 0 && *col >= 0 &&
	    *row < m->grid->rows && *col < m->grid->cols;
}

/* The middle of a cell, or for longitude and latitude the place itself. */
bool
marks_point(const struct marks *m, const struct place *p, double *row, double *col)
{
	struct point given = { p->given[0], p->given[1] };
	uint32_t in_row, in_col;

	if (p->kind == PLACE_LONLAT) {
		if (m->lonlat == NULL)
			cmd_fail("%s: points by longitude and latitude: %s", p->from, m->nowhere);
		return marks_place(m, given, row, col);
	}
	if (p->kind == PLACE_POINT) {
		in_row = (uint32_t)given.x;
		in_col = (uint32_t)given.y;
	} else if (!grid_cell(m->grid, given, &in_row, &in_col)) {
		return false;
	}
	*row = in_row + 0.5;
	*col = in_col + 0.5;
	return in_row < m->grid->rows && in_col < m->grid->cols;
}
