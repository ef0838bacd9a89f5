/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pattern.h - times in the names of images: what `-p radar_%y%m%d%H%M.tif`
 * finds in them.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdint.h>

/*
 * A pattern is a name in which conversions of strptime(3) stand for a time in
 * UTC: %Y %y %m %d %j %b %H %M %S, %F for %Y-%m-%d, %s for seconds since 1970,
 * and %% for itself. Unlike strptime's, each number has all its digits (2 for
 * %d, 4 for %Y, 3 for %j), names of months are English in any locale, and the
 * whole name must match.
 */

enum pattern_match {
	PATTERN_OTHER,                  /* another kind of name */
	PATTERN_TIME,                   /* it matches, and *t is the time that it gives */
	PATTERN_INVALID                 /* it matches, but no calendar has that time: 31 February */
};

/*
 * What a name says under a pattern. What the pattern leaves out is 1970,
 * January, the 1st, or 0.
 */
enum pattern_match pattern_time(const char *pattern, const char *name, int64_t *t);

/* pattern_resolution() of a pattern that gives no time. */
enum {
	PATTERN_NO_TIME = 0,            /* it leaves out the day, or an hour before the minutes */
	PATTERN_UNKNOWN = -1            /* it has a conversion that is not in the list */
};

/*
 * How finely a pattern tells times: 1, 60, 3600 or 86400 seconds; else one of
 * the above.
 */
int pattern_resolution(const char *pattern);

#endif
