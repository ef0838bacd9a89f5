/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * merge-digits.c - sums of codes, whose digits are a layer each, added to those
 * of a fold: all digits of a pixel at once, since they lie side by side there.
 */
#include <math.h>
#include <stdatomic.h>

#include "fold/private.h"

struct digits {
	struct fold *f;
	const struct chunk *from;       /* the layers, which may be packed */
	int64_t *digit;                 /* of the first pixel */
	int n;                          /* digits of a pixel */
	bool sums;                      /* of values, not of their squares */
	double unit;                    /* of a sum of whole numbers: value / 2^width */
	atomic_bool bad;                /* what no fold writes: threads only set it */
};

/*
 * Whether digits can be the sum of so many values, or of their squares. The
 * last digit alone does not tell: it is -1 in any small sum below 0.
 */
static bool
is_sum(const struct digits *m, const int64_t *digit, uint32_t count)
{
	const double base = (double)(INT64_C(1) << m->f->codes.wide.bits);
	double sum = 0;

	/* From the last one, so that only exact float64 cancel. */
	for (int k = m->n - 1; k >= 0; k--)
		sum = sum * base + (double)digit[k];
	return fabs(sum * m->unit) <= (double)count &&
	    (sum >= 0 || m->sums);
}

/* Merges the digits of a pixel. */
static bool
merge_pixel(const struct digits *m, size_t i, const int64_t *add)
{
	const struct codes *k = &m->f->codes;
	const int n = m->n;
	int64_t *digit = m->digit + i * (size_t)k->digits;

	exact_carry(&k->form, add, n, digit, n);
	return digit[n - 1] < INT64_C(1) << 60 && digit[n - 1] > -(INT64_C(1) << 60) &&
	    is_sum(m, digit, m->f->count[i]);
}

/* Merges a run of digits; `values` has those of each layer. */
static bool
merge_digits_run(const struct digits *m, size_t run, const double *const *values)
{
	const size_t first = run * RUN,
		     n = m->f->pixels - first < RUN ? m->f->pixels - first : RUN;
	bool well = true;

	for (size_t i = 0; i < n; i++) {
		int64_t add[EXACT_SQUARE_MAX + 1], any = 0;

		for (int k = 0; k < m->n; k++) {
			double v = values[k][i];

			well = is_whole(v, -0x1p53, 0x1p53) && well;
			add[k] = well ? (int64_t)v : 0;
			any |= add[k];
		}
		if (any != 0)
			well = merge_pixel(m, first + i, add) && well;
	}
	return well;
}

/* Merges all digits at once: those of a pixel lie side by side. */
static void
merge_digits(void *arg, size_t first, size_t last)
{
	struct digits *m = arg;
	double room[EXACT_SQUARE_MAX + 1][RUN];
	const double *values[EXACT_SQUARE_MAX + 1];
	struct runs r[EXACT_SQUARE_MAX + 1];
	bool well = true;

	for (int k = 0; k < m->n; k++)
		runs_seek(&r[k], &m->from[k], first);
	for (size_t run = first; run < last; run++) {
		const size_t parts = runs_parts(m->f->pixels, run, sizeof(double));
		bool zero = true;

		for (int k = 0; k < m->n; k++) {
			uint64_t marks = runs_marks(runs_word(&r[k], run, sizeof(double)), run,
			    sizeof(double));

			zero = runs_are_zero(&r[k], marks, sizeof(double)) && zero;
			values[k] = runs_take(&r[k], marks, parts, sizeof(double),
			    (unsigned char *)room[k]);
		}
		well = (zero || merge_digits_run(m, run, values)) && well;
	}
	if (!well)
		atomic_store_explicit(&m->bad, true, memory_order_relaxed);
}

bool
merge_digit(struct fold *f, struct state_layer l, struct chunk *c)
{
	const struct exact *wide = &f->codes.wide;
	struct digits m = { .f = f, .from = f->incoming.digits, .sums = l.kind == STATE_SUM };

	m.digit = state_digits(f, l.kind, 0, &m.n);
	if (l.n >= m.n)
		return false;
	chunk_swap(&f->incoming.digits[l.n], c);
	if (l.n < m.n - 1)
		return true;
	m.unit = ldexp(1, -(m.sums ? wide->width : 2 * wide->width));
	chunk_for(f->pool, f->runs, merge_digits, &m);
	return !m.bad;
}
