/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-codes.h - folds a run of pixels of a block of images; fold.c includes it twice, with CODE as
 * uint8_t and uint16_t, and NAME() to tell the two sets of functions apart.
 *
 * Most of a radar image is one of two ranks: the lowest, no echo, and the top one, missing. A run of
 * an image that has only these is quiet: it is counted, and its sums, which are most of the memory,
 * are not touched. The other images are loud: they are summed pixel by pixel, one image after the
 * other, while the pixel's sum stays in registers.
 */

/*
 * Whether a run adds nothing to the sums: every rank in it is 0 or, where that means missing, the top
 * one, which has all bits set. A word at a time: the top bit of each rank is spread over the rank.
 */
static inline bool
NAME(is_quiet)(const CODE *x, CODE missing)
{
	const unsigned bits = 8 * sizeof(CODE);
	const uint64_t ones = missing ? UINT64_MAX / (CODE)~(CODE)0 : 0;        /* 1 for each rank */
	uint64_t loud = 0, w, high;

	for (size_t i = 0; i < RUN; i += sizeof w / sizeof *x) {
		memcpy(&w, x + i, sizeof w);
		high = w >> (bits - 1) & ones;
		loud |= w ^ ((high << bits) - high);
	}
	return !loud;
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

/* Inlined for each usual number of limbs, so that the innermost loop is a few vector additions. */
static inline __attribute__((always_inline)) void
NAME(add_loud)(int64_t *restrict sum, const int64_t *restrict limbs_of, int limbs, const CODE *const *loud, int n)
{
	for (int i = 0; i < RUN; i++, sum += limbs) {
		int64_t acc[LIMBS_MAX];

		UNROLL
		for (int limb = 0; limb < limbs; limb++)
			acc[limb] = sum[limb];
		for (int image = 0; image < n; image++) {
			const int64_t *add = limbs_of + (size_t)loud[image][i] * (size_t)limbs;

			UNROLL
			for (int limb = 0; limb < limbs; limb++)
				acc[limb] += add[limb];
		}
		UNROLL
		for (int limb = 0; limb < limbs; limb++)
			sum[limb] = acc[limb];
	}
}

static void
NAME(add_extremes)(CODE *restrict low, CODE *restrict high, const CODE *restrict x, CODE missing)
{
	/* Missing has the top rank: it cannot be the lowest, but must not be taken for the highest. */
	for (int i = 0; i < RUN; i++)
		low[i] = x[i] < low[i] ? x[i] : low[i];
	for (int i = 0; i < RUN; i++) {
		CODE there = x[i] == missing ? 0 : x[i];

		high[i] = there > high[i] ? there : high[i];
	}
}

static void
NAME(fold_run)(const struct fold *f, const struct block *b, size_t at)
{
	const struct codes *k = &f->codes;
	const CODE missing = (CODE)k->missing;  /* 0 where there is no such code: then it is no echo's */
	const uint8_t always = k->missing == (uint32_t)(CODE)-1 + 1;
	size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;
	uint32_t *restrict count = f->count + at;
	uint8_t there[RUN] = { 0 };             /* images in which the pixel has a value */
	CODE ranks[BLOCK_MAX][RUN];
	const CODE *loud[BLOCK_MAX];
	int louds = 0;

	for (int image = 0; image < b->n; image++) {
		const CODE *x = (const CODE *)b->image[image].data + at;

		if (!k->same || n < RUN) {
			NAME(rank_run)(k, x, n, ranks[image]);
			x = ranks[image];
		}
		for (int i = 0; i < RUN; i++)
			there[i] += (x[i] != missing) | always;
		if (!k->skips || !NAME(is_quiet)(x, missing))
			loud[louds++] = x;
		if (k->low != NULL)
			NAME(add_extremes)((CODE *)k->low + at, (CODE *)k->high + at, x, missing);
	}
	for (int i = 0; i < RUN; i++)
		count[i] += there[i];
	if (louds == 0 || k->limbs == 0)
		return;
	if (k->limbs == 1)
		NAME(add_loud)(k->sum + at, k->limbs_of, 1, loud, louds);
	else if (k->limbs == 2)
		NAME(add_loud)(k->sum + at * 2, k->limbs_of, 2, loud, louds);
	else if (k->limbs == 5)
		NAME(add_loud)(k->sum + at * 5, k->limbs_of, 5, loud, louds);
	else
		NAME(add_loud)(k->sum + at * (size_t)k->limbs, k->limbs_of, k->limbs, loud, louds);
}
