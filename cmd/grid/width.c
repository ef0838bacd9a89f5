/* SPDX-License-Identifier: BSD-2-Clause */
/* width.c - the width of cells by the places of their sides. */
#include "grid/width.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/lonlat.h"

#define RADIUS  6371.0                          /* km, of a sphere like the earth */
#define RADIANS (M_PI / 180)
#define UNEVEN  1.5                             /* a scale that is wrong by more is none */
#define TRUE_KM 5000                            /* UTM is true to 3 % over so many */

/* The great circle from a to b, by the haversine. */
static double
distance_km(struct point a, struct point b)
{
	double x = sin((b.x - a.x) * RADIANS / 2), y = sin((b.y - a.y) * RADIANS / 2);
	double h = y * y + cos(a.y * RADIANS) * cos(b.y * RADIANS) * x * x;

	return 2 * RADIUS * asin(sqrt(fmin(h, 1)));
}

/* Of the cell around a row and column; 0 where the projection has no place. */
static double
width_at(struct lonlat *l, double row, double col)
{
	struct point west, east;

	return lonlat_of(l, row, col - 0.5, &west) && lonlat_of(l, row, col + 0.5, &east) ?
	    distance_km(west, east) : 0;
}

/*
 * UTM is metres on the ground, and PROJ takes longer to be loaded than a small
 * picture to be drawn. SMHI's and Finland's grids are UTM, too.
 */
static bool
is_utm(const char *crs)
{
	long code = strncmp(crs, "EPSG:", 5) == 0 ? strtol(crs + 5, NULL, 10) : 0;

	return (code >= 32601 && code <= 32660) || (code >= 32701 && code <= 32760) ||
	    (code >= 25828 && code <= 25838) || code == 3006 || code == 3067;
}

static double
measure(struct lonlat *l, const struct chunk_grid *g)
{
	double middle = width_at(l, g->rows / 2.0, g->cols / 2.0);

	/* Corners and the middles of the sides, half a cell inside. */
	for (int i = 0; i < 9; i++) {
		double width = width_at(l, 0.5 + (i / 3) * (g->rows - 1) / 2.0,
		    0.5 + (i % 3) * (g->cols - 1) / 2.0);

		if (width > 0 && (width > middle * UNEVEN || width < middle / UNEVEN))
			return 0;
	}
	return middle;
}

double
grid_cell_km(const struct chunk_header *h)
{
	const struct chunk_grid *g = chunk_grid(h);
	const char *crs = chunk_get(h, "crs");
	double metres = fabs(g->affine[1]), km = 0;
	char why[CHUNK_WHY_MAX];
	struct lonlat *l;

	if (crs == NULL || grid_is_rotated(g))
		return 0;
	if (is_utm(crs) && metres * fmax(g->rows, g->cols) <= TRUE_KM * 1000.0)
		return metres / 1000;
	if ((l = lonlat_open(h, why)) != NULL)
		km = measure(l, g);
	lonlat_close(l);
	return km;
}
