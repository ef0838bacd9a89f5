/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff-write.h - geotiff_write() with more to say of the image, as GDAL's metadata. */
#ifndef GEOTIFF_WRITE_H
#define GEOTIFF_WRITE_H

#include "tiff/geotiff.h"

/*
 * What GDAL's tag 42112 is to say, as https://gdal.org/drivers/raster/gtiff.html has it. { 0 } says
 * nothing.
 */
struct geotiff_items {
	char xml[4096];
	size_t size;
};

/*
 * geotiff_item() adds an item: of the band, where GDAL gives it a role ("unittype", "description"),
 * else of the file, for NULL. No value, NULL, adds nothing; what does not fit is left out whole.
 */
void geotiff_item(struct geotiff_items *items, const char *name, const char *role, const char *value);

/* geotiff_write_items() is geotiff_write() with items, or NULL for none. */
int geotiff_write_items(const struct geotiff *g, const void *values, enum geotiff_compression how,
    const struct geotiff_items *items, void **bytes, size_t *size, char *why);

#endif
