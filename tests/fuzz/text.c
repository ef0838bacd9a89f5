/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.c - patterns, times, durations and units of command lines, and a CRS in its two spellings.
 *
 * The first line is a pattern, the second a name for it; the whole is taken for everything else. The
 * C library's own strptime(), which takes more, must find the same time.
 */
#include <string.h>
#include <time.h>

#include "archive/pattern.h"
#include "cli/cmd.h"
#include "fuzz.h"
#include "grid/units.h"
#include "tiff/crs.h"

#define TEXT_MAX 4000

/*
 * Whether strptime() understands by a pattern what we do: no conversion twice, no two for one thing, and
 * a day of the year with its year.
 */
static bool
comparable(const char *pattern)
{
	bool has[128] = { false };

	if (strpbrk(pattern, "*?") != NULL)
		return false;
	for (; *pattern; pattern++) {
		if (*pattern != '%')
			continue;
		if (has[(unsigned char)*++pattern] && *pattern != '%')
			return false;
		has[(unsigned char)*pattern] = true;
	}
	if (has['F'] && (has['Y'] || has['m'] || has['d']))
		return false;
	if (has['s'] || has['b'] || (has['y'] && (has['Y'] || has['F'])))
		return false;
	return !has['j'] || ((has['Y'] || has['y']) && !has['m'] && !has['d']);
}

static void
try_pattern(const char *pattern, const char *name)
{
	struct tm tm = { .tm_year = 70, .tm_mday = 1 };
	int finest = pattern_resolution(pattern);
	struct pattern_times times = { 0 };
	char spelt[TEXT_MAX + 1];
	const char *rest;
	int64_t t;

	if (finest < 0 || pattern_time(pattern, name, &times) != PATTERN_TIME)
		return;
	t = times.start;
	fuzz_require(t >= -62135596800 && t < 253402300800, "year %lld", (long long)t);
	if (times.interval || !comparable(pattern))
		return;
	/* strptime() does not take capitals for small letters. */
	snprintf(spelt, sizeof spelt, "%s", name);
	pattern_spell(pattern, spelt);
	rest = strptime(spelt, pattern, &tm);
	fuzz_require(rest != NULL && *rest == '\0', "\"%s\" is not \"%s\" for strptime()", name, pattern);
	fuzz_require(timegm(&tm) == t, "\"%s\" by \"%s\" is %lld, not %lld", name, pattern, (long long)t,
	    (long long)timegm(&tm));
}

/* A pattern that is advised for a name reads a time from it. */
static void
try_guess(const char *name)
{
	char pattern[PATTERN_GUESS_MAX];
	struct pattern_times t;

	if (pattern_guess(name, pattern))
		fuzz_require(pattern_time(pattern, name, &t) == PATTERN_TIME && pattern_resolution(pattern) > 0,
		    "\"%s\" for \"%s\"", pattern, name);
}

static void
try_time(const char *text)
{
	char again[CHUNK_TIME_MAX];
	int64_t t, same, seconds;

	if (cmd_parse_time(text, &t)) {
		chunk_time_text(t, again);
		fuzz_require(cmd_parse_time(again, &same) && same == t, "%s comes back as %s", text, again);
	}
	if (cmd_parse_duration(text, &seconds))
		fuzz_require(seconds > 0 && seconds <= INT64_C(36600) * 86400, "%s", text);
}

/* Units that are known turn into those of a stream and back. */
static void
try_units(const char *text)
{
	struct units u = units_find(text);
	char why[CHUNK_WHY_MAX];
	double times;

	if (u.kind <= UNITS_OTHER)
		return;
	fuzz_require(units_convert(units_of_stream(u.kind), text, &times, why) == 0, "%s", why);
	fuzz_require(times * u.factor > 0.999 && times * u.factor < 1.001, "%s: %g, %g", text, times, u.factor);
}

static void
try_keys(const struct geokeys *k)
{
	struct geokeys back;
	char text[IMAGE_KEYS_MAX], again[IMAGE_KEYS_MAX], crs[IMAGE_CRS_MAX];

	crs_of_keys(k, crs);
	fuzz_require(strcmp(crs, "unknown") == 0 || crs_is_name(crs), "no name for a CRS: %s", crs);
	geokeys_format(k, text);
	if (text[0] == '\0')
		return;
	fuzz_require(geokeys_parse(text, &back), "GeoKeys cannot be read again: %s", text);
	geokeys_format(&back, again);
	fuzz_require(strcmp(text, again) == 0, "GeoKeys come back as others: %s", again);
}

void
fuzz_text(const uint8_t *bytes, size_t size)
{
	static struct geokeys k;
	char text[TEXT_MAX + 1], copy[TEXT_MAX + 1], *name;

	size = size < TEXT_MAX ? size : TEXT_MAX;
	memcpy(text, bytes, size);
	text[size] = '\0';
	try_time(text);
	try_guess(text);
	try_units(text);
	if (geokeys_parse(text, &k))
		try_keys(&k);
	crs_to_keys(text, false, &k);
	fuzz_require(crs_is_name(text) || text[0] == '+' || k.n_shorts == 0,
	    "keys of what is no CRS: %s", text);
	try_keys(&k);
	strcpy(copy, text);
	if ((name = strchr(copy, '\n')) == NULL)
		return;
	*name++ = '\0';
	try_pattern(copy, name);
	try_time(copy);
}
