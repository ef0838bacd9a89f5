/* SPDX-License-Identifier: BSD-2-Clause */
/* extremes.c - the largest or smallest values of pixels in a window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/window-private.h"

/* What a field of a step is put into: `to`, by the threads. */
struct taking {
	const struct window *w;
	const struct slot *slot;
	float *to;
};

bool
extremes_make(struct window *w)
{
	struct extremes *e = &w->extremes;
	size_t room = w->runs * RUN;

	if (w->form.what != WINDOW_MAX && w->form.what != WINDOW_MIN)
		return true;
	e->front = calloc(w->form.fields, sizeof *e->front);
	e->back = malloc(room * sizeof *e->back);
	e->all = malloc(room * sizeof *e->all);
	if (e->front == NULL || e->back == NULL || e->all == NULL)
		return false;
	for (size_t i = 0; i < room; i++)
		e->back[i] = NAN;
	return true;
}

void
extremes_free(struct window *w)
{
	struct extremes *e = &w->extremes;

	for (size_t i = 0; i < w->form.fields && e->front != NULL; i++)
		chunk_free(&e->front[i]);
	free(e->front);
	free(e->back);
	free(e->all);
	chunk_free(&e->scratch);
}

/* Puts the extremes of both into `to`; a missing value is none. */
static void
combine(enum window_what what, const float *restrict x, size_t n, float *restrict to)
{
	if (what == WINDOW_MAX)
		for (size_t i = 0; i < n; i++)
			to[i] = x[i] > to[i] || to[i] != to[i] ? x[i] : to[i];
	else
		for (size_t i = 0; i < n; i++)
			to[i] = x[i] < to[i] || to[i] != to[i] ? x[i] : to[i];
}

static void
take_runs(void *arg, size_t first, size_t last)
{
	const struct taking *t = arg;
	const struct window *w = t->w;
	struct cursor k;
	double room[RUN];
	float x[RUN];

	cursor_seek(&k, t->slot, first);
	for (size_t run = first; run < last; run++) {
		size_t n = window_run_pixels(w, run);
		uint64_t marks = cursor_marks(&k, run);

		if (cursor_repeats(&k, marks) && isnan(cursor_last(w, &k)))
			continue;
		cursor_floats(w, &k, runs_take(&k.at, marks, runs_parts(w->pixels, run, k.size),
		    k.size, (unsigned char *)room), n, x);
		combine(w->form.what, x, n, t->to + run * RUN);
	}
}

static void
take(const struct window *w, const struct slot *slot, float *to)
{
	struct taking t = { .w = w, .slot = slot, .to = to };

	if (slot != NULL)
		chunk_for(w->form.pool, w->runs, take_runs, &t);
}

/*
 * Makes a front of all but the oldest of the steps before the last, and an empty
 * back.
 */
static bool
turn(struct window *w)
{
	struct extremes *e = &w->extremes;
	const size_t bytes = w->pixels * sizeof *e->all;
	const uint64_t newest = w->steps - 2;

	for (size_t i = 0; i < w->runs * RUN; i++)
		e->all[i] = e->back[i] = NAN;
	for (size_t k = 0; k + 1 < w->form.fields; k++) {
		take(w, window_slot(w, newest - k), e->all);
		if (chunk_room(&e->scratch, bytes) == NULL)
			return false;
		e->scratch.kind = CHUNK_FIELD;
		e->scratch.type = CHUNK_F32;
		memcpy(e->scratch.data, e->all, bytes);
		chunk_pack(&e->scratch);
		/* A copy has room for what it holds, and not for a whole field. */
		if (chunk_copy(&e->front[k], &e->scratch) < 0)
			return false;
	}
	e->in_front = w->form.fields - 1;
	e->in_back = 0;
	return true;
}

bool
extremes_push(struct window *w)
{
	struct extremes *e = &w->extremes;

	if (e->in_front + e->in_back == w->form.fields) {
		if (e->in_front > 0)
			e->in_front--;
		else if (!turn(w))
			return false;
	}
	take(w, window_slot(w, w->steps - 1), e->back);
	e->in_back++;
	return true;
}

void
extremes_result(const struct window *w, double least, size_t first, size_t last, float *to)
{
	const struct extremes *e = &w->extremes;
	struct slot front = { .there = e->in_front > 0 };
	unsigned char room[RUN * sizeof(float)];
	struct cursor k = { 0 };

	if (front.there) {
		front.c = e->front[e->in_front - 1];
		cursor_seek(&k, &front, first);
	}
	for (size_t run = first; run < last; run++) {
		const size_t at = run * RUN, n = window_run_pixels(w, run);

		memcpy(to + at, e->back + at, n * sizeof *to);
		if (front.there) {
			float x[RUN];

			memcpy(x, runs_take(&k.at, cursor_marks(&k, run), runs_parts(w->pixels, run,
			    k.size), k.size, room), n * sizeof *x);
			combine(w->form.what, x, n, to + at);
		}
		for (size_t i = at; i < at + n; i++)
			to[i] = w->moving.count[i] < least ? NAN : to[i];
	}
}
