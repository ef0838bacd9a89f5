/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of this folder ask of each other. */
#ifndef RADAR_PRIVATE_H
#define RADAR_PRIVATE_H

#include "radar/rain.h"

/* ---- rain-describe.c ---------------------------------------------------- */

/*
 * rain_settle() makes the numbers that hold for image `g` of a record: options,
 * the file, SMHI's documentation. 0, or -1 with a reason.
 */
int rain_settle(const struct rain *r, const struct image *g, const struct chunk *record,
    struct zr *used, char *why);

#endif
