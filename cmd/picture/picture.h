/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture.h - a frame: the map, what is above it, the legend, and whose data
 * they are.
 *
 *	Title
 *	2020-11-01 03:00-06:00 UTC    35/36
 *	+--------------------------+  mm/h
 *	|                          |  colour bar
 *	|           map            |
 *	| |- 200 km -|             |  dry, no data
 *	+--------------------------+
 *	Data: SMHI.  Coast and borders: Natural Earth.
 *
 * The legend is below a map that is much wider than high. picture_make() draws
 * what never changes, picture_draw() the map and the line above it.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "picture/backdrop.h"
#include "picture/field.h"
#include "picture/label.h"
#include "picture/legend.h"
#include "picture/palette.h"
#include "picture/sheet.h"

#define PICTURE_SIDE    65535                   /* what a GIF can hold */
#define PICTURE_PIXELS  (1 << 27)               /* of a frame, at most */

#define PICTURE_TEXT_MAX 512                    /* bytes of title or credit, the NUL included */

#define PICTURE_MARGIN  16                      /* units, around everything */

struct picture {
	/* Set by the caller, who keeps what they point to. */
	const struct chunk_header *header;      /* of the stream */
	const struct palette *palette;
	char title[PICTURE_TEXT_MAX], units[64];   /* either may be "" */
	const char *said_credit;                /* for caption_credit(), NULL: the header's */
	const char *zone;                       /* for label_interval(); NULL for UTC alone */
	struct backdrop backdrop;
	int zoom; /* pixels of a cell, each way; 0: small grids are enlarged */
	bool legend;
	bool gaps;                              /* they may come, and have frames */

	/* Set by picture_make(). */
	struct sheet sheet;
	struct label label;
	struct legend key;
	struct field field;
	int map_x, map_y, map_width, map_height;
	int label_y, key_x, key_y;
	bool mapped;                            /* there are coasts or borders */
	char mapless[CHUNK_WHY_MAX];            /* why not, if they were wanted; else "" */
	char credit[PICTURE_TEXT_MAX];          /* the line at the bottom; "" for none */
};

/*
 * picture_make() places all parts, with room for the lines of a stream that
 * begins with `first`, and draws what never changes. 0, or -1 with a reason
 * (CHUNK_WHY_MAX bytes). picture_free() frees what it allocated.
 */
int picture_make(struct picture *p, const struct chunk *first, char *why);
void picture_free(struct picture *p);

/*
 * picture_draw() draws the frame of a record on the canvas of the sheet: a field,
 * with the outline of its coverage, and its count of images if some are missing;
 * or a gap, which is a map without data and the reason up to its colon.
 */
void picture_draw(struct picture *p, const struct chunk *c);

#endif
