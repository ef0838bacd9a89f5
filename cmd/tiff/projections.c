/* SPDX-License-Identifier: BSD-2-Clause */
/* projections.c - the tables of crs.c and crs-keys.c. */
#include "tiff/private.h"

const struct method methods[METHODS] = {
	{ TRANSVERSE_MERCATOR, "tmerc",
	    { { "lat_0", 3081 }, { "lon_0", 3080 }, { "k", 3092 }, { "x_0", 3082 },
		{ "y_0", 3083 } } },
	{ MERCATOR, "merc",
	    { { "lon_0", 3080 }, { "lat_ts", 3078 }, { "k", 3092 }, { "x_0", 3082 },
		{ "y_0", 3083 } } },
	{ LAMBERT, "lcc",
	    { { "lat_0", 3085 }, { "lon_0", 3084 }, { "lat_1", 3078 }, { "lat_2", 3079 },
		{ "x_0", 3086 }, { "y_0", 3087 } } },
	{ 9, "lcc",
	    { { "lat_1", 3081 }, { "lat_0", 3081 }, { "lon_0", 3080 }, { "k", 3092 },
		{ "x_0", 3082 }, { "y_0", 3083 } } },
	{ 10, "laea", { { "lat_0", 3089 }, { "lon_0", 3088 }, { "x_0", 3082 }, { "y_0", 3083 } } },
	{ ALBERS, "aea",
	    { { "lat_0", 3081 }, { "lon_0", 3080 }, { "lat_1", 3078 }, { "lat_2", 3079 },
		{ "x_0", 3082 }, { "y_0", 3083 } } },
	{ POLAR_STEREOGRAPHIC, "stere",
	    { { "lat_ts", 3081 }, { "lon_0", 3095 }, { "k", 3092 }, { "x_0", 3082 },
		{ "y_0", 3083 } } }
};

const struct ellipsoid ellipsoids[ELLIPSOIDS] = {
	{ 0, 6326, 4326, 6378137, 298.257223563, "+datum=WGS84" },
	{ 7019, 6258, 4258, 6378137, 298.257222101, "+ellps=GRS80" },
	{ 7019, 6619, 4619, 6378137, 298.257222101, "+ellps=GRS80" },
	{ 7030, 6030, 4030, 6378137, 298.257223563, "+ellps=WGS84" },
	{ 7004, 6004, 4004, 6377397.155, 299.1528128, "+ellps=bessel" },
	{ 7022, 6022, 4022, 6378388, 297, "+ellps=intl" },
	{ 7024, 6024, 4024, 6378245, 298.3, "+ellps=krass" }
};
