/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smhi.h - the composites of SMHI's archive, whose files do not say what their
 * codes mean: its documentation does, https://opendata.smhi.se.
 */
#ifndef SMHI_H
#define SMHI_H

#include <stdbool.h>

#include "grid/image.h"

/* 0.4 dB per code, -30 dBZ at code 0. */
#define SMHI_GAIN      0.4
#define SMHI_OFFSET    (-30.0)
#define SMHI_NODATA    255
#define SMHI_UNDETECT  0

/*
 * smhi_is() tells whether an image is of that archive: by its grid and CRS, or
 * by its name, radar_YYMMDDHHMM.tif, since older years may have another grid.
 * Then nothing in the file may speak against it: its bits, its CRS or place, a
 * gain or offset, a unit or quantity, a colour table.
 */
bool smhi_is(const struct image *g, const char *name);

#endif
