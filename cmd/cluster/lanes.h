/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lanes.h - sums of float32 in eight lanes.
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

#define LANES 8

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

/* The lanes at any float. */
typedef float lanes_anywhere
    __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
#define LANES_AT(p) (*(lanes_anywhere *)(p))

/* Set by unit tests: no code for special processors. */
extern bool lanes_plain;

static inline bool
lanes_avx2(void)
{
	return !lanes_plain && avx2_is_here();
}

/*
 * Defines a function `name` that does `call`, and its twin for AVX2, name_avx2:
 * LANES_CHOOSE(name) is the one for this processor.
 */
#define LANES_TWINS(name, parameters, call) \
	static void name parameters { call; } \
	AVX2 static void name##_avx2 parameters { call; }
#define LANES_CHOOSE(name) (lanes_avx2() ? name##_avx2 : name)

/* n rounded up to whole lanes. */
static inline int
lanes_round(int n)
{
	return (n + LANES - 1) / LANES * LANES;
}

/*
 * Adds x[i] * vector[i] to a row, for n vectors of which each has `width`
 * values. Four sums at a time, so that one need not wait for another.
 */
static inline void
lanes_add(float *row, int width, int n, const float *x, const float *const *vector)
{
	int at = 0;

	for (; at + 4 * LANES <= width; at += 4 * LANES) {
		lanes a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

		for (int i = 0; i < n; i++) {
			const float *v = vector[i] + at;

			a += LANES_AT(v) * x[i];
			b += LANES_AT(v + LANES) * x[i];
			c += LANES_AT(v + 2 * LANES) * x[i];
			d += LANES_AT(v + 3 * LANES) * x[i];
		}
		LANES_AT(row + at) += a;
		LANES_AT(row + at + LANES) += b;
		LANES_AT(row + at + 2 * LANES) += c;
		LANES_AT(row + at + 3 * LANES) += d;
	}
	for (; at < width; at += LANES) {
		lanes a = { 0 };

		for (int i = 0; i < n; i++)
			a += LANES_AT(vector[i] + at) * x[i];
		LANES_AT(row + at) += a;
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
	lanes sum = { 0 };

	for (int j = 0; j < width; j += LANES) {
		lanes off = LANES_AT(a + j) - LANES_AT(b + j);

		sum += off * off;
	}
	return lanes_total(&sum);
}

/* Rows for lanes_nearest(). */
#define LANES_ROWS 4

/*
 * Writes k centres of `width` values across: `across` is width x
 * lanes_round(k).
 */
static inline void
lanes_transpose(const float *centre, int k, int width, float *across)
{
	const int padded = lanes_round(k);

	for (int d = 0; d < width; d++)
		for (int c = 0; c < padded; c++)
			across[d * padded + c] = c < k ? centre[c * width + d] : INFINITY;
}

/*
 * For each of some rows the nearest of k centres, which are across, the first
 * of equal ones; and the squared distance to it.
 */
static inline void
lanes_nearest(const float *across, int k, int width, const float *const row[LANES_ROWS],
    int best[LANES_ROWS], float distance[LANES_ROWS])
{
	const int padded = lanes_round(k);

	for (int r = 0; r < LANES_ROWS; r++) {
		best[r] = 0;
		distance[r] = INFINITY;
	}
	for (int first = 0; first < padded; first += LANES) {
		lanes sum[LANES_ROWS] = { { 0 } };

		for (int d = 0; d < width; d++) {
			lanes at = LANES_AT(across + d * padded + first);

			for (int r = 0; r < LANES_ROWS; r++) {
				lanes off = row[r][d] - at;

				sum[r] += off * off;
			}
		}
		for (int r = 0; r < LANES_ROWS; r++)
			for (int c = 0; c < LANES; c++)
				if (sum[r][c] < distance[r]) {
					distance[r] = sum[r][c];
					best[r] = first + c;
				}
	}
}

#endif
