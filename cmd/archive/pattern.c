/* SPDX-License-Identifier: BSD-2-Clause */
/* pattern.c - times in the names of images. */
#include "archive/pattern.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* What a conversion says of a time. */
enum { YEAR = 1, MONTH = 2, DAY_OF_MONTH = 4, HOUR = 8, MINUTE = 16, SECOND = 32,
	DATE = YEAR | MONTH | DAY_OF_MONTH, EVERYTHING = 63 };

/* What a name has said so far. */
struct fields {
	int year, month, day, yearday;  /* yearday is -1 without %j */
	int hour, minute, second;
	bool counted;                   /* %s is there: the time is `seconds` */
	int64_t seconds;
};

/* What the pattern leaves out. */
#define NOTHING { .year = 1970, .month = 1, .day = 1, .yearday = -1 }

static unsigned
parts_of(char conversion)
{
	switch (conversion) {
	case 'Y':
	case 'y':
		return YEAR;
	case 'm':
	case 'b':
		return MONTH;
	case 'd':
		return DAY_OF_MONTH;
	case 'j':
		return MONTH | DAY_OF_MONTH;
	case 'F':
		return DATE;
	case 'H':
		return HOUR;
	case 'M':
		return MINUTE;
	case 'S':
		return SECOND;
	case 's':
		return EVERYTHING;
	default:
		return 0;
	}
}

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

	if (p->counted) {
		*t = p->seconds;
		return *t < 253402300800;       /* the year 10000 */
	}
	if (p->yearday >= 0)
		tm.tm_mon = 0, tm.tm_mday = p->yearday;
	*t = timegm(&tm);
	if (p->year < 1 || tm.tm_year != p->year - 1900)
		return false;
	if (p->yearday >= 0 ? tm.tm_yday != p->yearday - 1 : tm.tm_mon != p->month - 1)
		return false;
	return tm.tm_hour == p->hour && tm.tm_min == p->minute && tm.tm_sec == p->second;
}

/* What a name has said up to a place in the pattern. */
struct reading {
	struct fields first, p;         /* of two times, the first; the latest */
	unsigned said;                  /* the parts of the latest */
	bool interval;
};

/* All ways to read a name. */
struct ways {
	enum pattern_match match;       /* of those that were found so far */
	struct pattern_times times;
	int tries;                      /* left; fewer than 0 if there are too many ways */
};

#define TRIES_MAX 20000

/* Notes a way to read the whole name. One that gives a time of no calendar counts if it is the only one. */
static void
note_way(struct ways *w, const struct reading *r)
{
	struct pattern_times t = { .interval = r->interval };
	bool valid = (!r->interval || make_time(&r->p, &t.end)) &&
	    make_time(r->interval ? &r->first : &r->p, &t.start);

	if (!valid) {
		if (w->match == PATTERN_OTHER)
			w->match = PATTERN_INVALID;
	} else if (w->match != PATTERN_TIME) {
		if (w->match != PATTERN_AMBIGUOUS)
			w->match = PATTERN_TIME;
		w->times = t;
	} else if (t.start != w->times.start || (t.interval && t.end != w->times.end)) {
		w->match = PATTERN_AMBIGUOUS;
	}
}

static bool
is_separator(char c)
{
	return c == '/' || c == '\\';
}

/* Whether a character of a pattern, none of a conversion, stands for one of a name. */
static bool
matches(char pattern, char c)
{
	if (pattern == '?')
		return c != '\0' && !is_separator(c);
	return pattern == '/' ? is_separator(c) :
	    c != '\0' && tolower((unsigned char)c) == tolower((unsigned char)pattern);
}

static void
find_ways(const char *pattern, const char *name, struct reading r, struct ways *w)
{
	static const struct fields nothing = NOTHING;

	for (; *pattern != '\0' && *pattern != '*'; pattern++) {
		if (*pattern != '%') {
			if (!matches(*pattern, *name))
				return;
			name++;
			continue;
		}
		if (r.said & parts_of(*++pattern)) {
			r.interval = true;
			r.first = r.p;
			r.p = nothing;
			r.said = 0;
		}
		if (*pattern == '\0' || !read_conversion(*pattern, &name, &r.p))
			return;
		r.said |= parts_of(*pattern);
	}
	if (*pattern == '\0' && *name == '\0')
		note_way(w, &r);
	if (*pattern == '\0')
		return;
	/* A star: the rest of the pattern may begin at any place. */
	while (pattern[1] == '*')
		pattern++;
	for (;; name++) {
		if (w->match == PATTERN_AMBIGUOUS || --w->tries < 0)
			return;
		find_ways(pattern + 1, name, r, w);
		if (*name == '\0' || is_separator(*name))
			return;
	}
}

enum pattern_match
pattern_time(const char *pattern, const char *name, struct pattern_times *t)
{
	const struct reading start = { .first = NOTHING, .p = NOTHING };
	struct ways w = { .match = PATTERN_OTHER, .tries = TRIES_MAX };

	find_ways(pattern, name, start, &w);
	*t = w.times;
	return w.tries < 0 ? PATTERN_AMBIGUOUS : w.match;
}

/* How finely a time is told that has these parts. */
static int
resolution_of(unsigned said)
{
	if ((said & DATE) != DATE || (said & MINUTE && !(said & HOUR)) ||
	    (said & SECOND && !(said & MINUTE)))
		return PATTERN_NO_TIME;
	return said & SECOND ? 1 : said & MINUTE ? 60 : said & HOUR ? 3600 : 86400;
}

/*
 * Notes the parts of the first and the second time of a pattern. Returns how
 * many times it has, or PATTERN_UNKNOWN; more than 2 if it says something a
 * third time.
 */
static int
find_times(const char *pattern, unsigned said[2])
{
	int times = 1;

	said[0] = said[1] = 0;
	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '%')
			continue;
		if (*++pattern == '\0' || strchr("YymdjbHMSFs%", *pattern) == NULL)
			return PATTERN_UNKNOWN;
		if (said[times - 1] & parts_of(*pattern) && ++times > 2)
			return times;
		said[times - 1] |= parts_of(*pattern);
	}
	return times;
}

/* Spells the end of a name like that of a pattern, back to the last star or conversion. */
static void
spell_end(const char *pattern, char *name)
{
	size_t n = strlen(pattern), length = strlen(name);

	while (n > 0 && length > 0 && !(n > 1 && pattern[n - 2] == '%')) {
		n--;
		length--;
		if (pattern[n] != '?')
			name[length] = pattern[n];
	}
}

void
pattern_spell(const char *pattern, char *name)
{
	struct fields ignored = { 0 };

	for (; *pattern != '\0' && *pattern != '*' && *name != '\0'; pattern++) {
		const char *end = name;

		if (*pattern == '?') {
			name++;
		} else if (*pattern != '%') {
			*name++ = *pattern;
		} else {
			if (!read_conversion(*++pattern, &end, &ignored))
				return;
			name += end - name;
		}
	}
	if (*pattern == '*')
		spell_end(strrchr(pattern, '*') + 1, name);
}

int
pattern_resolution(const char *pattern)
{
	unsigned said[2];
	int times = find_times(pattern, said), first, second;

	if (times == PATTERN_UNKNOWN)
		return PATTERN_UNKNOWN;
	first = resolution_of(said[0]);
	second = resolution_of(said[1]);
	if (times == 1)
		return first;
	if (times > 2 || first == PATTERN_NO_TIME || second == PATTERN_NO_TIME)
		return PATTERN_TWICE;
	return first > second ? first : second;
}

bool
pattern_is_interval(const char *pattern)
{
	unsigned said[2];

	return find_times(pattern, said) == 2;
}
