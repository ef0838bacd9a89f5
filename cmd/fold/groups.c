/* SPDX-License-Identifier: BSD-2-Clause */
/* groups.c - the folds of the groups of a cycle, and the time that each has. */
#include "fold/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

void
groups_begin(struct groups *g, struct cycle cycle, struct fold *first, const struct chunk_header *h)
{
	const char *window = chunk_get(h, "window"), *begins = chunk_get(h, "window_begins");

	*g = (struct groups){ .cycle = cycle, .covered = INT64_MIN };
	g->window = window != NULL ? strtoll(window, NULL, 10) : 0;
	if (begins == NULL || !cmd_parse_time(begins, &g->begins))
		g->begins = INT64_MIN;
	g->n = cycle.kind == CYCLE_NONE ? 1 : cycle_groups(&cycle);
	g->at[0].fold = first;
}

void
groups_free(struct groups *g)
{
	/* The first one has what the others share. */
	for (int i = g->n; i-- > 0; )
		fold_free(g->at[i].fold);
}

void
groups_clear(struct groups *g)
{
	for (int i = 0; i < g->n; i++) {
		struct fold *fold = g->at[i].fold;

		if (fold != NULL)
			fold_clear(fold);
		g->at[i] = (struct group){ .fold = fold };
	}
}

/* The time around t that belongs to one group, within `within`. */
static struct span
piece_at(const struct groups *g, int64_t t, struct span within)
{
	struct span s;

	if (g->cycle.kind == CYCLE_NONE)
		return within;
	s = cycle_at(&g->cycle, t);
	return (struct span){ s.start > within.start ? s.start : within.start,
		s.end < within.end ? s.end : within.end };
}

static int
group_at(const struct groups *g, int64_t t)
{
	return g->cycle.kind == CYCLE_NONE ? 0 : cycle_group(&g->cycle, t);
}

struct group *
groups_of(struct groups *g, struct span span)
{
	struct group *group = &g->at[group_at(g, span.start)];

	if (piece_at(g, span.start, span).end < span.end)
		return NULL;
	if (group->fold == NULL && (group->fold = fold_like(g->at[0].fold)) == NULL)
		cmd_fail("out of memory for the grids of all groups");
	return group;
}

void
groups_count(struct groups *g, struct group *group, const struct chunk *field)
{
	bool early = g->window > 0 && field->end - g->window < g->begins;

	*(early ? &group->early : &group->have) += field->have;
	*(early ? &group->early_expected : &group->expected) += field->expected;
	g->covered = field->end;
	group->by_fields += field->end - field->start;
}

const char *
groups_push(struct groups *g, struct group *group, struct chunk *field)
{
	groups_count(g, group, field);
	return fold_push(group->fold, field, 1);
}

/* Adds the seconds of a span to the groups that it belongs to. */
static void
share(const struct groups *g, struct span span, int64_t seconds[CYCLE_GROUPS_MAX])
{
	int64_t width = g->cycle.bins.kind == BINS_WIDTH ? g->cycle.bins.width : 0;

	/* Whole days and weeks at once: there may be thousands of years. */
	if (g->cycle.kind != CYCLE_NONE && width > 0) {
		int64_t rounds = (span.end - span.start) / (width * g->n);

		for (int i = 0; i < g->n; i++)
			seconds[i] += rounds * width;
		span.start += rounds * width * g->n;
	}
	for (int64_t t = span.start; t < span.end; ) {
		struct span piece = piece_at(g, t, span);

		seconds[group_at(g, t)] += piece.end - t;
		t = piece.end;
	}
}

void
groups_gap(struct groups *g, const struct chunk *gap, int64_t start, int64_t end)
{
	double length = (double)(gap->end - gap->start);
	int64_t seconds[CYCLE_GROUPS_MAX] = { 0 };

	if (start < g->covered || gap->expected == 0)
		return;
	share(g, (struct span){ start, end }, seconds);
	for (int i = 0; i < g->n; i++) {
		g->at[i].expected += (uint64_t)llrint((double)seconds[i] / length * gap->expected);
		g->at[i].by_fields += seconds[i];
	}
}

void
groups_close(struct groups *g, const struct period *p, bool missing)
{
	int64_t all[CYCLE_GROUPS_MAX] = { 0 }, uncovered[CYCLE_GROUPS_MAX] = { 0 };

	share(g, (struct span){ p->start, p->end }, all);
	for (size_t i = 1; i < p->n && missing; i++)
		share(g, (struct span){ p->covered[i - 1].span.end, p->covered[i].span.start },
		    uncovered);
	for (int i = 0; i < g->n; i++) {
		/* Not from the gaps: a bin may count those inside it already. */
		int64_t rest = p->n > 0 ? uncovered[i] : all[i] - g->at[i].by_fields;

		g->at[i].seconds = all[i];
		if (g->at[i].expected == 0) {
			g->at[i].have = g->at[i].early;
			g->at[i].expected = g->at[i].early_expected;
		}
		g->at[i].expected += p->step > 0 ? (uint64_t)(rest / p->step) : 0;
	}
}

struct span
groups_first(const struct groups *g, int64_t t, int64_t end)
{
	return piece_at(g, t, (struct span){ t, end });
}

bool
groups_piece(const struct groups *g, int i, int64_t t, int64_t end, struct span *piece)
{
	for (; t < end; t = piece->end) {
		*piece = piece_at(g, t, (struct span){ t, end });
		if (group_at(g, t) == i)
			return true;
	}
	return false;
}

/* Adds the pieces of a span that a group has, and what lies before them as not covered. */
static void
add_pieces(const struct groups *g, int i, const struct period *p, struct span span,
    struct span *whole, struct gaps *gaps)
{
	struct span piece;

	for (int64_t t = span.start; groups_piece(g, i, t, span.end, &piece); t = piece.end) {
		struct chunk gap = period_gap_record(whole->end, piece.start, p->step,
		    PERIOD_NOT_COVERED);

		if (whole->start == whole->end)
			*whole = piece;
		else if (whole->end < piece.start)
			gaps_add(gaps, &gap, gap.start, gap.end);
		whole->end = piece.end;
	}
}

struct span
groups_state(const struct groups *g, int i, const struct period *p, struct gaps *gaps)
{
	struct span whole = { 0, 0 };

	if (p->n == 0)
		add_pieces(g, i, p, (struct span){ p->start, p->end }, &whole, gaps);
	for (size_t k = 0; k < p->n; k++)
		add_pieces(g, i, p, p->covered[k].span, &whole, gaps);
	for (size_t k = 0; k < p->gaps.n; k++) {
		const struct gap *gap = &p->gaps.at[k];
		struct chunk c = { .kind = CHUNK_GAP, .start = gap->start, .end = gap->end,
			.expected = gap->expected, .data = (char *)(uintptr_t)gap->reason };
		struct span piece;

		if (strcmp(gap->reason, PERIOD_NOT_COVERED) != 0)
			for (int64_t t = c.start; groups_piece(g, i, t, c.end, &piece);
			    t = piece.end)
				gaps_add(gaps, &c, piece.start, piece.end);
	}
	gaps_sort(gaps);
	return whole;
}
