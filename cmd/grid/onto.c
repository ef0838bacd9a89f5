/* SPDX-License-Identifier: BSD-2-Clause */
/* onto.c - which cells of one grid belong to a cell of another. */
#include "grid/onto.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/lonlat.h"
#include "grid/region.h"

/* One in so many cells may be empty: a few at an edge are. */
#define EMPTY_MAX 100

/* ---- The way from one grid to the other -------------------------------- */

/* From the centres of the cells of a grid to the cells of another. */
struct way {
	const struct chunk_grid *from, *to;
	struct lonlat *here, *there;    /* NULL: the CRS is one, and is no degrees */
	uint32_t *cell;                 /* for each cell, the other's that holds it */
	double *area;                   /* of each cell, or NULL */
	atomic_bool failed;
};

static bool
find_cell(const struct way *w, struct lonlat *here, struct lonlat *there, uint32_t row,
    uint32_t col, uint32_t *to)
{
	struct point p;
	uint32_t r, c;

	if (here == NULL) {
		if (!grid_cell(w->to, grid_point(w->from, row + 0.5, col + 0.5), &r, &c))
			return false;
	} else if (!lonlat_of(here, row + 0.5, col + 0.5, &p) || !lonlat_cell(there, p, &r, &c)) {
		return false;
	}
	*to = r * w->to->cols + c;
	return true;
}

/* For chunk_for(): some rows. */
static void
find_rows(void *arg, size_t first, size_t last)
{
	struct way *w = arg;
	struct lonlat *here = NULL, *there = NULL;
	uint32_t cols = w->from->cols;

	if (w->here != NULL && ((here = lonlat_copy(w->here)) == NULL ||
	    (there = lonlat_copy(w->there)) == NULL)) {
		lonlat_close(here);
		w->failed = true;
		return;
	}
	for (uint32_t row = (uint32_t)first; row < last; row++)
		for (uint32_t col = 0; col < cols; col++) {
			size_t i = (size_t)row * cols + col;

			if (!find_cell(w, here, there, row, col, &w->cell[i]))
				w->cell[i] = ONTO_NONE;
			if (w->area != NULL)
				w->area[i] = here == NULL ? 1 : w->cell[i] == ONTO_NONE ? 0 :
				    lonlat_cell_area(here, row, col);
		}
	lonlat_close(here);
	lonlat_close(there);
}

static int
find_all(struct way *w, struct chunk_pool *pool, char *why)
{
	chunk_for(pool, w->from->rows, find_rows, w);
	return w->failed ? chunk_reason(why, "out of memory") : 0;
}

static const char *
crs_of(const struct chunk_header *h)
{
	const char *crs = chunk_get(h, "crs");

	return crs != NULL && *crs != '\0' ? crs : "unknown";
}

int
onto_lonlats(const struct chunk_header *from, const struct chunk_header *to, struct lonlat **old,
    struct lonlat **new, char *why)
{
	const char *a = crs_of(from), *b = crs_of(to);
	bool same = strcmp(a, b) == 0 && strcmp(a, "unknown") != 0;
	char reason[CHUNK_WHY_MAX];

	/* PROJ is not loaded where nothing moves. */
	if (same && chunk_same_place(chunk_grid(from), chunk_grid(to)))
		return 0;
	*old = lonlat_open(from, reason);
	if (same && (*old == NULL || !lonlat_is_degrees(*old))) {
		lonlat_close(*old);
		*old = NULL;
		return 0;
	}
	if (*old == NULL)
		return chunk_reason(why, "the input: %.900s", reason);
	if ((*new = lonlat_open(to, reason)) == NULL)
		return chunk_reason(why, "--like: %.900s", reason);
	return 0;
}

/* ---- What the grids have in common ------------------------------------- */

/* "1.5 to 2.5, 55 to 56": the box of a grid, in degrees if they are known. */
static const char *
box_text(const struct chunk_header *h, struct lonlat *l, char *text, size_t size)
{
	struct bounds b = grid_bounds(chunk_grid(h));
	bool degrees = l != NULL && lonlat_bounds(l, &b);

	snprintf(text, size, degrees ? "%.4g to %.4g E, %.4g to %.4g N" : "x %.9g to %.9g, y %.9g to %.9g",
	    b.west, b.east, b.south, b.north);
	return text;
}

static int
no_overlap(const struct onto *o, struct lonlat *from, struct lonlat *to, char *why)
{
	char one[200], other[200];
	bool mean = o->method == ONTO_MEAN;

	return chunk_reason(why, "no cell of %s has its centre in %s: the input is %s, the grid of --like %s",
	    mean ? "the input" : "the grid of --like", mean ? "the grid of --like" : "the input",
	    box_text(o->from, from, one, sizeof one), box_text(o->to, to, other, sizeof other));
}

/* ---- Members of means -------------------------------------------------- */

/* Sorts the old cells by the new ones that hold them, and then by number. */
static int
sort_members(struct onto *o, const uint32_t *to, const double *area, char *why)
{
	size_t n = 0, sum = 0;

	if ((o->first = calloc(o->cells + 1, sizeof *o->first)) == NULL)
		return chunk_reason(why, "out of memory");
	for (size_t i = 0; i < o->sources; i++)
		if (to[i] != ONTO_NONE && area[i] > 0) {
			o->first[to[i]]++;
			n++;
		}
	for (size_t i = 0; i <= o->cells; i++) {
		size_t count = o->first[i];

		o->first[i] = sum;
		sum += count;
	}
	o->member = calloc(n + 1, sizeof *o->member);
	o->weight = calloc(n + 1, sizeof *o->weight);
	if (o->member == NULL || o->weight == NULL)
		return chunk_reason(why, "out of memory");
	for (size_t i = 0; i < o->sources; i++)
		if (to[i] != ONTO_NONE && area[i] > 0) {
			size_t at = o->first[to[i]]++;

			o->member[at] = (uint32_t)i;
			o->weight[at] = area[i];
		}
	/* Each first is now where the next one begins. */
	memmove(o->first + 1, o->first, o->cells * sizeof *o->first);
	o->first[0] = 0;
	return 0;
}

/* Cells without the centre of an old one, in the midst of the old grid. */
static int
refuse_empty(struct onto *o, char *why)
{
	for (size_t i = 0; i < o->cells; i++)
		o->empty += o->cell[i] != ONTO_NONE && o->first[i] == o->first[i + 1];
	if (o->empty <= o->covered / EMPTY_MAX)
		return 0;
	return chunk_reason(why, "-m mean: %zu of %zu cells of the grid hold no centre of a cell of the "
	    "input: it is too fine for means: -m nearest, or a coarser grid", o->empty, o->covered);
}

static int
find_members(struct onto *o, struct way *back, struct chunk_pool *pool, char *why)
{
	int status = -1;

	back->cell = calloc(o->sources, sizeof *back->cell);
	back->area = calloc(o->sources, sizeof *back->area);
	if (back->cell == NULL || back->area == NULL)
		chunk_reason(why, "out of memory");
	else if (find_all(back, pool, why) == 0 &&
	    sort_members(o, back->cell, back->area, why) == 0)
		status = refuse_empty(o, why);
	free(back->cell);
	free(back->area);
	free(o->cell);
	o->cell = NULL;
	return status;
}

/* ---- Both -------------------------------------------------------------- */

static int
find_cells(struct onto *o, struct chunk_pool *pool, char *why)
{
	const struct chunk_grid *from = chunk_grid(o->from), *to = chunk_grid(o->to);
	struct lonlat *old = NULL, *new = NULL;
	struct way way = { .from = to, .to = from, .cell = o->cell };
	struct way back = { .from = from, .to = to };
	int status = -1;

	if (onto_lonlats(o->from, o->to, &old, &new, why) == 0) {
		way.here = back.there = new;
		way.there = back.here = old;
		if ((status = find_all(&way, pool, why)) == 0) {
			for (size_t i = 0; i < o->cells; i++)
				o->covered += o->cell[i] != ONTO_NONE;
			if (o->method == ONTO_MEAN)
				status = find_members(o, &back, pool, why);
		}
		if (status == 0 && (o->method == ONTO_MEAN ? o->first[o->cells] : o->covered) == 0)
			status = no_overlap(o, old, new, why);
	}
	lonlat_close(old);
	lonlat_close(new);
	return status;
}

int
onto_prepare(struct onto *o, struct chunk_pool *pool, char *why)
{
	const struct chunk_grid *from = chunk_grid(o->from), *to = chunk_grid(o->to);

	o->sources = (size_t)from->rows * from->cols;
	o->cells = (size_t)to->rows * to->cols;
	if ((o->cell = calloc(o->cells, sizeof *o->cell)) == NULL)
		return chunk_reason(why, "out of memory");
	if (find_cells(o, pool, why) < 0)
		return -1;
	if (o->method == ONTO_NEAREST)
		o->keeps_codes = chunk_table(o->from, &(uint32_t){ 0 }) != NULL &&
		    (region_code(o->from, &o->missing) || o->covered == o->cells);
	return 0;
}

void
onto_free(struct onto *o)
{
	free(o->cell);
	free(o->first);
	free(o->member);
	free(o->weight);
}
