/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zr.h - the stored values of an image to reflectivity (dBZ), rain rate (mm h-1)
 * or amount (mm): what decoders of images have in common.
 */
#ifndef ZR_H
#define ZR_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "grid/image.h"
#include "grid/units.h"

/* A stored value that is none, but means no data or no echo. */
struct special {
	enum { SPECIAL_UNSET, SPECIAL_NONE, SPECIAL_SET } is;
	double x;                               /* if set; may be NaN or infinite */
};

/* Who says a number; ZR_ASSUMED is what holds where nobody says one. */
enum zr_whose { ZR_OPTION, ZR_FILE, ZR_SMHI, ZR_ASSUMED };

/* What amounts and rates below 0 are. */
enum zr_negative { ZR_NEGATIVE_REFUSED, ZR_NEGATIVE_MISSING, ZR_NEGATIVE_ZERO };

#define ZR_BEYOND 75                            /* dBZ that not even hail has */

/*
 * gain x stored + offset is in `units`. Of reflectivity it is dBZ, and rain
 * rate = (10^(dBZ/10) / a)^(1/b), as Marshall and Palmer have it.
 */
struct zr {
	struct units units;                     /* UNITS_UNSAID: as the file says */
	double gain, offset;                    /* NAN: not set */
	struct special nodata, undetect;
	double a, b;                            /* of Z = a R^b */
	double min_dbz;                         /* below it: no echo; -INFINITY for no limit */
	double max_rate; /* mm h-1, over it: clipped; INFINITY for no limit */
	double hours;                           /* amounts are divided by it; 0: they stay amounts */
	enum zr_negative negative;
	bool dbz;                               /* reflectivity stays dBZ */
	enum zr_whose gain_by, offset_by, nodata_by, undetect_by;       /* of the settled ones */
};

/* Nothing asked for; a is 200, b 1.5. */
#define ZR_DEFAULTS { .gain = NAN, .offset = NAN, .a = 200, .b = 1.5, .min_dbz = -INFINITY, \
	.max_rate = INFINITY }

/*
 * zr_settle() makes `used` from what was asked for, else what the image says,
 * else, if it is SMHI's, its documentation. used->units is of reflectivity,
 * rates or amounts. Where nobody names the code of no echo, it is 0, if that
 * stands for at most -20 dBZ. 0, or -1 with a reason (CHUNK_WHY_MAX bytes) for
 * what nobody says, or what contradicts itself.
 */
int zr_settle(const struct zr *asked, const struct image *image, bool smhi, struct zr *used,
    char *why);

/* Whether two conversions of the same options give the same value for each stored one. */
bool zr_same(const struct zr *a, const struct zr *b);

/* What comes out: the kind of units, since reflectivity and --rate give rates. */
enum units_kind zr_result(const struct zr *used);

/* zr_whose() writes who says gain, offset, nodata and undetect, as the header has it. */
#define ZR_WHOSE_MAX 80
const char *zr_whose(const struct zr *used, char *text);

/*
 * Codes that are odd: [low, high] of those for which zr_beyond() and
 * zr_negative() answer true.
 */
struct zr_codes {
	bool any;
	uint32_t low, high;
};

/*
 * zr_beyond() finds the codes of 0..n-1 that would be over ZR_BEYOND dBZ;
 * zr_negative() those that would be rain below 0, where that is refused. Codes
 * of no data and no echo may be among them.
 */
struct zr_codes zr_beyond(const struct zr *z, uint32_t n);
struct zr_codes zr_negative(const struct zr *z, uint32_t n);

/* Whether a stored value is a special one. */
bool special_is(const struct special *s, double x);

/*
 * zr_value() converts one stored value; NaN is missing. The result may be
 * infinite, or below 0 where that is to be refused.
 */
float zr_value(const struct zr *z, double stored);

/*
 * zr_table() fills table[0..n) with the float32 value of each code. 0, or -1
 * with a reason.
 */
int zr_table(const struct zr *z, uint32_t n, float *table, char *why);

/*
 * zr_values() converts the n stored values of a field, row by row, `cols` in
 * each, to float32; `to` may be where `from` is, if that has float32 or float64. *beyond is how many are over
 * ZR_BEYOND dBZ. 0, or -1 with a reason: a value below 0, or beyond float32.
 */
int zr_values(const struct zr *z, enum chunk_type type, const void *from, size_t n, uint32_t cols,
    float *to, size_t *beyond, char *why);

#endif
