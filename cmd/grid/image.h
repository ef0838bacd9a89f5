/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * image.h - what a file says of one gridded image: the seam between decoders
 * and what is made of their images.
 *
 * A decoder (tiff/geotiff.c) fills this in and gives the values; radar/ makes
 * rain of them without knowing the format.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"

#define IMAGE_CRS_MAX  512
#define IMAGE_KEYS_MAX 4096
#define IMAGE_UNIT_MAX 48
#define IMAGE_UNCLEAR_MAX 128
#define IMAGE_UNPLACED_MAX 512
#define IMAGE_SIDECAR_MAX 640
#define IMAGE_SOURCE_MAX 256
#define IMAGE_NOTE_MAX 160

struct image {
	struct chunk_grid grid;
	char crs[IMAGE_CRS_MAX];                /* "EPSG:25833", a PROJ string, or "unknown" */
	char geokeys[IMAGE_KEYS_MAX]; /* a GeoTIFF's keys, as the header key has them; "" */
	/*
	 * Of the values as they are stored: codes of 8 or 16 bits; any other kind of
	 * numbers is float32 or float64, which has them exactly.
	 */
	enum chunk_type type;
	bool integers;                          /* stored as integers, even if `type` is a float */
	bool has_gain, has_offset, has_nodata, has_undetect;    /* which of these the file says */
	double gain, offset;                    /* value = gain x stored + offset */
	double nodata, undetect; /* stored values: missing; measured, nothing there */
	char quantity[IMAGE_UNIT_MAX];          /* ODIM's: "DBZH", "RATE", "ACRR"; "": not said */
	char unit[IMAGE_UNIT_MAX]; /* of the value, as the file spells it; "": not said */
	/* What it says of gain and offset, or of nodata and undetect, that contradicts itself; "" */
	char unclear_scale[IMAGE_UNCLEAR_MAX], unclear_codes[IMAGE_UNCLEAR_MAX];
	bool classes;                           /* a colour table: the values number classes */
	bool placed_beside;                     /* a file beside it says a place or CRS, too */
	char unplaced[IMAGE_UNPLACED_MAX];      /* why the affine is not known, and what to do; or "" */
	char methods[IMAGE_UNIT_MAX];           /* CF's cell_methods, if it says them; "" */
	char source[IMAGE_SOURCE_MAX];          /* who made it, such as "ORG:247"; "" */
	/*
	 * Seconds since 1970 UTC: the time that amounts are of; or start and end are
	 * one, the nominal time of an image. 0, 0: not said.
	 */
	int64_t start, end;
	uint32_t have, expected;                /* images it was made of, and of how many; 0, 0: not said */
	/*
	 * nodata is not stored, but what the decoder made of flags, or of several
	 * values: no option can say another.
	 */
	bool owns_nodata;
	char note[IMAGE_NOTE_MAX];              /* what -v tells of its place; "" */
};

/*
 * Why an image was not decoded: it is broken, which -k forgives, or it is whole
 * but unfit.
 */
enum { IMAGE_DAMAGED = -1, IMAGE_REFUSED = -2 };

/*
 * Looks at an image before its values are decoded: 0, or -1 with a reason to
 * refuse it.
 */
typedef int image_accept_fn(const void *arg, const struct image *image, char *why);

/*
 * A decoder: makes the field `out` (rows x cols values of image->type, row 0
 * north) from the bytes of a file, and fills in `image`. `accept`, if not NULL,
 * is asked before memory is taken for the values. Returns 0; or IMAGE_DAMAGED
 * or IMAGE_REFUSED with a reason (CHUNK_WHY_MAX bytes) in `why`. Safe in
 * threads.
 */
typedef int image_decode_fn(const void *bytes, size_t size, image_accept_fn *accept,
    const void *arg, struct image *image, struct chunk *out, char *why);

/*
 * Whether a unit is empty, or a usual spelling of dBZ ("dBZ", "[dbz]", "dBZe");
 * and whether a quantity is reflectivity: "DBZH", "TH", "Corrected
 * reflectivity", or "".
 */
bool image_is_dbz(const char *unit);
bool image_is_reflectivity(const char *quantity);

/*
 * What a file beside an image says of its values. image_sidecar_text() puts it
 * into a line, "gain=0.5;offset=-32", or "" (IMAGE_SIDECAR_MAX bytes);
 * image_add_sidecar() adds such a line to what the image says itself, and notes
 * as unclear where the two contradict each other.
 */
void image_sidecar_text(const struct image *g, char *text);
void image_add_sidecar(struct image *g, const char *text);

#endif
