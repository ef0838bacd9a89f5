/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff-tags.h - what the tags of a GeoTIFF and of GDAL say of an image: its place, CRS, scale and unit. */
#ifndef GEOTIFF_TAGS_H
#define GEOTIFF_TAGS_H

#include <tiffio.h>

#include "tiff/geotiff.h"

/*
 * geotiff_tags() fills in all of `g` but the size and the bits, from libtiff's current image. 0; or
 * GEOTIFF_DAMAGED or GEOTIFF_REFUSED with a reason (CHUNK_WHY_MAX bytes) in `why`.
 */
int geotiff_tags(TIFF *tif, struct geotiff *g, char *why);

#endif
