/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ascii.c - ESRI ASCII grids to values.
 *
 * Six lines of a word and a number, of which the last may be absent, then the
 * rows from the north. Corners of DWD's grids are rounded to metres there: they
 * are taken as those of its binary files.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "grid/geometry.h"
#include "radolan/private.h"

#define NUMBER_MAX 64                           /* bytes of a number */

struct text {
	const char *at, *end;
};

/* The words that a header may begin with, in any order. */
bool
radolan_is_ascii(const char *text, size_t size)
{
	static const char *const words[] = { "ncols", "nrows", "xll", "yll", "cellsize", "dx", "nodata" };
	size_t at = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < size && isspace((unsigned char)text[at]))
		at++;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (size - at > strlen(words[i]) && strncasecmp(text + at, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static void
skip_blanks(struct text *t)
{
	while (t->at < t->end && isspace((unsigned char)*t->at))
		t->at++;
}

/* The next word; false if it is longer than any that may come, or there is none. */
static bool
next_word(struct text *t, char *word)
{
	size_t n = 0;

	skip_blanks(t);
	for (; t->at < t->end && !isspace((unsigned char)*t->at); t->at++) {
		if (n + 1 == NUMBER_MAX)
			return false;
		word[n++] = *t->at;
	}
	word[n] = '\0';
	return n > 0;
}

/* Whole numbers of up to 9 digits are most of them, and need no strtod(). */
static bool
next_number(struct text *t, double *x)
{
	char word[NUMBER_MAX], *end;
	const char *p;
	bool minus;
	long n = 0;

	skip_blanks(t);
	p = t->at;
	minus = p < t->end && *p == '-';
	for (p += minus; p < t->end && isdigit((unsigned char)*p) && p - t->at < 9; p++)
		n = 10 * n + (*p - '0');
	if (p < t->end && isspace((unsigned char)*p) && p > t->at + minus) {
		t->at = p;
		*x = (double)(minus ? -n : n);
		return true;
	}
	if (!next_word(t, word))
		return false;
	*x = strtod(word, &end);
	return *end == '\0';
}

struct header {
	double cols, rows, x, y, cell, nodata;
	bool x_centre, y_centre, has_nodata;
	unsigned seen;                          /* a bit for each */
};

/* Takes a line of the header; false if it is none. */
static bool
take_line(struct header *h, const char *word, double number)
{
	static const struct { const char *name; size_t at; bool centre; unsigned bit; } words[] = {
		{ "ncols", offsetof(struct header, cols), false, 1 },
		{ "nrows", offsetof(struct header, rows), false, 2 },
		{ "xllcorner", offsetof(struct header, x), false, 4 },
		{ "xllcenter", offsetof(struct header, x), true, 4 },
		{ "yllcorner", offsetof(struct header, y), false, 8 },
		{ "yllcenter", offsetof(struct header, y), true, 8 },
		{ "cellsize", offsetof(struct header, cell), false, 16 },
		{ "nodata_value", offsetof(struct header, nodata), false, 32 },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcasecmp(word, words[i].name) != 0)
			continue;
		memcpy((char *)h + words[i].at, &number, sizeof number);
		h->x_centre = h->x_centre || (words[i].centre && words[i].bit == 4);
		h->y_centre = h->y_centre || (words[i].centre && words[i].bit == 8);
		h->seen |= words[i].bit;
		return true;
	}
	return false;
}

static bool
read_header(struct text *t, struct header *h)
{
	for (int line = 0; line < 6; line++) {
		struct text before = *t;
		char word[NUMBER_MAX];
		double number;

		if (!next_word(t, word))
			return false;
		if (!isalpha((unsigned char)word[0]) && (h->seen & 31) == 31) {
			*t = before;
			return true;
		}
		if (!next_number(t, &number) || !take_line(h, word, number))
			return false;
	}
	return (h->seen & 31) == 31;
}

/* Whether this is DWD's grid but for a metre, which the file leaves out. */
static bool
is_radolan(const struct image *g, struct image *exact)
{
	for (int sphere = 1; sphere >= 0; sphere--) {
		bool same = radolan_grid(g->grid.rows, g->grid.cols, sphere, exact);

		for (int i = 0; same && i < 6; i++)
			same = fabs(exact->grid.affine[i] - g->grid.affine[i]) <= (i % 3 == 0 ? 1 : 0);
		if (same)
			return true;
	}
	return false;
}

static int
describe(const struct header *h, struct image *g, char *why)
{
	struct image exact = { 0 };
	double *a = g->grid.affine;

	if (!(h->rows >= 1 && h->cols >= 1) || h->rows != floor(h->rows) || h->cols != floor(h->cols) ||
	    !(h->cell > 0) || !isfinite(h->cell) || !isfinite(h->x) || !isfinite(h->y)) {
		chunk_reason(why, "has a header that gives no grid");
		return IMAGE_DAMAGED;
	}
	if (h->rows > CHUNK_SIDE_MAX || h->cols > CHUNK_SIDE_MAX || h->rows * h->cols > CHUNK_CELLS_MAX) {
		chunk_reason(why, "has %g x %g cells: over the limit of %u a side and %u in all", h->rows,
		    h->cols, CHUNK_SIDE_MAX, CHUNK_CELLS_MAX);
		return IMAGE_REFUSED;
	}
	g->grid.rows = (uint32_t)h->rows;
	g->grid.cols = (uint32_t)h->cols;
	a[0] = h->x - (h->x_centre ? h->cell / 2 : 0);
	a[1] = h->cell;
	a[3] = h->y - (h->y_centre ? h->cell / 2 : 0) + h->cell * h->rows;
	a[5] = -h->cell;
	if (!grid_can_be(&g->grid)) {
		chunk_reason(why, "has cells of %g, the first at %g, %g: no map is such", a[1], a[0], a[3]);
		return IMAGE_REFUSED;
	}
	snprintf(g->crs, sizeof g->crs, "unknown");
	if (is_radolan(g, &exact)) {
		g->grid = exact.grid;
		memcpy(g->crs, exact.crs, sizeof g->crs);
		snprintf(g->source, sizeof g->source, "DWD");
	}
	g->type = CHUNK_F32;
	g->has_nodata = (h->seen & 32) != 0;
	g->nodata = h->nodata;
	return 0;
}

static int
read_values(struct text *t, size_t cells, struct chunk *out, char *why)
{
	float *to;
	double x;

	/* A value has at least a digit and a blank: no memory for what cannot be there. */
	if (cells > (size_t)(t->end - t->at) / 2 + 1) {
		chunk_reason(why, "is cut short: %zu values cannot be in %zu bytes", cells,
		    (size_t)(t->end - t->at));
		return IMAGE_DAMAGED;
	}
	if ((to = chunk_room(out, cells * sizeof *to)) == NULL) {
		chunk_reason(why, "out of memory for %zu cells", cells);
		return IMAGE_REFUSED;
	}
	for (size_t i = 0; i < cells; i++) {
		if (!next_number(t, &x)) {
			chunk_reason(why, t->at == t->end ? "is cut short: it has %zu values, not %zu" :
			    "has something else than a number after %zu values of %zu", i, cells);
			return IMAGE_DAMAGED;
		}
		to[i] = (float)x;
	}
	skip_blanks(t);
	if (t->at != t->end) {
		chunk_reason(why, "has more values than the %zu of its header", cells);
		return IMAGE_DAMAGED;
	}
	/* A cut in the last number would be another number. */
	if (!isspace((unsigned char)t->end[-1])) {
		chunk_reason(why, "ends in a number without a newline: is it cut short?");
		return IMAGE_DAMAGED;
	}
	out->kind = CHUNK_FIELD;
	out->type = CHUNK_F32;
	return 0;
}

int
radolan_ascii(const void *bytes, size_t size, image_accept_fn *accept, const void *arg,
    struct image *g, struct chunk *out, char *why)
{
	struct text t = { bytes, (const char *)bytes + size };
	struct header h = { 0 };
	int status;

	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		t.at += 3;
	if (!read_header(&t, &h)) {
		chunk_reason(why, "is an ASCII grid with another header than ncols, nrows, xllcorner, "
		    "yllcorner, cellsize and perhaps NODATA_value, each with a number");
		return IMAGE_REFUSED;
	}
	status = describe(&h, g, why);
	if (status == 0 && accept != NULL && accept(arg, g, why) < 0)
		status = IMAGE_REFUSED;
	return status == 0 ? read_values(&t, (size_t)g->grid.rows * g->grid.cols, out, why) : status;
}

int
radolan_read(const void *bytes, size_t size, image_accept_fn *accept, const void *arg,
    struct image *g, struct chunk *out, char *why)
{
	memset(g, 0, sizeof *g);
	return (radolan_is_ascii(bytes, size) ? radolan_ascii : radolan_binary)(bytes, size, accept, arg,
	    g, out, why);
}
