/* SPDX-License-Identifier: BSD-2-Clause */
/* geojson-text.h - what all readers of GeoJSON have in common. */
#ifndef GEOJSON_TEXT_H
#define GEOJSON_TEXT_H

#include <jansson.h>
#include <stddef.h>

#include "chunk.h"

/* What is being read, for reasons. */
struct geojson_where {
	size_t number;                  /* of the feature, from 1; 0 if there are no features */
	char name[64];                  /* of it */
	char *why;
};

/* Writes a reason that names the feature; returns -1. */
int geojson_fail(const struct geojson_where *w, const char *format, ...) CHUNK_PRINTF(2, 3);

/*
 * geojson_file() reads a file of at most 256 MiB, which the caller frees: NULL
 * with a reason, which does not name it, also if it is of another format.
 */
char *geojson_file(const char *path, size_t *size, char *why);

/*
 * geojson_load() reads a text as JSON: NULL with a reason, also if it would take
 * too much stack or memory.
 */
json_t *geojson_load(const char *text, size_t size, char *why);

/* The type of an object, for comparing and for messages. */
const char *geojson_type(const json_t *object);

/*
 * geojson_check_crs() refuses what older GeoJSON may have in any object, unless
 * it says longitude and latitude. geojson_position() reads position i, from 0, of
 * a line or ring with this name, and geojson_check_edge() refuses an edge between
 * two longitudes that could go either way. 0, or -1 with a reason.
 */
int geojson_check_crs(const struct geojson_where *w, const json_t *object);
int geojson_position(const struct geojson_where *w, const json_t *position, const char *line,
    size_t i, double *at);
int geojson_check_edge(const struct geojson_where *w, const char *line, double from, double to);

/*
 * geojson_features() gives each feature of a Feature or a FeatureCollection to
 * `read`, with its number in `w`, until that returns -1. 0, or 1 if `top` is of
 * another type, or -1 with a reason.
 */
typedef int geojson_feature_fn(void *arg, const json_t *feature);
int geojson_features(struct geojson_where *w, const json_t *top, geojson_feature_fn *read, void *arg);

#endif
