/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tiff.c - any bytes as an image.
 *
 * What is read has a grid within the limits and all its codes; libtiff, which our own decoder of LZW
 * goes round, finds the same in it; and it comes back when it is written.
 */
#include <string.h>

#include "fuzz.h"
#include "tiff/crs.h"
#include "tiff/geotiff.h"
#include "tiff/private.h"
#include "radar/zr.h"

#define CELLS_MAX (1u << 20)            /* of images that are written again: the others take long */

static void
write_again(const struct image *g, const struct chunk *c)
{
	struct chunk back = { 0 };
	struct image other;
	char why[CHUNK_WHY_MAX];
	void *bytes;
	size_t size;

	fuzz_require(geotiff_write(g, c->data, GEOTIFF_LZW, NULL, &bytes, &size, why) == 0, "%s", why);
	fuzz_require(geotiff_read(bytes, size, NULL, NULL, &other, &back, why) == 0, "%s", why);
	fuzz_require(back.size == c->size && memcmp(back.data, c->data, c->size) == 0, "other codes");
	fuzz_require(other.grid.rows == g->grid.rows && other.grid.cols == g->grid.cols, "another grid");
	fuzz_require(other.has_nodata == g->has_nodata, "another nodata");
	chunk_free(&back);
	free(bytes);
}

/* Strips of one band, in which nothing but decoding lies between the file and the codes. */
static void
decode_by_libtiff(const uint8_t *bytes, size_t size, const struct image *g, const struct chunk *c)
{
	struct tiffmem m = { .bytes = (uint8_t *)(uintptr_t)bytes, .size = size };
	TIFF *tif = tiffmem_open(&m, "r");
	uint16_t bands = 0, bits = 0;
	uint8_t *strip;
	size_t at = 0;

	TIFFGetFieldDefaulted(tif, TIFFTAG_SAMPLESPERPIXEL, &bands);
	TIFFGetFieldDefaulted(tif, TIFFTAG_BITSPERSAMPLE, &bits);
	/* Integers that became floats are others there. */
	if (bits != 8 * chunk_value_size(g->type) || (g->integers && g->type >= CHUNK_F32))
		bands = 0;
	strip = malloc((size_t)TIFFStripSize(tif) + 1);
	for (uint32_t i = 0; bands == 1 && !TIFFIsTiled(tif) && at < c->size; i++) {
		tmsize_t got;

		if (TIFFGetStrileOffset(tif, i) == 0 && TIFFGetStrileByteCount(tif, i) == 0)
			break;                  /* a hole, which libtiff does not read */
		got = TIFFReadEncodedStrip(tif, i, strip, -1);
		const uint8_t *codes = (uint8_t *)c->data + at;

		fuzz_require(got > 0, "libtiff cannot decode strip %u: %s", i, m.why);
		fuzz_require((size_t)got <= c->size - at && memcmp(strip, codes, (size_t)got) == 0,
		    "libtiff decodes strip %u to others", i);
		at += (size_t)got;
	}
	free(strip);
	TIFFClose(tif);
}

/* An image that comes twice may be read without libtiff the second time, and is the same. */
static void
read_again(const uint8_t *bytes, size_t size, int status, const struct chunk *c)
{
	struct chunk again = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";

	fuzz_require(geotiff_read(bytes, size, NULL, NULL, &g, &again, why) == status, "%s", why);
	if (status == 0)
		fuzz_require(again.size == c->size && memcmp(again.data, c->data, c->size) == 0, "other codes");
	chunk_free(&again);
}

void
fuzz_tiff(const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct image g;
	struct zr asked = ZR_DEFAULTS, used;
	char why[CHUNK_WHY_MAX] = "";
	int status = geotiff_read(bytes, size, NULL, NULL, &g, &c, why);

	read_again(bytes, size, status, &c);
	fuzz_refused(geotiff_read, bytes, size);
	fuzz_image(status, &g, &c, why);
	if (status == 0) {
		fuzz_require(strcmp(g.crs, "unknown") == 0 || crs_is_name(g.crs), "%s", g.crs);
		zr_settle(&asked, &g, true, &used, why);
		if (g.grid.rows * g.grid.cols <= CELLS_MAX) {
			decode_by_libtiff(bytes, size, &g, &c);
			if (g.type != CHUNK_F64 && g.unplaced[0] == '\0')
				write_again(&g, &c);
		}
	}
	chunk_free(&c);
}
