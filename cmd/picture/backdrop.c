/* SPDX-License-Identifier: BSD-2-Clause */
/* backdrop.c - the ground, then the scale bar, the points of the user, and places. */
#include "picture/backdrop.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "map/ground.h"
#include "map/world.h"
#include "picture/marks.h"
#include "picture/names.h"
#include "picture/scale.h"
#include "table/places.h"

/* What is drawn on, and where that lies on the earth. */
struct drawing {
	const struct backdrop *b;
	struct field *field;
	struct names names;
	struct marks marks;
};

/* ---- Places of the world ----------------------------------------------- */

static void
set_name(const struct drawing *d, const char *text, double row, double col, struct name *name)
{
	name->text = text;
	name->x = col * d->field->zoom;
	name->y = row * d->field->zoom;
}

/* The largest places come first, so that only so many of them need be looked at. */
static void
draw_places(struct drawing *d)
{
	const unsigned char *at = NULL;
	struct world_place place;
	int left = d->b->places;

	while (left > 0 && world_next_place(&at, &place)) {
		struct name name;
		double row, col;

		if (!marks_place(&d->marks, place.lonlat, &row, &col))
			continue;
		set_name(d, place.name, row, col, &name);
		left -= names_places(&d->names, &name, 1, 1);
	}
}

/* ---- Points of a file -------------------------------------------------- */

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
	for (size_t i = 0; i < p.n; i++) {
		double row, col;

		if (marks_point(&d->marks, &p.at[i], &row, &col))
			set_name(d, p.at[i].name, row, col, &name[n++]);
	}
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
		marks_open(&d.marks, f->header);
	draw_points(&d);
	if (d.marks.lonlat != NULL)
		draw_places(&d);
	lonlat_close(d.marks.lonlat);
	names_free(&d.names);
	return status;
}
