/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caption.c - distances, the credit and the history of a stream, from its
 * header.
 */
#include "picture/caption.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
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

void
caption_cut(char *text, size_t size, const char *format, ...)
{
	static const char mark[] = "...";
	size_t at = size - sizeof mark;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, size, format, arguments);
	va_end(arguments);
	if ((size_t)length < size || size < sizeof mark)
		return;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)     /* within a letter */
		at--;
	strcpy(text + at, mark);
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

/*
 * Cells of a grid in degrees become narrow towards the poles: a scale that is
 * wrong by half somewhere on the map is none.
 */
static double
degrees_km(const struct chunk_grid *grid)
{
	const double *a = grid->affine, radians = M_PI / 180;
	double north = a[3] * radians, south = (a[3] + a[5] * grid->rows) * radians;
	double middle = cos((north + south) / 2);

	return cos(north) < middle / 1.5 || cos(south) < middle / 1.5 ? 0 :
	    fabs(a[1]) * KM_PER_DEGREE * middle;
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
		return degrees_km(grid);
	return fabs(a[1]) * metres_per_unit(h, crs) / 1000;
}

/* ---- Credit -------------------------------------------------------------- */

/* The part of an ODIM source such as "ORG:82,CMT:swegmaps" after a key. */
static bool
odim_part(const char *source, const char *key, char *text, size_t size)
{
	const char *at = strstr(source, key);

	if (at == NULL || (at > source && at[-1] != ','))
		return false;
	at += strlen(key);
	snprintf(text, size, "%.*s", (int)strcspn(at, ","), at);
	return *text != '\0';
}

/*
 * Whether a source is a list of ODIM's keys, of three capitals or digits and a
 * colon.
 */
static bool
is_odim(const char *source)
{
	for (const char *at = source;; at++) {
		for (int i = 0; i < 3; i++, at++)
			if (!isupper((unsigned char)*at) && !isdigit((unsigned char)*at))
				return false;
		if (*at != ':')
			return false;
		at += strcspn(at, ",");
		if (*at == '\0')
			return true;
	}
}

/* The centres of ORG, by WMO's Common Code Table C-11. */
static const char *
centre_of(const char *number)
{
	static const struct { int number; const char *name; } centres[] = {
		{ 74, "Met Office" }, { 78, "DWD" }, { 82, "SMHI" }, { 85, "M\u00e9t\u00e9o-France" },
		{ 86, "FMI" }, { 88, "MET Norway" }, { 94, "DMI" }, { 99, "KNMI" }, { 215, "MeteoSwiss" },
		{ 224, "GeoSphere Austria" }, { 247, "EUMETNET OPERA" }
	};

	for (size_t i = 0; i < sizeof centres / sizeof *centres; i++)
		if (atoi(number) == centres[i].number)
			return centres[i].name;
	return NULL;
}

/* A source as people say it. */
static void
source_words(const char *source, char *text, size_t size)
{
	char number[16];
	const char *centre = NULL;

	if (is_odim(source) && odim_part(source, "ORG:", number, sizeof number))
		centre = centre_of(number);
	if (centre != NULL)
		snprintf(text, size, "%s", centre);
	else if (!is_odim(source) ||
	    (!odim_part(source, "CMT:", text, size) && !odim_part(source, "PLC:", text, size)))
		caption_cut(text, size, "%s", source);
}

void
caption_credit(const struct chunk_header *h, const char *option, bool map, char *text, size_t size)
{
	char words[256] = "";
	const char *end;

	if (option == NULL)
		source_words(caption_get(h, "", "source"), words, sizeof words);
	else
		snprintf(words, sizeof words, "%s", option);
	end = *words != '\0' ? words + strlen(words) - 1 : words;
	caption_cut(text, size, "%s%s%s%s%s", *words != '\0' ? "Data: " : "", words,
	    *words == '\0' || *end == '.' ? "" : ".", *words != '\0' && map ? "  " : "",
	    map ? "Coast and borders: Natural Earth." : "");
}

/* ---- History ------------------------------------------------------------- */

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
