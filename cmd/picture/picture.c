/* SPDX-License-Identifier: BSD-2-Clause */
/* picture.c - places the parts of a frame, and draws a record. */
#include "picture/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/label.h"
#include "picture/legend.h"

#define GUTTER  14                      /* units, between map and legend */
#define ENLARGE 480                     /* pixels that a small grid is enlarged to, at most */
#define LARGE   640                     /* the side of a map whose lines are one pixel thin */

/* ---- Text -------------------------------------------------------------- */

int
picture_text_width(const struct picture *p, const char *text)
{
	return canvas_text_width(p->unit, text);
}

void
picture_text(struct picture *p, int x, int y, enum palette_colour colour, const char *text)
{
	canvas_text(&p->canvas, x, y, p->unit, (uint8_t)colour, text);
}

/* ---- Where things stand ------------------------------------------------ */

/*
 * Breaks the title into lines that fit, draws them if asked to, and returns how
 * many.
 */
static int
title_lines(struct picture *p, int width, bool draw)
{
	const char *at = p->title;
	int x = PICTURE_MARGIN * p->unit, y = x, lines = 0;

	for (; *at; lines++, y += PICTURE_LINE * p->unit) {
		char line[512];
		size_t n = canvas_text_fit(p->unit, width, at);

		snprintf(line, sizeof line, "%.*s", (int)n, at);
		if (draw)
			picture_text(p, x, y, PALETTE_INK, line);
		for (at += n; *at == ' '; at++)
			;
	}
	return lines;
}

static int
place_map(struct picture *p, char *why)
{
	const struct chunk_grid *grid = chunk_grid(p->header);
	uint32_t side = grid->rows > grid->cols ? grid->rows : grid->cols;
	double width, height;

	if (p->zoom == 0)
		p->zoom = side < ENLARGE ? (int)(ENLARGE / side) : 1;
	width = (double)grid->cols * p->zoom;
	height = (double)grid->rows * p->zoom;
	if (width > PICTURE_SIDE || height > PICTURE_SIDE || width * height > PICTURE_PIXELS) {
		snprintf(why, CHUNK_WHY_MAX,
		    "a map of %.0f x %.0f pixels is too large for a GIF: use a smaller "
		    "--zoom, or put subsample before",
		    width, height);
		return -1;
	}
	p->map_width = (int)width;
	p->map_height = (int)height;
	p->unit = (int)lround(sqrt(width * height) / LARGE);
	p->unit = p->unit < 1 ? 1 : p->unit;
	return 0;
}

/* Places all parts around the map, and sets the size of the canvas. */
static void
place_rest(struct picture *p, const struct chunk *first)
{
	int u = p->unit, width = p->map_width, height = p->map_height,
	    label = label_width(p, first);

	p->map_x = PICTURE_MARGIN * u;
	p->panel_x = p->map_x + p->map_width + GUTTER * u;
	if (p->legend)
		width += GUTTER * u + legend_width(p);
	width = width > label ? width : label;
	p->label_y = (PICTURE_MARGIN + title_lines(p, width, false) * PICTURE_LINE) * u;
	p->map_y = p->label_y + (PICTURE_LINE + 2) * u;
	if (p->legend && height < legend_height(p))
		height = legend_height(p);
	p->canvas.width = width + 2 * PICTURE_MARGIN * u;
	p->canvas.height = p->map_y + height + PICTURE_MARGIN * u;
}

int
picture_make(struct picture *p, const struct chunk *first, char *why)
{
	int u;

	if (place_map(p, why) < 0)
		return -1;
	place_rest(p, first);
	u = p->unit;
	if (p->canvas.width > PICTURE_SIDE || p->canvas.height > PICTURE_SIDE) {
		snprintf(why, CHUNK_WHY_MAX,
		    "a picture of %d x %d pixels is too large for a GIF: put subsample before",
		    p->canvas.width, p->canvas.height);
		return -1;
	}
	p->canvas.pixel = malloc((size_t)p->canvas.width * (size_t)p->canvas.height);
	if (p->canvas.pixel == NULL || field_make(&p->field, p->header, p->palette, p->zoom) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		return -1;
	}
	canvas_fill(&p->canvas, 0, 0, p->canvas.width, p->canvas.height, PALETTE_PAGE);
	title_lines(p, p->canvas.width - 2 * PICTURE_MARGIN * u, true);
	canvas_frame(&p->canvas, p->map_x - u, p->map_y - u, p->map_width + 2 * u,
	    p->map_height + 2 * u, u, PALETTE_FAINT);
	if (p->legend)
		legend_draw(p);
	return 0;
}

void
picture_free(struct picture *p)
{
	free(p->canvas.pixel);
	field_free(&p->field);
}

/* ---- A frame ----------------------------------------------------------- */

static uint8_t *
map_corner(const struct picture *p)
{
	return p->canvas.pixel + (size_t)p->map_y * (size_t)p->canvas.width + p->map_x;
}

/* The word is in the middle of the map if it fits, else in `notice`. */
static void
draw_gap(struct picture *p, const char *reason, char *notice)
{
	int scale = 2 * p->unit;
	uint8_t *map = map_corner(p);
	char word[LABEL_MAX];

	label_reason(reason, word);
	field_draw_missing(&p->field, map, (size_t)p->canvas.width);
	if (label_fits_map(p, word))
		canvas_text(&p->canvas,
		    p->map_x + (p->map_width - canvas_text_width(scale, word)) / 2,
		    p->map_y + (p->map_height - CANVAS_FONT * scale) / 2, scale, PALETTE_INK,
		    word);
	else
		strcpy(notice, word);
}

void
picture_draw(struct picture *p, const struct chunk *c)
{
	char notice[LABEL_MAX] = "";

	if (c->kind == CHUNK_GAP) {
		draw_gap(p, c->data, notice);
	} else {
		field_draw(&p->field, c, map_corner(p), (size_t)p->canvas.width);
		label_count(c->have, c->expected, notice);
	}
	label_draw(p, c, notice);
}
