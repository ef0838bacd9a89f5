/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * grid.c - the numbers among the keys of a header: the step, and the cells of a
 * field.
 */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

/* ---- Numbers, whatever the program's locale is ------------------------- */

static bool
number(const char *text, char **end, double *value)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	if (c == (locale_t)0)
		return false;
	*value = strtod_l(text, end, c);
	freelocale(c);
	return *end != text && isfinite(*value);
}

char *
chunk_number_text(double value, char *text)
{
	for (int digits = 15; digits <= 17; digits++) {
		char *end;
		double back;

		snprintf(text, CHUNK_NUMBER_MAX, "%.*g", digits, value);
		for (char *p = text; *p != '\0'; p++)
			if (*p == ',')
				*p = '.';
		if (number(text, &end, &back) && back == value)
			break;
	}
	return text;
}

static bool
count_of(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9')
		return false;
	*value = strtoull(text, &end, 10);
	return *end == '\0' && *value <= max;
}

int64_t
chunk_step(const struct chunk_header *h)
{
	uint64_t step;

	return count_of(chunk_get(h, "step"), 366 * 86400, &step) ? (int64_t)step : 0;
}

/* ---- Grid -------------------------------------------------------------- */

const struct chunk_grid *
chunk_grid(const struct chunk_header *h)
{
	return &h->grid;
}

void
chunk_set_grid(struct chunk_header *h, const struct chunk_grid *g)
{
	char text[6 * CHUNK_NUMBER_MAX] = "", one[CHUNK_NUMBER_MAX];

	snprintf(text, sizeof text, "%u", g->rows);
	chunk_set(h, "rows", text);
	snprintf(text, sizeof text, "%u", g->cols);
	chunk_set(h, "cols", text);
	text[0] = '\0';
	for (int i = 0; i < 6; i++) {
		strcat(text, i > 0 ? " " : "");
		strcat(text, chunk_number_text(g->affine[i], one));
	}
	chunk_set(h, "affine", text);
	h->grid = *g;
}

bool
chunk_same_place(const struct chunk_grid *a, const struct chunk_grid *b)
{
	if (a->rows != b->rows || a->cols != b->cols)
		return false;
	for (int axis = 0; axis < 6; axis += 3) {
		const double *p = a->affine + axis, *q = b->affine + axis;
		double moved = p[0] - q[0], most = (fabs(p[1]) + fabs(p[2])) / 1000;
		double east = a->cols * (p[1] - q[1]), south = a->rows * (p[2] - q[2]);

		/* NaN is not the same place. */
		if (!(fabs(moved) <= most && fabs(moved + east) <= most && fabs(moved + south) <= most &&
		    fabs(moved + east + south) <= most))
			return false;
	}
	return true;
}

int
header_parse_grid(struct chunk_header *h, char *why)
{
	const char *rows = chunk_get(h, "rows"), *cols = chunk_get(h, "cols"),
		   *p = chunk_get(h, "affine");
	uint64_t r, c;

	h->grid = (struct chunk_grid){ 0 };
	if (chunk_get(h, "step") != NULL && chunk_step(h) == 0)
		return chunk_reason(why,
		    "a step of \"%.40s\", not of whole seconds, 1 to 366 days",
		    chunk_get(h, "step"));
	if (rows == NULL && cols == NULL)
		return 0;
	if (!count_of(rows, CHUNK_SIDE_MAX, &r) || !count_of(cols, CHUNK_SIDE_MAX, &c) || r == 0 ||
	    c == 0 || r * c > CHUNK_CELLS_MAX)
		return chunk_reason(why,
		    "a grid of %.40s x %.40s: rows and cols are 1 to %u each, %u cells at most",
		    rows != NULL ? rows : "no rows", cols != NULL ? cols : "no cols",
		    CHUNK_SIDE_MAX, CHUNK_CELLS_MAX);
	h->grid.rows = (uint32_t)r;
	h->grid.cols = (uint32_t)c;
	if (p == NULL)
		return chunk_reason(why, "a grid without affine");
	for (int i = 0; i < 6; i++) {
		char *end = NULL;

		if (!number(p, &end, &h->grid.affine[i]) || *end != (i < 5 ? ' ' : '\0'))
			return chunk_reason(why, "affine is six numbers, not \"%.100s\"",
			    chunk_get(h, "affine"));
		p = end + 1;
	}
	return 0;
}
