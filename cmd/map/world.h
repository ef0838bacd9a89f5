/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * world.h - the coasts, lakes, borders and places of the world, which are
 * compiled in: Natural Earth at 1:10 million, lakes at 1:50 million. README in
 * this folder says where they are from.
 */
#ifndef WORLD_H
#define WORLD_H

#include "grid/geometry.h"

enum world_kind {
	WORLD_LAND,                             /* a ring; even-odd, since a sea may be a hole of land */
	WORLD_LAKE,                             /* a ring; even-odd, since a lake has islands */
	WORLD_BORDER,                           /* a line between two countries */
	WORLD_KINDS
};

/*
 * One walk through all shapes. All longitudes of a shape follow one another, and
 * so go beyond -180 or 180 where it lies across. A ring ends with its first
 * point. Edges are straight in degrees.
 */
struct world {
	enum world_kind kind;
	struct bounds box;
	size_t n;                               /* points of the shape */
	struct point *at;                       /* once world_points() is called */
	/* Its own: */
	const unsigned char *next, *lines;
	size_t room;
};

/*
 * world_next() goes to the next shape: begin with a struct of zeros. False after
 * the last. world_points() then reads its points, which stay until the next
 * call; false if out of memory. world_end() frees them.
 */
bool world_next(struct world *w);
bool world_points(struct world *w);
void world_end(struct world *w);

/*
 * Whether the edge from a to b is none of a coast: land is cut along the
 * antimeridian and closed along -90.
 */
bool world_is_cut(struct point a, struct point b);

struct world_place {
	char name[64];                          /* UTF-8 */
	struct point lonlat;
	int rank;                               /* Natural Earth's: 0 for the most important, to 8 */
};

/*
 * world_next_place() gives the next place, the largest first: begin with
 * *at of NULL. False after the last.
 */
bool world_next_place(const unsigned char **at, struct world_place *place);

#endif
