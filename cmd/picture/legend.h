/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * legend.h - the panel beside the map: units, colour bar, dry, no data, and the
 * scale bar.
 */
#ifndef LEGEND_H
#define LEGEND_H

#include "picture/picture.h"

/*
 * The pixels it needs. The picture must have its palette, units, km and unit.
 */
int legend_width(const struct picture *p);
int legend_height(const struct picture *p);

/*
 * Draws it from p->panel_x, p->map_y down to the margin at the bottom of the
 * canvas.
 */
void legend_draw(struct picture *p);

#endif
