/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * groups.h - the groups of time of stats --by: a fold for each, how many images
 * it has, and which times belong to it.
 *
 * Without --by all time is one group, and so is a year. Those of a cycle, such
 * as the hours of the day, take turns: each comes in many pieces of time.
 */
#ifndef GROUPS_H
#define GROUPS_H

#include "fold/cycle.h"
#include "fold/fold.h"
#include "fold/period.h"

struct groups {
	struct cycle cycle;             /* CYCLE_NONE: all time is one group */
	int n;
	int64_t window;                 /* seconds, if the fields are windows of rolling; else 0 */
	int64_t begins;                 /* where their data do; INT64_MIN if it is not said */
	int64_t covered;                /* where the latest field ends */
	struct group {
		struct fold *fold;      /* NULL until it is needed */
		uint64_t have, expected;/* images, of how many */
		uint64_t early, early_expected; /* of windows that begin before their data */
		int64_t by_fields;      /* seconds that fields and gaps took */
		int64_t seconds;        /* its share of the period; after groups_close() */
	} at[CYCLE_GROUPS_MAX];
};

/* Out of memory ends the tool in all of these. */

/*
 * `first` is the fold of the first group, and the model of all others; `h` the
 * header of the fields.
 */
void groups_begin(struct groups *g, struct cycle cycle, struct fold *first,
    const struct chunk_header *h);
void groups_free(struct groups *g);

/* Forgets all that was added. */
void groups_clear(struct groups *g);

/* The group that holds all of a span, with its fold; NULL if there is none. */
struct group *groups_of(struct groups *g, struct span span);

/*
 * groups_push() adds a field to a group. NULL, or why not. The payload is taken.
 * groups_count() only counts what it has, and needs no fold. Windows that begin
 * before their data lack images by their nature: they are counted only if a group
 * has no others.
 */
void groups_count(struct groups *g, struct group *group, const struct chunk *field);
const char *groups_push(struct groups *g, struct group *group, struct chunk *field);

/*
 * Adds the part [start, end) of a gap, which says itself how many images there
 * should have been. One in the time of a field, which counts it, adds none.
 */
void groups_gap(struct groups *g, const struct chunk *gap, int64_t start, int64_t end);

/*
 * At the end: gives every group its share of the period. Of fields, it counts
 * the time that none took as missing; of partial states, the time that none
 * covers if `missing`.
 */
void groups_close(struct groups *g, const struct period *p, bool missing);

/* The time from t on, up to `end`, that belongs to the group at t. */
struct span groups_first(const struct groups *g, int64_t t, int64_t end);

/* The first piece of time from t on, up to `end`, that belongs to the i-th group. */
bool groups_piece(const struct groups *g, int i, int64_t t, int64_t end, struct span *piece);

/*
 * The time of a group's partial state, and its gaps: those of the period in its
 * pieces, and what lies between these as not covered.
 */
struct span groups_state(const struct groups *g, int i, const struct period *p, struct gaps *gaps);

#endif
