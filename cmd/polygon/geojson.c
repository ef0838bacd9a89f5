/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geojson.c - the polygons of a GeoJSON text (RFC 7946), by jansson.
 *
 * jansson reads nested values by recursion, and takes some 200 bytes for a
 * position: so how deep a text is nested, and how many positions it can have,
 * is counted before.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "polygon/features.h"
#include "polygon/private.h"

#define DEPTH_MAX 64
#define REPROJECT "ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson makes longitude and latitude of it"

struct reader {
	struct polygons *p;
	const char *feature;            /* key=value, or NULL */
	size_t number;                  /* of the feature, from 1; 0 if there are no features */
	char name[64];                  /* of it, for messages */
	struct polygon polygon;         /* being read */
	size_t points;                  /* of all */
	char *why;
};

/* A reason that names the feature. */
static int fail(struct reader *r, const char *format, ...) CHUNK_PRINTF(2, 3);

static int
fail(struct reader *r, const char *format, ...)
{
	va_list args;
	int n = 0;

	if (r->number > 0)
		n = snprintf(r->why, CHUNK_WHY_MAX, "feature %zu%s%s: ", r->number,
		    r->name[0] != '\0' ? ", " : "", r->name);
	va_start(args, format);
	vsnprintf(r->why + n, CHUNK_WHY_MAX - (size_t)n, format, args);
	va_end(args);
	return -1;
}

/* The type of an object, for comparing and for messages. */
static const char *
type_of(const json_t *object)
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

/* What older GeoJSON may have in any object: null is as if there were none. */
static int
check_crs(struct reader *r, const json_t *object)
{
	const json_t *crs = json_object_get(object, "crs");
	const json_t *said = json_object_get(crs, "properties");
	const char *name = json_string_value(json_object_get(said, "name"));

	if (crs == NULL || json_is_null(crs) || (name != NULL && is_lonlat(name)))
		return 0;
	return fail(r, "its CRS is %.100s, not longitude and latitude: " REPROJECT,
	    name != NULL ? name : "not said by a name");
}

/* ---- Rings ------------------------------------------------------------- */

static int
read_position(struct reader *r, const json_t *position, const char *ring, size_t i, double *at)
{
	const json_t *x = json_array_get(position, 0), *y = json_array_get(position, 1);

	if (!json_is_number(x) || !json_is_number(y))
		return fail(r, "%s: position %zu is not a longitude and a latitude", ring, i + 1);
	at[0] = json_number_value(x);
	at[1] = json_number_value(y);
	if (!(fabs(at[0]) <= 360) || !(fabs(at[1]) <= 90))
		return fail(r, "%s: position %zu is %.10g, %.10g, which is not a longitude and a latitude "
		    "in degrees: " REPROJECT, ring, i + 1, at[0], at[1]);
	return 0;
}

static struct edge
make_edge(const double *a, const double *b)
{
	struct edge e = { .ax = cells_angle(a[0]), .ay = cells_angle(a[1]), .bx = cells_angle(b[0]),
		.by = cells_angle(b[1]) };

	return e.ay <= e.by ? e : (struct edge){ e.bx, e.by, e.ax, e.ay };
}

/* Adds the edges of a ring. */
static int
read_ring(struct reader *r, const json_t *ring, const char *name, struct part *part)
{
	size_t n = json_array_size(ring);
	double first[2], before[2], at[2], area = 0;
	struct edge *edge;

	if (n < 4)
		return fail(r, "%s: has %zu positions, and a ring at least 4: the first is also the last",
		    name, n);
	edge = reallocarray(part->edge, part->edges + n, sizeof *edge);
	if (edge == NULL)
		return fail(r, "out of memory");
	part->edge = edge;
	for (size_t i = 0; i < n; i++) {
		if (read_position(r, json_array_get(ring, i), name, i, at) < 0)
			return -1;
		if (i == 0) {
			memcpy(first, at, sizeof at);
		} else {
			double across = fabs(at[0] - before[0]);

			if (across > 180 && across != 360)
				return fail(r, "%s: an edge from longitude %.10g to %.10g: cut it at the "
				    "antimeridian (RFC 7946, 3.1.9), or put a position between",
				    name, before[0], at[0]);
			area += (before[0] - first[0]) * (at[1] - first[1]) -
			    (at[0] - first[0]) * (before[1] - first[1]);
			part->edge[part->edges++] = make_edge(before, at);
		}
		memcpy(before, at, sizeof at);
	}
	if (at[0] != first[0] || at[1] != first[1])
		return fail(r, "%s: is not closed: its last position, %.10g, %.10g, is not its first, "
		    "%.10g, %.10g", name, at[0], at[1], first[0], first[1]);
	/* Only the first ring is not a hole. */
	part->area += part->edges == n - 1 ? fabs(area) / 2 : -fabs(area) / 2;
	return 0;
}

static int
read_polygon(struct reader *r, const json_t *rings, size_t number)
{
	struct polygon *p = &r->polygon;
	struct part *part = reallocarray(p->part, p->parts + 1, sizeof *part);
	size_t n = json_array_size(rings);
	char name[64];

	if (part == NULL)
		return fail(r, "out of memory");
	p->part = part;
	part += p->parts++;
	*part = (struct part){ 0 };
	if (n == 0)
		return fail(r, "a polygon without rings");
	for (size_t i = 0; i < n; i++) {
		const json_t *ring = json_array_get(rings, i);

		if (number > 0)
			snprintf(name, sizeof name, "polygon %zu, ring %zu", number, i + 1);
		else
			snprintf(name, sizeof name, "ring %zu", i + 1);
		r->points += json_array_size(ring);
		if (r->points > POLYGON_POINTS_MAX)
			return fail(r, "more than %u positions", POLYGON_POINTS_MAX);
		if (read_ring(r, ring, name, part) < 0)
			return -1;
	}
	return part_index(part) ? 0 : fail(r, "out of memory");
}

/* ---- Geometries and features ------------------------------------------- */

static int
read_geometry(struct reader *r, const json_t *geometry)
{
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	const json_t *geometries = json_object_get(geometry, "geometries");
	const char *type = type_of(geometry);

	if (check_crs(r, geometry) < 0)
		return -1;
	if (strcmp(type, "Polygon") == 0)
		return read_polygon(r, coordinates, 0);
	if (strcmp(type, "MultiPolygon") == 0) {
		if (json_array_size(coordinates) == 0)
			return fail(r, "a MultiPolygon without polygons");
		for (size_t i = 0; i < json_array_size(coordinates); i++)
			if (read_polygon(r, json_array_get(coordinates, i), i + 1) < 0)
				return -1;
		return 0;
	}
	if (strcmp(type, "GeometryCollection") == 0) {
		if (json_array_size(geometries) == 0)
			return fail(r, "a GeometryCollection without geometries");
		for (size_t i = 0; i < json_array_size(geometries); i++)
			if (read_geometry(r, json_array_get(geometries, i)) < 0)
				return -1;
		return 0;
	}
	if (!json_is_object(geometry))
		return fail(r, "it has no geometry");
	return fail(r, "its geometry is \"%.40s\", not a Polygon or MultiPolygon", type);
}

/* Adds the polygon that was read. */
static int
add_polygon(struct reader *r)
{
	struct polygon *at = reallocarray(r->p->at, r->p->n + 1, sizeof *at);

	if (at == NULL)
		return fail(r, "out of memory");
	r->p->at = at;
	at[r->p->n++] = r->polygon;
	r->polygon = (struct polygon){ 0 };
	return 0;
}

static int
read_feature(struct reader *r, const json_t *feature)
{
	if (strcmp(type_of(feature), "Feature") != 0)
		return fail(r, "is of the type \"%.40s\", not a Feature", type_of(feature));
	if (!feature_is_asked(r->feature, feature))
		return 0;
	r->polygon.name = feature_name(feature);
	snprintf(r->name, sizeof r->name, "%s", r->polygon.name != NULL ? r->polygon.name : "");
	if (check_crs(r, feature) < 0 || read_geometry(r, json_object_get(feature, "geometry")) < 0)
		return -1;
	return add_polygon(r);
}

static int
read_top(struct reader *r, const json_t *top)
{
	const char *type = type_of(top);
	const json_t *features = json_object_get(top, "features");

	if (check_crs(r, top) < 0)
		return -1;
	if (strcmp(type, "Feature") == 0) {
		r->number = 1;
		return read_feature(r, top);
	}
	if (strcmp(type, "FeatureCollection") == 0) {
		if (!json_is_array(features))
			return fail(r, "is a FeatureCollection without features");
		for (size_t i = 0; i < json_array_size(features); i++) {
			r->number = i + 1;
			r->name[0] = '\0';
			if (read_feature(r, json_array_get(features, i)) < 0)
				return -1;
		}
		r->number = 0;
		return 0;
	}
	if (strcmp(type, "Polygon") != 0 && strcmp(type, "MultiPolygon") != 0 &&
	    strcmp(type, "GeometryCollection") != 0)
		return fail(r, "is JSON of the type \"%.40s\", not GeoJSON with polygons", type);
	if (r->feature != NULL)
		return fail(r, "is a bare %s, and --feature needs features", type);
	return read_geometry(r, top) < 0 ? -1 : add_polygon(r);
}

/* ---- The text ---------------------------------------------------------- */

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

int
geojson_parse(struct polygons *p, const char *text, size_t size, const char *feature, char *why)
{
	struct reader r = { .p = p, .feature = feature, .why = why };
	json_error_t error;
	json_t *top;
	int status;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	if (check_size(text, size, why) < 0)
		return -1;
	if ((top = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error)) == NULL)
		return chunk_reason(why, "cannot be read as JSON: line %d: %s", error.line, error.text);
	status = read_top(&r, top);
	json_decref(top);
	for (size_t i = 0; i < r.polygon.parts; i++)
		part_free(&r.polygon.part[i]);
	free(r.polygon.part);
	free(r.polygon.name);
	if (status == 0 && p->n == 0)
		status = feature != NULL ? chunk_reason(why, "no feature has %.200s", feature) :
		    chunk_reason(why, "has no features");
	return status;
}
