/* SPDX-License-Identifier: BSD-2-Clause */
/* order.c - time goes forward within every layer of a stream. */
#include <string.h>

#include "stream.h"

int
order_check(struct order *o, const struct chunk *c, const char *name, char *why)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	size_t i = 0;

	while (i < o->n && (o->last[i].kind != c->kind || strcmp(o->last[i].layer, c->layer) != 0))
		i++;
	if (i == o->n) {
		if (i == CHUNK_LAYERS_MAX + 2)
			return because(why, "more than %u layers", CHUNK_LAYERS_MAX);
		o->n++;
		o->last[i].kind = c->kind;
		memcpy(o->last[i].layer, c->layer, sizeof c->layer);
	} else if (c->start < o->last[i].end) {
		chunk_time_text(c->start, start);
		chunk_time_text(o->last[i].end, end);
		if (o->last[i].name == name)
			return because(why, "starts at %s, before the one ahead of it ended, %s: a time comes twice, "
			    "or the order is wrong", start, end);
		return because(why, "starts at %s, before %s ended, %s: the same time twice, or files in the "
		    "wrong order", start, o->last[i].name, end);
	}
	o->last[i].end = c->end;
	o->last[i].name = name;
	return 0;
}
