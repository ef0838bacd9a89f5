/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codes-band.h - goes through a band of runs of a block of images, which may be
 * packed, and gives codes-template.h those that are not quiet. codes.c includes
 * the two together, once for each size of a code.
 *
 * Most runs of an image repeat the lowest rank, or are missing: the marks of the
 * image say so, and they are counted without being looked at.
 */

/* A bit for each image of a block. */
typedef uint32_t NAME(images);

struct NAME(band) {
	const struct fold *f;
	const struct block *b;
	struct runs runs[BLOCK_MAX];
	uint64_t word[BLOCK_MAX];               /* the marks of this run and of some after it */
	uint64_t common;                        /* those that all images have */
	NAME(images) all, lowest, missing;      /* all; those whose last rank is 0; is missing */
	CODE room[BLOCK_MAX][RUN];
};

/* Notes what the next run of an image may repeat. */
static inline void
NAME(note_last)(struct NAME(band) *w, int image)
{
	const struct codes *k = &w->f->codes;
	const NAME(images) bit = (NAME(images))1 << image;
	CODE code;
	uint32_t rank;

	memcpy(&code, w->runs[image].last, sizeof code);
	rank = k->rank[code];
	w->lowest = rank == 0 ? w->lowest | bit : w->lowest & ~bit;
	w->missing = rank == k->missing ? w->missing | bit : w->missing & ~bit;
}

/* Takes the codes of a run of an image. */
static inline const CODE *
NAME(take)(struct NAME(band) *w, size_t run, size_t parts, int image)
{
	struct runs *r = &w->runs[image];
	const CODE *x = runs_take(r, runs_marks(w->word[image], run, sizeof(CODE)), parts,
	    sizeof(CODE), (unsigned char *)w->room[image]);

	/* Images of a block are more streams of bytes than processors foresee. */
	__builtin_prefetch(r->next + PREFETCH);
	NAME(note_last)(w, image);
	return x;
}

/* The images that do not repeat all of a run. */
static inline NAME(images)
NAME(changing)(const struct NAME(band) *w, size_t run)
{
	const uint64_t repeats = (UINT64_C(1) << RUN_PARTS(sizeof(CODE))) - 1;
	NAME(images) images = 0;

	for (int i = 0; i < w->b->n; i++)
		images |= (NAME(images))(runs_marks(w->word[i], run, sizeof(CODE)) != repeats) << i;
	return images;
}

/*
 * Folds a run. The usual case: codes are ranks, only sums and extremes are asked
 * for, and it is not the last run. Images that repeat the lowest rank, or are
 * missing, are only counted.
 */
static inline void
NAME(fold_usual)(struct NAME(band) *w, size_t run)
{
	const struct codes *k = &w->f->codes;
	NAME(images) take = NAME(changing)(w, run), lowest = w->lowest & ~take,
		     missing = w->missing & ~take;
	const CODE *x[BLOCK_MAX], *loud[BLOCK_MAX + 1];
	NAME(vector) missing_in[RUN / LANES];   /* images in which the pixel is missing */
	int xs = 0, louds;

	UNROLL
	for (size_t i = 0; i < RUN / LANES; i++)
		missing_in[i] = (NAME(vector)){ 0 } + (CODE)__builtin_popcount(missing);
	for (take = w->all & ~lowest & ~missing; take != 0; take &= take - 1)
		x[xs++] = NAME(take)(w, run, RUN_PARTS(sizeof(CODE)), __builtin_ctz(take));
	if (lowest != 0 && k->low != NULL)
		memset((CODE *)k->low + run * RUN, 0, RUN * sizeof(CODE));
	louds = NAME(sort_usual)(k, x, xs, loud, missing_in);
	NAME(add_sorted)(w->f, run * RUN, w->b->n, x, xs, loud, louds, missing_in);
}

/* The same for any case. */
static void
NAME(fold_any)(struct NAME(band) *w, size_t run)
{
	NAME(vector) missing_in[RUN / LANES] = { { 0 } };
	CODE ranks[BLOCK_MAX][RUN];
	const CODE *x[BLOCK_MAX], *loud[BLOCK_MAX + 1];
	const size_t parts = runs_parts(w->f->pixels, run, sizeof(CODE));
	int louds;

	for (int i = 0; i < w->b->n; i++)
		x[i] = NAME(take)(w, run, parts, i);
	louds = NAME(sort_any)(w->f, w->b, run * RUN, x, ranks, loud, missing_in);
	NAME(add_sorted)(w->f, run * RUN, w->b->n, x, w->b->n, loud, louds, missing_in);
}

/* Adds a run that each image repeats, and that is missing or of rank 0. */
static inline void
NAME(add_quiet)(const struct NAME(band) *w, size_t run)
{
	const struct codes *k = &w->f->codes;
	const uint32_t n = (uint32_t)__builtin_popcount(w->lowest & ~w->missing);

	if (n > 0 && k->low != NULL)
		memset((CODE *)k->low + run * RUN, 0, RUN * sizeof(CODE));
	k->whole[run] += n;
}

/* Whether rank 0 adds nothing but a value, and maybe the lowest one. */
static bool
NAME(can_be_quiet)(const struct fold *f)
{
	bool quiet = f->codes.skips && !(f->what & FOLD_WHEN);

	for (int i = 0; i < f->aboves; i++)
		quiet = quiet && f->codes.first_above[i] > 0;
	return quiet;
}

/* Begins a band at a run: notes what that may repeat. */
static void
NAME(begin_band)(struct NAME(band) *w, const struct fold *f, const struct block *b, size_t first)
{
	w->f = f;
	w->b = b;
	w->all = (NAME(images))((UINT64_C(1) << b->n) - 1);
	w->lowest = w->missing = 0;
	for (int i = 0; i < b->n; i++) {
		runs_seek(&w->runs[i], &b->image[i], first);
		NAME(note_last)(w, i);
	}
}

static void
NAME(fold_band)(const struct fold *f, const struct block *b, size_t first, size_t last)
{
	const size_t in_word = 64 / RUN_PARTS(sizeof(CODE));
	const uint64_t repeats = (UINT64_C(1) << RUN_PARTS(sizeof(CODE))) - 1;
	const bool can_be_quiet = NAME(can_be_quiet)(f),
		   rare = (f->what & FOLD_WHEN) || f->aboves > 0 || f->codes.histogram != NULL,
		   usual = f->codes.identity && f->codes.skips && !rare;
	struct NAME(band) w;

	NAME(begin_band)(&w, f, b, first);
	for (size_t run = first; run < last; run++) {
		if (run == first || run % in_word == 0) {
			w.common = ~UINT64_C(0);
			for (int i = 0; i < b->n; i++)
				w.common &= w.word[i] = runs_word(&w.runs[i], run, sizeof(CODE));
		}
		if (can_be_quiet && (w.lowest | w.missing) == w.all &&
		    runs_marks(w.common, run, sizeof(CODE)) == repeats)
			NAME(add_quiet)(&w, run);
		else if (usual && f->pixels - run * RUN >= RUN)
			NAME(fold_usual)(&w, run);
		else
			NAME(fold_any)(&w, run);
	}
}

#undef LANES
