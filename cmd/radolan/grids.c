/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * grids.c - the grids of DWD's composites.
 *
 * All have cells of 1 km in a polar stereographic projection, and lie around
 * 9 E, 51 N, which is some kilometres from the lower left corner (DWD,
 * RADOLAN/RADVOR-OP Kompositformat, 2.2).
 */
#include <math.h>
#include <stdio.h>

#include "radolan/private.h"

#define CELL 1000.0                     /* m */

/* Kilometres from the lower left corner to 9 E, 51 N. */
static const struct {
	uint32_t rows, cols;
	int east, north;
} grids[] = {
	{ 900, 900, 450, 450 },
	{ 1100, 900, 370, 550 },
	{ 1200, 1100, 470, 600 },
	{ 1500, 1400, 600, 800 },
};

/* The projections, and where PROJ has 9 E, 51 N in them, to the millimetre. */
static const struct {
	const char *crs;
	double x, y;
} sphere = {
	"+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +a=6370040 +b=6370040 +x_0=0 +y_0=0 +units=m",
	-73462.167, -4208644.724
}, wgs84 = {
	"+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +a=6378137 +b=6356752.3142451802 "
	"+x_0=543196.83521776402 +y_0=3622588.8619310018 +units=m",
	469500, -599500
};

/* The nearest number to so many millimetres: sums are a bit beside it. */
static double
millimetres(double m)
{
	return round(m * 1000) / 1000;
}

bool
radolan_grid(uint32_t rows, uint32_t cols, bool is_sphere, struct image *g)
{
	double x = is_sphere ? sphere.x : wgs84.x, y = is_sphere ? sphere.y : wgs84.y;
	double *a = g->grid.affine;

	for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
		if (grids[i].rows != rows || grids[i].cols != cols)
			continue;
		g->grid.rows = rows;
		g->grid.cols = cols;
		a[0] = millimetres(x - CELL * grids[i].east);
		a[1] = CELL;
		a[2] = a[4] = 0;
		a[3] = millimetres(y + CELL * ((int)rows - grids[i].north));
		a[5] = -CELL;
		snprintf(g->crs, sizeof g->crs, "%s", is_sphere ? sphere.crs : wgs84.crs);
		return true;
	}
	return false;
}
