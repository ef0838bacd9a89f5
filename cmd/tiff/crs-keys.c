/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs-keys.c - EPSG codes and PROJ strings to GeoKeys.
 *
 * A PROJ string gets keys only if each of its words is known here, occurs once,
 * and means what the keys mean. Any other stays text: keys for a part of it
 * would mean another CRS.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/crs.h"
#include "tiff/private.h"

enum { WORDS_MAX = 32, WGS84 = 7030 };

/*
 * The words of a PROJ string, "+name=value" or "+name", which has the value "".
 */
struct words {
	char copy[IMAGE_CRS_MAX];
	struct { const char *name, *value; } word[WORDS_MAX];
	size_t n;
};

/* The value of a word; NULL if it is missing. */
static const char *
value_of(const struct words *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->word[i].name, name) == 0)
			return w->word[i].value;
	return NULL;
}

/* If a word occurs twice, which one counts depends on the reader. */
static bool
split(const char *crs, struct words *w)
{
	char *rest = w->copy;

	w->n = 0;
	snprintf(w->copy, sizeof w->copy, "%s", crs);
	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
	     word = strtok_r(rest, " ", &rest)) {
		char *value = strchr(word, '=');

		if (value != NULL)
			*value++ = '\0';
		if (word[0] != '+' || w->n == WORDS_MAX || value_of(w, word + 1) != NULL)
			return false;
		w->word[w->n].name = word + 1;
		w->word[w->n++].value = value != NULL ? value : "";
	}
	return true;
}

/*
 * A plain decimal number. PROJ also reads 96w and 20d30, and ignores what
 * follows a number.
 */
static bool
number(const char *text, double *x)
{
	char *end;

	*x = strtod(text, &end);
	return end != text && *end == '\0' && text[strspn(text, "+-.0123456789eE")] == '\0' &&
	    isfinite(*x);
}

/*
 * The number of a word, or the default if the word is missing; false if it is
 * not a number.
 */
static bool
number_of(const struct words *w, const char *name, double otherwise, double *x)
{
	const char *value = value_of(w, name);

	*x = otherwise;
	return value == NULL || number(value, x);
}

static const struct method *
method_of(const struct words *w)
{
	const char *proj = value_of(w, "proj");
	const struct method *m = methods;

	if (strcmp(proj, "utm") == 0)
		proj = "tmerc";
	while (m < methods + METHODS && strcmp(m->proj, proj) != 0)
		m++;
	return m < methods + METHODS ? m : NULL;
}

/*
 * Whether a word that is not a parameter agrees with the keys, or is checked
 * elsewhere.
 */
static bool
is_common(const char *name, const char *value, bool utm)
{
	static const char *const later[] = { "proj", "ellps", "datum", "R", "a", "b", "rf", NULL };

	for (size_t i = 0; later[i] != NULL; i++)
		if (strcmp(name, later[i]) == 0)
			return true;
	if (strcmp(name, "zone") == 0)
		return utm;
	if (strcmp(name, "south") == 0)
		return utm && *value == '\0';
	return (strcmp(name, "units") == 0 && strcmp(value, "m") == 0) ||
	    (strcmp(name, "type") == 0 && strcmp(value, "crs") == 0) ||
	    (strcmp(name, "no_defs") == 0 && *value == '\0');
}

static bool
all_are_known(const struct words *w, const struct method *m, bool utm)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *name = w->word[i].name;
		bool known = is_common(name, w->word[i].value, utm) ||
		    (m->code == POLAR_STEREOGRAPHIC && strcmp(name, "lat_0") == 0);

		for (size_t j = 0; !known && !utm && m->parameters[j].name != NULL; j++)
			known = strcmp(name, m->parameters[j].name) == 0;
		if (!known)
			return false;
	}
	return true;
}

/*
 * The ellipsoid, given in one way only: a name, R, a and b, or a and rf; the
 * default is WGS 84.
 */
static bool
put_ellipsoid(const struct words *w, struct geokeys *k)
{
	const char *ellps = value_of(w, "ellps"), *datum = value_of(w, "datum"),
		   *r = value_of(w, "R");
	const char *a = value_of(w, "a"), *b = value_of(w, "b"), *rf = value_of(w, "rf");
	char text[IMAGE_CRS_MAX] = "+datum=WGS84";
	double x, y;

	if ((ellps != NULL) + (datum != NULL) + (r != NULL) + (a != NULL) > 1 ||
	    (b != NULL) + (rf != NULL) != (a != NULL))
		return false;
	if (r != NULL || a != NULL) {
		const char *second = r != NULL ? r : rf != NULL ? rf : b;

		if (!number(r != NULL ? r : a, &x) || !number(second, &y) || !(x > 0) || !(y > 1) ||
		    y > x)
			return false;
		geokeys_set_number(k, KEY_SEMI_MAJOR, x);
		geokeys_set_number(k, rf != NULL ? KEY_INVERSE_FLATTENING : KEY_SEMI_MINOR, y);
		return true;
	}
	if (ellps != NULL || datum != NULL)
		snprintf(text, sizeof text, ellps != NULL ? "+ellps=%s" : "+datum=%s", ellps != NULL ? ellps : datum);
	for (const struct ellipsoid *e = ellipsoids; e < ellipsoids + ELLIPSOIDS; e++)
		if (strcmp(text, e->proj) == 0) {
			geokeys_set_short(k, KEY_ELLIPSOID, e->code != 0 ? e->code : WGS84);
			if (e->code == 0)
				geokeys_set_short(k, KEY_DATUM, e->datum);
			return true;
		}
	return false;
}

static bool
put_utm(const struct words *w, struct geokeys *k)
{
	const char *zone = value_of(w, "zone");
	double x;

	if (zone == NULL || !number(zone, &x) || !(x >= 1 && x <= 60) || x != trunc(x))
		return false;
	geokeys_set_number(k, 3080, 6 * x - 183);
	geokeys_set_number(k, 3081, 0);
	geokeys_set_number(k, 3092, 0.9996);
	geokeys_set_number(k, 3082, 500000);
	geokeys_set_number(k, 3083, value_of(w, "south") != NULL ? 10000000 : 0);
	return true;
}

/*
 * PROJ's stere is polar only if lat_0 is a pole; lat_ts is on its side; k needs
 * lat_ts at the pole.
 */
static bool
is_polar(const struct words *w)
{
	double pole, true_at, k;

	return value_of(w, "lat_0") != NULL && number_of(w, "lat_0", 0, &pole) &&
	    fabs(pole) == 90 && number_of(w, "lat_ts", pole, &true_at) && true_at / pole > 0 &&
	    true_at / pole <= 1 && number_of(w, "k", 1, &k) && (k == 1 || true_at == pole);
}

/*
 * Lambert with one parallel has lat_1. If lat_0 and lat_2 are missing, PROJ's
 * projections use lat_1, but its CRS, which GDAL reads, use 0. All agree only
 * if lat_0 is given and equal.
 */
static bool
is_conic(const struct words *w, const struct method *m)
{
	double origin, parallel;

	if (value_of(w, "lat_1") == NULL)
		return false;
	return value_of(w, "lat_2") != NULL ||
	    (m->code == LAMBERT && value_of(w, "lat_0") != NULL &&
		number_of(w, "lat_0", 0, &origin) && number_of(w, "lat_1", 0, &parallel) &&
		origin == parallel);
}

/*
 * The value of a missing parameter: PROJ has defaults, GeoTIFF must state them.
 */
static double
default_of(const struct words *w, const struct method *m, const char *name)
{
	double x = strcmp(name, "k") == 0;

	if (m->code == LAMBERT && strcmp(name, "lat_2") == 0)
		number_of(w, "lat_1", 0, &x);
	if (m->code == POLAR_STEREOGRAPHIC && strcmp(name, "lat_ts") == 0)
		number_of(w, "lat_0", 0, &x);
	return x;
}

/*
 * Mercator has lat_ts or k: both say the scale, which is read in two ways
 * unless k is 1, as OPERA's composites have it.
 */
static bool
is_mercator(const struct words *w)
{
	double k;

	return value_of(w, "lat_ts") == NULL || (number_of(w, "k", 1, &k) && k == 1);
}

/* Whether a parameter has no key: of Mercator the one that says nothing. */
static bool
is_left_out(const struct words *w, const struct method *m, const char *name)
{
	double true_at;
	bool has_true = number_of(w, "lat_ts", 0, &true_at) && true_at != 0;

	return m->code == MERCATOR && strcmp(name, has_true ? "k" : "lat_ts") == 0;
}

static bool
put_parameters(const struct words *w, const struct method *m, struct geokeys *k)
{
	double x;

	if ((m->code == MERCATOR && !is_mercator(w)) || (m->code == POLAR_STEREOGRAPHIC && !is_polar(w)) ||
	    ((m->code == LAMBERT || m->code == ALBERS) && !is_conic(w, m)))
		return false;
	for (size_t i = 0; m->parameters[i].name != NULL; i++) {
		const char *name = m->parameters[i].name;

		if (!number_of(w, name, default_of(w, m, name), &x))
			return false;
		if (is_left_out(w, m, name))
			continue;
		geokeys_set_number(k, m->parameters[i].key, x);
	}
	return true;
}

/*
 * A PROJ string in metres, of a method in the table, as keys; false if a word
 * has none.
 */
static bool
proj_to_keys(const char *crs, struct geokeys *k)
{
	static const struct { unsigned key; int code;
	} user_defined[] = { { KEY_MODEL, 1 }, { KEY_RASTER, 1 },
		{ KEY_GEOGRAPHIC, KEY_USER_DEFINED }, { KEY_DATUM, KEY_USER_DEFINED },
		{ KEY_ANGLES, DEGREES }, { KEY_ELLIPSOID, KEY_USER_DEFINED },
		{ KEY_PROJECTED, KEY_USER_DEFINED }, { KEY_PROJECTION, KEY_USER_DEFINED },
		{ KEY_LENGTHS, METRES } };
	const struct method *m;
	struct words w;
	bool utm;

	if (!split(crs, &w) || value_of(&w, "proj") == NULL || (m = method_of(&w)) == NULL)
		return false;
	utm = strcmp(value_of(&w, "proj"), "utm") == 0;
	for (size_t i = 0; i < sizeof user_defined / sizeof *user_defined; i++)
		geokeys_set_short(k, user_defined[i].key, user_defined[i].code);
	geokeys_set_short(k, KEY_METHOD, m->code);
	return all_are_known(&w, m, utm) && put_ellipsoid(&w, k) &&
	    (utm ? put_utm(&w, k) : put_parameters(&w, m, k));
}

void
crs_to_keys(const char *crs, bool degrees, struct geokeys *k)
{
	int code;

	memset(k, 0, sizeof *k);
	if (crs_is_name(crs) && sscanf(crs, "EPSG:%d", &code) == 1) {
		geokeys_set_short(k, KEY_MODEL, degrees ? 2 : 1);
		geokeys_set_short(k, KEY_RASTER, 1);
		geokeys_set_short(k, degrees ? KEY_GEOGRAPHIC : KEY_PROJECTED, code);
	} else if (crs[0] == '+' && !proj_to_keys(crs, k)) {
		memset(k, 0, sizeof *k);
		geokeys_set_short(k, KEY_MODEL, KEY_USER_DEFINED);
		geokeys_set_short(k, KEY_RASTER, 1);
		geokeys_set_text(k, KEY_CITATION, crs);
	}
}

bool
crs_is_citation(const struct geokeys *k)
{
	return geokeys_short(k, KEY_MODEL) == KEY_USER_DEFINED;
}
