/* SPDX-License-Identifier: BSD-2-Clause */
/* extend.c - the grid of one stream around the cells of another. */
#include "grid/extend.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>

#include "grid/lonlat.h"
#include "grid/onto.h"

/* An edge that is so little outside, in cells, is rounding of a projection. */
#define OUTSIDE 1e-6

/* Rows and columns of `like` that hold what was seen: whole numbers, the ends not included. */
struct extent {
	double top, left, bottom, right;
	bool lost;                              /* a place that `like` does not have */
};

struct reach {
	const struct chunk_grid *in, *like;
	struct lonlat *there, *here;            /* of both; NULL: one CRS, and no degrees */
	struct extent all;
	pthread_mutex_t lock;                   /* of `all` */
	bool failed;                            /* out of memory */
};

static const struct extent nothing = { INFINITY, INFINITY, -INFINITY, -INFINITY, false };

static void
join(struct extent *to, const struct extent *e)
{
	to->top = fmin(to->top, e->top);
	to->left = fmin(to->left, e->left);
	to->bottom = fmax(to->bottom, e->bottom);
	to->right = fmax(to->right, e->right);
	to->lost |= e->lost;
}

/*
 * Adds the cell that holds a place of the input; for a corner of a cell, of which
 * the other side may be meant, no more than needed.
 */
static void
add_place(const struct reach *r, struct lonlat *there, struct lonlat *here, double row, double col,
    bool corner, struct extent *e)
{
	double y, x, more = corner ? -OUTSIDE : 1 + OUTSIDE;
	struct point p;
	bool found;

	if (there != NULL && !lonlat_of(there, row, col, &p))
		return;                         /* in space */
	found = there != NULL ? lonlat_position(here, p, &y, &x) :
	    grid_position(r->like, grid_point(r->in, row, col), &y, &x);
	if (found)
		join(e, &(struct extent){ floor(y + OUTSIDE), floor(x + OUTSIDE),
			corner ? ceil(y + more) : floor(y + more), corner ? ceil(x + more) : floor(x + more),
			false });
	e->lost |= !found;
}

/* All corners of cells along the edge. */
static void
add_edge(struct reach *r)
{
	uint32_t rows = r->in->rows, cols = r->in->cols;

	for (uint32_t row = 0; row <= rows; row++) {
		add_place(r, r->there, r->here, row, 0, true, &r->all);
		add_place(r, r->there, r->here, row, cols, true, &r->all);
	}
	for (uint32_t col = 0; col <= cols; col++) {
		add_place(r, r->there, r->here, 0, col, true, &r->all);
		add_place(r, r->there, r->here, rows, col, true, &r->all);
	}
}

/*
 * All centres, for chunk_for(): the edge alone says nothing of cells across the
 * seam of a projection, or round a pole.
 */
static void
add_centres(void *arg, size_t first, size_t last)
{
	struct reach *r = arg;
	struct lonlat *there = r->there != NULL ? lonlat_copy(r->there) : NULL;
	struct lonlat *here = r->here != NULL ? lonlat_copy(r->here) : NULL;
	struct extent e = nothing;
	bool failed = r->there != NULL && (there == NULL || here == NULL);

	for (size_t row = first; row < last && !failed; row++)
		for (uint32_t col = 0; col < r->in->cols; col++)
			add_place(r, there, here, (double)row + 0.5, col + 0.5, false, &e);
	lonlat_close(there);
	lonlat_close(here);
	pthread_mutex_lock(&r->lock);
	join(&r->all, &e);
	r->failed |= failed;
	pthread_mutex_unlock(&r->lock);
}

static int
widen(const struct reach *r, struct chunk_grid *g, char *why)
{
	double before = fmax(0, -r->all.top), west = fmax(0, -r->all.left);
	double rows = before + fmax(r->like->rows, r->all.bottom);
	double cols = west + fmax(r->like->cols, r->all.right);

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
	if (r->failed)
		return chunk_reason(why, "out of memory");
	if (r->all.lost)
		return chunk_reason(why,
		    "--extend: the input reaches to where the CRS of --like has no place: "
		    "crop it first, or name another grid");
	if (!(r->all.top <= r->all.bottom))
		return chunk_reason(why, "--extend: no cell of the input is on the earth");
	return widen(r, g, why);
}

int
grid_extend(const struct chunk_header *like, const struct chunk_header *in, struct chunk_pool *pool,
    struct chunk_grid *g, char *why)
{
	struct reach r = { .in = chunk_grid(in), .like = chunk_grid(like), .all = nothing,
		.lock = PTHREAD_MUTEX_INITIALIZER };
	int status = -1;

	if (onto_lonlats(in, like, &r.there, &r.here, why) == 0) {
		add_edge(&r);
		chunk_for(pool, r.in->rows, add_centres, &r);
		status = find_grid(&r, g, why);
	}
	lonlat_close(r.there);
	lonlat_close(r.here);
	return status;
}
