/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geokeys.h - the GeoKeys of a GeoTIFF (OGC 19-008r4) and the header key
 * `geokeys` that keeps them.
 */
#ifndef GEOKEYS_H
#define GEOKEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "tiff/geotiff.h"

#define GEOKEYS_SHORTS  1024
#define GEOKEYS_NUMBERS 256

/* GeoKeys as the three tags of a file have them. { 0 } has none. */
struct geokeys {
	/*
	 * Version 1, revision, minor, number of keys; then for each key: key,
	 * tag (0: the value is here), count, value.
	 */
	uint16_t shorts[GEOKEYS_SHORTS];
	unsigned n_shorts;
	double numbers[GEOKEYS_NUMBERS];
	unsigned n_numbers;
	char text[IMAGE_KEYS_MAX];            /* pieces that end in '|' */
};

/* Keys and codes, by their numbers in the standard. */
enum {
	KEY_MODEL = 1024,                       /* 1 projected, 2 geographic */
	KEY_RASTER = 1025,                      /* 1 a pixel is an area, 2 a point */
	KEY_CITATION = 1026,
	KEY_GEOGRAPHIC = 2048,                  /* EPSG code */
	KEY_DATUM = 2050,                       /* EPSG code */
	KEY_MERIDIAN = 2051,                    /* EPSG code: 8901 Greenwich; or the one below */
	KEY_AXIS_UNIT = 2052,                   /* of the axes below: 9001 metre */
	KEY_ANGLES = 2054,                      /* unit: 9102 degrees */
	KEY_ELLIPSOID = 2056,                   /* EPSG code; or the three below */
	KEY_SEMI_MAJOR = 2057,
	KEY_SEMI_MINOR = 2058,
	KEY_INVERSE_FLATTENING = 2059,
	KEY_MERIDIAN_EAST = 2061,               /* degrees east of Greenwich */
	KEY_SHIFT = 2062,                       /* 3 or 7 numbers, to WGS 84 */
	KEY_PROJECTED = 3072,                   /* EPSG code */
	KEY_PROJECTION = 3074,                  /* EPSG code; 16000 + zone: UTM north */
	KEY_METHOD = 3075,                      /* transverse Mercator, ...: see crs.c */
	KEY_LENGTHS = 3076,                     /* unit: 9001 metre, 9036 km */
	KEY_USER_DEFINED = 32767                /* the value if there is no code */
};

/* Units, by their EPSG codes. */
enum { DEGREES = 9102, METRES = 9001, KILOMETRES = 9036 };

/* geokeys_short() is the value of a key that is a code, 0 if it is missing. */
int geokeys_short(const struct geokeys *k, unsigned key);

/* geokeys_has() tells whether a key is there, whatever its value. */
bool geokeys_has(const struct geokeys *k, unsigned key);

/*
 * geokeys_number() gives the value of a key that is a float64; false if it is
 * missing or not finite. geokeys_numbers() gives all `n` of a key that has
 * several; NULL if it is missing.
 */
bool geokeys_number(const struct geokeys *k, unsigned key, double *x);
const double *geokeys_numbers(const struct geokeys *k, unsigned key, unsigned *n);

/*
 * geokeys_set_short(), _number() and _text() add a key in its place or replace
 * its value. What does not fit is left out.
 */
void geokeys_set_short(struct geokeys *k, unsigned key, int code);
void geokeys_set_number(struct geokeys *k, unsigned key, double x);
void geokeys_set_text(struct geokeys *k, unsigned key, const char *text);

/*
 * geokeys_parse() reads the header key `geokeys`,
 * "1,1,0,3,1024,0,1,1,...|doubles|text", whose last two parts may be missing;
 * false if it is invalid. geokeys_format() writes it to `text` (IMAGE_KEYS_MAX
 * bytes): "" if there are no keys or it does not fit.
 */
bool geokeys_parse(const char *text, struct geokeys *k);
void geokeys_format(const struct geokeys *k, char *text);

#endif
