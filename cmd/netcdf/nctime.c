/* SPDX-License-Identifier: BSD-2-Clause */
/* nctime.c - units and calendars of time, as the CF conventions have them. */
#include "netcdf/nctime.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chunk.h"
#include "clock.h"

#define YEAR_1     INT64_C(-62135596800)        /* 0001-01-01 */
#define YEAR_10000 INT64_C(253402300800)
#define JULIAN_FROM INT64_C(-2203891200)        /* 1900-03-01: after it both calendars have */
#define JULIAN_TO  INT64_C(4107542400)          /* one set of dates, to 2100-03-01 */
#define GREGORIAN  INT64_C(-12219292800)        /* 1582-10-15 */

/* ---- Dates ------------------------------------------------------------- */

/*
 * Days since 1970-01-01 in the Gregorian calendar, for all years; Fliegel and
 * Van Flandern, Comm. ACM 11, 1968, 657.
 */
int64_t
nctime_days(int year, int month, int day)
{
	int a = (14 - month) / 12, y = year + 4800 - a, m = month + 12 * a - 3;

	return day + (153 * m + 2) / 5 + INT64_C(365) * y + y / 4 - y / 100 + y / 400 - 32045 -
	    2440588;
}

/* The same in the Julian calendar. */
static int64_t
julian_days(int year, int month, int day)
{
	int a = (14 - month) / 12, y = year + 4800 - a, m = month + 12 * a - 3;

	return day + (153 * m + 2) / 5 + INT64_C(365) * y + y / 4 - 32083 - 2440588;
}

void
nctime_date(int64_t days, int *year, int *month, int *day)
{
	int64_t a = days + 2440588 + 32044, b = (4 * a + 3) / 146097, c = a - 146097 * b / 4;
	int64_t d = (4 * c + 3) / 1461, e = c - 1461 * d / 4, m = (5 * e + 2) / 153;

	*day = (int)(e - (153 * m + 2) / 5 + 1);
	*month = (int)(m + 3 - 12 * (m / 10));
	*year = (int)(100 * b + d - 4800 + m / 10);
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_length(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return lengths[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 where every year has 365 of them. */
static int64_t
noleap_days(int year, int month, int day)
{
	/* 2001 has no leap day, either. */
	return INT64_C(365) * (year - 1970) + nctime_days(2001, month, day) -
	    nctime_days(2001, 1, 1);
}

/* ---- The text of the units --------------------------------------------- */

static double
find_unit(const char *name, size_t length)
{
	static const struct { const char *name; double seconds; } units[] = {
		{ "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 }, { "seconds", 1 },
		{ "min", 60 }, { "mins", 60 }, { "minute", 60 }, { "minutes", 60 },
		{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 }, { "hours", 3600 },
		{ "d", 86400 }, { "day", 86400 }, { "days", 86400 },
	};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strlen(units[i].name) == length &&
		    strncasecmp(units[i].name, name, length) == 0)
			return units[i].seconds;
	return 0;
}

/* A number of at most `digits` digits. */
static bool
take_number(const char **p, int digits, int *value)
{
	int n = 0;

	for (*value = 0; n < digits && isdigit((unsigned char)**p); n++, ++*p)
		*value = 10 * *value + (**p - '0');
	return n > 0;
}

static void
skip_blanks(const char **p)
{
	while (**p == ' ' || **p == '\t')
		++*p;
}

/* Hours, minutes and seconds, of which all after the first may be missing. */
static bool
take_clock(const char **p, int64_t *seconds)
{
	int hour, minute = 0, second = 0;

	if (!take_number(p, 2, &hour) || hour > 24)
		return false;
	if (**p == ':' && (++*p, !take_number(p, 2, &minute) || minute > 59))
		return false;
	if (**p == ':' && (++*p, !take_number(p, 2, &second) || second > 60))
		return false;
	if (**p == '.')
		for (++*p; isdigit((unsigned char)**p); ++*p)
			if (**p != '0')
				return false;   /* a fraction of a second */
	*seconds = 3600 * hour + 60 * minute + second;
	return true;
}

/*
 * What clocks there are ahead of UTC: "Z", "UTC", "+1:00", "-0330", or nothing.
 */
static bool
take_zone(const char **p, int64_t *ahead)
{
	int sign, hour, minute = 0;

	*ahead = 0;
	skip_blanks(p);
	if (strncasecmp(*p, "UTC", 3) == 0 || strncasecmp(*p, "GMT", 3) == 0)
		*p += 3;
	else if (**p == 'Z' || **p == 'z')
		++*p;
	skip_blanks(p);
	if (**p != '+' && **p != '-')
		return **p == '\0';
	sign = *(*p)++ == '-' ? -1 : 1;
	if (!take_number(p, 2, &hour))
		return false;
	if (**p == ':')
		++*p;
	if (**p != '\0' && (!take_number(p, 2, &minute) || minute > 59))
		return false;
	*ahead = sign * (3600 * hour + 60 * minute);
	return **p == '\0' && hour <= 14;
}

/* The date and time after "since", in the file's calendar. */
static bool
take_origin(const char *p, enum nctime_calendar calendar, bool mixed, int64_t *origin)
{
	int year, month, day;
	int64_t clock = 0, ahead = 0, days;

	skip_blanks(&p);
	if (!take_number(&p, 4, &year) || *p++ != '-' || !take_number(&p, 2, &month) ||
	    *p++ != '-' || !take_number(&p, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 ||
	    (year == 0 && calendar != NCTIME_NOLEAP) ||
	    day > month_length(calendar == NCTIME_NOLEAP ? 2001 : year, month))
		return false;
	if (*p == 'T' || *p == 't')
		p++;
	skip_blanks(&p);
	if (isdigit((unsigned char)*p) && !take_clock(&p, &clock))
		return false;
	if (!take_zone(&p, &ahead))
		return false;
	days = calendar == NCTIME_NOLEAP ? noleap_days(year, month, day) :
	    nctime_days(year, month, day);
	if (mixed && days * DAY < GREGORIAN)
		days = julian_days(year, month, day);
	*origin = days * DAY + clock - ahead;
	return true;
}

/* ---- Units and calendar ------------------------------------------------ */

/* The place after " since ", or NULL. */
static const char *
after_since(const char *units)
{
	const char *since = strcasestr(units, " since ");

	return since != NULL ? since + strlen(" since ") : NULL;
}

static bool
is_absolute(const char *units)
{
	return strcasecmp(units, "day as %Y%m%d.%f") == 0 || strcasecmp(units, "day as %Y%m%d") == 0;
}

bool
nctime_is_time(const char *units)
{
	return after_since(units) != NULL || strcasestr(units, " as %Y") != NULL;
}

/* The calendar of a name; *mixed says that it is Julian before 1582-10-15. */
static int
find_calendar(const char *name, enum nctime_calendar *calendar, bool *mixed, char *why)
{
	static const struct {
		const char *name;
		enum nctime_calendar calendar;
		bool mixed;
	} known[] = {
		{ "", NCTIME_STANDARD, true },
		{ "standard", NCTIME_STANDARD, true },
		{ "gregorian", NCTIME_STANDARD, true },
		{ "proleptic_gregorian", NCTIME_STANDARD, false },
		{ "none", NCTIME_STANDARD, false },
		{ "julian", NCTIME_JULIAN, false },
		{ "noleap", NCTIME_NOLEAP, false },
		{ "365_day", NCTIME_NOLEAP, false },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(name, known[i].name) == 0) {
			*calendar = known[i].calendar;
			*mixed = known[i].mixed;
			return 0;
		}
	return chunk_reason(why, "its calendar is %.40s, whose dates are not those of real days: "
	    "standard, proleptic_gregorian, julian and noleap are read", name);
}

int
nctime_parse(const char *units, const char *calendar, struct nctime *t, char *why)
{
	const char *since = after_since(units), *p = units;
	bool mixed = false;

	*t = (struct nctime){ .absolute = is_absolute(units) };
	if (find_calendar(calendar, &t->calendar, &mixed, why) < 0)
		return -1;
	if (t->absolute)
		return 0;
	skip_blanks(&p);
	if (since != NULL)
		t->unit = find_unit(p, strcspn(p, " \t"));
	if (t->unit == 0 || !take_origin(since, t->calendar, mixed, &t->origin))
		return chunk_reason(why, "its time is in \"%.80s\": seconds, minutes, hours and days "
		    "since a date are read: cdo -r setreftime,2000-01-01,00:00,1day "
		    "-settaxis,2000-01-01,00:00,1mon a.nc b.nc sets times from that date on, a month "
		    "apart", units);
	if (t->calendar == NCTIME_JULIAN && (t->origin < JULIAN_FROM || t->origin >= JULIAN_TO))
		return chunk_reason(why, "its time is in \"%.80s\" of the Julian calendar, whose dates "
		    "then are not ours", units);
	return 0;
}

/* ---- Numbers ----------------------------------------------------------- */

/* 20180301.5 is noon of that day. */
static bool
absolute_at(const struct nctime *t, double value, int64_t *seconds)
{
	double whole = floor(value);
	int date, year, month, day;

	if (!(whole >= 10000 && whole < 1e8))
		return false;
	date = (int)whole;
	year = date / 10000;
	month = date / 100 % 100;
	day = date % 100;
	if (month < 1 || month > 12 || day < 1 ||
	    day > month_length(t->calendar == NCTIME_NOLEAP ? 2001 : year, month))
		return false;
	*seconds = DAY * (t->calendar == NCTIME_NOLEAP ? noleap_days(year, month, day) :
	    nctime_days(year, month, day)) + llround((value - whole) * (double)DAY);
	return true;
}

bool
nctime_at(const struct nctime *t, double value, int64_t *seconds)
{
	int64_t from = YEAR_1, to = YEAR_10000;

	if (t->absolute) {
		if (!absolute_at(t, value, seconds))
			return false;
	} else {
		if (!(fabs(value) * t->unit < 1e15))
			return false;
		*seconds = t->origin + llround(value * t->unit);
	}
	if (t->calendar == NCTIME_JULIAN) {
		from = JULIAN_FROM;
		to = JULIAN_TO;
	} else if (t->calendar == NCTIME_NOLEAP) {
		from = DAY * noleap_days(1, 1, 1);
		to = DAY * noleap_days(9999, 12, 31);
	}
	return *seconds >= from && *seconds < to;
}

/* The quotient that is rounded down. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
nctime_start(const struct nctime *t, int64_t seconds)
{
	int64_t day = floor_div(seconds, DAY), clock = seconds - day * DAY;
	int64_t year = floor_div(day, 365);
	int unused, month, date;

	if (t->calendar != NCTIME_NOLEAP)
		return seconds;
	nctime_date(nctime_days(2001, 1, 1) + day - 365 * year, &unused, &month, &date);
	return DAY * nctime_days((int)year + 1970, month, date) + clock;
}

int64_t
nctime_of_date(const struct nctime *t, int year, int month, int day)
{
	return DAY * (t->calendar == NCTIME_NOLEAP ? noleap_days(year, month, day) :
	    nctime_days(year, month, day));
}

int64_t
nctime_end(const struct nctime *t, int64_t seconds)
{
	return nctime_start(t, seconds - 1) + 1;
}

bool
nctime_no_such_day(const struct nctime *t, int64_t start, int64_t end, int64_t *day)
{
	int year, month, date;

	if (t->calendar != NCTIME_NOLEAP)
		return false;
	nctime_date(floor_div(start, DAY), &year, &month, &date);
	for (; year < 9999; year++) {
		*day = DAY * nctime_days(year, 2, 29);
		if (*day >= end)
			return false;
		if (is_leap(year) && *day >= start)
			return *day + DAY <= end;
	}
	return false;
}
