/* SPDX-License-Identifier: BSD-2-Clause */
/* field.c - the classes of a field's cells, and their pixels on the map. */
#include "picture/field.h"

#include <stdlib.h>
#include <string.h>

int
field_make(struct field *f, const struct chunk_header *h, const struct palette *palette, int zoom)
{
	const struct chunk_grid *grid = chunk_grid(h);
	uint32_t codes = 0;
	const float *table = chunk_table(h, &codes);
	size_t cols = grid->cols, cells = grid->rows * cols;

	*f = (struct field){ .header = h, .palette = palette, .rows = (int)grid->rows,
		.cols = (int)grid->cols, .zoom = zoom };
	f->values = malloc(cols * sizeof *f->values);
	f->row = malloc(cols * (size_t)zoom);
	f->class = malloc(cells);
	f->class_of_code = malloc(codes + 1);
	f->ground = malloc(cells * (size_t)zoom * (size_t)zoom);
	if (f->values == NULL || f->row == NULL || f->class == NULL || f->class_of_code == NULL ||
	    f->ground == NULL)
		return -1;
	memset(f->ground, GROUND_LAND, cells * (size_t)zoom * (size_t)zoom);
	palette_classes(palette, table, codes, f->class_of_code);
	for (unsigned ground = 0; ground < FIELD_GROUNDS; ground++)
		for (unsigned class = 0; class < CLASSES; class++)
			f->colour[ground][class] = ground < GROUNDS ? palette_index(class, ground) :
			    (uint8_t)(ground - GROUNDS);
	return 0;
}

void
field_free(struct field *f)
{
	free(f->values);
	free(f->row);
	free(f->class);
	free(f->class_of_code);
	free(f->ground);
}

static void
classify(struct field *f, const struct chunk *c)
{
	size_t cols = (size_t)f->cols, cells = (size_t)f->rows * cols;
	const uint8_t *bytes = c->data;
	const uint16_t *words = c->data;

	if (c->type == CHUNK_U8) {
		for (size_t i = 0; i < cells; i++)
			f->class[i] = f->class_of_code[bytes[i]];
	} else if (c->type == CHUNK_U16) {
		for (size_t i = 0; i < cells; i++)
			f->class[i] = f->class_of_code[words[i]];
	} else {
		for (size_t at = 0; at < cells; at += cols) {
			chunk_floats(f->header, c, at, cols, f->values);
			palette_classes(f->palette, f->values, cols, f->class + at);
		}
	}
}

/* Spreads a row of classes to the pixels of its cells. */
static const uint8_t *
spread(struct field *f, const uint8_t *class)
{
	if (f->zoom == 1)
		return class;
	for (int x = 0; x < f->cols; x++)
		memset(f->row + (size_t)x * (size_t)f->zoom, class[x], (size_t)f->zoom);
	return f->row;
}

static void
paint(struct field *f, uint8_t *pixel, size_t stride)
{
	size_t width = (size_t)f->cols * (size_t)f->zoom;
	const uint8_t *ground = f->ground;

	for (int row = 0; row < f->rows; row++) {
		const uint8_t *class = spread(f, f->class + (size_t)row * (size_t)f->cols);

		for (int i = 0; i < f->zoom; i++, pixel += stride, ground += width)
			for (size_t x = 0; x < width; x++)
				pixel[x] = f->colour[ground[x]][class[x]];
	}
}

/* Pixels without a value get the colour that they have under a line. */
static void
mark(uint8_t *pixel, size_t apart, int n)
{
	for (; n > 0; n--, pixel += apart)
		if (*pixel >= PALETTE_FIRST && *pixel % 4 < FIELD_OUTLINE)
			*pixel = (uint8_t)(*pixel - *pixel % 4 + FIELD_OUTLINE);
}

/* The outline is on pixels without a value, so it hides none. */
static void
outline(const struct field *f, uint8_t *pixel, size_t stride)
{
	size_t zoom = (size_t)f->zoom, cols = (size_t)f->cols;

	for (int row = 0; row < f->rows; row++, pixel += zoom * stride) {
		const uint8_t *class = f->class + (size_t)row * cols;

		for (size_t x = 0; x < cols; x++) {
			uint8_t *at = pixel + x * zoom;

			if (class[x] != CLASS_MISSING)
				continue;
			if (x > 0 && class[x - 1] != CLASS_MISSING)
				mark(at, stride, f->zoom);
			if (x + 1 < cols && class[x + 1] != CLASS_MISSING)
				mark(at + zoom - 1, stride, f->zoom);
			if (row > 0 && class[x - cols] != CLASS_MISSING)
				mark(at, 1, f->zoom);
			if (row + 1 < f->rows && class[x + cols] != CLASS_MISSING)
				mark(at + (zoom - 1) * stride, 1, f->zoom);
		}
	}
}

void
field_draw(struct field *f, const struct chunk *c, uint8_t *pixel, size_t stride)
{
	classify(f, c);
	paint(f, pixel, stride);
	outline(f, pixel, stride);
}

void
field_draw_missing(struct field *f, uint8_t *pixel, size_t stride)
{
	memset(f->class, CLASS_MISSING, (size_t)f->rows * (size_t)f->cols);
	paint(f, pixel, stride);
}
