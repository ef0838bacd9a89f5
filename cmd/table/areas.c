/* SPDX-License-Identifier: BSD-2-Clause */
/* areas.c - catchments from files of GeoJSON, and the weights of their cells. */
#include <stdlib.h>

#include "polygon/polygons.h"
#include "table/private.h"

/* The polygons of a file are the places from `first` on. */
struct places_areas {
	struct polygons *polygons;
	size_t first;
};

void
places_polygons(struct places *p, const char *path)
{
	struct places_areas *a;
	char why[CHUNK_WHY_MAX];

	if ((p->areas = reallocarray(p->areas, p->areas_n + 1, sizeof *p->areas)) == NULL)
		cmd_fail("out of memory");
	a = &p->areas[p->areas_n++];
	*a = (struct places_areas){ polygons_read(path, NULL, why), p->n };
	if (a->polygons == NULL || polygons_check_names(a->polygons, why) < 0)
		cmd_fail("%s", why);
	for (size_t i = 0; i < polygons_count(a->polygons); i++)
		if (!places_add(p, (struct place){ .kind = PLACE_AREA, .from = path },
		    polygons_name(a->polygons, i), NULL, why))
			cmd_fail("%s: feature %zu: %s", path, i + 1, why);
}

/* The weights of a place's cells: their areas. */
static double *
weigh(const struct place *a, const struct cells *cells, const struct chunk_grid *g, struct lonlat *l)
{
	double *weights = reallocarray(NULL, cells->count, sizeof *weights), *to = weights;
	bool by_row = lonlat_is_degrees(l) && !grid_is_rotated(g);

	if (weights == NULL)
		cmd_fail("out of memory for %llu cells", (unsigned long long)cells->count);
	for (const struct run *r = cells->at; r < cells->at + cells->n; r++)
		for (uint32_t col = r->first; col < r->end; col++, to++) {
			*to = by_row && col > r->first ? to[-1] : lonlat_cell_area(l, r->row, col);
			if (!(*to > 0))
				cmd_fail("%s: %s: row %u, column %u has no area in the CRS of the stream", a->from,
				    a->name, r->row, col);
		}
	return weights;
}

static void
resolve_file(struct place *places, const struct polygons *polygons, const struct chunk_header *h,
    struct lonlat *l, struct chunk_pool *pool)
{
	size_t n = polygons_count(polygons);
	struct cells *sets = calloc(n, sizeof *sets);
	char why[CHUNK_WHY_MAX];

	if (sets == NULL)
		cmd_fail("out of memory for %zu polygons", n);
	if (polygons_cells(polygons, h, pool, sets, why) < 0)
		cmd_fail("%s", why);
	for (size_t i = 0; i < n; i++) {
		if (sets[i].count == 0) {
			polygons_no_cell(polygons, i, h, why);
			cmd_fail("%s", why);
		}
		if (polygons_go_beyond(polygons, i, l))
			cmd_warn("%s: %s goes beyond the grid: its values are of the part inside", places[i].from,
			    places[i].name);
		places[i].cells = sets[i];
		places[i].weights = weigh(&places[i], &sets[i], chunk_grid(h), l);
	}
	free(sets);
}

void
areas_resolve(struct places *p, const struct chunk_header *h, struct lonlat *l,
    struct chunk_pool *pool)
{
	for (size_t i = 0; i < p->areas_n; i++)
		resolve_file(p->at + p->areas[i].first, p->areas[i].polygons, h, l, pool);
	areas_free(p);
}

void
areas_free(struct places *p)
{
	for (size_t i = 0; i < p->areas_n; i++)
		polygons_free(p->areas[i].polygons);
	free(p->areas);
	p->areas = NULL;
	p->areas_n = 0;
}
