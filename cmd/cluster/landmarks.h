/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * landmarks.h - pixels that are spread evenly over those that have values.
 *
 * All pixels are compared with these alone. They are chosen along Hilbert's
 * curve (D. Hilbert, 1891), which visits the cells of a square so that what is
 * near on the curve is near on the map: it is cut into runs of equal length,
 * and one pixel of each run is drawn.
 */
#ifndef LANDMARKS_H
#define LANDMARKS_H

#include <stdint.h>

#include "cluster/batch.h"

#define LANDMARKS_MAX 256

/*
 * The place of cell (x, y) on the curve through a square of `side` cells, a
 * power of two: 0 to side * side - 1.
 */
uint64_t landmarks_hilbert(uint64_t side, uint64_t x, uint64_t y);

/* Puts n cells in the order of the curve; false if out of memory. */
bool landmarks_order(const struct chunk_grid *g, uint32_t *cell, size_t n);

/* A number that looks random, from z: the finalizer of splitmix64. */
uint64_t landmarks_mix(uint64_t z);

/*
 * Chooses up to `wanted` of the pixels that have values in at least half of the
 * batch's fields, writes their cells to `cell`, and returns how many; -1 if out
 * of memory. They depend on the seed, not on values.
 */
int landmarks_choose(const struct batch *b, const struct chunk_grid *g, int wanted, uint64_t seed,
    uint32_t cell[LANDMARKS_MAX]);

#endif
