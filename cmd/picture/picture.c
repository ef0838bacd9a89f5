/* SPDX-License-Identifier: BSD-2-Clause */
/* picture.c - places the parts of a frame, and draws a record. */
#include "picture/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/caption.h"

/* Lengths in units. */
#define GUTTER  18                      /* between the map and a legend beside it */
#define SPACE   8                       /* between what is above, the map, and what is below */
#define WIDE    480                     /* of a map that has its legend below, at least */

#define ENLARGE 970                     /* pixels that a grid is enlarged to, at most */
#define LARGE   700                     /* the side of a map whose lines are one pixel thin */

/* ---- Where things stand ------------------------------------------------ */

/*
 * Breaks a text into lines that fit, from y down, and draws them unless
 * `measure`. Returns the lower end.
 */
static int
paragraph(struct picture *p, enum sheet_size size, enum palette_colour colour, int width, int y,
    const char *text, bool measure)
{
	const char *at = text;

	for (; *at; y += sheet_line(&p->sheet, size)) {
		char line[PICTURE_TEXT_MAX];
		size_t n = sheet_fit(&p->sheet, size, width, at);

		snprintf(line, sizeof line, "%.*s", (int)n, at);
		if (!measure)
			sheet_write(&p->sheet, size, p->map_x, y, colour, line);
		for (at += n; *at == ' '; at++)
			;
	}
	return y;
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
	if (width > PICTURE_SIDE || height > PICTURE_SIDE || width * height > PICTURE_PIXELS)
		return chunk_reason(why, "a map of %.0f x %.0f pixels is too large for a picture: use a "
		    "smaller --zoom, or put subsample before", width, height);
	p->map_width = (int)width;
	p->map_height = (int)height;
	p->sheet.unit = (int)lround(sqrt(width * height) / LARGE);
	p->sheet.unit = p->sheet.unit < 1 ? 1 : p->sheet.unit;
	return 0;
}

/* The parts that know the size of the map. */
static void
make_parts(struct picture *p)
{
	char why[CHUNK_WHY_MAX];

	p->label = (struct label){ .header = p->header, .zone = p->zone, .gaps = p->gaps,
		.map_width = p->map_width, .map_height = p->map_height };
	cycle_read(p->header, &p->label.cycle, why);    /* CYCLE_NONE if it makes no sense */
	p->key = (struct legend){ .palette = p->palette, .units = p->units,
		.below = p->map_width >= WIDE * p->sheet.unit &&
		    (long)p->map_width * 5 >= (long)p->map_height * 6,
		.map = p->mapped };
	caption_credit(p->header, p->said_credit, p->mapped, p->credit, sizeof p->credit);
}

/* Places all parts around the map, and sets the size of the canvas. */
static void
place_rest(struct picture *p, const struct chunk *first)
{
	int u = p->sheet.unit, margin = PICTURE_MARGIN * u, width = p->map_width, bottom;
	struct legend_size key = { 0, 0 };
	int label = label_width(&p->label, &p->sheet, first);

	if (p->legend)
		key = legend_size(&p->sheet, &p->key, p->key.below ? p->map_width : p->map_height);
	if (p->legend && !p->key.below)
		width += GUTTER * u + key.width;
	width = width > label ? width : label;
	p->map_x = margin;
	p->label_y = paragraph(p, SHEET_TITLE, PALETTE_INK, width, margin, p->title, true);
	p->map_y = p->label_y + label_height(&p->label, &p->sheet) + 2 * u;
	bottom = p->map_y + p->map_height;
	p->key_x = p->key.below ? p->map_x : p->map_x + p->map_width + GUTTER * u;
	p->key_y = p->key.below ? bottom + (SPACE + 4) * u : p->map_y;
	if (p->legend && p->key_y + key.height > bottom)
		bottom = p->key_y + key.height;
	if (*p->credit)
		bottom = paragraph(p, SHEET_SMALL, PALETTE_FAINT, width, bottom + SPACE * u, p->credit, true);
	p->sheet.canvas.width = width + 2 * margin;
	p->sheet.canvas.height = bottom + (*p->credit ? margin - SPACE * u / 2 : margin);
}

/* ---- What never changes ------------------------------------------------ */

static void
draw_rest(struct picture *p)
{
	struct canvas *c = &p->sheet.canvas;
	int u = p->sheet.unit, width = c->width - 2 * PICTURE_MARGIN * u, credit;

	canvas_fill(c, 0, 0, c->width, c->height, PALETTE_PAGE);
	paragraph(p, SHEET_TITLE, PALETTE_INK, width, PICTURE_MARGIN * u, p->title, false);
	canvas_frame(c, p->map_x - u, p->map_y - u, p->map_width + 2 * u, p->map_height + 2 * u, u,
	    PALETTE_FAINT - 2);
	if (p->legend)
		legend_draw(&p->sheet, &p->key, p->key_x, p->key_y,
		    p->key.below ? p->map_width : p->map_height);
	/* Measured from the top, and placed from the bottom. */
	credit = paragraph(p, SHEET_SMALL, PALETTE_FAINT, width, 0, p->credit, true);
	paragraph(p, SHEET_SMALL, PALETTE_FAINT, width,
	    c->height - PICTURE_MARGIN * u + SPACE * u / 2 - credit, p->credit, false);
}

int
picture_make(struct picture *p, const struct chunk *first, char *why)
{
	struct canvas *c = &p->sheet.canvas;
	char reason[CHUNK_WHY_MAX];
	int status;

	if (place_map(p, why) < 0)
		return -1;
	if ((p->sheet.font = font_open()) == NULL ||
	    field_make(&p->field, p->header, p->palette, p->zoom) < 0)
		return chunk_reason(why, "out of memory");
	if ((status = backdrop_draw(&p->backdrop, &p->sheet, &p->field, reason)) < 0)
		return chunk_reason(why, "%s", reason);
	if (status > 0)
		strcpy(p->mapless, reason);
	p->mapped = status == 0 && (p->backdrop.coast || p->backdrop.borders);
	make_parts(p);
	place_rest(p, first);
	if (c->width > PICTURE_SIDE || c->height > PICTURE_SIDE)
		return chunk_reason(why, "a picture of %d x %d pixels is too large: put "
		    "subsample before", c->width, c->height);
	if ((c->pixel = malloc((size_t)c->width * (size_t)c->height)) == NULL)
		return chunk_reason(why, "out of memory");
	draw_rest(p);
	return 0;
}

void
picture_free(struct picture *p)
{
	font_close(p->sheet.font);
	free(p->sheet.canvas.pixel);
	field_free(&p->field);
}

/* ---- A frame ----------------------------------------------------------- */

/* The word is in the middle of the map if it fits, else in `notice`. */
static void
draw_gap(struct picture *p, const char *reason, uint8_t *map, char *notice)
{
	char word[LABEL_MAX];

	label_reason(reason, word);
	field_draw_missing(&p->field, map, (size_t)p->sheet.canvas.width);
	if (label_fits_map(&p->label, &p->sheet, word))
		sheet_write_over(&p->sheet, SHEET_WORD, &p->sheet.canvas, 0,
		    p->map_x + (p->map_width - sheet_width(&p->sheet, SHEET_WORD, word)) / 2,
		    p->map_y + (p->map_height - sheet_capital(&p->sheet, SHEET_WORD)) / 2, word);
	else
		strcpy(notice, word);
}

void
picture_draw(struct picture *p, const struct chunk *c)
{
	struct canvas *canvas = &p->sheet.canvas;
	uint8_t *map = canvas->pixel + (size_t)p->map_y * (size_t)canvas->width + p->map_x;
	char notice[LABEL_MAX] = "";

	if (c->kind == CHUNK_GAP) {
		draw_gap(p, c->data, map, notice);
	} else {
		field_draw(&p->field, c, map, (size_t)canvas->width);
		label_count(c->have, c->expected, notice);
	}
	label_draw(&p->label, &p->sheet, p->map_x,
	    canvas->width - PICTURE_MARGIN * p->sheet.unit, p->label_y, c, notice);
}
