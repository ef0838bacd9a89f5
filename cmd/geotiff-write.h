/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff-write.h - geotiff_write() with more to say of the image, as GDAL's metadata. */
#ifndef GEOTIFF_WRITE_H
#define GEOTIFF_WRITE_H

#include "geotiff.h"

/*
 * geotiff_write_items() is geotiff_write() with `items`: elements <Item name="...">...</Item> of
 * tag 42112, as https://gdal.org/drivers/raster/gtiff.html#metadata has them; NULL for none.
 */
int geotiff_write_items(const struct geotiff *g, const void *values, enum geotiff_compression how,
    const char *items, void **bytes, size_t *size, char *why);

#endif
