/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold.c - the sums behind bin-average and stats.
 *
 * Two blocks of images: the caller fills one while the threads of the pool fold the other. A band of
 * pixels, RUN at a time, belongs to one thread from the first image of the block to the last, so
 * that its sums stay near the core and never depend on the number of threads.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exact.h"
#include "fold.h"

#define RUN 32                          /* pixels */
#define BLOCK_MAX 16                    /* images */
#define BLOCK_BYTES ((size_t)2 << 20)   /* about what a block may take */

struct block {
	struct chunk image[BLOCK_MAX];
	double scale[BLOCK_MAX];
	int n;
};

/*
 * Codes are folded as ranks: the order of their values. Ranks make extremes a matter of integers for
 * any table, and for the usual table, which rises from no echo at 0 and has its nodata at the top,
 * they are the codes.
 */
struct codes {
	struct exact form;
	int limbs;                      /* of a pixel: of the sum and of the squares */
	int64_t *limbs_of;              /* rank x limbs: what each value adds */
	uint16_t *rank;                 /* of each code; a missing one has the top rank */
	float *value;                   /* of each rank */
	uint32_t missing;               /* the top rank if there is a code for missing, else none */
	bool same;                      /* every code is its own rank */
	bool skips;                     /* the lowest rank is 0 and adds nothing to a sum */
	int64_t *sum;                   /* pixels x limbs */
	void *low, *high;               /* pixels, ranks as wide as the codes; with FOLD_RANGE */
};

struct floats {
	float *first;                   /* NaN until there is a value */
	double *sum, *squares;          /* of the differences from it */
	float *low, *high;
};

struct fold {
	const struct chunk_header *header;
	unsigned what;
	struct chunk_pool *pool;
	size_t pixels, runs;            /* runs x RUN is the room of every array */
	int images;                     /* in a block */
	struct block block[2];
	int filling;                    /* the block that the caller fills */
	bool folding;                   /* the other is being folded */
	uint32_t pushed, most;          /* fields so far, and at most */
	int width;                      /* bytes of a code; 0 where values are float */
	uint32_t *count;                /* values of each pixel; images, where fields weigh */
	struct codes codes;
	struct floats floats;
};

/* ---- Codes ------------------------------------------------------------------------------------ */

static int
by_value(const void *a, const void *b, void *table)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	float v = ((const float *)table)[x], w = ((const float *)table)[y];

	if (isnan(v) || isnan(w))
		return isnan(v) != isnan(w) ? (isnan(v) ? 1 : -1) : (x > y) - (x < y);
	return v != w ? (v > w ? 1 : -1) : (x > y) - (x < y);
}

/* Ranks the table's codes; false where memory is out. */
static bool
rank_codes(struct codes *k, const float *table, uint32_t n)
{
	uint32_t *order = malloc(n * sizeof *order);

	k->rank = malloc(n * sizeof *k->rank);
	k->value = malloc(n * sizeof *k->value);
	if (order == NULL || k->rank == NULL || k->value == NULL) {
		free(order);
		return false;
	}
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, by_value, (void *)table);
	k->missing = isnan(table[order[n - 1]]) ? n - 1 : n;
	k->same = true;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t code = order[i];

		k->rank[code] = (uint16_t)(isnan(table[code]) ? n - 1 : i);
		k->value[i] = table[code];
		k->same = k->same && k->rank[code] == code;
	}
	free(order);
	return true;
}

static bool
make_codes(struct fold *f, const float *table, uint32_t n)
{
	struct codes *k = &f->codes;
	bool squares = f->what & FOLD_SQUARES;
	size_t room = f->runs * RUN;

	k->form = exact_form(table, n, f->most);
	k->limbs = (f->what & FOLD_SUM ? k->form.sums : 0) + (squares ? k->form.squares : 0);
	k->limbs_of = calloc((size_t)n * (size_t)k->limbs, sizeof *k->limbs_of);
	k->sum = malloc(room * (size_t)k->limbs * sizeof *k->sum);
	if (f->what & FOLD_RANGE) {
		k->low = malloc(room * (size_t)f->width);
		k->high = malloc(room * (size_t)f->width);
	}
	if (k->limbs_of == NULL || k->sum == NULL || !rank_codes(k, table, n) ||
	    ((f->what & FOLD_RANGE) && (k->low == NULL || k->high == NULL)))
		return false;
	k->skips = k->value[0] == 0;
	for (uint32_t i = 0; i < n && !isnan(k->value[i]); i++) {
		int64_t *limbs = k->limbs_of + i * (size_t)k->limbs;

		if (f->what & FOLD_SUM)
			exact_value(&k->form, k->value[i], limbs);
		if (squares)
			exact_square(&k->form, k->value[i], limbs + k->form.sums);
	}
	return true;
}

#define LIMBS_MAX (EXACT_SUM_MAX + EXACT_SQUARE_MAX)

#ifdef __clang__
#define UNROLL _Pragma("unroll 6")
#else
#define UNROLL _Pragma("GCC unroll 6")
#endif

#define CODE uint8_t
#define NAME(function) function##_8
#include "fold-codes.h"
#undef CODE
#undef NAME
#define CODE uint16_t
#define NAME(function) function##_16
#include "fold-codes.h"

/* ---- Floats ----------------------------------------------------------------------------------- */

static bool
make_floats(struct fold *f)
{
	struct floats *v = &f->floats;
	size_t room = f->runs * RUN;

	v->first = malloc(room * sizeof *v->first);
	v->sum = malloc(room * sizeof *v->sum);
	if (v->first == NULL || v->sum == NULL)
		return false;
	if ((f->what & FOLD_SQUARES) && (v->squares = malloc(room * sizeof *v->squares)) == NULL)
		return false;
	if (f->what & FOLD_RANGE) {
		v->low = malloc(room * sizeof *v->low);
		v->high = malloc(room * sizeof *v->high);
		return v->low != NULL && v->high != NULL;
	}
	return true;
}

/* One image's run of values; the loops are plain, for the compiler to make vectors of. */
static void
add_floats(const struct fold *f, size_t at, const float *restrict x, uint32_t weight)
{
	const struct floats *v = &f->floats;
	float *restrict first = v->first + at;
	double *restrict sum = v->sum + at;
	uint32_t *restrict count = f->count + at;

	for (int i = 0; i < RUN; i++) {
		bool is = x[i] == x[i];
		double d;

		first[i] = first[i] == first[i] ? first[i] : x[i];
		d = is ? (double)x[i] - (double)first[i] : 0;
		sum[i] += weight * d;
		count[i] += is ? weight : 0;
	}
	if (f->what & FOLD_SQUARES) {
		double *restrict squares = v->squares + at;

		for (int i = 0; i < RUN; i++) {
			double d = x[i] == x[i] ? (double)x[i] - (double)first[i] : 0;

			squares[i] += weight * (d * d);
		}
	}
	if (f->what & FOLD_RANGE) {
		float *restrict low = v->low + at, *restrict high = v->high + at;

		for (int i = 0; i < RUN; i++) {
			low[i] = x[i] < low[i] ? x[i] : low[i];
			high[i] = x[i] > high[i] ? x[i] : high[i];
		}
	}
}

static void
fold_floats(const struct fold *f, const struct block *b, size_t at)
{
	size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;

	for (int i = 0; i < b->n; i++) {
		float x[RUN];

		chunk_floats(f->header, &b->image[i], at, n, x);
		for (size_t k = n; k < RUN; k++)
			x[k] = NAN;
		if (f->what & FOLD_WEIGHED)
			for (size_t k = 0; k < RUN; k++)
				x[k] = (float)(x[k] * b->scale[i]);
		add_floats(f, at, x, f->what & FOLD_WEIGHED ? b->image[i].have : 1);
	}
}

/* ---- Blocks ----------------------------------------------------------------------------------- */

static void
fold_runs(void *arg, size_t first, size_t last)
{
	const struct fold *f = arg;
	const struct block *b = &f->block[!f->filling];

	for (size_t run = first; run < last; run++)
		if (f->width == 1)
			fold_run_8(f, b, run * RUN);
		else if (f->width == 2)
			fold_run_16(f, b, run * RUN);
		else
			fold_floats(f, b, run * RUN);
}

/* Starts folding the block that is full, once the one before it is done. */
static void
turn(struct fold *f)
{
	if (f->folding)
		chunk_rows_wait(f->pool);
	f->filling = !f->filling;
	f->block[f->filling].n = 0;
	f->folding = true;
	chunk_rows_start(f->pool, f->runs, fold_runs, f);
}

bool
fold_push(struct fold *f, struct chunk *c, double scale)
{
	struct block *b = &f->block[f->filling];

	if (f->pushed++ == f->most)
		return false;
	chunk_swap(&b->image[b->n], c);
	b->scale[b->n++] = scale;
	if (b->n == f->images)
		turn(f);
	return true;
}

void
fold_wait(struct fold *f)
{
	if (f->block[f->filling].n > 0)
		turn(f);
	if (f->folding)
		chunk_rows_wait(f->pool);
	f->folding = false;
}

/* ---- Making and forgetting -------------------------------------------------------------------- */

struct fold *
fold_new(const struct chunk_header *h, unsigned what, uint32_t most, struct chunk_pool *pool)
{
	struct fold *f = calloc(1, sizeof *f);
	const struct chunk_grid *g = chunk_grid(h);
	uint32_t n;
	const float *table = chunk_table(h, &n);
	size_t bytes;

	if (f == NULL)
		return NULL;
	f->header = h;
	f->what = what;
	f->most = most;
	f->pool = pool;
	f->pixels = (size_t)g->rows * g->cols;
	f->runs = (f->pixels + RUN - 1) / RUN;
	f->width = n == 0 || (what & FOLD_WEIGHED) ? 0 : n == 256 ? 1 : 2;
	bytes = f->pixels * (f->width ? (size_t)f->width : sizeof(float));
	f->images = bytes > BLOCK_BYTES ? 1 : BLOCK_BYTES / bytes > BLOCK_MAX ? BLOCK_MAX :
	    (int)(BLOCK_BYTES / bytes);
	f->count = malloc(f->runs * RUN * sizeof *f->count);
	if (f->count == NULL || !(f->width ? make_codes(f, table, n) : make_floats(f))) {
		fold_free(f);
		return NULL;
	}
	fold_clear(f);
	return f;
}

void
fold_clear(struct fold *f)
{
	size_t room = f->runs * RUN;

	f->pushed = 0;
	memset(f->count, 0, room * sizeof *f->count);
	if (f->width > 0)
		memset(f->codes.sum, 0, room * (size_t)f->codes.limbs * sizeof *f->codes.sum);
	if (f->width > 0 && (f->what & FOLD_RANGE)) {
		memset(f->codes.low, 0xff, room * (size_t)f->width);
		memset(f->codes.high, 0, room * (size_t)f->width);
	}
	for (size_t i = 0; i < room && f->width == 0; i++) {
		f->floats.first[i] = NAN;
		f->floats.sum[i] = 0;
		if (f->what & FOLD_SQUARES)
			f->floats.squares[i] = 0;
		if (f->what & FOLD_RANGE) {
			f->floats.low[i] = INFINITY;
			f->floats.high[i] = -INFINITY;
		}
	}
}

void
fold_free(struct fold *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < BLOCK_MAX; i++) {
		chunk_free(&f->block[0].image[i]);
		chunk_free(&f->block[1].image[i]);
	}
	free(f->count);
	free(f->codes.limbs_of);
	free(f->codes.rank);
	free(f->codes.value);
	free(f->codes.sum);
	free(f->codes.low);
	free(f->codes.high);
	free(f->floats.first);
	free(f->floats.sum);
	free(f->floats.squares);
	free(f->floats.low);
	free(f->floats.high);
	free(f);
}

/* ---- Results ---------------------------------------------------------------------------------- */

struct asked {
	const struct fold *f;
	enum fold_result what;
	double least, scale;
	float *to;
};

static float
code_result(const struct asked *q, size_t i)
{
	const struct codes *k = &q->f->codes;
	const int64_t *sum = k->sum + i * (size_t)k->limbs;
	uint32_t n = q->f->count[i];
	const void *ranks = q->what == FOLD_MIN ? k->low : k->high;

	if (q->what == FOLD_COUNT)
		return (float)n;
	if (n == 0 || n < q->least)
		return NAN;
	switch (q->what) {
	case FOLD_MEAN:
		if (k->form.sums == 1 && *sum == 0)
			return 0;               /* most pixels are dry */
		return q->scale == 1 ? exact_mean(&k->form, sum, n) :
		    (float)(exact_mean_double(&k->form, sum, n) * q->scale);
	case FOLD_STD:
		return exact_std(&k->form, sum, sum + k->form.sums, n);
	default:
		return k->value[q->f->width == 1 ? ((const uint8_t *)ranks)[i] : ((const uint16_t *)ranks)[i]];
	}
}

static float
float_result(const struct asked *q, size_t i)
{
	const struct floats *v = &q->f->floats;
	double n = q->f->count[i], mean = v->sum[i] / n, variance;

	if (q->what == FOLD_COUNT)
		return (float)n;
	if (n == 0 || n < q->least)
		return NAN;
	switch (q->what) {
	case FOLD_MEAN:
		return (float)((mean + (double)v->first[i]) * q->scale);
	case FOLD_STD:
		variance = v->squares[i] / n - mean * mean;
		return variance > 0 ? (float)sqrt(variance) : 0;
	case FOLD_MIN:
		return v->low[i];
	default:
		return v->high[i];
	}
}

static void
results(void *arg, size_t first, size_t last)
{
	const struct asked *q = arg;

	for (size_t i = first; i < last; i++)
		q->to[i] = q->f->width ? code_result(q, i) : float_result(q, i);
}

void
fold_result(struct fold *f, enum fold_result what, double least, double scale, float *to)
{
	struct asked q = { f, what, least, scale, to };

	chunk_rows(f->pool, f->pixels, results, &q);
}
