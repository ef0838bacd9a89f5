/* SPDX-License-Identifier: BSD-2-Clause */
/* scale.h - the scale bar on the map. */
#ifndef SCALE_H
#define SCALE_H

#include "picture/names.h"

/*
 * Draws the longest bar of a round length that fits into the lower left corner
 * of a map, with its length above it, if there is room and the width of a pixel
 * is known: `km` is not 0. Indices begin at `base`, as in sheet_write_over().
 * Returns what is to be kept free for it, which may be empty.
 */
struct names_box scale_draw(struct sheet *s, struct canvas *map, int base, double km);

#endif
