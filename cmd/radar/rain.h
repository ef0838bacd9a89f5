/* SPDX-License-Identifier: BSD-2-Clause */
/* rain.h - one radar image to one field of rain: what tif2rain does to every record. */
#ifndef RAIN_H
#define RAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "tiff/geotiff.h"
#include "radar/zr.h"

struct rain {
	struct zr asked, used;                  /* from the command line; with what the first image says */
	const char *crs;                        /* what holds for all images; NULL: what they say */
	bool floats;                            /* values, not codes */
	bool keep_going;                        /* a damaged image becomes a gap */
	struct geotiff first;                   /* what all images must agree with, */
	char first_name[CHUNK_NAME_MAX + 1];    /* and which it was */
	float table[65536];
};

/*
 * rain_decode() makes a field of codes of image `in`, and `g` of its tags: 1. 0 if the image is
 * damaged and keep_going is set: `out` is a gap of damage_gap() then (see cli/damage.h). -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int rain_decode(const struct rain *r, const struct chunk *in, struct chunk *out, struct geotiff *g,
    char *why);

/*
 * rain_convert() makes `out` of a record that follows the first image: an image, which must agree
 * with the first; a gap, which stays as it is; or the first image itself, decoded already. 0, or
 * -1 with a reason. It may take the memory of `in`.
 */
int rain_convert(const struct rain *r, struct chunk *in, struct chunk *out, char *why);

/*
 * rain_describe() settles the conversion by what the first image says, makes the table, and writes
 * grid, CRS, units and conversion to the header. 0, or -1 with a reason.
 */
int rain_describe(struct rain *r, struct chunk_header *h, char *why);

/* rain_blame() writes "name, time: reason" to `why` (CHUNK_WHY_MAX bytes), and returns -1. */
int rain_blame(const char *name, int64_t start, const char *reason, char *why);

#endif
