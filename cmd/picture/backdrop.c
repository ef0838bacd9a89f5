/* SPDX-License-Identifier: BSD-2-Clause */
/* backdrop.c - the ground, then the scale bar, the points of the user, and places. */
#include "picture/backdrop.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "grid/lonlat.h"
#include "map/ground.h"
#include "map/world.h"
#include "picture/names.h"
#include "picture/scale.h"
#include "table/places.h"

/* What is drawn on, and where that lies on the earth; NULL if nowhere. */
struct drawing {
	const struct backdrop *b;
	struct field *field;
	struct names names;
	struct lonlat *lonlat;
	char nowhere[CHUNK_WHY_MAX];            /* why it is NULL */
};

/* ---- Places of the world ----------------------------------------------- */

/* Where a place is on the map; false if it is not on it. */
static bool
place_name(struct drawing *d, const struct point *lonlat, struct name *name)
{
	double row, col, zoom = d->field->zoom;

	if (!lonlat_position(d->lonlat, *lonlat, &row, &col))
		return false;
	name->x = col * zoom;
	name->y = row * zoom;
	return name->x >= 0 && name->y >= 0 && name->x < d->names.map->width &&
	    name->y < d->names.map->height;
}

/* The largest places come first, so that only so many of them need be looked at. */
static void
draw_places(struct drawing *d)
{
	const unsigned char *at = NULL;
	struct world_place place;
	int left = d->b->places;

	while (left > 0 && world_next_place(&at, &place)) {
		struct name name = { .text = place.name };

		if (place_name(d, &place.lonlat, &name))
			left -= names_places(&d->names, &name, 1, 1);
	}
}

/* ---- Points of a file -------------------------------------------------- */

/* The middle of a cell, or for longitude and latitude the place itself. */
static bool
point_name(struct drawing *d, const struct place *p, struct name *name)
{
	const struct chunk_grid *grid = chunk_grid(d->field->header);
	struct point given = { p->given[0], p->given[1] };
	uint32_t row, col;

	name->text = p->name;
	if (p->kind == PLACE_LONLAT) {
		if (d->lonlat == NULL)
			cmd_fail("%s: points by longitude and latitude: %s", p->from, d->nowhere);
		return place_name(d, &given, name);
	}
	if (p->kind == PLACE_POINT) {
		row = (uint32_t)given.x;
		col = (uint32_t)given.y;
	} else if (!grid_cell(grid, given, &row, &col)) {
		return false;
	}
	name->x = (col + 0.5) * d->field->zoom;
	name->y = (row + 0.5) * d->field->zoom;
	return row < grid->rows && col < grid->cols;
}

static void
draw_points(struct drawing *d)
{
	struct places p = { 0 };
	struct name *name;
	size_t n = 0;

	if (d->b->points == NULL)
		return;
	places_file(&p, d->b->points);
	if ((name = calloc(p.n + 1, sizeof *name)) == NULL)
		cmd_fail("out of memory");
	for (size_t i = 0; i < p.n; i++)
		n += point_name(d, &p.at[i], &name[n]);
	if (n == 0)
		cmd_warn("%s: none of its %zu points is on the map", d->b->points, p.n);
	names_points(&d->names, name, n);
	free(name);
	places_free(&p);
}

/* ---- All of it --------------------------------------------------------- */

int
backdrop_draw(const struct backdrop *b, struct sheet *s, struct field *f, char *why)
{
	struct ground_what what = { .coast = b->coast, .borders = b->borders,
		.graticule = b->graticule, .lines = b->lines, .lines_n = b->lines_n };
	struct canvas map = { f->cols * f->zoom, f->rows * f->zoom, f->ground };
	struct drawing d = { .b = b, .field = f,
		.names = { .sheet = s, .map = &map, .base = GROUNDS } };
	int status = ground_draw(f->header, &what, f->zoom, (s->unit + 1) / 2.0, f->ground, why);

	if (status < 0)
		return -1;
	names_take(&d.names, scale_draw(s, &map, GROUNDS, b->km / f->zoom));
	if (b->points != NULL || b->places > 0)
		d.lonlat = lonlat_open(f->header, d.nowhere);
	draw_points(&d);
	if (d.lonlat != NULL)
		draw_places(&d);
	lonlat_close(d.lonlat);
	names_free(&d.names);
	return status;
}
