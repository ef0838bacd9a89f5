/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-parts.c - the state of a fold as layers of a stream, and back: what the table in chunk(5) calls
 * partial statistics.
 *
 * A state begins with its counts. What others need comes before them: the times of extremes before
 * the extremes, the first values before the sums of differences from them, each code before how often
 * it came. A fold takes the layers that it needs, and passes over the others.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold-inside.h"

/* Layers in the order of a state; some are many, with a number after the name. */
enum kind { COUNT, WHEN_MIN, WHEN_MAX, MIN, MAX, FIRST, SUM, SQUARES, ABOVE, CODE, TIMES, KINDS };

static const struct {
	const char *name;
	bool many;
} kinds[KINDS] = {
	[COUNT] = { "count", false }, [WHEN_MIN] = { "when_min", false }, [WHEN_MAX] = { "when_max", false },
	[MIN] = { "min", false }, [MAX] = { "max", false }, [FIRST] = { "first", false }, [SUM] = { "sum", true },
	[SQUARES] = { "squares", true }, [ABOVE] = { "above_", false }, [CODE] = { "code", true },
	[TIMES] = { "times", true },
};

struct layer {
	enum kind kind;
	int n;                          /* of many; of thresholds, which one */
};

/* ---- Which layers there are ------------------------------------------------------------------- */

bool
fold_above_name(double threshold, char name[CHUNK_LAYER_MAX + 1])
{
	char text[64];
	int n = snprintf(text, sizeof text, "above_%.9g", threshold);

	if (n > (int)CHUNK_LAYER_MAX)
		return false;
	strcpy(name, text);
	return strchr(name, '+') == NULL && strtod(name + strlen("above_"), NULL) == threshold;
}

bool
fold_exact(const struct fold *f, int *bits, int *exponent)
{
	*bits = f->codes.form.bits;
	*exponent = f->codes.form.exponent;
	return f->width > 0;
}

/* Whether this fold's state has a kind of layer. */
static bool
has(const struct fold *f, enum kind kind)
{
	switch (kind) {
	case COUNT:
		return true;
	case WHEN_MIN:
	case WHEN_MAX:
		return f->what & FOLD_WHEN;
	case MIN:
	case MAX:
		return f->what & FOLD_RANGE;
	case FIRST:
		return (f->what & FOLD_SUM) && f->width == 0;
	case SUM:
		return f->what & FOLD_SUM;
	case SQUARES:
		return f->what & FOLD_SQUARES;
	case ABOVE:
		return f->aboves > 0;
	default:
		return f->what & FOLD_CODES;
	}
}

static enum chunk_type
type_of(const struct fold *f, enum kind kind)
{
	bool coded = kind == MIN || kind == MAX || kind == CODE;

	if (coded && f->width > 0)
		return f->width == 1 ? CHUNK_U8 : CHUNK_U16;
	return coded || kind == COUNT || kind == FIRST || kind == TIMES ? CHUNK_F32 : CHUNK_F64;
}

/* How many layers of a kind there are, but for codes and their times, which go on as long as needed. */
static int
how_many(const struct fold *f, enum kind kind)
{
	if (!has(f, kind))
		return 0;
	if (kind == SUM && f->width > 0)
		return f->codes.wide.sums;
	if (kind == SQUARES && f->width > 0)
		return f->codes.wide.squares;
	return kind == ABOVE ? f->aboves : 1;
}

static void
layer_name(const struct fold *f, struct layer l, char name[CHUNK_LAYER_MAX + 1])
{
	if (l.kind == ABOVE)
		fold_above_name(f->threshold[l.n], name);
	else if (kinds[l.kind].many)
		snprintf(name, CHUNK_LAYER_MAX + 1, "%s%d", kinds[l.kind].name, l.n);
	else
		strcpy(name, kinds[l.kind].name);
}

/* The digits of a sum, or of its squares. */
static int64_t *
digits_of(const struct fold *f, enum kind kind, size_t i, int *n)
{
	const struct codes *k = &f->codes;
	int sums = f->what & FOLD_SUM ? k->wide.sums : 0;

	*n = kind == SUM ? sums : k->wide.squares;
	return k->digit + i * (size_t)k->digits + (kind == SUM ? 0 : sums);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

/* How often a rank came to a pixel. */
static uint32_t
times_of(const struct fold *f, size_t i, uint32_t rank)
{
	const struct codes *k = &f->codes;
	const uint32_t *times = k->times + i * k->n;
	uint32_t lowest = f->count[i];

	if (rank > 0)
		return rank == k->missing ? 0 : times[rank];
	/* The lowest came whenever no other did. */
	for (uint32_t r = 1; r < k->n && r != k->missing; r++)
		lowest -= times[r];
	return lowest;
}

/* The next rank that came, from this one on; the number of ranks if none did. */
static uint32_t
next_rank(const struct fold *f, size_t i, uint32_t rank)
{
	while (rank < f->codes.n && times_of(f, i, rank) == 0)
		rank++;
	return rank;
}

struct saving {
	const struct fold *f;
	struct layer layer;
	void *to;
};

static double
value_of(const struct fold *f, struct layer l, size_t i)
{
	int n;

	switch (l.kind) {
	case COUNT:
		return f->count[i];
	case WHEN_MIN:
	case WHEN_MAX:
		return f->when[l.kind == WHEN_MAX][i] == NEVER ? (double)NAN : (double)f->when[l.kind == WHEN_MAX][i];
	case MIN:
	case MAX:
		if (f->width > 0)
			return f->codes.code[f->count[i] ? rank_at(f, l.kind == MIN ? f->codes.low : f->codes.high, i) : 0];
		return f->count[i] ? (double)(l.kind == MIN ? f->floats.low : f->floats.high)[i] : (double)NAN;
	case FIRST:
		return (double)f->floats.first[i];
	case SUM:
	case SQUARES:
		if (f->width > 0)
			return (double)digits_of(f, l.kind, i, &n)[l.n];
		return (l.kind == SUM ? f->floats.sum : f->floats.squares)[i];
	case ABOVE:
		return f->above[l.n][i];
	case CODE:
		return f->codes.code[f->incoming.rank[i] % f->codes.n];
	default:
		return f->incoming.rank[i] < f->codes.n ? times_of(f, i, f->incoming.rank[i]) : 0;
	}
}

static void
save(void *arg, size_t first, size_t last)
{
	const struct saving *s = arg;
	enum chunk_type type = type_of(s->f, s->layer.kind);

	for (size_t i = first; i < last; i++) {
		double value = value_of(s->f, s->layer, i);

		if (type == CHUNK_U8)
			((uint8_t *)s->to)[i] = (uint8_t)value;
		else if (type == CHUNK_U16)
			((uint16_t *)s->to)[i] = (uint16_t)value;
		else if (type == CHUNK_F32)
			((float *)s->to)[i] = (float)value;
		else
			((double *)s->to)[i] = value;
	}
}

/* Goes to the next rank of each pixel; whether any pixel has one. */
static void
step_ranks(void *arg, size_t first, size_t last)
{
	const struct saving *s = arg;
	const struct fold *f = s->f;
	uint32_t *rank = f->incoming.rank;

	for (size_t i = first; i < last; i++)
		rank[i] = next_rank(f, i, s->layer.n == 0 ? 0 : rank[i] < f->codes.n ? rank[i] + 1 : rank[i]);
}

static bool
next_codes(struct fold *f, int pair)
{
	struct saving s = { f, { CODE, pair }, NULL };

	chunk_rows(f->pool, f->pixels, step_ranks, &s);
	for (size_t i = 0; i < f->pixels; i++)
		if (f->incoming.rank[i] < f->codes.n)
			return true;
	return pair == 0;                       /* one pair there is always */
}

/* The i-th layer; false past the last. */
static bool
find_layer(const struct fold *f, size_t i, struct layer *l)
{
	for (int kind = 0; kind < CODE; kind++) {
		size_t n = (size_t)how_many(f, (enum kind)kind);

		if (i < n) {
			*l = (struct layer){ (enum kind)kind, (int)i };
			return true;
		}
		i -= n;
	}
	*l = (struct layer){ i % 2 ? TIMES : CODE, (int)(i / 2) };
	return has(f, CODE);
}

/* Room for one of the arrays, if there is none yet. */
static bool
take_room(const struct fold *f, void *array, size_t size)
{
	void **at = array;

	return *at != NULL || (*at = calloc(f->pixels, size)) != NULL;
}

int
fold_part(struct fold *f, size_t i, struct chunk *c)
{
	struct saving s = { .f = f };
	enum chunk_type type;

	if (!find_layer(f, i, &s.layer))
		return 0;
	if (f->width > 0 && f->since > 0)
		codes_empty(f);
	if (s.layer.kind == CODE) {
		if (!take_room(f, &f->incoming.rank, sizeof *f->incoming.rank))
			return -1;
		if (!next_codes(f, s.layer.n))
			return 0;
	}
	type = type_of(f, s.layer.kind);
	if ((s.to = chunk_room(c, f->pixels * chunk_value_size(type))) == NULL)
		return -1;
	c->kind = CHUNK_FIELD;
	c->type = type;
	layer_name(f, s.layer, c->layer);
	chunk_rows(f->pool, f->pixels, save, &s);
	return 1;
}

/* ---- Taking in -------------------------------------------------------------------------------- */

#define NUMBERS_MAX (1 << 20)           /* of layers that are many, more than there can be */

/* Which layer a name means: 1, 0 for a threshold that is not asked for, -1 for none of ours. */
static int
name_layer(const struct fold *f, const char *name, struct layer *l)
{
	for (int kind = 0; kind < KINDS; kind++) {
		size_t n = strlen(kinds[kind].name);

		if (strncmp(name, kinds[kind].name, n) != 0)
			continue;
		*l = (struct layer){ (enum kind)kind, 0 };
		if (kind == ABOVE) {
			char ours[CHUNK_LAYER_MAX + 1];

			for (; l->n < f->aboves; l->n++)
				if (fold_above_name(f->threshold[l->n], ours) && strcmp(ours, name) == 0)
					return 1;
			return 0;
		}
		if (!kinds[kind].many && name[n] == '\0')
			return 1;
		if (kinds[kind].many && name[n] >= '0' && name[n] <= '9') {
			unsigned long number = strtoul(name + n, NULL, 10);

			l->n = (int)number;
			return number < NUMBERS_MAX ? 1 : -1;
		}
	}
	return -1;
}

struct merging {
	struct fold *f;
	struct layer layer;
	const void *from;
	bool bad;                       /* a value that no fold has written */
};

static bool
is_whole(double v, double low, double high)
{
	return v >= low && v <= high && v == floor(v);
}

/* A lowest or highest rank, or value, of a pixel with values: `better` than ours, or as good. */
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
		uint32_t rank = f->codes.rank[(uint32_t)v], ours = rank_at(f, highest ? f->codes.high : f->codes.low, i);

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

/* Sums of differences from their first value become such of differences from ours. */
static bool
merge_floats(struct fold *f, enum kind kind, size_t i, double v)
{
	struct incoming *in = &f->incoming;
	struct floats *ours = &f->floats;
	double n = in->count[i];

	if (n == 0)
		return true;
	if (kind == FIRST) {
		if (isnan(ours->first[i]))
			ours->first[i] = (float)v;
		in->shift[i] = v - (double)ours->first[i];
	} else if (kind == SUM) {
		in->sum[i] = v;
		ours->sum[i] += v + n * in->shift[i];
	} else {
		ours->squares[i] += v + 2 * in->shift[i] * in->sum[i] + n * in->shift[i] * in->shift[i];
	}
	return !isnan(v);
}

/* Whether digits that end with this one can be the sum of so many values, or of their squares. */
static bool
is_sum(const struct fold *f, enum kind kind, int64_t last, int n, uint32_t count)
{
	const struct exact *wide = &f->codes.wide;
	int width = kind == SUM ? wide->width : 2 * wide->width;

	return fabs(ldexp((double)last, wide->bits * (n - 1) - width)) <= (double)count + 1 &&
	    (last >= 0 || kind == SUM);
}

static bool
merge_digit(struct fold *f, struct layer l, size_t i, double v)
{
	int n;
	int64_t *digit = digits_of(f, l.kind, i, &n), add;

	if (l.n >= n || !is_whole(v, -0x1p53, 0x1p53))
		return false;
	add = (int64_t)v;
	exact_carry(&f->codes.form, &add, 1, digit + l.n, n - l.n);
	return l.n < n - 1 ? digit[n - 1] < INT64_C(1) << 60 && digit[n - 1] > -(INT64_C(1) << 60) :
	    is_sum(f, l.kind, digit[n - 1], n, f->count[i]);
}

/* One value of a state into ours; false where it can be none. */
static bool
merge_value(struct fold *f, struct layer l, size_t i, double v)
{
	struct incoming *in = &f->incoming;

	switch (l.kind) {
	case COUNT:
		if (!is_whole(v, 0, FOLD_MOST) || f->count[i] + v > FOLD_MOST)
			return false;
		in->count[i] = (uint32_t)v;
		f->count[i] += (uint32_t)v;
		if (in->left != NULL)
			in->left[i] = (uint32_t)v;
		return true;
	case WHEN_MIN:
	case WHEN_MAX:
		if (in->count[i] > 0 && !is_whole(v, (double)in->start, (double)in->end - 1))
			return false;
		in->when[l.kind == WHEN_MAX][i] = in->count[i] > 0 ? (int64_t)v : NEVER;
		return true;
	case MIN:
	case MAX:
		return merge_range(f, l.kind == MAX, i, v);
	case ABOVE:
		if (!is_whole(v, 0, (double)(UINT32_MAX - f->above[l.n][i])))
			return false;
		f->above[l.n][i] += (uint32_t)v;
		return true;
	case CODE:
		in->rank[i] = f->codes.rank[(uint32_t)v];
		return true;
	case TIMES:
		if (!is_whole(v, 0, in->left[i]) || (v > 0 && in->rank[i] == f->codes.missing))
			return false;
		in->left[i] -= (uint32_t)v;
		f->codes.times[i * f->codes.n + in->rank[i]] += (uint32_t)v;
		return true;
	default:
		return f->width > 0 ? merge_digit(f, l, i, v) : merge_floats(f, l.kind, i, v);
	}
}

static void
merge(void *arg, size_t first, size_t last)
{
	struct merging *m = arg;
	enum chunk_type type = type_of(m->f, m->layer.kind);
	bool well = true;

	for (size_t i = first; i < last; i++) {
		double v = type == CHUNK_U8 ? ((const uint8_t *)m->from)[i] :
		    type == CHUNK_U16 ? ((const uint16_t *)m->from)[i] :
		    type == CHUNK_F32 ? (double)((const float *)m->from)[i] : ((const double *)m->from)[i];

		well = merge_value(m->f, m->layer, i, v) && well;
	}
	if (!well)
		__atomic_store_n(&m->bad, true, __ATOMIC_RELAXED);
}

/* The arrays that states are taken in with. */
static bool
make_room(struct fold *f)
{
	struct incoming *in = &f->incoming;

	return take_room(f, &in->count, sizeof *in->count) &&
	    (f->width > 0 || (take_room(f, &in->shift, sizeof *in->shift) && take_room(f, &in->sum, sizeof *in->sum))) &&
	    (!(f->what & FOLD_WHEN) || (take_room(f, &in->when[0], sizeof **in->when) &&
	    take_room(f, &in->when[1], sizeof **in->when))) &&
	    (!(f->what & FOLD_CODES) || (take_room(f, &in->rank, sizeof *in->rank) &&
	    take_room(f, &in->left, sizeof *in->left)));
}

/* Where a layer comes in a state; thresholds may have another order there. */
static int
place_of(struct layer l)
{
	if (l.kind == ABOVE)
		return 1000 * ABOVE;
	return l.kind < CODE ? 1000 * (int)l.kind + l.n : 1000 * CODE + 2 * l.n + (l.kind == TIMES);
}

/* Notes that a layer came; false where it comes out of turn, or is not of the state's time. */
static bool
note(struct fold *f, struct layer l, const struct chunk *c)
{
	struct incoming *in = &f->incoming;
	bool turn;

	if (l.kind == COUNT) {
		memset(in->came, 0, sizeof in->came);
		in->above = 0;
		in->start = c->start;
		in->end = c->end;
		f->pushed++;
	}
	turn = l.kind == COUNT || (in->came[COUNT] > 0 && c->start == in->start && c->end == in->end);
	if (l.kind == ABOVE && place_of(l) == in->last)
		turn = turn && !(in->above >> l.n & 1);
	else
		turn = turn && (l.kind == COUNT || place_of(l) > in->last);
	/* Of those with a number none is left out. */
	if (kinds[l.kind].many)
		turn = turn && l.n == in->came[l.kind] && (l.kind != TIMES || place_of(l) == in->last + 1);
	in->last = place_of(l);
	in->came[l.kind]++;
	if (l.kind == ABOVE)
		in->above |= 1u << l.n;
	return turn;
}

int
fold_merge(struct fold *f, const struct chunk *c, char *why)
{
	struct merging m = { .f = f, .from = c->data };
	int known = name_layer(f, c->layer, &m.layer);

	if (known < 0 || (known > 0 && !note(f, m.layer, c))) {
		snprintf(why, CHUNK_WHY_MAX, "layer %s is not what stats --partial writes%s", c->layer,
		    known > 0 ? " at this place" : "");
		return -1;
	}
	if (known == 0 || !has(f, m.layer.kind))
		return 0;
	if (!make_room(f)) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory for the grid");
		return -1;
	}
	if (c->type == type_of(f, m.layer.kind))
		chunk_rows(f->pool, f->pixels, merge, &m);
	else
		m.bad = true;
	if (m.bad)
		snprintf(why, CHUNK_WHY_MAX, "layer %s has values that stats --partial does not write, or more than sums "
		    "have room for", c->layer);
	return m.bad ? -1 : 0;
}

int
fold_merged(const struct fold *f, char *why)
{
	const struct incoming *in = &f->incoming;
	char name[CHUNK_LAYER_MAX + 1];

	for (int kind = 0; kind < KINDS; kind++)
		for (int n = 0; n < how_many(f, (enum kind)kind); n++)
			if (!(kind == ABOVE ? in->above >> n & 1 : n < in->came[kind])) {
				layer_name(f, (struct layer){ (enum kind)kind, n }, name);
				snprintf(why, CHUNK_WHY_MAX, "no layer %s: it was made without what is asked for now", name);
				return -1;
			}
	for (size_t i = 0; i < f->pixels && in->left != NULL; i++)
		if (in->left[i] > 0) {
			snprintf(why, CHUNK_WHY_MAX, "fewer codes than values: layers of codes are missing");
			return -1;
		}
	return 0;
}

void
parts_free(struct incoming *in)
{
	free(in->count);
	free(in->shift);
	free(in->sum);
	free(in->when[0]);
	free(in->when[1]);
	free(in->rank);
	free(in->left);
}
