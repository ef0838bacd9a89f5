/* SPDX-License-Identifier: BSD-2-Clause */
/* cells.c - the centres of a grid's cells, row by row, and sets of cells. */
#include "grid/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "grid/lonlat.h"

int64_t
cells_angle(double degrees)
{
	return llrint(degrees * (double)ANGLE_DEGREE);
}

/* ---- Sets -------------------------------------------------------------- */

static bool
reserve(struct cells *c, size_t more)
{
	size_t room = c->room;
	struct run *at;

	if (more <= room - c->n)
		return true;
	room = c->n + more > 2 * room ? c->n + more : 2 * room;
	if ((at = reallocarray(c->at, room, sizeof *at)) == NULL)
		return false;
	c->at = at;
	c->room = room;
	return true;
}

bool
cells_add(struct cells *c, struct centres *row, uint32_t first, uint32_t end)
{
	uint32_t col = first;

	while (col < end) {
		uint32_t begin;

		while (col < end && row->in[col] == 0)
			col++;
		for (begin = col; col < end && row->in[col] != 0; col++)
			row->in[col] = 0;
		if (begin == col)
			break;
		if (c->n == c->room && !reserve(c, c->room + 16))
			return false;
		c->at[c->n++] = (struct run){ row->row, begin, col };
		c->count += col - begin;
	}
	return true;
}

void
cells_free(struct cells *c)
{
	free(c->at);
	*c = (struct cells){ 0 };
}

/* Appends the runs of `from`. */
static bool
append(struct cells *c, const struct cells *from)
{
	if (!reserve(c, from->n))
		return false;
	if (from->n > 0)
		memcpy(c->at + c->n, from->at, from->n * sizeof *from->at);
	c->n += from->n;
	c->count += from->count;
	return true;
}

/* ---- Rows of centres --------------------------------------------------- */

struct search {
	const struct lonlat *lonlat;
	const struct chunk_grid *g;
	cells_row_fn *fn;
	const void *arg;
	size_t sets;
	double *lon, *lat;              /* of the columns and of the rows; or NULL */
	size_t bands;
	struct band {                   /* rows that one thread searches */
		struct cells *sets;
		bool failed;            /* out of memory */
	} *band;
};

static uint32_t
count_blocks(uint32_t cols)
{
	return (cols + CENTRES_BLOCK - 1) / CENTRES_BLOCK;
}

static bool
make_row(struct centres *row, uint32_t cols)
{
	*row = (struct centres){ .cols = cols };
	row->lon = calloc(cols, sizeof *row->lon);
	row->lat = calloc(cols, sizeof *row->lat);
	row->x = calloc(cols, sizeof *row->x);
	row->y = calloc(cols, sizeof *row->y);
	row->block = calloc(count_blocks(cols), sizeof *row->block);
	row->in = calloc(cols, 1);
	return row->lon != NULL && row->lat != NULL && row->x != NULL && row->y != NULL &&
	    row->block != NULL && row->in != NULL;
}

static void
free_row(struct centres *row)
{
	free(row->lon);
	free(row->lat);
	free(row->x);
	free(row->y);
	free(row->block);
	free(row->in);
}

/* Fills in what follows from the degrees. */
static void
finish_row(struct centres *row)
{
	for (uint32_t col = 0; col < row->cols; col++) {
		struct centres_block *b = &row->block[col / CENTRES_BLOCK];
		int64_t x = ANGLE_NONE, y = ANGLE_NONE;

		if (col % CENTRES_BLOCK == 0)
			*b = (struct centres_block){ INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN,
				false, true };
		if (fabs(row->lon[col]) <= 720 && fabs(row->lat[col]) <= 720) {
			x = cells_angle(row->lon[col]);
			/* So that an edge at the pole is beyond a centre there. */
			y = cells_angle(row->lat[col]);
			y = y == 90 * ANGLE_DEGREE ? y - 1 : y;
			b->west = x < b->west ? x : b->west;
			b->east = x > b->east ? x : b->east;
			b->south = y < b->south ? y : b->south;
			b->north = y > b->north ? y : b->north;
			b->any = true;
		} else {
			row->lon[col] = row->lat[col] = NAN;
			b->all = false;
		}
		row->x[col] = x;
		row->y[col] = y;
	}
}

static void
fill_row(const struct search *s, struct lonlat *l, struct centres *row)
{
	for (uint32_t col = 0; col < row->cols; col++) {
		struct point p = { NAN, NAN };

		if (s->lon != NULL)
			p = (struct point){ s->lon[col], s->lat[row->row] };
		else if (!lonlat_of(l, row->row + 0.5, col + 0.5, &p))
			p = (struct point){ NAN, NAN };
		row->lon[col] = p.x;
		row->lat[col] = p.y;
	}
	finish_row(row);
}

/* ---- Threads ----------------------------------------------------------- */

/* False if out of memory. */
static bool
search_rows(const struct search *s, uint32_t first, uint32_t end, struct cells *sets)
{
	struct lonlat *l = lonlat_copy(s->lonlat);
	struct centres row;
	bool fits = make_row(&row, s->g->cols) && l != NULL && sets != NULL;

	for (row.row = first; fits && row.row < end; row.row++) {
		fill_row(s, l, &row);
		fits = s->fn(s->arg, &row, sets);
	}
	free_row(&row);
	lonlat_close(l);
	return fits;
}

static void
search_bands(void *arg, size_t first, size_t last)
{
	struct search *s = arg;

	for (size_t i = first; i < last; i++) {
		struct band *b = &s->band[i];
		uint64_t rows = s->g->rows;

		b->sets = calloc(s->sets, sizeof *b->sets);
		b->failed = !search_rows(s, (uint32_t)(rows * i / s->bands),
		    (uint32_t)(rows * (i + 1) / s->bands), b->sets);
	}
}

/* Joins the sets of the bands, and frees them. False if out of memory. */
static bool
join_bands(struct search *s, struct cells *sets)
{
	bool fits = true;

	for (size_t i = 0; i < s->bands; i++) {
		struct band *b = &s->band[i];

		fits = fits && !b->failed;
		for (size_t k = 0; b->sets != NULL && k < s->sets; k++) {
			fits = fits && append(&sets[k], &b->sets[k]);
			cells_free(&b->sets[k]);
		}
		free(b->sets);
	}
	return fits;
}

/*
 * The longitudes of columns and the latitudes of rows, where that is all. False
 * if out of memory.
 */
static bool
find_axes(struct search *s, struct lonlat *l)
{
	struct point p;

	if (!lonlat_is_degrees(l) || grid_is_rotated(s->g))
		return true;
	s->lon = calloc(s->g->cols, sizeof *s->lon);
	s->lat = calloc(s->g->rows, sizeof *s->lat);
	if (s->lon == NULL || s->lat == NULL)
		return false;
	for (uint32_t col = 0; col < s->g->cols; col++)
		s->lon[col] = grid_point(s->g, 0.5, col + 0.5).x;
	for (uint32_t row = 0; row < s->g->rows; row++)
		s->lat[row] = lonlat_of(l, row + 0.5, 0.5, &p) ? p.y : NAN;
	return true;
}

int
cells_find(const struct chunk_header *h, struct chunk_pool *pool, cells_row_fn *fn,
    const void *arg, struct cells *sets, size_t n, char *why)
{
	struct lonlat *l = lonlat_open(h, why);
	struct search s = { .lonlat = l, .g = chunk_grid(h), .fn = fn, .arg = arg, .sets = n,
		.bands = (size_t)chunk_pool_threads(pool) };
	bool fits;

	if (l == NULL)
		return -1;
	s.band = calloc(s.bands, sizeof *s.band);
	fits = s.band != NULL && find_axes(&s, l);
	if (fits) {
		chunk_for(pool, s.bands, search_bands, &s);
		fits = join_bands(&s, sets);
	}
	lonlat_close(l);
	free(s.band);
	free(s.lon);
	free(s.lat);
	return fits ? 0 : chunk_reason(why, "out of memory");
}
