/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * enough.h - whether bins have as many images as they should: nobody wants bins
 * that are all missing, or sums that are made of a few images.
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
	double share;                   /* of the images, which a pixel must have; 0: any */
	uint64_t count;                 /* the same as a number */
	bool sums;                      /* of bins, as if it had rained alike in their holes */

	bool any;                       /* a bin has a pixel that is not missing */
	struct enough_bin all;          /* from the first field to the last; `bin` is not used */
	struct enough_bin fullest;      /* of the bins without a pixel; have 0 if there is none */
	uint64_t halves;                /* bins that were summed from less than half */
	struct enough_bin half;         /* the first of them */
};

/* Notes a bin, and whether it has a pixel. One without images says nothing: its gaps say it. */
void enough_note(struct enough *e, bool pixel, const struct enough_bin *bin);

/*
 * Warns if share or count left no pixel, or sums are of less than half of a bin;
 * and says the options for one bin of all days, if that has enough.
 */
void enough_tell(const struct enough *e);

#endif
