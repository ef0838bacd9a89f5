/* SPDX-License-Identifier: BSD-2-Clause */
/* geotiff-layout.c - how the pixels of a TIFF are stored, and whether they are codes or numbers. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/* The samples: codes of 8 or 16 bits, perhaps three times, or other numbers once. */
static int
check_numbers(struct tiff *t, uint16_t bits, uint16_t format, uint16_t bands)
{
	bool codes;

	if (format == SAMPLEFORMAT_VOID)
		format = SAMPLEFORMAT_UINT;
	codes = format == SAMPLEFORMAT_UINT && (bits == 8 || bits == 16);
	if (bands != 1 && bands != 3)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %u bands: rain is one, or three equal ones: gdal_translate -b 1 takes one out",
		    bands);
	if (format > SAMPLEFORMAT_IEEEFP)
		return geotiff_fail(t, IMAGE_REFUSED, "has complex samples, which are no rain");
	if (format == SAMPLEFORMAT_IEEEFP ? bits != 32 && bits != 64 :
	    bits != 8 && bits != 16 && bits != 32)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "has %u-bit samples: read are integers of 8, 16 and 32 bits, and floats of 32 and 64: "
		    "gdal_translate -ot Float32 makes those", bits);
	if (bands != 1 && !codes)
		return geotiff_fail(t, IMAGE_REFUSED, "has %u bands of numbers that are no codes: "
		    "gdal_translate -b 1 takes one out", bands);
	t->bits = bits;
	t->format = format;
	return 0;
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
	if (check_numbers(t, bits, format, bands) < 0)
		return IMAGE_REFUSED;
	if (photometric > PHOTOMETRIC_PALETTE)
		return geotiff_fail(t, IMAGE_REFUSED, "holds colours (photometric %u), not codes or numbers",
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

enum chunk_type
geotiff_type(const struct tiff *t)
{
	if (t->format == SAMPLEFORMAT_UINT && t->bits <= 16)
		return t->bits == 8 ? CHUNK_U8 : CHUNK_U16;
	/* float32 has all integers of 16 bits. */
	return t->bits == 64 || (t->bits == 32 && t->format != SAMPLEFORMAT_IEEEFP) ? CHUNK_F64 :
	    CHUNK_F32;
}

/* The sample that a value is; false if there is none. */
static bool
put_sample(const struct tiff *t, double x, unsigned char *to)
{
	double top = ldexp(1, t->bits);
	float single = (float)x;

	if (t->format == SAMPLEFORMAT_IEEEFP) {
		memcpy(to, t->bits == 32 ? (void *)&single : (void *)&x, (size_t)t->bits / 8);
		return true;
	}
	if (t->format == SAMPLEFORMAT_INT ? !(x >= -top / 2 && x < top / 2) : !(x >= 0 && x < top))
		return false;
	if (t->bits == 8)
		memcpy(to, &(uint8_t){ (uint8_t)(int64_t)x }, 1);
	else if (t->bits == 16)
		memcpy(to, &(uint16_t){ (uint16_t)(int64_t)x }, 2);
	else
		memcpy(to, &(uint32_t){ (uint32_t)(int64_t)x }, 4);
	return x == floor(x);
}

void
geotiff_hole(struct tiff *t, const struct image *g)
{
	t->no_hole = !put_sample(t, g->has_nodata ? g->nodata : 0, t->hole);
}

/* From the end on, so that no sample is overwritten before it is read. */
#define WIDEN(stored, value) \
	while (i-- > 0) { \
		stored x; \
		value wide; \
		memcpy(&x, (const char *)data + i * sizeof x, sizeof x); \
		wide = (value)x; \
		memcpy((char *)data + i * sizeof wide, &wide, sizeof wide); \
	}

void
geotiff_widen(const struct tiff *t, void *data, size_t cells)
{
	size_t i = cells;

	if (t->format == SAMPLEFORMAT_INT && t->bits == 8)
		WIDEN(int8_t, float)
	else if (t->format == SAMPLEFORMAT_INT && t->bits == 16)
		WIDEN(int16_t, float)
	else if (t->format == SAMPLEFORMAT_INT)
		WIDEN(int32_t, double)
	else if (t->format == SAMPLEFORMAT_UINT && t->bits == 32)
		WIDEN(uint32_t, double)
}
