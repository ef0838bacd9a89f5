/* SPDX-License-Identifier: BSD-2-Clause */
/* gaps.c - gaps that wait until they can be written. */
#include "fold/gaps.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The one copy of a reason. */
static const char *
shared_reason(struct gaps *g, const char *reason)
{
	char **found = tfind(reason, &g->reasons, by_text), *copy;

	if (found != NULL)
		return *found;
	if ((copy = strdup(reason)) == NULL || tsearch(copy, &g->reasons, by_text) == NULL)
		cmd_fail("out of memory for the gaps");
	return copy;
}

/* The step of a gap's images; 0 if it is not whole seconds. */
static int64_t
step_of(const struct gap *g)
{
	int64_t length = g->end - g->start;

	return g->expected > 0 && length % g->expected == 0 ? length / g->expected : 0;
}

/* Whether `b` is more of the gap `a`. */
static bool
continues(const struct gap *a, const struct gap *b)
{
	return a->end == b->start &&
	    (step_of(a) == step_of(b) || step_of(a) == 0 || step_of(b) == 0) &&
	    a->reason == b->reason &&
	    a->expected <= UINT32_MAX - b->expected;
}

static void
append(struct gaps *g, struct gap gap)
{
	struct gap *last = g->n > 0 ? &g->at[g->n - 1] : NULL;

	if (last != NULL && continues(last, &gap)) {
		last->end = gap.end;
		last->expected += gap.expected;
		return;
	}
	if (g->n == g->room) {
		g->room = 2 * g->room + 16;
		if ((g->at = reallocarray(g->at, g->room, sizeof *g->at)) == NULL)
			cmd_fail("out of memory for %zu gaps", g->room);
	}
	g->at[g->n++] = gap;
}

void
gaps_add(struct gaps *g, const struct chunk *gap, int64_t start, int64_t end)
{
	int64_t from = gap->start > start ? gap->start : start;
	int64_t to = gap->end < end ? gap->end : end;
	double share = ((double)to - (double)from) / ((double)gap->end - (double)gap->start);

	if (from < to)
		append(g, (struct gap){ .start = from, .end = to,
		    .expected = (uint32_t)llrint(share * gap->expected),
		    .reason = shared_reason(g, gap->data) });
}

static int
by_start(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

void
gaps_sort(struct gaps *g)
{
	size_t n = g->n;

	if (n > 0)
		qsort(g->at, n, sizeof *g->at, by_start);
	g->n = 0;
	for (size_t i = 0; i < n; i++)
		append(g, g->at[i]);
}

void
gaps_write(struct gaps *g, struct chunk_stream *out)
{
	struct chunk c = { 0 };

	for (size_t i = 0; i < g->n; i++) {
		const struct gap *gap = &g->at[i];
		size_t size = strlen(gap->reason);

		if (chunk_room(&c, size) == NULL)
			cmd_fail("out of memory for the gaps");
		memcpy(c.data, gap->reason, size + 1);
		c.kind = CHUNK_GAP;
		c.start = gap->start;
		c.end = gap->end;
		c.expected = gap->expected;
		cmd_write(out, &c);
	}
	chunk_free(&c);
	gaps_clear(g);
}

void
gaps_clear(struct gaps *g)
{
	g->n = 0;
	tdestroy(g->reasons, free);
	g->reasons = NULL;
}

void
gaps_free(struct gaps *g)
{
	gaps_clear(g);
	free(g->at);
	*g = (struct gaps){ 0 };
}
