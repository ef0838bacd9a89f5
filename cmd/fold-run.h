/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-run.h - folds a run of pixels of a block of images; fold-codes.c includes it twice, with CODE as
 * uint8_t and uint16_t, and NAME() to tell the two sets of functions apart.
 *
 * Most of a radar image is one of two ranks: the lowest, no echo, and the top one, missing. A run of
 * an image that has only these is quiet: it is counted, and its sums, which are most of the memory,
 * are not touched. The other images are loud: they are summed pixel by pixel, one image after the
 * other, while the pixel's sum stays in registers.
 */

#define LANES (16 / sizeof(CODE))
typedef CODE NAME(vector) __attribute__((vector_size(16)));

/*
 * Looks at a run: whether it is loud, and which pixels are missing in it, which `gone` counts. Rank 0
 * adds nothing to the sums, nor does the missing one, where there is one; else `missing` is 0 here.
 */
static inline bool
NAME(look)(const CODE *x, CODE missing, NAME(vector) *gone)
{
	NAME(vector) loud = { 0 }, ranks, mask;
	uint64_t word[2];

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++) {
		memcpy(&ranks, x + i * LANES, sizeof ranks);
		mask = (NAME(vector))(ranks == missing);
		gone[i] -= mask;                /* -1 where they are equal */
		loud |= ranks & ~mask;
	}
	memcpy(word, &loud, sizeof word);
	return (word[0] | word[1]) != 0;
}

/* The ranks of `n` codes; beyond the last pixel there is room for those of a whole run. */
static void
NAME(rank_run)(const struct codes *k, const CODE *x, size_t n, CODE *ranks)
{
	for (size_t i = 0; i < n; i++)
		ranks[i] = (CODE)k->rank[x[i]];
	for (size_t i = n; i < RUN; i++)
		ranks[i] = 0;
}

/*
 * Adds what the loud images of a run have to the sums; inlined for each usual number of limbs, so that
 * the innermost loop is a few additions of two limbs each.
 */
static inline __attribute__((always_inline)) void
NAME(add_loud)(int64_t *restrict sum, const struct codes *k, int limbs, const CODE *const *loud, int n)
{
	const int pairs = (limbs + 1) / 2, whole = limbs / 2;

	for (int i = 0; i < RUN; i++, sum += limbs) {
		pair acc[PAIRS_MAX];

		memcpy(acc, sum, (size_t)whole * sizeof *acc);
		if (whole < pairs)
			acc[whole] = (pair){ sum[limbs - 1], 0 };
		for (int image = 0; image < n; image++) {
			const pair *add = k->pairs_of + (size_t)loud[image][i] * (size_t)pairs;

			UNROLL
			for (int p = 0; p < pairs; p++)
				acc[p] += add[p];
		}
		memcpy(sum, acc, (size_t)whole * sizeof *acc);
		if (whole < pairs)
			sum[limbs - 1] = acc[whole][0];
	}
}

/* The same for one limb. */
static void
NAME(add_single)(int64_t *restrict sum, const struct codes *k, const CODE *const *loud, int n)
{
	for (int i = 0; i < RUN; i++) {
		int64_t acc = sum[i];

		for (int image = 0; image < n; image++)
			acc += k->pairs_of[loud[image][i]][0];
		sum[i] = acc;
	}
}

static inline void
NAME(add_lows)(CODE *restrict low, const CODE *restrict x)
{
	/* Missing has the top rank: it cannot be the lowest. */
	for (int i = 0; i < RUN; i++)
		low[i] = x[i] < low[i] ? x[i] : low[i];
}

static inline void
NAME(add_highs)(CODE *restrict high, const CODE *restrict x, CODE missing)
{
	for (int i = 0; i < RUN; i++) {
		CODE there = x[i] & (CODE)-(x[i] != missing);

		high[i] = there > high[i] ? there : high[i];
	}
}

/*
 * Ranks above 0 are in loud images alone. Once it was dry no rank is lower: then the lowest need be looked
 * at no more, nor where all `n` images are missing.
 */
static void
NAME(add_extremes)(const struct codes *k, size_t at, const CODE *const *x, int n, const CODE *const *loud,
    int louds, const NAME(vector) *gone)
{
	CODE *low = (CODE *)k->low + at, *high = (CODE *)k->high + at;
	NAME(vector) open = { 0 }, lowest;
	uint64_t word[2];

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++) {
		memcpy(&lowest, low + i * LANES, sizeof lowest);
		open |= lowest & (NAME(vector))(gone[i] != (CODE)n);
	}
	memcpy(word, &open, sizeof word);
	for (int i = 0; i < n && (word[0] | word[1]) != 0; i++)
		NAME(add_lows)(low, x[i]);
	for (int i = 0; i < louds; i++)
		NAME(add_highs)(high, loud[i], (CODE)k->missing);
}

/* Before the extremes take a run in: the pixels that it gives new ones, or their first. */
static void
NAME(note_times)(const struct fold *f, size_t at, const CODE *x, int64_t start)
{
	const CODE *low = (const CODE *)f->codes.low + at, *high = (const CODE *)f->codes.high + at;
	int64_t *first = f->when[0] + at, *last = f->when[1] + at;

	for (int i = 0; i < RUN; i++) {
		if (x[i] == f->codes.missing)
			continue;
		if (x[i] < low[i] || first[i] == NEVER)
			first[i] = start;
		if (x[i] > high[i] || last[i] == NEVER)
			last[i] = start;
	}
}

static void
NAME(add_above)(const struct fold *f, size_t at, const CODE *x, uint32_t seconds)
{
	for (int k = 0; k < f->aboves; k++) {
		uint32_t *restrict above = f->above[k] + at, cut = f->codes.cut[k], missing = f->codes.missing;

		for (int i = 0; i < RUN; i++)
			above[i] += x[i] >= cut && x[i] != missing ? seconds : 0;
	}
}

/* Rank 0 is what is left over: only loud runs need be counted. */
static void
NAME(add_times)(const struct codes *k, size_t at, const CODE *x)
{
	for (size_t i = 0; i < RUN; i++)
		k->times[(at + i) * k->n + x[i]]++;
}

/* Adds the limbs of the loud images of a run. */
static void
NAME(add_limbs)(const struct codes *k, size_t at, const CODE *const *loud, int n)
{
	int64_t *sum = k->sum + at * (size_t)k->limbs;

	if (k->limbs == 1)
		NAME(add_single)(sum, k, loud, n);
	else if (k->limbs == 2)
		NAME(add_loud)(sum, k, 2, loud, n);
	else if (k->limbs == 3)
		NAME(add_loud)(sum, k, 3, loud, n);
	else if (k->limbs > 0)
		NAME(add_loud)(sum, k, k->limbs, loud, n);
}

/* What is asked for seldom: times of extremes, time above thresholds, times of each code. */
static void
NAME(add_rest)(const struct fold *f, size_t at, const CODE *x, const struct chunk *c, bool loud)
{
	if (f->what & FOLD_WHEN)
		NAME(note_times)(f, at, x, c->start);
	if (f->aboves > 0)
		NAME(add_above)(f, at, x, (uint32_t)(c->end - c->start));
	if (loud && f->codes.times != NULL)
		NAME(add_times)(&f->codes, at, x);
}

static void
NAME(fold_run)(const struct fold *f, const struct block *b, size_t at)
{
	const struct codes *k = &f->codes;
	const CODE missing = (CODE)k->missing;  /* 0 where there is no such code: then it is no echo's */
	const bool rest = (f->what & FOLD_WHEN) || f->aboves > 0 || k->times != NULL;
	const size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;
	uint32_t *restrict count = f->count + at;
	const NAME(vector) none[RUN / LANES] = { { 0 } };
	NAME(vector) gone[RUN / LANES] = { { 0 } };     /* images in which the pixel is missing */
	CODE there[RUN];                        /* and in which it is not */
	CODE ranks[BLOCK_MAX][RUN];
	const CODE *all[BLOCK_MAX], *loud[BLOCK_MAX];
	int louds = 0;

	for (int image = 0; image < b->n; image++) {
		const CODE *x = (const CODE *)b->image[image].data + at;
		bool is_loud;

		if (!k->same || n < RUN) {
			NAME(rank_run)(k, x, n, ranks[image]);
			x = ranks[image];
		}
		all[image] = x;
		is_loud = NAME(look)(x, missing, gone) || !k->skips;
		if (is_loud)
			loud[louds++] = x;
		if (rest)
			NAME(add_rest)(f, at, x, &b->image[image], is_loud);
		/* Times are told by the extremes so far, image by image. */
		if ((f->what & FOLD_WHEN))
			NAME(add_extremes)(k, at, &x, 1, &x, 1, none);
	}
	if (k->missing == k->n)
		memset(gone, 0, sizeof gone);
	if (k->low != NULL && !(f->what & FOLD_WHEN))
		NAME(add_extremes)(k, at, all, b->n, loud, louds, gone);
	for (size_t i = 0; i < RUN / LANES; i++) {
		gone[i] = (CODE)b->n - gone[i];
		memcpy(there + i * LANES, &gone[i], sizeof *gone);
	}
	for (int i = 0; i < RUN; i++)
		count[i] += there[i];
	if (louds > 0)
		NAME(add_limbs)(k, at, loud, louds);
}

#undef LANES
