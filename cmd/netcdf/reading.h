/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reading.h - the fields of many netCDF files as one series in time, with gaps
 * for steps that are missing.
 *
 * First reading_add() looks into each file, and reading_settle() puts all in
 * the order of time. Then reading_next() hands out stored values, and
 * reading_convert() makes rain of them in any thread: the source and the work
 * of a chunk_flow(). The library is not safe in threads, so that all but
 * reading_convert() belong to one.
 *
 * Functions return 0, or -1 with a reason that names the file (CHUNK_WHY_MAX
 * bytes).
 */
#ifndef READING_H
#define READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"
#include "grid/box.h"

enum reading_stamp { READING_UNSAID, READING_START, READING_MID, READING_END };
enum reading_negative { READING_REFUSED, READING_MISSING, READING_ZERO };

#define READING_INDEXES 8

struct reading {
	/* The caller's, set before the first file. */
	const char *variable, *units, *crs;     /* NULL: what the files say */
	const char *credit;                     /* the same of who made them */
	const char *index[READING_INDEXES];     /* "number=0" */
	size_t indexes;
	enum reading_stamp stamp;
	enum reading_negative negative;
	int64_t step;                           /* of times without bounds; 0: not said */
	int64_t from, to;                       /* fields that begin in [from, to) */
	bool rate;                              /* amounts become rates */
	bool cumulative;                        /* sums since midnight become those of a step */
	bool has_box;
	struct box box;

	/* What reading_settle() finds. */
	uint64_t fields;                        /* to come */
	int64_t first, last;                    /* from the first record to the end of the last */
	size_t record;                          /* bytes of a record, before and after its work */

	struct reading_state *state;            /* private */
};

#define READING { .from = INT64_MIN, .to = INT64_MAX }

/* Whether --index has the form dim=i. */
bool reading_index_is_valid(const char *text);

int reading_add(struct reading *r, const char *path, char *why);
int reading_settle(struct reading *r, char *why);

/* Sets what a stream of these fields says of itself. */
void reading_describe(const struct reading *r, struct chunk_header *h);

/*
 * What was taken, and what was decided, as a line of text (CHUNK_WHY_MAX
 * bytes).
 */
const char *reading_text(const struct reading *r, char *text);

/*
 * Whether there is a hole of the same length after each field, and what to do
 * about it (CHUNK_WHY_MAX bytes).
 */
bool reading_has_holes(const struct reading *r, char *why);

/*
 * Whether the CRS is unknown, and what the files say of it (CHUNK_WHY_MAX
 * bytes).
 */
bool reading_lacks_crs(const struct reading *r, char *why);

/* Whether a file by chunk2nc was changed since, and is read as any other. */
bool reading_doubts(const struct reading *r, char *why);

/*
 * reading_next() gives the next field, still as it is stored, or a gap: 1, 0 at
 * the end, or -1. Only after reading_convert() is it a field.
 */
int reading_next(struct reading *r, struct chunk *c, char *why);
int reading_convert(const struct reading *r, struct chunk *in, struct chunk *out, char *why);

void reading_free(struct reading *r);

#endif
