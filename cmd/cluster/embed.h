/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * embed.h - a few coordinates for each pixel, such that pixels with like series
 * are near each other.
 *
 * C is the n x l matrix of similarities of pixels and landmarks, W that of the
 * landmarks among themselves. C W^-1 C' stands for the similarities of all
 * pixels (Nystrom's method: Williams and Seeger 2001; Fowlkes, Belongie, Chung
 * and Malik 2004), and is never formed. With W = V diag(w) V' and R = V
 * diag(w^-1/2), the rows of F = C R have these as inner products; the
 * eigenvectors U of M = F' F = R' C'C R are F's principal axes, so that F U[:,
 * :32] are the coordinates for k-means. With all pixels as landmarks this is
 * exact.
 *
 * For spectral clustering (Ng, Jordan and Weiss 2001; von Luxburg 2007) C has
 * the kernel, rows are divided by the root of their degree d = C R R' (C'1),
 * and the coordinates are the first k eigenvectors of D^-1/2 K D^-1/2, divided
 * by the root of the degree again.
 */
#ifndef EMBED_H
#define EMBED_H

#include "cluster/similarity.h"

#define EMBED_DIMENSIONS 32

struct embed {
	float *at;                      /* the coordinates of row i are at i * stride, or, if */
	size_t stride;                  /* they are in place, at cell[i] * stride */
	bool in_place;
	int dimensions;
	int width;                      /* of a row: dimensions and zeros, whole lanes */
	size_t n;                       /* pixels */
	const uint32_t *cell;           /* of each */
	int rank;                       /* of M: how many eigenvalues */
	double value[LANDMARKS_MAX];    /* the largest first */
	size_t alone;                   /* pixels that are like no landmark (spectral) */
	double squares;                 /* the squared lengths of all series; 0 for spectral */
};

/*
 * embed_open() computes coordinates for n pixels: those of l, or of k groups if
 * it has a kernel. In place, they take the room of products, which are lost.
 * False if out of memory. embed_close() accepts what it left of a failure.
 */
bool embed_open(struct embed *e, const struct similarity *l, const uint32_t *cell, size_t n, int k,
    bool in_place);
void embed_close(struct embed *e);

/*
 * embed_first() copies the first n coordinates of `from` alone, as embed_open()
 * would have made them for k = n; false if out of memory.
 */
bool embed_first(struct embed *e, const struct embed *from, int n);

static inline const float *
embed_row(const struct embed *e, size_t i)
{
	return e->at + (e->in_place ? e->cell[i] : i) * e->stride;
}

#endif
