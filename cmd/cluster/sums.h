/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sums.h - sums over rows that do not depend on the number of threads.
 *
 * Blocks of SUMS_ROWS rows have sums of their own, which are added up in order.
 */
#ifndef SUMS_H
#define SUMS_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

#define SUMS_ROWS 4096

/* Adds what the rows [first, last) have to `sum`, which begins as zeros. */
typedef void sums_fn(void *arg, size_t first, size_t last, double *sum);

/*
 * Writes the `width` sums over rows 0 to n - 1 to `total`; false if out of
 * memory.
 */
bool sums_rows(struct chunk_pool *pool, size_t n, size_t width, sums_fn *fn, void *arg,
    double *total);

#endif
