/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caption.c - titles, units, distances and the history of a stream, from its
 * header.
 */
#include "picture/caption.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "tiff/crs.h"
#include "tiff/geokeys.h"

#define KM_PER_DEGREE 111.195                   /* of a sphere with a radius of 6371 km */

const char *
caption_get(const struct chunk_header *h, const char *layer, const char *key)
{
	const char *value = chunk_layer_get(h, layer, key);

	return value != NULL ? value : "";
}

/* A text that would have `length` bytes and was cut at `size` says so. */
static void
mark_cut(char *text, size_t size, int length)
{
	static const char mark[] = "...";
	size_t at = size - sizeof mark;

	if ((size_t)length < size)
		return;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)     /* within a letter */
		at--;
	strcpy(text + at, mark);
}

void
caption_title(const struct chunk_header *h, const char *layer, char *text, size_t size)
{
	static const struct { const char *variable, *words; } known[] = {
		{ "rainfall_rate", "rain rate" },
		{ "rainfall_amount", "rainfall" },
		{ "equivalent_reflectivity_factor", "radar reflectivity" }
	};
	const char *variable = caption_get(h, "", "variable"),
		   *method = caption_get(h, layer, "cell_methods");
	const char *mean = !*layer && strstr(method, "time: mean") != NULL ? "mean " : "";

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].variable, variable) == 0)
			variable = known[i].words;
	mark_cut(text, size, snprintf(text, size, "%s%s%s%s", mean, variable,
	    *layer && *variable ? ", " : "", layer));
	text[0] = (char)toupper((unsigned char)text[0]);
}

void
caption_units(const char *units, char *text, size_t size)
{
	size_t n = strlen(units);
	const char *space = strrchr(units, ' ');

	if (strcmp(units, "1") == 0)
		*text = '\0';
	else if (space != NULL && n > 3 && strcmp(units + n - 2, "-1") == 0)
		mark_cut(text, size, snprintf(text, size, "%.*s/%.*s", (int)(space - units), units,
		    (int)(units + n - 3 - space), space + 1));
	else
		mark_cut(text, size, snprintf(text, size, "%s", units));
}

bool
caption_range(const char *units, double *low, double *high, bool *logarithmic)
{
	static const struct { const char *units; double low, high; bool logarithmic; } usual[] = {
		{ "mm h-1", 0.1, 50, true }, { "mm", 0.5, 200, true }, { "dBZ", -10, 60, false }
	};

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		if (strcmp(usual[i].units, units) == 0) {
			*low = usual[i].low;
			*high = usual[i].high;
			*logarithmic = usual[i].logarithmic;
			return true;
		}
	}
	return false;
}

/*
 * The metres of a unit of the CRS: 1, 1000, or 0 if that is unknown or changes
 * over the map.
 */
static double
metres_per_unit(const struct chunk_header *h, const char *crs)
{
	const char *keys = chunk_get(h, "geokeys"), *units = strstr(crs, "+units=");
	struct geokeys k;

	if (strstr(crs, "+proj=merc") != NULL || strcmp(crs, "EPSG:3857") == 0 ||
	    strcmp(crs, "EPSG:3395") == 0)
		return 0;
	/* Keys that are longer than an image's could say anything. */
	if (keys != NULL && (!geokeys_parse(keys, &k) ||
	    (geokeys_has(&k, KEY_LENGTHS) && geokeys_short(&k, KEY_LENGTHS) != METRES)))
		return 0;
	if (strstr(crs, "+to_meter=") != NULL)
		return 0;
	if (units != NULL && strncmp(units + 7, "km", 2) == 0)
		return 1000;
	return units == NULL || (units[7] == 'm' && (units[8] == ' ' || units[8] == '\0')) ? 1 : 0;
}

double
caption_cell_km(const struct chunk_header *h)
{
	const struct chunk_grid *grid = chunk_grid(h);
	const double *a = grid->affine;
	const char *crs = caption_get(h, "", "crs");

	if (grid_is_rotated(grid) || !*crs || strcmp(crs, "unknown") == 0)
		return 0;
	if (crs_is_degrees(crs, grid))
		return fabs(a[1]) * KM_PER_DEGREE *
		    cos((a[3] + a[5] * grid->rows / 2) * M_PI / 180);
	return fabs(a[1]) * metres_per_unit(h, crs) / 1000;
}

char *
caption_history(const struct chunk_header *h, const char *own)
{
	size_t size = strlen(own) + 2;
	const char *line;
	char *text, *p;

	for (size_t i = 0; (line = chunk_nth(h, "history", i)); i++)
		size += strlen(line) + 1;
	if ((text = p = malloc(size)) == NULL)
		return NULL;
	for (size_t i = 0; (line = chunk_nth(h, "history", i)); i++)
		p = stpcpy(stpcpy(p, line), "\n");
	stpcpy(stpcpy(p, own), "\n");
	return text;
}
