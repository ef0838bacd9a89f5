/* SPDX-License-Identifier: BSD-2-Clause */
/* canvas.c - rectangles in palette indices. */
#include "picture/canvas.h"

#include <string.h>

void
canvas_fill(struct canvas *c, int x, int y, int width, int height, uint8_t colour)
{
	int right = x + width < c->width ? x + width : c->width;
	int bottom = y + height < c->height ? y + height : c->height;

	x = x < 0 ? 0 : x;
	for (y = y < 0 ? 0 : y; y < bottom && x < right; y++)
		memset(c->pixel + (size_t)y * (size_t)c->width + x, colour, (size_t)(right - x));
}

void
canvas_frame(struct canvas *c, int x, int y, int width, int height, int thick, uint8_t colour)
{
	canvas_fill(c, x, y, width, thick, colour);
	canvas_fill(c, x, y + height - thick, width, thick, colour);
	canvas_fill(c, x, y, thick, height, colour);
	canvas_fill(c, x + width - thick, y, thick, height, colour);
}
