/* SPDX-License-Identifier: BSD-2-Clause */
/* geometry.c - points of cells, cells of points, and grids made from grids. */
#include "grid/geometry.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct point
grid_point(const struct chunk_grid *g, double row, double col)
{
	const double *a = g->affine;

	return (struct point){ a[0] + col * a[1] + row * a[2], a[3] + col * a[4] + row * a[5] };
}

bool
grid_can_be(const struct chunk_grid *g)
{
	const double *a = g->affine;
	double least = fmin(a[1], -a[5]), most = fmax(fmax(a[1], -a[5]), fmax(fabs(a[2]), fabs(a[4])));
	double far = fmax(fabs(a[0]), fabs(a[3]));
	double area = a[1] * -a[5] + a[2] * a[4];

	for (int i = 0; i < 6; i++)
		if (!isfinite(a[i]))
			return false;
	return least >= 1e-9 && most <= 1e9 && far <= 1e12 && far * DBL_EPSILON < least / 4 &&
	    area > 1e-6 * most * least;
}

bool
grid_on_earth(const char *crs, const struct chunk_grid *g)
{
	static const char *const degrees[] = { "EPSG:4326", "EPSG:4258", "EPSG:4269", "OGC:CRS84",
		"+proj=longlat", "+proj=latlong" };
	struct bounds b = grid_bounds(g);
	double width = fabs(g->affine[1]), height = fabs(g->affine[5]);
	bool known = false;

	for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++) {
		size_t n = strlen(degrees[i]);

		known |= strncmp(crs, degrees[i], n) == 0 && (crs[n] == '\0' || crs[n] == ' ');
	}
	return !known || strstr(crs, "+to_meter") != NULL || strstr(crs, "+units") != NULL ||
	    (b.north <= 90 + height && b.south >= -90 - height && b.east - b.west <= 360 + fmin(width, 90));
}

/*
 * Decimal edges are not binary ones: 0.3 / 0.1 is less than 3. What is this
 * near to an edge, in cells, is on it.
 */
#define ON_EDGE 1e-9

static double
snapped_floor(double at, double error)
{
	double edge = nearbyint(at);

	return fabs(at - edge) <= fmax(ON_EDGE, error) ? edge : floor(at);
}

bool
grid_cell(const struct chunk_grid *g, struct point p, uint32_t *row, uint32_t *col)
{
	const double *a = g->affine;
	double x = p.x - a[0], y = p.y - a[3], area = a[1] * a[5] - a[2] * a[4];
	/* Cells that are small beside their coordinates: rounding, in cells, is more. */
	double near_x = 4 * DBL_EPSILON * (fabs(p.x) + fabs(a[0])) / fabs(area);
	double near_y = 4 * DBL_EPSILON * (fabs(p.y) + fabs(a[3])) / fabs(area);
	double c = snapped_floor((x * a[5] - y * a[2]) / area, near_x * fabs(a[5]) + near_y * fabs(a[2]));
	double r = snapped_floor((y * a[1] - x * a[4]) / area, near_y * fabs(a[1]) + near_x * fabs(a[4]));

	/* NaN, which an affine without an inverse gives, is outside. */
	if (!(r >= 0 && r < g->rows && c >= 0 && c < g->cols))
		return false;
	*row = (uint32_t)r;
	*col = (uint32_t)c;
	return true;
}

bool
grid_position(const struct chunk_grid *g, struct point p, double *row, double *col)
{
	const double *a = g->affine;
	double x = p.x - a[0], y = p.y - a[3], det = a[1] * a[5] - a[2] * a[4];

	*row = (a[1] * y - a[4] * x) / det;
	*col = (a[5] * x - a[2] * y) / det;
	return isfinite(*row) && isfinite(*col);
}

struct bounds
grid_bounds(const struct chunk_grid *g)
{
	struct bounds b = { INFINITY, -INFINITY, INFINITY, -INFINITY };

	for (int i = 0; i < 4; i++) {
		struct point p = grid_point(g, i & 1 ? g->rows : 0, i & 2 ? g->cols : 0);

		b.west = fmin(b.west, p.x);
		b.east = fmax(b.east, p.x);
		b.south = fmin(b.south, p.y);
		b.north = fmax(b.north, p.y);
	}
	return b;
}

bool
grid_is_rotated(const struct chunk_grid *g)
{
	return g->affine[2] != 0 || g->affine[4] != 0;
}

struct chunk_grid
grid_moved(const struct chunk_grid *g, double rows, double cols)
{
	struct chunk_grid moved = *g;

	for (int axis = 0; axis < 6; axis += 3)
		moved.affine[axis] += cols * g->affine[axis + 1] + rows * g->affine[axis + 2];
	return moved;
}

struct chunk_grid
grid_scaled(const struct chunk_grid *g, uint32_t factor)
{
	struct chunk_grid scaled = *g;

	scaled.rows /= factor;
	scaled.cols /= factor;
	for (int axis = 0; axis < 6; axis += 3) {
		scaled.affine[axis + 1] *= factor;
		scaled.affine[axis + 2] *= factor;
	}
	return scaled;
}

double
grid_tidy(double x, double within)
{
	char text[400];

	for (int digits = 0; digits <= 12; digits++) {
		double tidy;

		snprintf(text, sizeof text, "%.*f", digits, x);
		tidy = strtod(text, NULL);
		if (fabs(tidy - x) <= within)
			return tidy;
	}
	return x;
}
