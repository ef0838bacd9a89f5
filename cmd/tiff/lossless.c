/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lossless.c - whether the compression of a TIFF gives back the codes that went
 * in. One that does not makes 254, 253, ... of the 255 at an edge: heavy rain.
 */
#include <math.h>
#include <string.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "le.h"
#include "tiff/private.h"

#define LERC_HEAD 128u                          /* bytes that hold all of a LERC blob's head */

/* Compressions that lose something; those of them that need not are checked by their bytes. */
static const struct { uint16_t number; const char *name; } lossy[] = {
	{ COMPRESSION_OJPEG, "JPEG" },
	{ COMPRESSION_JPEG, "JPEG" },
	{ 33007, "JPEG" },                      /* Aperio's JPEG 2000 and others' JPEG */
	{ 34892, "lossy JPEG" },                /* DNG */
	{ COMPRESSION_JP2000, "JPEG 2000" },
	{ COMPRESSION_PIXARLOG, "PixarLog" },
	{ COMPRESSION_SGILOG, "SGILog" },
	{ COMPRESSION_SGILOG24, "SGILog" },
	{ 50002, "JPEG XL" },
};

const char *
lossless_name(uint16_t compression)
{
	for (size_t i = 0; i < sizeof lossy / sizeof *lossy; i++)
		if (lossy[i].number == compression)
			return lossy[i].name;
	return NULL;
}

/*
 * The largest error that a LERC2 blob allows, from its head; 0.5 for exact
 * integers, NAN if the head is of an unknown form. The layout is that of
 * Lerc2.h in https://github.com/Esri/lerc: version 3 added a checksum, 4 the
 * number of values of a cell, 6 a count of blobs and four flags.
 */
static double
lerc_error(const unsigned char *p, size_t n)
{
	size_t at = 6 + 4;
	uint32_t version;
	uint64_t bits;
	double error;

	if (n < LERC_HEAD / 2 || memcmp(p, "Lerc2 ", 6) != 0)
		return NAN;
	version = get32(p + 6);
	if (version < 2 || version > 6)
		return NAN;
	at += version >= 3 ? 4 : 0;                     /* checksum */
	at += 4 + 4 + (version >= 4 ? 4 : 0);           /* rows, columns, values of a cell */
	at += 4 + 4 + 4 + 4;                            /* valid cells, block size, bytes, type */
	at += version >= 6 ? 4 + 4 : 0;                 /* blobs that follow, flags */
	bits = get64(p + at);
	memcpy(&error, &bits, sizeof error);
	return error;
}

/* The first bytes of a LERC blob that was compressed by deflate. */
static size_t
inflate_head(const unsigned char *from, size_t n, unsigned char *head)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)from,
		.avail_in = n < UINT32_MAX ? (uInt)n : UINT32_MAX, .next_out = head,
		.avail_out = LERC_HEAD };

	if (inflateInit(&z) != Z_OK)
		return 0;
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return LERC_HEAD - z.avail_out;
}

/* The same by zstd; none if the build is without it. */
static size_t
unzstd_head(const unsigned char *from, size_t n, unsigned char *head)
{
#ifdef HAVE_ZSTD
	ZSTD_inBuffer in = { .src = from, .size = n };
	ZSTD_outBuffer out = { .dst = head, .size = LERC_HEAD };
	ZSTD_DStream *z = ZSTD_createDStream();

	if (z != NULL)
		ZSTD_decompressStream(z, &out, &in);
	ZSTD_freeDStream(z);
	return out.pos;
#else
	(void)from;
	(void)n;
	(void)head;
	return 0;
#endif
}

static int
check_lerc(TIFF *tif, const unsigned char *bytes, size_t n, char *why)
{
	unsigned char head[LERC_HEAD];
	int packing = LERC_ADD_COMPRESSION_NONE;
	uint16_t format;
	double error, exact;

	/* Half of one changes no integer, but any float. */
	TIFFGetFieldDefaulted(tif, TIFFTAG_SAMPLEFORMAT, &format);
	exact = format == SAMPLEFORMAT_IEEEFP ? 0 : 0.5;

	TIFFGetField(tif, TIFFTAG_LERC_ADD_COMPRESSION, &packing);
	if (packing == LERC_ADD_COMPRESSION_DEFLATE)
		n = inflate_head(bytes, n, head);
	else if (packing == LERC_ADD_COMPRESSION_ZSTD)
		n = unzstd_head(bytes, n, head);
	error = lerc_error(packing == LERC_ADD_COMPRESSION_NONE ? bytes : head, n);
	if (isnan(error))
		return chunk_reason(why,
		    "is compressed by LERC of a form whose largest error is not known here: "
		    "gdal_translate -co COMPRESS=DEFLATE from the original");
	return error <= exact ? 0 : chunk_reason(why,
	    "is compressed by LERC with errors of up to %g, which changed its values: take the "
	    "original",
	    error);
}

int
lossless_block(TIFF *tif, uint16_t compression, const unsigned char *bytes, size_t n, char *why)
{
	if (compression == COMPRESSION_LERC)
		return check_lerc(tif, bytes, n, why);
	/* RIFF, its size, WEBP, and then VP8L if nothing is lost. */
	if (compression == COMPRESSION_WEBP && (n < 16 || memcmp(bytes + 12, "VP8L", 4) != 0))
		return chunk_reason(why,
		    "is compressed by lossy WebP, which changed its codes: take the original");
	return 0;
}
