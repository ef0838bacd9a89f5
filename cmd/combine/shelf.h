/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shelf.h - fields of b that serve for many times of a: those of one time, such
 * as a map, or those of each group of a climatology.
 */
#ifndef SHELF_H
#define SHELF_H

#include "combine/match.h"
#include "fold/cycle.h"

struct shelf {
	struct cycle cycle;             /* of kind CYCLE_NONE: one time for all */
	bool may_lack;                  /* a group that b lacks is no error */
	bool for_all;                   /* b's one time may be one of a's */
	bool merges;                    /* the result is rain of one time, as a mosaic is */
	struct {
		struct chunk *at;
		int n;
	} group[CYCLE_GROUPS_MAX];
	int64_t a_start;                /* of a's first record */
	int64_t start, end;             /* of b's one time */
	uint64_t have, expected;        /* images of b, of its poorest layer */
	bool as_long, others;           /* a had a field as long as that; one of another time */
};

/* Takes all records of b, to its end. Errors end the tool. */
void shelf_fill(struct shelf *s, struct operands *in);

/* For match_groups(); `shelf` is a struct shelf. */
match_group_fn shelf_find;

/* To be called when a has ended, at `end`: b's time may be in a's last gap. */
void shelf_end(const struct shelf *s, int64_t end);

void shelf_free(struct shelf *s);

#endif
