/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * legend.c - the panel beside the map: units, colour bar, dry, no data, and the
 * scale bar.
 */
#include "picture/legend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Lengths in units. */
#define BAR     14                      /* width of the colour bar */
#define TICK    4
#define GAP     3                       /* between a tick and its number */
#define BOX_MIN 4                       /* height of one colour of the bar */
#define BOX_MAX 18
#define SWATCH  13                      /* height of dry and no data */
#define RULE    8                       /* height of the scale bar */
#define WIDTH   72                      /* what "no data" needs */

/* ---- The colour bar ---------------------------------------------------- */

/* A tick and a number at step i, which lies at y. */
static void
draw_step(struct picture *p, int i, int y)
{
	int u = p->unit, x = p->panel_x + BAR * u;
	char text[PALETTE_TEXT_MAX];

	palette_text(p->palette, i, text);
	canvas_fill(&p->canvas, x, y - u / 2, TICK * u, u, PALETTE_FAINT);
	picture_text(p, x + (TICK + GAP) * u, y - CANVAS_CAPITAL * u / 2, PALETTE_INK, text);
}

/*
 * The lowest colour is at the bottom; an arrow at the top is for values above.
 * Returns the bottom.
 */
static int
draw_bar(struct picture *p, int top, int box)
{
	const struct palette *palette = p->palette;
	int u = p->unit, width = BAR * u, apart = CANVAS_FONT * u;
	int high = top + box, low = high + palette->count * box, labelled = low;

	for (int y = 0; y < box; y++) {
		int inset = (box - 1 - y) * width / (2 * box);

		canvas_fill(&p->canvas, p->panel_x + inset, top + y, width - 2 * inset, 1,
		    palette_index(CLASS_FIRST + (unsigned)palette->count, 0));
	}
	for (int i = 0; i < palette->count; i++)
		canvas_fill(&p->canvas, p->panel_x, low - (i + 1) * box, width, box,
		    palette_index(CLASS_FIRST + (unsigned)i, 0));
	draw_step(p, 0, low);
	draw_step(p, palette->count, high);
	for (int i = 1; i < palette->count; i++) {
		int y = low - i * box;

		if (palette->label[i] && labelled - y >= apart && y - high >= apart) {
			draw_step(p, i, y);
			labelled = y;
		}
	}
	return low;
}

static void
draw_swatch(struct picture *p, int y, enum palette_class class, const char *text)
{
	int u = p->unit;

	canvas_fill(&p->canvas, p->panel_x, y, BAR * u, SWATCH * u,
	    palette_index(class, GROUND_LAND));
	canvas_frame(&p->canvas, p->panel_x, y, BAR * u, SWATCH * u, u, PALETTE_FAINT);
	picture_text(p, p->panel_x + (BAR + TICK + GAP) * u, y, PALETTE_INK, text);
}

/* ---- The scale bar ----------------------------------------------------- */

static bool
has_rule(const struct picture *p)
{
	return p->km > 0 && isfinite(p->km);
}

/* The scale bar: the longest round length that fits. */
static void
draw_rule(struct picture *p, int bottom)
{
	int u = p->unit, top = bottom - RULE * u, width;
	double km = p->km / p->zoom, most = km * WIDTH * u, length = pow(10, floor(log10(most)));
	char text[40];

	if (5 * length <= most)
		length *= 5;
	else if (2 * length <= most)
		length *= 2;
	width = (int)lround(length / km);
	canvas_fill(&p->canvas, p->panel_x, bottom - RULE * u / 2, width, u, PALETTE_INK);
	canvas_fill(&p->canvas, p->panel_x, top, u, RULE * u, PALETTE_INK);
	canvas_fill(&p->canvas, p->panel_x + width - u, top, u, RULE * u, PALETTE_INK);
	snprintf(text, sizeof text, length < 1 ? "%g m" : "%g km", length < 1 ? length * 1000 : length);
	picture_text(p, p->panel_x, top - PICTURE_LINE * u, PALETTE_INK, text);
}

/* ---- The panel --------------------------------------------------------- */

/* All of the panel from top to bottom, with colour boxes of this height. */
static int
height_with(const struct picture *p, int box)
{
	int rule = has_rule(p) ? PICTURE_LINE + RULE + 2 * PICTURE_LEADING : 0;

	return (3 * PICTURE_LINE + 2 * PICTURE_LEADING + rule) * p->unit +
	    (p->palette->count + 1) * box;
}

int
legend_height(const struct picture *p)
{
	return height_with(p, BOX_MIN * p->unit);
}

int
legend_width(const struct picture *p)
{
	int width = WIDTH * p->unit, units = picture_text_width(p, p->units);

	for (int i = -1; i <= p->palette->count; i++) {
		char text[PALETTE_TEXT_MAX];
		int wide;

		if (i < 0)
			palette_dry_text(p->palette, text);
		else
			palette_text(p->palette, i, text);
		wide = picture_text_width(p, text) + (BAR + TICK + GAP) * p->unit;
		width = wide > width ? wide : width;
	}
	return units > width ? units : width;
}

void
legend_draw(struct picture *p)
{
	int u = p->unit, y = p->map_y, bottom = p->canvas.height - PICTURE_MARGIN * u;
	int box = (bottom - y - height_with(p, 0)) / (p->palette->count + 1);
	char dry[PALETTE_TEXT_MAX];

	box = box < BOX_MIN * u ? BOX_MIN * u : box > BOX_MAX * u ? BOX_MAX * u : box;
	picture_text(p, p->panel_x, y, PALETTE_INK, p->units);
	y = draw_bar(p, y + PICTURE_LINE * u, box) + 3 * PICTURE_LEADING * u;
	palette_dry_text(p->palette, dry);
	draw_swatch(p, y, CLASS_DRY, dry);
	draw_swatch(p, y + PICTURE_LINE * u, CLASS_MISSING, "no data");
	if (has_rule(p))
		draw_rule(p, bottom);
}
