/* SPDX-License-Identifier: BSD-2-Clause */
/* intake.c - fields, or partial statistics, taken into groups of time, period by period. */
#include "fold/intake.h"

#include <string.h>

static void
end_period(struct intake *i)
{
	const char *why;

	for (int n = 0; n < i->groups.n; n++)
		if (i->groups.at[n].fold != NULL && (why = fold_wait(i->groups.at[n].fold)) != NULL)
			cmd_fail("%s: %s", chunk_name(i->in), why);
	i->finish(i, i->arg);
	groups_clear(&i->groups);
	period_clear(&i->period);
}

/* Goes on to the year that holds t: the fields of those before it are complete. */
static void
go_to(struct intake *i, int64_t t)
{
	const struct chunk_counts *counts = chunk_counts(i->in);

	if (i->years == NULL)
		return;
	if (i->year.end == i->year.start) {
		i->year = bins_at(i->years, t);
		i->period.start = counts->start;
	}
	while (i->year.end <= t) {
		i->period.end = i->year.end;
		end_period(i);
		i->year = bins_at(i->years, i->year.end);
		i->period.start = i->year.start;
	}
}

/* ---- Fields ------------------------------------------------------------ */

static void
take_field(struct intake *i, struct chunk *c)
{
	struct span span = { c->start, c->end };
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	struct group *group = groups_of(&i->groups, span);
	const char *why;

	if (group == NULL || (i->years != NULL && c->end > i->year.end))
		cmd_fail("%s: a field from %s to %s is of more than one %s: use shorter means for --by %s",
		    chunk_name(i->in), chunk_time_text(c->start, start),
		    chunk_time_text(c->end, end), i->by, i->by);
	if ((why = groups_push(&i->groups, group, c)) != NULL)
		cmd_fail("%s: %s: %s", chunk_name(i->in), chunk_time_text(span.start, start), why);
}

/* A gap may go on for years. */
static void
take_gap(struct intake *i, const struct chunk *c)
{
	int64_t from = c->start;

	for (; i->years != NULL && c->end > i->year.end; from = i->year.start) {
		gaps_add(&i->period.gaps, c, from, i->year.end);
		groups_gap(&i->groups, c, from, i->year.end);
		go_to(i, i->year.end);
	}
	gaps_add(&i->period.gaps, c, from, c->end);
	groups_gap(&i->groups, c, from, c->end);
}

void
intake_fields(struct intake *i)
{
	struct chunk c = { 0 };

	chunk_keep_packed(i->in);
	while (cmd_read(i->cmd, i->in, &c)) {
		go_to(i, c.start);
		if (c.kind == CHUNK_FIELD)
			take_field(i, &c);
		else
			take_gap(i, &c);
		cmd_progress(i->cmd, i->in);
	}
	chunk_free(&c);
	cmd_require_some(i->in);
	if (i->years == NULL)
		i->period.start = chunk_counts(i->in)->start;
	i->period.end = chunk_counts(i->in)->end;
	end_period(i);
}

/* ---- Partial statistics ------------------------------------------------ */

/* A state that is being taken. */
struct state {
	struct intake *intake;
	const char *name;               /* of its file */
	const struct chunk *first;      /* its first layer */
	struct group *group;
	bool within;                    /* its layers have begun */
};

static void
fail_mixed(const struct state *s)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	cmd_fail("%s: partial statistics from %s to %s are of more than one %s: make them with --by %s",
	    s->name, chunk_time_text(s->first->start, start), chunk_time_text(s->first->end, end),
	    s->intake->by, s->intake->by);
}

/* A span that the state covers: all of them belong to one group. */
static void
take_span(void *arg, struct span span)
{
	struct state *s = arg;
	struct group *group = groups_of(&s->intake->groups, span);

	if (group == NULL || (s->group != NULL && group != s->group))
		fail_mixed(s);
	s->group = group;
}

static void
take_first(struct state *s, const struct chunk *c)
{
	struct intake *i = s->intake;
	char start[CHUNK_TIME_MAX], year[CHUNK_TIME_MAX];

	s->first = c;
	s->name = chunk_name(i->in);
	s->group = NULL;
	if (i->years != NULL && i->year.end > i->year.start && c->start < i->year.start)
		cmd_fail("%s: partial statistics from %s come after those of the year from %s: name "
		         "files in the order of time",
		    s->name, chunk_time_text(c->start, start), chunk_time_text(i->year.start, year));
	if (i->years != NULL && c->end > bins_at(i->years, c->start).end)
		fail_mixed(s);
	period_state(&i->period, c, s->name, take_span, s);
	if (s->group == NULL)
		cmd_fail("%s: partial statistics: they cover no time", s->name);
	s->group->have += c->have;
	s->group->expected += c->expected;
}

/* Between the states of two years. */
static void
go_to_state(struct intake *i, int64_t t)
{
	if (i->years == NULL || (i->period.n > 0 && t < i->year.end))
		return;
	if (i->period.n > 0)
		end_period(i);
	i->year = bins_at(i->years, t);
}

static void
end_state(struct state *s)
{
	char why[CHUNK_WHY_MAX];

	if (s->within && fold_check_merged(s->group->fold, why) < 0)
		cmd_fail("%s: partial statistics: %s", s->name, why);
	s->within = false;
}

void
intake_states(struct intake *i)
{
	struct state s = { .intake = i };
	char why[CHUNK_WHY_MAX];
	struct chunk c = { 0 };
	struct fold *fold;

	chunk_keep_packed(i->in);
	while (cmd_read(i->cmd, i->in, &c)) {
		bool first = c.kind == CHUNK_FIELD && strcmp(c.layer, "count") == 0;

		if (first || c.kind == CHUNK_GAP)
			end_state(&s);
		if (c.kind == CHUNK_GAP || first)
			go_to_state(i, c.start);
		if (c.kind == CHUNK_GAP)
			period_state_gap(&i->period, &c);
		else if (first)
			take_first(&s, &c);
		s.within = c.kind == CHUNK_FIELD;
		/* A layer that comes before any first one is refused by any fold. */
		fold = s.group != NULL ? s.group->fold : i->groups.at[0].fold;
		if (s.within && fold_merge_layer(fold, &c, why) < 0)
			cmd_fail("%s: partial statistics: %s", chunk_name(i->in), why);
		cmd_progress(i->cmd, i->in);
	}
	end_state(&s);
	chunk_free(&c);
	cmd_require_some(i->in);
	if (i->period.fresh.n > 0)
		cmd_fail("%s: partial statistics: a gap without layers after it", chunk_name(i->in));
	end_period(i);
}
