/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geotiff-tags.c - the tags of a GeoTIFF and of GDAL to grid, CRS, scale,
 * nodata and unit.
 *
 * A tag is read completely, or the image is refused: half a number is another
 * number, and an overlooked scale gives wrong values.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "tiff/crs.h"
#include "tiff/geokeys.h"
#include "tiff/private.h"

#define METADATA_MAX (16u << 20)                /* bytes of GDAL's metadata */
#define NODATA_MAX 64                           /* bytes of a number */

__attribute__((format(printf, 3, 4)))
static int
fail(char *why, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, CHUNK_WHY_MAX, format, args);
	va_end(args);
	return status;
}

/*
 * The values of a tag that libtiff has no name for, and how many. 0 if it is
 * missing, or does not have the expected type: libtiff keeps the type of the
 * file.
 */
static uint32_t
tag(TIFF *tif, uint32_t number, TIFFDataType type, const void **values)
{
	const TIFFField *field = TIFFFindField(tif, number, TIFF_ANY);
	uint32_t count = 0;
	void *data = NULL;

	if (field == NULL || TIFFFieldDataType(field) != type || !TIFFFieldPassCount(field) ||
	    TIFFFieldReadCount(field) != TIFF_VARIABLE2 ||
	    !TIFFGetField(tif, number, &count, &data))
		return 0;
	*values = data;
	return data != NULL ? count : 0;
}

/*
 * libtiff goes on without a tag that it cannot read, for example in a file that
 * was cut. All of these are optional, so a lost one would go unnoticed.
 */
static int
check_tags(TIFF *tif, char *why)
{
	static const struct { uint32_t number; TIFFDataType type; const char *name;
	} tags[] = { { TAG_MATRIX, TIFF_DOUBLE, "the matrix" },
		{ TAG_KEYS, TIFF_SHORT, "the GeoKeys" },
		{ TAG_GDAL_METADATA, TIFF_ASCII, "GDAL's metadata" },
		{ TAG_GDAL_NODATA, TIFF_ASCII, "GDAL's nodata" } };
	const void *values;

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (TIFFFindField(tif, tags[i].number, TIFF_ANY) != NULL &&
		    tag(tif, tags[i].number, tags[i].type, &values) == 0)
			return fail(why, IMAGE_DAMAGED, "has a tag %u (%s) that cannot be read",
			    (unsigned)tags[i].number, tags[i].name);
	return 0;
}

/* Copies a text tag as printable ASCII; `to` must have room for it. */
static void
copy_text(const char *from, uint32_t count, char *to)
{
	for (; count > 0 && *from != '\0'; count--, from++)
		*to++ = *from >= ' ' && *from <= '~' ? *from : ' ';
	*to = '\0';
}

/* Options may say the place of an image that does not. */
static int
unplaced(struct image *g, const char *missing)
{
	snprintf(g->unplaced, sizeof g->unplaced,
	    "is not georeferenced (%s): gdal_translate -a_ullr can add it, or --affine says where it lies",
	    missing);
	return 0;
}

/* Scale and tie point, or a matrix, to the affine of the outer corner. */
static int
read_affine(TIFF *tif, const struct geokeys *k, struct image *g, char *why)
{
	double *a = g->grid.affine;
	const void *values;
	double half = geokeys_short(k, KEY_RASTER) == 2 ? 0.5 : 0;

	uint32_t numbers = tag(tif, TAG_MATRIX, TIFF_DOUBLE, &values);

	if (numbers > 0 && tag(tif, TAG_PIXEL_SCALE, TIFF_DOUBLE, &values) > 0)
		return fail(why, IMAGE_REFUSED,
		    "says its place twice, by a scale and by a matrix: gdal_translate writes one");
	if (numbers > 0 && numbers != 16)
		return fail(why, IMAGE_REFUSED, "has a matrix of %u numbers, not 16",
		    (unsigned)numbers);
	if (tag(tif, TAG_MATRIX, TIFF_DOUBLE, &values) == 16) {
		const double *m = values;

		memcpy(a, (double[]){ m[3], m[0], m[1], m[7], m[4], m[5] }, 6 * sizeof(double));
	} else {
		const double *scale, *tie;

		if (tag(tif, TAG_PIXEL_SCALE, TIFF_DOUBLE, &values) < 2)
			return unplaced(g, "no GeoTIFF scale or matrix");
		scale = values;
		if (tag(tif, TAG_TIE_POINTS, TIFF_DOUBLE, &values) < 6)
			return unplaced(g, "no GeoTIFF tie point");
		tie = values;
		memcpy(a, (double[]){ tie[3] - tie[0] * scale[0], scale[0], 0,
		    tie[4] + tie[1] * scale[1], 0, -scale[1] }, 6 * sizeof(double));
	}
	a[0] -= half * (a[1] + a[2]);
	a[3] -= half * (a[4] + a[5]);
	for (int i = 0; i < 6; i++)
		if (!isfinite(a[i]))
			return fail(why, IMAGE_REFUSED, "has a georeference that is not a number");
	if (!(a[1] > 0) || !(a[5] < 0))
		return fail(why, IMAGE_REFUSED,
		    "has pixels of %g x %g: row 0 must be the north, column 0 the west: "
		    "gdalwarp makes such a one", a[1], a[5]);
	if (!grid_can_be(&g->grid))
		return fail(why, IMAGE_REFUSED, "has pixels of %g x %g, the first at %g, %g: no map is such",
		    a[1], a[5], a[0], a[3]);
	return 0;
}

/*
 * With heights in its CRS, GDAL keeps scale and offset as the third number of
 * scale and tie point.
 */
static void
read_heights(TIFF *tif, struct image *g)
{
	const void *values;
	double scale = 0, offset = 0;

	if (tag(tif, TAG_PIXEL_SCALE, TIFF_DOUBLE, &values) >= 3)
		scale = ((const double *)values)[2];
	if (tag(tif, TAG_TIE_POINTS, TIFF_DOUBLE, &values) >= 6)
		offset = ((const double *)values)[5];
	if (tag(tif, TAG_MATRIX, TIFF_DOUBLE, &values) >= 16) {
		scale = ((const double *)values)[10];
		offset = ((const double *)values)[11];
	}
	if ((scale != 0 && scale != 1) || offset != 0)
		snprintf(g->unclear_scale, sizeof g->unclear_scale,
		    "scale %g, offset %g of heights", scale, offset);
}

/* The keys, or none if there is not room for all: half a CRS is another CRS. */
static void
read_keys(TIFF *tif, struct geokeys *k)
{
	const void *keys = NULL, *numbers = NULL, *text = NULL;
	uint32_t n = tag(tif, TAG_KEYS, TIFF_SHORT, &keys);
	uint32_t n_numbers = tag(tif, TAG_KEY_NUMBERS, TIFF_DOUBLE, &numbers);
	uint32_t n_text = tag(tif, TAG_KEY_TEXT, TIFF_ASCII, &text);

	memset(k, 0, sizeof *k);
	if (n < 4 || n > GEOKEYS_SHORTS || n_numbers > GEOKEYS_NUMBERS || n_text >= sizeof k->text)
		return;
	n = n / 4 * 4;
	memcpy(k->shorts, keys, n * sizeof(uint16_t));
	if (k->shorts[3] < n / 4 - 1)
		n = 4 + 4u * k->shorts[3];
	k->shorts[3] = (uint16_t)(n / 4 - 1);
	k->n_shorts = n;
	k->n_numbers = n_numbers;
	if (n_numbers > 0)
		memcpy(k->numbers, numbers, n_numbers * sizeof(double));
	copy_text(text, n_text, k->text);
}

static int
read_metadata(TIFF *tif, struct image *g, char *why)
{
	const void *values = NULL;
	uint32_t n = tag(tif, TAG_GDAL_METADATA, TIFF_ASCII, &values);
	uint16_t bands = 1;
	char *xml;
	bool whole;

	if (n == 0)
		return 0;
	if (n > METADATA_MAX)
		return fail(why, IMAGE_REFUSED,
		    "has %u bytes of GDAL metadata (tag 42112), over the limit of %u: "
		    "gdal_edit.py -unsetmd takes it out",
		    (unsigned)n, METADATA_MAX);
	xml = malloc((size_t)n + 1);
	if (xml == NULL)
		return fail(why, IMAGE_REFUSED, "out of memory");
	copy_text(values, n, xml);
	TIFFGetFieldDefaulted(tif, TIFFTAG_SAMPLESPERPIXEL, &bands);
	whole = metadata_read(xml, strlen(xml), bands, g);
	free(xml);
	return whole ? 0 : fail(why, IMAGE_REFUSED,
	    "has GDAL metadata (tag 42112) that is not XML, or was cut: gdal_edit.py -unsetmd "
	    "takes it out");
}

bool
metadata_number(const char *text, double *x)
{
	char *end;

	*x = strtod(text, &end);
	if (end != text && end[strspn(end, " ")] == '\0')
		return true;
	*x = NAN;
	return false;
}

static int
read_nodata(TIFF *tif, struct image *g, char *why)
{
	const void *values = NULL;
	uint32_t n = tag(tif, TAG_GDAL_NODATA, TIFF_ASCII, &values);
	char text[NODATA_MAX + 1];
	double x;

	if (n == 0)
		return 0;
	copy_text(values, n < NODATA_MAX ? n : NODATA_MAX, text);
	if (n > NODATA_MAX || !metadata_number(text, &x))
		return fail(why, IMAGE_REFUSED,
		    "has the nodata \"%.40s\" (tag 42113), which is not a number: "
		    "gdal_translate -a_nodata sets one",
		    text);
	if (g->has_nodata && g->nodata != x && !(isnan(g->nodata) && isnan(x)))
		snprintf(g->unclear_codes, sizeof g->unclear_codes, "nodata %s and nodata %g", text,
		    g->nodata);
	g->has_nodata = true;
	g->nodata = x;
	return 0;
}

int
geotiff_tags(TIFF *tif, struct image *g, char *why)
{
	struct geokeys k;
	int status = check_tags(tif, why);

	if (status < 0)
		return status;
	read_keys(tif, &k);
	status = read_affine(tif, &k, g, why);
	if (status < 0)
		return status;
	crs_of_keys(&k, g->crs);
	geokeys_format(&k, g->geokeys);
	status = read_metadata(tif, g, why);
	read_heights(tif, g);
	return status == 0 ? read_nodata(tif, g, why) : status;
}
