/* SPDX-License-Identifier: BSD-2-Clause */
/* decompress.h - images that are compressed by themselves: radar_2011010000.tif.gz. */
#ifndef DECOMPRESS_H
#define DECOMPRESS_H

#include "archive/private.h"

/*
 * Decompresses the image of a record where it is. OUTCOME_DAMAGED, or
 * OUTCOME_FAILED if it has no checksum or is too large, or if out of memory.
 */
enum outcome decompress_image(struct chunk *c, char *why);

#endif
