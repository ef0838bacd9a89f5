/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder ask of each other: libtiff, tags,
 * LZW, projections.
 */
#ifndef TIFF_PRIVATE_H
#define TIFF_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tiffio.h>

#include "tiff/geokeys.h"
#include "tiff/geotiff.h"

/* ---- tiffmem.c: TIFF files in memory, with errors and limits for each: safe in threads ---- */

/* Tags that libtiff has no names for: GeoTIFF's (OGC 19-008r4) and GDAL's. */
enum {
	TAG_PIXEL_SCALE = 33550,                /* 3 doubles */
	TAG_TIE_POINTS = 33922,                 /* 6 doubles each: column, row, 0, x, y, 0 */
	TAG_MATRIX = 34264,                     /* 16 doubles */
	TAG_KEYS = 34735,                       /* shorts: the directory of GeoKeys */
	TAG_KEY_NUMBERS = 34736,                /* doubles that it points to */
	TAG_KEY_TEXT = 34737,                   /* ASCII that it points to */
	TAG_GDAL_METADATA = 42112,              /* XML: scale, offset, units, ... of a band */
	TAG_GDAL_NODATA = 42113                 /* ASCII: a number */
};

/*
 * The file. Start it as { .bytes, .size } to read, as { 0 } to write: then
 * free(bytes) afterwards.
 */
struct tiffmem {
	unsigned char *bytes;
	size_t size;                            /* of the file so far */
	size_t room;                            /* allocated at bytes, when writing */
	size_t at;                              /* where libtiff reads or writes next */
	char why[CHUNK_WHY_MAX / 2];            /* the first error libtiff met; "" for none */
	char odd[200];                          /* how it corrected what the file says; "" */
	bool cut;                               /* it dropped the end of one of GDAL's texts */
};

/*
 * tiffmem_open() opens it with libtiff's mode "r" or "w"; NULL on failure, with
 * m->why.
 */
TIFF *tiffmem_open(struct tiffmem *m, const char *mode);

/* ---- geotiff.c, geotiff-layout.c --------------------------------------- */

/* An image that is being read. */
struct tiff {
	struct tiffmem file;
	TIFF *tif;
	uint32_t rows, cols;
	uint32_t block_rows, block_cols;        /* of a tile; of a strip, as wide as the image */
	unsigned bands, planes;                 /* planes: 3 if three bands are stored apart */
	int bits, format;                       /* of a sample; SAMPLEFORMAT_UINT, _INT or _IEEEFP */
	bool tiled;
	bool lzw;                               /* decoded by lzw.c, unless that gives up */
	uint16_t compression;
	unsigned char hole[8];                  /* a sample of strips and tiles that are left out */
	bool no_hole;                           /* none is: they are refused */
	bool colours;                           /* it has a colour table */
	char *why;
};

/* Writes a reason to t->why, and returns `status`. */
__attribute__((format(printf, 3, 4)))
int geotiff_fail(const struct tiff *t, int status, const char *format, ...);

/*
 * geotiff_layout() fills in how the pixels are stored. 0; or IMAGE_DAMAGED or
 * IMAGE_REFUSED. geotiff_type() is the type of the image's values, which has
 * those of the file exactly. geotiff_hole() takes from the image what stands
 * for strips and tiles that are left out.
 */
int geotiff_layout(struct tiff *t);
enum chunk_type geotiff_type(const struct tiff *t);
void geotiff_hole(struct tiff *t, const struct image *g);
/*
 * geotiff_widen() makes values of geotiff_type() of `cells` samples, in the
 * same place, which has room for them.
 */
void geotiff_widen(const struct tiff *t, void *data, size_t cells);

/* ---- geotiff-tags.c: the tags of a GeoTIFF and of GDAL ----------------- */

/*
 * geotiff_tags() fills in all of `g`, except size and type, from libtiff's
 * current image. 0; or IMAGE_DAMAGED or IMAGE_REFUSED with a reason
 * (CHUNK_WHY_MAX bytes).
 */
int geotiff_tags(TIFF *tif, struct image *g, char *why);

/*
 * metadata_number() tells whether a text is one number, perhaps nan, and
 * nothing else.
 */
bool metadata_number(const char *text, double *x);

/* ---- metadata.c: GDAL's metadata, as XML -------------------------------- */

/*
 * metadata_read() takes from the `n` bytes of tag 42112, or of an .aux.xml,
 * what they say of the values of the first `bands` bands, which are equal: gain,
 * offset, nodata, undetect, unit, quantity, colour table; and what chunk2tif
 * writes, cell_methods, start and end. False if they are
 * not whole XML, or out of memory.
 */
bool metadata_read(const char *xml, size_t n, int bands, struct image *g);

/* ---- lossless.c: whether a compression changes the codes ---------------- */

/* The name of a compression that does; NULL for one that does not, or need not. */
const char *lossless_name(uint16_t compression);
/*
 * Whether a strip or tile of `n` bytes as they are stored lost nothing: LERC
 * and WebP can do both. 0, or -1 with a reason.
 */
int lossless_block(TIFF *tif, uint16_t compression, const unsigned char *bytes, size_t n,
    char *why);

/* ---- lzw.c: TIFF's LZW, decoded as fast as radar images allow ---------- */

/*
 * lzw_decode() decodes a strip or tile of `n` bytes to exactly `size` bytes,
 * less than 4 GiB, at `to`. False if the codes give another number of bytes, or
 * do not follow section 13 of TIFF 6.0: then the bytes at `to` are invalid, and
 * libtiff, which also knows older forms, has to try.
 */
bool lzw_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size);

/* ---- twin.c: images that say the same of themselves as the one before -------- */

#define TWIN_MAX 8192                           /* bytes of all tags */

/* What such an image needs not be asked again. { 0 } is nothing. */
struct twin {
	size_t n;
	unsigned char said[TWIN_MAX];           /* its tags, except where the strips are */
	struct image image;
	uint32_t strip_rows;
};

/* That of the last image which this thread read; NULL if there is no memory for it. */
struct twin *twin_of_thread(void);
/* Notes an image that was read, if others like it can be read without libtiff. */
void twin_note(struct twin *w, const struct tiff *t, const struct image *g);
/*
 * Reads an image as geotiff_read() does, if it is like the one that was noted.
 * False if it is not, or if anything else is unusual: then it has to be read in
 * the other way.
 */
bool twin_read(struct twin *w, const void *bytes, size_t size, image_accept_fn *accept,
    const void *arg, struct image *g, struct chunk *out, char *why);

/* ---- projections.c: projections and ellipsoids that have both GeoKeys and words of PROJ ---- */

enum { TRANSVERSE_MERCATOR = 1, MERCATOR = 7, LAMBERT = 8, ALBERS = 11, POLAR_STEREOGRAPHIC = 15 };

/*
 * Methods by their code (key 3075), with PROJ's names of their parameters and
 * the keys of those.
 */
struct method {
	int code;
	const char *proj;
	struct { const char *name; unsigned key; } parameters[7];
};

/*
 * Ellipsoids (key 2056) that PROJ has a name for, and the EPSG datum and
 * geographic CRS on them.
 */
struct ellipsoid {
	int code, datum, geographic;
	double a, rf;                           /* semi-major axis in m, inverse flattening */
	const char *proj;
};

#define METHODS    7
#define ELLIPSOIDS 7

/*
 * Of two methods, or ellipsoids, with the same PROJ name, the first is written.
 */
extern const struct method methods[METHODS];
extern const struct ellipsoid ellipsoids[ELLIPSOIDS];

#endif
