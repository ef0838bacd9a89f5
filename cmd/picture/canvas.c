/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * canvas.c - rectangles and text in palette indices. The letters are giflib's
 * 8 x 8 font.
 */
#include "picture/canvas.h"

#include <gif_lib.h>
#include <stdbool.h>
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

/* ---- Letters ----------------------------------------------------------- */

/*
 * Rows of a letter; the first two are above the line, for the accent of a
 * capital.
 */
#define ABOVE   2
#define ROWS    (ABOVE + 8)
#define COLUMNS 8

struct letter {
	uint8_t row[ROWS];                      /* the leftmost pixel is bit 7 */
	int width;                              /* with the gap that follows */
};

/* U+00C0 to U+00FF: the base letter, and the mark over it. */
static const char latin_base[] =
    "AAAAAA?CEEEEIIII?NOOOOO?OUUUUY??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
static const char latin_mark[] =
    "`'^~:o ,`'^:`'^: ~`'^~: /`'^:'  `'^~:o ,`'^:`'^: ~`'^~: /`'^:' :";

/* Two rows of a mark, centred in seven of eight columns. */
static void
add_mark(struct letter *l, char mark, bool capital)
{
	static const struct { char mark; uint8_t row[2]; } marks[] = {
		{ '`', { 0x20, 0x10 } }, { '\'', { 0x08, 0x10 } }, { '^', { 0x10, 0x28 } },
		{ '~', { 0x34, 0x58 } }, { ':', { 0x6c, 0x00 } }, { 'o', { 0x38, 0x28 } }
	};
	int top = capital ? 0 : ABOVE;

	if (mark == ',')
		l->row[ROWS - 1] |= 0x18;
	for (int i = 1; i < 7 && mark == '/'; i++)
		l->row[ABOVE + i] |= (uint8_t)(1 << i);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (marks[i].mark != mark)
			continue;
		/* The mark replaces the dot of an i. */
		l->row[top] = marks[i].row[0];
		l->row[top + 1] = marks[i].row[1];
	}
}

/* Moves a letter to the left edge, and measures it. */
static void
trim(struct letter *l, bool digit)
{
	uint8_t all = 0;

	for (int i = 0; i < ROWS; i++)
		all |= l->row[i];
	if (digit || all == 0) {
		l->width = digit ? COLUMNS : COLUMNS / 2;
		return;
	}
	for (; !(all & 0x80); all = (uint8_t)(all << 1))
		for (int i = 0; i < ROWS; i++)
			l->row[i] = (uint8_t)(l->row[i] << 1);
	for (l->width = 1; all; all = (uint8_t)(all << 1))
		l->width++;
}

/* The next letter of a text that is not at its end. */
static const char *
next_letter(const char *text, struct letter *l)
{
	unsigned char first = (unsigned char)*text++, second = (unsigned char)*text;
	char base = '?', mark = ' ';

	if (first >= ' ' && first < 0x7f) {
		base = (char)first;
	} else if (first == 0xc3 && (second & 0xc0) == 0x80) {
		base = latin_base[second & 0x3f];
		mark = latin_mark[second & 0x3f];
	}
	while (first >= 0x80 && ((unsigned char)*text & 0xc0) == 0x80)
		text++;
	memset(l, 0, sizeof *l);
	memcpy(l->row + ABOVE, GifAsciiTable8x8[(unsigned char)base], ROWS - ABOVE);
	add_mark(l, mark, base >= 'A' && base <= 'Z');
	trim(l, base >= '0' && base <= '9');
	return text;
}

/* ---- Text -------------------------------------------------------------- */

static bool
set(const struct letter *l, int x, int y)
{
	return y >= 0 && y < ROWS && x >= 0 && x < COLUMNS && (l->row[y] & (0x80 >> x));
}

/*
 * Whether an empty pixel is inside a corner: its neighbours beside and above
 * (or below) it are set, and the one between them is not. A part of it is then
 * filled, so that stairs become slopes.
 */
static bool
corner(const struct letter *l, int x, int y, int dx, int dy)
{
	return set(l, x + dx, y) && set(l, x, y + dy) && !set(l, x + dx, y + dy);
}

static void
draw_pixel(struct canvas *c, const struct letter *l, int column, int row, int x, int y, int scale,
    uint8_t colour)
{
	int height = CANVAS_TALL * scale;

	if (set(l, column, row)) {
		canvas_fill(c, x, y, scale, height, colour);
		return;
	}
	for (int dx = -1; dx <= 1; dx += 2) {
		for (int i = 0; i < height / 2; i++) {
			int piece = (scale + 1) / 2 - i * scale / height,
			    left = dx < 0 ? x : x + scale - piece;

			if (corner(l, column, row, dx, -1))
				canvas_fill(c, left, y + i, piece, 1, colour);
			if (corner(l, column, row, dx, 1))
				canvas_fill(c, left, y + height - 1 - i, piece, 1, colour);
		}
	}
}

void
canvas_text(struct canvas *c, int x, int y, int scale, uint8_t colour, const char *text)
{
	while (*text) {
		struct letter l;

		text = next_letter(text, &l);
		for (int row = 0; row < ROWS; row++)
			for (int column = 0; column < COLUMNS; column++)
				draw_pixel(c, &l, column, row, x + column * scale,
				    y + (row - ABOVE) * CANVAS_TALL * scale, scale, colour);
		x += l.width * scale;
	}
}

int
canvas_text_width(int scale, const char *text)
{
	int width = 0;

	while (*text) {
		struct letter l;

		text = next_letter(text, &l);
		width += l.width;
	}
	/* Without the space after the last letter. */
	return width > 0 ? (width - 1) * scale : 0;
}

size_t
canvas_text_fit(int scale, int width, const char *text)
{
	const char *at = text, *word = NULL;
	int used = 0;

	while (*at) {
		struct letter l;
		const char *next = next_letter(at, &l);

		if (*at == ' ')
			word = at;
		if ((used + l.width - 1) * scale > width && *at != ' ' && at != text)
			return (size_t)((word != NULL ? word : at) - text);
		used += l.width;
		at = next;
	}
	return (size_t)(at - text);
}
