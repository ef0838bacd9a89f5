/* SPDX-License-Identifier: BSD-2-Clause */
/* grounds.h - maps of grids, for the tests of them. */
#ifndef GROUNDS_H
#define GROUNDS_H

#include <stdlib.h>

#include "map/ground.h"
#include "picture/palette.h"
#include "unit.h"

static const struct ground_what coast = { .coast = true };

static inline struct chunk_header *
header_of(const char *crs, struct chunk_grid g)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set_grid(h, &g);
	chunk_set(h, "crs", crs);
	return h;
}

/* The map of a grid, which the caller frees. */
static inline uint8_t *
map_of(const char *crs, struct chunk_grid g, const struct ground_what *what, int zoom)
{
	struct chunk_header *h = header_of(crs, g);
	uint8_t *ground = malloc((size_t)g.rows * g.cols * (size_t)(zoom * zoom));
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_ptr_nonnull(ground);
	ck_assert_msg(ground_draw(h, what, zoom, 1, ground, why) == 0, "%s: %s", crs, why);
	chunk_header_free(h);
	return ground;
}

#endif
