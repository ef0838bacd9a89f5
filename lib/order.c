/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * order.c - time goes forward within every layer of a stream, and from one
 * joined stream to the next.
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

int
order_check(struct order *o, const struct chunk *c, const char *name, char *why)
{
	size_t i = 0;

	while (i < o->n && (o->last[i].kind != c->kind || strcmp(o->last[i].layer, c->layer) != 0))
		i++;
	if (i < o->n && c->start < o->last[i].end)
		return starts_early(c, o->last[i].end, o->last[i].name, name, why);
	if (o->joined != NULL && c->layer[0] == '\0' && c->start < o->reached)
		return starts_early(c, o->reached, o->joined, name, why);
	if (i == CHUNK_LAYERS_MAX + 2)
		return chunk_reason(why, "more than %u layers", CHUNK_LAYERS_MAX);
	if (i == o->n) {
		o->n++;
		o->last[i].kind = c->kind;
		memcpy(o->last[i].layer, c->layer, sizeof c->layer);
	}
	o->last[i].end = c->end;
	o->last[i].name = name;
	return 0;
}
