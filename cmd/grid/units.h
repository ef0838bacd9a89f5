/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * units.h - units of precipitation, as files and people spell them, to those of
 * a stream: mm h-1 for rates, mm for amounts, dBZ for reflectivity.
 */
#ifndef UNITS_H
#define UNITS_H

#include <stdbool.h>

enum units_kind {
	UNITS_UNSAID,                   /* an empty text */
	UNITS_OTHER,                    /* of something else, or unknown */
	UNITS_DBZ,
	UNITS_RATE,
	UNITS_AMOUNT
};

struct units {
	enum units_kind kind;
	double factor;                  /* x factor makes mm h-1 of a rate, mm of an amount */
};

/* The units that a text names. Case, blanks, brackets, ^ and ** do not matter. */
struct units units_find(const char *text);

/*
 * units_require() finds the units that a file or an option must name. 0, or -1
 * with a reason (CHUNK_WHY_MAX bytes) that names some that are known.
 */
int units_require(const char *text, struct units *u, char *why);

/* The units of such values in a stream: "dBZ", "mm h-1", "mm"; "" for none. */
const char *units_of_stream(enum units_kind kind);

/*
 * units_convert() finds what turns values in units of a stream into others of
 * the same kind: they are multiplied by *factor. 0, or -1 with a reason.
 */
int units_convert(const char *stream, const char *wanted, double *factor, char *why);

#endif
