/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zr.c - stored values to reflectivity, rain rate or amount.
 *
 * Settings that zr-settle.c made go in; values, or the table of all codes, come
 * out. The arithmetic is float64, rounded once.
 */
#include "radar/zr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NO_ECHO_DBZ (-32.0)     /* for a value of no echo that is itself no dBZ */

bool
special_is(const struct special *s, double x)
{
	return s->is == SPECIAL_SET && (s->x == x || (isnan(s->x) && isnan(x)));
}

static bool
same_special(const struct special *a, const struct special *b)
{
	return a->is == b->is && (a->is != SPECIAL_SET || special_is(a, b->x));
}

bool
zr_same(const struct zr *a, const struct zr *b)
{
	return a->units.kind == b->units.kind && a->units.factor == b->units.factor &&
	    a->gain == b->gain && a->offset == b->offset && a->hours == b->hours &&
	    same_special(&a->nodata, &b->nodata) && same_special(&a->undetect, &b->undetect);
}

enum units_kind
zr_result(const struct zr *used)
{
	if (used->units.kind == UNITS_DBZ)
		return used->dbz ? UNITS_DBZ : UNITS_RATE;
	return used->hours > 0 ? UNITS_RATE : used->units.kind;
}

static double
scaled(const struct zr *z, double stored)
{
	return z->gain * stored + z->offset;
}

static double
rain_rate(const struct zr *z, double dbz)
{
	double rate = pow(pow(10, dbz / 10) / z->a, 1 / z->b);

	return rate < z->max_rate ? rate : z->max_rate;
}

/*
 * No echo is 0 mm. In dBZ it is the value of its code, if that is one: OPERA's
 * would be -8888000 dBZ.
 */
static double
no_echo(const struct zr *z)
{
	double dbz = scaled(z, z->undetect.x);

	if (!z->dbz)
		return 0;
	return z->undetect.is == SPECIAL_SET && dbz >= -64 && dbz <= 0 ? dbz : NO_ECHO_DBZ;
}

/* A rate or an amount. */
static double
depth(const struct zr *z, double stored)
{
	double x = scaled(z, stored) * z->units.factor;

	if (x < 0 && z->negative != ZR_NEGATIVE_REFUSED)
		return z->negative == ZR_NEGATIVE_ZERO ? 0 : NAN;
	if (z->units.kind == UNITS_AMOUNT && z->hours == 0)
		return x;
	if (z->hours > 0)
		x /= z->hours;
	return x > z->max_rate ? z->max_rate : x;
}

float
zr_value(const struct zr *z, double stored)
{
	double dbz;

	if (special_is(&z->nodata, stored))
		return NAN;
	if (special_is(&z->undetect, stored))
		return (float)no_echo(z);
	if (!isfinite(stored))
		return NAN;
	if (z->units.kind != UNITS_DBZ)
		return (float)depth(z, stored);
	dbz = scaled(z, stored);
	if (dbz < z->min_dbz)
		return (float)no_echo(z);
	return (float)(z->dbz ? dbz : rain_rate(z, dbz));
}

/* ---- Codes ------------------------------------------------------------- */

static bool
is_beyond(const struct zr *z, double stored)
{
	return z->units.kind == UNITS_DBZ && scaled(z, stored) > ZR_BEYOND;
}

static bool
is_negative(const struct zr *z, double stored)
{
	return z->units.kind != UNITS_DBZ && z->negative == ZR_NEGATIVE_REFUSED &&
	    scaled(z, stored) < 0;
}

/* Values are a line over their codes, so such codes are neighbours. */
static struct zr_codes
find_codes(const struct zr *z, uint32_t n, bool (*is)(const struct zr *, double))
{
	struct zr_codes found = { 0 };

	for (uint32_t code = 0; code < n; code++) {
		if (!is(z, code))
			continue;
		if (!found.any)
			found.low = code;
		found.high = code;
		found.any = true;
	}
	return found;
}

struct zr_codes
zr_beyond(const struct zr *z, uint32_t n)
{
	return find_codes(z, n, is_beyond);
}

struct zr_codes
zr_negative(const struct zr *z, uint32_t n)
{
	return find_codes(z, n, is_negative);
}

/* Whether any code is a plausible dBZ: then huge ones are perhaps unused. */
static bool
has_sane_codes(const struct zr *z, uint32_t n)
{
	for (uint32_t code = 0; code < n; code++) {
		double dbz = scaled(z, code);

		if (!special_is(&z->nodata, code) && !special_is(&z->undetect, code) && dbz >= 0 &&
		    dbz <= ZR_BEYOND)
			return true;
	}
	return false;
}

/* Codes below 0 stay in the table; rain_convert() refuses images that contain them. */
int
zr_table(const struct zr *z, uint32_t n, float *table, char *why)
{
	for (uint32_t code = 0; code < n; code++) {
		table[code] = zr_value(z, code);
		if (!isinf(table[code]))
			continue;
		if (z->units.kind != UNITS_DBZ)
			return chunk_reason(why, "code %u would be %g, beyond float32: -g and -b are wrong",
			    code, scaled(z, code));
		return chunk_reason(why,
		    "code %u would be %g dBZ, a rain rate beyond float32: %s", code, scaled(z, code),
		    has_sane_codes(z, n) ? "--max-rate 1000 clips it, or -g and -b are wrong" :
		    "no code is within 0 to 75 dBZ, so -g and -b are wrong");
	}
	return 0;
}

/* ---- Values ------------------------------------------------------------ */

#define SIZE(type) \
	((type) == CHUNK_U8 ? 1 : (type) == CHUNK_U16 ? 2 : (type) == CHUNK_F32 ? 4 : 8)

/* By memcpy(), since what is read and what is written may share memory. */
static inline double
stored_at(enum chunk_type type, const void *from, size_t i)
{
	const unsigned char *at = (const unsigned char *)from + i * SIZE(type);
	uint16_t word;
	float single;
	double x;

	switch (type) {
	case CHUNK_U8:
		return *at;
	case CHUNK_U16:
		memcpy(&word, at, sizeof word);
		return word;
	case CHUNK_F32:
		memcpy(&single, at, sizeof single);
		return single;
	default:
		memcpy(&x, at, sizeof x);
		return x;
	}
}

/* Why a value cannot stay, and how many of them are below 0. */
static int
refuse(const struct zr *z, double stored, size_t i, uint32_t cols, size_t negative, char *why)
{
	char text[CHUNK_NUMBER_MAX], place[64];

	snprintf(place, sizeof place, "at row %zu, column %zu", i / cols, i % cols);
	chunk_number_text(stored, text);
	if (negative > 0)
		return chunk_reason(why, "has %s %s, and %zu values below 0 in all: -n %s if that is no "
		    "data, or --negative missing or zero", text, place, negative, text);
	return chunk_reason(why, "has %s %s, which is no %s that float32 has: -n says what is no data, "
	    "and -g and -b the scale", text, place, z->units.kind == UNITS_DBZ ? "reflectivity" : "rain");
}

/*
 * One kind of stored values, so that the compiler knows it. Going up, a value
 * of 4 bytes never overwrites one of 4 or 8 bytes that is still to be read.
 */
#define CONVERT(kind) \
	for (size_t i = 0; i < n; i++) { \
		double stored = stored_at(kind, from, i); \
		float value = zr_value(z, stored); \
		bool below = value < 0 && rain, infinite = isinf(value); \
		if (below || infinite) { \
			if (negative + infinities == 0) { \
				first = i; \
				odd = stored; \
			} \
			negative += below; \
			infinities += infinite; \
		} \
		*beyond += dbz && !isnan(value) && scaled(z, stored) > ZR_BEYOND && \
		    !special_is(&z->undetect, stored); \
		to[i] = value; \
	}

int
zr_values(const struct zr *z, enum chunk_type type, const void *from, size_t n, uint32_t cols,
    float *to, size_t *beyond, char *why)
{
	bool dbz = z->units.kind == UNITS_DBZ, rain = zr_result(z) != UNITS_DBZ;
	size_t first = 0, negative = 0, infinities = 0;
	double odd = 0;

	*beyond = 0;
	switch (type) {
	case CHUNK_U8: CONVERT(CHUNK_U8) break;
	case CHUNK_U16: CONVERT(CHUNK_U16) break;
	case CHUNK_F32: CONVERT(CHUNK_F32) break;
	default: CONVERT(CHUNK_F64) break;
	}
	if (negative + infinities == 0)
		return 0;
	return refuse(z, odd, first, cols, negative, why);
}
