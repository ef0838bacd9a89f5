/* SPDX-License-Identifier: BSD-2-Clause */
/* pictures.h - a grid and its picture, for the tests that draw. */
#ifndef PICTURES_H
#define PICTURES_H

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "picture/picture.h"
#include "unit.h"

#define HOUR 3600
#define FROM 1604188800                         /* 2020-11-01 */

/* With a pixel buffer of exactly its size, so that a sanitizer sees a step outside. */
static inline struct canvas
new_canvas(int width, int height)
{
	struct canvas c = { width, height, calloc((size_t)width, (size_t)height) };

	ck_assert_ptr_nonnull(c.pixel);
	return c;
}

static inline struct chunk_header *
new_header(uint32_t rows, uint32_t cols)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct chunk_grid grid = { rows, cols, { 0, 2000, 0, 0, 0, -2000 } };

	chunk_set_grid(h, &grid);
	chunk_set(h, "crs", "EPSG:3006");
	chunk_set(h, "variable", "rainfall_rate");
	chunk_set(h, "units", "mm h-1");
	chunk_set(h, "cell_methods", "time: point");
	return h;
}

static inline struct picture
new_picture(const struct chunk_header *h, const struct palette *palette)
{
	struct picture p = { .header = h, .palette = palette, .units = "mm/h", .backdrop.km = 2, .legend = true,
		.gaps = true };

	return p;
}

#endif
