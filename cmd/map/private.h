/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of this folder share. */
#ifndef MAP_PRIVATE_H
#define MAP_PRIVATE_H

#include "grid/lonlat.h"
#include "map/ground.h"
#include "map/world.h"

/*
 * The picture while it is drawn: bytes as of palette.h and, until fill_settle(),
 * a bit for each kind of area, set where its edge is passed on the way east.
 */
struct plan {
	uint8_t *at;
	long width, height;
	double zoom;                            /* pixels of a cell */
	uint8_t *below;                         /* for each row, edges passed on the way there in column 0 */
	struct lonlat *l;
	const struct ground_what *what;
};

enum {
	FILL_LAND = 8,
	FILL_LAKE = 16
};

/*
 * fill_edge() passes one edge of an area on, in pixels. All of the edges that
 * come through the picture are needed, and no others.
 *
 * fill_settle() then finds land and sea: `all` says that no edge was lost, as at
 * the rim of the earth. False if out of memory. *some tells whether anything of
 * the picture is on the earth.
 */
void fill_edge(const struct plan *p, uint8_t area, struct point a, struct point b);
bool fill_settle(const struct plan *p, bool all, bool *some);

/* Places of which is asked in which areas they are. */
struct anchor {
	struct point lonlat;
	bool placed;                            /* on the earth */
	uint8_t in;                             /* FILL_LAND, FILL_LAKE: set by anchors_ask() */
	uint32_t row, col;
};

/* Adds what the shapes of the world say to the `in` of anchors, and sorts them by longitude. */
bool anchors_ask(struct anchor *a, size_t n);

/* How a line is drawn. */
struct pen {
	enum ground_kind kind;
	uint8_t area;                           /* whose edge it is, or 0 */
	uint8_t strength;                       /* at most; 0: no line */
	double width;                           /* pixels */
	double dash;                            /* pixels on, and as many off; 0: no dashes */
	double along;                           /* pixels of the line so far */
};

void stroke_edge(const struct plan *p, struct pen *pen, struct point a, struct point b);

/* Longitudes and latitudes on their way to lines of pixels. */
struct trace {
	const struct plan *plan;
	struct bounds box;                      /* degrees that can matter */
	struct pen pen;
	bool lost;                              /* some edge ended at the rim of the earth, or was torn */
	/* Its own: */
	bool degrees, open, waits;
	struct point kept, waiting;
};

/* Begins with the part of the earth whose lines may touch the picture. */
void trace_begin(struct trace *t, const struct plan *plan);

/* Draws a line of n points with the pen. */
void trace_line(struct trace *t, const struct point *at, size_t n);

/* Whether something with these bounds may be in the picture. */
bool trace_may_show(const struct trace *t, struct bounds b);

#endif
