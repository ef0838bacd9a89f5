/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs.c - GeoKeys to EPSG codes and PROJ strings.
 *
 * A CRS that is not understood here is "unknown", never a guess: a grid in the
 * wrong place is worse than one that asks for --crs.
 */
#include "tiff/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "tiff/private.h"

enum { UTM_NORTH = 16000, UTM_SOUTH = 16100, SMHI_UTM33 = 16033 };
enum { GREENWICH = 8901, DEGREES_TOO = 9122 };

static void
add(char *crs, const char *name, double x)
{
	size_t at = strlen(crs);
	char number[CHUNK_NUMBER_MAX];

	snprintf(crs + at, IMAGE_CRS_MAX - at, " +%s=%s", name, chunk_number_text(x, number));
}

static void
add_word(char *crs, const char *word)
{
	size_t at = strlen(crs);

	snprintf(crs + at, IMAGE_CRS_MAX - at, " %s", word);
}

/* Whether a key is a code, and not "user-defined". */
static bool
is_code(int code)
{
	return code > 0 && code < KEY_USER_DEFINED;
}

/*
 * The ellipsoid of the geographic CRS, else of the datum, else by its code;
 * NULL if not in the table.
 */
static const struct ellipsoid *
named_ellipsoid(int geographic, int datum, int code)
{
	for (const struct ellipsoid *e = ellipsoids; e < ellipsoids + ELLIPSOIDS; e++)
		if (is_code(geographic) ? geographic == e->geographic :
		    is_code(datum) ? datum == e->datum : is_code(code) && code == e->code)
			return e;
	return NULL;
}

/*
 * Appends the ellipsoid; false if the keys do not give it, or give another
 * datum.
 */
static bool
add_ellipsoid(const struct geokeys *k, char *crs)
{
	int geographic = geokeys_short(k, KEY_GEOGRAPHIC), datum = geokeys_short(k, KEY_DATUM);
	int unit = geokeys_short(k, KEY_AXIS_UNIT);
	const struct ellipsoid *e =
	    named_ellipsoid(geographic, datum, geokeys_short(k, KEY_ELLIPSOID));
	bool has_a = geokeys_has(k, KEY_SEMI_MAJOR), has_b = geokeys_has(k, KEY_SEMI_MINOR);
	bool has_rf = geokeys_has(k, KEY_INVERSE_FLATTENING);
	double a = 0, b = 0, rf = 0;

	if ((has_a && !geokeys_number(k, KEY_SEMI_MAJOR, &a)) ||
	    (has_b && !geokeys_number(k, KEY_SEMI_MINOR, &b)) ||
	    (has_rf && !geokeys_number(k, KEY_INVERSE_FLATTENING, &rf)) ||
	    (has_a && unit != 0 && unit != METRES))
		return false;
	if (e != NULL) {
		add_word(crs, e->proj);
		/* Files round to a metre; a sphere's rf is 0. */
		return (!has_a || fabs(a - e->a) < 1) &&
		    (!has_b || fabs(b - e->a * (1 - 1 / e->rf)) < 1) &&
		    (!has_rf || fabs(rf - e->rf) < 1e-4);
	}
	if (is_code(geographic) || is_code(datum) || !has_a || (!has_b && !has_rf))
		return false;
	add(crs, "a", a);
	if (rf != 0)
		add(crs, "rf", rf);
	else
		add(crs, "b", has_b ? b : a);
	return true;
}

/*
 * A parameter of the method, or a related one: files differ in which "origin"
 * they use.
 */
static unsigned
key_of(const struct geokeys *k, unsigned key)
{
	static const unsigned same[][4] = { { 3081, 3085, 3089 }, { 3080, 3084, 3088, 3095 },
		{ 3082, 3086, 3090 }, { 3083, 3087, 3091 }, { 3092, 3093 } };

	if (geokeys_has(k, key))
		return key;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		for (size_t j = 0; j < 4 && same[i][j] != 0; j++)
			if (same[i][j] == key)
				for (j = 0; j < 4 && same[i][j] != 0; j++)
					if (geokeys_has(k, same[i][j]))
						return same[i][j];
	return 0;
}

/*
 * Appends the pole as +lat_0; false if files and readers disagree on its
 * meaning.
 */
static bool
add_pole(const struct geokeys *k, double true_at, char *crs)
{
	double scale = 1;
	unsigned key = key_of(k, 3092);

	if (true_at == 0 || (key != 0 && !geokeys_number(k, key, &scale)) ||
	    (scale != 1 && fabs(true_at) != 90))
		return false;
	add(crs, "lat_0", copysign(90, true_at));
	return true;
}

/* Appends the parameters of a method; false if a required one is missing. */
static bool
add_parameters(const struct geokeys *k, const struct method *m, char *crs)
{
	bool km = geokeys_short(k, KEY_LENGTHS) == KILOMETRES;
	double x;

	for (size_t i = 0; m->parameters[i].name != NULL; i++) {
		const char *name = m->parameters[i].name;
		unsigned key = key_of(k, m->parameters[i].key);

		if (key != 0 && !geokeys_number(k, key, &x))
			return false;
		if (i == 0 && m->code == POLAR_STEREOGRAPHIC && (key == 0 || !add_pole(k, x, crs)))
			return false;
		if (key == 0 && (strcmp(name, "lat_1") == 0 || strcmp(name, "lat_2") == 0))
			return false;
		if (key == 0 && strcmp(name, "lat_ts") == 0)
			continue;
		if (key == 0)
			x = strcmp(name, "k") == 0;
		else if (km && (name[0] == 'x' || name[0] == 'y'))
			x *= 1000;
		add(crs, name, x);
	}
	return true;
}

/*
 * A projection given by its parameters; false if a part of it is unknown here.
 */
static bool
spell_projection(const struct geokeys *k, char *crs)
{
	int code = geokeys_short(k, KEY_METHOD), lengths = geokeys_short(k, KEY_LENGTHS);
	const struct method *m = methods;
	double x;

	while (m < methods + METHODS && m->code != code)
		m++;
	if (m == methods + METHODS ||
	    (lengths != 0 && lengths != METRES && lengths != KILOMETRES) ||
	    (code == MERCATOR && geokeys_has(k, 3081) && (!geokeys_number(k, 3081, &x) || x != 0)))
		return false;
	snprintf(crs, IMAGE_CRS_MAX, "+proj=%s", m->proj);
	if (!add_parameters(k, m, crs) || !add_ellipsoid(k, crs))
		return false;
	add_word(crs, lengths == KILOMETRES ? "+units=km +no_defs" : "+units=m +no_defs");
	return true;
}

/*
 * UTM by its zone. SMHI's archive gives zone 33 without a datum: that is
 * EPSG:25833.
 */
static bool
utm(const struct geokeys *k, char *crs)
{
	int projection = geokeys_short(k, KEY_PROJECTION),
	    geographic = geokeys_short(k, KEY_GEOGRAPHIC);
	int lengths = geokeys_short(k, KEY_LENGTHS);
	bool south = projection > UTM_SOUTH, metres = lengths == 0 || lengths == METRES;
	int zone = projection - (south ? UTM_SOUTH : UTM_NORTH);

	if (zone < 1 || zone > 60 || (!metres && lengths != KILOMETRES))
		return false;
	if (metres && projection == SMHI_UTM33 && !is_code(geographic) &&
	    geokeys_short(k, KEY_DATUM) == 0 && geokeys_short(k, KEY_ELLIPSOID) == 0 &&
	    !geokeys_has(k, KEY_SEMI_MAJOR) && !geokeys_has(k, KEY_SEMI_MINOR) &&
	    !geokeys_has(k, KEY_INVERSE_FLATTENING)) {
		snprintf(crs, IMAGE_CRS_MAX, "EPSG:25833");
		return true;
	}
	snprintf(crs, IMAGE_CRS_MAX, "+proj=utm +zone=%d%s", zone, south ? " +south" : "");
	if (!add_ellipsoid(k, crs))
		return false;
	add_word(crs, metres ? "+units=m +no_defs" : "+units=km +no_defs");
	if (metres && geographic == 4326)
		snprintf(crs, IMAGE_CRS_MAX, "EPSG:%d", (south ? 32700 : 32600) + zone);
	else if (metres && geographic == 4258 && !south && zone >= 28 && zone <= 38)
		snprintf(crs, IMAGE_CRS_MAX, "EPSG:%d", 25800 + zone);
	return true;
}

static bool
is_greenwich(const struct geokeys *k)
{
	int meridian = geokeys_short(k, KEY_MERIDIAN);
	double east;

	if (geokeys_has(k, KEY_MERIDIAN_EAST))
		return geokeys_number(k, KEY_MERIDIAN_EAST, &east) && east == 0;
	return meridian == 0 || meridian == GREENWICH;
}

/*
 * Whether the datum is shifted to WGS 84 by numbers, which are not written
 * here.
 */
static bool
is_shifted(const struct geokeys *k)
{
	unsigned n = 0;
	const double *x = geokeys_numbers(k, KEY_SHIFT, &n);

	while (n > 0 && x[n - 1] == 0)
		n--;
	return n > 0 || (x == NULL && geokeys_has(k, KEY_SHIFT));
}

/*
 * A code counts only if no other key changes its meaning: for GDAL, lengths in
 * another unit do. Which codes are in feet themselves is not known here.
 */
void
crs_of_keys(const struct geokeys *k, char *crs)
{
	int model = geokeys_short(k, KEY_MODEL), lengths = geokeys_short(k, KEY_LENGTHS);
	int angles = geokeys_short(k, KEY_ANGLES);
	int code = geokeys_short(k, model == 2 ? KEY_GEOGRAPHIC : KEY_PROJECTED);
	bool degrees = angles == 0 || angles == DEGREES || angles == DEGREES_TOO;
	bool good = is_greenwich(k);

	if (is_code(code) && (model == 1 || model == 2)) {
		good = good && (model == 1 ? lengths == 0 || lengths == METRES : degrees);
		snprintf(crs, IMAGE_CRS_MAX, "EPSG:%d", code);
	} else {
		good = good && model == 1 && degrees && !is_shifted(k) &&
		    (utm(k, crs) || spell_projection(k, crs));
	}
	if (!good)
		strcpy(crs, "unknown");
}

bool
crs_is_degrees(const char *crs, const struct chunk_grid *grid)
{
	int code = strncmp(crs, "EPSG:", 5) == 0 ? atoi(crs + 5) : 0;
	struct point first = grid_point(grid, 0, 0),
		     last = grid_point(grid, grid->rows, grid->cols);

	/* EPSG's geographic CRS: from 3819, and hardly any from 20000 on. */
	return code >= 3819 && code < 20000 && fabs(first.x) <= 361 && fabs(last.x) <= 361 &&
	    fabs(first.y) <= 91 && fabs(last.y) <= 91;
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
	return strncmp(text, "+proj=", 6) == 0 && strlen(text) < IMAGE_CRS_MAX;
}
