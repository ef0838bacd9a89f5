/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture.h - a frame: the map, the line above it, and the legend beside it.
 *
 *	title
 *	2020-11-01 03:00-06:00 UTC      35/36
 *	+--------------------------+  mm/h
 *	|                          |  colour bar
 *	|           map            |  dry, no data
 *	+--------------------------+  |- 200 km -|
 *
 * picture_make() draws what never changes, picture_draw() the map and the line
 * above it. Lengths are in units of a thin line, one pixel or more, so that a
 * large picture has large text.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "picture/canvas.h"
#include "picture/field.h"
#include "picture/palette.h"

#define PICTURE_SIDE    65535                   /* what a GIF can hold */
#define PICTURE_PIXELS  (1 << 27)               /* of a frame, at most */

#define PICTURE_TITLE_MAX 256                   /* bytes, its NUL included */

#define PICTURE_MARGIN  10                      /* units, around everything */
#define PICTURE_LEADING 4                       /* units, between lines of text */
#define PICTURE_LINE    (CANVAS_FONT + PICTURE_LEADING)

struct picture {
	/* Set by the caller, who keeps what they point to. */
	const struct chunk_header *header;      /* of the stream */
	const struct palette *palette;
	char title[PICTURE_TITLE_MAX], units[64];  /* either may be "" */
	double km;                              /* width of a cell, 0 if unknown */
	int zoom; /* pixels of a cell, each way; 0: small grids are enlarged */
	bool legend;
	bool gaps;                              /* they may come, and have frames */

	/* Set by picture_make(). */
	struct canvas canvas;
	int unit;                               /* pixels of a thin line */
	int map_x, map_y, map_width, map_height;
	int label_y, panel_x;
	struct field field;
};

/*
 * picture_make() places all parts, with room for the lines of a stream that
 * begins with `first`, and draws what never changes. 0, or -1 with a reason
 * (CHUNK_WHY_MAX bytes). picture_free() frees what it allocated.
 */
int picture_make(struct picture *p, const struct chunk *first, char *why);
void picture_free(struct picture *p);

/*
 * picture_draw() draws the frame of a record on the canvas: a field, with the
 * outline of its coverage, and its count of images if some are missing; or a
 * gap, which is a map without data and the reason up to its colon.
 */
void picture_draw(struct picture *p, const struct chunk *c);

/* Draws a text at x, y; and the width of a text, in pixels. */
void picture_text(struct picture *p, int x, int y, enum palette_colour colour, const char *text);
int picture_text_width(const struct picture *p, const char *text);

#endif
