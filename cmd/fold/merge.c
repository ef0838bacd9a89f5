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
	const struct chunk *from;       /* may be packed */
	atomic_bool bad;                /* a value that no fold writes: threads only set it */
};

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

/* Merges one value of a state; false if it is impossible. */
static bool
merge_value(const struct merging *m, size_t i, double v)
{
	struct fold *f = m->f;
	struct state_layer l = m->layer;
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
		return merge_floats(f, l.kind, i, v);
	}
}

/* Merges the values of a run. */
static bool
merge_run(const struct merging *m, size_t run, const void *values)
{
	const size_t first = run * RUN,
		     n = m->f->pixels - first < RUN ? m->f->pixels - first : RUN;
	const uint8_t *u8 = values;
	const uint16_t *u16 = values;
	const float *f32 = values;
	const double *f64 = values;
	bool well = true;

	switch (m->from->type) {
	case CHUNK_U8:
		for (size_t i = 0; i < n; i++)
			well = merge_value(m, first + i, u8[i]) && well;
		break;
	case CHUNK_U16:
		for (size_t i = 0; i < n; i++)
			well = merge_value(m, first + i, u16[i]) && well;
		break;
	case CHUNK_F32:
		for (size_t i = 0; i < n; i++)
			well = merge_value(m, first + i, (double)f32[i]) && well;
		break;
	default:
		for (size_t i = 0; i < n; i++)
			well = merge_value(m, first + i, f64[i]) && well;
	}
	return well;
}

static void
merge(void *arg, size_t first, size_t last)
{
	struct merging *m = arg;
	const size_t size = chunk_value_size(m->from->type);
	const bool sums = m->layer.kind == STATE_ABOVE || m->layer.kind == STATE_TIMES;
	double room[RUN];
	struct runs r;
	bool well = true;

	runs_seek(&r, m->from, first);
	for (size_t run = first; run < last; run++) {
		uint64_t marks = runs_marks(runs_word(&r, run, size), run, size);

		/* 0 adds nothing to a sum. */
		if (!sums || !runs_are_zero(&r, marks, size))
			well = merge_run(m, run, runs_take(&r, marks,
			    runs_parts(m->f->pixels, run, size), size, (unsigned char *)room)) && well;
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
fold_merge_layer(struct fold *f, struct chunk *c, char *why)
{
	struct merging m = { .f = f, .from = c };
	int known = state_find(f, c->layer, &m.layer);

	if (known < 0 || (known > 0 && !note_layer(f, m.layer, c)))
		return chunk_reason(why, "layer %s is not what stats --partial writes%s", c->layer,
		    known > 0 ? " at this place" : "");
	if (known == 0 || !state_has(f, m.layer.kind))
		return 0;
	if (f->width > 0 && m.layer.kind == STATE_COUNT) {
		codes_count(f);
		memset(f->codes.ragged, true, f->runs * sizeof *f->codes.ragged);
	}
	if (!make_room(f))
		return chunk_reason(why, "out of memory for the grid");
	if (c->type != state_type(f, m.layer.kind))
		m.bad = true;
	else if (f->width > 0 && (m.layer.kind == STATE_SUM || m.layer.kind == STATE_SQUARES))
		m.bad = !merge_digit(f, m.layer, c);
	else
		chunk_for(f->pool, f->runs, merge, &m);
	if (m.bad)
		return chunk_reason(why, "layer %s has values that stats --partial does not write, "
		    "or more than sums have room for", c->layer);
	return 0;
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
	for (size_t i = 0; i < sizeof in->digits / sizeof *in->digits; i++)
		chunk_free(&in->digits[i]);
	free(in->shift);
	free(in->sum);
	free(in->when[0]);
	free(in->when[1]);
	free(in->rank);
	free(in->left);
}
