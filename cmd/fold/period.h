/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.h - the time that statistics stand for: what was covered, and what was
 * missing.
 *
 * The fields of a stream cover it from the first record to the last. A partial
 * state covers the time of its layers, except the gaps before them with the
 * reason PERIOD_NOT_COVERED. Several may come in any order, but must not
 * overlap.
 */
#ifndef PERIOD_H
#define PERIOD_H

#include "chunk.h"
#include "fold/bins.h"
#include "fold/gaps.h"

#define PERIOD_NOT_COVERED "not covered"

struct period {
	int64_t start, end;
	int64_t step;                   /* seconds, 0 if unknown */
	struct covered {
		struct span span;
		const char *name;       /* of the file */
	} *covered;                     /* by partial states */
	size_t n, room;
	struct gaps gaps;
	struct gaps fresh;              /* those of the partial state that is coming */
};

/* Out of memory ends the tool in all of these. */

/* Of a stream of fields, the caller sets start and end. */
void period_gap(struct period *p, const struct chunk *gap);

/*
 * period_state_gap() adds a gap of a partial state, then period_state() its
 * first layer. `name` is the file. An overlap ends the tool. takes() is called
 * for each span of time that the state covers.
 */
void period_state_gap(struct period *p, const struct chunk *gap);
void period_state(struct period *p, const struct chunk *layer, const char *name,
    void (*takes)(void *arg, struct span span), void *arg);

/* A record of a gap, whose text is `reason` itself. */
struct chunk period_gap_record(int64_t start, int64_t end, int64_t step, const char *reason);

/*
 * At the end: sorts the gaps, and makes gaps of uncovered time: "missing", or
 * not covered.
 */
void period_close(struct period *p, bool missing);
/* Forgets all, for another period. */
void period_clear(struct period *p);
void period_free(struct period *p);

#endif
