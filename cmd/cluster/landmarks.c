/* SPDX-License-Identifier: BSD-2-Clause */
/* landmarks.c - pixels that are spread evenly over those that have values. */
#include "cluster/landmarks.h"

#include <stdlib.h>

uint64_t
landmarks_hilbert(uint64_t side, uint64_t x, uint64_t y)
{
	uint64_t d = 0;

	for (uint64_t s = side / 2; s > 0; s /= 2) {
		uint64_t east = (x & s) != 0, south = (y & s) != 0, old = x;

		d += s * s * ((3 * east) ^ south);
		if (south != 0)
			continue;
		/*
		 * The northern quarters are turned, and the eastern one is
		 * mirrored.
		 */
		x = east != 0 ? side - 1 - y : y;
		y = east != 0 ? side - 1 - old : old;
	}
	return d;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

bool
landmarks_order(const struct chunk_grid *g, uint32_t *cell, size_t n)
{
	uint64_t *key = reallocarray(NULL, n + 1, sizeof *key), side = 1;

	if (key == NULL)
		return false;
	while (side < g->rows || side < g->cols)
		side *= 2;
	for (size_t i = 0; i < n; i++)
		key[i] = landmarks_hilbert(side, cell[i] % g->cols, cell[i] / g->cols) << 32 |
		    cell[i];
	qsort(key, n, sizeof *key, by_number);
	for (size_t i = 0; i < n; i++)
		cell[i] = (uint32_t)key[i];
	free(key);
	return true;
}

uint64_t
landmarks_mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* The pixels that have values in `least` fields of the batch, or more. */
static size_t
list(const struct batch *b, int least, uint32_t *cell)
{
	size_t n = 0;

	for (size_t i = 0; i < b->cells; i++)
		if (b->n - __builtin_popcount(b->lack[i]) >= least)
			cell[n++] = (uint32_t)i;
	return n;
}

/* Of the cells from first up to last, the one with the smallest hash. */
static uint32_t
smallest_hash(const uint32_t *cell, size_t first, size_t last, uint64_t seed)
{
	uint64_t least = UINT64_MAX;
	uint32_t best = cell[first];

	for (size_t i = first; i < last; i++) {
		uint64_t hash = landmarks_mix(
		    (cell[i] + UINT64_C(1)) * UINT64_C(0x9E3779B97F4A7C15) +
		    seed * UINT64_C(0xD1B54A32D192ED03));

		if (hash < least) {
			least = hash;
			best = cell[i];
		}
	}
	return best;
}

int
landmarks_choose(const struct batch *b, const struct chunk_grid *g, int wanted, uint64_t seed,
    uint32_t cell[LANDMARKS_MAX])
{
	uint32_t *all = reallocarray(NULL, b->cells, sizeof *all);
	size_t n;
	int chosen;

	if (all == NULL)
		return -1;
	/* If too few pixels have that many, those with any value. */
	if ((n = list(b, (b->n + 1) / 2, all)) < (size_t)wanted)
		n = list(b, 1, all);
	if (!landmarks_order(g, all, n)) {
		free(all);
		return -1;
	}
	chosen = n < (size_t)wanted ? (int)n : wanted;
	for (int l = 0; l < chosen; l++)
		cell[l] = smallest_hash(all, n * (size_t)l / (size_t)chosen,
		    n * ((size_t)l + 1) / (size_t)chosen, seed);
	free(all);
	return chosen;
}
