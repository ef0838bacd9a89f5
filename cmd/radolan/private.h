/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of this folder ask of each other. */
#ifndef RADOLAN_PRIVATE_H
#define RADOLAN_PRIVATE_H

#include "radolan/radolan.h"

/* ---- binary.c ------------------------------------------------------------ */

/* radolan_read() of a binary composite. */
image_decode_fn radolan_binary;

/* ---- ascii.c ------------------------------------------------------------- */

/* radolan_read() of an ESRI ASCII grid; radolan_is_ascii() tells whether it is one. */
image_decode_fn radolan_ascii;
bool radolan_is_ascii(const char *text, size_t size);

/* ---- grids.c: DWD's grids ------------------------------------------------ */

/*
 * radolan_grid() fills in the grid and CRS of a composite of so many rows and
 * columns, on the sphere of the years before 2020 or on WGS84. False if there
 * is none of this size.
 */
bool radolan_grid(uint32_t rows, uint32_t cols, bool sphere, struct image *g);

#endif
