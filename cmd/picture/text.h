/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.h - lines of text on a canvas, in the font that is compiled in, by
 * FreeType.
 *
 * Text is UTF-8. Latin, Greek and Cyrillic letters are drawn; a box stands for
 * any other character, and for bytes that are no UTF-8. All digits have the
 * same width, so that a clock does not jump.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "picture/canvas.h"

struct font;                                    /* for one thread */

struct text_style {
	int size;                               /* pixels of an em */
	bool bold;
	int halo;                               /* pixels of text_halo() around each letter */
};

/* NULL if out of memory. */
struct font *font_open(void);
void font_close(struct font *f);
/* Whether a letter could not be drawn: out of memory. */
bool font_failed(const struct font *f);

/* The height of capitals and digits over the base line, in pixels. */
int text_capital(const struct text_style *s);

/* The width of a text, in pixels, up to where the next letter would begin. */
int text_width(struct font *f, const struct text_style *s, const char *text);

/*
 * text_draw() writes a line from x on, with its base line above row y. Letters
 * are anti-aliased: `full` is the index of the full colour, and the
 * PALETTE_TONES - 1 indices before it are the weaker tones of it.
 *
 * text_halo() fills what is within s->halo pixels of the letters with one
 * colour, to be drawn over by text_draw().
 */
void text_draw(struct font *f, const struct text_style *s, struct canvas *c, int x, int y,
    int full, const char *text);
void text_halo(struct font *f, const struct text_style *s, struct canvas *c, int x, int y,
    int colour, const char *text);

/*
 * How many bytes of `text` fit into `width` pixels: whole words, if at least
 * one fits.
 */
size_t text_fit(struct font *f, const struct text_style *s, int width, const char *text);

#endif
