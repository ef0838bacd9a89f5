/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rain.h - one image to one field of rain, or of reflectivity: what each tool
 * with a decoder does to every record.
 */
#ifndef RAIN_H
#define RAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "grid/image.h"
#include "radar/zr.h"

struct rain {
	image_decode_fn *decode;                /* of the format of the images */
	struct zr asked, used;                  /* by options; completed by the first image */
	const char *crs;                        /* of all images; NULL: what they say */
	const char *credit;                     /* who made them; NULL: what they say */
	const double *affine;                   /* the same of their place */
	bool floats;                            /* values, not codes */
	bool rate;                              /* amounts become rates */
	bool keep_going;                        /* a damaged image becomes a gap */
	uint32_t steps;                         /* of the source in an image that says it; else 1 */
	struct image first;                     /* all others must agree with it */
	char first_name[CHUNK_NAME_MAX + 1];    /* its name */
	const char *sidecar;                    /* what stands beside all images, or NULL */
	struct zr_codes beyond, negative;       /* codes over ZR_BEYOND dBZ, and below 0 */
	float table[65536];                     /* of codes */
};

/*
 * rain_decode() makes a field of the stored values of image `in`, and `g` of
 * its tags, and returns 1. If the image is damaged and r->keep_going is set it
 * returns 0: `out` is a gap of damage_gap() (cli/damage.h). -1 with a reason
 * (CHUNK_WHY_MAX bytes).
 */
int rain_decode(const struct rain *r, const struct chunk *in, struct chunk *out, struct image *g,
    char *why);

/*
 * rain_convert() makes `out` of a record from the first image on: an image must
 * agree with the first; a gap stays as it is; the first image is decoded
 * already. Codes stay codes, unless r->floats; other stored values become
 * float32. 0, or -1 with a reason. It may take the memory of `in`. The name of
 * a field is that of its image if more than a few of its cells are over
 * ZR_BEYOND dBZ, else "".
 */
int rain_convert(const struct rain *r, struct chunk *in, struct chunk *out, char *why);

/*
 * rain_describe() decides on the conversion by what the first image says, and
 * on the time of its record, [start, end); makes the table, and writes grid,
 * CRS, units and conversion to the header. 0, or -1 with a reason.
 */
int rain_describe(struct rain *r, int64_t start, int64_t end, struct chunk_header *h, char *why);

/* Whether fields hold codes with a table, not values. */
bool rain_has_codes(const struct rain *r);

/*
 * rain_reason() writes "name, time: reason" to `why` (CHUNK_WHY_MAX bytes), and
 * returns -1.
 */
int rain_reason(const char *name, int64_t start, const char *reason, char *why);

#endif
