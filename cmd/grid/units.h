/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * units.h - units of precipitation, as files and people spell them, to those of
 * a stream: mm h-1 for rates, mm for amounts, dBZ for reflectivity.
 */
#ifndef UNITS_H
#define UNITS_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

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

/*
 * units_of_layer() is what values of a layer are multiplied by to have them in
 * `wanted`, which may be NULL. It is 1 for layers with units of their own that
 * are of another kind, such as counts. *units becomes the name of the units
 * that come out, or NULL.
 */
double units_of_layer(const struct chunk_header *h, const char *layer, const char *wanted,
    const char **units);

/*
 * Whether the values of a layer are times, in seconds since 1970 UTC, as those
 * of stats --when. They are float64: float32 has steps of two minutes there.
 */
bool units_are_times(const struct chunk_header *h, const char *layer);

/* The same of any layer, by the header. */
bool units_have_times(const struct chunk_header *h);

/* Multiplies n values by a number, in float64. */
void units_multiply(float *values, size_t n, double times);

#endif
