/* SPDX-License-Identifier: BSD-2-Clause */
/* bins.h - intervals of time aligned to the UTC clock and calendar. */
#ifndef BINS_H
#define BINS_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"

enum bins_kind { BINS_WIDTH, BINS_WEEK, BINS_MONTH, BINS_SEASON, BINS_YEAR };

struct bins {
	enum bins_kind kind;
	int64_t width; /* seconds, of BINS_WIDTH: divides a day, or is whole days */
	int64_t origin; /* seconds after 00:00 UTC at which a day begins, 0 to a day */
	int month, day; /* on which a year begins, both from 0: October 1st is 9, 0 */
};

struct span {
	int64_t start, end;             /* [start, end) */
};

/* Whether a width divides 24 h or is whole days. */
bool bins_width_is_good(int64_t width);

/*
 * The bin that holds the time t. Whole days count from 1970-01-01, weeks are
 * ISO's, from Monday, and seasons are three months from December, March, June
 * and September on.
 */
struct span bins_at(const struct bins *b, int64_t t);

/*
 * Sets when days begin, from the text of an option: 06:00; or on which day years
 * do, 10-01 or 10-01T06:00. An invalid one ends the tool with status 2, and so
 * does a day for anything but BINS_YEAR.
 */
void bins_set_origin(struct bins *b, const char *option, const char *text);

/* The day that holds t, from origin to origin. */
struct span bins_day(const struct bins *b, int64_t t);

#endif
