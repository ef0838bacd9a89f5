/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmeans.h - k groups of pixels with near coordinates.
 *
 * Lloyd's algorithm (1957, 1982) from k-means++ (Arthur and Vassilvitskii 2007,
 * with several trials for each centre): KMEANS_STARTS times on a sample of
 * pixels that is spread over the map, then once more on all, from the best.
 */
#ifndef KMEANS_H
#define KMEANS_H

#include "cluster/embed.h"

#define KMEANS_MAX    64                /* groups */
#define KMEANS_SAMPLE 4096
#define KMEANS_STARTS 20

struct kmeans {
	int k;
	uint8_t *label;                 /* of each pixel, from 0; the caller's */
	double inertia;                 /* the sum of squared distances to the centres, and */
	double total;                   /* to the mean of all; with what is beyond coordinates */
	int alike;                      /* starts that came to the best of the sample */
	bool moving;                    /* the rounds were not enough: centres still moved */
	int different;                  /* series, if fewer than k are: then nothing else holds */
};

/*
 * A sample of the pixels for any number of groups: rows of the embedding, in
 * the order of Hilbert's curve.
 */
struct kmeans_sample {
	const struct embed *e;
	struct chunk_pool *pool;
	int n;
	int width;                      /* of a row */
	float *at;                      /* n x width */
	double total;                   /* of all coordinates to their mean, squared, */
	double beyond;                  /* and of the series, what these leave out */
};

/*
 * Both return false if out of memory; kmeans_close() accepts what was left
 * then.
 */
bool kmeans_open(struct kmeans_sample *s, const struct embed *e, const struct chunk_grid *g,
    struct chunk_pool *pool);
bool kmeans_run(struct kmeans *m, const struct kmeans_sample *s, uint64_t seed);
void kmeans_close(struct kmeans_sample *s);

/* ---- Private: kmeans-start.c -------------------------------------------- */

/* A run of the algorithm on rows. */
struct lloyd {
	int k, width;
	const float *row;               /* of the sample */
	int n;
	float *centre;                  /* k x width */
	float *across;                  /* the same for lanes_nearest() */
	float *distance;                /* n: of each row to its nearest centre */
	float *trial;                   /* n: the same with one centre more */
	uint8_t *label;                 /* n */
	double *sum;                    /* k x (width + 1): of each group's rows, and their count */
	double inertia;
	int different;                  /* as above, or 0 */
};

/* Adds a row to the sum of its group. */
static inline void
kmeans_add(double *sum, const float *row, int width)
{
	for (int d = 0; d < width; d++)
		sum[d] += row[d];
	sum[width]++;
}

/* The first group without rows; -1 if all have some. */
int kmeans_empty(const double *sum, int k, int width);

/* The means of the groups that have rows become their centres. */
void kmeans_centres(float *centre, int k, int width, const double *sum);

/* Chooses centres, and moves them until they hardly move. */
void kmeans_start(struct lloyd *l, uint64_t seed);

#endif
