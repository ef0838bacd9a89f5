/* SPDX-License-Identifier: BSD-2-Clause */
/* bins.c - intervals of time: days from an origin, ISO weeks, months, years. */
#include "fold/bins.h"

#include <time.h>

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

/* The first moment of a month; months outside 0 to 11 are in other years. */
static int64_t
month_start(int year, int month)
{
	struct tm tm = { .tm_year = year, .tm_mon = month, .tm_mday = 1 };

	return timegm(&tm);
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
		return (struct span){ month_start(tm.tm_year, tm.tm_mon) + b->origin,
			month_start(tm.tm_year, tm.tm_mon + 1) + b->origin };
	case BINS_YEAR:
		return (struct span){ month_start(tm.tm_year, 0) + b->origin,
			month_start(tm.tm_year + 1, 0) + b->origin };
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
