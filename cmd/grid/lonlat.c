/* SPDX-License-Identifier: BSD-2-Clause */
/* lonlat.c - longitude and latitude of cells, and cells of them. */
#include "grid/lonlat.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "grid/projection.h"

/* Degrees, about 0.1 m. What does not come back this near is elsewhere. */
#define SAME 1e-6
/* Places that are tried along each edge of a grid. */
#define EDGE 16

struct lonlat {
	struct chunk_grid grid;
	struct projection *projection;
	bool checks;            /* some of the grid is where the projection does not come back from */
	double around;          /* x once round the earth, on a map that goes on beyond its edges; or 0 */
};

/* The difference of two longitudes, -180 to 180. */
static double
turn(double degrees)
{
	return degrees - 360 * nearbyint(degrees / 360);
}

static double
within_180(double degrees)
{
	double x = turn(degrees);

	return x == 180 ? -180 : x;
}

/*
 * x once round the earth, of a cylindrical projection: one whose x is that of the
 * longitude alone, and in proportion to it. 0 for others.
 */
static double
find_around(struct projection *p)
{
	/* Pairs of longitudes; the edge of the map may lie within one of them. */
	static const double lon[3][2] = { { -171, -170 }, { 10, 11 }, { 101, 102 } };
	double degree[3], most = 0;
	int same = 0;

	for (int i = 0; i < 3; i++) {
		double x[2];

		for (int j = 0; j < 2; j++) {
			struct point low, high;

			if (!projection_forward(p, (struct point){ lon[i][j], 0 }, &low) ||
			    !projection_forward(p, (struct point){ lon[i][j], 50 }, &high) ||
			    fabs(low.x - high.x) > 1e-9 * fabs(low.x) + 1e-6)
				return 0;
			x[j] = low.x;
		}
		degree[i] = x[1] - x[0];
		most = fmax(most, degree[i]);
	}
	for (int i = 0; i < 3; i++)
		same += fabs(degree[i] - most) <= 1e-6 * most;
	return same >= 2 ? 360 * most : 0;
}

/* x as near to another one as turns round the earth bring it. */
static double
turned(const struct lonlat *l, double x, double to)
{
	return l->around > 0 ? x - l->around * nearbyint((x - to) / l->around) : x;
}

static double
middle_x(const struct lonlat *l)
{
	struct bounds b = grid_bounds(&l->grid);

	return (b.west + b.east) / 2;
}

/*
 * Whether a place of a projection leads back to its point. Beyond the edge of a
 * map of the world some give a place on the other side.
 */
static bool
comes_back(struct lonlat *l, struct point lonlat, double row, double col)
{
	struct point xy, at = grid_point(&l->grid, row, col);
	const double *a = l->grid.affine;
	double cell = fabs(a[1]) + fabs(a[2]) + fabs(a[4]) + fabs(a[5]);

	return projection_forward(l->projection, lonlat, &xy) &&
	    fabs(turned(l, xy.x, at.x) - at.x) + fabs(xy.y - at.y) <= cell / 1000;
}

/* The n-th of 4 * EDGE points along the edge of the grid. */
static struct point
edge_point(const struct chunk_grid *g, int n)
{
	double along = (double)(n % EDGE) / EDGE;

	switch (n / EDGE) {
	case 0: return (struct point){ along * g->cols, 0 };
	case 1: return (struct point){ g->cols, along * g->rows };
	case 2: return (struct point){ (1 - along) * g->cols, g->rows };
	default: return (struct point){ 0, (1 - along) * g->rows };
	}
}

struct lonlat *
lonlat_open(const struct chunk_header *h, char *why)
{
	const char *crs = chunk_get(h, "crs");
	struct lonlat *l;

	if (crs == NULL || *crs == '\0' || strcmp(crs, "unknown") == 0) {
		chunk_reason(why, "where its cells are on the earth is unknown, since its CRS is: --crs of "
		    "the tool that read the images says it");
		return NULL;
	}
	if ((l = calloc(1, sizeof *l)) == NULL) {
		chunk_reason(why, "out of memory");
		return NULL;
	}
	l->grid = *chunk_grid(h);
	if ((l->projection = projection_open(crs, why)) == NULL) {
		free(l);
		return NULL;
	}
	for (int i = 0; i < 4 * EDGE && !l->checks; i++) {
		struct point at = edge_point(&l->grid, i), place;

		l->checks = !lonlat_of(l, at.y, at.x, &place) || !comes_back(l, place, at.y, at.x);
	}
	/* Maps draw such a grid as others that reach beyond their edge. */
	l->around = l->checks && !lonlat_is_degrees(l) ? find_around(l->projection) : 0;
	return l;
}

void
lonlat_close(struct lonlat *l)
{
	if (l != NULL)
		projection_close(l->projection);
	free(l);
}

struct lonlat *
lonlat_copy(const struct lonlat *l)
{
	struct lonlat *copy = malloc(sizeof *copy);

	if (copy == NULL)
		return NULL;
	*copy = *l;
	if ((copy->projection = projection_copy(l->projection)) != NULL)
		return copy;
	free(copy);
	return NULL;
}

bool
lonlat_is_degrees(const struct lonlat *l)
{
	return projection_is_lonlat(l->projection);
}

bool
lonlat_of(struct lonlat *l, double row, double col, struct point *lonlat)
{
	if (!projection_inverse(l->projection, grid_point(&l->grid, row, col), lonlat))
		return false;
	if (lonlat_is_degrees(l))
		return fabs(lonlat->y) <= 90 + SAME;
	lonlat->x = within_180(lonlat->x);
	return !l->checks || comes_back(l, *lonlat, row, col);
}

struct centres {
	const struct lonlat *of;
	uint32_t row;                   /* the first */
	struct point *at;
	atomic_bool failed;
};

/* For chunk_for(): the centres of some rows. */
static void
find_centres(void *arg, size_t first, size_t last)
{
	struct centres *c = arg;
	struct lonlat *l = lonlat_copy(c->of);
	size_t cols = c->of->grid.cols;

	if (l == NULL) {
		c->failed = true;
		return;
	}
	for (size_t i = first * cols; i < last * cols; i++)
		if (!lonlat_of(l, c->row + i / cols + 0.5, i % cols + 0.5, &c->at[i]))
			c->at[i] = (struct point){ NAN, NAN };
	lonlat_close(l);
}

int
lonlat_centres(const struct lonlat *l, struct chunk_pool *pool, uint32_t row, uint32_t rows,
    struct point *centres)
{
	struct centres c = { .of = l, .row = row, .at = centres };

	chunk_for(pool, rows, find_centres, &c);
	return c.failed ? -1 : 0;
}

bool
lonlat_cell(struct lonlat *l, struct point lonlat, uint32_t *row, uint32_t *col)
{
	struct point xy, back;

	if (!(fabs(lonlat.y) <= 90) || !isfinite(lonlat.x))
		return false;
	if (lonlat_is_degrees(l)) {
		/* From the turn that begins with the west of the grid. */
		double west = grid_bounds(&l->grid).west;
		double first = lonlat.x + 360 * ceil((west - 360 - lonlat.x) / 360);

		/* So far out, turns are lost in rounding. */
		if (!(fabs(west) <= 1e6))
			return false;
		for (int turns = 0; turns <= 3; turns++)
			if (grid_cell(&l->grid, (struct point){ first + 360 * turns, lonlat.y }, row, col))
				return true;
		return false;
	}
	/* PROJ takes only a few turns. */
	lonlat.x = within_180(lonlat.x);
	return projection_forward(l->projection, lonlat, &xy) &&
	    projection_inverse(l->projection, xy, &back) && fabs(back.y - lonlat.y) <= SAME &&
	    fabs(turn(back.x - lonlat.x)) * cos(lonlat.y * M_PI / 180) <= SAME &&
	    grid_cell(&l->grid, (struct point){ turned(l, xy.x, middle_x(l)), xy.y }, row, col);
}

bool
lonlat_position(struct lonlat *l, struct point lonlat, double *row, double *col)
{
	struct bounds b = grid_bounds(&l->grid);
	double middle = (b.west + b.east) / 2;
	struct point xy, back;

	if (!(fabs(lonlat.y) <= 90) || !isfinite(lonlat.x))
		return false;
	if (lonlat_is_degrees(l))
		return grid_position(&l->grid, (struct point){ middle + turn(lonlat.x - middle), lonlat.y },
		    row, col);
	lonlat.x = within_180(lonlat.x);
	return projection_forward(l->projection, lonlat, &xy) &&
	    projection_inverse(l->projection, xy, &back) && fabs(back.y - lonlat.y) <= SAME &&
	    fabs(turn(back.x - lonlat.x)) * cos(lonlat.y * M_PI / 180) <= SAME &&
	    grid_position(&l->grid, (struct point){ turned(l, xy.x, middle_x(l)), xy.y }, row, col);
}

bool
lonlat_near(struct lonlat *l, struct point lonlat, double *row, double *col)
{
	struct point xy;

	if (l->checks && !lonlat_is_degrees(l))
		return lonlat_position(l, lonlat, row, col);
	if (!lonlat_is_degrees(l))
		lonlat.x = within_180(lonlat.x);
	return projection_forward(l->projection, lonlat, &xy) && grid_position(&l->grid, xy, row, col);
}

bool
lonlat_is_whole(const struct lonlat *l)
{
	return !l->checks;
}

/* Widens bounds to a pole inside the grid, round which all longitudes lie. */
static void
add_pole(struct lonlat *l, double lat, struct bounds *b)
{
	uint32_t row, col;

	if (!lonlat_cell(l, (struct point){ 0, lat }, &row, &col))
		return;
	b->west = -180;
	b->east = 180;
	b->south = fmin(b->south, lat);
	b->north = fmax(b->north, lat);
}

bool
lonlat_bounds(struct lonlat *l, struct bounds *b)
{
	double last = NAN;

	*b = (struct bounds){ INFINITY, -INFINITY, INFINITY, -INFINITY };
	if (lonlat_is_degrees(l)) {
		*b = grid_bounds(&l->grid);
		return true;
	}
	for (int i = 0; i < 4 * EDGE; i++) {
		struct point at = edge_point(&l->grid, i), p;

		if (!lonlat_of(l, at.y, at.x, &p))
			continue;
		/* Each is near the one before it, also across the antimeridian. */
		if (!isnan(last))
			p.x = last + turn(p.x - last);
		last = p.x;
		b->west = fmin(b->west, p.x);
		b->east = fmax(b->east, p.x);
		b->south = fmin(b->south, p.y);
		b->north = fmax(b->north, p.y);
	}
	add_pole(l, 90, b);
	add_pole(l, -90, b);
	return b->west <= b->east;
}

double
lonlat_cell_area(struct lonlat *l, uint32_t row, uint32_t col)
{
	struct point p;
	double scale;

	if (!lonlat_of(l, row + 0.5, col + 0.5, &p))
		return 0;
	scale = projection_areal_scale(l->projection, p);
	return scale > 0 && isfinite(scale) ? 1 / scale : 0;
}
