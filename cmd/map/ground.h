/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ground.h - the map under a picture: land and sea, and lines in four strengths,
 * as palette.h has them.
 */
#ifndef GROUND_H
#define GROUND_H

#include "chunk.h"
#include "grid/geometry.h"

enum ground_kind { GROUND_COAST, GROUND_LAKE, GROUND_BORDER, GROUND_GRATICULE, GROUND_OWN, GROUND_KINDS };

struct ground_what {
	bool coast;                             /* coasts, lakes, and the tint of land */
	bool borders, graticule;
	const char *const *lines;               /* paths of GeoJSON, drawn in full strength */
	size_t lines_n;
	/*
	 * If not NULL, lines are not drawn: line() gets their edges one by one, in
	 * pixels. An edge that goes on begins where the one before ended.
	 */
	void (*line)(void *arg, enum ground_kind kind, struct point a, struct point b);
	void *arg;
};

/* What ground_draw() returns for a grid that has no place on the earth. */
#define GROUND_NOWHERE 1

/*
 * ground_draw() draws the map of a stream's grid into `ground`, of rows * zoom
 * times cols * zoom bytes, all of which it sets: GROUND_LAND or 0 by the centre
 * of each pixel, plus the strength of a line. Lakes are sea. Without `coast`, all
 * is land. `thick` is the width of a coast in pixels.
 *
 * 0; GROUND_NOWHERE with a reason if there is no such map, and then all is land
 * without lines; -1 with a reason that names the file if lines cannot be read,
 * or if out of memory.
 */
int ground_draw(const struct chunk_header *h, const struct ground_what *what, int zoom, double thick,
    uint8_t *ground, char *why);

#endif
