/* SPDX-License-Identifier: BSD-2-Clause */
/* pattern-guess.c - which pattern the user may have meant, from one name. */
#include "archive/pattern.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Years that dates have; other digits are something else. */
#define YEAR_FIRST 1950
#define YEAR_LAST  2099

/* How names write times, longer ones first. */
static const char *const forms[] = {
	"%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y%m%d-%H%M%S", "%Y%m%d-%H%M",
	"%Y%m%d_%H%M%S", "%Y%m%d_%H%M", "%Y-%m-%dT%H%M%S", "%Y-%m-%dT%H%M", "%Y-%m-%d_%H%M",
	"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%y%m%d%H%M%S", "%Y%m%d%H", "%y%m%d%H%M", "%Y%m%d",
	"%Y-%m-%d", "%Y.%m.%d"
};

/* How many characters of a name a form stands for. */
static size_t
form_length(const char *form)
{
	size_t n = 0;

	for (; *form != '\0'; form++, n++)
		if (*form == '%' && *++form == 'Y')
			n += 3;
		else if (form[-1] == '%')
			n++;
	return n;
}

/* Adds text that stands for itself, which a pattern says otherwise only of %. */
static void
add_text(char *pattern, size_t size, const char *text, size_t n)
{
	size_t at = strlen(pattern);

	for (size_t i = 0; i < n && at + 3 < size; i++) {
		if (text[i] == '%')
			pattern[at++] = '%';
		pattern[at++] = text[i];
	}
	pattern[at] = '\0';
}

/* The pattern of a name in which a form stands at a place; false if it does not fit there. */
static bool
fit(const char *name, size_t at, const char *form, char *pattern, size_t size)
{
	size_t n = form_length(form);
	struct pattern_times t;
	struct tm tm;
	time_t start;

	if (at + n > strlen(name) || isdigit((unsigned char)name[at + n]))
		return false;
	pattern[0] = '\0';
	add_text(pattern, size, name, at);
	snprintf(pattern + strlen(pattern), size - strlen(pattern), "%s", form);
	add_text(pattern, size, name + at + n, strlen(name + at + n));
	if (pattern_time(pattern, name, &t) != PATTERN_TIME)
		return false;
	start = (time_t)t.start;
	gmtime_r(&start, &tm);
	return tm.tm_year >= YEAR_FIRST - 1900 && tm.tm_year <= YEAR_LAST - 1900;
}

/* Whether there are four digits side by side, which may be a time of day or another date. */
static bool
has_digits(const char *text, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n && digits < 4; i++)
		digits = isdigit((unsigned char)text[i]) ? digits + 1 : 0;
	return digits == 4;
}

/* Whether what follows a time may be its zone: +0100. */
static bool
is_zone(const char *after)
{
	return (*after == '+' || *after == '-') && has_digits(after + 1, 4);
}

/*
 * The pattern of a name in which a time begins at a place. Returns how many
 * forms it may have: ten digits can be hours of %Y or minutes of %y. Two, too,
 * for a day alone beside more digits, which may be its time or another day, and
 * for a time with a zone.
 */
static int
fit_any(const char *name, size_t at, size_t *end, char *pattern, size_t size)
{
	char other[PATTERN_GUESS_MAX];
	int found = 0;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t after = at + form_length(forms[i]);

		if ((found > 0 && after != *end) || !fit(name, at, forms[i], found ? other : pattern, size))
			continue;
		*end = after;
		found++;
		if (is_zone(name + after) || (strchr(forms[i], 'H') == NULL &&
		    (has_digits(name, at) || strpbrk(name + after, "0123456789") != NULL)))
			return 2;
	}
	return found;
}

bool
pattern_guess(const char *name, char pattern[PATTERN_GUESS_MAX])
{
	char other[PATTERN_GUESS_MAX];
	size_t end = 0, length = strlen(name);
	int found = 0;

	/* Every character may become two, and the longest form has 17. The shell has ' for itself. */
	if (2 * length + 20 > PATTERN_GUESS_MAX || strchr(name, '\'') != NULL)
		return false;
	for (size_t at = 0; at < length; at++)
		if (at >= end && isdigit((unsigned char)name[at]) &&
		    (at == 0 || !isdigit((unsigned char)name[at - 1])))
			found += fit_any(name, at, &end, found ? other : pattern, PATTERN_GUESS_MAX);
	return found == 1;
}
