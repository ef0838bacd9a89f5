/* SPDX-License-Identifier: BSD-2-Clause */
/* projection-text.c - PROJ strings as text, before PROJ sees them. */
#include "grid/projection-text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
projection_is_usual(const char *crs)
{
	/* WGS 84, ETRS89, NAD83. */
	static const char *const known[] = { "EPSG:4326", "EPSG:4258", "EPSG:4269" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(crs, known[i]) == 0)
			return true;
	return false;
}

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

static int
not_one(const char *said, char *why)
{
	return chunk_reason(why, "the PROJ string \"%.200s\" is not of one projection", said);
}

static int
too_long(char *why)
{
	return chunk_reason(why, "a PROJ string of more than %d bytes", PROJECTION_TEXT_MAX - 1);
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
	/* The projection comes first, wherever it is said. */
	while (next_word(&at, &w) > 0)
		if (key_is(&w, proj)) {
			if (found || !is_projection(&w))
				return not_one(said, why);
			if (!add_word(text, &w))
				return too_long(why);
			found = true;
		}
	for (at = said; (got = next_word(&at, &w)) > 0; ) {
		if (key_is(&w, refused))
			return not_one(said, why);
		if (key_is(&w, proj) || key_is(&w, dropped) || (own && key_is(&w, datum)))
			continue;
		if (!add_word(text, &w))
			return too_long(why);
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
bool
projection_text_counts_degrees(const char *text)
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
	if (fits && counted && !projection_text_counts_degrees(from))
		fits = append(text, "units", 5, "m", 1);
	return fits ? 0 :
	    chunk_reason(why, "a PROJ string of more than %d bytes", PROJECTION_TEXT_MAX - 1);
}

/* ---- For operations ---------------------------------------------------- */

/* The ellipsoid of each datum that PROJ has a name for (proj -ld). */
static const char *const datums[][2] = { { "WGS84", "WGS84" }, { "NAD83", "GRS80" },
	{ "NAD27", "clrk66" }, { "GGRS87", "GRS80" }, { "potsdam", "bessel" },
	{ "carthage", "clrk80ign" }, { "hermannskogel", "bessel" }, { "ire65", "mod_airy" },
	{ "nzgd49", "intl" }, { "OSGB36", "airy" } };

/*
 * Whether a text is of longitude and latitude themselves, from Greenwich, and
 * not about another pole or meridian.
 */
bool
projection_text_is_lonlat(const char *text)
{
	static const char *const proj[] = { "proj", NULL };
	static const char *const moves[] = { "pm", "lon_0", NULL };
	struct word w;
	bool plain = projection_text_counts_degrees(text);

	while (next_word(&text, &w) > 0)
		plain = plain && !key_is(&w, moves) && !(key_is(&w, proj) && value_is(&w, "ob_tran"));
	return plain;
}

/*
 * Turns a text of projection_text() into that of a bare operation. PROJ would
 * shift to and from WGS84 for a datum: only its ellipsoid counts.
 */
int
projection_bare_text(const char *text, char *bare, char *why)
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
