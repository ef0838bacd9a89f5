/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.c - the sums behind bin-average and stats.
 *
 * There are two blocks of images: the caller fills one while the threads of
 * the pool fold the other. Folds of several groups of images share them. A
 * band of pixels, RUN at a time, belongs to one thread from the first image of
 * the block to the last. So its sums stay in that core's cache, and never
 * depend on the number of threads.
 */
#include "fold/fold.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "fold/private.h"

#define BLOCK_BYTES ((size_t)1 << 20)   /* of payloads: what makes a block full */

/* ---- Blocks ------------------------------------------------------------ */

static void
fold_runs(void *arg, size_t first, size_t last)
{
	const struct fold *f = arg;

	f->fold_band(f, f->folded, first, last);
}

/*
 * Has the threads fold the block that the caller fills, for the fold that it is
 * of, once they have done the one before it.
 */
static void
start_folding(struct feed *feed)
{
	struct fold *f = feed->of;

	if (feed->folding)
		chunk_for_wait(f->pool);
	f->folded = &feed->block[feed->filling];
	feed->filling = !feed->filling;
	feed->block[feed->filling].n = 0;
	feed->block[feed->filling].bytes = 0;
	feed->of = NULL;
	feed->folding = true;
	chunk_for_start(f->pool, f->runs, fold_runs, f);
}

/* Folds all that was pushed. */
static void
fold_all(struct fold *f)
{
	if (f->feed->of != NULL)
		start_folding(f->feed);
	if (f->feed->folding)
		chunk_for_wait(f->pool);
	f->feed->folding = false;
}

const char *
fold_push(struct fold *f, struct chunk *c, double scale)
{
	struct block *b;
	const char *why;

	if (f->pushed == f->most)
		return "more fields than sums have room for";
	if (f->width > 0 && chunk_value_size(c->type) != (size_t)f->width)
		return "a field of values in a stream of codes";
	if (f->width > 0 && f->since == f->room) {
		fold_all(f);
		codes_empty(f);
	}
	if (f->width == 0 && (f->what & FOLD_HISTOGRAM) &&
	    (why = values_keep(f, c)) != NULL)
		return why;
	f->pushed++;
	f->since++;
	if (f->feed->of != NULL && f->feed->of != f)
		start_folding(f->feed);
	f->feed->of = f;
	b = &f->feed->block[f->feed->filling];
	chunk_swap(&b->image[b->n], c);
	b->bytes += b->image[b->n].size;
	b->scale[b->n++] = scale;
	if (b->n == BLOCK_MAX || b->bytes >= BLOCK_BYTES)
		start_folding(f->feed);
	return NULL;
}

const char *
fold_wait(struct fold *f)
{
	fold_all(f);
	/* Sums that are partly in the limbs are brought together. */
	if (f->width > 0 && f->since > 0 && sums_are_digits(f))
		codes_empty(f);
	return f->width > 0 || floats_are_finite(f) ? NULL : "values that are infinite, or beyond float32";
}

/* ---- Making and forgetting --------------------------------------------- */

/* The state of a fold of this header; false if out of memory. */
static bool
make_state(struct fold *f)
{
	uint32_t n;
	const float *table = chunk_table(f->header, &n);
	size_t room = f->runs * RUN;

	f->width = n == 0 || (f->what & FOLD_WEIGHED) ? 0 : n == 256 ? 1 : 2;
	f->count = calloc(room, sizeof *f->count);
	if (f->what & FOLD_WHEN)
		for (int i = 0; i < 2; i++)
			f->when[i] = malloc(room * sizeof *f->when[i]);
	return f->count != NULL &&
	    (!(f->what & FOLD_WHEN) || (f->when[0] != NULL && f->when[1] != NULL)) &&
	    (f->width ? codes_make(f, table, n) : floats_make(f));
}

static struct fold *
make_fold(const struct chunk_header *h, unsigned what, uint32_t most, struct chunk_pool *pool,
    struct feed *feed)
{
	struct fold *f = calloc(1, sizeof *f);
	const struct chunk_grid *g = chunk_grid(h);
	const char *wet = chunk_get(h, "wet");

	if (f == NULL)
		return NULL;
	f->header = h;
	f->what = what;
	f->most = f->room = most;
	f->pool = pool;
	f->pixels = (size_t)g->rows * g->cols;
	f->runs = (f->pixels + RUN - 1) / RUN;
	f->wet = wet != NULL ? (float)strtod(wet, NULL) : NAN;
	f->owner = feed == NULL;
	f->feed = f->owner ? calloc(1, sizeof *f->feed) : feed;
	if (f->owner && f->feed != NULL)
		f->feed->most = UINT64_MAX;
	if (f->feed == NULL || !make_state(f)) {
		fold_free(f);
		return NULL;
	}
	fold_clear(f);
	return f;
}

struct fold *
fold_new(const struct chunk_header *h, unsigned what, uint32_t most, struct chunk_pool *pool)
{
	return make_fold(h, what, most, pool, NULL);
}

struct fold *
fold_like(const struct fold *other)
{
	struct fold *f = make_fold(other->header, other->what, (uint32_t)other->most, other->pool,
	    other->feed);

	for (int k = 0; k < other->aboves && f != NULL; k++)
		if (!fold_add_threshold(f, other->threshold[k])) {
			fold_free(f);
			return NULL;
		}
	return f;
}

bool
fold_add_threshold(struct fold *f, double threshold)
{
	int k = f->aboves;

	if ((f->above[k] = calloc(f->runs * RUN, sizeof *f->above[k])) == NULL)
		return false;
	f->threshold[k] = threshold;
	if (f->width > 0)
		codes_set_threshold(f, k);
	f->aboves++;
	return true;
}

void
fold_limit_values(struct fold *f, uint64_t bytes)
{
	f->feed->most = bytes;
}

uint64_t
fold_histogram_size(const struct chunk_header *h)
{
	uint32_t n;

	chunk_table(h, &n);
	return (uint64_t)chunk_grid(h)->rows * chunk_grid(h)->cols * n * sizeof(uint32_t);
}

void
fold_clear(struct fold *f)
{
	size_t room = f->runs * RUN;

	if (f->width == 0)
		memset(f->count, 0, room * sizeof *f->count);
	for (size_t i = 0; i < room && (f->what & FOLD_WHEN); i++)
		f->when[0][i] = f->when[1][i] = NEVER;
	for (int k = 0; k < f->aboves; k++)
		memset(f->above[k], 0, room * sizeof *f->above[k]);
	if (f->width > 0)
		codes_clear(f);
	else
		floats_clear(f);
	values_clear(f);
	f->pushed = f->since = 0;
}

void
fold_free(struct fold *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < BLOCK_MAX && f->owner && f->feed != NULL; i++) {
		chunk_free(&f->feed->block[0].image[i]);
		chunk_free(&f->feed->block[1].image[i]);
	}
	if (f->owner)
		free(f->feed);
	free(f->count);
	free(f->when[0]);
	free(f->when[1]);
	for (int k = 0; k < f->aboves; k++)
		free(f->above[k]);
	codes_free(&f->codes);
	floats_free(&f->floats);
	values_free(&f->values);
	merge_free(&f->incoming);
	free(f);
}

/* ---- Results ----------------------------------------------------------- */

struct request {
	const struct fold *f;
	enum fold_result what;
	double least, scale, quantile;
	int above;
	float *to;
	double *times;
	atomic_bool infinite, no_memory;        /* a result is, or it was out: threads only set it */
};

static bool
all_finite(const float *x, size_t n)
{
	int infinite = 0;

	for (size_t i = 0; i < n; i++)
		infinite |= fabsf(x[i]) > FLT_MAX;
	return !infinite;
}

static void
write_results(void *arg, size_t first, size_t last)
{
	struct request *q = arg;
	const struct fold *f = q->f;

	if (f->width > 0 && q->what != FOLD_COUNT)
		codes_results(f, q->what, q->least, q->scale, first, last, q->to);
	else
		for (size_t i = first; i < last; i++)
			if (q->what == FOLD_COUNT)
				q->to[i] = (float)f->count[i];
			else
				q->to[i] = f->count[i] < q->least ? NAN :
				    floats_result(f, i, q->what, q->scale);
	/*
	 * Results of codes without a scale are between values of their table.
	 */
	if ((f->width == 0 || q->scale != 1) && !all_finite(q->to + first, last - first))
		atomic_store_explicit(&q->infinite, true, memory_order_relaxed);
}

bool
fold_result(struct fold *f, enum fold_result what, double least, double scale, float *to)
{
	struct request q = { .f = f, .what = what, .least = fmax(least, 1), .scale = scale, .to = to };

	if (f->width > 0 && !codes_know_counts(f, what, scale))
		codes_count(f);
	chunk_for(f->pool, f->pixels, write_results, &q);
	return !q.infinite;
}

static void
write_hours(void *arg, size_t first, size_t last)
{
	const struct request *q = arg;

	for (size_t i = first; i < last; i++)
		q->to[i] = q->f->count[i] ? (float)(q->f->above[q->above][i] / 3600.0) : NAN;
}

void
fold_hours_above(struct fold *f, int k, float *to)
{
	struct request q = { .f = f, .above = k, .to = to };

	if (f->width > 0)
		codes_count(f);
	chunk_for(f->pool, f->pixels, write_hours, &q);
}

static void
write_quantiles(void *arg, size_t first, size_t last)
{
	struct request *q = arg;
	const struct fold *f = q->f;
	size_t end = last * RUN < f->pixels ? last * RUN : f->pixels;

	if (f->width == 0 && !values_quantiles(f, q->quantile, first, last, q->to)) {
		atomic_store_explicit(&q->no_memory, true, memory_order_relaxed);
		return;
	}
	for (size_t i = first * RUN; i < end && f->width > 0; i++)
		q->to[i] = f->count[i] ? codes_quantile(f, i, q->quantile) : NAN;
	if (!all_finite(q->to + first * RUN, end - first * RUN))
		atomic_store_explicit(&q->infinite, true, memory_order_relaxed);
}

const char *
fold_quantile(struct fold *f, double quantile, float *to)
{
	struct request q = { .f = f, .quantile = quantile, .to = to };

	if (f->width > 0)
		codes_count(f);
	chunk_for(f->pool, f->runs, write_quantiles, &q);
	if (q.no_memory)
		return "out of memory for the values of all fields";
	return q.infinite ? "values that are infinite, or beyond float32" : NULL;
}

static void
write_times(void *arg, size_t first, size_t last)
{
	const struct request *q = arg;
	const int64_t *when = q->f->when[q->what == FOLD_MAX];

	for (size_t i = first; i < last; i++)
		q->times[i] = when[i] == NEVER ? (double)NAN : (double)when[i];
}

void
fold_when(struct fold *f, enum fold_result what, double *to)
{
	struct request q = { .f = f, .what = what, .times = to };

	chunk_for(f->pool, f->pixels, write_times, &q);
}
