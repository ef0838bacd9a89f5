/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codes.c - the state of pixels whose values are codes: ranks, exact sums,
 * counts of each code.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fold/private.h"

#define PAIRS_MAX ((EXACT_SUM_MAX + EXACT_SQUARE_MAX + 1) / 2)
#define HUGE_MAX  ((size_t)64 << 20)    /* bytes of sums in huge pages */
#define PREFETCH  192                   /* bytes ahead, in each image */
#define LIMBS_ROOM (1 << 15)            /* fields that the limbs of a long fold have room for */

/* ---- Ranks ------------------------------------------------------------- */

static int
by_value(const void *a, const void *b, void *table)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	float v = ((const float *)table)[x], w = ((const float *)table)[y];

	if (isnan(v) || isnan(w))
		return isnan(v) != isnan(w) ? (isnan(v) ? 1 : -1) : (x > y) - (x < y);
	return v != w ? (v > w ? 1 : -1) : (x > y) - (x < y);
}

/*
 * Ranks the table's codes; false if out of memory. With `share`, codes of the
 * same value have one rank, which the times of extremes need. Without, each
 * code has its own, so that codes may be their own ranks.
 */
static bool
rank_codes(struct codes *k, const float *table, uint32_t n, bool share)
{
	uint32_t *order = malloc(n * sizeof *order), rank = 0;

	k->n = n;
	k->rank = malloc(n * sizeof *k->rank);
	k->code = malloc(n * sizeof *k->code);
	k->value = malloc(n * sizeof *k->value);
	if (order == NULL || k->rank == NULL || k->code == NULL || k->value == NULL) {
		free(order);
		return false;
	}
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof *order, by_value, (void *)table);
	k->missing = isnan(table[order[n - 1]]) ? n - 1 : n;
	k->identity = true;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t code = order[i];

		if (!share || i == 0 || table[code] != table[order[i - 1]])
			rank = i;
		k->rank[code] = (uint16_t)(isnan(table[code]) ? n - 1 : rank);
		k->code[i] = (uint16_t)code;
		k->value[i] = table[code];
		k->identity = k->identity && k->rank[code] == code;
	}
	free(order);
	return true;
}

/* What each rank adds to the limbs. */
static bool
make_limbs(struct fold *f, const float *table, uint32_t n)
{
	struct codes *k = &f->codes;
	bool squares = f->what & FOLD_SQUARES;
	size_t numbers, size;

	f->room = f->most < LIMBS_ROOM ? (uint32_t)f->most : LIMBS_ROOM;
	k->form = exact_form(table, n, f->room);
	k->wide = exact_digits(&k->form);
	k->limbs = (f->what & FOLD_SUM ? k->form.sums : 0) + (squares ? k->form.squares : 0);
	if (f->most > f->room)
		k->digits =
		    (f->what & FOLD_SUM ? k->wide.sums : 0) + (squares ? k->wide.squares : 0);
	numbers = k->limbs == 1 ? 1 : 2 * ((size_t)(k->limbs + 1) / 2);
	size = (n * numbers + 2) * sizeof *k->adds;
	if ((k->adds = aligned_alloc(sizeof(pair), size)) == NULL)
		return false;
	memset(k->adds, 0, size);
	for (uint32_t i = 0; i < n && !isnan(k->value[i]); i++) {
		int64_t limbs[2 * PAIRS_MAX] = { 0 };

		if (f->what & FOLD_SUM)
			exact_value(&k->form, k->value[i], limbs);
		if (squares)
			exact_square(&k->form, k->value[i], limbs + k->form.sums);
		memcpy(k->adds + i * numbers, limbs, numbers * sizeof *limbs);
	}
	return true;
}

/*
 * Memory of zeros. In huge pages, if there are any: the sums are gone through
 * for every block. Those of a large grid take memory where it rains, instead.
 */
static void *
zeros(size_t size)
{
	const size_t page = (size_t)2 << 20;
	void *memory;

	if (size < page || size > HUGE_MAX)
		return calloc(1, size);
	size = (size + page - 1) / page * page;
	if ((memory = aligned_alloc(page, size)) == NULL)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(memory, size, MADV_HUGEPAGE);   /* advice only */
#endif
	return memset(memory, 0, size);
}

bool
codes_make(struct fold *f, const float *table, uint32_t n)
{
	struct codes *k = &f->codes;
	size_t room = f->runs * RUN;

	if (!rank_codes(k, table, n, f->what & FOLD_WHEN) || !make_limbs(f, table, n))
		return false;
	codes_choose(f, false);
	k->skips = k->value[0] == 0;
	k->sum = zeros((room * (size_t)k->limbs + 1) * sizeof *k->sum);
	/* Pages that are never written to take no memory. */
	k->digit = calloc(room * (size_t)k->digits + 1, sizeof *k->digit);
	k->whole = malloc(f->runs * sizeof *k->whole);
	k->wet = calloc(f->runs, sizeof *k->wet);
	k->ragged = calloc(f->runs, sizeof *k->ragged);
	if (k->sum == NULL || k->digit == NULL || k->whole == NULL || k->wet == NULL ||
	    k->ragged == NULL)
		return false;
	if (f->what & FOLD_RANGE) {
		k->low = malloc(room * (size_t)f->width);
		k->high = malloc(room * (size_t)f->width);
		if (k->low == NULL || k->high == NULL)
			return false;
	}
	return !(f->what & FOLD_HISTOGRAM) ||
	    (k->histogram = calloc(room * n, sizeof *k->histogram)) != NULL;
}

void
codes_set_threshold(struct fold *f, int k)
{
	struct codes *codes = &f->codes;
	float threshold = (float)f->threshold[k];       /* as values are: 0.3 is not above 0.3 */
	uint32_t rank = 0;

	while (rank < codes->n && rank != codes->missing && !(codes->value[rank] > threshold))
		rank++;
	codes->first_above[k] = rank;
}

void
codes_clear(struct fold *f)
{
	struct codes *k = &f->codes;
	size_t room = f->runs * RUN;

	memset(k->whole, 0, f->runs * sizeof *k->whole);
	for (size_t run = 0; run < f->runs; run++)
		if (k->ragged[run])
			memset(f->count + run * RUN, 0, RUN * sizeof *f->count);
	memset(k->ragged, false, f->runs * sizeof *k->ragged);
	for (size_t run = 0; run < f->runs; run++)
		if (k->wet[run])
			memset(k->sum + run * RUN * (size_t)k->limbs, 0,
			    RUN * (size_t)k->limbs * sizeof *k->sum);
	memset(k->wet, false, f->runs * sizeof *k->wet);
	if (sums_are_digits(f))
		memset(k->digit, 0, room * (size_t)k->digits * sizeof *k->digit);
	if (f->what & FOLD_RANGE) {
		memset(k->low, 0xff, room * (size_t)f->width);
		memset(k->high, 0, room * (size_t)f->width);
	}
	if (k->histogram != NULL && f->pushed > 0)
		memset(k->histogram, 0, room * k->n * sizeof *k->histogram);
}

void
codes_free(struct codes *k)
{
	free(k->adds);
	free(k->rank);
	free(k->code);
	free(k->value);
	free(k->whole);
	free(k->ragged);
	free(k->wet);
	free(k->sum);
	free(k->digit);
	free(k->low);
	free(k->high);
	free(k->histogram);
}

/* ---- Folding ----------------------------------------------------------- */

#ifdef __clang__
#define UNROLL _Pragma("unroll 6")
#else
#define UNROLL _Pragma("GCC unroll 6")
#endif

#define CODE uint8_t
#define NAME(function) function##_8
#include "fold/codes-template.h"
#include "fold/codes-band.h"
#undef CODE
#undef NAME
#define CODE uint16_t
#define NAME(function) function##_16
#include "fold/codes-template.h"
#include "fold/codes-band.h"

AVX2 static void
fold_band_8_avx2(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	fold_band_8(f, b, first, last);
}

AVX2 static void
fold_band_16_avx2(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	fold_band_16(f, b, first, last);
}

void
codes_choose(struct fold *f, bool plain)
{
	if (!plain && avx2_is_here())
		f->fold_band = f->width == 1 ? fold_band_8_avx2 : fold_band_16_avx2;
	else
		f->fold_band = f->width == 1 ? fold_band_8 : fold_band_16;
}

static void
count_runs(void *arg, size_t first, size_t last)
{
	const struct fold *f = arg;

	for (size_t run = first; run < last; run++) {
		uint32_t *count = f->count + run * RUN, whole = f->codes.whole[run];

		if (whole == 0)
			continue;
		for (int i = 0; i < RUN; i++)
			count[i] += whole;
		f->codes.whole[run] = 0;
		f->codes.ragged[run] = true;
	}
}

void
codes_count(struct fold *f)
{
	chunk_for(f->pool, f->runs, count_runs, f);
}

static void
empty_pixels(void *arg, size_t first, size_t last)
{
	const struct fold *f = arg;
	const struct codes *k = &f->codes;
	int sums = f->what & FOLD_SUM ? k->form.sums : 0,
	    digits = f->what & FOLD_SUM ? k->wide.sums : 0;

	for (size_t i = first; i < last; i++) {
		int64_t *sum = k->sum + i * (size_t)k->limbs,
			*digit = k->digit + i * (size_t)k->digits;

		if (sums > 0)
			exact_carry(&k->form, sum, sums, digit, digits);
		if (k->limbs > sums)
			exact_carry(&k->form, sum + sums, k->limbs - sums, digit + digits,
			    k->digits - digits);
		memset(sum, 0, (size_t)k->limbs * sizeof *sum);
	}
}

void
codes_empty(struct fold *f)
{
	/* Those after the last pixel too: their limbs must not overflow. */
	chunk_for(f->pool, f->runs * RUN, empty_pixels, f);
	f->since = 0;
}
