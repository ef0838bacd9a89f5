/* SPDX-License-Identifier: BSD-2-Clause */
/* bins.c - intervals of time: days from an origin, ISO weeks, months, seasons, years. */
#include "fold/bins.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"

bool
bins_width_is_good(int64_t width)
{
	return width > 0 && (width < DAY ? DAY % width == 0 : width % DAY == 0);
}

/* The largest multiple of `width` from `zero` on that is not after t. */
static int64_t
floor_to(int64_t t, int64_t zero, int64_t width)
{
	int64_t rest = (t - zero) % width;

	return t - (rest < 0 ? rest + width : rest);
}

/* The first moment of a day of a month; months outside 0 to 11 are in other years. */
static int64_t
day_start(int year, int month, int day)
{
	struct tm tm = { .tm_year = year, .tm_mon = month, .tm_mday = day + 1 };

	return timegm(&tm);
}

/* The span of `months` months from this one on. */
static struct span
months_from(const struct bins *b, int year, int month, int months)
{
	return (struct span){ day_start(year, month, 0) + b->origin,
		day_start(year, month + months, 0) + b->origin };
}

/* The year that holds the time: it may begin on another day than January 1st. */
static struct span
year_at(const struct bins *b, const struct tm *tm)
{
	bool before = tm->tm_mon < b->month || (tm->tm_mon == b->month && tm->tm_mday <= b->day);
	int year = tm->tm_year - before;

	return (struct span){ day_start(year, b->month, b->day) + b->origin,
		day_start(year + 1, b->month, b->day) + b->origin };
}

struct span
bins_at(const struct bins *b, int64_t t)
{
	time_t shifted = (time_t)(t - b->origin);
	int64_t start, width = b->kind == BINS_WEEK ? 7 * DAY : b->width;
	struct tm tm;

	gmtime_r(&shifted, &tm);
	switch (b->kind) {
	case BINS_MONTH:
		return months_from(b, tm.tm_year, tm.tm_mon, 1);
	case BINS_SEASON:
		return months_from(b, tm.tm_year, (tm.tm_mon + 1) / 3 * 3 - 1, 3);
	case BINS_YEAR:
		return year_at(b, &tm);
	default:
		/* 1970-01-01, a Thursday, is three days after Monday. */
		start = floor_to(t, b->origin - (b->kind == BINS_WEEK ? 3 * DAY : 0), width);
		return (struct span){ start, start + width };
	}
}

struct span
bins_day(const struct bins *b, int64_t t)
{
	int64_t start = floor_to(t, b->origin, DAY);

	return (struct span){ start, start + DAY };
}

void
bins_set_origin(struct bins *b, const char *option, const char *text)
{
	char date[CMD_PAIR_MAX];
	time_t t;
	struct tm tm;
	int64_t at;

	if (strchr(text, '-') == NULL) {
		b->origin = cmd_time_of_day(option, text);
		return;
	}
	if (b->kind == BINS_WIDTH && b->width > 0 && cmd_parse_time(text, &at)) {
		b->origin = at % (b->width > DAY ? b->width : DAY);
		return;
	}
	/* In a year without February 29th, on which not every year can begin. */
	snprintf(date, sizeof date, "2001-%s", text);
	if (!cmd_parse_time(date, &at))
		cmd_usage("%s takes a time of day, such as 06:00, a day of the year, such as 10-01, or with "
		          "-w a date, such as 2020-11-01, not \"%s\"", option, text);
	if (b->kind != BINS_YEAR)
		cmd_usage("%s %s: only years begin on a day of the year; with -w it may be a date", option,
		    text);
	t = (time_t)at;
	gmtime_r(&t, &tm);
	b->month = tm.tm_mon;
	b->day = tm.tm_mday - 1;
	b->origin = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
}
