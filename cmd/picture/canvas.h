/* SPDX-License-Identifier: BSD-2-Clause */
/* canvas.h - draws rectangles on a picture of palette indices. */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdint.h>

struct canvas {
	int width, height;
	uint8_t *pixel;                         /* width x height, row 0 at the top; the caller's */
};

/* All drawing is clipped at the edges of the canvas. */
void canvas_fill(struct canvas *c, int x, int y, int width, int height, uint8_t colour);

/* The four sides of a rectangle, `thick` pixels inwards. */
void canvas_frame(struct canvas *c, int x, int y, int width, int height, int thick, uint8_t colour);

#endif
