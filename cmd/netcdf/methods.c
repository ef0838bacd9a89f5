/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * methods.c - what a file says of how its values came about in time: the CF
 * attribute cell_methods, and the step type of GRIB.
 */
#include <stdio.h>
#include <string.h>

#include "netcdf/private.h"

/* ---- What is said ------------------------------------------------------ */

static bool
is_time(const struct variable *v, const char *name, size_t length)
{
	return (length == 4 && strncmp(name, "time", 4) == 0) ||
	    (v->t >= 0 && strlen(v->dims[v->t].name) == length &&
	    strncmp(name, v->dims[v->t].name, length) == 0);
}

/*
 * The next method over time in "area: mean time: lat: sum (interval: 1 hour)":
 * its place, and its length; NULL if there is no more. What is in brackets is a
 * comment.
 */
static const char *
next_method(const struct variable *v, const char **at, size_t *length)
{
	bool time = false, bracket = false;

	for (;;) {
		const char *word = *at += strspn(*at, " ");
		size_t n = strcspn(word, " ");

		if (n == 0)
			return NULL;
		*at += n;
		bracket |= *word == '(';
		if (bracket) {
			bracket = memchr(word, ')', n) == NULL;
		} else if (word[n - 1] == ':') {
			time |= is_time(v, word, n - 1);
		} else if (time) {
			*length = n;
			return word;
		}
	}
}

/* The step type of GRIB, in the words of cell_methods; NULL for one of its own. */
static const char *
find_step_type(const char *type)
{
	static const char *const words[][2] = { { "accum", "sum" }, { "instant", "point" },
		{ "avg", "mean" }, { "avgua", "mean" }, { "avgad", "mean" }, { "avgas", "mean" },
		{ "avgid", "mean" }, { "max", "maximum" }, { "min", "minimum" } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(type, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

/* ---- What is allowed --------------------------------------------------- */

static bool
is_allowed(const struct variable *v, const char *method)
{
	static const char *const amounts[] = { "sum", NULL };
	static const char *const rates[] = { "point", "mean", "maximum", "minimum", NULL };

	return variable_is_one_of(method, v->units.kind == UNITS_AMOUNT ? amounts : rates);
}

/* What can be done about a method that makes no sense of the units. */
static int
refuse_method(const struct variable *v, const char *method, char *why)
{
	if (strcmp(method, "sum") == 0 && v->units.kind == UNITS_RATE)
		return chunk_reason(why, "%s is in %s, and its cell_methods has sums over time, which are "
		    "amounts: --units says what they are, such as mm", v->name, v->spelt);
	return chunk_reason(why, "%s is in %s, and its cell_methods has \"time: %.40s\", which is no "
	    "%s: ncatted -a cell_methods,%s,d,, a.nc takes that off if it is wrong", v->name,
	    v->spelt, method, v->units.kind == UNITS_AMOUNT ? "sum of rain" :
	    "rate at a time, nor a mean, maximum or minimum", v->name);
}

static bool
is_extreme(const char *method)
{
	return strcmp(method, "maximum") == 0 || strcmp(method, "minimum") == 0;
}

static int
read_cell_methods(const struct variable *v, char *method, char *why)
{
	char text[TEXT_MAX];
	const char *at = text, *word;
	size_t length = 0;

	att_text(v->group, v->id, "cell_methods", text, sizeof text);
	while ((word = next_method(v, &at, &length)) != NULL) {
		char next[METHOD_MAX];

		snprintf(next, sizeof next, "%.*s", (int)length, word);
		if (!is_allowed(v, next))
			return refuse_method(v, next, why);
		if (is_extreme(method) && strcmp(method, next) != 0)
			return chunk_reason(why, "%s has the cell_methods \"%.200s\", for which a stream "
			    "has no word: ncatted -a cell_methods,%s,d,, a.nc takes them off", v->name,
			    text, v->name);
		snprintf(method, METHOD_MAX, "%s", next);
	}
	return 0;
}

int
methods_read(const struct variable *v, char *method, char *why)
{
	char type[40];
	const char *word;

	method[0] = '\0';
	if (read_cell_methods(v, method, why) < 0)
		return -1;
	if (!att_text(v->group, v->id, "GRIB_stepType", type, sizeof type))
		return 0;
	word = find_step_type(type);
	if (word == NULL || !is_allowed(v, word))
		return chunk_reason(why, "%s is in %s, and its GRIB_stepType is %s, not %s: of monthly "
		    "means in m per day, cdo mulc,1000 a.nc b.nc and --units mm/day make rates",
		    v->name, v->spelt, type, v->units.kind == UNITS_AMOUNT ? "accum" :
		    "instant, avg, max or min");
	if (method[0] == '\0' && strcmp(word, "point") != 0)
		snprintf(method, METHOD_MAX, "%s", word);
	return 0;
}

bool
methods_agree(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || (!is_extreme(a) && !is_extreme(b));
}
