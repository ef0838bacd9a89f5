/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * polygons.c - GeoJSON. If the first byte is not that of JSON, the first line is
 * the feature that is asked for. The cells of what is read are those that each
 * edge in turn says.
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "polygon/private.h"

#define EDGES_MAX 20000         /* for the slow way */

static const struct chunk_grid grids[] = { { 9, 18, { -180, 20, 0, 90, 0, -20 } },
	{ 18, 30, { 0, 1, 0, 10, 0, -1 } }, { 12, 70, { 300, 1, 0.25, 60, 0.5, -2 } } };

/* Whether a line to the east crosses an odd number of edges. */
static bool
holds(const struct part *p, int64_t x, int64_t y)
{
	bool in = false;

	for (uint32_t i = 0; i < p->edges; i++) {
		const struct edge *e = &p->edge[i];

		if (e->ay <= y && y < e->by)
			in ^= (__int128)(x - e->ax) * (e->by - e->ay) < (__int128)(e->bx - e->ax) * (y - e->ay);
	}
	return in;
}

static bool
any_holds(const struct polygon *p, int64_t x, int64_t y)
{
	for (size_t i = 0; i < p->parts; i++)
		for (int turn = -3; turn <= 3; turn++)
			if (holds(&p->part[i], x + turn * ANGLE_TURN, y))
				return true;
	return false;
}

static void
check_cells(const struct polygon *p, const struct chunk_grid *g, const struct cells *set)
{
	size_t at = 0;
	uint64_t count = 0;

	for (uint32_t row = 0; row < g->rows; row++)
		for (uint32_t col = 0; col < g->cols; col++) {
			struct point c = grid_point(g, row + 0.5, col + 0.5);
			bool in;

			if (at < set->n && set->at[at].row == row && set->at[at].end == col)
				at++;
			in = at < set->n && set->at[at].row == row && set->at[at].first <= col;
			fuzz_require(in == any_holds(p, cells_angle(c.x), cells_angle(c.y)),
			    "row %u, column %u", row, col);
			count += in;
			if (col + 1 == g->cols && at < set->n && set->at[at].row == row)
				at++;
		}
	fuzz_require(at == set->n && count == set->count, "%zu runs of %zu", at, set->n);
}

static void
try_grid(const struct polygons *p, const struct chunk_grid *g)
{
	static struct chunk_pool *pool;
	struct chunk_header *h = chunk_header_copy(NULL);
	struct cells *sets = calloc(p->n, sizeof *sets);
	char why[CHUNK_WHY_MAX] = "";
	size_t edges = 0;

	if (pool == NULL)
		pool = chunk_pool_new(1);
	chunk_set_grid(h, g);
	chunk_set(h, "crs", "EPSG:4326");
	fuzz_require(sets != NULL && polygons_cells(p, h, pool, sets, why) == 0, "%s", why);
	for (size_t i = 0; i < p->n; i++) {
		for (size_t k = 0; k < p->at[i].parts; k++)
			edges += p->at[i].part[k].edges;
		if (edges < EDGES_MAX)
			check_cells(&p->at[i], g, &sets[i]);
		if (sets[i].n == 0)
			fuzz_require(polygons_no_cell(p, i, h, why) < 0 && why[0] != '\0', "no reason");
		cells_free(&sets[i]);
	}
	free(sets);
	chunk_header_free(h);
}

void
fuzz_polygons(const uint8_t *bytes, size_t size)
{
	struct polygons *p = calloc(1, sizeof *p);
	char why[CHUNK_WHY_MAX] = "", feature[256] = "";
	const uint8_t *line = memchr(bytes, '\n', size);
	bool asks = size > 0 && bytes[0] != '{' && line != NULL && (size_t)(line - bytes) < sizeof feature;
	struct box b;

	fuzz_require(p != NULL && (p->path = strdup("fuzz")) != NULL, "no memory");
	if (asks) {
		memcpy(feature, bytes, (size_t)(line - bytes));
		asks = polygons_check_feature(feature, why) == 0;
		size -= (size_t)(line + 1 - bytes);
		bytes = line + 1;
	}
	if (geojson_parse(p, (const char *)bytes, size, asks ? feature : NULL, why) == 0) {
		b = polygons_box(p);
		fuzz_require(p->n > 0 && b.west <= b.east && b.east <= b.west + 360 && b.south <= b.north &&
		    fabs(b.south) <= 90, "%g %g %g %g", b.west, b.south, b.east, b.north);
		for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
			try_grid(p, &grids[i]);
		polygons_check_names(p, why);
	} else
		fuzz_require(why[0] != '\0', "no reason");
	polygons_free(p);
}
