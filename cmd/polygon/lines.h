/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lines.h - lines of a GeoJSON file: LineString and MultiLineString, and the
 * rings of Polygon and MultiPolygon.
 */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>

#include "grid/geometry.h"

/*
 * lines_read() calls line() for each, with at least two points in longitude and
 * latitude, which live until it returns. 0, or -1 with a reason that begins with
 * the path, also if there is no line, or if the build has no jansson.
 */
typedef void lines_fn(void *arg, const struct point *at, size_t n);
int lines_read(const char *path, lines_fn *line, void *arg, char *why);

#endif
