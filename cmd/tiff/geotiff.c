/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff.c - GeoTIFF images in memory to codes, with their grid, CRS and scale.
 *
 * The bytes of a file go in; out come rows x cols codes, row 0 north, and what the tags say of
 * them. What is broken is told apart from what is whole but nothing for us: only the first may be
 * forgiven. Every size is looked at before memory is taken for it.
 */
#include "geotiff.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crs.h"
#include "geokeys.h"
#include "lzw.h"
#include "tiffmem.h"

#define DAMAGED GEOTIFF_DAMAGED
#define REFUSED GEOTIFF_REFUSED
#define TEXT_MAX 8192                           /* bytes of GDAL's metadata that are looked at */
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

/*
 * A tag that libtiff has no name for: it keeps those with the type they have in the file, which
 * must be the one we expect. Returns how many values there are, 0 for none.
 */
static uint32_t
tag(const struct image *im, uint32_t number, TIFFDataType type, const void **values)
{
	const TIFFField *field = TIFFFindField(im->tif, number, TIFF_ANY);
	uint32_t count = 0;
	void *data = NULL;

	if (field == NULL || TIFFFieldDataType(field) != type || !TIFFFieldPassCount(field) ||
	    TIFFFieldReadCount(field) != TIFF_VARIABLE2 || !TIFFGetField(im->tif, number, &count, &data))
		return 0;
	*values = data;
	return data != NULL ? count : 0;
}

/* A text tag as a string of printable ASCII in `to`, cut where it is longer; "" for none. */
static void
text_tag(const struct image *im, uint32_t number, char *to, size_t room)
{
	const void *data;
	uint32_t count = tag(im, number, TIFF_ASCII, &data);
	const char *from = data;
	size_t n = 0;

	for (; n < count && n < room - 1 && from[n] != '\0'; n++)
		to[n] = from[n] >= ' ' && from[n] <= '~' ? from[n] : ' ';
	to[n] = '\0';
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

/* ---- What the tags say ----------------------------------------------------------------------- */

/* Scale and tie point, or a matrix, to the affine of the outer corner. */
static int
read_affine(const struct image *im, const struct geokeys *k, double *a)
{
	const void *values;
	double half = geokeys_short(k, KEY_RASTER) == 2 ? 0.5 : 0;

	if (tag(im, TAG_MATRIX, TIFF_DOUBLE, &values) >= 8) {
		const double *m = values;

		memcpy(a, (double[]){ m[3], m[0], m[1], m[7], m[4], m[5] }, 6 * sizeof(double));
	} else {
		const double *scale, *tie;

		if (tag(im, TAG_PIXEL_SCALE, TIFF_DOUBLE, &values) < 2)
			return fail(im, REFUSED, "is not georeferenced (no GeoTIFF scale or matrix): "
			    "gdal_translate -a_ullr can add it");
		scale = values;
		if (tag(im, TAG_TIE_POINTS, TIFF_DOUBLE, &values) < 6)
			return fail(im, REFUSED, "is not georeferenced (no GeoTIFF tie point): "
			    "gdal_translate -a_ullr can add it");
		tie = values;
		memcpy(a, (double[]){ tie[3] - tie[0] * scale[0], scale[0], 0,
		    tie[4] + tie[1] * scale[1], 0, -scale[1] }, 6 * sizeof(double));
	}
	a[0] -= half * (a[1] + a[2]);
	a[3] -= half * (a[4] + a[5]);
	for (int i = 0; i < 6; i++)
		if (!isfinite(a[i]))
			return fail(im, REFUSED, "has a georeference that is no number");
	if (!(a[1] > 0) || !(a[5] < 0))
		return fail(im, REFUSED, "has pixels of %g x %g: row 0 must be the north, column 0 the west",
		    a[1], a[5]);
	return 0;
}

static void
read_keys(const struct image *im, struct geokeys *k)
{
	const void *values;
	uint32_t n = tag(im, TAG_KEYS, TIFF_SHORT, &values);

	memset(k, 0, sizeof *k);
	if (n < 4)
		return;
	n = (n < GEOKEYS_SHORTS ? n : GEOKEYS_SHORTS) / 4 * 4;
	memcpy(k->shorts, values, n * sizeof(uint16_t));
	if (k->shorts[3] < n / 4 - 1)
		n = 4 + 4u * k->shorts[3];
	k->shorts[3] = (uint16_t)(n / 4 - 1);
	k->n_shorts = n;
	n = tag(im, TAG_KEY_NUMBERS, TIFF_DOUBLE, &values);
	k->n_numbers = n < GEOKEYS_NUMBERS ? n : GEOKEYS_NUMBERS;
	if (n > 0)
		memcpy(k->numbers, values, k->n_numbers * sizeof(double));
	text_tag(im, TAG_KEY_TEXT, k->text, sizeof k->text);
}

/* The value of band 1's item with this role in GDAL's XML: <Item role="scale" sample="0">0.5</Item>. */
static bool
metadata(const char *xml, const char *role, double *x)
{
	char wanted[32], item[256];

	snprintf(wanted, sizeof wanted, "role=\"%s\"", role);
	for (const char *at = strstr(xml, "<Item"); at != NULL; at = strstr(at + 1, "<Item")) {
		size_t n = strcspn(at, ">");
		const char *sample;
		char *end;

		if (at[n] == '\0' || n >= sizeof item)
			continue;
		memcpy(item, at, n);
		item[n] = '\0';
		sample = strstr(item, "sample=\"");
		if (strstr(item, wanted) == NULL)
			continue;
		if (sample != NULL && strncmp(sample, "sample=\"0\"", strlen("sample=\"0\"")) != 0)
			continue;
		*x = strtod(at + n + 1, &end);
		return end != at + n + 1 && isfinite(*x);
	}
	return false;
}

static int
read_tags(const struct image *im, struct geotiff *g)
{
	struct geokeys k;
	char text[TEXT_MAX], *end;
	int status;

	g->grid.rows = im->rows;
	g->grid.cols = im->cols;
	g->bits = im->bits;
	read_keys(im, &k);
	status = read_affine(im, &k, g->grid.affine);
	if (status < 0)
		return status;
	crs_of_keys(&k, g->crs);
	geokeys_format(&k, g->keys);
	text_tag(im, TAG_GDAL_METADATA, text, sizeof text);
	g->has_scale = metadata(text, "scale", &g->scale);
	g->has_offset = metadata(text, "offset", &g->offset);
	text_tag(im, TAG_GDAL_NODATA, text, sizeof text);
	g->nodata = strtod(text, &end);
	g->has_nodata = end != text;
	return 0;
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
		status = check_samples(&im);
		if (status == 0)
			status = check_sizes(&im);
		if (status == 0)
			status = read_tags(&im, g);
		if (status == 0 && accept != NULL && accept(arg, g, why) < 0)
			status = REFUSED;
		if (status == 0)
			status = read_pixels(&im, out);
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
