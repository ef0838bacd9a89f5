/* SPDX-License-Identifier: BSD-2-Clause */
/* places.c - gauges and catchments, from options and from files of CSV. */
#include "table/places.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grid/geometry.h"
#include "table/csv.h"

#define FILE_LIMIT   (16u << 20)        /* bytes; a larger file is not a list of points */
#define NAME_LIMIT   200                /* bytes of a name */

/* What follows the name, and an example of all. */
static const struct {
	int numbers;
	const char *form, *example;
} kinds[] = {
	[PLACE_POINT] = { 2, "name,row,col", "Lund,792,128" },
	[PLACE_XY] = { 2, "name,x,y", "Lund,386248,6174176" },
	[PLACE_BOX] = { 4, "name,r0,r1,c0,c1", "Ronne,740,760,120,140" },
};

/* ---- One place --------------------------------------------------------- */

/*
 * Rows and columns are whole numbers within the largest grid; coordinates are
 * finite.
 */
static bool
number(enum place_kind kind, const char *text, double *value)
{
	char *end;

	if (kind == PLACE_XY) {
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

/*
 * Adds a place with this name and these numbers; false, with a reason, if they
 * are invalid.
 */
static bool
add(struct places *p, struct place place, char *name, char **numbers, char *why)
{
	const double *g = place.given;

	if (!is_name(name)) {
		snprintf(why, CHUNK_WHY_MAX, "a name has 1 to %d bytes, and no control characters",
		    NAME_LIMIT);
		return false;
	}
	for (int i = 0; i < kinds[place.kind].numbers; i++)
		if (!number(place.kind, numbers[i], &place.given[i])) {
			snprintf(why, CHUNK_WHY_MAX, "\"%.40s\" is not a %s: %s, such as %s", numbers[i],
			    place.kind == PLACE_XY ? "coordinate" : "row or column of a grid",
			    kinds[place.kind].form, kinds[place.kind].example);
			return false;
		}
	if (place.kind == PLACE_BOX && (g[0] >= g[1] || g[2] >= g[3])) {
		snprintf(why, CHUNK_WHY_MAX,
		    "%s: from %g to %g without %g, and from %g to %g without %g, has no cells: "
		    "r0 < r1, c0 < c1",
		    name, g[0], g[1], g[1], g[2], g[3], g[3]);
		return false;
	}
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
	int n = csv_split(text, cells);

	if (n != 1 + kinds[kind].numbers)
		cmd_usage("%s takes %s, such as %s; a name with a comma in it stands in quotes", option,
		    kinds[kind].form, kinds[kind].example);
	if (!add(p, (struct place){ .kind = kind, .from = option }, cells[0], cells + 1, why))
		cmd_usage("%s: %s", option, why);
}

/* ---- A file of them ---------------------------------------------------- */

/* The whole file, as a string. */
static char *
read_text(const char *path)
{
	FILE *f = cmd_open_text(path);
	size_t room = 4096, n = 0, got;
	char *text = NULL;

	if (f == NULL)
		cmd_fail("%s: cannot open: %s", path, strerror(errno));
	do {
		room *= 2;
		if ((text = realloc(text, room)) == NULL)
			cmd_fail("%s: out of memory", path);
		n += got = fread(text + n, 1, room - 1 - n, f);
	} while (got > 0 && n <= FILE_LIMIT);
	if (ferror(f))
		cmd_fail("%s: cannot read: %s", path, strerror(errno));
	fclose(f);
	if (n > FILE_LIMIT || memchr(text, '\0', n) != NULL)
		cmd_fail("%s: no list of points: lines of %s", path, kinds[PLACE_POINT].form);
	text[n] = '\0';
	return text;
}

/* The columns of the name and the two numbers of a point. */
struct columns {
	enum place_kind kind;
	int n, name, first, second;
};

/* The column with this title, -1 if there is none. */
static int
column(char **cells, int n, const char *title, const char *path)
{
	int found = -1;

	for (int i = 0; i < n; i++) {
		if (strcasecmp(cells[i], title) != 0)
			continue;
		if (found >= 0)
			cmd_fail("%s: line 1: two columns have the title %s", path, title);
		found = i;
	}
	return found;
}

/* Reads the titles in the first line; false if it is a point already. */
static bool
read_titles(struct columns *c, char **cells, int n, const char *path)
{
	int name = column(cells, n, "name", path), row = column(cells, n, "row", path);
	int col = column(cells, n, "col", path), x = column(cells, n, "x", path),
	    y = column(cells, n, "y", path);
	double value;

	*c = (struct columns){ PLACE_POINT, 3, 0, 1, 2 };
	if (n == 3 && number(PLACE_XY, cells[1], &value) && number(PLACE_XY, cells[2], &value))
		return false;
	if (name < 0 || ((row < 0 || col < 0) && (x < 0 || y < 0)))
		cmd_fail(
		    "%s: line 1: neither a point, name,row,col, nor titles with name and row, col or x, y",
		    path);
	if (row >= 0 && col >= 0 && x >= 0 && y >= 0)
		cmd_fail("%s: line 1: both row, col and x, y: leave one pair out", path);
	c->n = n;
	c->name = name;
	c->kind = x >= 0 && y >= 0 ? PLACE_XY : PLACE_POINT;
	c->first = c->kind == PLACE_XY ? x : row;
	c->second = c->kind == PLACE_XY ? y : col;
	return true;
}

void
places_file(struct places *p, const char *path)
{
	char *all = read_text(path), *text = all, *cells[CSV_COLUMNS], why[CHUNK_WHY_MAX];
	size_t before = p->n, number = 0;
	struct columns c = { 0 };

	/* Some programs begin UTF-8 with a byte order mark. */
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (char *line = strsep(&text, "\n"); line != NULL; line = strsep(&text, "\n")) {
		size_t length = strlen(line);
		int n;

		number++;
		if (length > 0 && line[length - 1] == '\r')
			line[length - 1] = '\0';
		if (line[strspn(line, " \t")] == '\0')
			continue;
		if ((n = csv_split(line, cells)) == 0)
			cmd_fail("%s: line %zu: a quote without its end, or over %d columns", path,
			    number, CSV_COLUMNS);
		if (c.n == 0 && read_titles(&c, cells, n, path))
			continue;
		if (n != c.n)
			cmd_fail(
			    "%s: line %zu: %d columns instead of %d; a name with a comma in it stands in quotes",
			    path, number, n, c.n);
		if (!add(p, (struct place){ .kind = c.kind, .from = path, .line = number },
			cells[c.name], (char *[]){ cells[c.first], cells[c.second] }, why))
			cmd_fail("%s: line %zu: %s", path, number, why);
	}
	if (p->n == before)
		cmd_fail("%s: there are no points in it", path);
	free(all);
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
		if (a->line > 0)
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

static void
resolve(struct place *a, const struct chunk_header *h)
{
	const struct chunk_grid *g = chunk_grid(h);
	double row = a->given[0], col = a->given[1], rows = 1, cols = 1;
	char text[CHUNK_WHY_MAX];

	if (a->kind == PLACE_XY) {
		uint32_t r, c;

		if (!grid_cell(g, (struct point){ a->given[0], a->given[1] }, &r, &c))
			not_in_bounds(a, h);
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
	a->row = (size_t)row;
	a->col = (size_t)col;
	a->rows = (size_t)rows;
	a->cols = (size_t)cols;
}

void
places_resolve(struct places *p, const struct chunk_header *h)
{
	for (size_t i = 0; i < p->n; i++)
		resolve(&p->at[i], h);
}

void
places_free(struct places *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->at[i].name);
		free(p->at[i].cell);
	}
	free(p->at);
	*p = (struct places){ 0 };
}
