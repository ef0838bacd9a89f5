/* SPDX-License-Identifier: BSD-2-Clause */
/* times.c - numbers, times and durations as options have them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"

long
cmd_integer(const char *option, const char *text, long low, long high)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || value < low || value > high)
		cmd_usage("%s takes a whole number from %ld to %ld, not \"%s\"", option, low, high,
		    text);
	return value;
}

double
cmd_real(const char *option, const char *text, double low, double high)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(value) || value < low || value > high)
		cmd_usage("%s takes a number from %g to %g, not \"%s\"", option, low, high, text);
	return value;
}

const char *
cmd_pair(const char *option, const char *text, const char *example, char *first)
{
	const char *comma = strchr(text, ',');

	if (comma == NULL || comma - text >= CMD_PAIR_MAX)
		cmd_usage("%s takes two numbers, such as %s, not \"%s\"", option, example, text);
	snprintf(first, CMD_PAIR_MAX, "%.*s", (int)(comma - text), text);
	return comma + 1;
}

int
cmd_choice(const char *option, const char *text, const char *choices)
{
	size_t length = strlen(text);
	int i = 0;

	for (const char *p = choices; length > 0; p += strcspn(p, "|") + 1, i++) {
		if (strncmp(p, text, length) == 0 && strcspn(p, "|") == length)
			return i;
		if (strchr(p, '|') == NULL)
			break;
	}
	cmd_usage("%s takes %s, not \"%s\"", option, choices, text);
}

/* Takes exactly `digits` digits, a number up to `max`. */
static bool
take_digits(const char **p, int digits, int max, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++, ++*p) {
		if (**p < '0' || **p > '9')
			return false;
		*value = 10 * *value + (**p - '0');
	}
	return *value <= max;
}

bool
cmd_parse_time(const char *text, int64_t *t)
{
	int year, month, day, hour = 0, minute = 0, second = 0;
	const char *p = text;
	struct tm tm;

	if (!take_digits(&p, 4, 9999, &year) || *p++ != '-' || !take_digits(&p, 2, 12, &month) ||
	    *p++ != '-' || !take_digits(&p, 2, 31, &day) || year == 0 || month == 0 || day == 0)
		return false;
	if (*p == 'T' || *p == ' ') {
		p++;
		if (!take_digits(&p, 2, 23, &hour) || *p++ != ':' ||
		    !take_digits(&p, 2, 59, &minute))
			return false;
		if (*p == ':' && (p++, !take_digits(&p, 2, 59, &second)))
			return false;
	}
	p += *p == 'Z';
	tm = (struct tm){ .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second };
	*t = timegm(&tm);
	return *p == '\0' && tm.tm_mday == day;         /* no 31 June */
}

int64_t
cmd_time(const char *option, const char *text)
{
	int64_t t;

	if (!cmd_parse_time(text, &t))
		cmd_usage("%s takes a time in UTC, such as 2020-11-01 or 2020-11-01T06:00, not \"%s\"",
		    option, text);
	return t;
}

bool
cmd_parse_duration(const char *text, int64_t *seconds)
{
	static const struct { const char *unit; int64_t seconds; } units[] = {
		{ "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 7 * 86400 },
	};
	char *end;
	long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || n < 1 || n > 36600 * 1440)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(end, units[i].unit) == 0) {
			*seconds = n * units[i].seconds;
			return *seconds <= 36600 * INT64_C(86400);
		}
	return false;
}

int64_t
cmd_duration(const char *option, const char *text)
{
	int64_t seconds;

	if (!cmd_parse_duration(text, &seconds))
		cmd_usage("%s takes a duration, such as 30s, 5min, 3h, 1d or 2w, not \"%s\"", option,
		    text);
	return seconds;
}

int64_t
cmd_time_of_day(const char *option, const char *text)
{
	char day[64];
	int64_t t;

	snprintf(day, sizeof day, "1970-01-01T%s", text);
	if (!cmd_parse_time(day, &t))
		cmd_usage("%s takes a time of day, such as 06:00, not \"%s\"", option, text);
	return t;
}
