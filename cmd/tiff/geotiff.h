/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff.h - GeoTIFF images in memory, read to codes and written from values.
 */
#ifndef GEOTIFF_H
#define GEOTIFF_H

#include <stddef.h>

#include "grid/image.h"

/*
 * geotiff_read() is an image_decode_fn. It decodes images of unsigned 8 or 16
 * bits, with one band or three equal ones, and of one band of other integers
 * of up to 32 bits or of floats, in strips or tiles, with any compression that
 * libtiff has. Overviews may follow the image; masks and other images may not.
 */
image_decode_fn geotiff_read;

/*
 * The items of GDAL's tag 42112 (https://gdal.org/drivers/raster/gtiff.html), and
 * the colours of bytes. { 0 } is empty.
 */
struct geotiff_items {
	char xml[4096];
	size_t size;
	const char *left_out;           /* the name of an item that does not fit, or NULL */
	const uint8_t (*colour)[3];     /* of each of 256 bytes; NULL: they are no classes */
};

/*
 * geotiff_item() adds an item: of the band, if it has a role for GDAL
 * ("unittype", "description") or "" for one that GDAL does not know, else, with
 * NULL, of the file. A value of NULL adds nothing. An item that does not fit makes geotiff_write() fail.
 */
void
geotiff_item(struct geotiff_items *items, const char *name, const char *role, const char *value);

enum geotiff_compression { GEOTIFF_LZW, GEOTIFF_DEFLATE };

/*
 * geotiff_write() encodes rows x cols values (g->type: CHUNK_U8, CHUNK_U16,
 * CHUNK_F32 or CHUNK_F64) as a one-band image of strips, into *bytes, which the caller
 * frees, and *size. `items` may be NULL. Of `g`, quantity, unit, undetect and
 * times are not written. 0, or -1 with a reason.
 */
int geotiff_write(const struct image *g, const void *values, enum geotiff_compression how,
    const struct geotiff_items *items, void **bytes, size_t *size, char *why);

#endif
