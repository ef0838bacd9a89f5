/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radolan.h - composites of the German weather service (DWD): RADOLAN's binary
 * files, and ASCII grids.
 */
#ifndef RADOLAN_H
#define RADOLAN_H

#include "grid/image.h"

/*
 * radolan_read() is an image_decode_fn. Binary composites of rain become codes
 * (CHUNK_U16) of amounts in the time of the header, those of reflectivity codes
 * (CHUNK_U8); ASCII grids, whose unit nobody says, CHUNK_F32.
 */
image_decode_fn radolan_read;

#endif
