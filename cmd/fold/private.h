/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of the fold share: fold.c hands blocks of images
 * to the threads, codes.c and floats.c keep the state of each pixel, save.c
 * writes that state as layers, merge.c takes such layers in.
 */
#ifndef FOLD_PRIVATE_H
#define FOLD_PRIVATE_H

#include "avx2.h"
#include "fold/exact.h"
#include "fold/fold.h"
#include "fold/runs.h"

#define BLOCK_MAX 16                    /* images */

struct block {
	struct chunk image[BLOCK_MAX];
	double scale[BLOCK_MAX];
	int n;
	size_t bytes;                   /* of their payloads */
};

/*
 * What fields are handed over in: while the caller fills one block, the threads
 * fold the other. Folds that are made like another share one.
 */
struct feed {
	struct block block[2];
	int filling;                    /* the block that the caller fills */
	struct fold *of;                /* the fold whose images that block has, or NULL */
	bool folding;                   /* the other is being folded */
	uint64_t kept, most;            /* bytes of fields that are kept for quantiles, and at most */
};

typedef int64_t pair __attribute__((vector_size(2 * sizeof(int64_t)), may_alias));

/*
 * Codes are folded as ranks: the order of their values, the missing ones last.
 * So extremes are a matter of integers for any table. In the usual table, which
 * rises from no echo at 0 and has nodata at the top, ranks are the codes.
 *
 * Sums are kept in limbs (exact.h). A long fold empties them into digits now
 * and then; from then on the digits hold the sums: sums_are_digits().
 */
struct codes {
	uint32_t n;                     /* codes, and ranks */
	struct exact form;              /* of the limbs */
	int limbs;                      /* of a pixel: of its sum and of its squares */
	int64_t *adds; /* rank x limbs (one, or whole pairs): what each value adds */
	uint16_t *rank;                 /* of each code; a missing one has the top rank */
	uint16_t *code;                 /* of each rank */
	float *value;                   /* of each rank */
	uint32_t missing;               /* the top rank if there is a code for missing, else n */
	bool identity;                  /* every code is its own rank */
	bool skips;                     /* the lowest rank is 0 and adds nothing to a sum */
	uint32_t *whole; /* of each run: values that all of its pixels have, and that
	                                   `count` does not include yet */
	bool *ragged;                   /* of each run: `count` of its pixels is not all 0 */
	bool *wet;                      /* of each run: its sums are not all 0 */
	int64_t *sum;                   /* pixels x limbs */
	struct exact wide;              /* the form of the digits */
	int digits;                     /* of a pixel; 0 if limbs have room for all fields */
	int64_t *digit;                 /* pixels x digits */
	void *low, *high;               /* pixels, ranks as wide as the codes; with FOLD_RANGE */
	uint32_t *histogram;            /* pixels x n: how often each rank came, except rank 0; with
	                                   FOLD_HISTOGRAM */
	uint32_t first_above[FOLD_ABOVE_MAX];   /* the lowest rank above each threshold */
};

/* All fields of a fold, packed as they came. */
struct values {
	struct chunk *field;
	size_t n, room;
	uint64_t bytes;                 /* of their payloads */
};

struct floats {
	float *first;                   /* NaN until there is a value */
	double *sum, *squares;          /* of the differences from it */
	float *low, *high;
};

/*
 * What the layers of a state are taken in with; allocated when the first one
 * comes.
 */
struct incoming {
	int last;                       /* the place of the layer that came last */
	int came[16];                   /* of this state, how many layers of each kind */
	uint32_t above;                 /* a bit for each threshold that was seen */
	int64_t start, end;             /* the time of this state */
	uint32_t *count;                /* of each pixel, in this state */
	struct chunk digits[EXACT_SQUARE_MAX + 1];      /* layers of a sum, until all came */
	double *shift, *sum;            /* floats: from our first value to its; its sum */
	int64_t *when[2];               /* times of its lowest and highest */
	uint32_t *rank;                 /* of the codes that the next layer counts */
	uint32_t *left; /* of its values, those that no code was counted for so far */
};

struct fold {
	const struct chunk_header *header;
	unsigned what;                  /* FOLD_SUM | ... */
	struct chunk_pool *pool;
	size_t pixels, runs;            /* runs x RUN is the room of every array */
	struct feed *feed;
	bool owner;                     /* of the feed */
	const struct block *folded;     /* the block that is being folded */
	/* Folds the runs from first up to last of a block. */
	void (*fold_band)(const struct fold *f, const struct block *b, size_t first, size_t last);
	uint64_t pushed, most;          /* fields so far, and at most */
	uint32_t since, room;           /* fields since the limbs were emptied, and at most */
	int width;                      /* bytes of a code; 0 if values are float */
	float wet;                      /* floats: values of at most this are left out; or NaN */
	uint32_t *count;                /* values of each pixel; images, if fields weigh */
	int64_t *when[2]; /* start of the field with the lowest, the highest value; FOLD_WHEN */
	int aboves;                     /* thresholds */
	double threshold[FOLD_ABOVE_MAX];
	uint32_t *above[FOLD_ABOVE_MAX];        /* seconds of each pixel above a threshold */
	struct codes codes;
	struct floats floats;
	struct values values;           /* floats with FOLD_HISTOGRAM */
	struct incoming incoming;
};

#define NEVER INT64_MIN                 /* in `when`, of a pixel without a value */

/*
 * Whether the limbs of a fold of codes were emptied: its sums are in the digits
 * then.
 */
static inline bool
sums_are_digits(const struct fold *f)
{
	return f->pushed > f->since;
}

/* The rank of a pixel in an array of ranks. */
static inline uint32_t
rank_at(const struct fold *f, const void *ranks, size_t i)
{
	return f->width == 1 ? ((const uint8_t *)ranks)[i] : ((const uint16_t *)ranks)[i];
}

/* ---- codes.c, codes-results.c: pixels whose values are codes ------------ */

bool codes_make(struct fold *f, const float *table, uint32_t n);
/* Chooses what folds a band: plain C, or what is fastest here. */
void codes_choose(struct fold *f, bool plain);
void codes_set_threshold(struct fold *f, int k);
void codes_clear(struct fold *f);
/* Adds `whole` to the count of each pixel: before `count` is read. */
void codes_count(struct fold *f);
/* Whether codes_results() does not read `count` alone for this result. */
bool codes_know_counts(const struct fold *f, enum fold_result what, double scale);
/* Empties the limbs into the digits. */
void codes_empty(struct fold *f);
void codes_results(const struct fold *f, enum fold_result what, double least, double scale,
    size_t first, size_t last, float *to);
float codes_quantile(const struct fold *f, size_t i, double q);
void codes_free(struct codes *k);

/* ---- floats.c: pixels whose values are float32 or float64 -------------- */

bool floats_make(struct fold *f);
/* The same choice as codes_choose(). */
void floats_choose(struct fold *f, bool plain);
void floats_clear(struct fold *f);
bool floats_are_finite(const struct fold *f);
float floats_result(const struct fold *f, size_t i, enum fold_result what, double scale);
void floats_free(struct floats *v);

/* ---- values.c: quantiles of values that are no codes --------------------- */

/* Keeps a copy of a field. NULL, or why it cannot. */
const char *values_keep(struct fold *f, const struct chunk *c);
/* Writes the quantile q of the pixels of the runs from first up to last. False if out of memory. */
bool values_quantiles(const struct fold *f, double q, size_t first, size_t last, float *to);
void values_clear(struct fold *f);
void values_free(struct values *v);

/*
 * ---- state.c: the layers that a state is written as; chunk(5) has the table
 * ----
 *
 * A state begins with its counts. What others need comes before them: the times
 * of extremes before the extremes, the first values before the sums of
 * differences from them, each code before how often it came. A fold takes the
 * layers that it needs, and passes over the others.
 */

/*
 * Kinds of layers, in the order of a state; of some there are many, with a
 * number after the name.
 */
enum state_kind {
	STATE_COUNT, STATE_WHEN_MIN, STATE_WHEN_MAX, STATE_MIN, STATE_MAX, STATE_FIRST, STATE_SUM,
	STATE_SQUARES, STATE_ABOVE, STATE_CODE, STATE_TIMES, STATE_KINDS
};

struct state_layer {
	enum state_kind kind;
	int n;                          /* its number; of thresholds, which one */
};

/* Whether this fold's state has a kind of layer. */
bool state_has(const struct fold *f, enum state_kind kind);
/*
 * How many of a kind; of codes and their times 1, though these go on as long as
 * needed.
 */
int state_layers(const struct fold *f, enum state_kind kind);
enum chunk_type state_type(const struct fold *f, enum state_kind kind);
bool state_is_numbered(enum state_kind kind);
void state_layer_name(const struct fold *f, struct state_layer l, char name[CHUNK_LAYER_MAX + 1]);
/*
 * The layer that a name means: 1, 0 for a threshold that is not asked for, -1
 * for an unknown name.
 */
int state_find(const struct fold *f, const char *name, struct state_layer *l);
/* The digits of a pixel's sum, or of its squares, and how many. */
int64_t *state_digits(const struct fold *f, enum state_kind kind, size_t i, int *n);
/*
 * Allocates an incoming array of values of `size` bytes if it is NULL; `array`
 * is the address of its pointer.
 */
bool state_room(const struct fold *f, void *array, size_t size);

/* ---- merge.c, merge-digits.c ------------------------------------------- */

/* Both bounds are within 2^53, as is a whole number of seconds. */
static inline bool
is_whole(double v, double low, double high)
{
	return v >= low && v <= high && v == (double)(int64_t)v;
}

void merge_free(struct incoming *in);
/*
 * Takes the layer of a digit of sums or squares, and adds all of them up when
 * the last one came. False if they are impossible, or more than sums have room
 * for.
 */
bool merge_digit(struct fold *f, struct state_layer l, struct chunk *c);

/* ---- wide.c: integers of any width, not negative; word[0] is the lowest ---- */

#define WIDE_WORDS 20                   /* 64-bit words: the widest is a square times n^2, shifted */

struct wide {
	int n;                          /* words in use: word[n - 1] is not 0 */
	uint64_t word[WIDE_WORDS];
};

void wide_trim(struct wide *a);
struct wide wide_of(uint64_t value);
struct wide wide_product(const struct wide *a, const struct wide *b);
struct wide wide_shifted(const struct wide *a, int bits);
int wide_compare(const struct wide *a, const struct wide *b);
/* a - b; a must not be less than b. */
struct wide wide_difference(const struct wide *a, const struct wide *b);
/* From the top 128 bits: within an ulp. */
double wide_double(const struct wide *a);

#endif
