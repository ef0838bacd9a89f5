/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs.c - GeoKeys to EPSG codes and PROJ strings, and back.
 *
 * One table of projection methods serves both ways. What it does not know is "unknown", never a
 * guess: a grid in the wrong place is worse than one that asks for --crs.
 */
#include "crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shortest.h"

enum { LAMBERT = 8, POLAR_STEREOGRAPHIC = 15, UTM_NORTH = 16000, UTM_SOUTH = 16100, SMHI_UTM33 = 16033 };
enum { DEGREES = 9102, METRES = 9001, KILOMETRES = 9036, WGS84 = 7030 };

/* Methods by their code (key 3075), with PROJ's names of their parameters and the keys of those. */
static const struct method {
	int code;
	const char *proj;
	struct { const char *name; unsigned key; } parameters[7];
} methods[] = {
	{ 1, "tmerc", { { "lat_0", 3081 }, { "lon_0", 3080 }, { "k", 3092 },
	    { "x_0", 3082 }, { "y_0", 3083 } } },
	{ 7, "merc", { { "lon_0", 3080 }, { "lat_ts", 3078 }, { "k", 3092 },
	    { "x_0", 3082 }, { "y_0", 3083 } } },
	{ LAMBERT, "lcc", { { "lat_0", 3085 }, { "lon_0", 3084 }, { "lat_1", 3078 }, { "lat_2", 3079 },
	    { "x_0", 3086 }, { "y_0", 3087 } } },
	{ 9, "lcc", { { "lat_1", 3081 }, { "lat_0", 3081 }, { "lon_0", 3080 }, { "k", 3092 },
	    { "x_0", 3082 }, { "y_0", 3083 } } },
	{ 10, "laea", { { "lat_0", 3089 }, { "lon_0", 3088 }, { "x_0", 3082 }, { "y_0", 3083 } } },
	{ 11, "aea", { { "lat_0", 3081 }, { "lon_0", 3080 }, { "lat_1", 3078 }, { "lat_2", 3079 },
	    { "x_0", 3082 }, { "y_0", 3083 } } },
	{ POLAR_STEREOGRAPHIC, "stere", { { "lat_ts", 3081 }, { "lon_0", 3095 }, { "k", 3092 },
	    { "x_0", 3082 }, { "y_0", 3083 } } }
};
#define METHODS (sizeof methods / sizeof *methods)

/* Ellipsoids (key 2056) that PROJ has a name for, and the EPSG datum and geographic CRS on them. */
static const struct ellipsoid {
	int code, datum, geographic;
	const char *proj;
} ellipsoids[] = {
	{ 0, 6326, 4326, "+datum=WGS84" },
	{ 7019, 6258, 4258, "+ellps=GRS80" },
	{ 7030, 6030, 4030, "+ellps=WGS84" },
	{ 7004, 6004, 4004, "+ellps=bessel" },
	{ 7022, 6022, 4022, "+ellps=intl" },
	{ 7024, 6024, 4024, "+ellps=krass" }
};
#define ELLIPSOIDS (sizeof ellipsoids / sizeof *ellipsoids)

static void
add(char *crs, const char *name, double x)
{
	size_t at = strlen(crs);
	char number[SHORTEST_MAX];

	snprintf(crs + at, GEOTIFF_CRS_MAX - at, " +%s=%s", name, shortest(x, number));
}

static void
add_word(char *crs, const char *word)
{
	size_t at = strlen(crs);

	snprintf(crs + at, GEOTIFF_CRS_MAX - at, " %s", word);
}

/* Appends the figure of the earth; false where the keys leave it open. */
static bool
add_ellipsoid(const struct geokeys *k, char *crs)
{
	int code = geokeys_short(k, KEY_ELLIPSOID), datum = geokeys_short(k, KEY_DATUM);
	int geographic = geokeys_short(k, KEY_GEOGRAPHIC);
	double a, b;

	for (const struct ellipsoid *e = ellipsoids; e < ellipsoids + ELLIPSOIDS; e++)
		if (geographic == e->geographic || datum == e->datum || (code != 0 && code == e->code)) {
			add_word(crs, e->proj);
			return true;
		}
	if (!geokeys_number(k, KEY_SEMI_MAJOR, &a))
		return false;
	add(crs, "a", a);
	if (geokeys_number(k, KEY_INVERSE_FLATTENING, &b) && b != 0)
		add(crs, "rf", b);
	else
		add(crs, "b", geokeys_number(k, KEY_SEMI_MINOR, &b) ? b : a);
	return true;
}

/* A parameter of the method, or of its relatives: files differ in which "origin" they name. */
static bool
parameter(const struct geokeys *k, unsigned key, double *x)
{
	static const unsigned same[][4] = { { 3081, 3085, 3089 }, { 3080, 3084, 3088, 3095 },
		{ 3082, 3086, 3090 }, { 3083, 3087, 3091 }, { 3092, 3093 } };

	if (geokeys_number(k, key, x))
		return true;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		for (size_t j = 0; j < 4 && same[i][j] != 0; j++)
			if (same[i][j] == key)
				for (j = 0; j < 4 && same[i][j] != 0; j++)
					if (geokeys_number(k, same[i][j], x))
						return true;
	return false;
}

/* A projection that the file spells out; false where some of it is beyond us. */
static bool
spell(const struct geokeys *k, char *crs)
{
	int code = geokeys_short(k, KEY_METHOD), lengths = geokeys_short(k, KEY_LENGTHS);
	int angles = geokeys_short(k, KEY_ANGLES);
	const struct method *m = methods;
	double x;

	while (m < methods + METHODS && m->code != code)
		m++;
	if (m == methods + METHODS || (angles != 0 && angles != DEGREES) ||
	    (lengths != 0 && lengths != METRES && lengths != KILOMETRES))
		return false;
	snprintf(crs, GEOTIFF_CRS_MAX, "+proj=%s", m->proj);
	for (size_t i = 0; m->parameters[i].name != NULL; i++) {
		const char *name = m->parameters[i].name;
		bool there = parameter(k, m->parameters[i].key, &x);

		if (code == POLAR_STEREOGRAPHIC && i == 0) {
			if (!there)
				return false;
			add(crs, "lat_0", copysign(90, x));
		}
		if (!there && strcmp(name, "lat_ts") == 0)
			continue;
		if (!there)
			x = strcmp(name, "k") == 0 ? 1 : 0;
		else if (lengths == KILOMETRES && (name[0] == 'x' || name[0] == 'y'))
			x *= 1000;
		add(crs, name, x);
	}
	if (!add_ellipsoid(k, crs))
		return false;
	add_word(crs, lengths == KILOMETRES ? "+units=km +no_defs" : "+units=m +no_defs");
	return true;
}

/* UTM by its zone. SMHI's archive gives zone 33 and no datum: SWEREF 99 TM, that is EPSG:25833. */
static bool
utm(const struct geokeys *k, char *crs)
{
	int projection = geokeys_short(k, KEY_PROJECTION), geographic = geokeys_short(k, KEY_GEOGRAPHIC);
	bool south = projection > UTM_SOUTH;
	int zone = projection - (south ? UTM_SOUTH : UTM_NORTH);
	double a;

	if (zone < 1 || zone > 60)
		return false;
	if (geographic == 4326)
		snprintf(crs, GEOTIFF_CRS_MAX, "EPSG:%d", (south ? 32700 : 32600) + zone);
	else if (geographic == 4258 && !south && zone >= 28 && zone <= 38)
		snprintf(crs, GEOTIFF_CRS_MAX, "EPSG:%d", 25800 + zone);
	else if (projection == SMHI_UTM33 && (geographic == 0 || geographic == KEY_USER_DEFINED) &&
	    geokeys_short(k, KEY_DATUM) == 0 && geokeys_short(k, KEY_ELLIPSOID) == 0 &&
	    !geokeys_number(k, KEY_SEMI_MAJOR, &a))
		snprintf(crs, GEOTIFF_CRS_MAX, "EPSG:25833");
	else {
		snprintf(crs, GEOTIFF_CRS_MAX, "+proj=utm +zone=%d%s", zone, south ? " +south" : "");
		if (!add_ellipsoid(k, crs))
			return false;
		add_word(crs, "+units=m +no_defs");
	}
	return true;
}

void
crs_of_keys(const struct geokeys *k, char *crs)
{
	int model = geokeys_short(k, KEY_MODEL);
	int code = geokeys_short(k, model == 2 ? KEY_GEOGRAPHIC : KEY_PROJECTED);

	if ((model == 1 || model == 2) && code > 0 && code < KEY_USER_DEFINED)
		snprintf(crs, GEOTIFF_CRS_MAX, "EPSG:%d", code);
	else if (model != 1 || (!utm(k, crs) && !spell(k, crs)))
		strcpy(crs, "unknown");
}

static bool
is_one_of(const char *word, const char *const *list)
{
	while (*list != NULL && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

/* One "+name=value" of a PROJ string as keys; false where there are none for it. */
static bool
word_to_keys(const struct method *m, const char *name, const char *value, struct geokeys *k)
{
	static const char *const understood[] =
	    { "proj", "zone", "south", "a", "b", "R", "rf", "no_defs", "type", NULL };
	char text[64];
	double x = strtod(value, NULL);

	snprintf(text, sizeof text, "+%s=%s", name, value);
	for (const struct ellipsoid *e = ellipsoids; e < ellipsoids + ELLIPSOIDS; e++)
		if (strcmp(text, e->proj) == 0) {
			geokeys_set_short(k, KEY_ELLIPSOID, e->code != 0 ? e->code : WGS84);
			if (e->code == 0)
				geokeys_set_short(k, KEY_DATUM, e->datum);
			return true;
		}
	for (size_t i = 0; m->parameters[i].name != NULL; i++)
		if (strcmp(name, m->parameters[i].name) == 0) {
			geokeys_set_number(k, m->parameters[i].key, x);
			return true;
		}
	if (strcmp(name, "a") == 0 || strcmp(name, "R") == 0)
		geokeys_set_number(k, KEY_SEMI_MAJOR, x);
	if (strcmp(name, "b") == 0 || strcmp(name, "R") == 0)
		geokeys_set_number(k, KEY_SEMI_MINOR, x);
	if (strcmp(name, "rf") == 0)
		geokeys_set_number(k, KEY_INVERSE_FLATTENING, x);
	if (strcmp(name, "lat_0") == 0)
		return m->code == POLAR_STEREOGRAPHIC && fabs(x) == 90;
	if (strcmp(name, "units") == 0)
		return strcmp(value, "m") == 0;
	if (strcmp(name, "zone") == 0)
		return x >= 1 && x <= 60;
	return is_one_of(name, understood);
}

/* What PROJ takes for granted, and GeoTIFF wants to have said. */
static void
add_defaults(const struct method *m, const char *crs, struct geokeys *k)
{
	const char *zone = strstr(crs, "+zone=");
	double x;

	if (strstr(crs, "+proj=utm") != NULL && zone != NULL) {
		geokeys_set_number(k, 3080, 6 * strtod(zone + strlen("+zone="), NULL) - 183);
		geokeys_set_number(k, 3092, 0.9996);
		geokeys_set_number(k, 3082, 500000);
		geokeys_set_number(k, 3083, strstr(crs, "+south") != NULL ? 10000000 : 0);
	}
	if (m->code == LAMBERT && !geokeys_number(k, 3079, &x) && geokeys_number(k, 3078, &x))
		geokeys_set_number(k, 3079, x);
	if (m->code == POLAR_STEREOGRAPHIC && !geokeys_number(k, 3081, &x))
		geokeys_set_number(k, 3081, strstr(crs, "+lat_0=-") != NULL ? -90 : 90);
}

static const struct method *
method_of(const char *crs)
{
	char proj[16] = "";
	const char *at = strstr(crs, "+proj=");
	const struct method *m = methods;

	if (at == NULL || sscanf(at, "+proj=%15[a-z]", proj) != 1)
		return NULL;
	if (strcmp(proj, "utm") == 0)
		strcpy(proj, "tmerc");
	while (m < methods + METHODS && strcmp(m->proj, proj) != 0)
		m++;
	return m < methods + METHODS ? m : NULL;
}

/* A PROJ string in metres, of a method in the table, as keys; false where any word has none. */
static bool
proj_to_keys(const char *crs, struct geokeys *k)
{
	static const struct { unsigned key; int code; } user_defined[] = {
		{ KEY_MODEL, 1 }, { KEY_RASTER, 1 }, { KEY_GEOGRAPHIC, KEY_USER_DEFINED },
		{ KEY_DATUM, KEY_USER_DEFINED }, { KEY_ANGLES, DEGREES }, { KEY_ELLIPSOID, KEY_USER_DEFINED },
		{ KEY_PROJECTED, KEY_USER_DEFINED }, { KEY_PROJECTION, KEY_USER_DEFINED },
		{ KEY_LENGTHS, METRES }
	};
	const struct method *m = method_of(crs);
	char copy[GEOTIFF_CRS_MAX], *rest = copy;

	if (m == NULL)
		return false;
	for (size_t i = 0; i < sizeof user_defined / sizeof *user_defined; i++)
		geokeys_set_short(k, user_defined[i].key, user_defined[i].code);
	geokeys_set_short(k, KEY_METHOD, m->code);
	snprintf(copy, sizeof copy, "%s", crs);
	for (char *word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(rest, " ", &rest)) {
		char *value = strchr(word, '=');

		if (value != NULL)
			*value++ = '\0';
		if (word[0] != '+' || !word_to_keys(m, word + 1, value != NULL ? value : "", k))
			return false;
	}
	add_defaults(m, crs, k);
	return true;
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
crs_is_degrees(const char *crs, const struct chunk_grid *grid)
{
	int code = strncmp(crs, "EPSG:", 5) == 0 ? atoi(crs + 5) : 0;
	const double *a = grid->affine;
	double east = a[0] + grid->cols * a[1] + grid->rows * a[2];
	double south = a[3] + grid->cols * a[4] + grid->rows * a[5];

	/* EPSG has its geographic CRS from 4001 on, and none from 20000 on */
	return code > 4000 && code < 20000 && fabs(a[0]) <= 361 && fabs(east) <= 361 &&
	    fabs(a[3]) <= 91 && fabs(south) <= 91;
}

bool
crs_is_name(const char *text)
{
	char *end = NULL;
	long code = strncmp(text, "EPSG:", 5) == 0 ? strtol(text + 5, &end, 10) : 0;

	if (end != NULL)
		return *end == '\0' && code > 0 && code < KEY_USER_DEFINED;
	for (const char *p = text; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return strncmp(text, "+proj=", 6) == 0 && strlen(text) < GEOTIFF_CRS_MAX;
}
