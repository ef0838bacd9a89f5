/* SPDX-License-Identifier: BSD-2-Clause */
/* reach.c - whether polygons go beyond a grid. */
#include "polygon/private.h"

/* One that ends with the grid does not: a thousandth of its size is left out. */
#define INSIDE 0.999

static struct point
inset(const struct part *p, int64_t x, int64_t y)
{
	double middle_x = ((double)p->west + (double)p->east) / 2;
	double middle_y = ((double)p->south + (double)p->north) / 2;

	return (struct point){
		(middle_x + INSIDE * ((double)x - middle_x)) / (double)ANGLE_DEGREE,
		(middle_y + INSIDE * ((double)y - middle_y)) / (double)ANGLE_DEGREE,
	};
}

bool
polygons_go_beyond(const struct polygons *p, size_t i, struct lonlat *l)
{
	uint32_t row, col;

	for (const struct part *part = p->at[i].part; part < p->at[i].part + p->at[i].parts; part++)
		for (const struct edge *e = part->edge; e < part->edge + part->edges; e++)
			if (!lonlat_cell(l, inset(part, e->ax, e->ay), &row, &col) ||
			    !lonlat_cell(l, inset(part, e->bx, e->by), &row, &col))
				return true;
	return false;
}
