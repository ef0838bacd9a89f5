/* SPDX-License-Identifier: BSD-2-Clause */
/* places.c - gauges and catchments: their names and their cells. */
#include "table/places.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grid/geometry.h"
#include "grid/lonlat.h"
#include "table/csv.h"
#include "table/private.h"

#define NAME_LIMIT   200                /* bytes of a name */

/* What follows the name, and an example of all. */
static const struct {
	int numbers;
	const char *form, *example;
} kinds[] = {
	[PLACE_POINT] = { 2, "name,row,col", "Lund,792,128" },
	[PLACE_XY] = { 2, "name,x,y", "Lund,386248,6174176" },
	[PLACE_LONLAT] = { 2, "name,lon,lat", "Lund,13.19,55.71" },
	[PLACE_BOX] = { 4, "name,r0,r1,c0,c1", "Ronne,740,760,120,140" },
	[PLACE_AREA] = { 0, "", "" },
	[PLACE_ZONE] = { 0, "", "" },
};

/* ---- One place --------------------------------------------------------- */

static bool
is_coordinates(enum place_kind kind)
{
	return kind == PLACE_XY || kind == PLACE_LONLAT;
}

/*
 * Rows and columns are whole numbers within the largest grid; coordinates are
 * finite.
 */
bool
places_number(enum place_kind kind, const char *text, double *value)
{
	char *end;

	if (is_coordinates(kind)) {
		*value = strtod(text, &end);
		return end != text && *end == '\0' && isfinite(*value);
	}
	if (*text < '0' || *text > '9')
		return false;
	*value = (double)strtoul(text, &end, 10);
	return *end == '\0' && *value <= CHUNK_SIDE_MAX;
}

static bool
is_name(const char *name)
{
	size_t n = strlen(name);

	for (const char *p = name; *p != '\0'; p++)
		if (iscntrl((unsigned char)*p))
			return false;
	return n > 0 && n <= NAME_LIMIT;
}

/* Whether its numbers are those of a place; false with a reason. */
static bool
is_place(const struct place *a, const char *name, char *why)
{
	const double *g = a->given;

	if (a->kind == PLACE_BOX && (g[0] >= g[1] || g[2] >= g[3])) {
		snprintf(why, CHUNK_WHY_MAX,
		    "%s: from %g to %g without %g, and from %g to %g without %g, has no cells: "
		    "r0 < r1, c0 < c1",
		    name, g[0], g[1], g[1], g[2], g[3], g[3]);
		return false;
	}
	if (a->kind == PLACE_LONLAT && (fabs(g[0]) > 360 || fabs(g[1]) > 90)) {
		snprintf(why, CHUNK_WHY_MAX, "%s: %.10g, %.10g is no longitude and latitude, up to 360 and 90 degrees: "
		    "coordinates of the stream's CRS are x, y%s", name, g[0], g[1],
		    fabs(g[0]) <= 90 && fabs(g[1]) <= 360 ? "; the longitude comes first" : "");
		return false;
	}
	return true;
}

bool
places_add(struct places *p, struct place place, const char *name, char **numbers, char *why)
{
	if (!is_name(name)) {
		snprintf(why, CHUNK_WHY_MAX, "a name has 1 to %d bytes, and no control characters",
		    NAME_LIMIT);
		return false;
	}
	for (int i = 0; i < kinds[place.kind].numbers; i++)
		if (!places_number(place.kind, numbers[i], &place.given[i])) {
			snprintf(why, CHUNK_WHY_MAX, "\"%.40s\" is not a %s: %s, such as %s", numbers[i],
			    is_coordinates(place.kind) ? "coordinate" : "row or column of a grid",
			    kinds[place.kind].form, kinds[place.kind].example);
			return false;
		}
	if (!is_place(&place, name, why))
		return false;
	if (p->n == p->room) {
		p->room = 2 * p->room + 16;
		p->at = reallocarray(p->at, p->room, sizeof *p->at);
		if (p->at == NULL)
			cmd_fail("out of memory for %zu places", p->room);
	}
	if ((place.name = strdup(name)) == NULL)
		cmd_fail("out of memory for %zu places", p->room);
	place.cell = csv_cell(name);
	p->at[p->n++] = place;
	return true;
}

void
places_option(struct places *p, enum place_kind kind, const char *option, char *text)
{
	char *cells[CSV_COLUMNS], why[CHUNK_WHY_MAX];
	int n = csv_split(text, ',', cells);

	if (n != 1 + kinds[kind].numbers)
		cmd_usage("%s takes %s, such as %s; a name with a comma in it stands in quotes", option,
		    kinds[kind].form, kinds[kind].example);
	if (!places_add(p, (struct place){ .kind = kind, .from = option }, cells[0], cells + 1, why))
		cmd_usage("%s: %s", option, why);
}

/* ---- All of them ------------------------------------------------------- */

/* "--point: Lund" or "gauges.csv: line 3: Lund", for messages. */
static const char *
title(const struct place *a, char *text)
{
	if (a->line > 0)
		snprintf(text, CHUNK_WHY_MAX, "%.500s: line %zu: %s", a->from, a->line, a->name);
	else
		snprintf(text, CHUNK_WHY_MAX, "%s: %s", a->from, a->name);
	return text;
}

static int
by_name(const void *a, const void *b)
{
	const struct place *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

void
places_check(const struct places *p)
{
	const struct place **sorted = calloc(p->n + 1, sizeof(struct place *));
	char text[CHUNK_WHY_MAX];

	if (sorted == NULL)
		cmd_fail("out of memory for %zu places", p->n);
	for (size_t i = 0; i < p->n; i++)
		sorted[i] = &p->at[i];
	qsort(sorted, p->n, sizeof *sorted, by_name);
	for (size_t i = 1; i < p->n; i++) {
		const struct place *a = sorted[i];

		if (strcmp(a->name, sorted[i - 1]->name) != 0)
			continue;
		if (a->line > 0 || a->kind == PLACE_ZONE || sorted[i - 1]->kind == PLACE_ZONE)
			cmd_fail("%s: the name of another place: give each its own",
			    title(a, text));
		cmd_usage("%s: the name of another place: give each its own", title(a, text));
	}
	free(sorted);
}

bool
places_have(const struct places *p, enum place_kind kind)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].kind == kind)
			return true;
	return false;
}

/* ---- Their cells ------------------------------------------------------- */

static _Noreturn void
not_in_bounds(const struct place *a, const struct chunk_header *h)
{
	struct bounds b = grid_bounds(chunk_grid(h));
	const char *crs = chunk_get(h, "crs");
	char text[CHUNK_WHY_MAX];

	cmd_fail(
	    "%s: %.10g, %.10g is outside the grid, which has x from %.10g to %.10g and y from %.10g to %.10g, "
	    "CRS %.200s",
	    title(a, text), a->given[0], a->given[1], b.west, b.east, b.south, b.north,
	    crs != NULL ? crs : "unknown");
}

static _Noreturn void
not_on_grid(const struct place *a, struct lonlat *l)
{
	struct bounds b = { -180, 180, -90, 90 };
	uint32_t row, col;
	char text[CHUNK_WHY_MAX];

	lonlat_bounds(l, &b);
	cmd_fail("%s: longitude %.10g, latitude %.10g is outside the grid, which has longitudes from %.6g to %.6g "
	    "and latitudes from %.6g to %.6g%s", title(a, text), a->given[0], a->given[1], b.west, b.east,
	    b.south, b.north, lonlat_cell(l, (struct point){ a->given[1], a->given[0] }, &row, &col) ?
	    "; the other way round it is inside: the longitude comes first" : "");
}

/* Gives a place the cells of a block. */
static void
set_cells(struct place *a, double row, double col, double rows, double cols)
{
	struct cells *c = &a->cells;

	c->n = c->room = (size_t)rows;
	c->count = (uint64_t)rows * (uint64_t)cols;
	if ((c->at = calloc(c->n, sizeof *c->at)) == NULL)
		cmd_fail("out of memory");
	for (size_t i = 0; i < c->n; i++)
		c->at[i] = (struct run){ (uint32_t)row + (uint32_t)i, (uint32_t)col, (uint32_t)(col + cols) };
}

static void
resolve(struct place *a, const struct chunk_header *h, struct lonlat *l)
{
	const struct chunk_grid *g = chunk_grid(h);
	struct point at = { a->given[0], a->given[1] };
	double row = a->given[0], col = a->given[1], rows = 1, cols = 1;
	char text[CHUNK_WHY_MAX];
	uint32_t r, c;

	if (a->kind == PLACE_XY && !grid_cell(g, at, &r, &c))
		not_in_bounds(a, h);
	if (a->kind == PLACE_LONLAT && !lonlat_cell(l, at, &r, &c))
		not_on_grid(a, l);
	if (is_coordinates(a->kind)) {
		row = r;
		col = c;
	} else if (a->kind == PLACE_BOX) {
		rows = a->given[1] - row;
		col = a->given[2];
		cols = a->given[3] - col;
	}
	if (row + rows > g->rows || col + cols > g->cols)
		cmd_fail(
		    "%s: row %g, column %g is outside the grid: its rows are 0 to %u, its columns 0 to %u",
		    title(a, text), row + rows - 1, col + cols - 1, g->rows - 1, g->cols - 1);
	set_cells(a, row, col, rows, cols);
}

void
places_resolve(struct places *p, const struct chunk_header *h, struct chunk_pool *pool)
{
	struct lonlat *l = NULL;
	char why[CHUNK_WHY_MAX];

	zones_resolve(p, h);
	if ((places_have(p, PLACE_LONLAT) || places_have(p, PLACE_AREA)) &&
	    (l = lonlat_open(h, why)) == NULL)
		cmd_fail("%s", why);
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].kind != PLACE_AREA && p->at[i].kind != PLACE_ZONE)
			resolve(&p->at[i], h, l);
	areas_resolve(p, h, l, pool);
	lonlat_close(l);
}

void
places_free(struct places *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->at[i].name);
		free(p->at[i].cell);
		cells_free(&p->at[i].cells);
		free(p->at[i].weights);
	}
	areas_free(p);
	zones_free(p);
	free(p->at);
	*p = (struct places){ 0 };
}
