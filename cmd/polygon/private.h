/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of this folder share. */
#ifndef POLYGON_PRIVATE_H
#define POLYGON_PRIVATE_H

#include "polygon/lines.h"
#include "polygon/polygons.h"

#define POLYGON_POINTS_MAX (8u << 20)   /* of a file */

/* From its southern end on, so that both neighbours have the same. */
struct edge {
	int64_t ax, ay, bx, by;         /* angles: ay <= by */
};

/*
 * One Polygon of GeoJSON: its rings, of which the second and later ones are
 * holes. Edges are found by bands of latitude.
 */
struct part {
	int64_t west, east, south, north;
	struct edge *edge;
	uint32_t edges;
	uint32_t bands, *band, *in;     /* band b has edges in[band[b]] to in[band[b + 1] - 1] */
	double per_angle;               /* bands */
	double area;                    /* in square degrees */
};

/* A feature: the cells of any of its parts. */
struct polygon {
	char *name;
	struct part *part;
	size_t parts;
};

struct polygons {
	char *path;
	struct polygon *at;
	size_t n;
	uint32_t digest;
};

/*
 * geojson_parse() adds the polygons of a text, whose bytes may be anything. 0,
 * or -1 with a reason, which does not name the file.
 */
int geojson_parse(struct polygons *p, const char *text, size_t size, const char *feature,
    char *why);

/* geojson_lines() gives the lines of a text as lines_read() does, likewise. */
int geojson_lines(const char *text, size_t size, lines_fn *line, void *arg, char *why);

/* Sorts the edges, which are all set, into bands. False if out of memory. */
bool part_index(struct part *p);
void part_free(struct part *p);
bool part_holds(const struct part *p, int64_t x, int64_t y);

/* Marks the cells of a row that the part holds, and widens [*first, *end). */
void part_mark(const struct part *p, struct centres *row, uint32_t *first, uint32_t *end);

#endif
