/* SPDX-License-Identifier: BSD-2-Clause */
/* extend.c - the grid of one stream around the cells of another. */
#include "grid/extend.h"

#include <math.h>
#include <stdbool.h>

#include "grid/lonlat.h"
#include "grid/onto.h"

/* A corner that is so little outside, in cells, is rounding of a projection. */
#define OUTSIDE 1e-6

/* Inside, so many places along each side are looked at, besides all of the edge. */
#define INSIDE 64

struct reach {
	const struct chunk_grid *in, *like;
	struct lonlat *there, *here;            /* of both; NULL: one CRS, and no degrees */
	double top, left, bottom, right;        /* rows and columns of `like` */
	bool lost;                              /* a place that `like` does not have */
};

/* Widens it to the corner of four cells of the input. */
static void
add_corner(struct reach *r, uint32_t row, uint32_t col)
{
	struct point p;
	double y, x;

	if (r->here == NULL) {
		r->lost = !grid_position(r->like, grid_point(r->in, row, col), &y, &x) || r->lost;
	} else {
		if (!lonlat_of(r->there, row, col, &p))
			return;
		r->lost = !lonlat_position(r->here, p, &y, &x) || r->lost;
	}
	if (r->lost)
		return;
	r->top = fmin(r->top, y);
	r->bottom = fmax(r->bottom, y);
	r->left = fmin(r->left, x);
	r->right = fmax(r->right, x);
}

/* All corners of cells along the edge; and, since a projection may fold, some inside. */
static void
add_corners(struct reach *r)
{
	uint32_t rows = r->in->rows, cols = r->in->cols;
	uint32_t down = rows / INSIDE + 1, along = cols / INSIDE + 1;

	for (uint32_t row = 0; row <= rows; row++) {
		add_corner(r, row, 0);
		add_corner(r, row, cols);
	}
	for (uint32_t col = 0; col <= cols; col++) {
		add_corner(r, 0, col);
		add_corner(r, rows, col);
	}
	for (uint32_t row = down; row < rows; row += down)
		for (uint32_t col = along; col < cols; col += along)
			add_corner(r, row, col);
}

/* All longitudes meet in a pole, so that the edge of its grid tells nothing of them. */
static bool
has_pole(struct lonlat *l)
{
	uint32_t row, col;

	return lonlat_cell(l, (struct point){ 0, 90 }, &row, &col) ||
	    lonlat_cell(l, (struct point){ 0, -90 }, &row, &col);
}

static int
widen(const struct reach *r, struct chunk_grid *g, char *why)
{
	double before = fmax(0, ceil(-r->top - OUTSIDE));
	double west = fmax(0, ceil(-r->left - OUTSIDE));
	double rows = before + fmax(r->like->rows, ceil(r->bottom - OUTSIDE));
	double cols = west + fmax(r->like->cols, ceil(r->right - OUTSIDE));

	if (rows > CHUNK_SIDE_MAX || cols > CHUNK_SIDE_MAX || rows * cols > CHUNK_CELLS_MAX)
		return chunk_reason(why, "--extend: the grid of --like around the input would have %.0f x %.0f "
		    "cells, over the limit of %u", rows, cols, CHUNK_CELLS_MAX);
	*g = grid_moved(r->like, -before, -west);
	g->rows = (uint32_t)rows;
	g->cols = (uint32_t)cols;
	return 0;
}

static int
find_grid(const struct reach *r, struct chunk_grid *g, char *why)
{
	if (r->lost)
		return chunk_reason(why,
		    "--extend: the input reaches to where the CRS of --like has no place: "
		    "crop it first, or name another grid");
	if (r->here != NULL && lonlat_is_degrees(r->here) && !lonlat_is_degrees(r->there) &&
	    has_pole(r->there))
		return chunk_reason(why, "--extend: a pole is in the input, and --like is in degrees: name "
		    "a grid that holds it");
	if (!(r->top <= r->bottom))
		return chunk_reason(why, "--extend: no corner of the input is on the earth");
	return widen(r, g, why);
}

int
grid_extend(const struct chunk_header *like, const struct chunk_header *in, struct chunk_grid *g,
    char *why)
{
	struct reach r = { .in = chunk_grid(in), .like = chunk_grid(like), .top = INFINITY,
		.left = INFINITY, .bottom = -INFINITY, .right = -INFINITY };
	int status = -1;

	if (onto_lonlats(in, like, &r.there, &r.here, why) == 0) {
		add_corners(&r);
		status = find_grid(&r, g, why);
	}
	lonlat_close(r.there);
	lonlat_close(r.here);
	return status;
}
