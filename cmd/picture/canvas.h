/* SPDX-License-Identifier: BSD-2-Clause */
/* canvas.h - draws rectangles and text on a picture of palette indices. */
#ifndef CANVAS_H
#define CANVAS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The font is 8 x 8, with strokes twice as wide as high. It is drawn twice as
 * high as wide, so that strokes are even. At scale 1, a line of text is
 * CANVAS_FONT pixels high, capitals and digits CANVAS_CAPITAL.
 */
#define CANVAS_TALL    2
#define CANVAS_FONT    (8 * CANVAS_TALL)
#define CANVAS_CAPITAL (7 * CANVAS_TALL)

struct canvas {
	int width, height;
	uint8_t *pixel;                         /* width x height, row 0 at the top; the caller's */
};

/* All drawing is clipped at the edges of the canvas. */
void canvas_fill(struct canvas *c, int x, int y, int width, int height, uint8_t colour);

/* The four sides of a rectangle, `thick` pixels inwards. */
void canvas_frame(struct canvas *c, int x, int y, int width, int height, int thick, uint8_t colour);

/*
 * canvas_text() writes a line of UTF-8 with its upper left corner at x, y. A
 * column of the font is `scale` pixels wide, and corners are smoothed. Letters
 * have their own widths; all digits have the same, so that a clock does not
 * jump. ASCII and the accented letters of Latin-1 are drawn, other characters
 * as '?'. The accent of a capital is above the line. canvas_text_width() is the
 * width in pixels.
 */
void canvas_text(struct canvas *c, int x, int y, int scale, uint8_t colour, const char *text);
int canvas_text_width(int scale, const char *text);

/*
 * How many bytes of `text` fit into `width` pixels: whole words, if at least
 * one fits.
 */
size_t canvas_text_fit(int scale, int width, const char *text);

#endif
