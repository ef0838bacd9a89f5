/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiffs.h - images in files and in memory, for the tests that read and
 * write GeoTIFFs.
 */
#ifndef GEOTIFFS_H
#define GEOTIFFS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/geotiff.h"
#include "unit.h"

#define RADAR { 126648.404, 2014.9581656050955, 0, 7771252.876, 0, -2014.9581656050955 }

#define FINNISH "+proj=tmerc +lat_0=0 +lon_0=27 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"
#define RADOLAN "+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +k=1 +x_0=0 +y_0=0 +a=6370040 +b=6370040 " \
	"+units=m +no_defs"

/* Where the value of a tag is in a little-endian file of ours. */
static inline unsigned char *
tag_value(unsigned char *bytes, unsigned number)
{
	uint32_t at = (uint32_t)(bytes[4] | bytes[5] << 8 | bytes[6] << 16);
	unsigned n = bytes[at] | (unsigned)bytes[at + 1] << 8;

	for (unsigned char *entry = bytes + at + 2; n > 0; n--, entry += 12)
		if ((entry[0] | (unsigned)entry[1] << 8) == number)
			return entry + 8;
	ck_abort_msg("no tag %u", number);
	return NULL;
}

/* A file of tests/data/tif as a whole; the caller frees it. */
static inline unsigned char *
load(const char *name, size_t *size)
{
	const char *srcdir = getenv("srcdir");
	unsigned char *bytes = malloc(1 << 16);
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/tif/%s", srcdir != NULL ? srcdir : ".", name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL && bytes != NULL, "%s", path);
	*size = fread(bytes, 1, 1 << 16, f);
	fclose(f);
	return bytes;
}

#endif
