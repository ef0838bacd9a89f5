/* SPDX-License-Identifier: BSD-2-Clause */
/* projections.h - the projections and ellipsoids that have both GeoKeys and words of PROJ: tables for crs.c. */
#ifndef PROJECTIONS_H
#define PROJECTIONS_H

#include "tiff/geokeys.h"

enum { TRANSVERSE_MERCATOR = 1, MERCATOR = 7, LAMBERT = 8, ALBERS = 11, POLAR_STEREOGRAPHIC = 15 };
enum { DEGREES = 9102, METRES = 9001, KILOMETRES = 9036 };

/* Methods by their code (key 3075), with PROJ's names of their parameters and the keys of those. */
struct method {
	int code;
	const char *proj;
	struct { const char *name; unsigned key; } parameters[7];
};

/* Ellipsoids (key 2056) that PROJ has a name for, and the EPSG datum and geographic CRS on them. */
struct ellipsoid {
	int code, datum, geographic;
	double a, rf;                           /* semi-major axis in m, inverse flattening */
	const char *proj;
};

#define METHODS    7
#define ELLIPSOIDS 7

/* The first of two methods, or ellipsoids, with the same word of PROJ is the one to write. */
extern const struct method methods[METHODS];
extern const struct ellipsoid ellipsoids[ELLIPSOIDS];

#endif
