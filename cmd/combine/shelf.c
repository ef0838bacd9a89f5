/* SPDX-License-Identifier: BSD-2-Clause */
/* shelf.c - fields of b that serve for many times of a. */
#include "combine/shelf.h"

#include <stdlib.h>

static int
group_of(const struct shelf *s, int64_t t)
{
	return s->cycle.kind == CYCLE_NONE ? 0 : cycle_group(&s->cycle, t);
}

static void
put(struct shelf *s, struct operand *b)
{
	int i = group_of(s, b->at[0].start);
	char start[CHUNK_TIME_MAX];

	if (s->group[i].n > 0)
		cmd_fail("b: %s: a group of the climatology comes twice",
		    chunk_time_text(b->at[0].start, start));
	if ((s->group[i].at = calloc((size_t)b->n, sizeof *b->at)) == NULL)
		cmd_fail("out of memory");
	for (; s->group[i].n < b->n; s->group[i].n++)
		chunk_swap(&s->group[i].at[s->group[i].n], &b->at[s->group[i].n]);
}

void
shelf_fill(struct shelf *s, struct operands *in)
{
	struct operand *b = &in->of[1];
	const struct chunk *poorest;            /* of the layers of a time */

	for (; b->n > 0; operands_next(in, b))
		if (b->at[0].kind == CHUNK_FIELD) {
			s->start = b->at[0].start;
			s->end = b->at[0].end;
			poorest = b->at;
			for (int i = 1; i < b->n; i++)
				if ((uint64_t)b->at[i].have * poorest->expected <
				    (uint64_t)poorest->have * b->at[i].expected)
					poorest = &b->at[i];
			s->have += poorest->have;
			s->expected += poorest->expected;
			put(s, b);
		}
}

/*
 * One field of b serves for all of a. But if it is as long as a's and within
 * a's time, b may have been cut to that; and a mosaic of two times would show
 * them as one: only the user can tell what is meant.
 */
static void
check_time(const struct shelf *s, int64_t end)
{
	char start[CHUNK_TIME_MAX];

	if (s->as_long && s->others && !s->for_all && s->merges)
		cmd_fail("b has fields of one time only, from %s on, and a has others: --outer uses them for "
		    "that time alone, --for-all for all of a", chunk_time_text(s->start, start));
	if (s->as_long && s->others && !s->for_all && s->start >= s->a_start && s->start < end)
		cmd_fail("b has fields of one time only, from %s on, which may be one of a's times: --for-all "
		    "uses them for all of a, --outer for that time alone", chunk_time_text(s->start, start));
}

void
shelf_end(const struct shelf *s, int64_t end)
{
	if (s->cycle.kind == CYCLE_NONE)
		check_time(s, end);
}

const struct chunk *
shelf_find(void *shelf, const struct chunk *a, int *n)
{
	struct shelf *s = shelf;
	int i = group_of(s, a->start);
	char start[CHUNK_TIME_MAX], label[CYCLE_LABEL_MAX];

	s->others |= a->start != s->start;
	s->as_long |= a->end - a->start == s->end - s->start;
	if (s->cycle.kind == CYCLE_NONE)
		check_time(s, a->end);
	else if (s->group[i].n == 0 && !s->may_lack)
		cmd_fail("a has a field at %s, and b has none of its group, %s: --outer lets it lack some",
		    chunk_time_text(a->start, start), cycle_label(&s->cycle, a->start, label));
	*n = s->group[i].n;
	return s->group[i].at;
}

void
shelf_free(struct shelf *s)
{
	for (int i = 0; i < CYCLE_GROUPS_MAX; i++) {
		for (int k = 0; k < s->group[i].n; k++)
			chunk_free(&s->group[i].at[k]);
		free(s->group[i].at);
	}
}
