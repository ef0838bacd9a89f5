/* SPDX-License-Identifier: BSD-2-Clause */
/* lines-geojson.c - the lines of a GeoJSON text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "polygon/features.h"
#include "polygon/geojson-text.h"
#include "polygon/private.h"

struct reader {
	lines_fn *line;
	void *arg;
	struct geojson_where where;
	struct point *at;               /* of one line */
	size_t room, lines;
};

/* One line or ring. */
static int
read_line(struct reader *r, const json_t *positions, const char *name)
{
	size_t n = json_array_size(positions);
	double at[2];

	if (n < 2)
		return geojson_fail(&r->where, "%s: has %zu positions, and a line at least 2", name, n);
	if (n > r->room) {
		struct point *more = reallocarray(r->at, n, sizeof *more);

		if (more == NULL)
			return geojson_fail(&r->where, "out of memory");
		r->at = more;
		r->room = n;
	}
	for (size_t i = 0; i < n; i++) {
		if (geojson_position(&r->where, json_array_get(positions, i), name, i, at) < 0 ||
		    (i > 0 && geojson_check_edge(&r->where, name, r->at[i - 1].x, at[0]) < 0))
			return -1;
		r->at[i] = (struct point){ at[0], at[1] };
	}
	r->line(r->arg, r->at, n);
	r->lines++;
	return 0;
}

/* Lines that are `deep` arrays down: 0 is one line. */
static int
read_lines(struct reader *r, const json_t *lines, int deep, const char *name)
{
	char longer[96];
	size_t n = json_array_size(lines);

	if (deep == 0)
		return read_line(r, lines, name);
	if (n == 0)
		return geojson_fail(&r->where, "%s: has no coordinates", name);
	for (size_t i = 0; i < n; i++) {
		snprintf(longer, sizeof longer, "%.60s, part %zu", name, i + 1);
		if (read_lines(r, json_array_get(lines, i), deep - 1, longer) < 0)
			return -1;
	}
	return 0;
}

static int
read_geometry(struct reader *r, const json_t *geometry)
{
	static const struct {
		const char *type;
		int deep;
	} known[] = { { "LineString", 0 }, { "MultiLineString", 1 }, { "Polygon", 1 },
		{ "MultiPolygon", 2 } };
	const json_t *inner = json_object_get(geometry, "geometries");
	const char *type = geojson_type(geometry);

	if (geojson_check_crs(&r->where, geometry) < 0)
		return -1;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(type, known[i].type) == 0)
			return read_lines(r, json_object_get(geometry, "coordinates"), known[i].deep,
			    known[i].type);
	if (strcmp(type, "GeometryCollection") == 0) {
		for (size_t i = 0; i < json_array_size(inner); i++)
			if (read_geometry(r, json_array_get(inner, i)) < 0)
				return -1;
		return 0;
	}
	if (!json_is_object(geometry))
		return geojson_fail(&r->where, "it has no geometry");
	return geojson_fail(&r->where, "its geometry is \"%.40s\", not lines or polygons", type);
}

static int
read_feature(void *arg, const json_t *feature)
{
	struct reader *r = arg;
	char *name = feature_name(feature);

	snprintf(r->where.name, sizeof r->where.name, "%s", name != NULL ? name : "");
	free(name);
	if (geojson_check_crs(&r->where, feature) < 0)
		return -1;
	return read_geometry(r, json_object_get(feature, "geometry"));
}

static int
read_top(struct reader *r, const json_t *top)
{
	int status = geojson_features(&r->where, top, read_feature, r);

	if (status <= 0)
		return status;
	if (*geojson_type(top) == '\0')
		return geojson_fail(&r->where, "is JSON without a type, not GeoJSON");
	return read_geometry(r, top);
}

int
geojson_lines(const char *text, size_t size, lines_fn *line, void *arg, char *why)
{
	struct reader r = { .line = line, .arg = arg, .where.why = why };
	json_t *top = geojson_load(text, size, why);
	int status;

	if (top == NULL)
		return -1;
	status = read_top(&r, top);
	json_decref(top);
	free(r.at);
	return status == 0 && r.lines == 0 ? chunk_reason(why, "has no lines") : status;
}
