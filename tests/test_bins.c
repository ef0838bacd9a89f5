/* SPDX-License-Identifier: BSD-2-Clause */
/* test_bins - bins are where the clock and the calendar have them, before 1970 too. */
#include "cli/cmd.h"
#include "fold/bins.h"
#include "unit.h"

static int64_t
at(const char *text)
{
	int64_t t;

	ck_assert_msg(cmd_parse_time(text, &t), "%s", text);
	return t;
}

static const struct {
	struct bins bins;
	const char *t, *start, *end;
} cases[] = {
	{ { BINS_WIDTH, 10800, 0, 0, 0 }, "2020-11-01T00:00", "2020-11-01", "2020-11-01T03:00" },
	{ { BINS_WIDTH, 10800, 0, 0, 0 }, "2020-11-01T02:59:59", "2020-11-01", "2020-11-01T03:00" },
	{ { BINS_WIDTH, 10800, 0, 0, 0 }, "2020-11-01T23:55", "2020-11-01T21:00", "2020-11-02" },
	{ { BINS_WIDTH, 10800, 0, 0, 0 }, "1969-12-31T23:55", "1969-12-31T21:00", "1970-01-01" },
	{ { BINS_WIDTH, DAY, 6 * 3600, 0, 0 }, "2020-11-01T05:55", "2020-10-31T06:00", "2020-11-01T06:00" },
	{ { BINS_WIDTH, DAY, 6 * 3600, 0, 0 }, "2020-11-01T06:00", "2020-11-01T06:00", "2020-11-02T06:00" },
	{ { BINS_WIDTH, 10800, 6 * 3600, 0, 0 }, "2020-11-01T05:55", "2020-11-01T03:00", "2020-11-01T06:00" },
	{ { BINS_WIDTH, 5 * DAY, 0, 0, 0 }, "1970-01-05T23:00", "1970-01-01", "1970-01-06" },
	{ { BINS_WIDTH, 5 * DAY, 0, 0, 0 }, "1969-12-31T23:00", "1969-12-27", "1970-01-01" },
	{ { BINS_WIDTH, DAY, 23 * 3600, 0, 0 }, "1900-03-01T22:55", "1900-02-28T23:00", "1900-03-01T23:00" },
	/* 2021-01-01 was a Friday, in ISO week 53 of 2020. */
	{ { BINS_WEEK, 0, 0, 0, 0 }, "2021-01-01T12:00", "2020-12-28", "2021-01-04" },
	{ { BINS_WEEK, 0, 0, 0, 0 }, "2021-01-04", "2021-01-04", "2021-01-11" },
	{ { BINS_WEEK, 0, 6 * 3600, 0, 0 }, "2021-01-04T05:00", "2020-12-28T06:00", "2021-01-04T06:00" },
	{ { BINS_WEEK, 0, 0, 0, 0 }, "1969-01-05T23:55", "1968-12-30", "1969-01-06" },
	{ { BINS_WEEK, 0, 23 * 3600, 0, 0 }, "1961-01-01T22:00", "1960-12-26T23:00", "1961-01-02T23:00" },
	{ { BINS_MONTH, 0, 0, 0, 0 }, "2020-02-29T23:55", "2020-02-01", "2020-03-01" },
	{ { BINS_MONTH, 0, 23 * 3600, 0, 0 }, "1900-03-01T22:00", "1900-02-01T23:00", "1900-03-01T23:00" },
	{ { BINS_MONTH, 0, 0, 0, 0 }, "2020-12-31T23:55", "2020-12-01", "2021-01-01" },
	{ { BINS_MONTH, 0, 6 * 3600, 0, 0 }, "2020-12-01T05:55", "2020-11-01T06:00", "2020-12-01T06:00" },
	{ { BINS_YEAR, 0, 0, 0, 0 }, "2020-12-31T23:55", "2020-01-01", "2021-01-01" },
	{ { BINS_YEAR, 0, 0, 0, 0 }, "1583-06-01", "1583-01-01", "1584-01-01" },
	/* Hydrological years from October 1st, and from November 1st at 06:00. */
	{ { BINS_YEAR, 0, 0, 9, 0 }, "2020-09-30T23:55", "2019-10-01", "2020-10-01" },
	{ { BINS_YEAR, 0, 0, 9, 0 }, "2020-10-01", "2020-10-01", "2021-10-01" },
	{ { BINS_YEAR, 0, 0, 9, 0 }, "2020-01-01", "2019-10-01", "2020-10-01" },
	{ { BINS_YEAR, 0, 6 * 3600, 10, 0 }, "2020-11-01T05:55", "2019-11-01T06:00", "2020-11-01T06:00" },
	{ { BINS_YEAR, 0, 0, 2, 14 }, "1969-03-14T23:59:59", "1968-03-15", "1969-03-15" },
	{ { BINS_YEAR, 0, 0, 2, 14 }, "1969-03-15", "1969-03-15", "1970-03-15" },
	{ { BINS_SEASON, 0, 0, 0, 0 }, "2020-02-29T23:55", "2019-12-01", "2020-03-01" },
	{ { BINS_SEASON, 0, 0, 0, 0 }, "2020-12-01", "2020-12-01", "2021-03-01" },
	{ { BINS_SEASON, 0, 0, 0, 0 }, "2020-11-30T23:55", "2020-09-01", "2020-12-01" },
	{ { BINS_SEASON, 0, 6 * 3600, 0, 0 }, "1969-06-01T05:59", "1969-03-01T06:00", "1969-06-01T06:00" },
	{ { BINS_YEAR, 0, 6 * 3600, 0, 0 }, "2021-01-01T05:00", "2020-01-01T06:00", "2021-01-01T06:00" },
};

START_TEST(a_bin_holds_its_time)
{
	struct span s = bins_at(&cases[_i].bins, at(cases[_i].t));

	ck_assert_int_eq(s.start, at(cases[_i].start));
	ck_assert_int_eq(s.end, at(cases[_i].end));
}
END_TEST

START_TEST(bins_follow_each_other)
{
	struct span s = bins_at(&cases[_i].bins, at(cases[_i].t));

	for (int i = 0; i < 500; i++) {
		struct span next = bins_at(&cases[_i].bins, s.end);

		ck_assert_int_eq(next.start, s.end);
		ck_assert_int_eq(bins_at(&cases[_i].bins, next.end - 1).start, next.start);
		s = next;
	}
}
END_TEST

START_TEST(a_width_divides_a_day_or_is_days)
{
	ck_assert(bins_width_is_good(300));
	ck_assert(bins_width_is_good(DAY));
	ck_assert(bins_width_is_good(10 * DAY));
	ck_assert(!bins_width_is_good(5 * 3600));
	ck_assert(!bins_width_is_good(36 * 3600));
	ck_assert(!bins_width_is_good(0));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bins");
	TCase *c = tcase_create("bins");

	tcase_add_loop_test(c, a_bin_holds_its_time, 0, (int)(sizeof cases / sizeof *cases));
	tcase_add_loop_test(c, bins_follow_each_other, 0, (int)(sizeof cases / sizeof *cases));
	tcase_add_test(c, a_width_divides_a_day_or_is_days);
	suite_add_tcase(s, c);
	return unit_main(s);
}
