/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zr.h - radar codes to reflectivity (dBZ) and rain rate (mm h-1): what
 * tif2rain's table holds.
 */
#ifndef ZR_H
#define ZR_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "grid/image.h"

enum { ZR_NONE = -1, ZR_UNSET = -2 };           /* nodata and undetect that are not codes */

/*
 * dBZ = gain x code + offset; rain rate = (10^(dBZ/10) / a)^(1/b), as Marshall
 * and Palmer have it.
 */
struct zr {
	double gain, offset;                    /* NAN: not set */
	int nodata, undetect;                   /* a code, ZR_NONE or ZR_UNSET */
	double a, b;                            /* of Z = a R^b */
	double min_dbz;                         /* below it: no echo; -INFINITY for no limit */
	double max_rate; /* mm h-1, over it: clipped; INFINITY for no limit */
	bool dbz;                               /* the table holds dBZ, not rain rates */
};

/*
 * Nothing asked for: gain, offset and nodata are the file's or SMHI's; a is
 * 200, b 1.5.
 */
#define ZR_DEFAULTS { NAN, NAN, ZR_UNSET, ZR_UNSET, 200, 1.5, -INFINITY, INFINITY, false }

/*
 * zr_settle() makes `used` from what was asked for, else what the image says,
 * else the defaults. 0, or -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int zr_settle(const struct zr *asked, const struct image *image, struct zr *used, char *why);

/*
 * zr_table() fills table[0..n) with the float32 value of each code. 0, or -1
 * with a reason.
 */
int zr_table(const struct zr *z, uint32_t n, float *table, char *why);

#endif
