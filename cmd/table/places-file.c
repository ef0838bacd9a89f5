/* SPDX-License-Identifier: BSD-2-Clause */
/* places-file.c - gauges from files of CSV. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "table/csv.h"
#include "table/private.h"

#define FILE_LIMIT   (16u << 20)        /* bytes; a larger file is not a list of points */

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
	if (n >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		cmd_fail("%s: is UTF-16: save it as UTF-8", path);
	if (n > FILE_LIMIT || memchr(text, '\0', n) != NULL)
		cmd_fail("%s: no list of points: lines of name,row,col", path);
	text[n] = '\0';
	return text;
}

/* ---- Titles ------------------------------------------------------------ */

/*
 * The columns of the name and the two numbers of a point; n is 0 before a line
 * was read.
 */
struct columns {
	enum place_kind kind;
	int n, name, first, second;
	char delimiter;
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
	static const struct { enum place_kind kind; const char *first, *second; } pairs[] = {
		{ PLACE_POINT, "row", "col" }, { PLACE_XY, "x", "y" }, { PLACE_LONLAT, "lon", "lat" },
		{ PLACE_LONLAT, "longitude", "latitude" },
	};
	static const char *const names[] = { "name", "station", "id" };
	size_t found = 0;
	double value;

	c->n = n;
	c->kind = PLACE_POINT;
	c->first = 1;
	c->second = 2;
	if (n == 3 && places_number(PLACE_XY, cells[1], &value) && places_number(PLACE_XY, cells[2], &value))
		return false;
	c->name = -1;
	for (size_t i = 0; c->name < 0 && i < sizeof names / sizeof *names; i++)
		c->name = column(cells, n, names[i], path);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		int first = column(cells, n, pairs[i].first, path), second = column(cells, n, pairs[i].second, path);

		if (first < 0 || second < 0)
			continue;
		c->kind = pairs[i].kind;
		c->first = first;
		c->second = second;
		found++;
	}
	if (c->name < 0 || found == 0)
		cmd_fail("%s: line 1: neither a point, name,row,col, nor titles with name and row, col or x, y "
		    "or lon, lat", path);
	if (found > 1)
		cmd_fail("%s: line 1: two of row, col and x, y and lon, lat: leave one pair out", path);
	return true;
}

/* ---- Lines ------------------------------------------------------------- */

/*
 * Where cells are not divided by commas, programs of many countries write
 * 13,19 for 13.19.
 */
static char *
with_point(char *number)
{
	char *comma = strchr(number, ',');

	if (comma != NULL && strchr(number, '.') == NULL)
		*comma = '.';
	return number;
}

/* Whether they are taken for a row and a column, but look like coordinates. */
static bool
are_degrees(const struct columns *c, char **cells)
{
	double x, y;

	return c->kind == PLACE_POINT && places_number(PLACE_LONLAT, cells[c->first], &x) &&
	    places_number(PLACE_LONLAT, cells[c->second], &y) &&
	    !(places_number(PLACE_POINT, cells[c->first], &x) &&
	      places_number(PLACE_POINT, cells[c->second], &y));
}

static void
take_line(struct places *p, struct columns *c, char *line, size_t number, const char *path)
{
	char *cells[CSV_COLUMNS], why[CHUNK_WHY_MAX];
	int n;

	if (c->n == 0)
		c->delimiter = csv_delimiter(line);
	if ((n = csv_split(line, c->delimiter, cells)) == 0)
		cmd_fail("%s: line %zu: a quote without its end, or over %d columns", path, number,
		    CSV_COLUMNS);
	if (c->n == 0 && read_titles(c, cells, n, path))
		return;
	if (n != c->n)
		cmd_fail("%s: line %zu: %d columns instead of %d; a name with a %s in it stands in quotes",
		    path, number, n, c->n, c->delimiter == ',' ? "comma" : c->delimiter == ';' ?
		    "semicolon" : "tab");
	for (int i = 0; i < n && c->delimiter != ',' && c->kind != PLACE_POINT; i++)
		if (i == c->first || i == c->second)
			with_point(cells[i]);
	if (!places_add(p, (struct place){ .kind = c->kind, .from = path, .line = number },
	    cells[c->name], (char *[]){ cells[c->first], cells[c->second] }, why))
		cmd_fail("%s: line %zu: %s%s", path, number, why, are_degrees(c, cells) ?
		    "; for degrees, a first line name,lon,lat" : "");
}

void
places_file(struct places *p, const char *path)
{
	char *all = read_text(path), *text = all;
	size_t before = p->n, number = 0;
	struct columns c = { 0 };

	/* Some programs begin UTF-8 with a byte order mark. */
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (char *line = strsep(&text, "\n"); line != NULL; line = strsep(&text, "\n")) {
		size_t length = strlen(line);

		number++;
		if (length > 0 && line[length - 1] == '\r')
			line[length - 1] = '\0';
		if (line[strspn(line, " \t")] != '\0')
			take_line(p, &c, line, number, path);
	}
	if (p->n == before)
		cmd_fail("%s: there are no points in it", path);
	free(all);
}
