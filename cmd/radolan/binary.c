/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * binary.c - RADOLAN's binary composites to codes.
 *
 * A line of ASCII up to the byte 3 says what follows: rows x cols values from
 * the lower left, of one byte (reflectivity) or two (amounts). Source: DWD,
 * RADOLAN/RADVOR-OP Kompositformat, 2.4; checked on real files.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "grid/formats.h"
#include "le.h"
#include "radolan/private.h"

#define HEADER_MAX 4096
#define TOKENS     17                           /* where the tokens begin, after product and time */

/* Flags of a value of two bytes. */
/* 0x1000 says that another source filled the cell in, which is no matter here. */
enum { NO_DATA = 0x2000, NEGATIVE = 0x4000, CLUTTER = 0x8000 };

/* Codes of reflectivity. */
enum { DBZ_CLUTTER = 249, DBZ_NO_DATA = 250, DBZ_NONE = 255 };

#define AMOUNT_MASK    0x0fff
#define AMOUNT_NO_DATA 0xffff

struct radolan {
	char product[3];
	uint64_t bytes;                         /* of the whole file, as it says */
	int version, exponent, minutes, lead;
	uint32_t rows, cols;
	int64_t end;
	size_t header;                          /* bytes, with the one that ends it */
	bool dbz;
};

/* Whether a text has only digits and blanks in its first n characters. */
static bool
is_number(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)text[i]) && text[i] != ' ')
			return false;
	return true;
}

static int
two_digits(const char *text)
{
	return 10 * (text[0] - '0') + text[1] - '0';
}

/* The time, ddHHMM and mmyy. */
static bool
read_time(const char *text, int64_t *t)
{
	struct tm tm = { .tm_mday = two_digits(text + 2), .tm_hour = two_digits(text + 4),
		.tm_min = two_digits(text + 6), .tm_mon = two_digits(text + 13) - 1 };
	int year = two_digits(text + 15);

	tm.tm_year = year < 70 ? year + 100 : year;
	struct tm same = tm;

	*t = timegm(&same);
	return same.tm_mday == tm.tm_mday && same.tm_mon == tm.tm_mon && tm.tm_hour < 24 &&
	    tm.tm_min < 60;
}

/* The number after a token; false if there is none. */
static bool
token(const char *text, const char *name, long *x)
{
	const char *at = strstr(text, name);
	char *end;

	if (at == NULL)
		return false;
	*x = strtol(at + strlen(name), &end, 10);
	return end != at + strlen(name);
}

/* INT: minutes, or days if U1 follows. */
static bool
read_minutes(const char *text, struct radolan *r)
{
	const char *at = strstr(text, "INT");
	char *end;
	long n;

	if (at == NULL)
		return false;
	n = strtol(at + 3, &end, 10);
	if (n < 0 || n > 366 * 1440L)
		return false;
	r->minutes = (int)n * (strncmp(end, "U1", 2) == 0 ? 1440 : 1);
	return end != at + 3 && r->minutes <= 366 * 1440;
}

/* GP: rows x cols. */
static bool
read_size(const char *text, struct radolan *r)
{
	const char *at = strstr(text, "GP");

	return at != NULL && sscanf(at, "GP%4ux%4u", &r->rows, &r->cols) == 2;
}

/* PR: E-01, an exponent of 10. */
static bool
read_exponent(const char *text, struct radolan *r)
{
	const char *at = strstr(text, "PR");

	return at != NULL && sscanf(at, "PR E%3d", &r->exponent) == 1;
}

/* Reads the line; false if it is none of RADOLAN's. */
static bool
read_header(const unsigned char *bytes, size_t size, struct radolan *r)
{
	const unsigned char *end = memchr(bytes, 3, size < HEADER_MAX ? size : HEADER_MAX);
	char text[HEADER_MAX + 1], *stations;
	long n = 0, lead = 0;

	if (end == NULL || end - bytes < TOKENS)
		return false;
	r->header = (size_t)(end - bytes) + 1;
	memcpy(text, bytes, r->header - 1);
	text[r->header - 1] = '\0';
	if (strlen(text) != r->header - 1 || !isupper((unsigned char)text[0]) ||
	    !isalnum((unsigned char)text[1]) || !is_number(text + 2, 15) || strchr(text + 2, ' ') < text + TOKENS)
		return false;
	stations = strchr(text, '<');           /* names, which are no tokens */
	if (stations != NULL)
		*stations = '\0';
	memcpy(r->product, text, 2);
	r->dbz = text[1] == 'X';
	if (!read_time(text, &r->end) || !token(text + TOKENS, "BY", &n) || n < 0 ||
	    !read_minutes(text, r) || !read_exponent(text, r) || !read_size(text, r))
		return false;
	r->bytes = (uint64_t)n;
	if (!token(text + TOKENS, "VS", &n))
		return false;
	r->version = (int)n;
	r->lead = token(text + TOKENS, "VV", &lead) ? (int)lead : 0;
	return true;
}

/*
 * Whether a product is amounts of rain: RADOLAN's and RADVOR's of minutes and
 * hours (R), of several hours and days (S, D), of weeks and months (W), and
 * RADKLIM's YW. Of others, WN is reflectivity and HG is classes.
 */
static bool
is_amount(const char *product)
{
	static const char known[] =
	    "RY RZ RH RB RW RL RU RS RQ RV SQ SH SF W1 W2 W3 W4 D2 D3 S2 S3 YW";

	for (const char *at = known; (at = strstr(at, product)) != NULL; at++)
		if ((at - known) % 3 == 0)
			return true;
	return false;
}

/* Fills in what the line says; IMAGE_REFUSED for what is no rain that was measured. */
static int
describe(const struct radolan *r, struct image *g, char *why)
{
	if (r->lead > 0) {
		chunk_reason(why, "is a forecast for %d min later (VV): analyses alone are read", r->lead);
		return IMAGE_REFUSED;
	}
	if (!r->dbz && (!is_amount(r->product) || r->exponent < -2 || r->exponent > 0)) {
		chunk_reason(why, "is the product %s in units of 10^%d, which is not read: RW, RY, SF and "
		    "other amounts in 0.01 to 1 mm are", r->product, r->exponent);
		return IMAGE_REFUSED;
	}
	if (!radolan_grid(r->rows, r->cols, r->version < 5, g)) {
		chunk_reason(why, "has %u x %u cells, which none of DWD's grids has that are known here",
		    r->rows, r->cols);
		return IMAGE_REFUSED;
	}
	g->type = r->dbz ? CHUNK_U8 : CHUNK_U16;
	g->integers = true;
	g->has_gain = g->has_offset = g->has_nodata = true;
	g->gain = r->dbz ? 0.5 : pow(10, r->exponent);
	g->offset = r->dbz ? -32.5 : 0;
	g->nodata = r->dbz ? DBZ_NO_DATA : AMOUNT_NO_DATA;
	g->owns_nodata = true;
	g->has_undetect = r->dbz;
	snprintf(g->unit, sizeof g->unit, "%s", r->dbz ? "dBZ" : "mm");
	snprintf(g->quantity, sizeof g->quantity, "%s", r->product);
	snprintf(g->source, sizeof g->source, "DWD");
	g->start = r->end - (r->dbz ? 0 : 60 * (int64_t)r->minutes);
	g->end = r->end;
	return 0;
}

/* One code for no data stands for clutter too, which hides what falls there. */
static void
take_reflectivity(const unsigned char *from, size_t n, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i] == DBZ_CLUTTER || from[i] == DBZ_NONE ? DBZ_NO_DATA : from[i];
}

static bool
take_amounts(const unsigned char *from, size_t n, uint16_t *to)
{
	unsigned flags = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned x = get16(from + 2 * i);

		flags |= x;
		to[i] = (x & (NO_DATA | CLUTTER)) != 0 ? AMOUNT_NO_DATA : x & AMOUNT_MASK;
	}
	return (flags & NEGATIVE) == 0;
}

/* Takes the rows, which begin in the south. */
static int
take_rows(const struct radolan *r, const unsigned char *from, struct chunk *out, char *why)
{
	size_t value = r->dbz ? 1 : 2, line = value * r->cols;
	unsigned char *to = chunk_room(out, line * r->rows);

	if (to == NULL) {
		chunk_reason(why, "out of memory for %u x %u cells", r->rows, r->cols);
		return IMAGE_REFUSED;
	}
	for (uint32_t row = r->rows; row-- > 0; from += line)
		if (r->dbz) {
			take_reflectivity(from, r->cols, to + row * line);
		} else if (!take_amounts(from, r->cols, (uint16_t *)(void *)(to + row * line))) {
			chunk_reason(why, "has values below 0: %s is a product of differences, not of rain",
			    r->product);
			return IMAGE_REFUSED;
		}
	out->kind = CHUNK_FIELD;
	out->type = r->dbz ? CHUNK_U8 : CHUNK_U16;
	return 0;
}

/* What begins as RADOLAN does, but has no whole header, is damaged. */
static int
refuse(const void *bytes, size_t size, char *why)
{
	const struct format *f = formats_find(bytes, size);

	if (f == NULL || f->reader == NULL || strncmp(f->reader, "radolan", 7) != 0)
		return formats_refuse(bytes, size, "a composite of RADOLAN", why);
	chunk_reason(why, "has a header that is not whole: time, BY, VS, PR, INT and GP, up to the byte 3");
	return IMAGE_DAMAGED;
}

int
radolan_binary(const void *bytes, size_t size, image_accept_fn *accept, const void *arg,
    struct image *g, struct chunk *out, char *why)
{
	struct radolan r = { 0 };
	int status;

	if (!read_header(bytes, size, &r))
		return refuse(bytes, size, why);
	if (r.bytes != size || r.bytes - r.header != (uint64_t)r.rows * r.cols * (r.dbz ? 1 : 2)) {
		chunk_reason(why, "has %zu bytes: it says %llu, and %u x %u cells need %llu", size,
		    (unsigned long long)r.bytes, r.rows, r.cols,
		    (unsigned long long)r.header + (uint64_t)r.rows * r.cols * (r.dbz ? 1 : 2));
		return IMAGE_DAMAGED;
	}
	status = describe(&r, g, why);
	if (status == 0 && accept != NULL && accept(arg, g, why) < 0)
		status = IMAGE_REFUSED;
	return status == 0 ? take_rows(&r, (const unsigned char *)bytes + r.header, out, why) : status;
}
