/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-codes.h - folds a run of pixels of a block of images; fold.c includes it twice, with CODE as
 * uint8_t and uint16_t, and NAME() to tell the two sets of functions apart.
 *
 * Most of a radar image is one of two ranks: the lowest, no echo, and the top one, missing. A run of
 * an image that has only these is quiet: its pixels are counted. The other images are loud: they are
 * summed pixel by pixel, one image after the other, while the pixel's sum stays in registers.
 */

/* `missing` is 0 where no code means missing: then the lowest rank is the only quiet one. */
static inline bool
NAME(is_quiet)(const CODE *x, CODE missing)
{
	int loud = 0;

	for (int i = 0; i < RUN; i++)
		loud |= (x[i] != 0) & (x[i] != missing);
	return !loud;
}

/* The ranks of `n` codes; what lies beyond the last pixel counts for nothing there. */
static void
NAME(rank_run)(const struct codes *k, const CODE *x, size_t n, CODE *ranks)
{
	for (size_t i = 0; i < n; i++)
		ranks[i] = (CODE)k->rank[x[i]];
	for (size_t i = n; i < RUN; i++)
		ranks[i] = 0;
}

/* Pixels of the lowest rank, as often as quiet images have them. */
static void
NAME(add_quiet)(const struct fold *f, size_t at, const uint8_t *times)
{
	const struct codes *k = &f->codes;
	int64_t *sum = k->sum + at * (size_t)k->limbs;
	int first = k->value[0] == 0 ? k->limbs - 1 : 0;        /* 0 mm/h adds to the count alone */
	CODE *low = k->low;

	for (int i = 0; i < RUN; i++, sum += k->limbs)
		for (int limb = first; limb < k->limbs; limb++)
			sum[limb] += times[i] * k->limbs_of[limb];
	if (low != NULL)
		for (int i = 0; i < RUN; i++)
			low[at + (size_t)i] = times[i] ? 0 : low[at + (size_t)i];
}

/* Inlined for each usual number of limbs, so that the innermost loop is a few additions. */
static inline __attribute__((always_inline)) void
NAME(add_loud)(int64_t *restrict sum, const int64_t *restrict limbs_of, int limbs, const CODE *const *loud, int n)
{
	for (int i = 0; i < RUN; i++, sum += limbs) {
		int64_t acc[LIMBS_MAX];

		for (int limb = 0; limb < limbs; limb++)
			acc[limb] = sum[limb];
		for (int image = 0; image < n; image++) {
			const int64_t *add = limbs_of + (size_t)loud[image][i] * (size_t)limbs;

			for (int limb = 0; limb < limbs; limb++)
				acc[limb] += add[limb];
		}
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
	const CODE missing = (CODE)k->missing;  /* 256 and 65536, for none, become 0 */
	size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;
	int64_t *sum = k->sum + at * (size_t)k->limbs;
	CODE ranks[BLOCK_MAX][RUN];
	const CODE *loud[BLOCK_MAX];
	uint8_t times[RUN] = { 0 };
	int louds = 0;

	for (int image = 0; image < b->n; image++) {
		const CODE *x = (const CODE *)b->image[image].data + at;

		if (!k->same || n < RUN) {
			NAME(rank_run)(k, x, n, ranks[image]);
			x = ranks[image];
		}
		if (!NAME(is_quiet)(x, missing))
			loud[louds++] = x;
		else
			for (int i = 0; i < RUN; i++)
				times[i] += x[i] == 0;
	}
	if (louds < b->n)
		NAME(add_quiet)(f, at, times);
	if (k->limbs == 3)
		NAME(add_loud)(sum, k->limbs_of, 3, loud, louds);
	else if (k->limbs == 6)
		NAME(add_loud)(sum, k->limbs_of, 6, loud, louds);
	else
		NAME(add_loud)(sum, k->limbs_of, k->limbs, loud, louds);
	if (k->low != NULL)
		for (int image = 0; image < louds; image++)
			NAME(add_extremes)((CODE *)k->low + at, (CODE *)k->high + at, loud[image], missing);
}
