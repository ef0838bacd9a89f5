/* SPDX-License-Identifier: BSD-2-Clause */
/* mark.c - what chunk2nc writes into a file beside CF. */
#include "netcdf/mark.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "grid/geometry.h"
#include "grid/units.h"

/* ---- The header of the stream ------------------------------------------ */

/* A number of rows or columns; 0 if it is none. */
static uint32_t
side(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	return isdigit((unsigned char)*text) && *end == '\0' && n <= CHUNK_SIDE_MAX ?
	    (uint32_t)n : 0;
}

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
	g.rows = side(rows);
	g.cols = side(cols);
	for (int i = 0; i < 6; i++, affine = end) {
		g.affine[i] = strtod(affine, &end);
		if (end == affine || !isfinite(g.affine[i]))
			return false;
	}
	if (g.rows == 0 || g.cols == 0 || (uint64_t)g.rows * g.cols > CHUNK_CELLS_MAX)
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

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
differ(const char *key, int length, const char *file, const char *stream, char *why)
{
	return chunk_reason(why, "has the %.*s %.200s, but what comes has %.200s", length, key,
	    file != NULL ? file : "(none)", stream != NULL ? stream : "(none)");
}

/* Every layer.* key of `a` is in `b`, and the same. */
static int
layers_agree(const struct chunk_header *a, const struct chunk_header *b, bool turned, char *why)
{
	for (const char *line = NULL; (line = chunk_line(a, line)) != NULL; ) {
		size_t n = strcspn(line, "=");
		const char *other = NULL, *value = line[n] == '=' ? line + n + 1 : "";

		if (strncmp(line, "layer.", 6) != 0)
			continue;
		for (const char *l = NULL; other == NULL && (l = chunk_line(b, l)) != NULL; )
			if (strncmp(l, line, n + 1) == 0)
				other = l + n + 1;
		if (!same(value, other))
			return differ(line, n < 80 ? (int)n : 80, turned ? other : value,
			    turned ? value : other, why);
	}
	return 0;
}

/* Means and sums of images of different steps follow each other. */
static bool
is_of_bins(const struct chunk_header *h)
{
	const char *methods = chunk_get(h, "cell_methods");

	return methods != NULL && strstr(methods, "time: ") != NULL &&
	    strstr(methods, "time: point") == NULL;
}

/* As chunk(5) has it of streams that are joined. */
int
mark_agree(const struct chunk_header *file, const struct chunk_header *stream, char *why)
{
	static const char *const keys[] = { "rows", "cols", "crs", "variable", "units",
		"cell_methods", "step", "window", "wet", "partial", "exact", "sidecar", "gain", "offset", "nodata",
		"undetect", "a", "b", "min-dbz", "max-rate" };

	if (chunk_get(stream, "climatology") != NULL || chunk_get(file, "climatology") != NULL)
		return chunk_reason(why, "nothing is appended to a climatology, nor one to a series: write a "
		    "file of its own");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!same(chunk_get(file, keys[i]), chunk_get(stream, keys[i])) &&
		    !(strcmp(keys[i], "step") == 0 && is_of_bins(stream)))
			return differ(keys[i], 80, chunk_get(file, keys[i]),
			    chunk_get(stream, keys[i]), why);
	if (!chunk_same_place(chunk_grid(file), chunk_grid(stream)))
		return differ("affine", 80, chunk_get(file, "affine"),
		    chunk_get(stream, "affine"), why);
	return layers_agree(file, stream, false, why) < 0 ||
	    layers_agree(stream, file, true, why) < 0 ? -1 : 0;
}

/* ---- Checks ------------------------------------------------------------ */

uint32_t
mark_crc(uint32_t crc, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	crc = ~crc;
	for (size_t i = 0; i < size; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
	}
	return ~crc;
}

void
mark_table(const struct chunk_header *h, char *text)
{
	uint32_t codes = 0;
	const float *table = chunk_table(h, &codes);

	if (table == NULL)
		strcpy(text, MARK_NO_TABLE);
	else
		snprintf(text, 16, "%08" PRIx32, mark_crc(0, table, codes * sizeof *table));
}

void
mark_time(struct mark_times *m, int64_t step, int64_t start, int64_t end, uint32_t have,
    uint32_t expected)
{
	const int64_t values[4] = { start, end, have, expected };

	if (m->n++ == 0) {
		m->first = start;
		m->steps = step > 0;
	}
	m->last = end;
	m->crc = mark_crc(m->crc, values, sizeof values);
	m->steps = m->steps && (end - start) / step == expected;
}

void
mark_times_text(const struct mark_times *m, char *text)
{
	snprintf(text, MARK_TIMES_TEXT_MAX, "%" PRIu64 " %" PRId64 " %" PRId64 " %08" PRIx32 " %s", m->n,
	    m->first, m->last, m->crc, m->steps ? "steps" : "any");
}

bool
mark_times_parse(const char *text, struct mark_times *m)
{
	char word[8];

	if (sscanf(text, "%" SCNu64 " %" SCNd64 " %" SCNd64 " %8" SCNx32 " %7s", &m->n, &m->first, &m->last,
	    &m->crc, word) != 5)
		return false;
	m->steps = strcmp(word, "steps") == 0;
	return m->steps || strcmp(word, "any") == 0;
}

bool
mark_since(const char *units)
{
	static const char *const days[] = { "seconds since 1970-01-01", "seconds since 1970-1-1" };
	size_t n = 0;

	for (size_t i = 0; i < 2 && n == 0; i++)
		if (strncasecmp(units, days[i], strlen(days[i])) == 0)
			n = strlen(days[i]);
	if (n == 0)
		return false;
	units += n;
	if ((*units == ' ' || *units == 'T') && units[1] == '0') {
		units += strncmp(units + 1, "00", 2) == 0 ? 3 : 2;
		for (int i = 0; i < 2 && strncmp(units, ":00", 3) == 0; i++)
			units += 3;
		if (units[0] == '.' && units[1] == '0')
			units += 1 + strspn(units + 1, "0");
	}
	units += strspn(units, " ");
	return *units == '\0' || strcmp(units, "Z") == 0 || strcmp(units, "UTC") == 0;
}

void *
mark_whole(int file, const char *name, size_t n, size_t each, size_t size)
{
	int id, dims, of[2];
	size_t length[2] = { 0, 1 };
	void *to;
	nc_type type;

	if (nc_inq_varid(file, name, &id) != NC_NOERR ||
	    nc_inq_varndims(file, id, &dims) != NC_NOERR || dims != (each > 1 ? 2 : 1) ||
	    nc_inq_vardimid(file, id, of) != NC_NOERR ||
	    nc_inq_vartype(file, id, &type) != NC_NOERR || type == NC_CHAR || type > NC_UINT64)
		return NULL;
	for (int i = 0; i < dims; i++)
		if (nc_inq_dimlen(file, of[i], &length[i]) != NC_NOERR)
			return NULL;
	if (length[0] != n || length[1] != each || (to = calloc(n * each, size)) == NULL)
		return NULL;
	if ((size == 8 ? nc_get_var_longlong(file, id, to) : nc_get_var_uint(file, id,
	    to)) == NC_NOERR)
		return to;
	free(to);
	return NULL;
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
