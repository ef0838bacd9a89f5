/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window-private.h - what the files of the window share: window.c keeps the
 * fields and hands them to the threads, moving.c has the sums and counts of each
 * pixel, extremes.c its extremes.
 */
#ifndef FOLD_WINDOW_PRIVATE_H
#define FOLD_WINDOW_PRIVATE_H

#include <stdatomic.h>

#include "fold/exact.h"
#include "fold/runs.h"
#include "fold/window.h"

#define WINDOW_BATCH 16                 /* fields that are worked on at once */

/* One step of time. */
struct slot {
	struct chunk c;
	double scale;
	bool there;                     /* it has a field */
};

/* One field of those that a band of runs is made of. */
struct cursor {
	struct runs at;
	const struct slot *slot;        /* NULL if there is none: nothing else is valid then */
	size_t size;                    /* bytes of a value */
};

struct moving {
	struct exact form;              /* of sums of codes */
	int64_t *adds;                  /* code x limbs: what each adds to a sum; NULL for floats */
	uint32_t *valid;                /* of each code: 1, or 0 if it means missing */
	int64_t *sum;                   /* of codes: pixels x limbs */
	__int128 *fixed;                /* of floats: of each pixel, in units of 2^-76 */
	uint32_t *count;                /* of each pixel: values, or images */
	bool *changed;                  /* of each run: since the last result */
	float *value;                   /* of each pixel: the last result */
	atomic_bool absurd;             /* a value is too large to be rain: threads only set it */
};

/*
 * Two stacks. The steps up to some moment are the front, of which the extremes of
 * each step and all later ones are ready; the steps after it are the back, of
 * which there is one field of extremes. When the last step of the front leaves,
 * the back becomes the front. So each step is worked on twice, however long the
 * window is.
 */
struct extremes {
	struct chunk *front;            /* float32: of the last step of the front, the last two, ... */
	size_t in_front, in_back;       /* steps */
	float *back, *all;              /* all: room for the front while it is made */
	struct chunk scratch;
};

struct window {
	struct window_form form;
	size_t pixels, runs;
	struct slot *slot;              /* a ring */
	size_t slots;                   /* of the window, and of a batch more */
	size_t batch;                   /* steps that the sums take in together at most */
	uint64_t steps;                 /* pushed so far */
	uint64_t images;                /* of the fields in the window */
	size_t pending;                 /* the last of them, which the sums do not have yet */
	int width;                      /* bytes of a code in sums of codes; 0 if values are float */
	struct moving moving;
	struct extremes extremes;
};

/* The slot of a step; NULL if there is no such step, or no field. */
const struct slot *window_slot(const struct window *w, uint64_t step);

/* A cursor at the first of a band of runs. */
void cursor_seek(struct cursor *k, const struct slot *slot, size_t run);
/* The marks of a run, all of them set if the run repeats one value. */
static inline uint64_t
cursor_marks(const struct cursor *k, size_t run)
{
	return runs_marks(runs_word(&k->at, run, k->size), run, k->size);
}

static inline bool
cursor_repeats(const struct cursor *k, uint64_t marks)
{
	return marks == (UINT64_C(1) << RUN_PARTS(k->size)) - 1;
}
/* The value before a run, which it may repeat, as float32. */
float cursor_last(const struct window *w, const struct cursor *k);
/* The first n values of a run as float32, scaled if fields are weighed. */
void cursor_floats(const struct window *w, const struct cursor *k, const void *values, size_t n,
    float *x);

/* The pixels of a run: fewer in the last one. */
static inline size_t
window_run_pixels(const struct window *w, size_t run)
{
	return w->pixels - run * RUN < RUN ? w->pixels - run * RUN : RUN;
}

bool moving_make(struct window *w);
void moving_free(struct moving *m);
/* Brings the pending steps into sums and counts, of the runs first to last. */
void moving_take(const struct window *w, size_t first, size_t last);

bool extremes_make(struct window *w);
void extremes_free(struct window *w);
/* Takes the step that was pushed last. False if out of memory. */
bool extremes_push(struct window *w);
/* The extremes of a band of runs. */
void extremes_result(const struct window *w, double least, size_t first, size_t last, float *to);

#endif
