/* SPDX-License-Identifier: BSD-2-Clause */
/* places.h - gauges and catchments: cells of a grid with a name. */
#ifndef PLACES_H
#define PLACES_H

#include "cli/cmd.h"
#include "grid/cells.h"

/*
 * row, col; x, y; longitude, latitude; r0, r1, c0, c1; a polygon of a file; a
 * zone of a stream
 */
enum place_kind { PLACE_POINT, PLACE_XY, PLACE_LONLAT, PLACE_BOX, PLACE_AREA, PLACE_ZONE };

struct place {
	enum place_kind kind;
	const char *from;               /* for messages: "--point", or the file */
	size_t line;                    /* of that file, from 1; 0 for an option */
	char *name;
	char *cell;                     /* the name as CSV has it */
	double given[4];                /* the numbers of its kind */
	struct cells cells;             /* of a zone from the start; else of places_resolve() */
	double *weights;                /* of its cells, by their area; NULL: all are equal */
};

struct places {
	struct place *at;               /* in the order given */
	size_t n, room;
	struct places_areas *areas;     /* private: the files of polygons */
	size_t areas_n;
	struct places_zones *zones;     /* private: the streams of zones */
	size_t zones_n;
};

/*
 * places_option() adds the value of an option, such as "Lund,792,128"; an
 * invalid one ends the tool with status 2. places_file() adds all points of a
 * file of CSV, places_polygons() all polygons of one of GeoJSON; a bad one ends
 * the tool. places_zones() reads a stream of zones, and adds each number of its
 * field in their order; what is no such stream ends the tool. All keep the
 * strings they are given, and places_option() changes `text`.
 */
void places_option(struct places *p, enum place_kind kind, const char *option, char *text);
void places_file(struct places *p, const char *path);
void places_polygons(struct places *p, const char *path);
void places_zones(struct places *p, char *path);

/* Ends the tool if a stream of zones is also an output: after that was opened. */
void places_check_zones(struct places *p);

/* places_check() ends the tool if two places have the same name. */
void places_check(const struct places *p);
bool places_have(const struct places *p, enum place_kind kind);

/*
 * places_resolve() finds the cells of all places. One outside the grid, or zones
 * of another grid, end the tool.
 */
void places_resolve(struct places *p, const struct chunk_header *h, struct chunk_pool *pool);
void places_free(struct places *p);

#endif
