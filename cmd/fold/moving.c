/* SPDX-License-Identifier: BSD-2-Clause */
/* moving.c - the sums and counts of pixels in a window, in integers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/window-private.h"

typedef __int128 int128;

#define FIXED_BITS 76                   /* float values are multiples of 2^-76 */
#define ABSURD 0x1p28f                  /* 28 + 76 bits and 2^23 images fill an int128 */

/* ---- Making ------------------------------------------------------------ */

static bool
make_codes(struct window *w, const float *table, uint32_t n)
{
	struct moving *m = &w->moving;
	size_t limbs;

	m->form = exact_form(table, n, w->form.images);
	limbs = (size_t)m->form.sums;
	m->valid = calloc(n, sizeof *m->valid);
	m->adds = calloc(n * limbs, sizeof *m->adds);
	if (m->valid == NULL || m->adds == NULL)
		return false;
	for (uint32_t code = 0; code < n; code++)
		if (!isnan(table[code])) {
			m->valid[code] = 1;
			exact_value(&m->form, table[code], m->adds + code * limbs);
		}
	if (w->form.what == WINDOW_MEAN)
		m->sum = calloc(w->runs * RUN * limbs, sizeof *m->sum);
	return m->sum != NULL || w->form.what != WINDOW_MEAN;
}

bool
moving_make(struct window *w)
{
	struct moving *m = &w->moving;
	size_t room = w->runs * RUN;
	uint32_t n;
	const float *table = chunk_table(w->form.header, &n);

	m->count = calloc(room, sizeof *m->count);
	m->value = malloc(room * sizeof *m->value);
	m->changed = malloc(w->runs * sizeof *m->changed);
	if (m->count == NULL || m->value == NULL || m->changed == NULL)
		return false;
	memset(m->changed, true, w->runs * sizeof *m->changed);
	if (w->width > 0)
		return make_codes(w, table, n);
	if (w->form.what == WINDOW_MEAN)
		m->fixed = calloc(room, sizeof *m->fixed);
	return m->fixed != NULL || w->form.what != WINDOW_MEAN;
}

void
moving_free(struct moving *m)
{
	free(m->adds);
	free(m->valid);
	free(m->sum);
	free(m->fixed);
	free(m->count);
	free(m->changed);
	free(m->value);
}

/* ---- Codes ------------------------------------------------------------- */

static inline uint32_t
code_at(const void *codes, size_t size, size_t i)
{
	return size == 1 ? ((const uint8_t *)codes)[i] : ((const uint16_t *)codes)[i];
}

/* Adds what codes add, `sign` times. */
static inline void
add_some(const struct moving *m, const void *codes, size_t size, size_t at, size_t n, int64_t sign)
{
	const size_t limbs = (size_t)m->form.sums;

	for (size_t i = 0; i < n; i++)
		m->count[at + i] += (uint32_t)sign * m->valid[code_at(codes, size, i)];
	if (m->sum == NULL)
		return;
	if (limbs == 1) {
		for (size_t i = 0; i < n; i++)
			m->sum[at + i] += sign * m->adds[code_at(codes, size, i)];
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < limbs; k++)
			m->sum[(at + i) * limbs + k] +=
			    sign * m->adds[code_at(codes, size, i) * limbs + k];
}

/* Adds what one code adds to all pixels of a run. */
static void
add_one(const struct moving *m, uint32_t code, size_t at, size_t n, int64_t sign)
{
	const size_t limbs = (size_t)m->form.sums;
	const int64_t *adds = m->adds + code * limbs;

	if (m->valid[code] == 0)
		return;
	for (size_t i = 0; i < n; i++)
		m->count[at + i] += (uint32_t)sign;
	for (size_t k = 0; k < limbs && m->sum != NULL; k++)
		for (size_t i = 0; i < n && adds[k] != 0; i++)
			m->sum[(at + i) * limbs + k] += sign * adds[k];
}

static void
add_codes(const struct window *w, struct cursor *k, uint64_t marks, size_t run, int64_t sign)
{
	const size_t at = run * RUN, n = window_run_pixels(w, run);
	unsigned char room[RUN * sizeof(uint16_t)];
	const void *codes;

	if (cursor_repeats(k, marks)) {
		uint16_t code = *k->at.last;

		if (k->size == 2)
			memcpy(&code, k->at.last, sizeof code);
		add_one(&w->moving, code, at, n, sign);
		return;
	}
	codes = runs_take(&k->at, marks, runs_parts(w->pixels, run, k->size), k->size, room);
	if (k->size == 1)
		add_some(&w->moving, codes, 1, at, n, sign);
	else
		add_some(&w->moving, codes, 2, at, n, sign);
}

/* ---- Floats ------------------------------------------------------------ */

/* x in units of 2^-76, the nearest; a tie goes up. */
static int128
fixed_point(float x)
{
	uint32_t bits, exponent;
	int128 m;
	int shift;

	memcpy(&bits, &x, sizeof bits);
	exponent = bits >> 23 & 0xff;
	m = (bits & 0x7fffff) | (exponent > 0 ? 0x800000 : 0);
	/* The value is m 2^(exponent - 150). */
	shift = (int)(exponent > 0 ? exponent : 1) - 150 + FIXED_BITS;
	if (shift >= 0)
		m <<= shift;
	else
		m = shift < -25 ? 0 : (m + ((int128)1 << (-shift - 1))) >> -shift;
	return bits >> 31 ? -m : m;
}

/* Adds n values, `times` times. Most values are 0, and are only counted. */
static void
add_values(const struct window *w, const float *restrict x, size_t at, size_t n, int64_t times)
{
	struct moving *m = (struct moving *)&w->moving;
	uint32_t *restrict count = m->count + at;

	for (size_t i = 0; i < n; i++)
		count[i] += x[i] == x[i] ? (uint32_t)times : 0;
	for (size_t i = 0; i < n && m->fixed != NULL; i++)
		if (fabsf(x[i]) < ABSURD)
			m->fixed[at + i] += x[i] != 0 ? times * fixed_point(x[i]) : 0;
		else if (x[i] == x[i])
			atomic_store_explicit(&m->absurd, true, memory_order_relaxed);
}

static void
add_floats(const struct window *w, struct cursor *k, uint64_t marks, size_t run, int64_t sign)
{
	const size_t n = window_run_pixels(w, run);
	double room[RUN];
	float x[RUN];

	if (cursor_repeats(k, marks) && isnan(cursor_last(w, k)))
		return;
	cursor_floats(w, k, runs_take(&k->at, marks, runs_parts(w->pixels, run, k->size), k->size,
	    (unsigned char *)room), n, x);
	add_values(w, x, run * RUN, n, w->form.weighed ? sign * k->slot->c.have : sign);
}

/* ---- Steps ------------------------------------------------------------- */

/* Whether a run has no values at all. */
static bool
is_missing(const struct window *w, const struct cursor *k, size_t run)
{
	return k->slot == NULL ||
	    (cursor_repeats(k, cursor_marks(k, run)) && isnan(cursor_last(w, k)));
}

/*
 * Whether what enters is what leaves: both repeat one value, and weigh the same.
 * Most runs of most steps are dry, and were.
 */
static bool
is_same(const struct window *w, const struct cursor *in, const struct cursor *out, size_t run)
{
	if (in->slot != NULL && out->slot != NULL && in->size == out->size &&
	    cursor_repeats(in, cursor_marks(in, run)) && cursor_repeats(out, cursor_marks(out, run)) &&
	    memcmp(in->at.last, out->at.last, in->size) == 0 &&
	    (!w->form.weighed || (in->slot->c.have == out->slot->c.have &&
	    in->slot->scale == out->slot->scale)))
		return true;
	return is_missing(w, in, run) && is_missing(w, out, run);
}

static void
add_run(const struct window *w, struct cursor *k, size_t run, int64_t sign)
{
	if (k->slot == NULL)
		return;
	if (w->width > 0)
		add_codes(w, k, cursor_marks(k, run), run, sign);
	else
		add_floats(w, k, cursor_marks(k, run), run, sign);
}

void
moving_take(const struct window *w, size_t first, size_t last)
{
	struct cursor in[WINDOW_BATCH], out[WINDOW_BATCH];
	const uint64_t from = w->steps - w->pending;

	for (size_t k = 0; k < w->pending; k++) {
		cursor_seek(&in[k], window_slot(w, from + k), first);
		cursor_seek(&out[k], from + k < w->form.fields ? NULL :
		    window_slot(w, from + k - w->form.fields), first);
	}
	for (size_t run = first; run < last; run++)
		for (size_t k = 0; k < w->pending; k++) {
			if (is_same(w, &in[k], &out[k], run))
				continue;
			w->moving.changed[run] = true;
			add_run(w, &in[k], run, 1);
			add_run(w, &out[k], run, -1);
		}
}
