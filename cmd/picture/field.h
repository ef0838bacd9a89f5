/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * field.h - the map of a frame: the classes of a field over the ground.
 *
 * The ground is made once for all frames: a byte for each pixel of the map,
 * which says what lies there. 0 to 7 are grounds as in palette.h: land or sea,
 * and the strength of a line. GROUNDS + colour is a pixel of this colour
 * whatever the field has there, such as a name.
 */
#ifndef FIELD_H
#define FIELD_H

#include <stdbool.h>

#include "chunk.h"
#include "picture/palette.h"

#define FIELD_GROUNDS (GROUNDS + PALETTE_FIRST)
#define FIELD_OUTLINE 2                         /* the line around the coverage: its strength */

struct field {
	const struct chunk_header *header;
	const struct palette *palette;
	int rows, cols, zoom;                   /* cells, and the pixels of one each way */
	uint8_t *ground;                        /* rows * zoom x cols * zoom; at first all land */
	/* Private. */
	uint8_t *class;                         /* of each cell, as they were drawn last */
	bool *changed;                          /* which rows were drawn otherwise before */
	bool drawn;                             /* the pixels are those of the classes */
	uint8_t *row;                           /* classes, new or spread to pixels */
	uint8_t *class_of_code;                 /* for a stream of codes */
	float *values;                          /* a row, for others */
	uint8_t colour[FIELD_GROUNDS][CLASSES];
};

/*
 * field_make() allocates all of it for the grid of a stream. 0, or -1 if out of
 * memory. field_free() frees it, also after a failure.
 */
int field_make(struct field *f, const struct chunk_header *h, const struct palette *palette,
    int zoom);
void field_free(struct field *f);

/*
 * field_draw() draws a field into rows * zoom lines of pixels, `stride` bytes
 * apart, with an outline where a cell without a value is beside one with a
 * value. The pixels must be those that it drew last: it draws only the rows that
 * changed. field_draw_missing() draws a map without any value, and what the
 * caller then draws over it is gone at the next field.
 */
void field_draw(struct field *f, const struct chunk *c, uint8_t *pixel, size_t stride);
void field_draw_missing(struct field *f, uint8_t *pixel, size_t stride);

#endif
