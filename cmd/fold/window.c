/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window.c - the fields of a window in a ring, and results in bands of pixels.
 *
 * Steps that come between two results are brought into the sums together, so
 * that a band stays in the cache of the core that works on it.
 */
#include "fold/window.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/window-private.h"

/* ---- Fields ------------------------------------------------------------ */

const struct slot *
window_slot(const struct window *w, uint64_t step)
{
	const struct slot *s = &w->slot[step % w->slots];

	return step < w->steps && s->there ? s : NULL;
}

void
cursor_seek(struct cursor *k, const struct slot *slot, size_t run)
{
	k->slot = slot;
	if (slot == NULL)
		return;
	k->size = chunk_value_size(slot->c.type);
	runs_seek(&k->at, &slot->c, run);
}

void
cursor_floats(const struct window *w, const struct cursor *k, const void *values, size_t n,
    float *x)
{
	const struct chunk part = { .type = k->slot->c.type, .data = (void *)values };

	chunk_floats(w->form.header, &part, 0, n, x);
	for (size_t i = 0; i < n && w->form.weighed && k->slot->scale != 1; i++)
		x[i] = (float)(x[i] * k->slot->scale);
}

float
cursor_last(const struct window *w, const struct cursor *k)
{
	float x;
	double last = 0;

	/* Where the last value is need not be aligned for its type. */
	memcpy(&last, k->at.last, k->size);
	cursor_floats(w, k, &last, 1, &x);
	return x;
}

/* ---- Making ------------------------------------------------------------ */

struct window *
window_new(const struct window_form *form)
{
	struct window *w = calloc(1, sizeof *w);
	const struct chunk_grid *g = chunk_grid(form->header);
	uint32_t n;

	if (w == NULL)
		return NULL;
	chunk_table(form->header, &n);
	w->form = *form;
	w->pixels = (size_t)g->rows * g->cols;
	w->runs = (w->pixels + RUN - 1) / RUN;
	w->width = n == 0 || form->weighed ? 0 : n == 256 ? 1 : 2;
	w->batch = form->between < WINDOW_BATCH ? form->between : WINDOW_BATCH;
	w->slots = (size_t)form->fields + w->batch;
	w->slot = calloc(w->slots, sizeof *w->slot);
	if (w->slot != NULL && moving_make(w) && extremes_make(w))
		return w;
	window_free(w);
	return NULL;
}

void
window_free(struct window *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->slots && w->slot != NULL; i++)
		chunk_free(&w->slot[i].c);
	free(w->slot);
	moving_free(&w->moving);
	extremes_free(w);
	free(w);
}

double
window_size(const struct window_form *form)
{
	const struct chunk_grid *g = chunk_grid(form->header);
	double bytes = (double)chunk_field_size(form->header);

	if (form->what == WINDOW_MAX || form->what == WINDOW_MIN)
		bytes += (double)sizeof(float) * g->rows * g->cols;
	return (bytes + sizeof(struct slot)) * form->fields;
}

/* ---- Moving on --------------------------------------------------------- */

static void
take_runs(void *arg, size_t first, size_t last)
{
	moving_take(arg, first, last);
}

static void
take_pending(struct window *w)
{
	if (w->pending > 0)
		chunk_for(w->form.pool, w->runs, take_runs, w);
	w->pending = 0;
}

const char *
window_push(struct window *w, struct chunk *c, double scale)
{
	const struct slot *old;
	struct slot *s;

	if (c != NULL && w->width > 0 && chunk_value_size(c->type) != (size_t)w->width)
		return "a field of values in a stream of codes";
	if (w->pending == w->batch)
		take_pending(w);
	s = &w->slot[w->steps % w->slots];
	s->there = c != NULL;
	s->scale = scale;
	if (c != NULL) {
		chunk_swap(&s->c, c);
		w->images += s->c.have;
	}
	w->steps++;
	old = w->steps > w->form.fields ? window_slot(w, w->steps - 1 - w->form.fields) : NULL;
	if (old != NULL)
		w->images -= old->c.have;
	w->pending++;
	if (w->extremes.front != NULL && !extremes_push(w))
		return "out of memory for the fields of the window";
	return NULL;
}

uint64_t
window_images(const struct window *w)
{
	return w->images;
}

/* ---- Results ----------------------------------------------------------- */

struct request {
	struct window *w;
	double least, scale;
	float *to;
	atomic_bool infinite;           /* a result is: threads only set it */
};

static float
mean(const struct window *w, size_t i, double scale)
{
	const struct moving *m = &w->moving;
	double n = m->count[i];

	/* Its factors last: a whole window's sum is then rounded once. */
	if (w->width == 0)
		return m->fixed[i] == 0 ? 0 : (float)((double)m->fixed[i] * 0x1p-76 * scale / n);
	return scale == 1 ? exact_mean(&m->form, m->sum + i * (size_t)m->form.sums, m->count[i]) :
	    (float)(exact_mean_double(&m->form, m->sum + i * (size_t)m->form.sums, m->count[i]) * scale);
}

static void
write_run(const struct request *q, size_t at, size_t n)
{
	const struct moving *m = &q->w->moving;
	int infinite = 0;

	if (q->w->form.what == WINDOW_MEAN && q->w->width > 0 && m->form.sums == 1 && q->scale == 1)
		exact_means(&m->form, m->sum + at, m->count + at, (uint32_t)ceil(q->least), n,
		    m->value + at);
	else
		for (size_t i = at; i < at + n; i++)
			if (q->w->form.what == WINDOW_COUNT)
				m->value[i] = (float)m->count[i];
			else
				m->value[i] = m->count[i] < q->least ? NAN : mean(q->w, i, q->scale);
	for (size_t i = at; i < at + n; i++)
		infinite |= fabsf(m->value[i]) > FLT_MAX;
	if (infinite)
		atomic_store_explicit(&((struct request *)q)->infinite, true, memory_order_relaxed);
}

static void
write_runs(void *arg, size_t first, size_t last)
{
	struct request *q = arg;
	struct window *w = q->w;
	const size_t end = last * RUN < w->pixels ? last * RUN : w->pixels;

	moving_take(w, first, last);
	if (w->extremes.front != NULL) {
		extremes_result(w, q->least, first, last, q->to);
		return;
	}
	for (size_t run = first; run < last; run++)
		if (w->moving.changed[run]) {
			write_run(q, run * RUN, window_run_pixels(w, run));
			w->moving.changed[run] = false;
		}
	memcpy(q->to + first * RUN, w->moving.value + first * RUN, (end - first * RUN) * sizeof *q->to);
}

const char *
window_result(struct window *w, double least, double scale, float *to)
{
	struct request q = { .w = w, .least = fmax(least, 1), .scale = scale, .to = to };

	chunk_for(w->form.pool, w->runs, write_runs, &q);
	w->pending = 0;
	if (w->moving.absurd)
		return "values that are infinite, or so large that they cannot be rain";
	return q.infinite ? "sums beyond float32: its values cannot be rain" : NULL;
}
