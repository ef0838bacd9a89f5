/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nctime.h - times of netCDF files: "days since 1970-01-01" in the calendars of
 * the CF conventions.
 *
 * Times are first counted in the file's own calendar, where every interval has
 * its length; nctime_start() and nctime_end() then say which of our dates have
 * that name.
 */
#ifndef NCTIME_H
#define NCTIME_H

#include <stdbool.h>
#include <stdint.h>

enum nctime_calendar {
	NCTIME_STANDARD,                /* ours: standard, gregorian, proleptic_gregorian, none */
	NCTIME_JULIAN,                  /* the same dates from March 1900 to February 2100 */
	NCTIME_NOLEAP                   /* 365 days in every year */
};

struct nctime {
	enum nctime_calendar calendar;
	double unit;                    /* seconds */
	int64_t origin;                 /* seconds from 1970-01-01 in the file's calendar */
	bool absolute;                  /* no unit: numbers such as 20180301.5 */
};

/* Whether units are those of a time: "... since ...", or "day as %Y%m%d.%f". */
bool nctime_is_time(const char *units);

/*
 * nctime_parse() reads the attributes units and calendar ("" is standard). 0,
 * or -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int nctime_parse(const char *units, const char *calendar, struct nctime *t, char *why);

/*
 * nctime_at() turns a number of a file into seconds since 1970-01-01 in its
 * calendar, rounded to the second. False if that is not within the years 1 to
 * 9999, or has no date of ours.
 */
bool nctime_at(const struct nctime *t, double value, int64_t *seconds);

/*
 * nctime_start() turns such seconds into those since 1970-01-01 UTC of the date
 * of the same name; nctime_end() does so for the end of an interval, so that a
 * 28 February without a leap day ends when that day does.
 */
int64_t nctime_start(const struct nctime *t, int64_t seconds);
int64_t nctime_end(const struct nctime *t, int64_t seconds);

/*
 * nctime_no_such_day() finds the first day of [start, end), seconds since
 * 1970-01-01 UTC, that the calendar does not have: false if it has all of them.
 */
bool nctime_no_such_day(const struct nctime *t, int64_t start, int64_t end, int64_t *day);

/* The first second of a date, in seconds since 1970-01-01 of its calendar. */
int64_t nctime_of_date(const struct nctime *t, int year, int month, int day);

/*
 * A date's days since 1970-01-01, in our calendar; and back. Years 0 to 9999.
 */
int64_t nctime_days(int year, int month, int day);
void nctime_date(int64_t days, int *year, int *month, int *day);

#endif
