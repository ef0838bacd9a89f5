/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c - letters by FreeType, kept once they are drawn. */
#include "picture/text.h"

#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_OUTLINE_H

#include "picture/embed.h"
#include "picture/palette.h"

#define GLYPHS_MAX 512                          /* drawn letters that are kept */
#define UNKNOWN    0xfffd                       /* the character for what is no UTF-8 */
#define PARTS      64                           /* of a pixel, in which FreeType counts */

/* The number of a letter, its size and its weight: what a drawing belongs to. */
struct glyph {
	uint32_t letter;
	int size;
	bool bold, drawn;
	int advance;                            /* to the next letter, in parts of a pixel */
	int left, top;                          /* of the drawing, from the pen and the base line */
	int width, height;
	uint8_t *cover;                         /* width x height, 255 is all of a pixel */
};

struct font {
	FT_Library library;
	FT_Face face;
	struct glyph glyph[GLYPHS_MAX];         /* a hash table, emptied when nearly full */
	size_t glyphs;
	bool failed;                            /* a letter is missing: out of memory */
};

/* FreeType goes on without a part that it had no memory for, and draws other letters. */
static bool
has_parts(FT_Library library)
{
	static const char *const parts[] = { "truetype", "sfnt", "psnames", "smooth" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (FT_Get_Module(library, parts[i]) == NULL)
			return false;
	return true;
}

struct font *
font_open(void)
{
	struct font *f = calloc(1, sizeof *f);

	if (f != NULL && FT_Init_FreeType(&f->library) == 0 && has_parts(f->library) &&
	    FT_New_Memory_Face(f->library, embed_font, (FT_Long)embed_font_size, 0, &f->face) == 0)
		return f;
	font_close(f);
	return NULL;
}

static void
forget_glyphs(struct font *f)
{
	for (size_t i = 0; i < GLYPHS_MAX; i++)
		free(f->glyph[i].cover);
	memset(f->glyph, 0, sizeof f->glyph);
	f->glyphs = 0;
}

void
font_close(struct font *f)
{
	if (f == NULL)
		return;
	forget_glyphs(f);
	if (f->library != NULL)
		FT_Done_FreeType(f->library);           /* with its faces */
	free(f);
}

/* ---- Letters ----------------------------------------------------------- */

/* The next character of a text that is not at its end. */
static const char *
next_letter(const char *text, uint32_t *letter)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)*text++;
	int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
	uint32_t all = more == 0 ? first : first & (0x3fu >> more);

	for (int i = 0; i < more; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80) {
			*letter = UNKNOWN;
			return text + i;
		}
		all = all << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (all < least[more] || all < ' ' || (more == 0 && first >= 0x7f) || all > 0x10ffff)
		all = UNKNOWN;
	*letter = all;
	return text + more;
}

bool
font_failed(const struct font *f)
{
	return f->failed;
}

/* Draws a letter. What there is no memory for stays empty until font_failed() is asked. */
static void
draw_glyph(struct font *f, struct glyph *g)
{
	FT_GlyphSlot slot = f->face->glyph;
	FT_Pos heavier = g->bold ? g->size * PARTS / 26 : 0;
	bool failed = f->failed;

	g->drawn = true;
	g->advance = g->size * PARTS / 3;
	f->failed = true;
	/* Without hints letters are as good, and the stack is a fifth. */
	if (FT_Set_Pixel_Sizes(f->face, 0, (FT_UInt)g->size) != 0 ||
	    FT_Load_Char(f->face, g->letter, FT_LOAD_NO_BITMAP | FT_LOAD_NO_HINTING) != 0)
		return;
	FT_Outline_EmboldenXY(&slot->outline, heavier, 0);
	g->advance = (int)(((slot->linearHoriAdvance * PARTS) >> 16) + heavier);
	if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0)
		return;
	g->left = slot->bitmap_left;
	g->top = slot->bitmap_top;
	g->width = (int)slot->bitmap.width;
	g->height = (int)slot->bitmap.rows;
	g->cover = malloc((size_t)g->width * (size_t)g->height + 1);
	for (int y = 0; y < g->height && g->cover != NULL; y++)
		memcpy(g->cover + (size_t)y * (size_t)g->width,
		    slot->bitmap.buffer + (ptrdiff_t)y * slot->bitmap.pitch, (size_t)g->width);
	if (g->cover == NULL)
		g->width = g->height = 0;
	else
		f->failed = failed;
}

static const struct glyph *
find_glyph(struct font *f, const struct text_style *s, uint32_t letter)
{
	uint32_t at = (letter * 2654435769u + (uint32_t)s->size * 31 + s->bold) % GLYPHS_MAX;

	for (;; at = (at + 1) % GLYPHS_MAX) {
		struct glyph *g = &f->glyph[at];

		if (!g->drawn)
			break;
		if (g->letter == letter && g->size == s->size && g->bold == s->bold)
			return g;
	}
	if (f->glyphs >= GLYPHS_MAX / 2) {
		forget_glyphs(f);
		return find_glyph(f, s, letter);
	}
	f->glyphs++;
	f->glyph[at].letter = letter;
	f->glyph[at].size = s->size;
	f->glyph[at].bold = s->bold;
	draw_glyph(f, &f->glyph[at]);
	return &f->glyph[at];
}

/* ---- Lines ------------------------------------------------------------- */

/* DejaVu Sans' capitals are 1493 of 2048 parts of an em high. */
int
text_capital(const struct text_style *s)
{
	return (s->size * 1493 + 1024) / 2048;
}

int
text_width(struct font *f, const struct text_style *s, const char *text)
{
	int pen = 0;

	while (*text) {
		uint32_t letter;

		text = next_letter(text, &letter);
		pen += find_glyph(f, s, letter)->advance;
	}
	return (pen + PARTS - 1) / PARTS;
}

/* Does something at each pixel of a line that its letters cover. */
static void
walk(struct font *f, const struct text_style *s, int x, int y, const char *text,
    void (*at)(struct canvas *c, int x, int y, int cover, int colour, int halo),
    struct canvas *c, int colour)
{
	int pen = 0;

	while (*text) {
		const struct glyph *g;
		uint32_t letter;
		int left;

		text = next_letter(text, &letter);
		g = find_glyph(f, s, letter);
		left = x + (pen + PARTS / 2) / PARTS + g->left;
		for (int i = 0; i < g->width * g->height; i++)
			if (g->cover[i] != 0)
				at(c, left + i % g->width, y - g->top + i / g->width, g->cover[i], colour,
				    s->halo);
		pen += g->advance;
	}
}

/* Where letters touch, the stronger tone counts. */
static void
put_tone(struct canvas *c, int x, int y, int cover, int full, int halo)
{
	int tone = (cover * PALETTE_TONES + 127) / 255, index = full - PALETTE_TONES + tone;
	uint8_t *pixel;

	(void)halo;
	if (tone == 0 || x < 0 || y < 0 || x >= c->width || y >= c->height)
		return;
	pixel = c->pixel + (size_t)y * (size_t)c->width + x;
	if (*pixel <= full - PALETTE_TONES || *pixel > full || *pixel < index)
		*pixel = (uint8_t)index;
}

static void
put_halo(struct canvas *c, int x, int y, int cover, int colour, int halo)
{
	if (cover >= 64)
		for (int row = -halo; row <= halo; row++) {
			int side = row == -halo || row == halo ? halo / 2 : halo;

			canvas_fill(c, x - side, y + row, 2 * side + 1, 1, (uint8_t)colour);
		}
}

void
text_draw(struct font *f, const struct text_style *s, struct canvas *c, int x, int y, int full,
    const char *text)
{
	walk(f, s, x, y, text, put_tone, c, full);
}

void
text_halo(struct font *f, const struct text_style *s, struct canvas *c, int x, int y, int colour,
    const char *text)
{
	walk(f, s, x, y, text, put_halo, c, colour);
}

size_t
text_fit(struct font *f, const struct text_style *s, int width, const char *text)
{
	const char *at = text, *word = NULL;
	int pen = 0;

	while (*at) {
		uint32_t letter;
		const char *next = next_letter(at, &letter);
		int advance = find_glyph(f, s, letter)->advance;

		if (letter == ' ')
			word = at;
		if (pen + advance > width * PARTS && letter != ' ' && at != text)
			return (size_t)((word != NULL && word != text ? word : at) - text);
		pen += advance;
		at = next;
	}
	return (size_t)(at - text);
}
