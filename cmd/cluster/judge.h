/* SPDX-License-Identifier: BSD-2-Clause */
/* judge.h - what groups of pixels are worth, and their order. */
#ifndef JUDGE_H
#define JUDGE_H

#include "cluster/embed.h"
#include "cluster/kmeans.h"

/*
 * Numbers the groups of n pixels from 1: by size, the largest first, equal ones
 * by their first cell; or by their mean row, from the north. The sizes go to
 * `size`, in that order.
 */
void judge_order(uint8_t *label, size_t n, const uint32_t *cell, uint32_t cols, int k, bool north,
    size_t size[KMEANS_MAX]);

/*
 * The silhouette of each pixel (Rousseeuw 1987), by its distances d2 to
 * landmarks alone: a is their mean in its own group, without itself, b the
 * smallest mean in another; (b - a) / max(a, b), and NaN where there is no a or
 * b. Labels are from 1. to[i] is set for each pixel, if `to` is not NULL.
 * Returns the mean of those that have one, infinity if none has; NaN if out of
 * memory.
 */
double judge_silhouette(const struct similarity *l, const uint32_t *cell, size_t n,
    const uint8_t *label, int k, float *to);

/*
 * How well two labellings agree (the adjusted Rand index: Hubert and Arabie
 * 1985): 1 if they are the same except for numbers, about 0 if by chance. a and b
 * have labels from 1 to KMEANS_MAX for each cell, 0 for none: cells without a
 * label in either do not count.
 */
double judge_agreement(const uint8_t *a, const uint8_t *b, size_t cells);

#endif
