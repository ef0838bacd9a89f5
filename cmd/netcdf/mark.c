/* SPDX-License-Identifier: BSD-2-Clause */
/* mark.c - what chunk2nc writes into a file beside CF. */
#include "netcdf/mark.h"

#include <inttypes.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "grid/units.h"
#include "netcdf/nctime.h"

/* ---- The header of the stream ------------------------------------------ */

/* The grid in the keys that were read. */
static bool
parse_grid(struct chunk_header *h)
{
	const char *rows = chunk_get(h, "rows"), *cols = chunk_get(h, "cols");
	const char *affine = chunk_get(h, "affine");
	struct chunk_grid g = { 0 };
	char *end;

	if (rows == NULL || cols == NULL || affine == NULL)
		return false;
	g.rows = (uint32_t)strtoul(rows, NULL, 10);
	g.cols = (uint32_t)strtoul(cols, NULL, 10);
	for (int i = 0; i < 6; i++, affine = end) {
		g.affine[i] = strtod(affine, &end);
		if (end == affine || !isfinite(g.affine[i]))
			return false;
	}
	if (g.rows == 0 || g.rows > CHUNK_SIDE_MAX || g.cols == 0 || g.cols > CHUNK_SIDE_MAX ||
	    (uint64_t)g.rows * g.cols > CHUNK_CELLS_MAX)
		return false;
	chunk_set_grid(h, &g);
	return true;
}

struct chunk_header *
mark_header(char *text)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	for (char *line; h != NULL && (line = strsep(&text, "\n")) != NULL; ) {
		char *equals = strchr(line, '=');

		if (equals == NULL || equals == line)
			continue;
		*equals = '\0';
		chunk_add(h, line, equals + 1);
	}
	if (h != NULL && parse_grid(h))
		return h;
	chunk_header_free(h);
	return NULL;
}

/*
 * Keys that differ from one stream to the next, or that mark_agree() compares
 * otherwise.
 */
static bool
is_free(const char *line)
{
	static const char *const keys[] = { "history", "records", "quantity", "source", "numbers",
	    "geokeys",
		"affine" };
	size_t n = strcspn(line, "=");

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strlen(keys[i]) == n && strncmp(line, keys[i], n) == 0)
			return true;
	return false;
}

/* The first line of `a` that `b` has not; NULL if it has all. */
static const char *
lacks(const struct chunk_header *a, const struct chunk_header *b, char *key, size_t room)
{
	for (const char *line = NULL; (line = chunk_line(a, line)) != NULL; ) {
		size_t n = strcspn(line, "=");
		const char *other;

		if (is_free(line) || n >= room)
			continue;
		snprintf(key, room, "%.*s", (int)n, line);
		other = chunk_get(b, key);
		if (other == NULL || strcmp(other, line + n + 1) != 0)
			return line;
	}
	return NULL;
}

int
mark_agree(const struct chunk_header *file, const struct chunk_header *stream, char *why)
{
	const char *a, *b;
	char key[128];

	if (!chunk_same_place(chunk_grid(file), chunk_grid(stream)) && lacks(file, stream, key,
	    sizeof key) == NULL)
		return chunk_reason(why, "has the affine %.200s, but what comes has %.200s",
		    chunk_get(file, "affine"), chunk_get(stream, "affine"));
	if (lacks(file, stream, key, sizeof key) == NULL && lacks(stream, file, key,
	    sizeof key) == NULL)
		return 0;
	a = chunk_get(file, key);
	b = chunk_get(stream, key);
	return chunk_reason(why, "has the %.80s %.200s, but what comes has %.200s", key, a != NULL ? a : "(none)",
	    b != NULL ? b : "(none)");
}

/* ---- Gaps -------------------------------------------------------------- */

/* 2020-11-01T12:00Z, also with seconds; false if it is none. */
static bool
parse_time(const char *text, int64_t *t)
{
	int year, month, day, hour, minute, second = 0, n = 0;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &year, &month, &day, &hour, &minute, &n) != 5 ||
	    (text[n] == ':' && sscanf(text + n, ":%2d", &second) != 1))
		return false;
	*t = nctime_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}

/* Undoes \ooo, in place. */
static void
plain(char *text)
{
	char *to = text;
	unsigned byte;

	for (; *text != '\0'; text++)
		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 && strlen(text) > 3) {
			*to++ = (char)byte;
			text += 3;
		} else {
			*to++ = *text;
		}
	*to = '\0';
}

static bool
parse_gap(char *line, struct mark_gap *g)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	int n = 0;

	if (sscanf(line, "%39s %39s %" SCNu32 "%n", start, end, &g->expected, &n) != 3 ||
	    line[n] != ' ' || !parse_time(start, &g->start) || !parse_time(end, &g->end) ||
	    g->start >= g->end)
		return false;
	g->reason = line + n + 1;
	plain(g->reason);
	return strlen(g->reason) <= CHUNK_REASON_MAX;
}

bool
mark_gaps(char *text, struct mark_gap **gaps, size_t *n)
{
	size_t room = 1;

	*n = 0;
	for (const char *p = text; *p != '\0'; p++)
		room += *p == '\n';
	if ((*gaps = calloc(room, sizeof **gaps)) == NULL)
		return false;
	if (strcmp(text, MARK_NO_GAPS) == 0)
		return true;
	for (char *line; (line = strsep(&text, "\n")) != NULL; )
		if (!parse_gap(line, &(*gaps)[*n]) ||
		    (*n > 0 && (*gaps)[*n].start < (*gaps)[*n - 1].end)) {
			free(*gaps);
			*gaps = NULL;
			*n = 0;
			return false;
		} else {
			++*n;
		}
	return true;
}

/* ---- Attributes -------------------------------------------------------- */

char *
mark_text(int file, int variable, const char *name)
{
	nc_type type;
	size_t n;
	char *text;

	if (nc_inq_att(file, variable, name, &type, &n) != NC_NOERR || type != NC_CHAR || n == 0 ||
	    n > MARK_TEXT_MAX || (text = calloc(n + 1, 1)) == NULL)
		return NULL;
	if (nc_get_att_text(file, variable, name, text) == NC_NOERR && strlen(text) == n)
		return text;
	free(text);
	return NULL;
}

bool
mark_layer(int file, int variable, char *name)
{
	char *text = mark_text(file, variable, MARK_LAYER);
	bool found = text != NULL && (strcmp(text, MARK_OWN) == 0 ||
	    strlen(text) <= CHUNK_LAYER_MAX);

	if (found)
		strcpy(name, strcmp(text, MARK_OWN) == 0 ? "" : text);
	free(text);
	return found;
}

/* Whether an attribute of a variable has this text; NULL: there is none. */
static bool
has_text(int file, int variable, const char *name, const char *wanted)
{
	char *text = mark_text(file, variable, name);
	bool has = wanted == NULL ? text == NULL : text != NULL && strcmp(text, wanted) == 0;

	free(text);
	return has;
}

bool
mark_means(int file, int variable, const struct chunk_header *h, const char *layer)
{
	const char *units = chunk_layer_get(h, layer, "units");
	char *said = mark_text(file, variable, "units"), why[CHUNK_WHY_MAX];
	double factor;
	bool same;

	if (units != NULL && said != NULL)
		same = strcmp(units, said) == 0 || units_convert(units, said, &factor, why) == 0;
	else
		same = units == NULL && said == NULL;
	free(said);
	return same && has_text(file, variable, "cell_methods", chunk_layer_get(h, layer,
	    "cell_methods"));
}
