/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projection.h - longitude and latitude to coordinates of a grid's CRS and
 * back, by PROJ.
 *
 * A projection here is a bare operation of PROJ, without any change of datum:
 * files say corners and boxes on the ellipsoid of their own CRS.
 */
#ifndef PROJECTION_H
#define PROJECTION_H

#include <stdbool.h>

#include "grid/geometry.h"

struct projection;

/* Bytes of a PROJ string as a stream has it. */
#define PROJECTION_TEXT_MAX 512

/*
 * projection_text() writes a PROJ string as a stream has it (in
 * PROJECTION_TEXT_MAX bytes): words with +, without those that change the datum
 * (towgs84, nadgrids), without datum where an ellipsoid is given too, and
 * without no_defs, wktext and type. 0, or -1 with a reason if it is none.
 */
int projection_text(const char *said, char *text, char *why);

/*
 * projection_metres() writes a text of projection_text() whose coordinates are
 * counted in metres, whatever it says of units: +units and +to_meter go, and an
 * ellipsoid in km becomes 1000 times as large, with the other lengths. One of
 * longitude and latitude gets no +units. 0, or -1 with a reason if its ellipsoid
 * is of no planet.
 */
int projection_metres(const char *from, char *text, char *why);

/*
 * projection_open() makes the projection of a CRS: "EPSG:n" or a PROJ string.
 * NULL with a reason. Each thread needs one of its own. In a build without PROJ
 * only the usual ones of longitude and latitude are known.
 */
struct projection *projection_open(const char *crs, char *why);
void projection_close(struct projection *p);
/* Another one of the same CRS, for another thread; NULL if out of memory. */
struct projection *projection_copy(const struct projection *p);

/* Whether x and y are longitude and latitude themselves, from Greenwich. */
bool projection_is_lonlat(const struct projection *p);

/*
 * Longitude and latitude in degrees (point.x, point.y) to coordinates of the
 * CRS, and back. False where the projection has no such point. A CRS about
 * another pole or meridian has degrees of its own.
 */
bool projection_forward(struct projection *p, struct point lonlat, struct point *xy);
bool projection_inverse(struct projection *p, struct point xy, struct point *lonlat);

/*
 * How many times as large an area is in the CRS as on the ellipsoid, at a
 * longitude and latitude; of degrees, by the cosine alone. NaN where the
 * projection has no such point.
 */
double projection_areal_scale(struct projection *p, struct point lonlat);

#endif
