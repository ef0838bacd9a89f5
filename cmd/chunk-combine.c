/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk-combine - two streams in one, field by field.
 *
 * In: fields and gaps of two streams on one grid. Out: for each time and layer
 * of both a field that is computed of the two, cell by cell; and the gaps.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "combine/match.h"
#include "combine/shelf.h"

static const char usage[] =
"usage: chunk-combine [-qv] [-j n] [-o file] -m sub|add|ratio|min|max|mean|fill|mask\n"
"                     [--above t] [--for-all] [--outer] a b\n"
"\n"
"Combine two streams cell by cell: their difference, sum, ratio or mean, a mosaic, a mask.\n"
"\n"
"  -m, --method name      sub (a - b), add, ratio (a / b): missing where one is;\n"
"                         min, max, mean: of what is there;\n"
"                         fill: a, and b where a is missing;\n"
"                         mask: a where b is true, which is neither 0 nor missing\n"
"      --above t          for mask: b is true where it is above t, in its units\n"
"      --for-all          the one field of b serves for all of a, also if its time is\n"
"                         one of a's\n"
"      --outer            one stream may have times and layers that the other lacks\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"One of a and b may be -, which is standard input.\n"
"\n"
"Example:\n"
"  chunk-combine -m max -o mosaic.chunk sweden.chunk finland.chunk\n";

struct combine {
	struct cmd cmd;
	struct match match;
	struct shelf shelf;
	bool outer, for_all;
};

static void
parse(struct combine *t, int argc, char **argv)
{
	enum { ABOVE = CMD_OWN, FOR_ALL, OUTER };
	static const struct option longs[] = {
		{ "method", required_argument, NULL, 'm' },
		{ "above", required_argument, NULL, ABOVE },
		{ "for-all", no_argument, NULL, FOR_ALL },
		{ "outer", no_argument, NULL, OUTER },
		CMD_LONG_OPTIONS
	};
	struct values *v = &t->match.values;
	bool has_method = false;
	int option;

	while ((option = cmd_option(&t->cmd, argc, argv, "m:", longs)) != -1)
		if (option == 'm') {
			v->method = (enum combine_method)cmd_choice("-m", optarg, COMBINE_METHODS);
			has_method = true;
		} else if (option == ABOVE) {
			v->above = cmd_real("--above", optarg, -HUGE_VAL, HUGE_VAL);
			v->has_above = true;
		} else if (option == FOR_ALL) {
			t->for_all = true;
		} else {
			t->outer = true;
		}
	if (!has_method)
		cmd_usage("-m: say how to combine, such as -m sub");
	if (v->has_above && v->method != COMBINE_MASK)
		cmd_usage("--above needs -m mask");
	if (t->outer && t->for_all)
		cmd_usage("only one of --for-all and --outer: one is for b of one time, the other matches by time");
	if (argc - optind != 2)
		cmd_usage("two streams are combined, a and b, but here are %d; for three, pipe the result of "
		    "two into chunk-combine with -", argc - optind);
}

/* What a method cannot be done with, as far as headers say it. */
static void
check(struct combine *t)
{
	struct match *m = &t->match;
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < 2; i++)
		cmd_require(&t->cmd, m->in.of[i].in, CMD_FIELDS);
	m->values.a = chunk_header(m->in.of[0].in);
	m->values.b = chunk_header(m->in.of[1].in);
	if (agree_places(m->values.a, m->values.b, why) < 0)
		cmd_fail("%s", why);
	values_prepare(&m->values);
}

/* Whether b is a climatology, whose fields serve for all times of a group. */
static bool
find_cycle(struct combine *t)
{
	struct cycle a = { 0 };
	char why[CHUNK_WHY_MAX];
	int got = cycle_read(t->match.values.a, &a, why), other = 0;

	if (got >= 0)
		other = cycle_read(t->match.values.b, &t->shelf.cycle, why);
	if (got < 0 || other < 0)
		cmd_fail("%s: %s", got < 0 ? "a" : "b", why);
	if (other == 0)
		t->shelf.cycle.kind = CYCLE_NONE;
	if (got > 0 && other > 0 && (a.kind != t->shelf.cycle.kind ||
	    a.bins.origin != t->shelf.cycle.bins.origin))
		cmd_fail("the climatologies of a and b have other groups: %s and %s",
		    chunk_get(t->match.values.a, "climatology"),
		    chunk_get(t->match.values.b, "climatology"));
	return other > 0;
}

/* Whether both streams have one time, and it is the same. */
static bool
is_one_time(struct match *m)
{
	struct operand *a = &m->in.of[0], *b = &m->in.of[1];

	return a->n > 0 && b->n > 0 && a->at[0].start == b->at[0].start &&
	    a->at[0].end == b->at[0].end && operands_one_time(&m->in, a);
}

/* How the fields find each other: b is read for it as far as must be. */
static void
find_way(struct combine *t)
{
	struct match *m = &t->match;

	if (find_cycle(t))
		m->by = AGREE_GROUPS;
	else if (t->outer)
		m->by = AGREE_OUTER;
	else if (operands_one_time(&m->in, &m->in.of[1]) && (t->for_all || !is_one_time(m)))
		m->by = AGREE_ONE;
	else if (t->for_all)
		cmd_fail("--for-all: b has more than one time, or none");
	m->one_each = m->by == AGREE_ONE && operands_one_time(&m->in, &m->in.of[0]);
	if (chunk_get(m->values.a, "climatology") != NULL && m->by != AGREE_GROUPS && m->by != AGREE_ONE)
		cmd_fail("a is a climatology by %s and b is a series: name the series first, and its fields meet "
		    "their groups", chunk_get(m->values.a, "climatology"));
	t->shelf.may_lack = t->outer;
	t->shelf.for_all = t->for_all;
	t->shelf.merges = m->values.method == COMBINE_ADD || m->values.method == COMBINE_MIN ||
	    m->values.method == COMBINE_MAX || m->values.method == COMBINE_MEAN ||
	    m->values.method == COMBINE_FILL;
}

static void
set_total(struct match *m, const struct chunk_header *h)
{
	const char *records = chunk_get(h, "records");

	if (records != NULL)
		m->total = strtoull(records, NULL, 10);
}

/* What b lacks is in no count of the result where it serves for many times. */
static void
tell_lacking(const struct combine *t)
{
	const struct shelf *s = &t->shelf;

	if (!t->match.one_each && t->match.values.method != COMBINE_MASK && s->have < s->expected)
		cmd_warn("b is of %" PRIu64 " of %" PRIu64 " images, which no count of the result shows: these "
		    "are a's", s->have, s->expected);
}

static void
report(const struct combine *t)
{
	const struct match *m = &t->match;
	const struct values *v = &m->values;
	char label[CHUNK_TIME_MAX];
	const char *key;

	if (!t->cmd.verbose)
		return;
	if (m->by == AGREE_ONE)
		cmd_warn("b has fields of one time, from %s on, which served for all %" PRIu64 " times of a",
		    chunk_time_text(t->shelf.start, label), m->both);
	else if (m->by == AGREE_GROUPS)
		cmd_warn("b is a climatology by %s, whose groups served for %" PRIu64 " times of a",
		    chunk_get(v->b, "climatology"), m->both);
	else
		cmd_warn("times of both: %" PRIu64 ", only of a: %" PRIu64 ", only of b: %" PRIu64, m->both,
		    m->only[0], m->only[1]);
	for (size_t n = 0; (key = agree_differs(v, &n)) != NULL; )
		cmd_warn("%s differs: %s in a, %s in b", key,
		    chunk_get(v->a, key) != NULL ? chunk_get(v->a, key) : "not said",
		    chunk_get(v->b, key) != NULL ? chunk_get(v->b, key) : "not said");
	if (v->method == COMBINE_RATIO)
		cmd_warn("cells that are missing because b is 0 there: %" PRIu64, (uint64_t)v->zeros);
}

int
main(int argc, char **argv)
{
	static struct combine t;        /* too large for a stack */
	struct match *m = &t.match;
	struct chunk_header *h;
	int status;

	cmd_start(&t.cmd, "chunk-combine", usage);
	parse(&t, argc, argv);
	m->cmd = &t.cmd;
	m->out = cmd_output(&t.cmd);
	operands_open(&m->in, &t.cmd, argv + optind);
	check(&t);
	h = cmd_copy_header(m->in.of[0].in);
	operands_go(&m->in);
	find_way(&t);
	agree_header(&m->values, m->by, h);
	chunk_add(h, "history", t.cmd.history);
	set_total(m, h);
	cmd_begin_output(m->out, h);
	if (m->by == AGREE_ONE || m->by == AGREE_GROUPS) {
		shelf_fill(&t.shelf, &m->in);
		t.shelf.a_start = m->in.of[0].n > 0 ? m->in.of[0].at[0].start : 0;
		match_groups(m, shelf_find, &t.shelf);
		shelf_end(&t.shelf, chunk_counts(m->in.of[0].in)->end);
		tell_lacking(&t);
	} else {
		match_times(m);
	}
	operands_close(&m->in);
	report(&t);
	match_free(m);
	shelf_free(&t.shelf);
	t.cmd.second = m->in.of[1].in;
	status = cmd_finish(&t.cmd, m->in.of[0].in, m->out);
	chunk_close(m->in.of[1].in);
	return status;
}
