/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lanes.h - sums of float32 in sixteen lanes.
 *
 * What is summed in lanes is rounded in the same way whatever the processor:
 * the compiler makes of each operation as many instructions as it takes.
 */
#ifndef LANES_H
#define LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "avx2.h"

#define LANES 16

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

/* Set by unit tests: no code for special processors. */
extern bool lanes_plain;

static inline bool
lanes_avx2(void)
{
#ifdef AVX2
	return !lanes_plain && avx2_is_here();
#else
	return false;
#endif
}

/* n rounded up to whole lanes. */
static inline int
lanes_round(int n)
{
	return (n + LANES - 1) / LANES * LANES;
}

/* Adds x[i] * vector[i] to a row, for n vectors of which each has `width` values. */
static inline void
lanes_add(float *row, int width, int n, const float *x, const float *const *vector)
{
	for (int j = 0; j < width; j += LANES) {
		lanes sum = { 0 }, v;

		for (int i = 0; i < n; i++) {
			memcpy(&v, vector[i] + j, sizeof v);
			sum += v * x[i];
		}
		memcpy(&v, row + j, sizeof v);
		v += sum;
		memcpy(row + j, &v, sizeof v);
	}
}

/* The sum over all lanes: halves onto each other. */
static inline float
lanes_total(const lanes *sum)
{
	float s[LANES];

	memcpy(s, sum, sizeof s);
	for (int half = LANES / 2; half > 0; half /= 2)
		for (int i = 0; i < half; i++)
			s[i] += s[i + half];
	return s[0];
}

/* The sum of squared differences of two rows of `width` values. */
static inline float
lanes_distance(const float *a, const float *b, int width)
{
	lanes sum = { 0 }, u, v;

	for (int j = 0; j < width; j += LANES) {
		memcpy(&u, a + j, sizeof u);
		memcpy(&v, b + j, sizeof v);
		u -= v;
		sum += u * u;
	}
	return lanes_total(&sum);
}

/* Centres for lanes_nearest(): that many at a time, and that many rows. */
#define PACK 8
#define ROWS 4

typedef float pack __attribute__((vector_size(PACK * sizeof(float))));

static inline int
lanes_packs(int k)
{
	return (k + PACK - 1) / PACK * PACK;
}

/* Writes k centres of `width` values across: `across` is width x lanes_packs(k). */
static inline void
lanes_turn(const float *centre, int k, int width, float *across)
{
	const int packs = lanes_packs(k);

	for (int d = 0; d < width; d++)
		for (int c = 0; c < packs; c++)
			across[d * packs + c] = c < k ? centre[c * width + d] : INFINITY;
}

/*
 * For each of some rows the nearest of k centres, which are across, the first of
 * equal ones; and the squared distance to it.
 */
static inline void
lanes_nearest(const float *across, int k, int width, const float *const row[ROWS], int best[ROWS],
    float distance[ROWS])
{
	const int packs = lanes_packs(k);

	for (int r = 0; r < ROWS; r++) {
		best[r] = 0;
		distance[r] = INFINITY;
	}
	for (int first = 0; first < packs; first += PACK) {
		pack sum[ROWS] = { { 0 } }, at;

		for (int d = 0; d < width; d++) {
			memcpy(&at, across + d * packs + first, sizeof at);
			for (int r = 0; r < ROWS; r++) {
				pack off = row[r][d] - at;

				sum[r] += off * off;
			}
		}
		for (int r = 0; r < ROWS; r++)
			for (int c = 0; c < PACK; c++)
				if (sum[r][c] < distance[r]) {
					distance[r] = sum[r][c];
					best[r] = first + c;
				}
	}
}

#endif
