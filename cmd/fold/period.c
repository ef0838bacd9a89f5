/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.c - what time statistics stand for, from records or from partial
 * states.
 */
#include "fold/period.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

void
period_gap(struct period *p, const struct chunk *gap)
{
	gaps_add(&p->gaps, gap, gap->start, gap->end);
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
	if (p->n == p->room) {
		p->room = 2 * p->room + 16;
		p->covered = reallocarray(p->covered, p->room, sizeof *p->covered);
		if (p->covered == NULL)
			cmd_fail("out of memory for %zu partial states", p->room);
	}
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
period_state_gap(struct period *p, const struct chunk *gap)
{
	gaps_add(&p->fresh, gap, gap->start, gap->end);
}

/* A record of a gap, whose text is the gap's own. */
static struct chunk
gap_record(int64_t start, int64_t end, uint32_t expected, const char *reason)
{
	return (struct chunk){ .kind = CHUNK_GAP, .start = start, .end = end,
		.expected = expected, .data = (char *)(uintptr_t)reason };
}

void
period_state(struct period *p, const struct chunk *layer, const char *name)
{
	struct span span = { layer->start, layer->end };
	char time[CHUNK_TIME_MAX];

	/* Gaps come in order; the time between uncovered ones is covered. */
	for (size_t i = 0; i < p->fresh.n; i++) {
		const struct gap *gap = &p->fresh.at[i];
		struct chunk c = gap_record(gap->start, gap->end, gap->expected, gap->reason);

		if (gap->start < span.start || gap->end > layer->end)
			cmd_fail(
			    "%s: partial statistics: a gap at %s, which is not in their time, or out of order",
			    name, chunk_time_text(gap->start, time));
		if (strcmp(gap->reason, PERIOD_NOT_COVERED) == 0) {
			cover(p, (struct span){ span.start, gap->start }, name);
			span.start = gap->end;
		} else {
			period_gap(p, &c);
		}
	}
	gaps_clear(&p->fresh);
	cover(p, span, name);
	if (p->n == 0)
		cmd_fail("%s: partial statistics: they cover no time", name);
	p->have += layer->have;
	p->expected += layer->expected;
	p->start = p->covered[0].span.start;
	p->end = p->covered[p->n - 1].span.end;
}

/* ---- The end ----------------------------------------------------------- */

void
period_close(struct period *p, bool missing)
{
	const char *reason = missing ? "missing" : PERIOD_NOT_COVERED;

	for (size_t i = 1; i < p->n; i++) {
		int64_t from = p->covered[i - 1].span.end, to = p->covered[i].span.start;
		int64_t steps = p->step > 0 ? (to - from) / p->step : 0;
		struct chunk gap = gap_record(from, to,
		    steps > UINT32_MAX ? UINT32_MAX : (uint32_t)steps, reason);

		if (from == to || (missing && p->step == 0))
			continue;
		period_gap(p, &gap);
		p->expected += missing ? (uint64_t)steps : 0;
	}
	if (p->n > 0)
		gaps_sort(&p->gaps);
}

void
period_free(struct period *p)
{
	gaps_free(&p->gaps);
	gaps_free(&p->fresh);
	free(p->covered);
	*p = (struct period){ 0 };
}
