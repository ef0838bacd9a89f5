/* SPDX-License-Identifier: BSD-2-Clause */
/* batch.c - a few fields at a time, and the values of their pixels. */
#include "cluster/batch.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PIXELS 256                      /* at a time: 1 KiB of values */
#define LARGEST 1e12F                   /* after the transform: products fit float32 */

/* The transform. Values below 0 stay, to be found. */
static inline float
root_of(float x)
{
	return x > 0 ? sqrtf(x) : x;
}

bool
batch_open(struct batch *b, const struct chunk_header *h, bool root, struct chunk_pool *pool)
{
	const struct chunk_grid *g = chunk_grid(h);
	const float *table;
	float *roots;
	uint32_t n;

	*b = (struct batch){ .cells = (size_t)g->rows * g->cols, .root = root, .pool = pool };
	b->lack = calloc(b->cells, sizeof *b->lack);
	b->values = chunk_header_copy(h);
	if (b->lack == NULL || b->values == NULL)
		return false;
	table = chunk_table(h, &n);
	if (table == NULL || !root)
		return true;
	if ((roots = reallocarray(NULL, n, sizeof *roots)) == NULL)
		return false;
	for (uint32_t i = 0; i < n; i++)
		roots[i] = root_of(table[i]);
	/* Without the old one, what failed can be told from what did not. */
	chunk_set_table(b->values, NULL, 0);
	chunk_set_table(b->values, roots, n);
	free(roots);
	return chunk_table(b->values, &n) != NULL;
}

void
batch_close(struct batch *b)
{
	for (int t = 0; t < BATCH_FIELDS; t++)
		chunk_free(&b->field[t]);
	chunk_header_free(b->values);
	free(b->lack);
}

bool
batch_take(struct batch *b, struct chunk *c)
{
	chunk_swap(&b->field[b->n++], c);
	return b->n == BATCH_FIELDS;
}

void
batch_clear(struct batch *b)
{
	b->n = 0;
}

void
batch_floats(const struct batch *b, int t, size_t first, size_t count, float *to)
{
	const struct chunk *c = &b->field[t];

	chunk_floats(b->values, c, first, count, to);
	if (b->root && (c->type == CHUNK_F32 || c->type == CHUNK_F64))
		for (size_t i = 0; i < count; i++)
			to[i] = root_of(to[i]);
}

/* ---- What the fields have ---------------------------------------------- */

/* A scan by several threads; the bits are those of fields. */
struct scan {
	struct batch *b;
	atomic_uint some;               /* have a value, */
	atomic_uint below;              /* one below 0, */
	atomic_uint large;              /* one that is infinite, or too large, */
	atomic_uint failed;             /* could not be unpacked */
};

static void
unpack(void *arg, size_t first, size_t last)
{
	struct scan *s = arg;

	for (size_t t = first; t < last; t++)
		if (chunk_unpack(&s->b->field[t]) < 0)
			atomic_fetch_or(&s->failed, 1u << t);
}

static void
scan_band(void *arg, size_t first, size_t last)
{
	struct scan *s = arg;
	struct batch *b = s->b;
	unsigned some = 0, below = 0, large = 0;
	float x[PIXELS];

	for (; first < last; first += PIXELS) {
		size_t count = last - first < PIXELS ? last - first : PIXELS;

		memset(b->lack + first, 0, count * sizeof *b->lack);
		for (int t = 0; t < b->n; t++) {
			batch_floats(b, t, first, count, x);
			for (size_t i = 0; i < count; i++) {
				bool lacks = isnan(x[i]);

				b->lack[first + i] |= (uint16_t)(lacks << t);
				some |= (unsigned)!lacks << t;
				below |= (unsigned)(x[i] < 0) << t;
				large |= (unsigned)(fabsf(x[i]) > LARGEST) << t;
			}
		}
	}
	atomic_fetch_or(&s->some, some);
	atomic_fetch_or(&s->below, below);
	atomic_fetch_or(&s->large, large);
}

/* Leaves out the field t, and its bits. */
static void
leave_out(struct batch *b, int t)
{
	const unsigned below = (1u << t) - 1;

	for (int i = t; i + 1 < b->n; i++)
		chunk_swap(&b->field[i], &b->field[i + 1]);
	for (size_t i = 0; i < b->cells; i++)
		b->lack[i] = (uint16_t)((b->lack[i] & below) | (b->lack[i] >> 1 & ~below));
	b->n--;
}

/* The time of the first field of those whose bits are set. */
static const char *
time_of(const struct batch *b, unsigned bits, char *text)
{
	return chunk_time_text(b->field[__builtin_ctz(bits)].start, text);
}

int
batch_scan(struct batch *b, char *why)
{
	struct scan s = { .b = b };
	char time[CHUNK_TIME_MAX];

	chunk_for(b->pool, (size_t)b->n, unpack, &s);
	if (s.failed != 0)
		return chunk_reason(why, "out of memory for a field");
	chunk_for(b->pool, b->cells, scan_band, &s);
	if (s.large != 0)
		return chunk_reason(why, "%s: a value is infinite, or too large for rain: does it stand for missing?",
		    time_of(b, s.large, time));
	if (b->root && s.below != 0)
		return chunk_reason(why, "%s: a value is below 0, which has no square root: --transform none",
		    time_of(b, s.below, time));
	for (int t = b->n - 1; t >= 0; t--)
		if ((s.some >> t & 1) == 0)
			leave_out(b, t);
	return 0;
}
