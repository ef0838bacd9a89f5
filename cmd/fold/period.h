/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.h - the time that statistics stand for: what was covered, what was missing, how many images.
 *
 * Fields of a stream cover it from the first record to the last. A partial state covers the time of its
 * layers but for the gaps before them whose reason is PERIOD_NOT_COVERED; several may come in any order,
 * and share no time.
 */
#ifndef PERIOD_H
#define PERIOD_H

#include "fold/bins.h"
#include "chunk.h"

#define PERIOD_NOT_COVERED "not covered"

struct period {
	uint64_t have, expected;        /* images, of how many */
	int64_t start, end;
	int64_t by_fields;              /* seconds that fields took */
	int64_t step;                   /* seconds, 0 where that is not known */
	struct covered {
		struct span span;
		const char *name;       /* of the file */
	} *covered;                     /* by partial states */
	size_t n, room;
	struct chunk *gap;              /* as they came */
	size_t gaps, gaps_room;
	size_t fresh;                   /* the first gap of the state that is coming */
};

/* All of these die where memory is out. */

/* Takes a gap, or a field of images, of a stream; its end, [start, end) of all records, is told last. */
void period_gap(struct period *p, const struct chunk *gap);
void period_field(struct period *p, const struct chunk *field);
void period_ends(struct period *p, int64_t start, int64_t end);

/* Takes the first layer of a partial state that the file `name` has. Dies where time is shared. */
void period_state(struct period *p, const struct chunk *layer, const char *name);

/* After all: puts gaps in order; time that nothing covers becomes gaps, missing ones where `missing`. */
void period_close(struct period *p, bool missing);
void period_free(struct period *p);

#endif
