/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff.c - GeoTIFF images in memory to codes.
 *
 * The bytes of a file go in; out come rows x cols codes, row 0 north, and what the tags say of
 * them (geotiff-tags.c). What is broken is told apart from what is whole but nothing for us: only the first may be
 * forgiven. Every size is looked at before memory is taken for it.
 */
#include "tiff/geotiff.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/geotiff-tags.h"
#include "tiff/lzw.h"
#include "tiff/tiffmem.h"

#define DAMAGED GEOTIFF_DAMAGED
#define REFUSED GEOTIFF_REFUSED
#define BLOCK_CELLS (1u << 22)                  /* a tile of so many cells is no bomb on any image */

struct image {
	struct tiffmem file;
	TIFF *tif;
	uint32_t rows, cols;
	uint32_t block_rows, block_cols;        /* of a tile; of a strip, as wide as the image */
	unsigned bands, planes;                 /* planes: 3 where three bands are stored apart */
	int bits;
	bool tiled;
	bool lzw;                               /* decoded by lzw.c, unless that gives up */
	char *why;
};

__attribute__((format(printf, 3, 4)))
static int
fail(const struct image *im, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(im->why, CHUNK_WHY_MAX, format, args);
	va_end(args);
	return status;
}

/* ---- The pixels' layout ---------------------------------------------------------------------- */

/* Whether our own decoder may try: LZW as it is, without a predictor, of bytes in their usual order. */
static bool
is_plain_lzw(const struct image *im)
{
	uint16_t compression, predictor = PREDICTOR_NONE, order;

	TIFFGetFieldDefaulted(im->tif, TIFFTAG_COMPRESSION, &compression);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_FILLORDER, &order);
	if (compression != COMPRESSION_LZW || im->bits != 8 || order != FILLORDER_MSB2LSB)
		return false;
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_PREDICTOR, &predictor);
	return predictor == PREDICTOR_NONE;
}

static int
check_samples(struct image *im)
{
	uint16_t bits, bands, format, photometric, planes, orientation, compression;

	TIFFGetFieldDefaulted(im->tif, TIFFTAG_BITSPERSAMPLE, &bits);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_SAMPLESPERPIXEL, &bands);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_SAMPLEFORMAT, &format);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_PLANARCONFIG, &planes);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_ORIENTATION, &orientation);
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_COMPRESSION, &compression);
	if (!TIFFGetField(im->tif, TIFFTAG_PHOTOMETRIC, &photometric))
		photometric = PHOTOMETRIC_MINISBLACK;
	if (bands != 1 && bands != 3)
		return fail(im, REFUSED, "has %u bands: reflectivity is one, or three equal ones", bands);
	if (format == SAMPLEFORMAT_IEEEFP || format == SAMPLEFORMAT_INT)
		return fail(im, REFUSED, "has %s samples: radar codes are unsigned 8 or 16 bits",
		    format == SAMPLEFORMAT_INT ? "signed" : "floating-point");
	if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
		return fail(im, REFUSED, "has complex samples: radar codes are unsigned 8 or 16 bits");
	if (bits != 8 && bits != 16)
		return fail(im, REFUSED, "has %u-bit samples: radar codes are unsigned 8 or 16 bits", bits);
	if (photometric > PHOTOMETRIC_PALETTE)
		return fail(im, REFUSED, "holds colours (photometric %u), not radar codes", photometric);
	if (orientation != ORIENTATION_TOPLEFT)
		return fail(im, REFUSED, "has orientation %u: row 0 must be the north", orientation);
	if (!TIFFIsCODECConfigured(compression))
		return fail(im, REFUSED, "has compression %u, which this libtiff cannot decode", compression);
	im->bits = bits;
	im->bands = bands;
	im->planes = planes == PLANARCONFIG_SEPARATE ? bands : 1;
	im->lzw = is_plain_lzw(im);
	return 0;
}

static int
check_sizes(struct image *im)
{
	uint32_t height = 0;

	if (!TIFFGetField(im->tif, TIFFTAG_IMAGEWIDTH, &im->cols) ||
	    !TIFFGetField(im->tif, TIFFTAG_IMAGELENGTH, &im->rows) || im->cols == 0 || im->rows == 0)
		return fail(im, DAMAGED, "has no width or no height");
	if (im->rows > CHUNK_SIDE_MAX || im->cols > CHUNK_SIDE_MAX ||
	    (uint64_t)im->rows * im->cols > CHUNK_CELLS_MAX)
		return fail(im, REFUSED, "has %u x %u cells: over the limit of %u a side and %u in all",
		    im->rows, im->cols, CHUNK_SIDE_MAX, CHUNK_CELLS_MAX);
	im->tiled = TIFFIsTiled(im->tif) != 0;
	im->block_cols = im->cols;
	if (im->tiled) {
		TIFFGetField(im->tif, TIFFTAG_TILEWIDTH, &im->block_cols);
		TIFFGetField(im->tif, TIFFTAG_TILELENGTH, &im->block_rows);
		if (im->block_cols == 0 || im->block_rows == 0)
			return fail(im, DAMAGED, "has tiles without a size");
		if ((uint64_t)im->block_cols * im->block_rows > BLOCK_CELLS + (uint64_t)im->rows * im->cols)
			return fail(im, REFUSED, "has tiles of %u x %u cells, more than the image",
			    im->block_rows, im->block_cols);
		return 0;
	}
	TIFFGetFieldDefaulted(im->tif, TIFFTAG_ROWSPERSTRIP, &height);
	im->block_rows = height == 0 || height > im->rows ? im->rows : height;
	return 0;
}

/* ---- The pixels ------------------------------------------------------------------------------ */

static inline unsigned
code(const void *values, size_t i, int bits)
{
	return bits == 8 ? ((const uint8_t *)values)[i] : ((const uint16_t *)values)[i];
}

static int
unequal(const struct image *im, uint32_t row, uint32_t col, unsigned a, unsigned band, unsigned b)
{
	return fail(im, REFUSED, "bands differ at row %u, column %u: band 1 has %u, band %u has %u: "
	    "a picture in colours, not reflectivity", row, col, a, band, b);
}

/* Takes `n` cells at (row, col) from three interleaved bands, which must be equal. */
static int
take_three(const struct image *im, const void *from, size_t n, void *to, uint32_t row, uint32_t col)
{
	for (uint32_t i = 0; i < n; i++) {
		unsigned a = code(from, 3 * i, im->bits);
		unsigned b = code(from, 3 * i + 1, im->bits), c = code(from, 3 * i + 2, im->bits);

		if (a != b || a != c)
			return unequal(im, row, col + i, a, a != b ? 2 : 3, a != b ? b : c);
		if (im->bits == 8)
			((uint8_t *)to)[i] = (uint8_t)a;
		else
			((uint16_t *)to)[i] = (uint16_t)a;
	}
	return 0;
}

/* Puts a block that was decoded to `from` in its place, clipped; later planes must equal the first. */
static int
place(const struct image *im, const uint8_t *from, uint8_t *data, uint32_t row, uint32_t col, unsigned plane)
{
	size_t value = (size_t)im->bits / 8, interleaved = im->planes == 1 ? im->bands : 1;
	uint32_t rows = im->rows - row < im->block_rows ? im->rows - row : im->block_rows;
	uint32_t cols = im->cols - col < im->block_cols ? im->cols - col : im->block_cols;

	for (uint32_t r = 0; r < rows; r++) {
		const uint8_t *line = from + (size_t)r * im->block_cols * interleaved * value;
		uint8_t *to = data + ((size_t)(row + r) * im->cols + col) * value;

		if (interleaved == 3) {
			if (take_three(im, line, cols, to, row + r, col) < 0)
				return REFUSED;
		} else if (plane == 0) {
			memcpy(to, line, cols * value);
		} else if (memcmp(to, line, cols * value) != 0) {
			uint32_t i = 0;

			while (code(to, i, im->bits) == code(line, i, im->bits))
				i++;
			return unequal(im, row + r, col + i, code(to, i, im->bits), plane + 1,
			    code(line, i, im->bits));
		}
	}
	return 0;
}

/* Decodes a block, from the file in memory, by our own LZW; false where libtiff should have a look. */
static bool
decode_lzw(const struct image *im, uint32_t block, uint8_t *to, size_t size)
{
	uint64_t at = TIFFGetStrileOffset(im->tif, block), n = TIFFGetStrileByteCount(im->tif, block);

	return im->lzw && at <= im->file.size && n <= im->file.size - at &&
	    lzw_decode(im->file.bytes + at, n, to, size);
}

/* Decodes the block at (row, col) of a plane to `to`, where it must come whole. */
static int
decode(struct image *im, uint8_t *to, uint32_t row, uint32_t col, unsigned plane)
{
	size_t value = (size_t)im->bits / 8, interleaved = im->planes == 1 ? im->bands : 1;
	uint32_t rows = im->tiled || im->rows - row > im->block_rows ? im->block_rows : im->rows - row;
	tmsize_t size = (tmsize_t)((size_t)rows * im->block_cols * interleaved * value), got;
	uint16_t sample = (uint16_t)plane;
	uint32_t block = im->tiled ? TIFFComputeTile(im->tif, col, row, 0, sample) :
	    TIFFComputeStrip(im->tif, row, sample);

	if (decode_lzw(im, block, to, (size_t)size))
		return 0;
	im->file.why[0] = '\0';
	if (im->tiled)
		got = TIFFReadEncodedTile(im->tif, block, to, size);
	else
		got = TIFFReadEncodedStrip(im->tif, block, to, size);
	if (got == size && im->file.why[0] == '\0')
		return 0;
	return fail(im, DAMAGED, "cannot decode the %s at row %u, column %u: %s",
	    im->tiled ? "tile" : "strip", row, col,
	    im->file.why[0] != '\0' ? im->file.why : "it is cut short");
}

/* Strips of one band decode where they belong; the rest through scratch space behind the codes. */
static int
read_pixels(struct image *im, struct chunk *out)
{
	size_t value = (size_t)im->bits / 8, interleaved = im->planes == 1 ? im->bands : 1;
	size_t size = (size_t)im->rows * im->cols * value;
	bool direct = !im->tiled && im->bands == 1;
	size_t block = direct ? 0 : (size_t)im->block_rows * im->block_cols * interleaved * value;
	uint8_t *data = chunk_room(out, size + block + 8), *scratch;

	if (data == NULL)
		return fail(im, REFUSED, "out of memory for %u x %u cells", im->rows, im->cols);
	scratch = data + (size + 7) / 8 * 8;
	for (unsigned plane = 0; plane < im->planes; plane++)
		for (uint32_t row = 0; row < im->rows; row += im->block_rows)
			for (uint32_t col = 0; col < im->cols; col += im->block_cols) {
				uint8_t *to = direct ? data + (size_t)row * im->cols * value : scratch;
				int status = decode(im, to, row, col, plane);

				if (status == 0 && !direct)
					status = place(im, to, data, row, col, plane);
				if (status < 0)
					return status;
			}
	out->size = size;
	out->kind = CHUNK_FIELD;
	out->type = im->bits == 8 ? CHUNK_U8 : CHUNK_U16;
	return 0;
}

/* ---- The file -------------------------------------------------------------------------------- */

/* Overviews may follow the image. A mask, or another image, would be dropped without a word. */
static int
check_pages(struct image *im)
{
	for (bool first = true; ; first = false) {
		uint32_t kind = 0;

		TIFFGetField(im->tif, TIFFTAG_SUBFILETYPE, &kind);
		if ((kind & FILETYPE_MASK) != 0)
			return fail(im, REFUSED, "has a mask, under which its codes mean nothing: gdalwarp -dstnodata 255 "
			    "makes them no data");
		if (!first && (kind & FILETYPE_REDUCEDIMAGE) == 0)
			return fail(im, REFUSED, "has more than one image (page): gdal_translate GTIFF_DIR:1:a.tif b.tif "
			    "takes out the first");
		if (TIFFLastDirectory(im->tif))
			return 0;
		im->file.why[0] = '\0';
		if (!TIFFReadDirectory(im->tif))
			return fail(im, DAMAGED, "has something behind its first image that cannot be read: %s",
			    im->file.why[0] != '\0' ? im->file.why : "it is no image");
	}
}

static int
read_image(struct image *im, geotiff_accept_fn *accept, const void *arg, struct geotiff *g, struct chunk *out)
{
	int status = check_samples(im);

	if (status == 0)
		status = check_sizes(im);
	if (status == 0) {
		g->grid.rows = im->rows;
		g->grid.cols = im->cols;
		g->bits = im->bits;
		status = geotiff_tags(im->tif, g, im->why);
	}
	if (status == 0 && accept != NULL && accept(arg, g, im->why) < 0)
		status = REFUSED;
	if (status == 0)
		status = read_pixels(im, out);
	return status == 0 ? check_pages(im) : status;
}

int
geotiff_read(const void *bytes, size_t size, struct geotiff *g, struct chunk *out, char *why)
{
	return geotiff_read_if(bytes, size, NULL, NULL, g, out, why);
}

int
geotiff_read_if(const void *bytes, size_t size, geotiff_accept_fn *accept, const void *arg, struct geotiff *g,
    struct chunk *out, char *why)
{
	const unsigned char *start = bytes;
	struct image im = { .why = why };
	int status;

	memset(g, 0, sizeof *g);
	if (size == 0)
		return fail(&im, DAMAGED, "is empty");
	if (size < 8 || !((start[0] == 'I' && start[1] == 'I') || (start[0] == 'M' && start[1] == 'M')))
		return fail(&im, DAMAGED, "is no TIFF image");
	im.file.bytes = (unsigned char *)(uintptr_t)bytes;      /* which is only read */
	im.file.size = size;
	errno = 0;
	im.tif = tiffmem_open(&im.file, "rc");
	if (im.tif != NULL) {
		status = read_image(&im, accept, arg, g, out);
	} else {
		status = fail(&im, DAMAGED, "is no whole TIFF image: %s", im.file.why);
	}
	/*
	 * libtiff calls it damage, or goes on without a tag that it had no memory for; it may trip over
	 * what it left half done when it is closed.
	 */
	if (errno == ENOMEM)
		return fail(&im, REFUSED, "out of memory");
	if (im.tif != NULL)
		TIFFClose(im.tif);
	return status;
}
