/* SPDX-License-Identifier: BSD-2-Clause */
/* polygons.c - the polygons of a file, and the cells that they hold. */
#include "polygon/polygons.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "grid/lonlat.h"
#ifdef HAVE_JANSSON
#include "polygon/geojson-text.h"
#endif
#include "polygon/private.h"

/* ---- Reading ----------------------------------------------------------- */

int
polygons_check_feature(const char *feature, char *why)
{
	const char *sign = strchr(feature, '=');

	return sign != NULL && sign > feature && sign - feature <= POLYGONS_KEY_MAX ? 0 : chunk_reason(why,
	    "takes a property and its value, such as name=Lund, not \"%.100s\"", feature);
}

#ifdef HAVE_JANSSON
struct polygons *
polygons_read(const char *path, const char *feature, char *why)
{
	struct polygons *p = calloc(1, sizeof *p);
	char reason[CHUNK_WHY_MAX] = "out of memory", *text = NULL;
	size_t size;
	bool read = false;

	if (p != NULL && (p->path = strdup(path)) != NULL)
		text = geojson_file(path, &size, reason);
	if (text != NULL) {
		p->digest = (uint32_t)crc32_z(0, (const unsigned char *)text, size);
		read = geojson_parse(p, text, size, feature, reason) == 0;
	}
	free(text);
	if (read)
		return p;
	chunk_reason(why, "%.300s: %s", path, reason);
	polygons_free(p);
	return NULL;
}
#else
struct polygons *
polygons_read(const char *path, const char *feature, char *why)
{
	(void)feature;
	chunk_reason(why, "%.300s: GeoJSON is not read: this build has no jansson (Debian: "
	    "libjansson-dev)", path);
	return NULL;
}
#endif

void
polygons_free(struct polygons *p)
{
	for (size_t i = 0; p != NULL && i < p->n; i++) {
		for (size_t k = 0; k < p->at[i].parts; k++)
			part_free(&p->at[i].part[k]);
		free(p->at[i].part);
		free(p->at[i].name);
	}
	if (p != NULL) {
		free(p->at);
		free(p->path);
	}
	free(p);
}

/* ---- What they are ----------------------------------------------------- */

size_t
polygons_count(const struct polygons *p)
{
	return p->n;
}

const char *
polygons_name(const struct polygons *p, size_t i)
{
	return p->at[i].name;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

int
polygons_check_names(const struct polygons *p, char *why)
{
	const char **names = calloc(p->n, sizeof *names);
	int status = names != NULL ? 0 : chunk_reason(why, "out of memory");

	for (size_t i = 0; i < p->n && status == 0; i++)
		if ((names[i] = p->at[i].name) == NULL || *names[i] == '\0')
			status = chunk_reason(why, "%.300s: polygon %zu has no name: give it a property "
			    "\"name\"", p->path, i + 1);
	if (status == 0)
		qsort(names, p->n, sizeof *names, by_name);
	for (size_t i = 1; i < p->n && status == 0; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			status = chunk_reason(why, "%.300s: two polygons have the name \"%.100s\"", p->path,
			    names[i]);
	free(names);
	return status;
}

uint32_t
polygons_digest(const struct polygons *p)
{
	return p->digest;
}

struct box
polygons_box(const struct polygons *p)
{
	struct box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->at[i].parts; k++) {
			const struct part *part = &p->at[i].part[k];

			b.west = fmin(b.west, (double)part->west / (double)ANGLE_DEGREE);
			b.south = fmin(b.south, (double)part->south / (double)ANGLE_DEGREE);
			b.east = fmax(b.east, (double)part->east / (double)ANGLE_DEGREE);
			b.north = fmax(b.north, (double)part->north / (double)ANGLE_DEGREE);
		}
	b.east = fmin(b.east, b.west + 360);
	return b;
}

/* ---- The cells that they hold ------------------------------------------ */

static bool
find_row(const void *arg, struct centres *row, struct cells *sets)
{
	const struct polygons *p = arg;

	for (size_t i = 0; i < p->n; i++) {
		uint32_t first = row->cols, end = 0;

		for (size_t k = 0; k < p->at[i].parts; k++)
			part_mark(&p->at[i].part[k], row, &first, &end);
		if (first < end && !cells_add(&sets[i], row, first, end))
			return false;
	}
	return true;
}

int
polygons_cells(const struct polygons *p, const struct chunk_header *h, struct chunk_pool *pool,
    struct cells *sets, char *why)
{
	return cells_find(h, pool, find_row, p, sets, p->n, why);
}

static bool
find_row_of_any(const void *arg, struct centres *row, struct cells *set)
{
	const struct polygons *p = arg;
	uint32_t first = row->cols, end = 0;

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->at[i].parts; k++)
			part_mark(&p->at[i].part[k], row, &first, &end);
	return first >= end || cells_add(set, row, first, end);
}

int
polygons_any_cells(const struct polygons *p, const struct chunk_header *h,
    struct chunk_pool *pool, struct cells *set, char *why)
{
	return cells_find(h, pool, find_row_of_any, p, set, 1, why);
}

/* ---- Why there is none ------------------------------------------------- */

/* The largest part: the others are at most as large. */
static const struct part *
largest(const struct polygon *p)
{
	const struct part *best = &p->part[0];

	for (size_t i = 1; i < p->parts; i++)
		best = p->part[i].area > best->area ? &p->part[i] : best;
	return best;
}

/* Square degrees of the cell that holds a point; NAN if none does. */
static double
cell_area(struct lonlat *l, struct point at)
{
	struct point a, b, c;
	uint32_t row, col;
	double across;

	if (!lonlat_cell(l, at, &row, &col) || !lonlat_of(l, row, col, &a) ||
	    !lonlat_of(l, row, col + 1, &b) || !lonlat_of(l, row + 1, col, &c))
		return NAN;
	across = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
	return fabs(across);
}

int
polygons_no_cell(const struct polygons *p, size_t i, const struct chunk_header *h, char *why)
{
	const struct polygon *polygon = &p->at[i];
	const struct part *part = largest(polygon);
	struct point middle = { (double)(part->west / 2 + part->east / 2) / (double)ANGLE_DEGREE,
		(double)(part->south / 2 + part->north / 2) / (double)ANGLE_DEGREE };
	struct bounds e;
	struct lonlat *l = lonlat_open(h, why);
	const char *name = polygon->name != NULL ? polygon->name : "its polygon";
	double cell, area = 0;

	if (l == NULL)
		return -1;
	cell = cell_area(l, middle);
	if (!lonlat_bounds(l, &e))
		e = (struct bounds){ NAN, NAN, NAN, NAN };
	lonlat_close(l);
	for (size_t k = 0; k < polygon->parts; k++)
		area += fmax(polygon->part[k].area, 0);
	if (!(cell > 0))
		return chunk_reason(why, "%.300s: %.100s holds no cell: its middle is at longitude %.6g, "
		    "latitude %.6g, and the grid has longitudes from %.10g to %.10g and latitudes from "
		    "%.10g to %.10g", p->path, name, middle.x, middle.y, e.west, e.east, e.south, e.north);
	return chunk_reason(why, "%.300s: %.100s holds no centre of a cell: its area is %.3g cells", p->path,
	    name, area / cell);
}
