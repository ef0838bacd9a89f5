/* SPDX-License-Identifier: BSD-2-Clause */
/* test_cycle - which group holds a time, its words, and what a header says of a climatology. */
#include <string.h>

#include "cli/cmd.h"
#include "fold/cycle.h"
#include "unit.h"

static int64_t
at(const char *text)
{
	int64_t t;

	ck_assert_msg(cmd_parse_time(text, &t), "%s", text);
	return t;
}

static const struct {
	enum cycle_kind kind;
	int64_t origin;
	const char *t;
	int group;
	const char *label, *words;
} groups[] = {
	{ CYCLE_HOUR, 0, "2020-11-01T05:55", 5, "05", "05:00-06:00 UTC" },
	{ CYCLE_HOUR, 0, "1969-12-31T23:59:59", 23, "23", "23:00-24:00 UTC" },
	/* An hour is of the clock, whenever days begin. */
	{ CYCLE_HOUR, 6 * 3600, "2020-11-01T00:00", 0, "00", "00:00-01:00 UTC" },
	{ CYCLE_WEEKDAY, 0, "2026-11-29T12:00", 6, "Sun", "Sundays" },
	{ CYCLE_WEEKDAY, 0, "1969-12-29", 0, "Mon", "Mondays" },
	{ CYCLE_WEEKDAY, 6 * 3600, "2026-11-29T05:59", 5, "Sat", "Saturdays" },
	{ CYCLE_MONTH, 0, "2020-02-29T23:55", 1, "Feb", "February" },
	{ CYCLE_MONTH, 6 * 3600, "2021-01-01T05:55", 11, "Dec", "December" },
	{ CYCLE_SEASON, 0, "2020-12-01", 0, "DJF", "December to February" },
	{ CYCLE_SEASON, 0, "2021-02-28T23:55", 0, "DJF", "December to February" },
	{ CYCLE_SEASON, 0, "2021-03-01", 1, "MAM", "March to May" },
	{ CYCLE_SEASON, 0, "2021-08-31", 2, "JJA", "June to August" },
	{ CYCLE_SEASON, 6 * 3600, "2021-12-01T05:00", 3, "SON", "September to November" },
};

START_TEST(a_time_has_a_group)
{
	struct cycle c = cycle_of(groups[_i].kind, groups[_i].origin);
	char text[CYCLE_LABEL_MAX];
	int64_t t = at(groups[_i].t);

	ck_assert_int_eq(cycle_group(&c, t), groups[_i].group);
	ck_assert_int_lt(cycle_group(&c, t), cycle_groups(&c));
	ck_assert_str_eq(cycle_label(&c, t, text), groups[_i].label);
	ck_assert_str_eq(cycle_words(&c, t, text), groups[_i].words);
}
END_TEST

START_TEST(every_group_comes_once_a_round)
{
	struct cycle c = cycle_of(groups[_i].kind, groups[_i].origin);
	struct span s = cycle_at(&c, at(groups[_i].t));

	for (int i = 0; i < 3 * cycle_groups(&c); i++) {
		struct span next = cycle_at(&c, s.end);

		ck_assert_int_eq(next.start, s.end);
		ck_assert_int_eq(cycle_group(&c, next.start),
		    (cycle_group(&c, s.start) + 1) % cycle_groups(&c));
		ck_assert_int_eq(cycle_group(&c, next.end - 1), cycle_group(&c, next.start));
		s = next;
	}
}
END_TEST

static const struct {
	enum cycle_kind kind;
	const char *from, *to, *t, *start, *end;
} bounds[] = {
	{ CYCLE_HOUR, "2020-11-01", "2020-12-01", "2020-11-01T05:00", "2020-11-01T05:00", "2020-11-30T06:00" },
	{ CYCLE_HOUR, "2020-11-01T05:30", "2020-11-03T04:00", "2020-11-01T05:30", "2020-11-01T05:30", "2020-11-02T06:00" },
	{ CYCLE_HOUR, "2020-11-01T05:30", "2020-11-03T04:00", "2020-11-02T04:00", "2020-11-02T04:00", "2020-11-02T05:00" },
	{ CYCLE_MONTH, "1991-01-01", "2021-01-01", "1991-02-01", "1991-02-01", "2020-03-01" },
	{ CYCLE_MONTH, "2020-11-10", "2021-11-20", "2020-11-10", "2020-11-10", "2021-11-20" },
	{ CYCLE_SEASON, "1991-01-01", "1993-01-01", "1991-01-01", "1991-01-01", "1993-01-01" },
};

START_TEST(bounds_are_first_and_last)
{
	struct cycle c = cycle_of(bounds[_i].kind, 0);
	struct span s;

	c.span = (struct span){ at(bounds[_i].from), at(bounds[_i].to) };
	s = cycle_bounds(&c, at(bounds[_i].t));
	ck_assert_int_eq(s.start, at(bounds[_i].start));
	ck_assert_int_eq(s.end, at(bounds[_i].end));
}
END_TEST

START_TEST(a_header_keeps_a_cycle)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct cycle c = cycle_of(CYCLE_MONTH, 6 * 3600), got;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(cycle_read(h, &got, why), 0);
	c.span = (struct span){ at("1991-01-01T06:00"), at("2021-01-01T06:00") };
	cycle_write(&c, h);
	ck_assert_int_eq(cycle_read(h, &got, why), 1);
	ck_assert_int_eq(got.kind, c.kind);
	ck_assert_int_eq(got.bins.origin, c.bins.origin);
	ck_assert_int_eq(got.span.start, c.span.start);
	ck_assert_int_eq(got.span.end, c.span.end);
	chunk_header_free(h);
}
END_TEST

static const char *const nonsense[][2] = {
	{ "climatology", "fortnight" },
	{ "climatology", "" },
	{ "climatology_origin", "86400" },
	{ "climatology_origin", "-1" },
	{ "climatology_origin", "6h" },
	{ "climatology_span", NULL },
	{ "climatology_span", "2020-11-01T00:00Z" },
	{ "climatology_span", "2020-11-01T00:00Z 2020-11-01T00:00Z" },
	{ "climatology_span", "2020-11-01T00:00Z  2020-12-01T00:00Z" },
};

START_TEST(nonsense_is_refused)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct cycle c = cycle_of(CYCLE_HOUR, 0);
	char why[CHUNK_WHY_MAX] = "";

	c.span = (struct span){ 0, DAY };
	cycle_write(&c, h);
	chunk_set(h, nonsense[_i][0], nonsense[_i][1]);
	ck_assert_int_eq(cycle_read(h, &c, why), -1);
	ck_assert_int_eq(c.kind, CYCLE_NONE);
	ck_assert_ptr_nonnull(strstr(why, "climatology"));
	chunk_header_free(h);
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof *(table)))

int
main(void)
{
	Suite *s = suite_create("cycle");
	TCase *c = tcase_create("cycle");

	tcase_add_loop_test(c, a_time_has_a_group, 0, N(groups));
	tcase_add_loop_test(c, every_group_comes_once_a_round, 0, N(groups));
	tcase_add_loop_test(c, bounds_are_first_and_last, 0, N(bounds));
	tcase_add_test(c, a_header_keeps_a_cycle);
	tcase_add_loop_test(c, nonsense_is_refused, 0, N(nonsense));
	suite_add_tcase(s, c);
	return unit_main(s);
}
