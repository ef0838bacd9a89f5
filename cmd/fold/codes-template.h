/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codes-template.h - folds a band of pixels of a block of images. codes.c
 * includes it twice, with CODE as uint8_t and as uint16_t, and NAME() to tell
 * the two sets of functions apart.
 *
 * Most pixels of a radar image have one of two ranks: the lowest, no echo, and
 * the top one, missing. A run of an image that has only these is quiet: it is
 * counted, and its sums, which are most of the memory, are not touched. The
 * others are loud: they are summed pixel by pixel, image by image, with the
 * pixel's sum in registers.
 */

#define LANES (16 / sizeof(CODE))
typedef CODE NAME(vector) __attribute__((vector_size(16)));

/* Whether `n` vectors have a bit that is not 0. */
static inline bool
NAME(any)(const NAME(vector) *v, size_t n)
{
	NAME(vector) all = { 0 };
	uint64_t word[2];

	UNROLL
	for (size_t i = 0; i < n; i++)
		all |= v[i];
	memcpy(word, &all, sizeof word);
	return (word[0] | word[1]) != 0;
}

/*
 * Whether a run is loud. Adds the pixels that are missing to `missing_in`. Rank
 * 0 adds nothing to the sums, and neither does `missing`. In a table without a
 * missing code, `missing` is 0 here, and the count means nothing.
 */
static inline bool
NAME(find_loud)(const CODE *x, CODE missing, NAME(vector) *missing_in)
{
	NAME(vector) loud = { 0 }, ranks, mask;

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++) {
		memcpy(&ranks, x + i * LANES, sizeof ranks);
		mask = (NAME(vector))(ranks == missing);
		missing_in[i] -= mask;          /* the mask is -1 if equal */
		loud |= ranks & ~mask;
	}
	return NAME(any)(&loud, 1);
}

/* The ranks of `n` codes; `ranks` has room for a whole run. */
static void
NAME(rank_run)(const struct codes *k, const CODE *x, size_t n, CODE *ranks)
{
	for (size_t i = 0; i < n; i++)
		ranks[i] = (CODE)k->rank[x[i]];
	for (size_t i = n; i < RUN; i++)
		ranks[i] = 0;
}

/*
 * Adds the loud images of a run to the sums. Inlined for each usual number of
 * limbs, so that the innermost loop is a few additions of two limbs each.
 */
static inline __attribute__((always_inline)) void
NAME(add_loud)(int64_t *restrict sum, const struct codes *k, int limbs, const CODE *const *loud,
    int n)
{
	const int pairs = (limbs + 1) / 2, whole = limbs / 2;

	for (int i = 0; i < RUN; i++, sum += limbs) {
		pair acc[PAIRS_MAX];

		memcpy(acc, sum, (size_t)whole * sizeof *acc);
		if (whole < pairs)
			acc[whole] = (pair){ sum[limbs - 1], 0 };
		for (int image = 0; image < n; image++) {
			const pair *add =
			    (const pair *)k->adds + (size_t)loud[image][i] * (size_t)pairs;

			UNROLL
			for (int p = 0; p < pairs; p++)
				acc[p] += add[p];
		}
		memcpy(sum, acc, (size_t)whole * sizeof *acc);
		if (whole < pairs)
			sum[limbs - 1] = acc[whole][0];
	}
}

/* The same for one limb and up to four images; the compiler knows `n`. */
static inline __attribute__((always_inline)) void
NAME(add_few)(int64_t *restrict sum, const int64_t *add, const CODE *const *loud, int n)
{
	const CODE *a = loud[0], *b = loud[n > 1 ? 1 : 0], *c = loud[n > 2 ? 2 : 0],
		   *d = loud[n > 3 ? 3 : 0];

	for (int i = 0; i < RUN; i++) {
		int64_t acc = sum[i] + add[a[i]];

		acc += n > 1 ? add[b[i]] : 0;
		acc += n > 2 ? add[c[i]] : 0;
		acc += n > 3 ? add[d[i]] : 0;
		/*
		 * Keeps the sum in a register: gathering table values into
		 * vectors is slower.
		 */
		__asm__("" : "+r"(acc));
		sum[i] = acc;
	}
}

static void
NAME(add_single)(int64_t *restrict sum, const int64_t *add, const CODE *const *loud, int n)
{
	for (; n > 4; n -= 4, loud += 4)
		NAME(add_few)(sum, add, loud, 4);
	switch (n) {
	case 1: NAME(add_few)(sum, add, loud, 1); break;
	case 2: NAME(add_few)(sum, add, loud, 2); break;
	case 3: NAME(add_few)(sum, add, loud, 3); break;
	case 4: NAME(add_few)(sum, add, loud, 4); break;
	}
}

static inline void
NAME(add_lows)(CODE *restrict low, const CODE *restrict x)
{
	/* Missing is the top rank, so it is never lower. */
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
 * Takes the extremes of `n` images: `x` has all that may have new lowest ranks,
 * and only loud ones have ranks above 0, and so new highest ones. The lowest
 * ranks are updated only if a pixel has not been dry yet and is present in an
 * image.
 */
static void
NAME(add_extremes)(const struct codes *k, size_t at, int n, const CODE *const *x, int xs,
    const CODE *const *loud, int louds, const NAME(vector) * missing_in)
{
	CODE *low = (CODE *)k->low + at, *high = (CODE *)k->high + at;
	NAME(vector) open = { 0 }, lowest;

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++) {
		memcpy(&lowest, low + i * LANES, sizeof lowest);
		open |= lowest & (NAME(vector))(missing_in[i] != (CODE)n);
	}
	for (int i = 0; i < xs && NAME(any)(&open, 1); i++)
		NAME(add_lows)(low, x[i]);
	for (int i = 0; i < louds; i++)
		NAME(add_highs)(high, loud[i], (CODE)k->missing);
}

/*
 * Notes the time of pixels with a new extreme, or the first value; before
 * add_extremes().
 */
static void
NAME(note_extreme_times)(const struct fold *f, size_t at, const CODE *x, int64_t start)
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
		uint32_t *restrict above = f->above[k] + at, cut = f->codes.first_above[k],
				   missing = f->codes.missing;

		for (int i = 0; i < RUN; i++)
			above[i] += x[i] >= cut && x[i] != missing ? seconds : 0;
	}
}

/* Rank 0 is the remainder, so only loud runs are counted. */
static void
NAME(add_histogram)(const struct codes *k, size_t at, const CODE *x)
{
	for (size_t i = 0; i < RUN; i++)
		k->histogram[(at + i) * k->n + x[i]]++;
}

/* Adds the limbs of the loud images of a run. */
static void
NAME(add_limbs)(const struct codes *k, size_t at, const CODE *const *loud, int n)
{
	int64_t *sum = k->sum + at * (size_t)k->limbs;

	switch (k->limbs) {
	case 0: break;
	case 1: NAME(add_single)(sum, k->adds, loud, n); break;
	case 2: NAME(add_loud)(sum, k, 2, loud, n); break;
	case 3: NAME(add_loud)(sum, k, 3, loud, n); break;
	case 4: NAME(add_loud)(sum, k, 4, loud, n); break;
	case 5: NAME(add_loud)(sum, k, 5, loud, n); break;
	default: NAME(add_loud)(sum, k, k->limbs, loud, n); break;
	}
}

/*
 * Counts the values of `n` images, of which each pixel is missing in so many.
 */
static inline void
NAME(add_count)(const struct fold *f, size_t at, int n, const NAME(vector) *missing_in)
{
	uint32_t *restrict count = f->count + at;
	NAME(vector) present[RUN / LANES], differ[RUN / LANES];
	CODE there[RUN];

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++)
		differ[i] = missing_in[i] ^ missing_in[0][0];
	if (!NAME(any)(differ, RUN / LANES)) {
		f->codes.whole[at / RUN] += (uint32_t)n - missing_in[0][0];
		return;
	}
	f->codes.ragged[at / RUN] = true;
	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++)
		present[i] = (CODE)n - missing_in[i];
	memcpy(there, present, sizeof there);
	for (int i = 0; i < RUN; i++)
		count[i] += there[i];
}

/*
 * What is rarely asked for: times of extremes, time above thresholds, the
 * histogram.
 */
static void
NAME(add_rare)(const struct fold *f, size_t at, const CODE *x, const struct chunk *c, bool loud)
{
	if (f->what & FOLD_WHEN)
		NAME(note_extreme_times)(f, at, x, c->start);
	if (f->aboves > 0)
		NAME(add_above)(f, at, x, (uint32_t)(c->end - c->start));
	if (loud && f->codes.histogram != NULL)
		NAME(add_histogram)(&f->codes, at, x);
}

/*
 * The loud images of a run, and how many; `missing_in` counts the images in
 * which a pixel is missing. The usual case: codes are ranks, only sums and
 * extremes are asked for, and it is not the last run.
 */
static inline int
NAME(sort_usual)(const struct codes *k, const CODE *const *all, int n, const CODE **loud,
    NAME(vector) * missing_in)
{
	int louds = 0;

	/* Without a branch, which would be mispredicted. */
	for (int image = 0; image < n; image++) {
		loud[louds] = all[image];
		louds += NAME(find_loud)(all[image], (CODE)k->missing, missing_in);
	}
	return louds;
}

/*
 * The same for any case: makes `all` ranks, with room for them, and adds what
 * is rarely asked for.
 */
static int
NAME(sort_any)(const struct fold *f, const struct block *b, size_t at, const CODE **all,
    CODE (*ranks)[RUN], const CODE **loud, NAME(vector) * missing_in)
{
	const struct codes *k = &f->codes;
	const size_t n = f->pixels - at < RUN ? f->pixels - at : RUN;
	const NAME(vector) none[RUN / LANES] = { { 0 } };
	int louds = 0;

	for (int image = 0; image < b->n; image++) {
		bool is_loud;

		if (!k->identity || n < RUN) {
			NAME(rank_run)(k, all[image], n, ranks[image]);
			all[image] = ranks[image];
		}
		is_loud = NAME(find_loud)(all[image], (CODE)k->missing, missing_in) || !k->skips;
		if (is_loud)
			loud[louds++] = all[image];
		NAME(add_rare)(f, at, all[image], &b->image[image], is_loud);
		/* Times depend on the extremes so far: image by image. */
		if ((f->what & FOLD_WHEN))
			NAME(add_extremes)(k, at, 1, &all[image], 1, &all[image], 1, none);
	}
	return louds;
}

/* Adds the images of a run, sorted, to all but what is rarely asked for. */
static inline void
NAME(add_sorted)(const struct fold *f, size_t at, int n, const CODE *const *x, int xs,
    const CODE *const *loud, int louds, NAME(vector) * missing_in)
{
	const struct codes *k = &f->codes;

	if (k->missing == k->n)
		memset(missing_in, 0, RUN * sizeof(CODE));
	if (k->low != NULL && !(f->what & FOLD_WHEN))
		NAME(add_extremes)(k, at, n, x, xs, loud, louds, missing_in);
	NAME(add_count)(f, at, n, missing_in);
	if (louds > 0) {
		k->wet[at / RUN] = true;
		NAME(add_limbs)(k, at, loud, louds);
	}
}
