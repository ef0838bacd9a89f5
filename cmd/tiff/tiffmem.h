/* SPDX-License-Identifier: BSD-2-Clause */
/* tiffmem.h - TIFF files in memory for libtiff, with errors and limits of their own: safe in threads. */
#ifndef TIFFMEM_H
#define TIFFMEM_H

#include <stdbool.h>
#include <stddef.h>

#include <tiffio.h>

#include "chunk.h"

/* Tags that libtiff has no names for: GeoTIFF's (OGC 19-008r4) and GDAL's. */
enum {
	TAG_PIXEL_SCALE = 33550,                /* 3 doubles */
	TAG_TIE_POINTS = 33922,                 /* 6 doubles each: column, row, 0, x, y, 0 */
	TAG_MATRIX = 34264,                     /* 16 doubles */
	TAG_KEYS = 34735,                       /* shorts: the directory of GeoKeys */
	TAG_KEY_NUMBERS = 34736,                /* doubles that it points to */
	TAG_KEY_TEXT = 34737,                   /* ASCII that it points to */
	TAG_GDAL_METADATA = 42112,              /* XML: scale, offset, units, ... of a band */
	TAG_GDAL_NODATA = 42113                 /* ASCII: a number */
};

/* The file. Start it as { .bytes, .size } to read, as { 0 } to write: then free(bytes) afterwards. */
struct tiffmem {
	unsigned char *bytes;
	size_t size;                            /* of the file so far */
	size_t room;                            /* allocated at bytes, when writing */
	size_t at;                              /* where libtiff reads or writes next */
	char why[CHUNK_WHY_MAX / 2];            /* the first error libtiff met; "" for none */
};

/* tiffmem_open() opens it with libtiff's mode "r" or "w"; NULL on failure, with m->why. */
TIFF *tiffmem_open(struct tiffmem *m, const char *mode);

#endif
