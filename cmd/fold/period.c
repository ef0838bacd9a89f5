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

struct chunk
period_gap_record(int64_t start, int64_t end, int64_t step, const char *reason)
{
	int64_t steps = step > 0 ? (end - start) / step : 0;

	return (struct chunk){ .kind = CHUNK_GAP, .start = start, .end = end,
		.expected = steps > UINT32_MAX ? UINT32_MAX : (uint32_t)steps,
		.data = (char *)(uintptr_t)reason };
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
cover(struct period *p, struct span span, const char *name,
    void (*takes)(void *arg, struct span span), void *arg)
{
	size_t i = p->n;

	if (span.start >= span.end)
		return;
	takes(arg, span);
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

void
period_state(struct period *p, const struct chunk *layer, const char *name,
    void (*takes)(void *arg, struct span span), void *arg)
{
	struct span span = { layer->start, layer->end };
	char time[CHUNK_TIME_MAX];

	/* Gaps come in order; the time between uncovered ones is covered. */
	for (size_t i = 0; i < p->fresh.n; i++) {
		const struct gap *gap = &p->fresh.at[i];
		struct chunk c = { .kind = CHUNK_GAP, .start = gap->start, .end = gap->end,
			.expected = gap->expected, .data = (char *)(uintptr_t)gap->reason };

		if (gap->start < span.start || gap->end > layer->end)
			cmd_fail(
			    "%s: partial statistics: a gap at %s, which is not in their time, or out of order",
			    name, chunk_time_text(gap->start, time));
		if (strcmp(gap->reason, PERIOD_NOT_COVERED) == 0) {
			cover(p, (struct span){ span.start, gap->start }, name, takes, arg);
			span.start = gap->end;
		} else {
			period_gap(p, &c);
		}
	}
	gaps_clear(&p->fresh);
	cover(p, span, name, takes, arg);
	if (p->n == 0)
		return;
	p->start = p->covered[0].span.start;
	p->end = p->covered[p->n - 1].span.end;
}

/* ---- The end ----------------------------------------------------------- */

void
period_close(struct period *p, bool missing)
{
	for (size_t i = 1; i < p->n; i++) {
		int64_t from = p->covered[i - 1].span.end, to = p->covered[i].span.start;
		struct chunk gap = period_gap_record(from, to, p->step,
		    missing ? "missing" : PERIOD_NOT_COVERED);

		if (from < to && (!missing || p->step > 0))
			period_gap(p, &gap);
	}
	if (p->n > 0)
		gaps_sort(&p->gaps);
}

void
period_clear(struct period *p)
{
	gaps_clear(&p->gaps);
	gaps_clear(&p->fresh);
	p->n = 0;
	p->start = p->end = 0;
}

void
period_free(struct period *p)
{
	gaps_free(&p->gaps);
	gaps_free(&p->fresh);
	free(p->covered);
	*p = (struct period){ 0 };
}
