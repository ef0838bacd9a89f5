/* SPDX-License-Identifier: BSD-2-Clause */
/* save.c - the state of a fold, written as layers of a stream. */
#include <math.h>

#include "fold/private.h"

/* How often a rank came to a pixel. */
static uint32_t
times_of(const struct fold *f, size_t i, uint32_t rank)
{
	const struct codes *k = &f->codes;
	const uint32_t *histogram = k->histogram + i * k->n;
	uint32_t lowest = f->count[i];

	if (rank > 0)
		return rank == k->missing ? 0 : histogram[rank];
	/* The lowest rank is not counted: it came whenever no other did. */
	for (uint32_t r = 1; r < k->n && r != k->missing; r++)
		lowest -= histogram[r];
	return lowest;
}

/*
 * The first rank that came, from this one on; the number of ranks if none did.
 */
static uint32_t
next_rank(const struct fold *f, size_t i, uint32_t rank)
{
	while (rank < f->codes.n && times_of(f, i, rank) == 0)
		rank++;
	return rank;
}

struct saving {
	const struct fold *f;
	struct state_layer layer;
	void *to;
};

static double
value_of(const struct fold *f, struct state_layer l, size_t i)
{
	int n;

	switch (l.kind) {
	case STATE_COUNT:
		return f->count[i];
	case STATE_WHEN_MIN:
	case STATE_WHEN_MAX:
		return f->when[l.kind == STATE_WHEN_MAX][i] == NEVER ? (double)NAN :
		    (double)f->when[l.kind == STATE_WHEN_MAX][i];
	case STATE_MIN:
	case STATE_MAX:
		if (f->width > 0)
			return f->codes.code[f->count[i] ?
				rank_at(f, l.kind == STATE_MIN ? f->codes.low : f->codes.high, i) :
				0];
		return f->count[i] ?
		    (double)(l.kind == STATE_MIN ? f->floats.low : f->floats.high)[i] : (double)NAN;
	case STATE_FIRST:
		return (double)f->floats.first[i];
	case STATE_SUM:
	case STATE_SQUARES:
		if (f->width > 0)
			return (double)state_digits(f, l.kind, i, &n)[l.n];
		return (l.kind == STATE_SUM ? f->floats.sum : f->floats.squares)[i];
	case STATE_ABOVE:
		return f->above[l.n][i];
	case STATE_CODE:
		return f->codes.code[f->incoming.rank[i] % f->codes.n];
	default:
		return f->incoming.rank[i] < f->codes.n ? times_of(f, i, f->incoming.rank[i]) : 0;
	}
}

static void
save(void *arg, size_t first, size_t last)
{
	const struct saving *s = arg;
	enum chunk_type type = state_type(s->f, s->layer.kind);

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

/* Goes to the next rank of each pixel. */
static void
step_ranks(void *arg, size_t first, size_t last)
{
	const struct saving *s = arg;
	const struct fold *f = s->f;
	uint32_t *rank = f->incoming.rank;

	for (size_t i = first; i < last; i++)
		rank[i] = next_rank(f, i,
		    s->layer.n == 0 ? 0 :
			rank[i] < f->codes.n ? rank[i] + 1 : rank[i]);
}

static bool
next_codes(struct fold *f, int pair)
{
	struct saving s = { f, { STATE_CODE, pair }, NULL };

	chunk_for(f->pool, f->pixels, step_ranks, &s);
	for (size_t i = 0; i < f->pixels; i++)
		if (f->incoming.rank[i] < f->codes.n)
			return true;
	return pair == 0;                       /* there is always one pair */
}

/* The i-th layer; false after the last. */
static bool
find_layer(const struct fold *f, size_t i, struct state_layer *l)
{
	for (int kind = 0; kind < STATE_CODE; kind++) {
		size_t n = (size_t)state_layers(f, (enum state_kind)kind);

		if (i < n) {
			*l = (struct state_layer){ (enum state_kind)kind, (int)i };
			return true;
		}
		i -= n;
	}
	*l = (struct state_layer){ i % 2 ? STATE_TIMES : STATE_CODE, (int)(i / 2) };
	return state_has(f, STATE_CODE);
}

int
fold_save_layer(struct fold *f, size_t i, struct chunk *c)
{
	struct saving s = { .f = f };
	enum chunk_type type;

	if (!find_layer(f, i, &s.layer))
		return 0;
	if (f->width > 0)
		codes_count(f);
	if (f->width > 0 && f->since > 0)
		codes_empty(f);
	if (s.layer.kind == STATE_CODE) {
		if (!state_room(f, &f->incoming.rank, sizeof *f->incoming.rank))
			return -1;
		if (!next_codes(f, s.layer.n))
			return 0;
	}
	type = state_type(f, s.layer.kind);
	if ((s.to = chunk_room(c, f->pixels * chunk_value_size(type))) == NULL)
		return -1;
	c->kind = CHUNK_FIELD;
	c->type = type;
	state_layer_name(f, s.layer, c->layer);
	chunk_for(f->pool, f->pixels, save, &s);
	return 1;
}
