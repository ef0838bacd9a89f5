/* SPDX-License-Identifier: BSD-2-Clause */
/* merge.c - the layers of a state, checked and added to a fold's own state. */
#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold/private.h"

struct merging {
	struct fold *f;
	struct state_layer layer;
	const void *from;
	atomic_bool bad;                /* a value that no fold writes: threads only set it */
};

static bool
is_whole(double v, double low, double high)
{
	return v >= low && v <= high && v == floor(v);
}

/*
 * Takes the time of an extreme that is `better` than ours, or equal and
 * earlier.
 */
static void
merge_extreme(struct fold *f, int which, size_t i, bool better, bool equal)
{
	int64_t *when = f->when[which], *theirs = f->incoming.when[which];

	if (!(f->what & FOLD_WHEN))
		return;
	if (better || (equal && theirs[i] < when[i]))
		when[i] = theirs[i];
}

static bool
merge_range(struct fold *f, bool highest, size_t i, double v)
{
	bool empty = f->count[i] == f->incoming.count[i], better, equal;

	if (f->incoming.count[i] == 0)
		return true;
	if (f->width > 0) {
		uint32_t rank = f->codes.rank[(uint32_t)v],
			 ours = rank_at(f, highest ? f->codes.high : f->codes.low, i);

		better = empty || (highest ? rank > ours : rank < ours);
		equal = rank == ours;
		if (better && f->width == 1)
			((uint8_t *)(highest ? f->codes.high : f->codes.low))[i] = (uint8_t)rank;
		else if (better)
			((uint16_t *)(highest ? f->codes.high : f->codes.low))[i] = (uint16_t)rank;
		merge_extreme(f, highest, i, better, equal);
		return rank != f->codes.missing;
	}
	float *ours = (highest ? f->floats.high : f->floats.low) + i;

	better = empty || (highest ? (float)v > *ours : (float)v < *ours);
	equal = (float)v == *ours;
	merge_extreme(f, highest, i, better, equal);
	*ours = better ? (float)v : *ours;
	return !isnan(v);
}

/*
 * Sums of differences from their first value become sums of differences from
 * ours.
 */
static bool
merge_floats(struct fold *f, enum state_kind kind, size_t i, double v)
{
	struct incoming *in = &f->incoming;
	struct floats *ours = &f->floats;
	double n = in->count[i], most = 4 * (double)FLT_MAX;     /* twice the largest difference */

	if (n == 0)
		return true;
	if (kind == STATE_FIRST) {
		if (isnan(ours->first[i]))
			ours->first[i] = (float)v;
		in->shift[i] = v - (double)ours->first[i];
	} else if (kind == STATE_SUM) {
		in->sum[i] = v;
		ours->sum[i] += v + n * in->shift[i];
	} else {
		ours->squares[i] +=
		    v + 2 * in->shift[i] * in->sum[i] + n * in->shift[i] * in->shift[i];
	}
	return fabs(v) <= (kind == STATE_FIRST ? (double)FLT_MAX :
	    kind == STATE_SUM ? n * most : n * most * most);
}

/*
 * Whether digits can be the sum of so many values, or of their squares. The
 * last digit alone does not tell: it is -1 in any small sum below 0.
 */
static bool
is_sum(const struct fold *f, enum state_kind kind, const int64_t *digit, int n, uint32_t count)
{
	const struct exact *wide = &f->codes.wide;
	int width = kind == STATE_SUM ? wide->width : 2 * wide->width;
	double sum = 0;

	/* From the last one, so that only exact float64 cancel. */
	for (int k = n - 1; k >= 0; k--)
		sum = sum * (double)(INT64_C(1) << wide->bits) + (double)digit[k];
	return fabs(ldexp(sum, -width)) <= (double)count && (sum >= 0 || kind == STATE_SUM);
}

static bool
merge_digit(struct fold *f, struct state_layer l, size_t i, double v)
{
	int n;
	int64_t *digit = state_digits(f, l.kind, i, &n), add;

	if (l.n >= n || !is_whole(v, -0x1p53, 0x1p53))
		return false;
	add = (int64_t)v;
	exact_carry(&f->codes.form, &add, 1, digit + l.n, n - l.n);
	return l.n < n - 1 ? digit[n - 1] < INT64_C(1) << 60 && digit[n - 1] > -(INT64_C(1) << 60) :
	    is_sum(f, l.kind, digit, n, f->count[i]);
}

/* Merges one value of a state; false if it is impossible. */
static bool
merge_value(struct fold *f, struct state_layer l, size_t i, double v)
{
	struct incoming *in = &f->incoming;

	switch (l.kind) {
	case STATE_COUNT:
		if (!is_whole(v, 0, FOLD_MOST) || f->count[i] + v > FOLD_MOST)
			return false;
		in->count[i] = (uint32_t)v;
		f->count[i] += (uint32_t)v;
		if (in->left != NULL)
			in->left[i] = (uint32_t)v;
		return true;
	case STATE_WHEN_MIN:
	case STATE_WHEN_MAX:
		if (in->count[i] > 0 && !is_whole(v, (double)in->start, (double)in->end - 1))
			return false;
		in->when[l.kind == STATE_WHEN_MAX][i] = in->count[i] > 0 ? (int64_t)v : NEVER;
		return true;
	case STATE_MIN:
	case STATE_MAX:
		return merge_range(f, l.kind == STATE_MAX, i, v);
	case STATE_ABOVE:
		if (!is_whole(v, 0, (double)(UINT32_MAX - f->above[l.n][i])))
			return false;
		f->above[l.n][i] += (uint32_t)v;
		return true;
	case STATE_CODE:
		in->rank[i] = f->codes.rank[(uint32_t)v];
		return true;
	case STATE_TIMES:
		if (!is_whole(v, 0, in->left[i]) || (v > 0 && in->rank[i] == f->codes.missing))
			return false;
		in->left[i] -= (uint32_t)v;
		f->codes.histogram[i * f->codes.n + in->rank[i]] += (uint32_t)v;
		return true;
	default:
		return f->width > 0 ? merge_digit(f, l, i, v) : merge_floats(f, l.kind, i, v);
	}
}

static void
merge(void *arg, size_t first, size_t last)
{
	struct merging *m = arg;
	enum chunk_type type = state_type(m->f, m->layer.kind);
	bool well = true;

	for (size_t i = first; i < last; i++) {
		double v = type == CHUNK_U8 ? ((const uint8_t *)m->from)[i] :
		    type == CHUNK_U16 ? ((const uint16_t *)m->from)[i] :
		    type == CHUNK_F32 ? (double)((const float *)m->from)[i] :
		    ((const double *)m->from)[i];

		well = merge_value(m->f, m->layer, i, v) && well;
	}
	if (!well)
		atomic_store_explicit(&m->bad, true, memory_order_relaxed);
}

/* Allocates the incoming arrays that this fold needs. */
static bool
make_room(struct fold *f)
{
	struct incoming *in = &f->incoming;

	return state_room(f, &in->count, sizeof *in->count) &&
	    (f->width > 0 ||
		(state_room(f, &in->shift, sizeof *in->shift) &&
		    state_room(f, &in->sum, sizeof *in->sum))) &&
	    (!(f->what & FOLD_WHEN) ||
		(state_room(f, &in->when[0], sizeof **in->when) &&
		    state_room(f, &in->when[1], sizeof **in->when))) &&
	    (!(f->what & FOLD_HISTOGRAM) ||
		(state_room(f, &in->rank, sizeof *in->rank) &&
		    state_room(f, &in->left, sizeof *in->left)));
}

/* The place of a layer in a state; thresholds may come in any order. */
static int
place_of(struct state_layer l)
{
	if (l.kind == STATE_ABOVE)
		return 1000 * STATE_ABOVE;
	return l.kind < STATE_CODE ? 1000 * (int)l.kind + l.n :
	    1000 * STATE_CODE + 2 * l.n + (l.kind == STATE_TIMES);
}

/*
 * Remembers that a layer came; false if it is out of order, or has another
 * time.
 */
static bool
note_layer(struct fold *f, struct state_layer l, const struct chunk *c)
{
	struct incoming *in = &f->incoming;
	bool turn;

	if (l.kind == STATE_COUNT) {
		memset(in->came, 0, sizeof in->came);
		in->above = 0;
		in->start = c->start;
		in->end = c->end;
		f->pushed++;
	}
	turn = l.kind == STATE_COUNT ||
	    (in->came[STATE_COUNT] > 0 && c->start == in->start && c->end == in->end);
	if (l.kind == STATE_ABOVE && place_of(l) == in->last)
		turn = turn && !(in->above >> l.n & 1);
	else
		turn = turn && (l.kind == STATE_COUNT || place_of(l) > in->last);
	/* Numbered layers come without holes. */
	if (state_is_numbered(l.kind))
		turn = turn && l.n == in->came[l.kind] &&
		    (l.kind != STATE_TIMES || place_of(l) == in->last + 1);
	in->last = place_of(l);
	in->came[l.kind]++;
	if (l.kind == STATE_ABOVE)
		in->above |= 1u << l.n;
	return turn;
}

int
fold_merge_layer(struct fold *f, const struct chunk *c, char *why)
{
	struct merging m = { .f = f, .from = c->data };
	int known = state_find(f, c->layer, &m.layer);

	if (known < 0 || (known > 0 && !note_layer(f, m.layer, c))) {
		snprintf(why, CHUNK_WHY_MAX, "layer %s is not what stats --partial writes%s",
		    c->layer, known > 0 ? " at this place" : "");
		return -1;
	}
	if (known == 0 || !state_has(f, m.layer.kind))
		return 0;
	if (f->width > 0 && m.layer.kind == STATE_COUNT) {
		codes_count(f);
		memset(f->codes.ragged, true, f->runs * sizeof *f->codes.ragged);
	}
	if (!make_room(f)) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory for the grid");
		return -1;
	}
	if (c->type == state_type(f, m.layer.kind))
		chunk_for(f->pool, f->pixels, merge, &m);
	else
		m.bad = true;
	if (m.bad)
		snprintf(why, CHUNK_WHY_MAX,
		    "layer %s has values that stats --partial does not write, or more than sums "
		    "have room for",
		    c->layer);
	return m.bad ? -1 : 0;
}

int
fold_check_merged(const struct fold *f, char *why)
{
	const struct incoming *in = &f->incoming;
	char name[CHUNK_LAYER_MAX + 1];

	for (int kind = 0; kind < STATE_KINDS; kind++)
		for (int n = 0; n < state_layers(f, (enum state_kind)kind); n++)
			if (!(kind == STATE_ABOVE ? in->above >> n & 1 : n < in->came[kind])) {
				state_layer_name(f,
				    (struct state_layer){ (enum state_kind)kind, n }, name);
				snprintf(why, CHUNK_WHY_MAX,
				    "no layer %s: it was made without what is asked for now", name);
				return -1;
			}
	for (size_t i = 0; i < f->pixels && in->left != NULL; i++)
		if (in->left[i] > 0) {
			snprintf(why, CHUNK_WHY_MAX,
			    "fewer codes than values: layers of codes are missing");
			return -1;
		}
	return 0;
}

void
merge_free(struct incoming *in)
{
	free(in->count);
	free(in->shift);
	free(in->sum);
	free(in->when[0]);
	free(in->when[1]);
	free(in->rank);
	free(in->left);
}
