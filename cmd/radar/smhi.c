/* SPDX-License-Identifier: BSD-2-Clause */
/* smhi.c - whether an image is of SMHI's archive. */
#include "radar/smhi.h"

#include <ctype.h>
#include <string.h>

#include "grid/geometry.h"
#include "radar/weather.h"

/* radar_YYMMDDHHMM.tif */
static bool
has_its_name(const char *name)
{
	static const char pattern[] = "radar_##########.tif";

	if (strlen(name) != strlen(pattern))
		return false;
	for (size_t i = 0; pattern[i] != '\0'; i++)
		if (pattern[i] == '#' ? !isdigit((unsigned char)name[i]) :
		    tolower((unsigned char)name[i]) != pattern[i])
			return false;
	return true;
}

/*
 * Its own CRS (16033 of key 3074 is read as 25833; copies have either), SWEREF
 * 99 TM, which has the same numbers, and the one before that, RT 90; and the
 * upper left corner in the north of Europe, in metres of any of these.
 */
static bool
has_its_place(const struct image *g)
{
	static const char *const systems[] = { "EPSG:25833", "EPSG:3006", "EPSG:32633",
		"EPSG:3021" };
	const double *a = g->grid.affine;
	bool known = strcmp(g->crs, "unknown") == 0 && g->geokeys[0] == '\0';

	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		known = known || strcmp(g->crs, systems[i]) == 0;
	return known && a[0] >= -500e3 && a[0] <= 2200e3 && a[3] >= 5500e3 && a[3] <= 8200e3;
}

static bool
has_its_grid(const struct image *g)
{
	static const struct chunk_grid grid = { WEATHER_ROWS, WEATHER_COLS,
		{ 126648.404, 2014.9581656050955, 0, 7771252.876, 0, -2014.9581656050955 } };

	return g->grid.rows == grid.rows && g->grid.cols == grid.cols &&
	    chunk_same_place(&g->grid, &grid) && strcmp(g->crs, "unknown") != 0;
}

bool
smhi_is(const struct image *g, const char *name)
{
	return (has_its_grid(g) || has_its_name(name)) && has_its_place(g) && g->type == CHUNK_U8 &&
	    (!g->has_gain || g->gain == SMHI_GAIN) &&
	    (!g->has_offset || g->offset == SMHI_OFFSET) && image_is_dbz(g->unit) &&
	    image_is_reflectivity(g->quantity) && !g->classes;
}
