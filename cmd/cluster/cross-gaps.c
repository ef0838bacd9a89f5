/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cross-gaps.c - the sums that make pairs exact where values are missing.
 *
 * A pixel that has had no value yet lacks all fields so far. What that means
 * for its sums is only written when its first value comes, since most such
 * pixels lie outside the coverage for ever: until then its rows are not
 * touched.
 */
#include <stdlib.h>

#include "cluster/cross.h"
#include "cluster/lanes.h"

/* Whether a pixel lacks a field of the batch, or lacked some before. */
static bool
batch_has_gaps(const struct pushing *p)
{
	const uint16_t full = batch_full(p->b);

	for (size_t i = 0; i < p->x->cells; i++) {
		uint16_t lack = p->b->lack[i];
		bool begun = p->x->count[i] > 0;

		if ((begun && lack != 0) ||
		    (!begun && lack != full && (lack != 0 || p->x->fields > 0)))
			return true;
	}
	return false;
}

static bool
open_gaps(struct cross *x)
{
	struct cross_gaps *g = calloc(1, sizeof *g);

	x->gaps = g;
	if (g == NULL)
		return false;
	g->without = calloc(x->cells, (size_t)x->landmarks * sizeof *g->without);
	g->theirs = calloc(x->cells, (size_t)x->stride * sizeof *g->theirs);
	g->neither = calloc(x->cells, (size_t)x->stride * sizeof *g->neither);
	if (g->without == NULL || g->theirs == NULL || g->neither == NULL)
		return false;
	/*
	 * So far each pixel had all fields or none: a landmark with none lacks
	 * all.
	 */
	for (size_t l = 0; l < (size_t)x->landmarks; l++)
		for (size_t i = 0; i < x->cells && x->count[x->cell[l]] == 0; i++)
			g->without[l * x->cells + i] = (float)x->sum[i];
	return true;
}

bool
cross_gaps_prepare(struct pushing *p)
{
	return p->x->gaps != NULL || !batch_has_gaps(p) || open_gaps(p->x);
}

/* Writes what it means that pixel i lacked all fields before. */
static void
write_late_start(struct cross *x, size_t i, const double *sum, const float *missing)
{
	float *theirs = x->gaps->theirs + i * (size_t)x->stride;
	float *neither = x->gaps->neither + i * (size_t)x->stride;

	for (int l = 0; l < x->landmarks; l++) {
		theirs[l] = (float)sum[l];
		neither[l] = missing[l];
	}
}

void
cross_gaps_push(const struct pushing *p, size_t i, const struct values *v, bool first)
{
	const float one[BATCH_FIELDS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	struct cross *x = p->x;
	const size_t row = i * (size_t)x->stride;
	const float *value[BATCH_FIELDS], *lack[BATCH_FIELDS];
	int n = 0;

	if (first && x->fields > 0)
		write_late_start(x, i, p->sum, p->missing);
	for (int l = 0; l < x->landmarks && p->any; l++)
		if (p->lacks[l] != 0) {
			float sum = 0;

			for (int k = 0; k < v->n; k++)
				sum += p->lacks[l] >> v->field[k] & 1 ? v->x[k] : 0;
			if (sum != 0)
				x->gaps->without[(size_t)l * x->cells + i] += sum;
		}
	for (int t = 0; t < p->b->n; t++)
		if (v->lack >> t & 1) {
			value[n] = p->value + t * x->stride;
			lack[n++] = p->lack + t * x->stride;
		}
	if (n == 0)
		return;
	lanes_add(x->gaps->theirs + row, x->stride, n, one, value);
	if (p->any)
		lanes_add(x->gaps->neither + row, x->stride, n, one, lack);
}

/* ---- Sums of other fields ----------------------------------------------- */

/* One is added to, or taken out of, the other, `sign` times. */
struct joining {
	struct cross *x, *from;
	float sign;
};

/*
 * Writes down for pixels with a value in the other what they lack in this one.
 */
static void
write_late_starts(struct cross *x, const struct cross *other)
{
	double sum[LANDMARKS_MAX];
	float missing[LANDMARKS_MAX];

	for (int l = 0; l < x->landmarks; l++) {
		sum[l] = x->sum[x->cell[l]];
		missing[l] = (float)(x->fields - x->count[x->cell[l]]);
	}
	for (size_t i = 0; i < x->cells; i++)
		if (x->count[i] == 0 && other->count[i] > 0)
			write_late_start(x, i, sum, missing);
}

static void
join_rows(float *to, const float *from, size_t n, float sign)
{
	for (size_t i = 0; i < n; i++)
		to[i] += sign * from[i];
}

static void
join_band(void *arg, size_t first, size_t last)
{
	const struct joining *j = arg;
	struct cross *x = j->x, *from = j->from;
	const size_t stride = (size_t)x->stride;

	for (size_t i = first; i < last; i++) {
		if (from->count[i] == 0 && (x->gaps == NULL || x->count[i] == 0))
			continue;
		x->count[i] += j->sign > 0 ? from->count[i] : 0 - from->count[i];
		x->sum[i] += (double)j->sign * from->sum[i];
		x->squares[i] += (double)j->sign * from->squares[i];
		join_rows(x->product + i * stride, from->product + i * stride, stride, j->sign);
		if (x->gaps == NULL)
			continue;
		join_rows(x->gaps->theirs + i * stride, from->gaps->theirs + i * stride, stride,
		    j->sign);
		join_rows(x->gaps->neither + i * stride, from->gaps->neither + i * stride, stride,
		    j->sign);
		for (size_t l = 0; l < (size_t)x->landmarks; l++)
			x->gaps->without[l * x->cells + i] +=
			    j->sign * from->gaps->without[l * x->cells + i];
	}
}

/* Whether a pixel has values in one of them alone. */
static bool
differ(const struct cross *x, const struct cross *from)
{
	for (size_t i = 0; i < x->cells; i++)
		if ((x->count[i] == 0) != (from->count[i] == 0))
			return true;
	return false;
}

bool
cross_add(struct cross *x, struct cross *from)
{
	struct joining j = { x, from, 1 };

	if (x->gaps != NULL || from->gaps != NULL || differ(x, from)) {
		if ((x->gaps == NULL && !open_gaps(x)) || (from->gaps == NULL && !open_gaps(from)))
			return false;
		write_late_starts(x, from);
		write_late_starts(from, x);
	}
	chunk_for(x->pool, x->cells, join_band, &j);
	x->fields += from->fields;
	return true;
}

void
cross_subtract(struct cross *x, struct cross *from)
{
	struct joining j = { x, from, -1 };

	chunk_for(x->pool, x->cells, join_band, &j);
	x->fields -= from->fields;
}
