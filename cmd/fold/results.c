/* SPDX-License-Identifier: BSD-2-Clause */
/* results.c - what groups have, written as statistics or as partial states. */
#include "fold/results.h"

/* Counts must fit u32. */
static void
check_counts(const struct statistics *asked, const struct group *g)
{
	if (g->have > UINT32_MAX || g->expected > UINT32_MAX)
		cmd_fail("more than %u images or time steps: take fewer days", UINT32_MAX);
	if (asked->above > 0 && g->seconds > UINT32_MAX)
		cmd_fail("--exceed counts the seconds of no more than 136 years");
}

/* Makes the record of a group. */
static void
set_record(struct chunk *c, const struct group *g, struct span span)
{
	c->kind = CHUNK_FIELD;
	c->start = span.start;
	c->end = span.end;
	c->have = (uint32_t)g->have;
	c->expected = (uint32_t)g->expected;
}

static void
write_result(struct results *r, const struct group *g, int64_t step, struct span span)
{
	const struct chunk_grid *grid = chunk_grid(chunk_header(r->out));
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	struct chunk *c = &r->field;

	set_record(c, g, span);
	for (size_t i = 0; i < r->asked->n; i++) {
		if (!statistics_fill(&r->asked->layer[i], g, step, r->min_fraction, c,
			(size_t)grid->rows * grid->cols))
			cmd_fail(
			    "%s: layer %s from %s to %s would have values that are infinite, or beyond float32",
			    chunk_name(r->in), c->layer, chunk_time_text(c->start, start),
			    chunk_time_text(c->end, end));
		cmd_write(r->out, c);
	}
}

/* A partial state: its gaps, then its layers. */
static void
write_state(struct results *r, const struct group *g, struct span span, struct gaps *gaps)
{
	int got;

	gaps_write(gaps, r->out);
	set_record(&r->field, g, span);
	for (size_t i = 0; (got = fold_save_layer(g->fold, i, &r->field)) == 1; i++)
		cmd_write(r->out, &r->field);
	if (got < 0)
		cmd_fail("out of memory for the grid");
}

/* Writes the groups of a cycle, each at the time when it came first. */
static void
write_groups(struct results *r, struct groups *groups, const struct period *p)
{
	struct span piece = { p->start, p->start };
	struct gaps gaps = { 0 };

	for (int n = 0; n < groups->n && piece.end < p->end; n++) {
		struct group *g;

		piece = groups_first(groups, piece.end, p->end);
		g = groups_of(groups, piece);
		check_counts(r->asked, g);
		if (r->partial) {
			struct span span = groups_state(groups, (int)(g - groups->at), p, &gaps);

			if (span.start < span.end)
				write_state(r, g, span, &gaps);
			gaps_clear(&gaps);
		} else {
			write_result(r, g, p->step, piece);
		}
	}
	gaps_free(&gaps);
}

void
results_write(struct results *r, struct groups *groups, struct period *p)
{
	struct group *whole = &groups->at[0];
	struct span span = { p->start, p->end };

	if (groups->cycle.kind != CYCLE_NONE) {
		write_groups(r, groups, p);
		return;
	}
	check_counts(r->asked, whole);
	if (r->partial) {
		write_state(r, whole, span, &p->gaps);
		return;
	}
	write_result(r, whole, p->step, span);
	gaps_write(&p->gaps, r->out);
}
