/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff.h - GeoTIFF images in memory, read to codes and written from values, with their grid and CRS. */
#ifndef GEOTIFF_H
#define GEOTIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

#define GEOTIFF_CRS_MAX  512
#define GEOTIFF_KEYS_MAX 4096
#define GEOTIFF_UNIT_MAX 48

/* What an image says of itself, beside its pixels. */
struct geotiff {
	struct chunk_grid grid;                 /* affine at the outer corner, pixel-is-point moved */
	int bits;                               /* 8 or 16 unsigned, or 32 float (writing only) */
	bool has_scale, has_offset, has_nodata; /* of GDAL's tags 42112 and 42113 */
	double scale, offset, nodata;
	char unit[GEOTIFF_UNIT_MAX];            /* of tag 42112, "" for none (reading only) */
	char crs[GEOTIFF_CRS_MAX];              /* "EPSG:25833", a PROJ string, or "unknown" */
	char keys[GEOTIFF_KEYS_MAX];            /* the GeoKeys as the header key `geokeys` has them:
	                                           "1,1,0,3,1024,0,1,1,...|doubles|ascii" */
};

/*
 * geotiff_read() decodes an image of 8 or 16 bits, one band or three equal ones, strips or tiles,
 * any compression libtiff has, into the codes of field `out` (type CHUNK_U8 or CHUNK_U16, rows x
 * cols, row 0 north). Overviews may follow it, masks and other images not. 0; or with a reason
 * (CHUNK_WHY_MAX bytes) in `why` GEOTIFF_DAMAGED for what is broken and GEOTIFF_REFUSED for what is
 * whole but unfit, both negative. Safe in threads.
 */
enum { GEOTIFF_DAMAGED = -1, GEOTIFF_REFUSED = -2 };

int geotiff_read(const void *bytes, size_t size, struct geotiff *g, struct chunk *out, char *why);

/*
 * geotiff_read_if() first has accept() look at what the tags say, and refuses an image of which that
 * is -1, with its reason, before memory is taken for the pixels.
 */
typedef int geotiff_accept_fn(const void *arg, const struct geotiff *g, char *why);

int geotiff_read_if(const void *bytes, size_t size, geotiff_accept_fn *accept, const void *arg,
    struct geotiff *g, struct chunk *out, char *why);

enum geotiff_compression { GEOTIFF_LZW, GEOTIFF_DEFLATE };

/*
 * geotiff_write() encodes rows x cols values (8- or 16-bit codes or float32, as g->bits says) as a
 * one-band image of strips, into *bytes (which the caller frees) and *size. 0, or -1 with a reason.
 */
int geotiff_write(const struct geotiff *g, const void *values, enum geotiff_compression how,
    void **bytes, size_t *size, char *why);

#endif
