/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapping.c - grid mappings of the CF conventions (appendix F) as PROJ strings.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "netcdf/private.h"

/*
 * Keys of CF, and what PROJ calls them; a second name may stand in for the
 * first.
 */
struct parameter {
	const char *proj, *key, *instead;
	bool needed;
};

#define LAT_0   { "lat_0", "latitude_of_projection_origin", NULL, false }
#define CENTRAL { "lon_0", "longitude_of_central_meridian", "longitude_of_projection_origin", true }
#define ORIGIN  { "lon_0", "longitude_of_projection_origin", "longitude_of_central_meridian", true }
#define LAT_TS  { "lat_ts", "standard_parallel", NULL, false }
#define SCALE   { "k", "scale_factor_at_projection_origin", "scale_factor_at_central_meridian", false }

#define PARAMETERS 4

static const struct mapping {
	const char *name, *proj;
	bool conical;                   /* one or two standard parallels */
	struct parameter parameters[PARAMETERS];
} mappings[] = {
	{ "albers_conical_equal_area", "aea", true, { LAT_0, CENTRAL } },
	{ "azimuthal_equidistant", "aeqd", false, { LAT_0, ORIGIN } },
	{ "lambert_azimuthal_equal_area", "laea", false, { LAT_0, ORIGIN } },
	{ "lambert_conformal_conic", "lcc", true, { LAT_0, CENTRAL } },
	{ "lambert_cylindrical_equal_area", "cea", false, { CENTRAL, LAT_TS } },
	{ "mercator", "merc", false, { ORIGIN, LAT_TS, SCALE } },
	{ "orthographic", "ortho", false, { LAT_0, ORIGIN } },
	{ "polar_stereographic", "stere", false, { LAT_0,
	    { "lon_0", "straight_vertical_longitude_from_pole", "longitude_of_projection_origin", true },
	    LAT_TS, SCALE } },
	{ "sinusoidal", "sinu", false, { CENTRAL } },
	{ "stereographic", "stere", false, { LAT_0, ORIGIN, SCALE } },
	{ "transverse_mercator", "tmerc", false, { LAT_0, CENTRAL,
	    { "k", "scale_factor_at_central_meridian", "scale_factor_at_projection_origin", false } } },
};

struct writer {
	mapping_numbers_fn *numbers;
	const void *arg;
	const char *ellipsoid;
	char *text;
};

static double
number(const struct writer *w, const char *key)
{
	double x;

	return key != NULL && w->numbers(w->arg, key, &x, 1) == 1 && isfinite(x) ? x : NAN;
}

static void
put(const struct writer *w, const char *key, double x)
{
	size_t used = strlen(w->text);
	char text[CHUNK_NUMBER_MAX];

	if (!isnan(x))
		snprintf(w->text + used, PROJECTION_TEXT_MAX - used, " +%s=%s", key,
		    chunk_number_text(x, text));
}

static void
put_text(const struct writer *w, const char *words)
{
	size_t used = strlen(w->text);

	snprintf(w->text + used, PROJECTION_TEXT_MAX - used, "%s%s", used > 0 ? " " : "", words);
}

/* ---- The ellipsoid ----------------------------------------------------- */

/*
 * Whether an ellipsoid is one of a planet. Lengths in km become metres.
 */
static bool
is_planet(double *a, double *b)
{
	if (*a >= 6000 && *a <= 7000) {
		*a *= 1000;
		*b *= 1000;
	}
	return isnan(*a) || (*a >= 1e5 && *b >= *a / 2 && *b <= 2 * *a);
}

/* An ellipsoid by its name; WGS84 is what files without any mean. */
static bool
put_named_ellipsoid(const struct writer *w)
{
	static const struct { const char *name, *words; } named[] = {
		{ "", "+datum=WGS84" }, { "wgs84", "+datum=WGS84" }, { "wgs1984", "+datum=WGS84" },
		{ "grs80", "+ellps=GRS80" }, { "grs1980", "+ellps=GRS80" }, { "bessel1841", "+ellps=bessel" },
		{ "international1924", "+ellps=intl" }, { "clarke1866", "+ellps=clrk66" },
		{ "airy1830", "+ellps=airy" }, { "krassowsky1940", "+ellps=krass" },
	};
	char plain[40];
	size_t n = 0;

	for (const char *p = w->ellipsoid; *p != '\0' && n + 1 < sizeof plain; p++)
		if (strchr(" _-", *p) == NULL)
			plain[n++] = *p;
	plain[n] = '\0';
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (strcasecmp(plain, named[i].name) == 0) {
			put_text(w, named[i].words);
			return true;
		}
	return false;
}

static bool
put_shape(const struct writer *w)
{
	static const struct { double a, b; const char *words; } known[] = {
		{ 6378137, 6356752.314245179, "+datum=WGS84" },
		{ 6378137, 6356752.314140347, "+ellps=GRS80" },
		{ 6377397.155, 6356078.962818189, "+ellps=bessel" },
		{ 6378388, 6356911.946127946, "+ellps=intl" },
	};
	double a = number(w, "semi_major_axis"), b = number(w, "semi_minor_axis");
	double flattening = number(w, "inverse_flattening"), radius = number(w, "earth_radius");

	if (isnan(a))
		a = radius;
	if (isnan(b) && !isnan(flattening) && flattening != 0)
		b = a * (1 - 1 / flattening);
	if (isnan(b))
		b = a;
	if (!is_planet(&a, &b))
		return false;
	if (isnan(a))
		return put_named_ellipsoid(w);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (fabs(a - known[i].a) <= 2e-5 && fabs(b - known[i].b) <= 2e-5) {
			put_text(w, known[i].words);
			return true;
		}
	put(w, "a", a);
	put(w, "b", b);
	return true;
}

/* A prime meridian other than that of Greenwich. */
static bool
put_ellipsoid(const struct writer *w)
{
	double meridian = number(w, "longitude_of_prime_meridian");

	if (!put_shape(w))
		return false;
	if (!isnan(meridian) && meridian != 0)
		put(w, "pm", meridian);
	return true;
}

/* ---- Projections ------------------------------------------------------- */

static bool
put_parameters(const struct writer *w, const struct mapping *m)
{
	for (int i = 0; i < PARAMETERS && m->parameters[i].proj != NULL; i++) {
		const struct parameter *p = &m->parameters[i];
		double x = number(w, p->key);

		if (isnan(x))
			x = number(w, p->instead);
		if (isnan(x) && p->needed)
			return false;
		/*
		 * A polar projection without its pole is of that of its
		 * parallel.
		 */
		if (isnan(x) && i == 0 && strcmp(m->name, "polar_stereographic") == 0)
			x = number(w, "standard_parallel") < 0 ? -90 : 90;
		if (x != 1 || strcmp(p->proj, "k") != 0)
			put(w, p->proj, x);
	}
	return true;
}

/* Longitude and latitude about a pole of the file's own. */
static bool
rotated_pole(const struct writer *w)
{
	double lat = number(w, "grid_north_pole_latitude"), lon = number(w, "grid_north_pole_longitude");
	double turned = number(w, "north_pole_grid_longitude");

	if (isnan(lat) || isnan(lon))
		return false;
	put_text(w, "+proj=ob_tran +o_proj=longlat");
	put(w, "o_lat_p", lat);
	put(w, "o_lon_p", isnan(turned) ? 0 : turned);
	put(w, "lon_0", lon + 180 > 180 ? lon - 180 : lon + 180);
	return put_ellipsoid(w);
}

static bool
projection(const struct writer *w, const struct mapping *m, double metre)
{
	double parallels[2], east = number(w, "false_easting"), north = number(w, "false_northing");
	char words[40];
	size_t n;

	snprintf(words, sizeof words, "+proj=%s", m->proj);
	put_text(w, words);
	if (m->conical) {
		n = w->numbers(w->arg, "standard_parallel", parallels, 2);
		if (n == 0)
			return false;
		put(w, "lat_1", parallels[0]);
		if (n == 2)
			put(w, "lat_2", parallels[1]);
	}
	if (!put_parameters(w, m))
		return false;
	put(w, "x_0", isnan(east) ? 0 : east * metre);
	put(w, "y_0", isnan(north) ? 0 : north * metre);
	if (!put_ellipsoid(w))
		return false;
	put_text(w, "+units=m");
	return true;
}

bool
mapping_text(const char *name, mapping_numbers_fn *numbers, const void *arg, double metre,
    const char *ellipsoid, char *text)
{
	struct writer w = { numbers, arg, ellipsoid, text };

	*text = '\0';
	if (strcasecmp(name, "latitude_longitude") == 0) {
		put_text(&w, "+proj=longlat");
		if (!put_ellipsoid(&w))
			return false;
		if (strcmp(text, "+proj=longlat +datum=WGS84") == 0)
			strcpy(text, "EPSG:4326");
		return true;
	}
	if (strcasecmp(name, "rotated_latitude_longitude") == 0)
		return rotated_pole(&w);
	for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++)
		if (strcasecmp(name, mappings[i].name) == 0)
			return projection(&w, &mappings[i], metre);
	return false;
}
