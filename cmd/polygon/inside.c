/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside.c - whether a polygon holds a point, and which cells of a row.
 *
 * A point is in a polygon if a line from it to the east crosses an odd number
 * of edges. An edge has its southern end, and not its northern one; a point on
 * it is east of it. All numbers are whole and all comparisons exact, so what is
 * west of an edge is the same for both polygons that have it.
 */
#include <stdlib.h>
#include <string.h>

#include "polygon/private.h"

typedef __int128 int128;

#define BANDS_MAX (1u << 20)

/* ---- Edges by bands of latitude ---------------------------------------- */

/* Never less for a latitude further north. */
static uint32_t
band_of(const struct part *p, int64_t y)
{
	double band = (double)(y - p->south) * p->per_angle;

	return band < p->bands - 1 ? (uint32_t)band : p->bands - 1;
}

static void
find_bounds(struct part *p)
{
	p->west = p->south = INT64_MAX;
	p->east = p->north = INT64_MIN;
	for (uint32_t i = 0; i < p->edges; i++) {
		const struct edge *e = &p->edge[i];
		int64_t west = e->ax < e->bx ? e->ax : e->bx, east = e->ax > e->bx ? e->ax : e->bx;

		p->west = west < p->west ? west : p->west;
		p->east = east > p->east ? east : p->east;
		p->south = e->ay < p->south ? e->ay : p->south;
		p->north = e->by > p->north ? e->by : p->north;
	}
}

/*
 * So many that a band has few edges; but fewer if edges are long, since an edge
 * is in each of its bands: together at most about four times for each.
 */
static uint32_t
choose_bands(const struct part *p)
{
	double height = (double)(p->north - p->south), long_way = 0, bands;

	for (uint32_t i = 0; i < p->edges; i++)
		long_way += (double)(p->edge[i].by - p->edge[i].ay);
	if (!(height > 0) || !(long_way > 0))
		return 1;
	bands = 3.0 * p->edges * height / long_way;
	bands = bands < p->edges ? bands : p->edges;
	return bands > BANDS_MAX ? BANDS_MAX : bands < 1 ? 1 : (uint32_t)bands;
}

bool
part_index(struct part *p)
{
	find_bounds(p);
	p->bands = choose_bands(p);
	p->per_angle = p->north > p->south ? p->bands / (double)(p->north - p->south) : 0;
	p->band = calloc((size_t)p->bands + 1, sizeof *p->band);
	if (p->band == NULL)
		return false;
	for (uint32_t i = 0; i < p->edges; i++)
		for (uint32_t b = band_of(p, p->edge[i].ay); b <= band_of(p, p->edge[i].by); b++)
			p->band[b]++;
	for (uint32_t b = 1; b <= p->bands; b++)
		p->band[b] += p->band[b - 1];
	if ((p->in = calloc(p->band[p->bands], sizeof *p->in)) == NULL)
		return false;
	/* Each count moves down to where its band begins. */
	for (uint32_t i = p->edges; i-- > 0; )
		for (uint32_t b = band_of(p, p->edge[i].ay); b <= band_of(p, p->edge[i].by); b++)
			p->in[--p->band[b]] = i;
	return true;
}

void
part_free(struct part *p)
{
	free(p->edge);
	free(p->band);
	free(p->in);
	*p = (struct part){ 0 };
}

/* ---- A point ----------------------------------------------------------- */

/* Whether a line to the east crosses the edge. */
static inline bool
crosses(const struct edge *e, int64_t x, int64_t y)
{
	if (y < e->ay || y >= e->by)
		return false;
	if (x >= e->ax && x >= e->bx)
		return false;
	if (x < e->ax && x < e->bx)
		return true;
	return (int128)(x - e->ax) * (e->by - e->ay) < (int128)(e->bx - e->ax) * (y - e->ay);
}

bool
part_holds(const struct part *p, int64_t x, int64_t y)
{
	bool in = false;

	if (x < p->west || x > p->east || y < p->south || y > p->north)
		return false;
	uint32_t band = band_of(p, y);

	for (uint32_t i = p->band[band]; i < p->band[band + 1]; i++)
		in ^= crosses(&p->edge[p->in[i]], x, y);
	return in;
}

/* ---- The cells of a row ------------------------------------------------ */

/* Whether an edge is, or may be, among the centres of a block. */
static bool
is_near(const struct part *p, const struct centres_block *b, int64_t turn)
{
	int64_t west = b->west + turn, east = b->east + turn;
	int64_t south = b->south > p->south ? b->south : p->south;
	int64_t north = b->north < p->north ? b->north : p->north;
	uint32_t last;

	if (south > north)
		return false;
	last = p->band[band_of(p, north) + 1];
	for (uint32_t i = p->band[band_of(p, south)]; i < last; i++) {
		const struct edge *e = &p->edge[p->in[i]];

		if (e->ay <= north && e->by >= south && (e->ax >= west || e->bx >= west) &&
		    (e->ax <= east || e->bx <= east))
			return true;
	}
	return false;
}

/*
 * The cells [first, end) of a block. If no edge comes near them, they are all
 * in or all out.
 */
static bool
mark_block(const struct part *p, struct centres *row, uint32_t first, uint32_t end, int64_t turn)
{
	const struct centres_block *b = &row->block[first / CENTRES_BLOCK];
	bool any = false;

	if (b->all && !is_near(p, b, turn)) {
		any = part_holds(p, row->x[first] + turn, row->y[first]);
		if (any)
			memset(row->in + first, 1, end - first);
		return any;
	}
	for (uint32_t col = first; col < end; col++)
		if (row->x[col] != ANGLE_NONE && part_holds(p, row->x[col] + turn, row->y[col])) {
			row->in[col] = 1;
			any = true;
		}
	return any;
}

/* Rounded down. */
static int64_t
turns(int64_t angle)
{
	return angle / ANGLE_TURN - (angle % ANGLE_TURN < 0);
}

void
part_mark(const struct part *p, struct centres *row, uint32_t *first, uint32_t *end)
{
	for (uint32_t col = 0; col < row->cols; col += CENTRES_BLOCK) {
		const struct centres_block *b = &row->block[col / CENTRES_BLOCK];
		uint32_t after = row->cols - col < CENTRES_BLOCK ? row->cols : col + CENTRES_BLOCK;

		if (!b->any || b->north < p->south || b->south > p->north)
			continue;
		for (int64_t k = -turns(b->east - p->west); k <= turns(p->east - b->west); k++)
			if (mark_block(p, row, col, after, k * ANGLE_TURN)) {
				*first = col < *first ? col : *first;
				*end = after > *end ? after : *end;
			}
	}
}
