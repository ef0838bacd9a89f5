/* SPDX-License-Identifier: BSD-2-Clause */
/* cross.c - sums over time: of every pixel, and of its products with landmarks. */
#include "cluster/cross.h"

#include <stdlib.h>
#include <string.h>

#include "cluster/lanes.h"

#define PIXELS 128                      /* at a time: 8 KiB of values of all fields */

size_t
cross_pixel_size(int landmarks)
{
	return (size_t)lanes_round(landmarks) * sizeof(float) + sizeof(uint32_t) +
	    2 * sizeof(double);
}

bool
cross_open(struct cross *x, size_t cells, const uint32_t *landmark, int landmarks,
    struct chunk_pool *pool)
{
	*x = (struct cross){ .cells = cells, .landmarks = landmarks, .pool = pool };
	x->stride = lanes_round(landmarks);
	memcpy(x->cell, landmark, (size_t)landmarks * sizeof *landmark);
	x->count = calloc(cells, sizeof *x->count);
	x->sum = calloc(cells, sizeof *x->sum);
	x->squares = calloc(cells, sizeof *x->squares);
	x->product = calloc(cells, (size_t)x->stride * sizeof *x->product);
	return x->count != NULL && x->sum != NULL && x->squares != NULL && x->product != NULL;
}

void
cross_close(struct cross *x)
{
	if (x->gaps != NULL) {
		free(x->gaps->without);
		free(x->gaps->theirs);
		free(x->gaps->neither);
		free(x->gaps);
	}
	free(x->count);
	free(x->sum);
	free(x->squares);
	free(x->product);
}

/* ---- A batch ------------------------------------------------------------ */

/* What landmarks have in the batch, and had before it. */
static void
set_landmarks(struct pushing *p)
{
	const struct cross *x = p->x;
	const struct batch *b = p->b;

	for (int l = 0; l < x->landmarks; l++) {
		uint32_t cell = x->cell[l];

		p->lacks[l] = b->lack[cell];
		p->any = p->any || p->lacks[l] != 0;
		p->sum[l] = x->sum[cell];
		p->missing[l] = (float)(x->fields - x->count[cell]);
		for (int t = 0; t < b->n; t++) {
			bool lacks = p->lacks[l] >> t & 1;

			batch_floats(b, t, cell, 1, &p->value[t * x->stride + l]);
			p->lack[t * x->stride + l] = lacks;
			if (lacks)
				p->value[t * x->stride + l] = 0;
		}
	}
}

/* Adds pixel i, whose values are at[0], at[PIXELS] and so on. */
static inline void
push_pixel(const struct pushing *p, size_t i, const float *at)
{
	const struct batch *b = p->b;
	struct cross *x = p->x;
	struct values v = { .lack = b->lack[i] };
	const float *vector[BATCH_FIELDS];
	bool first = x->count[i] == 0;
	double sum = 0, squares = 0;

	for (int t = 0; t < b->n; t++) {
		float value = at[t * PIXELS];

		if (v.lack >> t & 1 || value == 0)
			continue;
		sum += value;
		squares += (double)value * value;
		vector[v.n] = p->value + t * x->stride;
		v.field[v.n] = t;
		v.x[v.n++] = value;
	}
	if (x->gaps != NULL)
		cross_gaps_push(p, i, &v, first);
	x->count[i] += (uint32_t)(b->n - __builtin_popcount(v.lack));
	if (v.n == 0)
		return;
	x->sum[i] += sum;
	x->squares[i] += squares;
	lanes_add(x->product + i * (size_t)x->stride, x->stride, v.n, v.x, vector);
}

/* Whether some of these pixels have, or had, a value. */
static bool
have_values(const struct pushing *p, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (p->b->lack[i] != batch_full(p->b) || p->x->count[i] > 0)
			return true;
	return false;
}

static inline void
push_pixels(const struct pushing *p, size_t first, size_t last)
{
	float values[BATCH_FIELDS * PIXELS];

	for (; first < last; first += PIXELS) {
		size_t count = last - first < PIXELS ? last - first : PIXELS;

		if (!have_values(p, first, count))
			continue;
		for (int t = 0; t < p->b->n; t++)
			batch_floats(p->b, t, first, count, values + t * PIXELS);
		for (size_t i = 0; i < count; i++)
			if (p->b->lack[first + i] != batch_full(p->b) ||
			    p->x->count[first + i] > 0)
				push_pixel(p, first + i, values + i);
	}
}

LANES_TWINS(push_band, (void *arg, size_t first, size_t last), push_pixels(arg, first, last))

bool
cross_push(struct cross *x, const struct batch *b)
{
	size_t n = (size_t)BATCH_FIELDS * (size_t)x->stride;
	struct pushing *p;
	bool done;

	if (b->n == 0)
		return true;
	if ((p = calloc(1, sizeof *p + 2 * n * sizeof(float))) == NULL)
		return false;
	p->x = x;
	p->b = b;
	p->value = (float *)(p + 1);
	p->lack = p->value + n;
	set_landmarks(p);
	if ((done = cross_gaps_prepare(p)))
		chunk_for(x->pool, x->cells, LANES_CHOOSE(push_band), p);
	x->fields += (uint32_t)b->n;
	free(p);
	return done;
}
