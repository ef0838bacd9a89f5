/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-inside.h - what the files of the fold share: fold.c hands blocks of images to the threads,
 * fold-codes.c and fold-floats.c keep the state of each pixel, fold-save.c writes that state into layers,
 * and fold-merge.c takes it back.
 */
#ifndef FOLD_INSIDE_H
#define FOLD_INSIDE_H

#include "fold/exact.h"
#include "fold/fold.h"

#define RUN 32                          /* pixels that are folded together */
#define BLOCK_MAX 16                    /* images */

struct block {
	struct chunk image[BLOCK_MAX];
	double scale[BLOCK_MAX];
	int n;
};

/*
 * A function so marked, and all that it calls, is compiled for processors with AVX2; whether this is one has
 * to be asked before it is called. It does the same operations, with no rounding of its own.
 */
#if defined(__x86_64__) && defined(__GNUC__)
#define AVX2 __attribute__((target("avx2"), flatten))
#endif

typedef int64_t pair __attribute__((vector_size(2 * sizeof(int64_t)), may_alias));

/*
 * Codes are folded as ranks: the order of their values. Ranks make extremes a matter of integers for
 * any table, and for the usual table, which rises from no echo at 0 and has its nodata at the top,
 * they are the codes.
 */
struct codes {
	void (*fold_run)(const struct fold *f, const struct block *b, size_t at);
	uint32_t n;                     /* codes, and ranks */
	struct exact form;
	int limbs;                      /* of a pixel: of the sum and of the squares */
	int64_t *adds;                  /* rank x limbs, these one or whole pairs: what each value adds */
	uint16_t *rank;                 /* of each code; a missing one has the top rank */
	uint16_t *code;                 /* of each rank */
	float *value;                   /* of each rank */
	uint32_t missing;               /* the top rank if there is a code for missing, else none */
	bool same;                      /* every code is its own rank */
	bool skips;                     /* the lowest rank is 0 and adds nothing to a sum */
	uint32_t *whole;                /* of each run: images in which all its pixels are there, and which
	                                   `count` does not know of yet */
	bool *wet;                      /* of each run: its sums are not all 0 */
	int64_t *sum;                   /* pixels x limbs */
	struct exact wide;              /* the form of the digits */
	int digits;                     /* of a pixel; 0 where limbs have room for all */
	int64_t *digit;                 /* pixels x digits: sums that had to make room in the limbs */
	void *low, *high;               /* pixels, ranks as wide as the codes; with FOLD_RANGE */
	uint32_t *times;                /* pixels x n: how often each rank came, but for rank 0; with FOLD_CODES */
	uint32_t cut[FOLD_ABOVE_MAX];        /* the lowest rank above each threshold */
};

struct floats {
	float *first;                   /* NaN until there is a value */
	double *sum, *squares;          /* of the differences from it */
	float *low, *high;
};

/* What a partial state is taken in with; there once the first one came. */
struct incoming {
	int last;                       /* the place of the layer that came last */
	int came[16];                   /* of this state, how many layers of each kind */
	uint32_t above;                 /* a bit for each threshold that was seen */
	int64_t start, end;             /* the time of this state */
	uint32_t *count;                /* of each pixel, in this state */
	double *shift, *sum;            /* floats: from our first value to its; its sum */
	int64_t *when[2];               /* times of its lowest and highest */
	uint32_t *rank;                 /* of the codes that the next layer counts */
	uint32_t *left;                 /* of its values, those that no code was counted for so far */
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
	uint64_t pushed, most;          /* fields so far, and at most */
	uint32_t since, room;           /* fields since the limbs were emptied, and for how many there is room */
	int width;                      /* bytes of a code; 0 where values are float */
	uint32_t *count;                /* values of each pixel; images, where fields weigh */
	int64_t *when[2];               /* start of the field with the lowest, the highest value; FOLD_WHEN */
	int aboves;
	double threshold[FOLD_ABOVE_MAX];
	uint32_t *above[FOLD_ABOVE_MAX];     /* seconds of each pixel above a threshold */
	struct codes codes;
	struct floats floats;
	struct incoming incoming;
};

#define NEVER INT64_MIN                 /* in `when`, of a pixel without a value */

/* ---- fold-codes.c */
bool codes_make(struct fold *f, const float *table, uint32_t n);
void codes_choose(struct fold *f, bool plain);  /* what folds a run: the fastest, or plain C */
void codes_set_cut(struct fold *f, int k);
void codes_clear(struct fold *f);
void codes_fold(const struct fold *f, const struct block *b, size_t at);
void codes_count(struct fold *f);       /* what is whole, into the count of each pixel */
void codes_empty(struct fold *f);       /* the limbs, into the digits */
void codes_results(const struct fold *f, enum fold_result what, double least, double scale, size_t first, size_t last,
    float *to);
float codes_quantile(const struct fold *f, size_t i, double q);
void codes_free(struct codes *k);

/* ---- fold-floats.c */
bool floats_make(struct fold *f);
void floats_clear(struct fold *f);
void floats_fold(const struct fold *f, const struct block *b, size_t at);
bool floats_are_finite(const struct fold *f);
float floats_result(const struct fold *f, size_t i, enum fold_result what, double scale);
void floats_free(struct floats *v);

/* ---- fold-merge.c */
void incoming_free(struct incoming *in);

/* The rank of a pixel in an array of ranks. */
static inline uint32_t
rank_at(const struct fold *f, const void *ranks, size_t i)
{
	return f->width == 1 ? ((const uint8_t *)ranks)[i] : ((const uint16_t *)ranks)[i];
}

#endif
