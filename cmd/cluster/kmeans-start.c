/* SPDX-License-Identifier: BSD-2-Clause */
/* kmeans-start.c - one start of k-means on the rows of a sample. */
#include <math.h>
#include <string.h>

#include "cluster/kmeans.h"
#include "cluster/lanes.h"

#define ROUNDS 100                      /* at most */

/* A number from 0 up to 1, and the next state: splitmix64. */
static double
random_share(uint64_t *state)
{
	*state += UINT64_C(0x9E3779B97F4A7C15);
	return (double)(landmarks_mix(*state) >> 11) * 0x1p-53;
}

int
kmeans_empty(const double *sum, int k, int width)
{
	for (int c = 0; c < k; c++)
		if (sum[c * (width + 1) + width] == 0)
			return c;
	return -1;
}

void
kmeans_centres(float *centre, int k, int width, const double *sum)
{
	for (int c = 0; c < k; c++) {
		const double *of = sum + c * (width + 1);

		if (of[width] == 0)
			continue;
		for (int d = 0; d < width; d++)
			centre[c * width + d] = (float)(of[d] / of[width]);
	}
}

/* ---- k-means++ ---------------------------------------------------------- */

/* Distances to a row where that is nearer, written to `to`; their sum. */
static inline double
nearer(const struct lloyd *l, int row, float *to)
{
	const float *centre = l->row + (size_t)row * (size_t)l->width;
	double sum = 0;

	for (int i = 0; i < l->n; i++) {
		float d = lanes_distance(l->row + (size_t)i * (size_t)l->width, centre, l->width);

		to[i] = d < l->distance[i] ? d : l->distance[i];
		sum += to[i];
	}
	return sum;
}

/* A row, drawn with its squared distance to the nearest centre as weight. */
static int
draw_far(const struct lloyd *l, double all, uint64_t *state)
{
	double left = random_share(state) * all;
	int last = 0;

	for (int i = 0; i < l->n; i++)
		if (l->distance[i] > 0) {
			last = i;
			if ((left -= l->distance[i]) < 0)
				break;
		}
	return last;
}

/*
 * Rows that are this near to a centre, as a share of the mean squared length of
 * a row, are the same series: what is between them is rounding.
 */
#define SAME 1e-5

/* Sets distances that are rounding to 0. */
static double
drop_same(struct lloyd *l, double least)
{
	double sum = 0;

	for (int i = 0; i < l->n; i++) {
		if (l->distance[i] <= least)
			l->distance[i] = 0;
		sum += l->distance[i];
	}
	return sum;
}

static double
mean_square(const struct lloyd *l)
{
	double sum = 0;

	for (size_t i = 0; i < (size_t)l->n * (size_t)l->width; i++)
		sum += (double)l->row[i] * l->row[i];
	return sum / l->n;
}

/* Of a few rows drawn, the one that as a centre leaves the least distance. */
static inline int
draw_best(const struct lloyd *l, double all, uint64_t *state)
{
	double least = INFINITY;
	int best = 0, trials = 2;

	/* 2 + ln k, by products alone, which have the same bits everywhere. */
	for (double power = 2.718281828459045; power <= l->k; power *= 2.718281828459045)
		trials++;

	for (int i = 0; i < trials; i++) {
		int row = draw_far(l, all, state);
		double sum = nearer(l, row, l->trial);

		if (sum < least) {
			least = sum;
			best = row;
		}
	}
	return best;
}

/*
 * Chooses centres far from each other; with fewer different rows than k, says
 * how many.
 */
static inline void
choose(struct lloyd *l, uint64_t *state)
{
	const double least = SAME * mean_square(l);
	int row = (int)(random_share(state) * l->n);
	double all;

	for (int i = 0; i < l->n; i++)
		l->distance[i] = INFINITY;
	for (int c = 0;; c++) {
		memcpy(l->centre + c * l->width, l->row + (size_t)row * (size_t)l->width,
		    (size_t)l->width * sizeof *l->centre);
		if (c + 1 == l->k)
			return;
		nearer(l, row, l->distance);
		if ((all = drop_same(l, least)) == 0) {
			l->different = c + 1;
			return;
		}
		row = draw_best(l, all, state);
	}
}

/* ---- Lloyd -------------------------------------------------------------- */

/* Gives each row to the nearest centre; the sums of the groups. */
static inline void
assign(struct lloyd *l)
{
	const int width = l->width;

	memset(l->sum, 0, (size_t)l->k * (size_t)(width + 1) * sizeof *l->sum);
	lanes_transpose(l->centre, l->k, width, l->across);
	l->inertia = 0;
	for (int first = 0; first < l->n; first += LANES_ROWS) {
		const int n = l->n - first < LANES_ROWS ? l->n - first : LANES_ROWS;
		const float *row[LANES_ROWS];
		float distance[LANES_ROWS];
		int best[LANES_ROWS];

		for (int r = 0; r < LANES_ROWS; r++)
			row[r] = l->row + (size_t)(first + (r < n ? r : 0)) * (size_t)width;
		lanes_nearest(l->across, l->k, width, row, best, distance);
		for (int r = 0; r < n; r++) {
			kmeans_add(l->sum + best[r] * (width + 1), row[r], width);
			l->label[first + r] = (uint8_t)best[r];
			l->distance[first + r] = distance[r];
			l->inertia += distance[r];
		}
	}
}

/* The row that is farthest from its centre becomes the centre `c`. */
static void
fill_empty(struct lloyd *l, int c)
{
	int far = 0;

	for (int i = 1; i < l->n; i++)
		if (l->distance[i] > l->distance[far])
			far = i;
	memcpy(l->centre + c * l->width, l->row + (size_t)far * (size_t)l->width,
	    (size_t)l->width * sizeof *l->centre);
	l->distance[far] = 0;
}

static inline void
start(struct lloyd *l, uint64_t seed)
{
	uint64_t state = seed;
	double before = INFINITY;

	choose(l, &state);
	for (int i = 0; i < ROUNDS && l->different == 0; i++) {
		int empty;

		assign(l);
		empty = kmeans_empty(l->sum, l->k, l->width);
		if (empty < 0 && before - l->inertia <= 1e-6 * l->inertia)
			break;
		kmeans_centres(l->centre, l->k, l->width, l->sum);
		if (empty >= 0)
			fill_empty(l, empty);
		before = l->inertia;
	}
}

LANES_TWINS(start_rows, (struct lloyd *l, uint64_t seed), start(l, seed))

void
kmeans_start(struct lloyd *l, uint64_t seed)
{
	LANES_CHOOSE(start_rows)(l, seed);
}
