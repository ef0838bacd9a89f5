/* SPDX-License-Identifier: BSD-2-Clause */
/* pattern.c - times in the names of images. */
#include "archive/pattern.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* What a name has said so far. */
struct fields {
	int year, month, day, yearday;  /* yearday is -1 without %j */
	int hour, minute, second;
	bool counted;                   /* %s is there: the time is `seconds`, whatever else is */
	int64_t seconds;
};

/* Reads exactly `digits` digits at *name, which moves on. */
static bool
read_number(const char **name, int digits, int *value)
{
	int n = 0;

	for (int i = 0; i < digits; i++, (*name)++) {
		if (!isdigit((unsigned char)**name))
			return false;
		n = 10 * n + (**name - '0');
	}
	*value = n;
	return true;
}

/* Reads as many digits as there are, up to the 12 that the year 9999 needs. */
static bool
read_seconds(const char **name, struct fields *p)
{
	int digits = 0;

	p->seconds = 0;
	for (; digits < 12 && isdigit((unsigned char)**name); digits++, (*name)++)
		p->seconds = 10 * p->seconds + (**name - '0');
	p->counted = true;
	return digits > 0;
}

static bool
read_month(const char **name, int *month)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(*name, months + 3 * i, 3) == 0) {
			*name += 3;
			*month = i + 1;
			return true;
		}
	return false;
}

/* Reads what conversion `c` of a pattern stands for. */
static bool
read_conversion(char c, const char **name, struct fields *p)
{
	switch (c) {
	case 'Y':
		return read_number(name, 4, &p->year);
	case 'y':
		if (!read_number(name, 2, &p->year))
			return false;
		p->year += p->year < 69 ? 2000 : 1900;  /* as POSIX has it for strptime() */
		return true;
	case 'm':
		return read_number(name, 2, &p->month);
	case 'b':
		return read_month(name, &p->month);
	case 'd':
		return read_number(name, 2, &p->day);
	case 'j':
		return read_number(name, 3, &p->yearday);
	case 'H':
		return read_number(name, 2, &p->hour);
	case 'M':
		return read_number(name, 2, &p->minute);
	case 'S':
		return read_number(name, 2, &p->second);
	case 'F':
		return read_number(name, 4, &p->year) && *(*name)++ == '-' &&
		    read_number(name, 2, &p->month) && *(*name)++ == '-' &&
		    read_number(name, 2, &p->day);
	case 's':
		return read_seconds(name, p);
	default:
		return c == '%' && *(*name)++ == '%';
	}
}

/*
 * Whether the calendar has such a time: timegm() must not have to carry it over
 * into the next month.
 */
static bool
make_time(const struct fields *p, int64_t *t)
{
	struct tm tm = {
		.tm_year = p->year - 1900, .tm_mon = p->month - 1, .tm_mday = p->day,
		.tm_hour = p->hour, .tm_min = p->minute, .tm_sec = p->second
	};

	if (p->yearday >= 0)
		tm.tm_mon = 0, tm.tm_mday = p->yearday;
	*t = timegm(&tm);
	if (p->year < 1 || tm.tm_year != p->year - 1900)
		return false;
	if (p->yearday >= 0 ? tm.tm_yday != p->yearday - 1 : tm.tm_mon != p->month - 1)
		return false;
	return tm.tm_hour == p->hour && tm.tm_min == p->minute && tm.tm_sec == p->second;
}

enum pattern_match
pattern_time(const char *pattern, const char *name, int64_t *t)
{
	struct fields p = { .year = 1970, .month = 1, .day = 1, .yearday = -1 };

	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '%') {
			if (*name++ != *pattern)
				return PATTERN_OTHER;
		} else if (*++pattern == '\0' || !read_conversion(*pattern, &name, &p)) {
			return PATTERN_OTHER;
		}
	}
	if (*name != '\0')
		return PATTERN_OTHER;
	if (p.counted) {
		*t = p.seconds;
		return *t < 253402300800 ? PATTERN_TIME : PATTERN_INVALID;
	}
	return make_time(&p, t) ? PATTERN_TIME : PATTERN_INVALID;
}

int
pattern_resolution(const char *pattern)
{
	bool has[128] = { false };
	bool year, day;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '%')
			continue;
		if (*++pattern == '\0' || strchr("YymdjbHMSFs%", *pattern) == NULL)
			return PATTERN_UNKNOWN;
		has[(unsigned char)*pattern] = true;
	}
	if (has['s'])
		return 1;
	year = has['Y'] || has['y'];
	day = has['j'] || ((has['m'] || has['b']) && has['d']);
	if (!(has['F'] || (year && day)) || (has['M'] && !has['H']) || (has['S'] && !has['M']))
		return PATTERN_NO_TIME;
	return has['S'] ? 1 : has['M'] ? 60 : has['H'] ? 3600 : 86400;
}
