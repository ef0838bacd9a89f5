/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knmi.c - KNMI's own layout of HDF5 (KNMI HDF5 Data Format Specification,
 * version 3.5 and 3.6): /image{n}, /geographic, /overview.
 *
 * The grid is counted from the projection's origin, in cells, and not taken
 * from the corners, which are rounded to 50 m. Lengths are in km there.
 */
#include "hdf5/private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "grid/projection.h"

/* Texts and numbers that must be there. */
static int
need_text(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, char *text)
{
	int got = hdf5_text(f, l, name, text);

	return got == 0 ? hdf5_fail(f, IMAGE_REFUSED, "is KNMI's layout without %s", name) :
	    got < 0 ? got : 0;
}

static int
need_number(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, double *x)
{
	int got = hdf5_number(f, l, name, x);

	return got == 0 ? hdf5_fail(f, IMAGE_REFUSED, "is KNMI's layout without %s", name) :
	    got < 0 ? got : 0;
}

/* ---- The place --------------------------------------------------------- */

static int
place(const struct hdf5 *f, const struct hdf5_levels *geographic,
    const struct hdf5_levels *projection, const struct data *d, struct image *g)
{
	char said[HDF5_TEXT_MAX] = "", reason[CHUNK_WHY_MAX], point[HDF5_TEXT_MAX] = "LU",
	    units[HDF5_TEXT_MAX] = "KM,KM", text[PROJECTION_TEXT_MAX];
	double x, y, px, py, rows, cols;
	int status;

	if ((status = need_text(f, projection, "projection_proj4_params", said)) < 0 ||
	    (status = need_number(f, geographic, "geo_number_rows", &rows)) < 0 ||
	    (status = need_number(f, geographic, "geo_number_columns", &cols)) < 0 ||
	    (status = need_number(f, geographic, "geo_pixel_size_x", &px)) < 0 ||
	    (status = need_number(f, geographic, "geo_pixel_size_y", &py)) < 0 ||
	    (status = need_number(f, geographic, "geo_column_offset", &x)) < 0 ||
	    (status = need_number(f, geographic, "geo_row_offset", &y)) < 0 ||
	    (status = hdf5_text(f, geographic, "geo_pixel_def", point)) < 0 ||
	    (status = hdf5_text(f, geographic, "geo_dim_pixel", units)) < 0)
		return status;
	if (rows != d->rows || cols != d->cols)
		return hdf5_fail(f, IMAGE_REFUSED, "has %u x %u values, but says %.10g x %.10g",
		    d->rows, d->cols, rows, cols);
	if (strcmp(point, "LU") != 0 || strcmp(units, "KM,KM") != 0 || !(px > 0) || !(py < 0) ||
	    !isfinite(x * px) || !isfinite(y * py))
		return hdf5_fail(f, IMAGE_REFUSED, "has pixels of %g x %g %.20s, defined at %.20s, "
		    "and not rows to the south and columns to the east in km, at LU", px, py, units,
		    point);
	if (where_crs(said, text, reason) < 0)
		return hdf5_fail(f, IMAGE_REFUSED, "has no projection that is understood: %.600s", reason);
	snprintf(g->crs, sizeof g->crs, "%s", text);
	px *= 1000;
	py *= 1000;
	memcpy(g->grid.affine, (double[]){ rint(x * px * 1000) / 1000 + 0.0, px, 0,
		rint(y * py * 1000) / 1000 + 0.0, 0, py }, sizeof g->grid.affine);
	if (!grid_can_be(&g->grid))
		return hdf5_fail(f, IMAGE_REFUSED, "has pixels of %g x %g m, the first at %g, %g: no map is "
		    "such", px, py, g->grid.affine[0], g->grid.affine[3]);
	return 0;
}

/* ---- The values -------------------------------------------------------- */

/* "GEO = 0.5 * PV + -32.0", with or without blanks, "GEO=0.5*PV-32", or "GEO=0.01*PV". */
static bool
parse_formula(const char *text, double *gain, double *offset)
{
	char plain[HDF5_TEXT_MAX], *end, *last;
	size_t n = 0;

	for (; *text != '\0'; text++)
		if (*text != ' ')
			plain[n++] = *text;
	plain[n] = '\0';
	if (strncmp(plain, "GEO=", 4) != 0)
		return false;
	*gain = strtod(plain + 4, &end);
	if (end == plain + 4 || strncmp(end, "*PV", 3) != 0)
		return false;
	end += strlen("*PV");
	*offset = 0;
	if (*end == '\0')
		return isfinite(*gain) && *gain != 0;
	if (*end != '+' && *end != '-')
		return false;
	end += *end == '+';
	*offset = strtod(end, &last);
	return last != end && *last == '\0' && isfinite(*gain) && *gain != 0 &&
	    isfinite(*offset);
}

/*
 * In reflectivity, "missing" is what lies below the lowest code: measured, and
 * nothing there. In sums it is missing, as all that is out of the image.
 */
static int
scale(const struct hdf5 *f, const struct hdf5_levels *calibration, struct image *g,
    struct knmi *k)
{
	char formula[HDF5_TEXT_MAX];
	double missing, out;
	int status, got;

	if ((status = need_text(f, calibration, "calibration_formulas", formula)) < 0 ||
	    (status = need_number(f, calibration, "calibration_out_of_image", &out)) < 0 ||
	    (got = hdf5_number(f, calibration, "calibration_missing_data", &missing)) < 0)
		return status < 0 ? status : got;
	if (!parse_formula(formula, &g->gain, &g->offset))
		return hdf5_fail(f, IMAGE_REFUSED,
		    "has the formula \"%.60s\", which is not GEO = gain * PV + offset", formula);
	g->has_gain = g->has_offset = g->has_nodata = true;
	g->nodata = out;
	if (got == 0 || missing == out)
		return 0;
	if (strcmp(g->unit, "dBZ") == 0) {
		g->has_undetect = true;
		g->undetect = missing;
	} else {
		k->has_other = g->owns_nodata = true;
		k->other = missing;
	}
	return 0;
}

static int
quantity(const struct hdf5 *f, const struct hdf5_levels *image, const char *wanted,
    struct image *g)
{
	static const struct {
		const char *knmi, *odim, *unit;
	} known[] = { { "ACCUMULATED_PRECIPITATION_[MM]", "ACRR", "mm" },
		{ "REFLECTIVITY_[DBZ]", "DBZH", "dBZ" } };
	char text[HDF5_TEXT_MAX];
	int status = need_text(f, image, "image_geo_parameter", text);

	if (status < 0)
		return status;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(text, known[i].knmi) != 0)
			continue;
		snprintf(g->quantity, sizeof g->quantity, "%s", known[i].odim);
		snprintf(g->source, sizeof g->source, "KNMI");
		snprintf(g->unit, sizeof g->unit, "%s", known[i].unit);
		return wanted == NULL || strcmp(wanted, known[i].odim) == 0 ? 0 :
		    hdf5_fail(f, IMAGE_REFUSED, "has no %.20s, but %s (%s)", wanted, known[i].odim,
		    text);
	}
	return hdf5_fail(f, IMAGE_REFUSED, "holds \"%.60s\": %s and %s are what is read", text,
	    known[0].knmi, known[1].knmi);
}

/* ---- The time ---------------------------------------------------------- */

/* "26-AUG-2010;00:00:00.000": 1, 0 if there is none, or a status. */
static int
read_time(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, int64_t *t)
{
	static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
	char text[HDF5_TEXT_MAX], month[4] = "";
	struct tm tm = { 0 };
	const char *at;
	int got = hdf5_text(f, l, name, text), end = 0, day;
	bool late;

	if (got <= 0)
		return got;
	if (sscanf(text, "%2d-%3[A-Z]-%4d;%2d:%2d:%2d%n", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour,
	    &tm.tm_min, &tm.tm_sec, &end) != 6 || strlen(month) != 3 ||
	    (at = strstr(months, month)) == NULL || (at - months) % 3 != 0 || tm.tm_mday < 1 ||
	    tm.tm_mday > 31 || tm.tm_year < 1900 || tm.tm_hour < 0 || tm.tm_hour > 24 ||
	    tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0 || tm.tm_sec > 59 ||
	    strspn(text + end, ".0") != strlen(text + end))
		return hdf5_fail(f, IMAGE_REFUSED, "has %s \"%.40s\", which is no time", name, text);
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	day = tm.tm_mday;
	late = tm.tm_hour == 24;
	*t = timegm(&tm);
	/* 31 February, and 24:05, are other times than they say. */
	if (late ? tm.tm_hour != 0 || tm.tm_min != 0 || tm.tm_sec != 0 : tm.tm_mday != day)
		return hdf5_fail(f, IMAGE_REFUSED, "has %s \"%.40s\", which is no time", name, text);
	return 1;
}

/* Sums have an interval; other images are of its end, or of their own time. */
static int
times(const struct hdf5 *f, const struct hdf5_levels *image, const struct hdf5_levels *overview,
    struct image *g)
{
	int64_t start = 0, end = 0;
	int first = read_time(f, overview, "product_datetime_start", &start);
	int last = read_time(f, overview, "product_datetime_end", &end);
	int own = read_time(f, image, "image_datetime_valid", &end);

	if (first < 0 || last < 0 || own < 0)
		return first < 0 ? first : last < 0 ? last : own;
	if (last == 0 && own == 0)
		return hdf5_fail(f, IMAGE_REFUSED, "says no time: overview/product_datetime_end");
	g->start = g->end = end;
	if (strcmp(g->unit, "mm") != 0)
		return 0;
	if (first == 0 || end <= start)
		return hdf5_fail(f, IMAGE_REFUSED, "is a sum, and does not say of which time: "
		    "overview/product_datetime_start and _end");
	g->start = start;
	return 0;
}

/* ---- The file ---------------------------------------------------------- */

/* Which image{n}: the only one, or the one that was asked for. */
static int
choose(const struct hdf5 *f, const struct odim_choice *choice, int *n)
{
	int numbers[64], count = hdf5_numbered(f->file, "image", numbers, 64);

	if (count < 1)
		return hdf5_damaged(f, "has groups that cannot be read");
	*n = choice->dataset != 0 ? choice->dataset : numbers[0];
	for (int i = 0; i < count; i++)
		if (numbers[i] == *n && (choice->dataset != 0 || count == 1))
			return 0;
	if (choice->dataset != 0)
		return hdf5_fail(f, IMAGE_REFUSED, "has no image%d, but image%d to image%d", *n,
		    numbers[0], numbers[count - 1]);
	return hdf5_fail(f, IMAGE_REFUSED, "has several images, such as a forecast: --dataset says "
	    "which, %d to %d", numbers[0], numbers[count - 1]);
}

int
knmi_describe(struct hdf5 *f, const struct odim_choice *choice, struct image *g,
    struct data *d, struct knmi *k)
{
	enum { IMAGE, CALIBRATION, GEOGRAPHIC, PROJECTION, OVERVIEW, GROUPS };
	struct hdf5_levels l[GROUPS] = { 0 };
	char path[GROUPS][64] = { [GEOGRAPHIC] = "geographic",
		[PROJECTION] = "geographic/map_projection", [OVERVIEW] = "overview" }, set[64];
	int n = 0, status = choose(f, choice, &n);

	if (status < 0)
		return status;
	snprintf(path[IMAGE], sizeof path[IMAGE], "image%d", n);
	snprintf(path[CALIBRATION], sizeof path[CALIBRATION], "image%d/calibration", n);
	snprintf(set, sizeof set, "image%d/image_data", n);
	for (int i = 0; i < GROUPS && status == 0; i++)
		if (!hdf5_add_level(&l[i], f->file, path[i]))
			status = hdf5_damaged(f, "has groups that cannot be read");
	if (status == 0)
		status = quantity(f, &l[IMAGE], choice->quantity, g);
	if (status == 0)
		status = data_open(d, f, f->file, set);
	if (status == 0 && d->type != CHUNK_U8 && d->type != CHUNK_U16)
		status = hdf5_fail(f, IMAGE_REFUSED, "is KNMI's layout with values that are not u8 or u16");
	if (status == 0)
		status = scale(f, &l[CALIBRATION], g, k);
	if (status == 0)
		status = times(f, &l[IMAGE], &l[OVERVIEW], g);
	if (status == 0)
		status = place(f, &l[GEOGRAPHIC], &l[PROJECTION], d, g);
	for (int i = 0; i < GROUPS; i++)
		hdf5_close_levels(&l[i]);
	return status;
}

void
knmi_finish(const struct knmi *k, const struct image *g, struct chunk *c)
{
	uint8_t *bytes = c->data;
	uint16_t *words = c->data;
	double max = g->type == CHUNK_U8 ? UINT8_MAX : UINT16_MAX;
	uint16_t other, nodata;

	/* A code that the type does not have stands in no cell. */
	if (!k->has_other || !(k->other >= 0 && k->other <= max) ||
	    !(g->nodata >= 0 && g->nodata <= max))
		return;
	other = (uint16_t)k->other;
	nodata = (uint16_t)g->nodata;
	for (size_t i = 0; g->type == CHUNK_U8 && i < c->size; i++)
		bytes[i] = bytes[i] == other ? (uint8_t)nodata : bytes[i];
	for (size_t i = 0; g->type == CHUNK_U16 && i < c->size / 2; i++)
		words[i] = words[i] == other ? nodata : words[i];
}
