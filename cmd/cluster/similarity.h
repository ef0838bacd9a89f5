/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * similarity.h - how like each other the series of two pixels are.
 *
 * For pixel i and landmark j, over the N fields in which both have a value
 * (A is the sum of x_i there, B that of x_j):
 *
 *	correlation   c = (product - m_j A - m_i B + N m_i m_j) / (N sqrt(v_i v_j))
 *	              with means m and variances v over all fields of a pixel,
 *	              within -1 and 1: Pearson's where nothing is missing
 *	amount        c = product / N
 *	distance      d2 = 2 (1 - c), or with amounts q_i + q_j - 2 c, q the mean
 *	              of x^2: the mean squared difference; with gaps it may come
 *	              out below 0, and is 0 then
 *	kernel        K = exp(-gamma d2), the similarity of spectral clustering
 */
#ifndef SIMILARITY_H
#define SIMILARITY_H

#include "cluster/cross.h"

struct similarity {
	const struct cross *x;
	bool amount;                    /* not correlation */
	bool kernel;
	double gamma;                   /* of the kernel */
	int n;                          /* landmarks that are kept */
	int stride;                     /* n, rounded up to whole lanes */
	int kept[LANDMARKS_MAX];        /* their numbers in x */
	double mean[LANDMARKS_MAX], scale[LANDMARKS_MAX]; /* 1 / sqrt(v) */
	double square[LANDMARKS_MAX];   /* q */
};

/* Why pixels that have values have no label: how many for each reason. */
struct unlabelled {
	size_t few;                     /* too few values */
	size_t constant;                /* never change, or hardly */
};

/*
 * similarity_pixels() lists the pixels that are compared, in order, at `cell`:
 * those with values in at least `fraction` of the fields, and that change. It
 * returns how many, and counts the others that have values. similarity_open()
 * drops the landmarks that are not among them.
 */
size_t similarity_pixels(const struct cross *x, double fraction, uint32_t *cell,
    struct unlabelled *no);
void similarity_open(struct similarity *l, const struct cross *x, double fraction, bool amount);

/* Where a cell is in a list in order; n if it is not. */
size_t similarity_find(const uint32_t *cell, size_t n, uint32_t wanted);

/*
 * similarity_row() writes c for a pixel and all kept landmarks, and 0 up to the
 * stride. similarity_distances() writes d2 instead, 0 for a landmark and
 * itself.
 */
void similarity_row(const struct similarity *l, size_t cell, float *row);
void similarity_distances(const struct similarity *l, size_t cell, float *row);

/* The row that clustering works with: c, or the kernel. */
void similarity_of(const struct similarity *l, size_t cell, float *row);

/*
 * 1 / the median of d2 between landmarks: the gamma of amounts. -1 if out of
 * memory.
 */
double similarity_gamma(const struct similarity *l);

#endif
