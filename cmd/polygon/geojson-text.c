/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geojson-text.c - what all readers of GeoJSON (RFC 7946) have in common, by
 * jansson.
 *
 * jansson reads nested values by recursion, and takes some 200 bytes for a
 * position: so how deep a text is nested, and how many positions it can have,
 * is counted before.
 */
#include "polygon/geojson-text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "grid/formats.h"
#include "polygon/private.h"

#define FILE_MAX ((size_t)256 << 20)
#define DEPTH_MAX 64
#define REPROJECT "ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson makes longitude and latitude " \
	"of it"

int
geojson_fail(const struct geojson_where *w, const char *format, ...)
{
	va_list args;
	int n = 0;

	if (w->number > 0)
		n = snprintf(w->why, CHUNK_WHY_MAX, "feature %zu%s%s: ", w->number,
		    w->name[0] != '\0' ? ", " : "", w->name);
	va_start(args, format);
	vsnprintf(w->why + n, CHUNK_WHY_MAX - (size_t)n, format, args);
	va_end(args);
	return -1;
}

const char *
geojson_type(const json_t *object)
{
	const char *type = json_string_value(json_object_get(object, "type"));

	return type != NULL ? type : "";
}

/* ---- The CRS ----------------------------------------------------------- */

/*
 * Such as urn:ogc:def:crs:OGC:1.3:CRS84, EPSG:4326 or
 * http://www.opengis.net/def/crs/OGC/1.3/CRS84.
 */
static bool
is_lonlat(const char *crs)
{
	const char *last = crs + strlen(crs);

	while (last > crs && last[-1] != ':' && last[-1] != '/')
		last--;
	if (strcmp(last, "CRS84") == 0)
		return last == crs || strcasestr(crs, "OGC") != NULL;
	return strcmp(last, "4326") == 0 && strcasestr(crs, "EPSG") != NULL;
}

int
geojson_check_crs(const struct geojson_where *w, const json_t *object)
{
	const json_t *crs = json_object_get(object, "crs");
	const json_t *said = json_object_get(crs, "properties");
	const char *name = json_string_value(json_object_get(said, "name"));

	if (crs == NULL || json_is_null(crs) || (name != NULL && is_lonlat(name)))
		return 0;
	return geojson_fail(w, "its CRS is %.100s, not longitude and latitude: " REPROJECT,
	    name != NULL ? name : "not said by a name");
}

/* ---- Positions ---------------------------------------------------------- */

int
geojson_position(const struct geojson_where *w, const json_t *position, const char *line, size_t i,
    double *at)
{
	const json_t *x = json_array_get(position, 0), *y = json_array_get(position, 1);

	if (!json_is_number(x) || !json_is_number(y))
		return geojson_fail(w, "%s: position %zu is not a longitude and a latitude", line, i + 1);
	at[0] = json_number_value(x);
	at[1] = json_number_value(y);
	if (!(fabs(at[0]) <= 360) || !(fabs(at[1]) <= 90))
		return geojson_fail(w, "%s: position %zu is %.10g, %.10g, which is not a longitude and a latitude "
		    "in degrees: " REPROJECT, line, i + 1, at[0], at[1]);
	return 0;
}

int
geojson_check_edge(const struct geojson_where *w, const char *line, double from, double to)
{
	double across = fabs(to - from);

	if (across > 180 && across != 360)
		return geojson_fail(w, "%s: an edge from longitude %.10g to %.10g: cut it at the "
		    "antimeridian (RFC 7946, 3.1.9), or put a position between", line, from, to);
	return 0;
}

/* ---- The text ---------------------------------------------------------- */

/* ---- Files -------------------------------------------------------------- */

/* The whole file. */
static char *
read_file(FILE *f, size_t *size, char *why)
{
	size_t room = (size_t)1 << 16, got;
	char *text = NULL, *more;

	*size = 0;
	for (;;) {
		if ((more = realloc(text, room)) == NULL) {
			chunk_reason(why, "out of memory");
			break;
		}
		text = more;
		got = fread(text + *size, 1, room - *size, f);
		*size += got;
		if (*size < room && ferror(f)) {
			chunk_reason(why, "%s", strerror(errno));
			break;
		}
		if (*size < room)
			return text;
		if (room > FILE_MAX) {
			chunk_reason(why, "is larger than %zu MiB", FILE_MAX >> 20);
			break;
		}
		room *= 2;
	}
	free(text);
	return NULL;
}

/* Other formats that have polygons get a line of their own. */
static int
check_format(const char *text, size_t size, char *why)
{
	const struct format *format = formats_find(text, size);

	if (size == 0)
		return chunk_reason(why, "is empty");
	if (format != NULL)
		return chunk_reason(why, "is %s, not GeoJSON: ogr2ogr makes it of vector formats", format->name);
	if (memchr(text, '\0', size) != NULL)
		return chunk_reason(why, "is not text, and so not GeoJSON: ogr2ogr -t_srs EPSG:4326 "
		    "out.geojson FILE makes it, of a shapefile too");
	return 0;
}

char *
geojson_file(const char *path, size_t *size, char *why)
{
	FILE *f = cmd_open_text(path);
	char *text;

	if (f == NULL) {
		chunk_reason(why, "%s", strerror(errno));
		return NULL;
	}
	text = read_file(f, size, why);
	fclose(f);
	if (text != NULL && check_format(text, *size, why) == 0)
		return text;
	free(text);
	return NULL;
}

/* Refuses what would take too much stack or memory. */
static int
check_size(const char *text, size_t size, char *why)
{
	size_t depth = 0, arrays = 0, commas = 0;
	bool quoted = false;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{')) {
			arrays++;
			if (++depth > DEPTH_MAX)
				return chunk_reason(why, "is nested more than %d deep", DEPTH_MAX);
		} else if (!quoted && (c == ']' || c == '}') && depth > 0)
			depth--;
		else if (!quoted && c == ',')
			commas++;
	}
	/* Two for each position, and some for names. */
	return arrays <= POLYGON_POINTS_MAX && commas <= 3 * POLYGON_POINTS_MAX ? 0 :
	    chunk_reason(why, "has more than %u positions", POLYGON_POINTS_MAX);
}

json_t *
geojson_load(const char *text, size_t size, char *why)
{
	json_error_t error;
	json_t *top;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	if (check_size(text, size, why) < 0)
		return NULL;
	if ((top = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error)) == NULL)
		chunk_reason(why, "cannot be read as JSON: line %d: %s", error.line, error.text);
	return top;
}

/* ---- Features ---------------------------------------------------------- */

static int
read_feature(struct geojson_where *w, size_t number, const json_t *feature, geojson_feature_fn *read,
    void *arg)
{
	w->number = number;
	w->name[0] = '\0';
	if (strcmp(geojson_type(feature), "Feature") != 0)
		return geojson_fail(w, "is of the type \"%.40s\", not a Feature", geojson_type(feature));
	return read(arg, feature);
}

int
geojson_features(struct geojson_where *w, const json_t *top, geojson_feature_fn *read, void *arg)
{
	const json_t *features = json_object_get(top, "features");
	const char *type = geojson_type(top);

	if (geojson_check_crs(w, top) < 0)
		return -1;
	if (strcmp(type, "Feature") == 0)
		return read_feature(w, 1, top, read, arg);
	if (strcmp(type, "FeatureCollection") != 0)
		return 1;
	if (!json_is_array(features))
		return geojson_fail(w, "is a FeatureCollection without features");
	for (size_t i = 0; i < json_array_size(features); i++)
		if (read_feature(w, i + 1, json_array_get(features, i), read, arg) < 0)
			return -1;
	w->number = 0;
	return 0;
}
