/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.c - what time statistics stand for, from records or from partial
 * states.
 */
#include "fold/period.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

/* An array with room for one more. */
static void *
grown(void *array, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return array;
	*room = 2 * *room + 16;
	if ((array = reallocarray(array, *room, size)) == NULL)
		cmd_fail("out of memory for the gaps");
	return array;
}

void
period_gap(struct period *p, const struct chunk *gap)
{
	p->gap = grown(p->gap, p->gaps, &p->gaps_room, sizeof *p->gap);
	p->gap[p->gaps] = (struct chunk){ 0 };
	if (chunk_copy(&p->gap[p->gaps++], gap) < 0)
		cmd_fail("out of memory for %zu gaps", p->gaps);
}

void
period_field(struct period *p, const struct chunk *field)
{
	p->have += field->have;
	p->expected += field->expected;
	p->by_fields += field->end - field->start;
}

void
period_ends(struct period *p, int64_t start, int64_t end)
{
	p->start = start;
	p->end = end;
	/* Not from the gaps: a bin may count those inside it already. */
	if (p->step > 0)
		p->expected += (uint64_t)((end - start - p->by_fields) / p->step);
}

/* ---- Partial states ---------------------------------------------------- */

/* Ends the tool if a span of the file `name` overlaps an earlier one. */
static void
refuse_shared(struct span span, const char *name, const struct covered *other)
{
	int64_t start = span.start > other->span.start ? span.start : other->span.start;
	char time[CHUNK_TIME_MAX];

	if (start < (span.end < other->span.end ? span.end : other->span.end))
		cmd_fail(
		    "%s: %.10s is in %s already: partial statistics that share a day cannot be put together",
		    name, chunk_time_text(start, time), other->name);
}

static void
cover(struct period *p, struct span span, const char *name)
{
	size_t i = p->n;

	if (span.start >= span.end)
		return;
	p->covered = grown(p->covered, p->n, &p->room, sizeof *p->covered);
	for (; i > 0 && p->covered[i - 1].span.start > span.start; i--)
		p->covered[i] = p->covered[i - 1];
	p->covered[i] = (struct covered){ span, name };
	if (i > 0)
		refuse_shared(span, name, &p->covered[i - 1]);
	if (i < p->n)
		refuse_shared(span, name, &p->covered[i + 1]);
	p->n++;
}

void
period_state(struct period *p, const struct chunk *layer, const char *name)
{
	struct span span = { layer->start, layer->end };
	size_t kept = p->fresh;
	char time[CHUNK_TIME_MAX];

	/* Gaps come in order; the time between uncovered ones is covered. */
	for (size_t i = p->fresh; i < p->gaps; i++) {
		struct chunk *gap = &p->gap[i];

		if (gap->start < span.start || gap->end > layer->end)
			cmd_fail(
			    "%s: partial statistics: a gap at %s, which is not in their time, or out of order",
			    name, chunk_time_text(gap->start, time));
		if (strcmp(gap->data, PERIOD_NOT_COVERED) == 0) {
			cover(p, (struct span){ span.start, gap->start }, name);
			span.start = gap->end;
			chunk_free(gap);
		} else {
			p->gap[kept++] = *gap;
		}
	}
	cover(p, span, name);
	if (p->n == 0)
		cmd_fail("%s: partial statistics: they cover no time", name);
	p->gaps = p->fresh = kept;
	p->have += layer->have;
	p->expected += layer->expected;
	p->start = p->covered[0].span.start;
	p->end = p->covered[p->n - 1].span.end;
}

/* ---- The end ----------------------------------------------------------- */

static int
by_start(const void *a, const void *b)
{
	const struct chunk *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/*
 * Merges gaps that follow each other directly for the same reason, as a reader
 * does.
 */
static void
merge_gaps(struct period *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->gaps; i++) {
		struct chunk *gap = &p->gap[i], *last = kept > 0 ? &p->gap[kept - 1] : NULL;

		if (last != NULL && last->end == gap->start && last->size == gap->size &&
		    memcmp(last->data, gap->data, gap->size) == 0) {
			last->end = gap->end;
			last->expected += gap->expected;
			chunk_free(gap);
		} else {
			p->gap[kept++] = *gap;
		}
	}
	p->gaps = kept;
}

void
period_close(struct period *p, bool missing)
{
	const char *reason = missing ? "missing" : PERIOD_NOT_COVERED;
	struct chunk gap = { 0 };

	for (size_t i = 1; i < p->n; i++) {
		int64_t from = p->covered[i - 1].span.end, to = p->covered[i].span.start, steps;

		if (from == to || (missing && p->step == 0))
			continue;
		if (chunk_room(&gap, strlen(reason)) == NULL)
			cmd_fail("out of memory for the gaps");
		strcpy(gap.data, reason);
		gap.kind = CHUNK_GAP;
		gap.start = from;
		gap.end = to;
		steps = p->step ? (to - from) / p->step : 0;
		gap.expected = steps > UINT32_MAX ? UINT32_MAX : (uint32_t)steps;
		period_gap(p, &gap);
		p->expected += missing ? (uint64_t)steps : 0;
	}
	chunk_free(&gap);
	if (p->n > 0 && p->gaps > 0) {
		qsort(p->gap, p->gaps, sizeof *p->gap, by_start);
		merge_gaps(p);
	}
}

void
period_free(struct period *p)
{
	for (size_t i = 0; i < p->gaps; i++)
		chunk_free(&p->gap[i]);
	free(p->gap);
	free(p->covered);
	*p = (struct period){ 0 };
}
