/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * order.c - the order of a stream's records in time, within it and from one
 * joined stream to the next.
 *
 * Starts never go back. A gap comes after the fields in whose time it lies, and
 * lies wholly in each of them or wholly after it: so a reader knows at each
 * record whether its time is covered, and needs to keep none for later.
 */
#include <string.h>

#include "stream.h"

/*
 * Says that a record starts too early: what came before, in the file `before`,
 * ended at `end`.
 */
static int
starts_early(const struct chunk *c, int64_t end, const char *before, const char *name, char *why)
{
	char start[CHUNK_TIME_MAX], ended[CHUNK_TIME_MAX];

	chunk_time_text(c->start, start);
	chunk_time_text(end, ended);
	if (before == name)
		return chunk_reason(why,
		    "starts at %s, before the one ahead of it ended, %s: a time comes twice, "
		    "or the order is wrong",
		    start, ended);
	return chunk_reason(why,
	    "starts at %s, before %s ended, %s: the same time twice, or files in the "
	    "wrong order",
	    start, before, ended);
}

void
order_join(struct order *o, const char *name, int64_t reached)
{
	o->joined = name;
	o->reached = reached;
}

/* What a record follows: its layer's latest field, or the latest image or gap. */
static struct order_last *
find_last(struct order *o, const struct chunk *c)
{
	size_t i = 0;

	if (c->kind == CHUNK_BLOB)
		return &o->image;
	if (c->kind == CHUNK_GAP)
		return &o->gap;
	while (i < o->n && strcmp(o->field[i].layer, c->layer) != 0)
		i++;
	if (i == CHUNK_LAYERS_MAX)
		return NULL;
	if (i == o->n) {
		o->n++;
		memcpy(o->field[i].layer, c->layer, sizeof c->layer);
	}
	return &o->field[i].last;
}

/* Whether a gap that begins in this field or image ends with it, at the latest. */
static int
check_inside(const struct order_last *last, const struct chunk *gap, char *why)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], ended[CHUNK_TIME_MAX];

	if (!last->came || gap->start >= last->end || gap->end <= last->end)
		return 0;
	return chunk_reason(why,
	    "a gap from %s to %s, and what it begins in ends at %s: gaps end there too",
	    chunk_time_text(gap->start, start), chunk_time_text(gap->end, end),
	    chunk_time_text(last->end, ended));
}

/* The rules between records of different kinds and layers. */
static int
check_others(const struct order *o, const struct chunk *c, char *why)
{
	char start[CHUNK_TIME_MAX], other[CHUNK_TIME_MAX];

	if (o->any && c->start < o->start)
		return chunk_reason(why,
		    "starts at %s, before the one ahead of it starts, %s: records come in "
		    "the order of their starts",
		    chunk_time_text(c->start, start), chunk_time_text(o->start, other));
	if (c->kind != CHUNK_GAP && o->gap.came && c->start < o->gap.end)
		return chunk_reason(why,
		    "starts at %s, in a gap that lasts until %s: a gap comes after the field "
		    "in whose time it lies",
		    chunk_time_text(c->start, start), chunk_time_text(o->gap.end, other));
	if (c->kind != CHUNK_GAP)
		return 0;
	if (check_inside(&o->image, c, why) < 0)
		return -1;
	for (size_t i = 0; i < o->n; i++)
		if (check_inside(&o->field[i].last, c, why) < 0)
			return -1;
	return 0;
}

int
order_check(struct order *o, const struct chunk *c, const char *name, char *why)
{
	struct order_last *last = find_last(o, c);

	if (last == NULL)
		return chunk_reason(why, "more than %u layers", CHUNK_LAYERS_MAX);
	if (last->came && c->start < last->end)
		return starts_early(c, last->end, last->name, name, why);
	if (o->joined != NULL && c->layer[0] == '\0' && c->start < o->reached)
		return starts_early(c, o->reached, o->joined, name, why);
	if (check_others(o, c, why) < 0)
		return -1;
	*last = (struct order_last){ .came = true, .end = c->end, .name = name };
	o->any = true;
	o->start = c->start;
	return 0;
}
