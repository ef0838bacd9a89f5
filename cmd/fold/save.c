/* SPDX-License-Identifier: BSD-2-Clause */
/* fold-save.c - the state of a fold, written as layers: see fold-parts.h. */
#include <math.h>

#include "fold/parts.h"

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

	switch (l.part) {
	case COUNT:
		return f->count[i];
	case WHEN_MIN:
	case WHEN_MAX:
		return f->when[l.part == WHEN_MAX][i] == NEVER ? (double)NAN : (double)f->when[l.part == WHEN_MAX][i];
	case MIN:
	case MAX:
		if (f->width > 0)
			return f->codes.code[f->count[i] ? rank_at(f, l.part == MIN ? f->codes.low : f->codes.high, i) : 0];
		return f->count[i] ? (double)(l.part == MIN ? f->floats.low : f->floats.high)[i] : (double)NAN;
	case FIRST:
		return (double)f->floats.first[i];
	case SUM:
	case SQUARES:
		if (f->width > 0)
			return (double)part_digits(f, l.part, i, &n)[l.n];
		return (l.part == SUM ? f->floats.sum : f->floats.squares)[i];
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
	enum chunk_type type = part_type(s->f, s->layer.part);

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

	chunk_for(f->pool, f->pixels, step_ranks, &s);
	for (size_t i = 0; i < f->pixels; i++)
		if (f->incoming.rank[i] < f->codes.n)
			return true;
	return pair == 0;                       /* one pair there is always */
}

/* The i-th layer; false past the last. */
static bool
find_layer(const struct fold *f, size_t i, struct layer *l)
{
	for (int part = 0; part < CODE; part++) {
		size_t n = (size_t)part_number(f, (enum part)part);

		if (i < n) {
			*l = (struct layer){ (enum part)part, (int)i };
			return true;
		}
		i -= n;
	}
	*l = (struct layer){ i % 2 ? TIMES : CODE, (int)(i / 2) };
	return part_is(f, CODE);
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
	if (s.layer.part == CODE) {
		if (!part_room(f, &f->incoming.rank, sizeof *f->incoming.rank))
			return -1;
		if (!next_codes(f, s.layer.n))
			return 0;
	}
	type = part_type(f, s.layer.part);
	if ((s.to = chunk_room(c, f->pixels * chunk_value_size(type))) == NULL)
		return -1;
	c->kind = CHUNK_FIELD;
	c->type = type;
	part_name(f, s.layer, c->layer);
	chunk_for(f->pool, f->pixels, save, &s);
	return 1;
}
