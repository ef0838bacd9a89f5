/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * backdrop.h - all of the map that is the same in each frame: land and sea, the
 * lines, the scale bar, and the names.
 */
#ifndef BACKDROP_H
#define BACKDROP_H

#include "picture/field.h"
#include "picture/sheet.h"

struct backdrop {
	bool coast, borders, graticule;
	int places;                             /* how many, the largest first */
	const char *points;                     /* a file for places_file(); NULL for none */
	const char *const *lines;               /* files of GeoJSON */
	size_t lines_n;
	double km;                              /* of the scale bar: the width of a cell; 0 for none */
};

/*
 * backdrop_draw() draws it on the ground of a field. 1, with a reason, if the
 * coasts and names were left out since the CRS has no place on the earth; 0 if
 * not; -1 with a reason if a file of lines cannot be drawn. A bad file of points
 * ends the tool.
 */
int backdrop_draw(const struct backdrop *b, struct sheet *s, struct field *f, char *why);

#endif
