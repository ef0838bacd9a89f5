/* SPDX-License-Identifier: BSD-2-Clause */
/* scale.c - the scale bar: a round length, and its ends. */
#include "picture/scale.h"

#include <math.h>
#include <stdio.h>

/* Lengths in units. */
#define INSET  14                               /* from the corner of the map */
#define LONG   110                              /* the bar, at most */
#define HOOK   6                                /* height of its ends */
#define ABOVE  5                                /* from the ends to the words */

/* 1, 2 or 5 times a power of ten. */
static double
round_down(double most)
{
	double length = pow(10, floor(log10(most)));

	return 5 * length <= most ? 5 * length : 2 * length <= most ? 2 * length : length;
}

static void
draw_bar(struct canvas *map, int x, int bottom, int width, int grow, int u, int colour)
{
	int thick = u + 2 * grow, high = HOOK * u + 2 * grow, left = x - grow, low = bottom + grow;

	canvas_fill(map, left, low - thick, width + 2 * grow, thick, (uint8_t)colour);
	canvas_fill(map, left, low - high, thick, high, (uint8_t)colour);
	canvas_fill(map, x + width + grow - thick, low - high, thick, high, (uint8_t)colour);
}

struct names_box
scale_draw(struct sheet *s, struct canvas *map, int base, double km)
{
	int u = s->unit, x = INSET * u, bottom = map->height - INSET * u, width, text;
	int room = map->width / 3 < LONG * u ? map->width / 3 : LONG * u;
	double length;
	char words[40];

	if (!(km > 0) || !isfinite(km) || room < 40 * u || map->height < 60 * u)
		return (struct names_box){ 0, 0, 0, 0 };
	length = round_down(km * room);
	width = (int)lround(length / km);
	snprintf(words, sizeof words, length < 1 ? "%g m" : "%g km", length < 1 ? length * 1000 : length);
	text = x + (width - sheet_width(s, SHEET_PLAIN, words)) / 2;
	draw_bar(map, x, bottom, width, 2 * u, u, base + PALETTE_PAGE);
	sheet_write_over(s, SHEET_PLAIN, map, base, text < 4 * u ? 4 * u : text,
	    bottom - (HOOK + ABOVE) * u - sheet_capital(s, SHEET_PLAIN), words);
	draw_bar(map, x, bottom, width, 0, u, base + PALETTE_INK);
	text += sheet_width(s, SHEET_PLAIN, words);
	return (struct names_box){ 0, bottom - 30 * u, (text > x + width ? text : x + width) + INSET * u,
		map->height };
}
