/* SPDX-License-Identifier: BSD-2-Clause */
/* codes-results.c - means, deviations, extremes and quantiles of pixels whose values are codes. */
#include <math.h>
#include <string.h>

#include "fold/private.h"

static float
code_result(const struct fold *f, size_t i, enum fold_result what, double scale)
{
	const struct codes *k = &f->codes;
	bool wide = sums_are_digits(f);
	const struct exact *form = wide ? &k->wide : &k->form;
	const int64_t *sum =
	    wide ? k->digit + i * (size_t)k->digits : k->sum + i * (size_t)k->limbs;
	uint32_t n = f->count[i];

	switch (what) {
	case FOLD_MEAN:
		return scale == 1 ? exact_mean(form, sum, n) :
				    (float)(exact_mean_double(form, sum, n) * scale);
	case FOLD_STD:
		return exact_std(form, sum, sum + form->sums, n);
	default:
		return k->value[rank_at(f, what == FOLD_MIN ? k->low : k->high, i)];
	}
}

bool
codes_know_counts(const struct fold *f, enum fold_result what, double scale)
{
	return what == FOLD_MEAN && scale == 1 && f->codes.limbs == 1 && !sums_are_digits(f);
}

/*
 * Means of a run from sums of one limb. Most pixels of a bin are dry, and as
 * often there as those beside them.
 */
static void
run_means(const struct fold *f, uint32_t enough, size_t run, float *to)
{
	const struct codes *k = &f->codes;
	const uint32_t whole = k->whole[run];
	uint32_t count[RUN];

	if (!k->wet[run] && !k->ragged[run]) {
		for (int i = 0; i < RUN; i++)
			to[i] = whole < enough ? NAN : 0;
		return;
	}
	for (int i = 0; i < RUN; i++)
		count[i] = whole + f->count[run * RUN + (size_t)i];
	if (k->wet[run])
		exact_means(&k->form, k->sum + run * RUN, count, enough, RUN, to);
	else
		for (int i = 0; i < RUN; i++)
			to[i] = count[i] < enough ? NAN : 0;
}

static void
single_means(const struct fold *f, double least, size_t first, size_t last, float *to)
{
	const uint32_t enough = least < UINT32_MAX ? (uint32_t)ceil(least) : UINT32_MAX;

	for (size_t i = first, end; i < last; i = end) {
		size_t run = i / RUN, from = i - run * RUN;
		float means[RUN];

		end = (run + 1) * RUN < last ? (run + 1) * RUN : last;
		if (end - i == RUN) {
			run_means(f, enough, run, to + i);
			continue;
		}
		run_means(f, enough, run, means);
		memcpy(to + i, means + from, (end - i) * sizeof *to);
	}
}

void
codes_results(const struct fold *f, enum fold_result what, double least, double scale, size_t first,
    size_t last, float *to)
{
	if (codes_know_counts(f, what, scale)) {
		single_means(f, least, first, last, to);
		return;
	}
	for (size_t i = first; i < last; i++)
		if (f->count[i] < least)
			to[i] = NAN;
		else
			to[i] = code_result(f, i, what, scale);
}

/*
 * The pixel's value at `place`, from 0, in ascending order, and the next one,
 * or the same.
 */
static void
values_at(const struct fold *f, size_t i, uint32_t place, double *at, double *after)
{
	const struct codes *k = &f->codes;
	const uint32_t *histogram = k->histogram + i * k->n;
	uint32_t rank = 0, passed = f->count[i];

	/* The lowest rank is not counted: it came whenever no other did. */
	for (uint32_t r = 1; r < k->n && r != k->missing; r++)
		passed -= histogram[r];
	while (passed <= place && rank + 1 < k->n)
		passed += histogram[++rank];
	*at = *after = (double)k->value[rank];
	if (place + 1 < f->count[i]) {
		while (passed <= place + 1 && rank + 1 < k->n)
			passed += histogram[++rank];
		*after = (double)k->value[rank];
	}
}

float
codes_quantile(const struct fold *f, size_t i, double q)
{
	double position = q * (double)(f->count[i] - 1), t = position - floor(position), low, high;

	values_at(f, i, (uint32_t)position, &low, &high);
	/* From the nearer neighbour, so that both ends are exact. */
	return (float)(t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t));
}
