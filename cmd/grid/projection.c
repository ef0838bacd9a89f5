/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projection.c - PROJ as a bare operation: from longitude and latitude to a
 * plane and back, on one ellipsoid.
 */
#include "grid/projection.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <proj.h>

/* ---- PROJ strings as text ---------------------------------------------- */

/* One word of a PROJ string: key=value, or a key alone, without the +. */
struct word {
	const char *key, *value;
	int key_size, value_size;               /* value_size: -1 without = */
};

/*
 * Takes the next word at *at: 1, 0 at the end, -1 if it is none. Colons
 * separate, since some files end with one; + may be missing.
 */
static int
next_word(const char **at, struct word *w)
{
	const char *p = *at + strspn(*at, " \t\r\n:");
	size_t n = strcspn(p, " \t\r\n:"), key;

	if (n == 0)
		return 0;
	*at = p + n;
	if (*p == '+') {
		p++;
		n--;
	}
	for (key = 0; key < n && (isalnum((unsigned char)p[key]) || p[key] == '_'); key++)
		continue;
	if (key == 0 || (key < n && p[key] != '='))
		return -1;
	for (size_t i = key; i < n; i++)
		if (!isgraph((unsigned char)p[i]))
			return -1;
	*w = (struct word){ .key = p, .key_size = (int)key, .value = p + key + 1,
		.value_size = key < n ? (int)(n - key - 1) : -1 };
	return 1;
}

static bool
key_is(const struct word *w, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		if (strlen(*keys) == (size_t)w->key_size &&
		    strncmp(w->key, *keys, (size_t)w->key_size) == 0)
			return true;
	return false;
}

static bool
value_is(const struct word *w, const char *value)
{
	return w->value_size == (int)strlen(value) &&
	    strncmp(w->value, value, strlen(value)) == 0;
}

/* Appends " +key=value"; false if it does not fit. */
static bool
append(char *text, const char *key, int key_size, const char *value, int value_size)
{
	size_t at = strlen(text), room = PROJECTION_TEXT_MAX - at;
	int n = value_size < 0 ?
	    snprintf(text + at, room, "%s+%.*s", at > 0 ? " " : "", key_size, key) :
	    snprintf(text + at, room, "%s+%.*s=%.*s", at > 0 ? " " : "", key_size, key,
	    value_size, value);

	return n >= 0 && (size_t)n < room;
}

/* Whether proj=... may be a projection: these make other things of a point. */
static bool
is_projection(const struct word *w)
{
	return w->value_size > 0 && !value_is(w, "pipeline") && !value_is(w, "cart") &&
	    !value_is(w, "geocent");
}

static bool
has_ellipsoid(const char *said)
{
	static const char *const shape[] = { "ellps", "a", "R", NULL };
	struct word w;

	while (next_word(&said, &w) > 0)
		if (key_is(&w, shape))
			return true;
	return false;
}

static bool
add_word(char *text, const struct word *w)
{
	static const char *const radius[] = { "R", NULL };

	if (key_is(w, radius))
		return append(text, "a", 1, w->value, w->value_size) &&
		    append(text, "b", 1, w->value, w->value_size);
	return append(text, w->key, w->key_size, w->value, w->value_size);
}

int
projection_text(const char *said, char *text, char *why)
{
	static const char *const dropped[] = { "towgs84", "nadgrids", "no_defs", "wktext", "type",
		NULL };
	/* They read files, or chain operations. */
	static const char *const refused[] = { "init", "step", "grids", "file", "xyzgrids",
		"geoidgrids", "inv", NULL };
	static const char *const datum[] = { "datum", NULL }, *const proj[] = { "proj", NULL };
	bool own = has_ellipsoid(said), found = false;
	const char *at = said;
	struct word w;
	int got;

	*text = '\0';
	while ((got = next_word(&at, &w)) > 0) {
		if (key_is(&w, refused) || (key_is(&w, proj) && (found || !is_projection(&w))))
			return chunk_reason(why,
			    "the PROJ string \"%.200s\" is not of one projection", said);
		found = found || key_is(&w, proj);
		if (key_is(&w, dropped) || (own && key_is(&w, datum)))
			continue;
		if (!add_word(text, &w))
			return chunk_reason(why,
			    "a PROJ string of more than %d bytes", PROJECTION_TEXT_MAX - 1);
	}
	if (got < 0 || !found)
		return chunk_reason(why, "\"%.200s\" is not a PROJ string, such as \"+proj=...\"",
		    said);
	return 0;
}

/* ---- Lengths in metres ------------------------------------------------- */

/*
 * Whether coordinates of a PROJ string are angles, also about another pole:
 * +proj=ob_tran +o_proj=longlat.
 */
static bool
counts_degrees(const char *text)
{
	static const char *const proj[] = { "proj", "o_proj", NULL };
	static const char *const angles[] = { "longlat", "latlong", "lonlat", "latlon" };
	struct word w;

	while (next_word(&text, &w) > 0)
		for (size_t i = 0; i < 4 && key_is(&w, proj); i++)
			if (value_is(&w, angles[i]))
				return true;
	return false;
}

/* The first number of a key, or `missing`. */
static double
find_number(const char *text, const char *key, double missing)
{
	const char *const keys[] = { key, NULL };
	struct word w;

	while (next_word(&text, &w) > 0)
		if (key_is(&w, keys) && w.value_size > 0)
			return strtod(w.value, NULL);
	return missing;
}

/* Appends a word, its number times 1000 if it is a length in km. */
static bool
append_length(char *text, const struct word *w, bool km)
{
	static const char *const lengths[] = { "a", "b", "x_0", "y_0", "h", NULL };
	char number[CHUNK_NUMBER_MAX];

	if (!km || w->value_size <= 0 || !key_is(w, lengths))
		return append(text, w->key, w->key_size, w->value, w->value_size);
	chunk_number_text(1000 * strtod(w->value, NULL), number);
	return append(text, w->key, w->key_size, number, (int)strlen(number));
}

int
projection_metres(const char *from, char *text, char *why)
{
	static const char *const units[] = { "units", "to_meter", "vunits", "vto_meter", NULL };
	double a = find_number(from, "a", 6378137);
	bool km = a >= 6000 && a <= 7000, counted = km, fits = true;
	const char *at = from;
	struct word w;

	*text = '\0';
	if (!km && !(a >= 1e5))
		return chunk_reason(why, "an ellipsoid of %g m in \"%.200s\"", a, from);
	while (next_word(&at, &w) > 0 && fits)
		if (key_is(&w, units))
			counted = true;
		else
			fits = append_length(text, &w, km);
	if (fits && counted && !counts_degrees(from))
		fits = append(text, "units", 5, "m", 1);
	return fits ? 0 :
	    chunk_reason(why, "a PROJ string of more than %d bytes", PROJECTION_TEXT_MAX - 1);
}

/* ---- Operations -------------------------------------------------------- */

struct projection {
	PJ_CONTEXT *context;
	PJ *operation;                          /* NULL: x, y are longitude and latitude */
	bool angles;                            /* x, y are in degrees, about another pole or meridian */
};

/* The ellipsoid of each datum that PROJ has a name for (proj -ld). */
static const char *const datums[][2] = { { "WGS84", "WGS84" }, { "NAD83", "GRS80" },
	{ "NAD27", "clrk66" }, { "GGRS87", "GRS80" }, { "potsdam", "bessel" },
	{ "carthage", "clrk80ign" }, { "hermannskogel", "bessel" }, { "ire65", "mod_airy" },
	{ "nzgd49", "intl" }, { "OSGB36", "airy" } };

/*
 * Whether a text is of longitude and latitude themselves, from Greenwich, and
 * not about another pole or meridian.
 */
static bool
is_lonlat(const char *text)
{
	static const char *const proj[] = { "proj", NULL };
	static const char *const moves[] = { "pm", "lon_0", NULL };
	struct word w;
	bool plain = counts_degrees(text);

	while (next_word(&text, &w) > 0)
		plain = plain && !key_is(&w, moves) && !(key_is(&w, proj) && value_is(&w, "ob_tran"));
	return plain;
}

/*
 * Turns a text of projection_text() into that of a bare operation. PROJ would
 * shift to and from WGS84 for a datum: only its ellipsoid counts.
 */
static int
bare_text(const char *text, char *bare, char *why)
{
	static const char *const datum[] = { "datum", NULL };
	struct word w;

	*bare = '\0';
	while (next_word(&text, &w) > 0) {
		for (size_t i = 0; i < sizeof datums / sizeof *datums && key_is(&w, datum); i++)
			if (value_is(&w, datums[i][0]))
				w = (struct word){ .key = "ellps", .key_size = 5,
					.value = datums[i][1],
					.value_size = (int)strlen(datums[i][1]) };
		if (!append(bare, w.key, w.key_size, w.value, w.value_size))
			return chunk_reason(why,
			    "a PROJ string of more than %d bytes", PROJECTION_TEXT_MAX - 1);
	}
	return 0;
}

/* Whether a CRS counts in grads or anything else but degrees, which a PROJ string cannot say. */
static bool
is_odd(PJ_CONTEXT *context, const PJ *crs)
{
	PJ *axes = proj_crs_get_coordinate_system(context, crs);
	double factor = M_PI / 180;

	if (proj_get_type(crs) == PJ_TYPE_GEOGRAPHIC_2D_CRS && axes != NULL)
		proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
	proj_destroy(axes);
	return fabs(factor - M_PI / 180) > 1e-15;
}

/* The PROJ string of "EPSG:n", which PROJ has in its data base. */
static int
epsg_text(PJ_CONTEXT *context, const char *crs, char *text, char *why)
{
	PJ *pj = proj_create(context, crs);
	const char *said = pj == NULL ? NULL : proj_as_proj_string(context, pj, PJ_PROJ_4, NULL);
	int status;

	if (said != NULL && is_odd(context, pj))
		status = chunk_reason(why, "%.100s does not count in degrees", crs);
	else if (said == NULL)
		status = chunk_reason(why, pj == NULL ? "PROJ does not know %.100s" :
		    "PROJ has no PROJ string of %.100s", crs);
	else
		status = projection_text(said, text, why);
	proj_destroy(pj);
	return status;
}

static int
open_operation(struct projection *p, const char *crs, char *why)
{
	char text[PROJECTION_TEXT_MAX], bare[PROJECTION_TEXT_MAX];

	if ((strncasecmp(crs, "EPSG:", 5) == 0 ? epsg_text(p->context, crs, text, why) :
	    projection_text(crs, text, why)) < 0 || bare_text(text, bare, why) < 0)
		return -1;
	if (is_lonlat(text))
		return 0;
	p->angles = counts_degrees(text);
	p->operation = proj_create(p->context, bare);
	if (p->operation == NULL || !proj_angular_input(p->operation, PJ_FWD))
		return chunk_reason(why, "PROJ cannot make a projection of \"%.200s\"%s%.200s", bare,
		    p->operation == NULL ? ": " : "", p->operation == NULL ?
		    proj_context_errno_string(p->context, proj_context_errno(p->context)) : "");
	return 0;
}

static struct projection *
new_projection(void)
{
	struct projection *p = calloc(1, sizeof *p);

	if (p == NULL || (p->context = proj_context_create()) == NULL) {
		free(p);
		return NULL;
	}
	proj_log_level(p->context, PJ_LOG_NONE);
	proj_context_set_enable_network(p->context, 0);
	return p;
}

struct projection *
projection_open(const char *crs, char *why)
{
	struct projection *p = new_projection();

	if (p == NULL)
		chunk_reason(why, "out of memory");
	else if (open_operation(p, crs, why) < 0) {
		projection_close(p);
		return NULL;
	}
	return p;
}

struct projection *
projection_copy(const struct projection *p)
{
	struct projection *copy = new_projection();

	if (copy == NULL)
		return NULL;
	copy->angles = p->angles;
	if (p->operation == NULL || (copy->operation = proj_clone(copy->context, p->operation)) != NULL)
		return copy;
	projection_close(copy);
	return NULL;
}

void
projection_close(struct projection *p)
{
	if (p == NULL)
		return;
	proj_destroy(p->operation);
	proj_context_destroy(p->context);
	free(p);
}

bool
projection_is_lonlat(const struct projection *p)
{
	return p->operation == NULL;
}

bool
projection_forward(struct projection *p, struct point lonlat, struct point *xy)
{
	PJ_COORD c;

	*xy = lonlat;
	if (p->operation == NULL)
		return isfinite(lonlat.x) && isfinite(lonlat.y);
	c = proj_trans(p->operation, PJ_FWD,
	    proj_coord(proj_torad(lonlat.x), proj_torad(lonlat.y), 0, 0));
	*xy = (struct point){ c.xy.x, c.xy.y };
	if (p->angles)
		*xy = (struct point){ proj_todeg(c.xy.x), proj_todeg(c.xy.y) };
	return isfinite(xy->x) && isfinite(xy->y);
}

bool
projection_inverse(struct projection *p, struct point xy, struct point *lonlat)
{
	PJ_COORD c;

	*lonlat = xy;
	if (p->operation == NULL)
		return isfinite(xy.x) && isfinite(xy.y);
	if (p->angles)
		xy = (struct point){ proj_torad(xy.x), proj_torad(xy.y) };
	c = proj_trans(p->operation, PJ_INV, proj_coord(xy.x, xy.y, 0, 0));
	*lonlat = (struct point){ proj_todeg(c.lp.lam), proj_todeg(c.lp.phi) };
	return isfinite(lonlat->x) && isfinite(lonlat->y);
}

double
projection_areal_scale(struct projection *p, struct point lonlat)
{
	PJ_COORD c = proj_coord(proj_torad(lonlat.x), proj_torad(lonlat.y), 0, 0);
	double scale;

	/* Of a turned pole, PROJ knows no scale: what it gives are its degrees. */
	if (p->operation == NULL || p->angles)
		return 1 / cos(c.lp.phi);
	proj_errno_reset(p->operation);
	scale = proj_factors(p->operation, c).areal_scale;
	return proj_errno(p->operation) == 0 && scale > 0 ? scale : NAN;
}
