/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * enough.h - whether any bin has as many images as it should: nobody wants bins
 * that are all missing.
 */
#ifndef ENOUGH_H
#define ENOUGH_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/bins.h"

struct enough_bin {
	struct span bin, filled;        /* filled: from its first field to its last */
	uint64_t have, expected;        /* images */
};

struct enough {
	bool sums;                      /* of bins, as if it had rained alike in their holes */
	bool any;                       /* bins that had enough */
	struct enough_bin fullest;      /* of those that had not; empty if there is none */
	uint64_t halves;                /* bins that were summed of less than half */
	struct enough_bin half;         /* the first of them */
};

/* Notes a bin. One without images says nothing, since its gaps say it. */
void enough_note(struct enough *e, bool enough, const struct enough_bin *bin);

/*
 * Warns if no bin had enough, or sums are of less than half of a bin, and says
 * which options make one bin of the days that there are.
 */
void enough_tell(const struct enough *e, const struct bins *bins);

#endif
