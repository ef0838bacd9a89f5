/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sheet.h - what a picture is drawn on: a canvas, and text in a few sizes.
 *
 * Lengths are given in units of a thin line, which is one pixel or more, so that
 * a large picture has large text.
 */
#ifndef SHEET_H
#define SHEET_H

#include "picture/canvas.h"
#include "picture/palette.h"
#include "picture/text.h"

enum sheet_size { SHEET_TITLE, SHEET_TIME, SHEET_PLAIN, SHEET_SMALL, SHEET_NAME, SHEET_WORD };

struct sheet {
	struct canvas canvas;                   /* its pixels are set last */
	struct font *font;
	int unit;                               /* pixels of a thin line */
};

/* The height of a line with the space under it, and of its capitals, in pixels. */
int sheet_line(const struct sheet *s, enum sheet_size size);
int sheet_capital(const struct sheet *s, enum sheet_size size);

/* The width of a text; and how many bytes of it fit into a width, as text_fit(). */
int sheet_width(const struct sheet *s, enum sheet_size size, const char *text);
size_t sheet_fit(const struct sheet *s, enum sheet_size size, int width, const char *text);

/*
 * sheet_write() writes a text whose capitals reach from y down to its base line.
 * `colour` is the full tone: PALETTE_INK, PALETTE_FAINT or PALETTE_ALERT.
 *
 * sheet_write_over() writes ink with a halo of the page's colour, on what may
 * be another canvas, whose indices begin at `base` instead of 0.
 */
void sheet_write(struct sheet *s, enum sheet_size size, int x, int y, enum palette_colour colour,
    const char *text);
void sheet_write_over(struct sheet *s, enum sheet_size size, struct canvas *c, int base, int x,
    int y, const char *text);

#endif
