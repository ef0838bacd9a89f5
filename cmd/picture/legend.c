/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * legend.c - the bar of a range, upright or lying, and the swatches.
 *
 * What draws a part also measures it: each returns where it ended, and draws
 * only if it is asked to.
 */
#include "picture/legend.h"

#include <stdio.h>

/* Lengths in units. */
#define BAR      15                             /* across the colour bar */
#define ARROW    10                             /* along it, for values beyond the range */
#define TICK     4
#define GAP      4                              /* between a tick or a swatch and its words */
#define SWATCH   11                             /* height of a swatch, as wide as the bar */
#define APART    16                             /* between parts that stand side by side */

#define FEW      10                             /* swatches need no table */
#define COLUMNS  4                              /* of a table beside the map, at most */

/* Along the bar, of one colour: upright and lying. */
static const struct { int least, most; } boxes[2] = { { 5, 22 }, { 12, 30 } };

/* Where something is drawn, and whether it is or only measured. */
struct pen {
	struct sheet *s;
	const struct legend *l;
	bool draw;
};

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

/* ---- Shapes ------------------------------------------------------------ */

enum tip { UP, DOWN, LEFT, RIGHT };

/* A triangle in a rectangle of ARROW x BAR units. */
static void
draw_arrow(const struct pen *pen, int x, int y, enum tip tip, uint8_t colour)
{
	int u = pen->s->unit, along = ARROW * u, across = BAR * u;

	for (int i = 0; i < along && pen->draw; i++) {
		/* i lines from the tip. */
		int part = (i + 1) * across / along, inset = (across - part) / 2;
		int at = tip == UP || tip == LEFT ? i : along - 1 - i;

		if (tip == UP || tip == DOWN)
			canvas_fill(&pen->s->canvas, x + inset, y + at, part, 1, colour);
		else
			canvas_fill(&pen->s->canvas, x + at, y + inset, 1, part, colour);
	}
}

static void
draw_box(const struct pen *pen, int x, int y, int width, int height, uint8_t colour)
{
	if (pen->draw)
		canvas_fill(&pen->s->canvas, x, y, width, height, colour);
}

/* Words with their capitals from y down. Returns their right end. */
static int
words(const struct pen *pen, int x, int y, const char *text)
{
	if (pen->draw)
		sheet_write(pen->s, SHEET_PLAIN, x, y, PALETTE_INK, text);
	return x + sheet_width(pen->s, SHEET_PLAIN, text);
}

/* The colour of interval i; -1 is what is less, `count` what is more. */
static uint8_t
colour_of(const struct palette *p, int i)
{
	return palette_index(p, CLASS_FIRST + (unsigned)(p->both_ways + i), 0);
}

/* A swatch of a class, beside words. Returns their right end. */
static int
swatch(const struct pen *pen, int x, int y, unsigned class, const char *text)
{
	int u = pen->s->unit, width = BAR * u, half = pen->l->map && class < CLASS_FIRST ? width / 2 : 0;
	int top = y + (sheet_capital(pen->s, SHEET_PLAIN) - SWATCH * u) / 2;

	draw_box(pen, x, top, width, SWATCH * u, palette_index(pen->l->palette, class, GROUND_LAND));
	draw_box(pen, x + width - half, top, half, SWATCH * u, palette_index(pen->l->palette, class, 0));
	if (pen->draw)
		canvas_frame(&pen->s->canvas, x, top, width, SWATCH * u, u, PALETTE_FAINT - 1);
	return words(pen, x + (BAR + TICK + GAP) * u, y, text);
}

/* How many swatches there are, and the words of swatch i. */
static int
swatches(const struct palette *p)
{
	return p->categories ? p->count + 1 : p->both_ways || p->times ? 1 : 2;
}

static unsigned
swatch_words(const struct palette *p, int i, char *text)
{
	if (i == swatches(p) - 1) {
		snprintf(text, PALETTE_TEXT_MAX, "no data");
		return CLASS_MISSING;
	}
	if (p->categories)
		palette_text(p, i, text);
	else
		palette_dry_text(p, text);
	return p->categories ? CLASS_FIRST + (unsigned)i : CLASS_DRY;
}

/* How wide the widest swatch is, with its words. */
static int
widest_swatch(const struct pen *pen)
{
	struct pen measure = { pen->s, pen->l, false };
	int width = 0;

	for (int i = 0; i < swatches(pen->l->palette); i++) {
		char text[PALETTE_TEXT_MAX];
		unsigned class = swatch_words(pen->l->palette, i, text);

		width = larger(width, swatch(&measure, 0, 0, class, text));
	}
	return width;
}

/* The height of a row of swatches. */
static int
swatch_line(const struct pen *pen)
{
	return sheet_line(pen->s, SHEET_PLAIN) + 2 * pen->s->unit;
}

/*
 * Many swatches, from top to bottom and then from left to right, in columns of
 * `rows` or fewer. Returns the room that they take.
 */
static struct legend_size
table_of_swatches(const struct pen *pen, int x, int y, int rows)
{
	int n = swatches(pen->l->palette), columns = (n + rows - 1) / rows;
	int width = widest_swatch(pen), apart = width + APART * pen->s->unit;

	for (int i = 0; i < n; i++) {
		char text[PALETTE_TEXT_MAX];
		unsigned class = swatch_words(pen->l->palette, i, text);

		swatch(pen, x + i / rows * apart, y + i % rows * swatch_line(pen), class, text);
	}
	return (struct legend_size){ (columns - 1) * apart + width, rows * swatch_line(pen) };
}

/*
 * How many rows such a table has: below the map as few as its width allows,
 * and beside it as few columns as its height allows, but not many.
 */
static int
table_rows(const struct pen *pen, int room)
{
	int n = swatches(pen->l->palette), apart = APART * pen->s->unit, columns;

	if (pen->l->below) {
		columns = (room + apart) / (widest_swatch(pen) + apart);
	} else {
		int rows = larger(room / swatch_line(pen), 1);

		columns = (n + rows - 1) / rows;
		columns = columns < COLUMNS ? columns : COLUMNS;
	}
	columns = larger(columns, 1);
	return (n + columns - 1) / columns;
}

/* ---- The bar ----------------------------------------------------------- */

/* Whether step i shall have its number beside it, which takes `apart` pixels. */
static bool
has_number(const struct palette *p, int i, int box, int apart, int *last)
{
	bool end = i == 0 || i == p->count;

	if (!end && (!p->label[i] || (i - *last) * box < apart || (p->count - i) * box < apart))
		return false;
	*last = i;
	return true;
}

/* The lowest colour is at the bottom. Returns the right end, and sets the lower. */
static int
upright_bar(const struct pen *pen, int x, int y, int box, int *bottom)
{
	const struct palette *p = pen->l->palette;
	int u = pen->s->unit, low = y + ARROW * u + p->count * box, right = x, last = 0;
	int apart = sheet_line(pen->s, SHEET_PLAIN) * 7 / 8;

	if (!p->times)
		draw_arrow(pen, x, y, UP, colour_of(p, p->count));
	for (int i = 0; i < p->count; i++)
		draw_box(pen, x, low - (i + 1) * box, BAR * u, box, colour_of(p, i));
	if (p->both_ways)
		draw_arrow(pen, x, low, DOWN, colour_of(p, -1));
	for (int i = 0; i <= p->count; i++) {
		char text[PALETTE_TEXT_MAX];
		int at = low - i * box;

		if (!has_number(p, i, box, apart, &last))
			continue;
		palette_text(p, i, text);
		draw_box(pen, x + BAR * u, at - u / 2, TICK * u, u, PALETTE_FAINT);
		right = larger(right, words(pen, x + (BAR + TICK + GAP) * u,
		    at - sheet_capital(pen->s, SHEET_PLAIN) / 2, text));
	}
	*bottom = low + (p->both_ways ? ARROW * u : 0);
	return right;
}

static int
widest_number(const struct pen *pen)
{
	const struct palette *p = pen->l->palette;
	char text[PALETTE_TEXT_MAX];
	int width = 0;

	for (int i = 0; i <= p->count; i++) {
		palette_text(p, i, text);
		width = larger(width, sheet_width(pen->s, SHEET_PLAIN, text));
	}
	return width;
}

/* The lowest colour is on the left, and the numbers are below. Returns the right end. */
static int
lying_bar(const struct pen *pen, int x, int y, int box)
{
	const struct palette *p = pen->l->palette;
	int u = pen->s->unit, low = x + (p->both_ways ? ARROW * u : 0), last = 0;
	int apart = widest_number(pen) + 8 * u, right = low + p->count * box;

	if (p->both_ways)
		draw_arrow(pen, x, y, LEFT, colour_of(p, -1));
	for (int i = 0; i < p->count; i++)
		draw_box(pen, low + i * box, y, box, BAR * u, colour_of(p, i));
	if (!p->times)
		draw_arrow(pen, right, y, RIGHT, colour_of(p, p->count));
	for (int i = 0; i <= p->count; i++) {
		char text[PALETTE_TEXT_MAX];
		int at = low + i * box, half;

		if (!has_number(p, i, box, apart, &last))
			continue;
		palette_text(p, i, text);
		half = sheet_width(pen->s, SHEET_PLAIN, text) / 2;
		draw_box(pen, at - u / 2, y + BAR * u, u, TICK * u, PALETTE_FAINT);
		words(pen, at - half > x ? at - half : x, y + (BAR + TICK + GAP) * u, text);
	}
	return right + ARROW * u;
}

/* ---- Beside and below -------------------------------------------------- */

static int
clamp(int box, bool lying, int u)
{
	int least = boxes[lying].least * u, most = boxes[lying].most * u;

	return box < least ? least : box > most ? most : box;
}

static struct legend_size
beside(const struct pen *pen, int x, int y, int room)
{
	const struct palette *p = pen->l->palette;
	int u = pen->s->unit, line = sheet_line(pen->s, SHEET_PLAIN), top = y, right = x;
	int rest = room - (swatches(p) + 2) * line - 2 * ARROW * u;

	if (*pen->l->units) {
		right = words(pen, x, y, pen->l->units);
		y += line;
	}
	if (!p->categories) {
		right = larger(right, upright_bar(pen, x, y + 2 * u, clamp(rest / p->count, false, u), &y));
		y += APART * u;
	} else if (swatches(p) > FEW) {
		struct legend_size table = table_of_swatches(pen, x, y, table_rows(pen, room - (y - top)));

		return (struct legend_size){ larger(right - x, table.width), y - top + table.height };
	}
	for (int i = 0; i < swatches(p); i++, y += swatch_line(pen)) {
		char text[PALETTE_TEXT_MAX];
		unsigned class = swatch_words(p, i, text);

		right = larger(right, swatch(pen, x, y, class, text));
	}
	return (struct legend_size){ right - x, y - top };
}

/* The swatches from left to right, in as many lines as it takes. Returns the lower end. */
static int
row_of_swatches(const struct pen *pen, int left, int x, int y, int end)
{
	struct pen measure = { pen->s, pen->l, false };
	int line = swatch_line(pen);

	for (int i = 0; i < swatches(pen->l->palette); i++) {
		char text[PALETTE_TEXT_MAX];
		unsigned class = swatch_words(pen->l->palette, i, text);

		if (x > left && swatch(&measure, x, y, class, text) > end) {
			x = left;
			y += line;
		}
		x = swatch(pen, x, y, class, text) + APART * pen->s->unit;
	}
	return y + line;
}

/* Bar, units and swatches in one line if they have room, else the swatches below. */
static struct legend_size
below(const struct pen *pen, int x, int y, int room)
{
	const struct palette *p = pen->l->palette;
	struct pen measure = { pen->s, pen->l, false };
	int u = pen->s->unit, row = y, at = x, bottom;

	if (p->categories && swatches(p) > FEW) {
		if (*pen->l->units) {
			words(pen, x, y, pen->l->units);
			row += swatch_line(pen);
		}
		at = table_of_swatches(pen, x, row, table_rows(pen, room)).height;
		return (struct legend_size){ room, row - y + at };
	}
	if (!p->categories) {
		int rest = room * 6 / 10 - 2 * ARROW * u;

		at = lying_bar(pen, x, y, clamp(rest / p->count, true, u));
		row = y + (BAR * u - sheet_capital(pen->s, SHEET_PLAIN)) / 2;
	}
	if (*pen->l->units)
		at = words(pen, p->categories ? x : at + GAP * u, row, pen->l->units);
	if (at > x)
		at += APART * u;
	bottom = y + BAR * u + sheet_line(pen->s, SHEET_PLAIN) + (TICK + GAP) * u;
	if (p->categories || row_of_swatches(&measure, at, at, row, x + room) <=
	    row + 2 * sheet_line(pen->s, SHEET_PLAIN))
		at = row_of_swatches(pen, at, at, row, x + room);
	else
		at = row_of_swatches(pen, x, x, bottom, x + room);
	return (struct legend_size){ room, larger(at, p->categories ? 0 : bottom) - y };
}

struct legend_size
legend_size(struct sheet *s, const struct legend *l, int room)
{
	struct pen pen = { s, l, false };

	return l->below ? below(&pen, 0, 0, room) : beside(&pen, 0, 0, room);
}

void
legend_draw(struct sheet *s, const struct legend *l, int x, int y, int room)
{
	struct pen pen = { s, l, true };

	if (l->below)
		below(&pen, x, y, room);
	else
		beside(&pen, x, y, room);
}
