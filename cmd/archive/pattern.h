/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pattern.h - times in the names of images: what `-p radar_%y%m%d%H%M.tif`
 * finds in them.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A pattern is a name in which conversions of strptime(3) stand for a time in
 * UTC: %Y %y %m %d %j %b %H %M %S, %F for %Y-%m-%d, %s for seconds since 1970,
 * and %% for itself. Unlike strptime's, each number has all its digits (2 for
 * %d, 4 for %Y, 3 for %j), names of months are English in any locale, and the
 * whole name must match; capitals and small letters are the same. A star stands
 * for any text, and a question mark for any one character, within a folder. The
 * parts of a path are separated by / in a pattern, in a name also by \.
 *
 * A pattern may have two full times, one after the other: an interval. The
 * second begins with the first conversion that says once more what was said.
 */

enum pattern_match {
	PATTERN_OTHER,                  /* another kind of name */
	PATTERN_TIME,                   /* it matches, and gives a time */
	PATTERN_INVALID,                /* it matches, but no calendar has that time: 31 February */
	PATTERN_AMBIGUOUS               /* it matches in ways that give different times */
};

struct pattern_times {
	int64_t start, end;             /* `end` only of an interval */
	bool interval;
};

/*
 * What a name says under a pattern. What the pattern leaves out is 1970,
 * January, the 1st, or 0.
 */
enum pattern_match pattern_time(const char *pattern, const char *name, struct pattern_times *t);

/*
 * Gives the letters of a name that matches the capitals and small letters of
 * the pattern, so that equal images have equal names. Those between two stars
 * stay as they are.
 */
void pattern_spell(const char *pattern, char *name);

/* pattern_resolution() of a pattern that gives no time. */
enum {
	PATTERN_NO_TIME = 0,            /* it leaves out the day, or an hour before the minutes */
	PATTERN_UNKNOWN = -1,           /* it has a conversion that is not in the list */
	PATTERN_TWICE = -2              /* it says something twice, and is not an interval */
};

/*
 * How finely a pattern tells times: 1, 60, 3600 or 86400 seconds; else one of
 * the above. Of an interval it is the coarser one.
 */
int pattern_resolution(const char *pattern);
/* Whether a pattern that gives times gives two. */
bool pattern_is_interval(const char *pattern);

#define PATTERN_GUESS_MAX 600           /* bytes of a pattern for any name of an image */

/*
 * pattern_guess() makes the pattern of one name that has one date, or one time,
 * that can be read in one way only: for advice that says the time, never to read
 * by. False if it has none or several.
 */
bool pattern_guess(const char *name, char pattern[PATTERN_GUESS_MAX]);

#endif
