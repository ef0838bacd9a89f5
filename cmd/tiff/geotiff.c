/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff.c - GeoTIFF images in memory to codes or numbers.
 *
 * The bytes of a file go in. Out come rows x cols values, row 0 north, and what
 * the tags say of them (geotiff-tags.c). Damaged files are told apart from
 * intact ones that are not supported: -k forgives only damage. Every size is
 * checked before memory is allocated for it.
 */
#include "tiff/geotiff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grid/formats.h"
#include "tiff/private.h"

/* ---- The pixels -------------------------------------------------------- */

static inline unsigned
code(const void *values, size_t i, int bits)
{
	return bits == 8 ? ((const uint8_t *)values)[i] : ((const uint16_t *)values)[i];
}

static int
unequal(const struct tiff *t, uint32_t row, uint32_t col, unsigned a, unsigned band, unsigned b)
{
	return geotiff_fail(t, IMAGE_REFUSED,
	    "bands differ at row %u, column %u: band 1 has %u, band %u has %u: "
	    "a picture in colours, not reflectivity",
	    row, col, a, band, b);
}

/*
 * Takes `n` cells at (row, col) from three interleaved bands, which must be
 * equal.
 */
static int
take_three(const struct tiff *t, const void *from, size_t n, void *to, uint32_t row, uint32_t col)
{
	for (uint32_t i = 0; i < n; i++) {
		unsigned a = code(from, 3 * i, t->bits);
		unsigned b = code(from, 3 * i + 1, t->bits), c = code(from, 3 * i + 2, t->bits);

		if (a != b || a != c)
			return unequal(t, row, col + i, a, a != b ? 2 : 3, a != b ? b : c);
		if (t->bits == 8)
			((uint8_t *)to)[i] = (uint8_t)a;
		else
			((uint16_t *)to)[i] = (uint16_t)a;
	}
	return 0;
}

/*
 * Copies a decoded block to its place, clipped; later planes must equal the
 * first.
 */
static int
place(const struct tiff *t, const uint8_t *from, uint8_t *data, uint32_t row, uint32_t col,
    unsigned plane)
{
	size_t value = (size_t)t->bits / 8, interleaved = t->planes == 1 ? t->bands : 1;
	uint32_t rows = t->rows - row < t->block_rows ? t->rows - row : t->block_rows;
	uint32_t cols = t->cols - col < t->block_cols ? t->cols - col : t->block_cols;

	for (uint32_t r = 0; r < rows; r++) {
		const uint8_t *line = from + (size_t)r * t->block_cols * interleaved * value;
		uint8_t *to = data + ((size_t)(row + r) * t->cols + col) * value;

		if (interleaved == 3) {
			if (take_three(t, line, cols, to, row + r, col) < 0)
				return IMAGE_REFUSED;
		} else if (plane == 0) {
			memcpy(to, line, cols * value);
		} else if (memcmp(to, line, cols * value) != 0) {
			uint32_t i = 0;

			while (code(to, i, t->bits) == code(line, i, t->bits))
				i++;
			return unequal(t, row + r, col + i, code(to, i, t->bits), plane + 1,
			    code(line, i, t->bits));
		}
	}
	return 0;
}

/* Decodes a block by lzw.c; false if libtiff has to try. */
static bool
decode_lzw(const struct tiff *t, uint32_t block, uint8_t *to, size_t size)
{
	uint64_t at = TIFFGetStrileOffset(t->tif, block), n = TIFFGetStrileByteCount(t->tif, block);

	return t->lzw && at <= t->file.size && n <= t->file.size - at &&
	    lzw_decode(t->file.bytes + at, n, to, size);
}

/*
 * A sparse file leaves out blocks that are nodata, or 0 if it says none: they
 * have neither a place nor a size.
 */
static int
fill_hole(const struct tiff *t, uint8_t *to, size_t size)
{
	if (t->no_hole)
		return geotiff_fail(t, IMAGE_REFUSED,
		    "is sparse, and its nodata, which stands for what is left out, is none of its "
		    "values: gdal_translate -a_nodata sets one");
	for (size_t i = 0; i < size; i += (size_t)t->bits / 8)
		memcpy(to + i, t->hole, (size_t)t->bits / 8);
	return 0;
}

/*
 * What need not be decoded: 1 if the block is left out; 0; or IMAGE_REFUSED if
 * its compression lost something.
 */
static int
look_at_block(const struct tiff *t, uint32_t block, uint8_t *to, size_t size)
{
	uint64_t at = TIFFGetStrileOffset(t->tif, block), n = TIFFGetStrileByteCount(t->tif, block);

	if (at == 0 && n == 0)
		return fill_hole(t, to, size) < 0 ? IMAGE_REFUSED : 1;
	if ((t->compression == COMPRESSION_LERC || t->compression == COMPRESSION_WEBP) &&
	    at <= t->file.size && n <= t->file.size - at &&
	    lossless_block(t->tif, t->compression, t->file.bytes + at, n, t->why) < 0)
		return IMAGE_REFUSED;
	return 0;
}

/* Decodes the block at (row, col) of a plane to `to`; it must be complete. */
static int
decode(struct tiff *t, uint8_t *to, uint32_t row, uint32_t col, unsigned plane)
{
	size_t value = (size_t)t->bits / 8, interleaved = t->planes == 1 ? t->bands : 1;
	uint32_t rows = t->tiled || t->rows - row > t->block_rows ? t->block_rows : t->rows - row;
	tmsize_t size = (tmsize_t)((size_t)rows * t->block_cols * interleaved * value), got;
	uint16_t sample = (uint16_t)plane;
	uint32_t block = t->tiled ? TIFFComputeTile(t->tif, col, row, 0, sample) :
	    TIFFComputeStrip(t->tif, row, sample);

	int status = look_at_block(t, block, to, (size_t)size);

	if (status != 0)
		return status < 0 ? status : 0;
	if (decode_lzw(t, block, to, (size_t)size))
		return 0;
	t->file.why[0] = '\0';
	if (t->tiled)
		got = TIFFReadEncodedTile(t->tif, block, to, size);
	else
		got = TIFFReadEncodedStrip(t->tif, block, to, size);
	if (got == size && t->file.why[0] == '\0')
		return 0;
	return geotiff_fail(t, IMAGE_DAMAGED, "cannot decode the %s at row %u, column %u: %s",
	    t->tiled ? "tile" : "strip", row, col,
	    t->file.why[0] != '\0' ? t->file.why : "it is cut short");
}

/*
 * Strips of one band are decoded in place, others through scratch space after
 * the codes.
 */
static int
read_pixels(struct tiff *t, struct chunk *out)
{
	size_t value = (size_t)t->bits / 8, interleaved = t->planes == 1 ? t->bands : 1;
	size_t cells = (size_t)t->rows * t->cols, wide = chunk_value_size(geotiff_type(t));
	size_t size = cells * (wide > value ? wide : value);
	bool direct = !t->tiled && t->bands == 1;
	size_t block = direct ? 0 : (size_t)t->block_rows * t->block_cols * interleaved * value;
	uint8_t *data = chunk_room(out, size + block + 8), *scratch;

	if (data == NULL)
		return geotiff_fail(t, IMAGE_REFUSED, "out of memory for %u x %u cells", t->rows, t->cols);
	scratch = data + (size + 7) / 8 * 8;
	for (unsigned plane = 0; plane < t->planes; plane++)
		for (uint32_t row = 0; row < t->rows; row += t->block_rows)
			for (uint32_t col = 0; col < t->cols; col += t->block_cols) {
				uint8_t *to =
				    direct ? data + (size_t)row * t->cols * value : scratch;
				int status = decode(t, to, row, col, plane);

				if (status == 0 && !direct)
					status = place(t, to, data, row, col, plane);
				if (status < 0)
					return status;
			}
	geotiff_widen(t, data, cells);
	out->size = cells * wide;
	out->kind = CHUNK_FIELD;
	out->type = geotiff_type(t);
	return 0;
}

/* ---- The file ---------------------------------------------------------- */

/*
 * Overviews may follow the image. A mask or another image is refused, not
 * silently ignored.
 */
static int
check_pages(struct tiff *t)
{
	for (bool first = true; ; first = false) {
		uint32_t kind = 0;

		TIFFGetField(t->tif, TIFFTAG_SUBFILETYPE, &kind);
		if ((kind & FILETYPE_MASK) != 0)
			return geotiff_fail(t, IMAGE_REFUSED,
			    "has a mask, under which its codes mean nothing: gdalwarp -dstnodata 255 "
			    "makes them no data");
		if (!first && (kind & FILETYPE_REDUCEDIMAGE) == 0)
			return geotiff_fail(t, IMAGE_REFUSED,
			    "has more than one image (page): gdal_translate GTIFF_DIR:1:a.tif b.tif "
			    "takes out the first");
		if (TIFFLastDirectory(t->tif))
			return 0;
		t->file.why[0] = '\0';
		if (!TIFFReadDirectory(t->tif))
			return geotiff_fail(t, IMAGE_DAMAGED,
			    "has something after its first image that cannot be read: %s",
			    t->file.why[0] != '\0' ? t->file.why : "it is not an image");
	}
}

static int
read_image(struct tiff *t, image_accept_fn *accept, const void *arg, struct image *g,
    struct chunk *out)
{
	int status = geotiff_layout(t);

	if (status == 0) {
		g->grid.rows = t->rows;
		g->grid.cols = t->cols;
		g->type = geotiff_type(t);
		g->integers = t->format != SAMPLEFORMAT_IEEEFP;
		status = geotiff_tags(t->tif, g, t->why);
		g->classes = g->classes || t->colours;
		geotiff_hole(t, g);
	}
	if (status == 0 && t->file.cut)
		status = geotiff_fail(t, IMAGE_REFUSED,
		    "has GDAL's metadata or nodata (tag 42112, 42113) without the byte 0 that "
		    "ends them: gdal_translate writes them anew");
	if (status == 0 && t->file.odd[0] != '\0')
		status = geotiff_fail(t, IMAGE_DAMAGED,
		    "contradicts itself in how it is stored: %s", t->file.odd);
	if (status == 0 && accept != NULL && accept(arg, g, t->why) < 0)
		status = IMAGE_REFUSED;
	if (status == 0)
		status = read_pixels(t, out);
	return status == 0 ? check_pages(t) : status;
}

/* geotiff_read() by libtiff. */
static int
read_by_libtiff(struct tiff *t, image_accept_fn *accept, const void *arg, struct image *g,
    struct chunk *out)
{
	int status;

	errno = 0;
	t->tif = tiffmem_open(&t->file, "rc");
	if (t->tif != NULL) {
		status = read_image(t, accept, arg, g, out);
	} else {
		/* libtiff's word for bands that differ in bits or in the kind of numbers. */
		bool kinds = strstr(t->file.why, "Cannot handle different") != NULL;

		status = geotiff_fail(t, kinds ? IMAGE_REFUSED : IMAGE_DAMAGED, "is %s: %s",
		    kinds ? "a TIFF of several kinds of numbers" : "not a whole TIFF image",
		    t->file.why);
	}
	/* Out of memory, libtiff reports damage, and may crash when closed. */
	if (errno == ENOMEM)
		return geotiff_fail(t, IMAGE_REFUSED, "out of memory");
	if (t->tif != NULL)
		TIFFClose(t->tif);
	return status;
}

int
geotiff_read(const void *bytes, size_t size, image_accept_fn *accept, const void *arg,
    struct image *g, struct chunk *out, char *why)
{
	struct twin *twin = twin_of_thread();
	const unsigned char *start = bytes;
	struct tiff t = { .why = why };
	int status;

	if (twin != NULL && twin_read(twin, bytes, size, accept, arg, g, out, why))
		return 0;
	memset(g, 0, sizeof *g);
	if (size < 8 ||
	    !((start[0] == 'I' && start[1] == 'I') || (start[0] == 'M' && start[1] == 'M')))
		return formats_refuse(bytes, size, "a TIFF image", why);
	t.file.bytes = (unsigned char *)(uintptr_t)bytes;      /* only read */
	t.file.size = size;
	status = read_by_libtiff(&t, accept, arg, g, out);
	if (status == 0 && twin != NULL)
		twin_note(twin, &t, g);
	return status;
}
