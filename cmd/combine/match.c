/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * match.c - goes along two streams in the order of time.
 *
 * At each time a stream has fields, or a gap says that there is nothing, or it
 * has no record at all. Where only one has fields, the method says what becomes
 * of them; a time of which one has no record is an error, unless that is
 * allowed.
 * Gaps that lie in the time of a field (of a day, say) come after it: of these
 * stay those that tell of what the result lacks.
 */
#include <string.h>

#include "combine/match.h"

/* What a stream has at a time. */
enum state { HAS_FIELDS, HAS_GAP, HAS_NOTHING };

/* ---- What is at the front ---------------------------------------------- */

static bool
is_field(const struct operand *o)
{
	return o->n > 0 && o->at[0].kind == CHUNK_FIELD;
}

static bool
is_gap(const struct operand *o)
{
	return o->n > 0 && o->at[0].kind == CHUNK_GAP;
}

static const char *
reason(const struct operand *o)
{
	return o->at[0].data;
}

/* How many of a gap's steps are before a time in it. */
static uint32_t
steps_before(const struct operand *o, int64_t time)
{
	const struct chunk *gap = &o->at[0];
	int64_t step = chunk_step(chunk_header(o->in)), length = gap->end - gap->start;

	if (time >= gap->end)
		return gap->expected;
	if (step > 0 && length / step == gap->expected)
		return (uint32_t)((time - gap->start) / step);
	return (uint32_t)((double)gap->expected * (double)(time - gap->start) / (double)length);
}

/* Cuts the beginning of a gap off, up to a time in it: that many steps. */
static uint32_t
cut_gap(struct match *m, struct operand *o, int64_t time)
{
	uint32_t steps = steps_before(o, time);

	if (time >= o->at[0].end) {
		operands_next(&m->in, o);
		return steps;
	}
	o->at[0].start = time;
	o->at[0].expected -= steps;
	return steps;
}

/* ---- Where the two do not agree ---------------------------------------- */

/* Reads both to their ends, to tell what they cover. */
static void
read_all(struct match *m)
{
	while (m->in.of[0].n > 0 || m->in.of[1].n > 0)
		operands_next(&m->in, NULL);
}

static bool
share_no_time(const struct match *m)
{
	const struct chunk_counts *a = chunk_counts(m->in.of[0].in);
	const struct chunk_counts *b = chunk_counts(m->in.of[1].in);

	return a->start >= b->end || b->start >= a->end;
}

static _Noreturn void
fail_apart(const struct match *m, const char *advice)
{
	const struct chunk_counts *a = chunk_counts(m->in.of[0].in);
	const struct chunk_counts *b = chunk_counts(m->in.of[1].in);
	char text[4][CHUNK_TIME_MAX];

	if (a->start == a->end || b->start == b->end)
		cmd_fail("the streams share no time: there is nothing in %s%s", a->start == a->end ? "a" : "b",
		    advice);
	cmd_fail("the streams share no time: a is from %s to %s, b from %s to %s%s",
	    chunk_time_text(a->start, text[0]), chunk_time_text(a->end, text[1]),
	    chunk_time_text(b->start, text[2]), chunk_time_text(b->end, text[3]), advice);
}

/* Ends the tool: only one stream has a record of a time. */
static _Noreturn void
fail_lacking(struct match *m, const struct operand *has, const struct operand *lacks)
{
	int64_t start = has->at[0].start, end = has->at[0].end;
	char from[CHUNK_TIME_MAX], to[CHUNK_TIME_MAX];

	if (m->both == 0) {
		read_all(m);
		if (share_no_time(m))
			fail_apart(m, ": --outer lets one stream have times that the other lacks");
	}
	cmd_fail("%s has a field from %s to %s, and %s has nothing for all of that time: --outer lets "
	    "one stream have times that the other lacks", has->name, chunk_time_text(start, from),
	    chunk_time_text(end, to), lacks->name);
}

static _Noreturn void
fail_overlap(const struct chunk *a, const struct chunk *b)
{
	char text[4][CHUNK_TIME_MAX];

	cmd_fail("records of different lengths: a field of a from %s to %s, and one of b from %s to %s: "
	    "bin-average brings both to the same times", chunk_time_text(a->start, text[0]),
	    chunk_time_text(a->end, text[1]), chunk_time_text(b->start, text[2]),
	    chunk_time_text(b->end, text[3]));
}

/* ---- Gaps -------------------------------------------------------------- */

/*
 * The next stretch of time in which no gap begins or ends, before `limit` and
 * the next field of either: false if no gap begins there.
 */
static bool
next_stretch(const struct match *m, int64_t limit, int64_t *start, int64_t *end)
{
	const struct operand *o = m->in.of;

	for (int i = 0; i < 2; i++)
		if (is_field(&o[i]) && o[i].at[0].start < limit)
			limit = o[i].at[0].start;
	*start = *end = limit;
	for (int i = 0; i < 2; i++)
		if (is_gap(&o[i]) && o[i].at[0].start < *start)
			*start = o[i].at[0].start;
	for (int i = 0; i < 2; i++) {
		const struct chunk *c = &o[i].at[0];

		if (is_gap(&o[i]) && c->start > *start && c->start < *end)
			*end = c->start;
		if (is_gap(&o[i]) && c->start == *start && c->end < *end)
			*end = c->end;
	}
	return *start < limit;
}

/* What becomes of gaps between fields. */
enum keep { KEEP_NONE, KEEP_ANY, KEEP_SHARED };

/*
 * Takes the gaps of both up to a time off, and writes those that are to be
 * kept. `whole` says that a stream lacks all of that time anyhow.
 */
static void
take_gaps(struct match *m, int64_t limit, enum keep keep, const bool whole[2])
{
	int64_t start, end;

	while (next_stretch(m, limit, &start, &end)) {
		static char text[2][4097];
		const char *why[2] = { NULL, NULL };
		bool lacks[2];
		uint32_t expected = 0;

		for (int i = 0; i < 2; i++) {
			struct operand *o = &m->in.of[i];
			uint32_t steps;

			lacks[i] = whole[i];
			if (!is_gap(o) || o->at[0].start != start)
				continue;
			lacks[i] = true;
			strcpy(text[i], reason(o));
			why[i] = text[i];
			steps = cut_gap(m, o, end);
			expected = steps > expected ? steps : expected;
		}
		if (keep == KEEP_ANY || (keep == KEEP_SHARED && lacks[0] && lacks[1]))
			match_gap(m, start, end, expected, why[0], why[1]);
	}
}

/* ---- Fields ------------------------------------------------------------ */

/*
 * What the other stream has in the time of the field at the front of `has`.
 * A gap that lies there is cut off, and its reason is copied.
 */
static enum state
look(struct match *m, const struct operand *has, struct operand *other, char *why)
{
	const struct chunk *f = &has->at[0];
	int64_t covered = f->start;

	*why = '\0';
	while (is_gap(other) && other->at[0].start < f->end) {
		int64_t end = other->at[0].end < f->end ? other->at[0].end : f->end;

		if (*why == '\0')
			strcpy(why, reason(other));
		if (other->at[0].start == covered)
			covered = end;
		cut_gap(m, other, end);
	}
	if (is_field(other) && other->at[0].start < f->end) {
		if (*why == '\0' && other->at[0].start == f->start && other->at[0].end == f->end)
			return HAS_FIELDS;
		fail_overlap(has == &m->in.of[0] ? f : &other->at[0],
		    has == &m->in.of[0] ? &other->at[0] : f);
	}
	return covered == f->end ? HAS_GAP : HAS_NOTHING;
}

/* Writes what becomes of a field that only one stream has. */
static void
write_alone(struct match *m, int i, enum state other, const char *why)
{
	struct operand *has = &m->in.of[i];
	const struct chunk *f = &has->at[0];

	if (other == HAS_NOTHING && m->by != AGREE_OUTER)
		fail_lacking(m, has, &m->in.of[1 - i]);
	if (other == HAS_NOTHING)
		why = "no record";
	m->only[i]++;
	if (combine_needs_both(m->values.method))
		match_gap(m, f->start, f->end, f->expected, i == 1 ? why : NULL,
		    i == 0 ? why : NULL);
	else if (i == 0)
		match_write(m, has->at, has->n, NULL, 0, false);
	else
		match_write(m, NULL, 0, has->at, has->n, false);
}

/* Writes what becomes of the field that comes first, and of gaps in it. */
static void
write_first(struct match *m, int i)
{
	static char why[4097];
	struct operand *has = &m->in.of[i], *other = &m->in.of[1 - i];
	enum state state = look(m, has, other, why);
	int64_t end = has->at[0].end;
	enum keep keep = combine_needs_both(m->values.method) ? KEEP_ANY : KEEP_SHARED;
	bool whole[2] = { false, false };

	if (state == HAS_FIELDS) {
		m->both++;
		match_write(m, m->in.of[0].at, m->in.of[0].n, m->in.of[1].at, m->in.of[1].n, false);
		operands_next(&m->in, NULL);
	} else {
		whole[1 - i] = true;
		if (keep == KEEP_ANY)
			keep = KEEP_NONE;
		write_alone(m, i, state, why);
		operands_next(&m->in, has);
	}
	if (keep != KEEP_NONE)
		match_flush(m);
	take_gaps(m, end, keep, whole);
	if (keep != KEEP_NONE)
		match_flush(m);
}

void
match_times(struct match *m)
{
	struct operand *a = &m->in.of[0], *b = &m->in.of[1];
	const bool whole[2] = { false, false };

	for (;;) {
		/* Gaps before the next field of either. */
		take_gaps(m, INT64_MAX, KEEP_ANY, whole);
		if (!is_field(a) && !is_field(b))
			break;
		write_first(m, !is_field(a) || (is_field(b) && b->at[0].start < a->at[0].start));
	}
	match_flush(m);
	if (m->both == 0 && combine_needs_both(m->values.method) && m->only[0] + m->only[1] > 0 &&
	    share_no_time(m))
		fail_apart(m, "");
}

/* ---- Groups ------------------------------------------------------------ */

void
match_groups(struct match *m, match_group_fn *of, void *arg)
{
	struct operand *a = &m->in.of[0];
	int n;

	for (; a->n > 0; operands_next(&m->in, a)) {
		if (is_gap(a)) {
			match_flush(m);
			cmd_write(m->out, &a->at[0]);
			continue;
		}
		const struct chunk *b = of(arg, a->at, &n);

		m->both++;
		match_write(m, a->at, a->n, b, n, true);
	}
}
