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
	f->changed = malloc(grid->rows);
	f->class_of_code = malloc(codes + 1);
	f->ground = malloc(cells * (size_t)zoom * (size_t)zoom);
	if (f->values == NULL || f->row == NULL || f->class == NULL || f->changed == NULL ||
	    f->class_of_code == NULL || f->ground == NULL)
		return -1;
	memset(f->ground, GROUND_LAND, cells * (size_t)zoom * (size_t)zoom);
	palette_classes(palette, table, codes, f->class_of_code);
	for (unsigned ground = 0; ground < FIELD_GROUNDS; ground++)
		for (unsigned class = 0; class < CLASSES; class++)
			f->colour[ground][class] = ground < GROUNDS ? palette_index(palette, class, ground) :
			    (uint8_t)(ground - GROUNDS);
	return 0;
}

void
field_free(struct field *f)
{
	free(f->values);
	free(f->row);
	free(f->class);
	free(f->changed);
	free(f->class_of_code);
	free(f->ground);
}

/* The classes of a row of cells. */
static void
classify(struct field *f, const struct chunk *c, size_t row, uint8_t *class)
{
	size_t cols = (size_t)f->cols, first = row * cols;
	const uint8_t *bytes = (const uint8_t *)c->data + first;
	const uint16_t *words = (const uint16_t *)c->data + first;

	if (c->type == CHUNK_U8) {
		for (size_t i = 0; i < cols; i++)
			class[i] = f->class_of_code[bytes[i]];
	} else if (c->type == CHUNK_U16) {
		for (size_t i = 0; i < cols; i++)
			class[i] = f->class_of_code[words[i]];
	} else {
		chunk_floats(f->header, c, first, cols, f->values);
		palette_classes(f->palette, f->values, cols, class);
	}
}

/* Takes the classes of a field, and notes which rows have others than before. */
static void
take_classes(struct field *f, const struct chunk *c)
{
	size_t cols = (size_t)f->cols;

	for (int row = 0; row < f->rows; row++) {
		uint8_t *class = f->class + (size_t)row * cols;

		classify(f, c, (size_t)row, f->row);
		f->changed[row] = !f->drawn || memcmp(class, f->row, cols) != 0;
		if (f->changed[row])
			memcpy(class, f->row, cols);
	}
}

/* Whether a row looks other than before: its outline depends on its neighbours. */
static bool
looks_changed(const struct field *f, int row)
{
	return f->changed[row] || (row > 0 && f->changed[row - 1]) ||
	    (row + 1 < f->rows && f->changed[row + 1]);
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
paint_row(struct field *f, int row, uint8_t *pixel, size_t stride)
{
	size_t width = (size_t)f->cols * (size_t)f->zoom;
	const uint8_t *ground = f->ground + (size_t)row * (size_t)f->zoom * width;
	const uint8_t *class = spread(f, f->class + (size_t)row * (size_t)f->cols);

	for (int i = 0; i < f->zoom; i++, pixel += stride, ground += width)
		for (size_t x = 0; x < width; x++)
			pixel[x] = f->colour[ground[x]][class[x]];
}

/*
 * Pixels without a value get the colour that they have under a line. These
 * have one for each strength, whatever others have.
 */
static void
mark(uint8_t *pixel, size_t apart, int n)
{
	for (; n > 0; n--, pixel += apart)
		if (*pixel >= PALETTE_FIRST && *pixel % 4 < FIELD_OUTLINE)
			*pixel = (uint8_t)(*pixel - *pixel % 4 + FIELD_OUTLINE);
}

/* The outline is on pixels without a value, so it hides none. */
static void
outline_row(const struct field *f, int row, uint8_t *pixel, size_t stride)
{
	size_t zoom = (size_t)f->zoom, cols = (size_t)f->cols;
	const uint8_t *class = f->class + (size_t)row * cols;
	const uint8_t *above = row > 0 ? class - cols : NULL;

	for (size_t x = 0; x < cols; x++, pixel += zoom) {
		if (class[x] != CLASS_MISSING)
			continue;
		if (x > 0 && class[x - 1] != CLASS_MISSING)
			mark(pixel, stride, f->zoom);
		if (x + 1 < cols && class[x + 1] != CLASS_MISSING)
			mark(pixel + zoom - 1, stride, f->zoom);
		if (above != NULL && above[x] != CLASS_MISSING)
			mark(pixel, 1, f->zoom);
		if (row + 1 < f->rows && class[x + cols] != CLASS_MISSING)
			mark(pixel + (zoom - 1) * stride, 1, f->zoom);
	}
}

void
field_draw(struct field *f, const struct chunk *c, uint8_t *pixel, size_t stride)
{
	take_classes(f, c);
	for (int row = 0; row < f->rows; row++, pixel += (size_t)f->zoom * stride) {
		if (looks_changed(f, row)) {
			paint_row(f, row, pixel, stride);
			outline_row(f, row, pixel, stride);
		}
	}
	f->drawn = true;
}

void
field_draw_missing(struct field *f, uint8_t *pixel, size_t stride)
{
	memset(f->class, CLASS_MISSING, (size_t)f->rows * (size_t)f->cols);
	for (int row = 0; row < f->rows; row++, pixel += (size_t)f->zoom * stride)
		paint_row(f, row, pixel, stride);
	f->drawn = false;               /* the caller may draw a word over it */
}
