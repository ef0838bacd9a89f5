/* SPDX-License-Identifier: BSD-2-Clause */
/* geojson.c - the polygons of a GeoJSON text (RFC 7946). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "polygon/features.h"
#include "polygon/geojson-text.h"
#include "polygon/private.h"

struct reader {
	struct polygons *p;
	const char *feature;            /* key=value, or NULL */
	struct geojson_where where;
	struct polygon polygon;         /* being read */
	size_t points;                  /* of all */
};

/* ---- Rings ------------------------------------------------------------- */

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
		return geojson_fail(&r->where, "%s: has %zu positions, and a ring at least 4: the first is also the last",
		    name, n);
	edge = reallocarray(part->edge, part->edges + n, sizeof *edge);
	if (edge == NULL)
		return geojson_fail(&r->where, "out of memory");
	part->edge = edge;
	for (size_t i = 0; i < n; i++) {
		if (geojson_position(&r->where, json_array_get(ring, i), name, i, at) < 0)
			return -1;
		if (i == 0) {
			memcpy(first, at, sizeof at);
		} else {
			if (geojson_check_edge(&r->where, name, before[0], at[0]) < 0)
				return -1;
			area += (before[0] - first[0]) * (at[1] - first[1]) -
			    (at[0] - first[0]) * (before[1] - first[1]);
			part->edge[part->edges++] = make_edge(before, at);
		}
		memcpy(before, at, sizeof at);
	}
	if (at[0] != first[0] || at[1] != first[1])
		return geojson_fail(&r->where, "%s: is not closed: its last position, %.10g, %.10g, is not its first, "
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
		return geojson_fail(&r->where, "out of memory");
	p->part = part;
	part += p->parts++;
	*part = (struct part){ 0 };
	if (n == 0)
		return geojson_fail(&r->where, "a polygon without rings");
	for (size_t i = 0; i < n; i++) {
		const json_t *ring = json_array_get(rings, i);

		if (number > 0)
			snprintf(name, sizeof name, "polygon %zu, ring %zu", number, i + 1);
		else
			snprintf(name, sizeof name, "ring %zu", i + 1);
		r->points += json_array_size(ring);
		if (r->points > POLYGON_POINTS_MAX)
			return geojson_fail(&r->where, "more than %u positions", POLYGON_POINTS_MAX);
		if (read_ring(r, ring, name, part) < 0)
			return -1;
	}
	return part_index(part) ? 0 : geojson_fail(&r->where, "out of memory");
}

/* ---- Geometries and features ------------------------------------------- */

static int
read_geometry(struct reader *r, const json_t *geometry)
{
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	const json_t *geometries = json_object_get(geometry, "geometries");
	const char *type = geojson_type(geometry);

	if (geojson_check_crs(&r->where, geometry) < 0)
		return -1;
	if (strcmp(type, "Polygon") == 0)
		return read_polygon(r, coordinates, 0);
	if (strcmp(type, "MultiPolygon") == 0) {
		if (json_array_size(coordinates) == 0)
			return geojson_fail(&r->where, "a MultiPolygon without polygons");
		for (size_t i = 0; i < json_array_size(coordinates); i++)
			if (read_polygon(r, json_array_get(coordinates, i), i + 1) < 0)
				return -1;
		return 0;
	}
	if (strcmp(type, "GeometryCollection") == 0) {
		if (json_array_size(geometries) == 0)
			return geojson_fail(&r->where, "a GeometryCollection without geometries");
		for (size_t i = 0; i < json_array_size(geometries); i++)
			if (read_geometry(r, json_array_get(geometries, i)) < 0)
				return -1;
		return 0;
	}
	if (!json_is_object(geometry))
		return geojson_fail(&r->where, "it has no geometry");
	return geojson_fail(&r->where, "its geometry is \"%.40s\", not a Polygon or MultiPolygon", type);
}

/* Adds the polygon that was read. */
static int
add_polygon(struct reader *r)
{
	struct polygon *at = reallocarray(r->p->at, r->p->n + 1, sizeof *at);

	if (at == NULL)
		return geojson_fail(&r->where, "out of memory");
	r->p->at = at;
	at[r->p->n++] = r->polygon;
	r->polygon = (struct polygon){ 0 };
	return 0;
}

static int
read_feature(void *arg, const json_t *feature)
{
	struct reader *r = arg;

	if (!feature_is_asked(r->feature, feature))
		return 0;
	r->polygon.name = feature_name(feature);
	snprintf(r->where.name, sizeof r->where.name, "%s",
	    r->polygon.name != NULL ? r->polygon.name : "");
	if (geojson_check_crs(&r->where, feature) < 0 ||
	    read_geometry(r, json_object_get(feature, "geometry")) < 0)
		return -1;
	return add_polygon(r);
}

static int
read_top(struct reader *r, const json_t *top)
{
	const char *type = geojson_type(top);
	int status = geojson_features(&r->where, top, read_feature, r);

	if (status <= 0)
		return status;
	if (strcmp(type, "Polygon") != 0 && strcmp(type, "MultiPolygon") != 0 &&
	    strcmp(type, "GeometryCollection") != 0)
		return geojson_fail(&r->where, "is JSON of the type \"%.40s\", not GeoJSON with polygons", type);
	if (r->feature != NULL)
		return geojson_fail(&r->where, "is a bare %s, and --feature needs features", type);
	return read_geometry(r, top) < 0 ? -1 : add_polygon(r);
}

/* ---- The text ---------------------------------------------------------- */

int
geojson_parse(struct polygons *p, const char *text, size_t size, const char *feature, char *why)
{
	struct reader r = { .p = p, .feature = feature, .where.why = why };
	json_t *top = geojson_load(text, size, why);
	int status;

	if (top == NULL)
		return -1;
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
