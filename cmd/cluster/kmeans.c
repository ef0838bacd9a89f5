/* SPDX-License-Identifier: BSD-2-Clause */
/* kmeans.c - k groups of pixels with near coordinates. */
#include "cluster/kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/lanes.h"
#include "cluster/sums.h"

#define ROUNDS 300                      /* over all pixels, at most */

/* ---- The sample --------------------------------------------------------- */

/* Sums of each coordinate, and of all their squares. */
static void
sum_rows(void *arg, size_t first, size_t last, double *sum)
{
	const struct embed *e = arg;

	for (; first < last; first++) {
		const float *row = embed_row(e, first);

		for (int d = 0; d < e->width; d++) {
			sum[d] += row[d];
			sum[e->width] += (double)row[d] * row[d];
		}
	}
}

/* Copies the rows of the sample: pixels at equal steps along the curve. */
static bool
take_sample(struct kmeans_sample *s, const struct chunk_grid *g)
{
	const struct embed *e = s->e;
	uint32_t *order = reallocarray(NULL, e->n, sizeof *order);

	if (order == NULL)
		return false;
	memcpy(order, e->cell, e->n * sizeof *order);
	if (!landmarks_order(g, order, e->n)) {
		free(order);
		return false;
	}
	for (int i = 0; i < s->n; i++) {
		uint32_t cell = order[(size_t)i * e->n / (size_t)s->n];

		memcpy(s->at + (size_t)i * (size_t)s->width,
		    embed_row(e, similarity_find(e->cell, e->n, cell)),
		    (size_t)s->width * sizeof *s->at);
	}
	free(order);
	return true;
}

bool
kmeans_open(struct kmeans_sample *s, const struct embed *e, const struct chunk_grid *g,
    struct chunk_pool *pool)
{
	double sum[LANDMARKS_MAX + 1];

	*s = (struct kmeans_sample){ .e = e, .pool = pool, .width = e->width };
	s->n = e->n < KMEANS_SAMPLE ? (int)e->n : KMEANS_SAMPLE;
	s->at = reallocarray(NULL, (size_t)s->n, (size_t)s->width * sizeof *s->at);
	if (s->at == NULL || !take_sample(s, g) ||
	    !sums_rows(pool, e->n, (size_t)e->width + 1, sum_rows, (void *)e, sum))
		return false;
	s->total = sum[e->width];
	s->beyond = e->squares > s->total ? e->squares - s->total : 0;
	for (int d = 0; d < e->width; d++)
		s->total -= sum[d] * sum[d] / (double)e->n;
	return true;
}

void
kmeans_close(struct kmeans_sample *s)
{
	free(s->at);
}

/* ---- The starts --------------------------------------------------------- */

/* All starts, and their memory. */
struct starts {
	struct lloyd of[KMEANS_STARTS];
	uint64_t seed;
	char *memory;
};

static bool
open_starts(struct starts *all, const struct kmeans *m, const struct kmeans_sample *s,
    uint64_t seed)
{
	const size_t n = (size_t)s->n, k = (size_t)m->k, width = (size_t)s->width;
	const size_t doubles = k * (width + 1), floats = (2 * k + LANES) * width + 2 * n;
	const size_t size = (doubles * sizeof(double) + floats * sizeof(float) + n + 63) / 64 * 64;

	all->seed = seed;
	if ((all->memory = calloc(KMEANS_STARTS, size)) == NULL)
		return false;
	for (int i = 0; i < KMEANS_STARTS; i++) {
		struct lloyd *l = &all->of[i];

		*l = (struct lloyd){ .k = m->k, .width = s->width, .row = s->at, .n = s->n };
		l->sum = (double *)(all->memory + (size_t)i * size);
		l->centre = (float *)(l->sum + doubles);
		l->across = l->centre + k * width;
		l->distance = l->across + (k + LANES) * width;
		l->trial = l->distance + n;
		l->label = (uint8_t *)(l->trial + n);
	}
	return true;
}

static void
run_starts(void *arg, size_t first, size_t last)
{
	struct starts *all = arg;

	for (; first < last; first++)
		kmeans_start(&all->of[first], landmarks_mix(all->seed * KMEANS_STARTS + first + 1));
}

/*
 * The start with the least inertia, the first of equal ones; NULL if all found
 * fewer than k different series.
 */
static const struct lloyd *
best_of(const struct starts *all, struct kmeans *m)
{
	const struct lloyd *best = NULL;

	m->alike = m->different = 0;
	for (int i = 0; i < KMEANS_STARTS; i++) {
		const struct lloyd *l = &all->of[i];

		if (l->different > m->different)
			m->different = l->different;
		if (l->different == 0 &&
		    (best == NULL || l->inertia < best->inertia * (1 - 1e-9)))
			best = l;
	}
	for (int i = 0; i < KMEANS_STARTS && best != NULL; i++)
		m->alike += all->of[i].different == 0 &&
		    all->of[i].inertia <= best->inertia * (1 + 1e-6);
	if (best != NULL)
		m->different = 0;
	return best;
}

/* ---- All pixels --------------------------------------------------------- */

/* A round: each pixel to its nearest centre. */
struct round {
	const struct embed *e;
	struct kmeans *m;
	const float *across;            /* the centres */
};

static inline void
assign(const struct round *r, size_t first, size_t last, double *sum)
{
	const int width = r->e->width, k = r->m->k;

	for (; first < last; first += LANES_ROWS) {
		const size_t n = last - first < LANES_ROWS ? last - first : LANES_ROWS;
		const float *row[LANES_ROWS];
		float distance[LANES_ROWS];
		int best[LANES_ROWS];

		for (size_t i = 0; i < LANES_ROWS; i++)
			row[i] = embed_row(r->e, first + (i < n ? i : 0));
		lanes_nearest(r->across, k, width, row, best, distance);
		for (size_t i = 0; i < n; i++) {
			kmeans_add(sum + best[i] * (width + 1), row[i], width);
			r->m->label[first + i] = (uint8_t)best[i];
			sum[k * (width + 1)] += distance[i];
		}
	}
}

LANES_TWINS(assign_rows, (void *arg, size_t first, size_t last, double *sum),
    assign(arg, first, last, sum))

/* The pixel that is farthest from its centre becomes the centre `c`. */
static void
fill_empty(const struct round *r, float *centre, int c)
{
	const int width = r->e->width;
	float most = -1, distance;
	size_t far = 0;

	for (size_t i = 0; i < r->e->n; i++) {
		distance = lanes_distance(centre + r->m->label[i] * width, embed_row(r->e, i),
		    width);
		if (distance > most) {
			most = distance;
			far = i;
		}
	}
	memcpy(centre + c * width, embed_row(r->e, far), (size_t)width * sizeof *centre);
}

/*
 * Moves the centres of the best start until they hardly move; false if out of
 * memory.
 */
static bool
lloyd_all(struct kmeans *m, const struct kmeans_sample *s, const struct lloyd *best)
{
	const size_t width = (size_t)m->k * ((size_t)s->width + 1) + 1;
	struct round r = { s->e, m, best->across };
	double *sum = calloc(width, sizeof *sum), before = INFINITY;
	bool done = sum != NULL;

	m->moving = true;
	for (int i = 0; i < ROUNDS && done && m->moving; i++) {
		int empty;

		lanes_transpose(best->centre, m->k, s->width, best->across);
		done = sums_rows(s->pool, s->e->n, width,
		    LANES_CHOOSE(assign_rows), &r, sum);
		m->inertia = sum[width - 1];
		empty = kmeans_empty(sum, m->k, s->width);
		m->moving = empty >= 0 || before - m->inertia > 1e-7 * m->inertia;
		if (!m->moving)
			break;
		kmeans_centres(best->centre, m->k, s->width, sum);
		if (empty >= 0)
			fill_empty(&r, best->centre, empty);
		before = m->inertia;
	}
	free(sum);
	return done;
}

bool
kmeans_run(struct kmeans *m, const struct kmeans_sample *s, uint64_t seed)
{
	struct starts all;
	const struct lloyd *best;
	bool done = true;

	m->total = s->total + s->beyond;
	if (!open_starts(&all, m, s, seed))
		return false;
	chunk_for(s->pool, KMEANS_STARTS, run_starts, &all);
	best = best_of(&all, m);
	if (best != NULL)
		done = lloyd_all(m, s, best);
	m->inertia += s->beyond;
	free(all.memory);
	return done;
}
