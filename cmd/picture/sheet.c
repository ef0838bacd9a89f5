/* SPDX-License-Identifier: BSD-2-Clause */
/* sheet.c - the sizes of text, and writing it. */
#include "picture/sheet.h"

/* In units. */
static const struct { int em, line; bool bold; } sizes[] = {
	[SHEET_TITLE] = { 19, 25, true },
	[SHEET_TIME] = { 14, 20, false },
	[SHEET_PLAIN] = { 12, 18, false },
	[SHEET_SMALL] = { 10, 14, false },
	[SHEET_NAME] = { 11, 16, false },
	[SHEET_WORD] = { 28, 36, false }
};

static struct text_style
style(const struct sheet *s, enum sheet_size size)
{
	return (struct text_style){ .size = sizes[size].em * s->unit, .bold = sizes[size].bold,
		.halo = 2 * s->unit };
}

int
sheet_line(const struct sheet *s, enum sheet_size size)
{
	return sizes[size].line * s->unit;
}

int
sheet_capital(const struct sheet *s, enum sheet_size size)
{
	struct text_style t = style(s, size);

	return text_capital(&t);
}

int
sheet_width(const struct sheet *s, enum sheet_size size, const char *text)
{
	struct text_style t = style(s, size);

	return text_width(s->font, &t, text);
}

size_t
sheet_fit(const struct sheet *s, enum sheet_size size, int width, const char *text)
{
	struct text_style t = style(s, size);

	return text_fit(s->font, &t, width, text);
}

void
sheet_write(struct sheet *s, enum sheet_size size, int x, int y, enum palette_colour colour,
    const char *text)
{
	struct text_style t = style(s, size);

	text_draw(s->font, &t, &s->canvas, x, y + text_capital(&t), (int)colour, text);
}

void
sheet_write_over(struct sheet *s, enum sheet_size size, struct canvas *c, int base, int x, int y,
    const char *text)
{
	struct text_style t = style(s, size);

	y += text_capital(&t);
	text_halo(s->font, &t, c, x, y, base + PALETTE_PAGE, text);
	text_draw(s->font, &t, c, x, y, base + PALETTE_INK, text);
}
