/* SPDX-License-Identifier: BSD-2-Clause */
/* region.c - which rows and columns a part of a grid has. */
#include "grid/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/lonlat.h"

#define ON_EDGE 1e-6            /* cells */

/* ---- The rectangle ----------------------------------------------------- */

/*
 * Whether rows and columns run along longitudes and latitudes: 0, or -1 with a
 * reason.
 */
static int
find_degrees(const struct chunk_header *h, bool *degrees, char *why)
{
	struct lonlat *l = lonlat_open(h, why);

	if (l == NULL)
		return -1;
	*degrees = lonlat_is_degrees(l) && !grid_is_rotated(chunk_grid(h));
	lonlat_close(l);
	return 0;
}

static void
place(struct region *r)
{
	struct box_part *p = &r->part;

	p->grid = grid_moved(&r->from, p->row, p->col);
	p->grid.rows = p->rows;
	p->grid.cols = p->cols + p->more;
}

int
region_of_rows(struct region *r, const struct chunk_header *h, uint32_t row, uint32_t row_end,
    uint32_t col, uint32_t col_end, char *why)
{
	const struct chunk_grid *g = chunk_grid(h);

	row_end = row_end == UINT32_MAX ? g->rows : row_end;
	col_end = col_end == UINT32_MAX ? g->cols : col_end;
	if (row_end > g->rows || col_end > g->cols)
		return chunk_reason(why, "--%s %u,%u: the grid has %u rows and %u columns",
		    row_end > g->rows ? "rows" : "cols", row_end > g->rows ? row : col,
		    row_end > g->rows ? row_end : col_end, g->rows, g->cols);
	*r = (struct region){ .from = *g, .part = { .row = row, .rows = row_end - row, .col = col,
		.cols = col_end - col } };
	place(r);
	return 0;
}

/* ---- The cells outside ------------------------------------------------- */

/* Marks the cells of a run that are in the part, by their columns there. */
static void
mark_run(const struct box_part *p, const struct run *run, unsigned char *in)
{
	for (uint32_t col = run->first; col < run->end; col++)
		if (col >= p->col && col < p->col + p->cols)
			in[col - p->col] = 1;
		else if (col < p->more)
			in[p->cols + col] = 1;
}

/* All cells of the part that are not among `cells`. */
static int
find_outside(struct region *r, const struct cells *cells, char *why)
{
	const struct box_part *p = &r->part;
	struct centres row = { .cols = p->grid.cols, .in = malloc(p->grid.cols) };
	bool fits = row.in != NULL;
	size_t i = 0;

	while (i < cells->n && cells->at[i].row < p->row)
		i++;
	for (; fits && row.row < p->rows; row.row++) {
		memset(row.in, 0, row.cols);
		for (; i < cells->n && cells->at[i].row == p->row + row.row; i++)
			mark_run(p, &cells->at[i], row.in);
		for (uint32_t col = 0; col < row.cols; col++)
			row.in[col] = !row.in[col];
		fits = cells_add(&r->outside, &row, 0, row.cols);
	}
	free(row.in);
	return fits ? 0 : chunk_reason(why, "out of memory");
}

/* The rows of a set that is not empty. */
static void
find_rows(struct box_part *p, const struct cells *cells)
{
	p->row = cells->at[0].row;
	p->rows = cells->at[cells->n - 1].row - p->row + 1;
}

/* The columns from the first to the last one of a set. */
static void
find_columns(struct box_part *p, const struct cells *cells)
{
	uint32_t first = UINT32_MAX, end = 0;

	for (size_t i = 0; i < cells->n; i++) {
		first = cells->at[i].first < first ? cells->at[i].first : first;
		end = cells->at[i].end > end ? cells->at[i].end : end;
	}
	p->col = first;
	p->cols = end - first;
}

/* ---- Boxes ------------------------------------------------------------- */

/* The rectangle around the cells of a box; what is outside if `mask`. */
static int
surround(struct region *r, const struct chunk_header *h, struct cells *cells, bool mask, char *why)
{
	int status = 0;

	*r = (struct region){ .from = *chunk_grid(h) };
	find_rows(&r->part, cells);
	find_columns(&r->part, cells);
	place(r);
	if (mask)
		status = find_outside(r, cells, why);
	cells_free(cells);
	return status;
}

int
region_of_xy(struct region *r, const struct chunk_header *h, const struct bounds *b, bool mask,
    char *why)
{
	const struct chunk_grid *g = chunk_grid(h);
	const double *a = g->affine;
	double near_x = ON_EDGE * (fabs(a[1]) + fabs(a[2]));
	double near_y = ON_EDGE * (fabs(a[4]) + fabs(a[5]));
	struct centres row = { .cols = g->cols, .in = calloc(g->cols, 1) };
	struct bounds e = grid_bounds(g);
	struct cells cells = { 0 };
	bool fits = row.in != NULL;

	for (; fits && row.row < g->rows; row.row++) {
		for (uint32_t col = 0; col < g->cols; col++) {
			struct point p = grid_point(g, row.row + 0.5, col + 0.5);

			row.in[col] = p.x >= b->west - near_x && p.x <= b->east + near_x &&
			    p.y >= b->south - near_y && p.y <= b->north + near_y;
		}
		fits = cells_add(&cells, &row, 0, g->cols);
	}
	free(row.in);
	if (!fits)
		return chunk_reason(why, "out of memory");
	if (cells.n == 0)
		return chunk_reason(why, "--xy: no cell has its centre in the box: the grid has x from %.10g to "
		    "%.10g and y from %.10g to %.10g", e.west, e.east, e.south, e.north);
	return surround(r, h, &cells, mask, why);
}

static bool
find_in_box(const void *arg, struct centres *row, struct cells *sets)
{
	const struct box *b = arg;

	for (uint32_t col = 0; col < row->cols; col++)
		row->in[col] = !isnan(row->lon[col]) &&
		    box_holds(b, (struct point){ row->lon[col], row->lat[col] });
	return cells_add(sets, row, 0, row->cols);
}

static int
nothing_in_box(const struct chunk_header *h, const struct box *b, char *why)
{
	struct lonlat *l = lonlat_open(h, why);
	struct bounds e;
	bool known = l != NULL && lonlat_bounds(l, &e);

	lonlat_close(l);
	return known ? chunk_reason(why, "--bbox: no cell has its centre in the box: the grid has "
	    "longitudes from %.10g to %.10g and latitudes from %.10g to %.10g%s", e.west, e.east, e.south,
	    e.north, box_turned(b, &e)) : chunk_reason(why, "--bbox: no cell has its centre in the box");
}

int
region_of_box(struct region *r, const struct chunk_header *h, struct chunk_pool *pool,
    const struct box *b, bool mask, char *why)
{
	struct cells cells = { 0 };
	char reason[CHUNK_WHY_MAX];
	bool degrees;

	*r = (struct region){ .from = *chunk_grid(h) };
	if (find_degrees(h, &degrees, reason) < 0)
		return chunk_reason(why, "--bbox: %s", reason);
	if (degrees)
		return box_of_degrees(&r->from, b, &r->part, reason) == 0 ? 0 :
		    chunk_reason(why, "--bbox: %s", reason);
	if (cells_find(h, pool, find_in_box, b, &cells, 1, reason) < 0)
		return chunk_reason(why, "--bbox: %s", reason);
	if (cells.n == 0)
		return nothing_in_box(h, b, why);
	return surround(r, h, &cells, mask, why);
}

/* ---- Any cells --------------------------------------------------------- */

/*
 * The columns of a set on a grid whose first n columns go round the earth: all
 * but the longest run of columns that have none, which may lie across the seam.
 */
static int
find_columns_round(struct box_part *p, const struct cells *cells, uint32_t n, char *why)
{
	unsigned char *used = calloc(n, 1);
	uint32_t first = 0, end = 0, longest = 0;

	if (used == NULL)
		return chunk_reason(why, "out of memory");
	for (size_t i = 0; i < cells->n; i++)
		for (uint32_t col = cells->at[i].first; col < cells->at[i].end; col++)
			used[col % n] = 1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t empty = 0;

		/* An empty run begins after a column that is used. */
		if (!used[i])
			continue;
		while (empty < n && !used[(i + 1 + empty) % n])
			empty++;
		if (empty > longest) {
			longest = empty;
			end = i + 1;
			first = (i + 1 + empty) % n;
		}
	}
	free(used);
	if (longest == 0) {
		first = 0;
		end = n;
	}
	p->col = first;
	p->cols = first < end ? end - first : n - first;
	p->more = first < end ? 0 : end;
	return 0;
}

/*
 * How far the part is to be turned, so that it has most longitudes of the box;
 * if there is more than one way, as the grid has it.
 */
static double
find_turn(const struct region *r, const struct box *b)
{
	const double *a = r->from.affine;
	double x = a[0] + r->part.col * a[1], y = x + (r->part.cols + r->part.more) * a[1];
	double west = fmin(x, y), east = fmax(x, y), most = 0, turn = 0;

	if (b->east - b->west >= 360 - 1e-9)
		return 0;
	for (int i = 0; i <= 10; i++) {
		double by = 360 * (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
		double both = fmin(east + by, b->east) - fmax(west + by, b->west);

		if (both > most + 1e-6) {
			most = both;
			turn = by;
		}
	}
	return turn;
}

int
region_of_cells(struct region *r, const struct chunk_header *h, const struct cells *cells,
    const struct box *b, char *why)
{
	double *a = r->part.grid.affine;
	uint32_t round = 0;
	bool degrees;

	*r = (struct region){ .from = *chunk_grid(h) };
	if (find_degrees(h, &degrees, why) < 0)
		return -1;
	if (degrees)
		round = box_columns_round(&r->from);
	find_rows(&r->part, cells);
	if (round == 0)
		find_columns(&r->part, cells);
	else if (find_columns_round(&r->part, cells, round, why) < 0)
		return -1;
	place(r);
	/* As a box in degrees is placed. */
	if (degrees) {
		a[0] = grid_tidy(a[0] + find_turn(r, b), fabs(a[1]) * 1e-9);
		a[3] = grid_tidy(a[3], fabs(a[5]) * 1e-9);
	}
	return find_outside(r, cells, why);
}

void
region_free(struct region *r)
{
	cells_free(&r->outside);
}

bool
region_is_whole(const struct region *r)
{
	return r->part.rows == r->from.rows && r->part.col == 0 && r->part.cols == r->from.cols &&
	    r->outside.n == 0;
}
