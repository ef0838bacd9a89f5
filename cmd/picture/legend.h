/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * legend.h - what the colours mean: units, a bar with numbers, and swatches for
 * dry and no data; or a swatch for each category.
 *
 * It stands beside the map, from top to bottom, or below it, from left to right.
 */
#ifndef LEGEND_H
#define LEGEND_H

#include "picture/sheet.h"

struct legend {
	const struct palette *palette;
	const char *units;                      /* may be "" */
	bool below;                             /* the map; else beside it */
	bool map;                               /* dry and no data look different on land and sea */
};

/* The pixels that it takes, at most `room` wide (below) or, if it can, high (beside). */
struct legend_size {
	int width, height;
};
struct legend_size legend_size(struct sheet *s, const struct legend *l, int room);

/* Draws it from x, y on, in the size of legend_size(). */
void legend_draw(struct sheet *s, const struct legend *l, int x, int y, int room);

#endif
