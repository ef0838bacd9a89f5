/* SPDX-License-Identifier: BSD-2-Clause */
/* test_times - times and durations: what is taken, what is not, and what they mean. */
#include "cli/cmd.h"
#include "unit.h"

static const struct { const char *text; int64_t t; } times[] = {
	{ "1970-01-01", 0 },
	{ "1970-01-01T00:00Z", 0 },
	{ "2020-11-01", 1604188800 },
	{ "2020-11-01T06:30", 1604188800 + 6 * 3600 + 30 * 60 },
	{ "2020-11-01 06:30:15", 1604188800 + 6 * 3600 + 30 * 60 + 15 },
	{ "2020-11-01T06:30:15Z", 1604188800 + 6 * 3600 + 30 * 60 + 15 },
	{ "2020-02-29", 1582934400 },
	{ "1969-12-31T23:59:59", -1 },
};

static const char *const no_times[] = {
	"", "2020", "2020-11", "2020-11-1", "2020-11-31", "2021-02-29", "2020-13-01", "2020-00-01", "2020-01-00",
	"2020-11-01T", "2020-11-01T06", "2020-11-01T24:00", "2020-11-01T06:60", "2020-11-01T06:00:60",
	"2020-11-01T06:00+01", "2020-11-01x", " 2020-11-01", "20201101", "0000-01-01", "-020-11-01",
};

static const struct { const char *text; int64_t seconds; } durations[] = {
	{ "1s", 1 }, { "5min", 300 }, { "90min", 5400 }, { "3h", 10800 }, { "1d", 86400 }, { "2w", 14 * 86400 },
};

static const char *const no_durations[] = {
	"", "5", "min", "0h", "-1h", "+1h", " 1h", "1 h", "1hour", "1m", "1.5h", "99999999999999999999s", "1h30min",
	"40000d", "9999999w",
};

START_TEST(times_are_utc)
{
	int64_t t;

	ck_assert(cmd_parse_time(times[_i].text, &t));
	ck_assert_int_eq(t, times[_i].t);
}
END_TEST

START_TEST(what_is_no_time_is_refused)
{
	int64_t t;

	ck_assert_msg(!cmd_parse_time(no_times[_i], &t), "%s", no_times[_i]);
}
END_TEST

START_TEST(durations_are_seconds)
{
	int64_t seconds;

	ck_assert(cmd_parse_duration(durations[_i].text, &seconds));
	ck_assert_int_eq(seconds, durations[_i].seconds);
}
END_TEST

START_TEST(what_is_no_duration_is_refused)
{
	int64_t seconds;

	ck_assert_msg(!cmd_parse_duration(no_durations[_i], &seconds), "%s", no_durations[_i]);
}
END_TEST

#define N(array) (int)(sizeof (array) / sizeof *(array))

int
main(void)
{
	Suite *s = suite_create("times");
	TCase *c = tcase_create("times");

	tcase_add_loop_test(c, times_are_utc, 0, N(times));
	tcase_add_loop_test(c, what_is_no_time_is_refused, 0, N(no_times));
	tcase_add_loop_test(c, durations_are_seconds, 0, N(durations));
	tcase_add_loop_test(c, what_is_no_duration_is_refused, 0, N(no_durations));
	suite_add_tcase(s, c);
	return unit_main(s);
}
