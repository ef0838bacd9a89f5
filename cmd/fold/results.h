/* SPDX-License-Identifier: BSD-2-Clause */
/* results.h - writes what the groups of stats have: statistics, or partial states. */
#ifndef RESULTS_H
#define RESULTS_H

#include "fold/groups.h"
#include "fold/statistics.h"

struct results {
	const struct statistics *asked;
	double min_fraction;            /* of a depth */
	bool partial;
	const struct chunk_stream *in;  /* for messages */
	struct chunk_stream *out;       /* whose header is written */
	struct chunk field;             /* private: what is being written */
};

/*
 * Writes the groups of a period, after groups_close(): those of a cycle each at
 * the time at which it came first; or all of time, and then the gaps. What
 * cannot be written ends the tool.
 */
void results_write(struct results *r, struct groups *groups, struct period *p);

#endif
