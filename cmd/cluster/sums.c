/* SPDX-License-Identifier: BSD-2-Clause */
/* sums.c - sums over rows that do not depend on the number of threads. */
#include "cluster/sums.h"

#include <stdlib.h>
#include <string.h>

#define WAVE 16                         /* blocks at a time, each with its own sums */

struct wave {
	sums_fn *fn;
	void *arg;
	size_t n, width;
	size_t block;                   /* the first one */
	double *sum;                    /* WAVE x width */
};

static void
do_blocks(void *arg, size_t first, size_t last)
{
	const struct wave *w = arg;

	for (; first < last; first++) {
		size_t row = (w->block + first) * SUMS_ROWS, end = row + SUMS_ROWS;
		double *sum = w->sum + first * w->width;

		memset(sum, 0, w->width * sizeof *sum);
		w->fn(w->arg, row, end < w->n ? end : w->n, sum);
	}
}

bool
sums_rows(struct chunk_pool *pool, size_t n, size_t width, sums_fn *fn, void *arg, double *total)
{
	const size_t blocks = n / SUMS_ROWS + (n % SUMS_ROWS != 0);
	const size_t most = blocks < WAVE ? blocks : WAVE;
	struct wave w = { .fn = fn, .arg = arg, .n = n, .width = width };

	memset(total, 0, width * sizeof *total);
	w.sum = reallocarray(NULL, most * width + 1, sizeof *w.sum);
	if (w.sum == NULL)
		return false;
	for (; w.block < blocks; w.block += most) {
		size_t now = blocks - w.block < most ? blocks - w.block : most;

		chunk_for(pool, now, do_blocks, &w);
		for (size_t i = 0; i < now * width; i++)
			total[i % width] += w.sum[i];
	}
	free(w.sum);
	return true;
}
