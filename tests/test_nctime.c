/* SPDX-License-Identifier: BSD-2-Clause */
/* test_nctime - units and calendars of times in netCDF. */
#include "netcdf/nctime.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const struct {
	const char *units, *calendar;
	double value;
	const char *date;               /* NULL: refused */
} times[] = {
	{ "seconds since 1970-01-01", "", 0, "1970-01-01T00:00Z" },
	{ "seconds since 1970-01-01 00:00:00 UTC", "julian", 1577880000, "2020-01-01T12:00Z" },
	{ "hours since 1900-01-01 00:00:00.0", "gregorian", 1035841, "2018-03-03T01:00Z" },
	{ "days since 1980-1-1 0:0:0", "gregorian", 13941, "2018-03-03T00:00Z" },
	{ "days since 1970-01-01 00:00:00Z", "julian", 17593, "2018-03-03T00:00Z" },
	{ "minutes since 1970-01-01 00:00", "standard", 25333920, "2018-03-03T00:00Z" },
	{ "Hours Since 2000-01-01T06:00:00+02:00", "none", 2, "2000-01-01T06:00Z" },
	{ "h since 2000-01-01 00:00 -0330", "", 0, "2000-01-01T03:30Z" },
	{ "d since 2000-01-01 12", "", 0.5, "2000-01-02T00:00Z" },
	{ "days since 2000-01-01", "", 1 / 3., "2000-01-01T08:00Z" },
	/* Rounded to the second. */
	{ "days since 2000-01-01", "", 0.04166666, "2000-01-01T01:00Z" },
	/* The standard calendar is Julian before 1582-10-15, the proleptic one is not. */
	{ "days since 0001-01-01", "standard", 737125, "2019-03-06T00:00Z" },
	{ "days since 0001-01-01", "proleptic_gregorian", 737125, "2019-03-08T00:00Z" },
	{ "days since 1582-10-04", "gregorian", 1, "1582-10-15T00:00Z" },
	/* By the name of the date. */
	{ "days since 1970-01-01", "noleap", 18308, "2020-02-28T00:00Z" },
	{ "days since 1970-01-01", "365_day", 18309, "2020-03-01T00:00Z" },
	{ "days since 0000-01-01", "noleap", 365 * 2018 + 31, "2018-02-01T00:00Z" },
	{ "days since 2000-03-01", "noleap", -1, "2000-02-28T00:00Z" },
	{ "day as %Y%m%d.%f", "", 20180303.5, "2018-03-03T12:00Z" },
	{ "day as %Y%m%d.%f", "proleptic_gregorian", 20200229, "2020-02-29T00:00Z" },
	{ "day as %Y%m%d.%f", "noleap", 20200229, NULL },
	{ "day as %Y%m%d.%f", "", 20181301, NULL },
	{ "days since 1970-01-01", "360_day", 0, NULL },
	{ "days since 1970-01-01", "all_leap", 0, NULL },
	{ "days since 1850-01-01", "julian", 60000, NULL },
	{ "days since 1970-01-01", "julian", 50000, NULL },
	{ "months since 1970-01-01", "", 0, NULL },
	{ "years since 1970-01-01", "", 0, NULL },
	{ "days since 1970-02-30", "", 0, NULL },
	{ "days since 2001-02-29", "", 0, NULL },
	{ "days since 2000-02-29", "noleap", 0, NULL },
	{ "days since 1970-13-01", "", 0, NULL },
	{ "days since 0000-01-01", "", 0, NULL },
	{ "days since", "", 0, NULL },
	{ "days since 1970-01-01 25:00", "", 0, NULL },
	{ "days since 1970-01-01 00:00 PST", "", 0, NULL },
	{ "days since yesterday", "", 0, NULL },
	{ "days", "", 0, NULL },
	{ "", "", 0, NULL },
	{ "days since 1970-01-01", "", 1e9, NULL },
	{ "seconds since 1970-01-01", "", -1e12, NULL },
};

START_TEST(a_number_is_a_date_or_refused)
{
	struct nctime t;
	char why[CHUNK_WHY_MAX] = "", text[CHUNK_TIME_MAX];
	int64_t seconds;
	bool found = nctime_parse(times[_i].units, times[_i].calendar, &t, why) == 0 &&
	    nctime_at(&t, times[_i].value, &seconds);

	ck_assert_int_eq(found, times[_i].date != NULL);
	if (found)
		ck_assert_str_eq(chunk_time_text(nctime_start(&t, seconds), text), times[_i].date);
}
END_TEST

/* Every day of 800 years comes back, in both directions. */
START_TEST(days_are_dates_and_back)
{
	for (int64_t day = nctime_days(1600, 1, 1); day < nctime_days(2400, 1, 1); day++) {
		int year, month, date;

		nctime_date(day, &year, &month, &date);
		ck_assert_int_eq(nctime_days(year, month, date), day);
	}
	ck_assert_int_eq(nctime_days(1970, 1, 1), 0);
	ck_assert_int_eq(nctime_days(2000, 3, 1), 11017);
}
END_TEST

START_TEST(without_leap_days_the_28th_of_february_is_a_day_long)
{
	struct nctime t;
	char why[CHUNK_WHY_MAX];
	int64_t from, to, day;

	ck_assert_int_eq(nctime_parse("days since 1970-01-01", "noleap", &t, why), 0);
	ck_assert(nctime_at(&t, 18308, &from) && nctime_at(&t, 18309, &to));
	ck_assert_int_eq(nctime_end(&t, to) - nctime_start(&t, from), 86400);
	ck_assert(nctime_no_such_day(&t, nctime_end(&t, to), nctime_start(&t, to), &day));
	ck_assert_int_eq(day, nctime_end(&t, to));
	/* Not in a year without one, and not in a part of the day. */
	ck_assert(!nctime_no_such_day(&t, day + 86400, day + 365 * 86400, &day));
	ck_assert(!nctime_no_such_day(&t, 1582934400, 1582934400 + 3600, &day));
}
END_TEST

static const struct { const char *units; bool is; } texts[] = { { "days since 1970-01-01", true },
	{ "day as %Y%m%d.%f", true }, { "month as %Y%m.%f", true }, { "hours", false }, { "degrees_north", false }, { "", false } };

START_TEST(units_of_time_are_known_by_their_words)
{
	ck_assert_int_eq(nctime_is_time(texts[_i].units), texts[_i].is);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("nctime");
	TCase *t = tcase_create("nctime");

	LOOP(a_number_is_a_date_or_refused, times);
	tcase_add_test(t, days_are_dates_and_back);
	tcase_add_test(t, without_leap_days_the_28th_of_february_is_a_day_long);
	LOOP(units_of_time_are_known_by_their_words, texts);
	suite_add_tcase(s, t);
	return unit_main(s);
}
