/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff-write.c - GeoTIFF images made from values: one band of strips, with
 * grid, CRS and GDAL's tags.
 *
 * Codes or float32 values go in, the bytes of a file come out. The bytes depend
 * on nothing else, so that the same image gives the same file.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/crs.h"
#include "tiff/geokeys.h"
#include "tiff/geotiff.h"
#include "tiff/private.h"

#define STRIP_BYTES (64 * 1024)                 /* about; a reader decodes at least one strip */

/* libtiff must be told of these tags, for each handle. */
static const TIFFFieldInfo tags[] = {
	{ TAG_PIXEL_SCALE, -1, -1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, "ModelPixelScale" },
	{ TAG_TIE_POINTS, -1, -1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, "ModelTiepoint" },
	{ TAG_MATRIX, -1, -1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, "ModelTransformation" },
	{ TAG_KEYS, -1, -1, TIFF_SHORT, FIELD_CUSTOM, 1, 1, "GeoKeyDirectory" },
	{ TAG_KEY_NUMBERS, -1, -1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, "GeoDoubleParams" },
	{ TAG_KEY_TEXT, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "GeoAsciiParams" },
	{ TAG_GDAL_METADATA, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "GDALMetadata" },
	{ TAG_GDAL_NODATA, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "GDALNoData" }
};

static bool
put_grid(TIFF *tif, const double *a)
{
	double scale[3] = { a[1], -a[5], 0 };
	double tie[6] = { 0, 0, 0, a[0], a[3], 0 };
	double matrix[16] = { a[1], a[2], 0, a[0], a[4], a[5], 0, a[3], 0, 0, 0, 0, 0, 0, 0, 1 };

	if (a[2] != 0 || a[4] != 0 || a[1] <= 0 || a[5] >= 0)
		return TIFFSetField(tif, TAG_MATRIX, 16, matrix) == 1;
	return TIFFSetField(tif, TAG_PIXEL_SCALE, 3, scale) == 1 &&
	    TIFFSetField(tif, TAG_TIE_POINTS, 6, tie) == 1;
}

/*
 * The raw keys if there are any, with the raster type that the affine has; else
 * keys of the CRS.
 */
static bool
put_keys(TIFF *tif, const struct image *g)
{
	struct geokeys k = { 0 };

	if (g->geokeys[0] == '\0')
		crs_to_keys(g->crs, crs_is_degrees(g->crs, &g->grid), &k);
	else if (!geokeys_parse(g->geokeys, &k))
		return false;
	if (k.n_shorts == 0)
		return true;
	if (geokeys_short(&k, KEY_RASTER) != 0)
		geokeys_set_short(&k, KEY_RASTER, 1);
	return TIFFSetField(tif, TAG_KEYS, k.n_shorts, k.shorts) == 1 &&
	    (k.n_numbers == 0 || TIFFSetField(tif, TAG_KEY_NUMBERS, k.n_numbers, k.numbers) == 1) &&
	    (k.text[0] == '\0' || TIFFSetField(tif, TAG_KEY_TEXT, k.text) == 1);
}

void
geotiff_item(struct geotiff_items *items, const char *name, const char *role, const char *value)
{
	size_t at = items->size, room = sizeof items->xml;

	if (value == NULL)
		return;
	at += (size_t)snprintf(items->xml + at, room - at, "<Item name=\"%s\"%s", name,
	    role != NULL ? " sample=\"0\"" : "");
	if (at < room && role != NULL && *role != '\0')
		at += (size_t)snprintf(items->xml + at, room - at, " role=\"%s\"", role);
	if (at < room)
		at += (size_t)snprintf(items->xml + at, room - at, ">");
	for (; *value != '\0' && at < room; value++) {
		char plain[2] = { *value, '\0' };
		const char *text = *value == '<' ? "&lt;" : *value == '>' ? "&gt;" :
		    *value == '&' ? "&amp;" : plain;

		at += (size_t)snprintf(items->xml + at, room - at, "%s", text);
	}
	if (at < room)
		at += (size_t)snprintf(items->xml + at, room - at, "</Item>\n");
	if (at < room)
		items->size = at;
	else
		items->left_out = name;
	items->xml[items->size] = '\0';
}

/* GDAL's own tags. */
static bool
put_metadata(TIFF *tif, const struct image *g, const struct geotiff_items *items)
{
	struct geotiff_items all = { 0 };
	char xml[sizeof all.xml + 64], number[CHUNK_NUMBER_MAX];

	if (items != NULL)
		all = *items;
	if (g->has_offset)
		geotiff_item(&all, "OFFSET", "offset", chunk_number_text(g->offset, number));
	if (g->has_gain)
		geotiff_item(&all, "SCALE", "scale", chunk_number_text(g->gain, number));
	snprintf(xml, sizeof xml, "<GDALMetadata>\n%s</GDALMetadata>\n", all.xml);
	if (all.size > 0 && TIFFSetField(tif, TAG_GDAL_METADATA, xml) != 1)
		return false;
	return !g->has_nodata ||
	    TIFFSetField(tif, TAG_GDAL_NODATA, isnan(g->nodata) ? "nan" : chunk_number_text(g->nodata, number)) == 1;
}

/* Colours, if there are any, have 16 bits: 257 times as much is as bright. */
static bool
put_colours(TIFF *tif, const struct geotiff_items *items)
{
	uint16_t map[3][256];

	if (items == NULL || items->colour == NULL)
		return TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK) == 1;
	for (int i = 0; i < 256; i++)
		for (int k = 0; k < 3; k++)
			map[k][i] = (uint16_t)(257 * items->colour[i][k]);
	return TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE) == 1 &&
	    TIFFSetField(tif, TIFFTAG_COLORMAP, map[0], map[1], map[2]) == 1;
}

static bool
put_strips(TIFF *tif, const struct image *g, const void *values, uint32_t strip_rows)
{
	size_t line = (size_t)g->grid.cols * chunk_value_size(g->type);
	const unsigned char *from = values;

	for (uint32_t row = 0, strip = 0; row < g->grid.rows; row += strip_rows, strip++) {
		uint32_t left = g->grid.rows - row;
		size_t size = line * (left < strip_rows ? left : strip_rows);

		/* not const, but libtiff writes to it only if it swaps bytes */
		if (TIFFWriteEncodedStrip(tif, strip, (void *)(uintptr_t)from, (tmsize_t)size) < 0)
			return false;
		from += size;
	}
	return true;
}

static bool
put_image(TIFF *tif, const struct image *g, const void *values, enum geotiff_compression how,
    const struct geotiff_items *items)
{
	size_t line = (size_t)g->grid.cols * chunk_value_size(g->type);
	uint32_t strip_rows = line < STRIP_BYTES ? (uint32_t)(STRIP_BYTES / line) : 1;

	if (strip_rows > g->grid.rows)
		strip_rows = g->grid.rows;
	return TIFFMergeFieldInfo(tif, tags, sizeof tags / sizeof *tags) == 0 &&
	    TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, g->grid.cols) == 1 &&
	    TIFFSetField(tif, TIFFTAG_IMAGELENGTH, g->grid.rows) == 1 &&
	    TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, 8 * (int)chunk_value_size(g->type)) == 1 &&
	    TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, 1) == 1 &&
	    TIFFSetField(tif, TIFFTAG_SAMPLEFORMAT,
		g->type == CHUNK_F32 || g->type == CHUNK_F64 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT) == 1 &&
	    TIFFSetField(tif, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == 1 &&
	    put_colours(tif, items) &&
	    TIFFSetField(tif, TIFFTAG_COMPRESSION,
		how == GEOTIFF_LZW ? COMPRESSION_LZW : COMPRESSION_ADOBE_DEFLATE) == 1 &&
	    TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, strip_rows) == 1 &&
	    put_grid(tif, g->grid.affine) && put_keys(tif, g) && put_metadata(tif, g, items) &&
	    put_strips(tif, g, values, strip_rows) && TIFFWriteDirectory(tif) == 1;
}

int
geotiff_write(const struct image *g, const void *values, enum geotiff_compression how,
    const struct geotiff_items *items, void **bytes, size_t *size, char *why)
{
	struct tiffmem m = { 0 };
	TIFF *tif;
	bool good;

	if (items != NULL && items->left_out != NULL)
		return chunk_reason(why, "the %s is longer than the metadata of a GeoTIFF may be here, "
		    "%zu bytes in all", items->left_out, sizeof items->xml - 1);
	errno = 0;                      /* libtiff goes on without a tag if out of memory */
	tif = tiffmem_open(&m, "w");
	good = tif != NULL && put_image(tif, g, values, how, items);
	/*
	 * Out of memory, libtiff leaves half a tag, and would crash on it now.
	 */
	if (errno == ENOMEM)
		snprintf(m.why, sizeof m.why, "out of memory");
	else if (tif != NULL)
		TIFFClose(tif);
	if (!good || m.why[0] != '\0') {
		snprintf(why, CHUNK_WHY_MAX, "cannot encode the image: %s",
		    m.why[0] != '\0' ? m.why : "a tag is not what a TIFF can hold");
		free(m.bytes);
		return -1;
	}
	*bytes = m.bytes;
	*size = m.size;
	return 0;
}
