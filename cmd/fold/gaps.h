/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gaps.h - gaps that wait until the field in whose time they lie is written: a
 * few words for each.
 */
#ifndef GAPS_H
#define GAPS_H

#include "chunk.h"

/* Starts as { 0 }. */
struct gaps {
	struct gap {
		int64_t start, end;
		uint32_t expected;      /* steps that are missing */
		const char *reason;     /* gaps with equal reasons share one */
	} *at;
	size_t n, room;
	void *reasons;                  /* a tree of tsearch(3) */
};

/* Out of memory ends the tool in all of these. */

/*
 * gaps_add() adds the part of a gap that is in [start, end), with its share of
 * the steps. It continues the latest one if it follows that directly for the
 * same reason.
 */
void gaps_add(struct gaps *g, const struct chunk *gap, int64_t start, int64_t end);

/* gaps_sort() puts them in order of time, and joins those that follow each other. */
void gaps_sort(struct gaps *g);

/* gaps_write() writes all of them to a stream; then, as after gaps_clear(), there are none. */
void gaps_write(struct gaps *g, struct chunk_stream *out);
void gaps_clear(struct gaps *g);
void gaps_free(struct gaps *g);

#endif
