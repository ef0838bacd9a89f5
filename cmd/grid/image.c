/* SPDX-License-Identifier: BSD-2-Clause */
/* image.c - what images say of their values: words, and what stands beside them. */
#include "grid/image.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/units.h"

/* Whether a text is one of some words, apart from case, blanks and brackets. */
static bool
is_one_of(const char *text, const char *const *words)
{
	char plain[IMAGE_UNIT_MAX];
	size_t n = 0;

	for (; *text != '\0' && n + 1 < sizeof plain; text++)
		if (strchr(" _()[]", *text) == NULL)
			plain[n++] = (char)tolower((unsigned char)*text);
	plain[n] = '\0';
	for (; *words != NULL; words++)
		if (strcmp(plain, *words) == 0)
			return true;
	return false;
}

bool
image_is_dbz(const char *unit)
{
	enum units_kind kind = units_find(unit).kind;

	return kind == UNITS_DBZ || kind == UNITS_UNSAID;
}

/* Whether each word of a text, of letters alone, is one of these; case does not matter. */
static bool
has_only(const char *text, const char *const *words)
{
	while (*text != '\0') {
		char word[IMAGE_UNIT_MAX];
		size_t n = 0;

		for (; *text != '\0' && !isalpha((unsigned char)*text); text++)
			continue;
		for (; isalpha((unsigned char)*text); text++)
			if (n + 1 < sizeof word)
				word[n++] = *text;
		word[n] = '\0';
		if (n > 0 && !is_one_of(word, words))
			return false;
	}
	return true;
}

bool
image_is_reflectivity(const char *quantity)
{
	static const char *const names[] = { "th", "tv", "zh", NULL };
	/* "differential reflectivity" and "rainfall rate from reflectivity" are others. */
	static const char *const words[] = { "reflectivity", "factor", "equivalent", "corrected",
		"uncorrected", "radar", "horizontal", "vertical", "total", "composite", "base",
		"maximum", "max", "lowest", "logarithmic", "log", "filtered", "unfiltered", "dbz",
		"dbzh", NULL };

	return image_is_dbz(quantity) || is_one_of(quantity, names) ||
	    (strcasestr(quantity, "reflectivity") != NULL && has_only(quantity, words));
}

/* ---- Beside an image --------------------------------------------------- */

static void
add(char *text, const char *key, const char *value)
{
	size_t n = strlen(text);

	snprintf(text + n, IMAGE_SIDECAR_MAX - n, "%s%s=%.40s", n > 0 ? ";" : "", key, value);
	for (char *p = text + n + (n > 0); *p != '\0'; p++)
		if (*p == ';')
			*p = ',';
}

static void
add_number(char *text, bool has, const char *key, double x)
{
	char number[CHUNK_NUMBER_MAX];

	if (has)
		add(text, key, isnan(x) ? "nan" : chunk_number_text(x, number));
}

void
image_sidecar_text(const struct image *g, char *text)
{
	*text = '\0';
	add_number(text, g->has_gain, "gain", g->gain);
	add_number(text, g->has_offset, "offset", g->offset);
	add_number(text, g->has_nodata, "nodata", g->nodata);
	add_number(text, g->has_undetect, "undetect", g->undetect);
	if (g->classes)
		add(text, "classes", "yes");
	if (g->placed_beside)
		add(text, "place", "yes");
	if (*g->unit != '\0')
		add(text, "unit", g->unit);
	if (*g->quantity != '\0')
		add(text, "quantity", g->quantity);
	if (*g->unclear_scale != '\0')
		add(text, "unclear-scale", g->unclear_scale);
	if (*g->unclear_codes != '\0')
		add(text, "unclear-codes", g->unclear_codes);
}

/* A number that the image may have said itself: then both must agree. */
static void
take_number(bool *has, double *x, const char *key, const char *value, char *unclear)
{
	double beside = strtod(value, NULL);
	char own[CHUNK_NUMBER_MAX];

	if (*has && *x != beside && !(isnan(*x) && isnan(beside)))
		snprintf(unclear, IMAGE_UNCLEAR_MAX, "%s %s, and %.20s in the .aux.xml beside it",
		    key, isnan(*x) ? "nan" : chunk_number_text(*x, own), value);
	*has = true;
	*x = beside;
}

/* A unit: two of different things are none. */
static void
take_unit(char *own, const char *value)
{
	struct units a = units_find(own), b = units_find(value);

	if (*own == '\0')
		snprintf(own, IMAGE_UNIT_MAX, "%s", value);
	else if (a.kind != b.kind || a.factor != b.factor)
		snprintf(own + strlen(own), IMAGE_UNIT_MAX - strlen(own), " and %s", value);
}

/* A quantity: the one that is not reflectivity counts. */
static void
take_quantity(char *own, const char *value)
{
	if (*own == '\0' || image_is_reflectivity(own))
		snprintf(own, IMAGE_UNIT_MAX, "%s", value);
}

static void
take_pair(struct image *g, const char *key, const char *value)
{
	if (strcmp(key, "gain") == 0)
		take_number(&g->has_gain, &g->gain, key, value, g->unclear_scale);
	else if (strcmp(key, "offset") == 0)
		take_number(&g->has_offset, &g->offset, key, value, g->unclear_scale);
	else if (strcmp(key, "nodata") == 0)
		take_number(&g->has_nodata, &g->nodata, key, value, g->unclear_codes);
	else if (strcmp(key, "undetect") == 0)
		take_number(&g->has_undetect, &g->undetect, key, value, g->unclear_codes);
	else if (strcmp(key, "unit") == 0)
		take_unit(g->unit, value);
	else if (strcmp(key, "quantity") == 0)
		take_quantity(g->quantity, value);
	else if (strcmp(key, "classes") == 0)
		g->classes = true;
	else if (strcmp(key, "place") == 0)
		g->placed_beside = true;
	else if (strcmp(key, "unclear-codes") == 0)
		snprintf(g->unclear_codes, sizeof g->unclear_codes, "%s", value);
	else    /* unclear-scale, and what a later version may say */
		snprintf(g->unclear_scale, sizeof g->unclear_scale, "%s", value);
}

void
image_add_sidecar(struct image *g, const char *text)
{
	char pair[IMAGE_SIDECAR_MAX], *value;

	for (size_t n; *text != '\0'; text += n + (text[n] == ';')) {
		n = strcspn(text, ";");
		snprintf(pair, sizeof pair, "%.*s", (int)n, text);
		value = strchr(pair, '=');
		if (value == NULL)
			value = pair + strlen(pair);
		else
			*value++ = '\0';
		take_pair(g, pair, value);
	}
}
