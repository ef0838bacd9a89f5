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

/* Who says a number; ZR_ASSUMED is only for no echo. */
enum zr_whose { ZR_OPTION, ZR_FILE, ZR_SMHI, ZR_ASSUMED };

#define ZR_BEYOND 75                            /* dBZ that not even hail has */

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
	enum zr_whose gain_by, offset_by, nodata_by, undetect_by;       /* of the settled ones */
};

/* Nothing asked for; a is 200, b 1.5. */
#define ZR_DEFAULTS { .gain = NAN, .offset = NAN, .nodata = ZR_UNSET, .undetect = ZR_UNSET, \
	.a = 200, .b = 1.5, .min_dbz = -INFINITY, .max_rate = INFINITY }

/*
 * zr_settle() makes `used` from what was asked for, else what the image says,
 * else, if it is SMHI's, its documentation. Where nobody names the code of no
 * echo, it is 0, if that stands for at most -20 dBZ. 0, or -1 with a reason
 * (CHUNK_WHY_MAX bytes) for what nobody says, or what contradicts itself.
 */
int zr_settle(const struct zr *asked, const struct image *image, bool smhi, struct zr *used,
    char *why);

/* zr_whose() writes who says gain, offset, nodata and undetect, as the header has it. */
#define ZR_WHOSE_MAX 80
const char *zr_whose(const struct zr *used, char *text);

/*
 * zr_beyond() finds the codes [*low, *high] of 0..n-1 that would be over
 * ZR_BEYOND; nodata and undetect may be among them. False if there are none.
 */
bool zr_beyond(const struct zr *z, uint32_t n, uint32_t *low, uint32_t *high);

/*
 * zr_table() fills table[0..n) with the float32 value of each code. 0, or -1
 * with a reason.
 */
int zr_table(const struct zr *z, uint32_t n, float *table, char *why);

#endif
