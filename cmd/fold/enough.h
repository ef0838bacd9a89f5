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
	bool any;                       /* bins that had enough */
	struct enough_bin fullest;      /* of those that had not; empty if there is none */
};

/* Notes a bin. One without images says nothing, since its gaps say it. */
void enough_note(struct enough *e, bool enough, const struct enough_bin *bin);

/* Warns if no bin had enough, and says which one bin of the days that there are would have. */
void enough_tell(const struct enough *e, const struct bins *bins);

#endif
