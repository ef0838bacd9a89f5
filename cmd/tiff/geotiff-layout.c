/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff-layout.c - how the pixels of a TIFF are stored, and whether they are radar codes. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "tiff/private.h"

#define BLOCK_CELLS (1u << 22)                  /* of a tile that any image may have */

int
geotiff_fail(const struct tiff *t, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->why, CHUNK_WHY_MAX, format, args);
	va_end(args);
	return status;
}

/*
 * Whether lzw.c may try: LZW without a predictor, of bytes in their usual
 * order.
 */
static bool
is_plain_lzw(const struct tiff *t)
{
	uint16_t compression, predictor = PREDICTOR_NONE, order;

	TIFFGetFieldDefaulted(t->tif, TIFFTAG_COMPRESSION, &compression);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_FILLORDER, &order);
	if (compression != COMPRESSION_LZW || t->bits != 8 || order != FILLORDER_MSB2LSB)
		return false;
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_PREDICTOR, &predictor);
	return predictor == PREDICTOR_NONE;
}

/* A tag, or the photometric kind that asks for one. */
static bool
has_colour_table(const struct tiff *t, uint16_t photometric)
{
	uint16_t *r, *g, *b;

	return photometric == PHOTOMETRIC_PALETTE ||
	    TIFFGetField(t->tif, TIFFTAG_COLORMAP, &r, &g, &b) != 0;
}

static int
check_samples(struct tiff *t)
{
	uint16_t bits, bands, format, photometric, planes, orientation, compression;

	TIFFGetFieldDefaulted(t->tif, TIFFTAG_BITSPERSAMPLE, &bits);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_SAMPLESPERPIXEL, &bands);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_SAMPLEFORMAT, &format);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_PLANARCONFIG, &planes);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_ORIENTATION, &orientation);
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_COMPRESSION, &compression);
	if (!TIFFGetField(t->tif, TIFFTAG_PHOTOMETRIC, &photometric))
		photometric = PHOTOMETRIC_MINISBLACK;
	if (bands != 1 && bands != 3)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %u bands: reflectivity is one, or three equal ones", bands);
	if (format == SAMPLEFORMAT_IEEEFP || format == SAMPLEFORMAT_INT)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %s samples: radar codes are unsigned 8 or 16 bits",
		    format == SAMPLEFORMAT_INT ? "signed" : "floating-point");
	if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has complex samples: radar codes are unsigned 8 or 16 bits");
	if (bits != 8 && bits != 16)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %u-bit samples: radar codes are unsigned 8 or 16 bits", bits);
	if (photometric > PHOTOMETRIC_PALETTE)
		return geotiff_fail(t, IMAGE_REFUSED, "holds colours (photometric %u), not radar codes",
		    photometric);
	if (orientation != ORIENTATION_TOPLEFT)
		return geotiff_fail(t, IMAGE_REFUSED, "has orientation %u: row 0 must be the north",
		    orientation);
	if (lossless_name(compression) != NULL)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "is compressed by %s, which changes codes: take the original",
		    lossless_name(compression));
	if (!TIFFIsCODECConfigured(compression))
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has compression %u, which this libtiff cannot decode", compression);
	t->compression = compression;
	t->colours = has_colour_table(t, photometric);
	t->bits = bits;
	t->bands = bands;
	t->planes = planes == PLANARCONFIG_SEPARATE ? bands : 1;
	t->lzw = is_plain_lzw(t);
	return 0;
}

static int
check_sizes(struct tiff *t)
{
	uint32_t height = 0;

	if (!TIFFGetField(t->tif, TIFFTAG_IMAGEWIDTH, &t->cols) ||
	    !TIFFGetField(t->tif, TIFFTAG_IMAGELENGTH, &t->rows) || t->cols == 0 || t->rows == 0)
		return geotiff_fail(t, IMAGE_DAMAGED, "has no width or no height");
	if (t->rows > CHUNK_SIDE_MAX || t->cols > CHUNK_SIDE_MAX ||
	    (uint64_t)t->rows * t->cols > CHUNK_CELLS_MAX)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %u x %u cells: over the limit of %u a side and %u in all", t->rows,
		    t->cols, CHUNK_SIDE_MAX, CHUNK_CELLS_MAX);
	t->tiled = TIFFIsTiled(t->tif) != 0;
	t->block_cols = t->cols;
	if (t->tiled) {
		TIFFGetField(t->tif, TIFFTAG_TILEWIDTH, &t->block_cols);
		TIFFGetField(t->tif, TIFFTAG_TILELENGTH, &t->block_rows);
		if (t->block_cols == 0 || t->block_rows == 0)
			return geotiff_fail(t, IMAGE_DAMAGED, "has tiles without a size");
		if ((uint64_t)t->block_cols * t->block_rows >
		    BLOCK_CELLS + (uint64_t)t->rows * t->cols)
			return geotiff_fail(t, IMAGE_REFUSED,
			    "has tiles of %u x %u cells, more than the image", t->block_rows,
			    t->block_cols);
		return 0;
	}
	TIFFGetFieldDefaulted(t->tif, TIFFTAG_ROWSPERSTRIP, &height);
	t->block_rows = height == 0 || height > t->rows ? t->rows : height;
	return 0;
}

int
geotiff_layout(struct tiff *t)
{
	int status = check_samples(t);

	return status == 0 ? check_sizes(t) : status;
}

void
geotiff_hole(struct tiff *t, const struct image *g)
{
	double x = g->nodata;
	bool is_code = x >= 0 && x < (double)(1u << t->bits) && x == floor(x);

	t->hole = g->has_nodata && is_code ? (unsigned)x : 0;
	t->no_hole = g->has_nodata && !is_code;
}
