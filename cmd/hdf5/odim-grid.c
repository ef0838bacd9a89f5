/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim-grid.c - the corners of ODIM_H5 to cells.
 *
 * ODIM_H5 (OPERA, H5 data model 2.4, table 6) gives longitude and latitude of
 * the outer corners, a PROJ string, and the size of cells. In practice corners
 * are rounded, and old software counts one row or column too many. So each axis
 * is the scale's if that fits the corners, and begins at whole or half cells if
 * it nearly does: then all files of a series have one grid, bit by bit.
 */
#include "hdf5/private.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/projection.h"

/* ---- The CRS ----------------------------------------------------------- */

/* The value of a key in a PROJ string of projection_text(), or NULL. */
static const char *
find_value(const char *text, const char *key)
{
	size_t n = strlen(key);

	for (; (text = strchr(text, '+')) != NULL; text++)
		if (strncmp(text + 1, key, n) == 0 && text[n + 1] == '=')
			return text + n + 2;
	return NULL;
}

static double
find_number(const char *text, const char *key, double missing)
{
	const char *value = find_value(text, key);

	return value != NULL ? strtod(value, NULL) : missing;
}

static bool
is_degrees(const char *text)
{
	const char *name = find_value(text, "proj");

	return name != NULL && (strncmp(name, "lo", 2) == 0 || strncmp(name, "la", 2) == 0) &&
	    (strncmp(name, "longlat", 7) == 0 || strncmp(name, "latlong", 7) == 0 ||
	    strncmp(name, "lonlat", 6) == 0 || strncmp(name, "latlon", 6) == 0);
}

/* Whether a word of n bytes, "+key=value", has this key. */
static bool
is_key(const char *word, size_t n, const char *key)
{
	size_t size = strlen(key);

	return n > size + 1 && strncmp(word + 1, key, size) == 0 && word[size + 1] == '=';
}

/* Copies a PROJ string with its lengths in metres: those in km become 1000 times as large. */
static int
to_metres(const char *from, bool km, char *to, char *why)
{
	static const char *const lengths[] = { "a", "b", "x_0", "y_0", NULL };
	size_t at = 0;

	for (size_t n; *from != '\0'; from += n + (from[n] == ' ')) {
		char word[PROJECTION_TEXT_MAX], number[CHUNK_NUMBER_MAX];

		n = strcspn(from, " ");
		if (is_key(from, n, "units") || is_key(from, n, "to_meter"))
			continue;
		snprintf(word, sizeof word, "%.*s", (int)n, from);
		for (size_t i = 0; km && lengths[i] != NULL; i++)
			if (is_key(from, n, lengths[i]))
				snprintf(word, sizeof word, "+%s=%s", lengths[i],
				    chunk_number_text(1000 *
				    strtod(from + strlen(lengths[i]) + 2, NULL), number));
		at += (size_t)snprintf(to + at, PROJECTION_TEXT_MAX - at, "%s%s",
		    at > 0 ? " " : "", word);
		if (at >= PROJECTION_TEXT_MAX - 10)
			return chunk_reason(why, "has a projection of more than %d bytes",
			    PROJECTION_TEXT_MAX - 11);
	}
	snprintf(to + at, PROJECTION_TEXT_MAX - at, " +units=m");
	return 0;
}

int
where_crs(const char *said, char *text, char *why)
{
	char clean[PROJECTION_TEXT_MAX];
	const char *units;
	bool km;

	if (projection_text(said, clean, why) < 0)
		return -1;
	/* No planet of 10 km is meant. */
	km = find_number(clean, "a", 1e7) < 1e4;
	units = find_value(clean, "units");
	if (is_degrees(clean) || (!km && find_value(clean, "to_meter") == NULL &&
	    (units == NULL || strncmp(units, "m", strcspn(units, " ")) == 0))) {
		memcpy(text, clean, strlen(clean) + 1);
		return 0;
	}
	return to_metres(clean, km, text, why);
}

/*
 * Switzerland's two CRS, which have a name of their own but no projection that
 * GeoTIFF knows; else the PROJ string.
 */
static void
name_crs(const char *text, char *crs)
{
	static const struct {
		double x, y;
		const char *name;
	} swiss[] = { { 2600000, 1200000, "EPSG:2056" }, { 600000, 200000, "EPSG:21781" } };
	const char *name = find_value(text, "proj"), *ellipsoid = find_value(text, "ellps");

	snprintf(crs, IMAGE_CRS_MAX, "%s", text);
	if (name == NULL || strncmp(name, "somerc ", 7) != 0 || ellipsoid == NULL ||
	    strncmp(ellipsoid, "bessel", 6) != 0 ||
	    fabs(find_number(text, "lat_0", 0) - 46.9524055555556) > 1e-8 ||
	    fabs(find_number(text, "lon_0", 0) - 7.4395833333333) > 1e-8 ||
	    find_number(text, "k_0", find_number(text, "k", 1)) != 1)
		return;
	for (size_t i = 0; i < 2; i++)
		if (find_number(text, "x_0", 0) == swiss[i].x &&
		    find_number(text, "y_0", 0) == swiss[i].y)
			snprintf(crs, IMAGE_CRS_MAX, "%s", swiss[i].name);
}

/* ---- One axis ---------------------------------------------------------- */

enum fit { FIT_NOT, FIT_CELLS, FIT_ONE_MORE };

/*
 * How the span between corners compares with n cells of the scale, which is in
 * m, or by mistake in km: *size is the cell.
 */
static enum fit
fit_axis(double span, uint32_t n, double scale, double *size)
{
	for (int i = 0; i < 2; i++, scale *= 1000) {
		double cells = span / scale;

		*size = scale;
		if (fabs(cells - n - 1) <= 0.02)
			return FIT_ONE_MORE;
		if (fabs(cells - n) <= 0.25)
			return FIT_CELLS;
	}
	*size = span / n;
	return FIT_NOT;
}

static double
round_to(double x, double digits)
{
	return rint(x * digits) / digits;
}

/* To whole or half cells if x is within a twentieth of one, else to a mm. */
static double
snap(double x, double size, bool degrees)
{
	double halves = x / size * 2;

	return fabs(halves - rint(halves)) <= 0.1 ? rint(halves) * size / 2 :
	    round_to(x, degrees ? 1e9 : 1e3);
}

/* ---- The grid ---------------------------------------------------------- */

/* The mean of those of two corners that there are; NaN for none. */
static double
mean(double a, double b)
{
	return isnan(a) ? b : isnan(b) ? a : (a + b) / 2;
}

struct edges {
	double west, east, south, north;
};

/*
 * Projects the corners. A grid's are a rectangle: otherwise they are not of this
 * projection.
 */
static int
find_edges(const struct where *w, struct point *xy, struct edges *e, const char *crs, char *why)
{
	struct projection *p = projection_open(crs, why);
	double slack, bent = 0;

	if (p == NULL)
		return -1;
	for (int i = 0; i < CORNERS; i++)
		if (isnan(w->corner[i].x) || isnan(w->corner[i].y) ||
		    !projection_forward(p, w->corner[i], &xy[i]))
			xy[i] = (struct point){ NAN, NAN };
	projection_close(p);
	e->west = mean(xy[CORNER_LL].x, xy[CORNER_UL].x);
	e->east = mean(xy[CORNER_LR].x, xy[CORNER_UR].x);
	e->south = mean(xy[CORNER_LL].y, xy[CORNER_LR].y);
	e->north = mean(xy[CORNER_UL].y, xy[CORNER_UR].y);
	if (!(e->west < e->east) || !(e->south < e->north) || !isfinite(e->east - e->west) ||
	    !isfinite(e->north - e->south))
		return chunk_reason(why, "says too little of its corners, or they are not those of a "
		    "grid in \"%.200s\": --affine says where it lies", crs);
	/* fmax() passes over NaN, the corners that are not there. */
	bent = fmax(bent, fabs(xy[CORNER_LL].x - xy[CORNER_UL].x) / (e->east - e->west));
	bent = fmax(bent, fabs(xy[CORNER_LR].x - xy[CORNER_UR].x) / (e->east - e->west));
	bent = fmax(bent, fabs(xy[CORNER_LL].y - xy[CORNER_LR].y) / (e->north - e->south));
	bent = fmax(bent, fabs(xy[CORNER_UL].y - xy[CORNER_UR].y) / (e->north - e->south));
	slack = fmax(0.02, 2.0 / (w->rows < w->cols ? w->rows : w->cols));
	if (bent > slack)
		return chunk_reason(why, "has corners that are no rectangle in \"%.200s\", by %.3g %% "
		    "of its width: --affine and --crs say where it lies", crs, 100 * bent);
	return 0;
}

/* The grid of edges: of the scale where that fits, else of the corners alone. */
static void
place(const struct where *w, const struct point *xy, const struct edges *e, bool degrees,
    struct image *g)
{
	double sx, sy, x, y, width = e->east - e->west, height = e->north - e->south;
	enum fit fx = fit_axis(width, w->cols, w->xscale, &sx);
	enum fit fy = fit_axis(height, w->rows, w->yscale, &sy);
	bool anchored = !isnan(xy[CORNER_LL].x) && !isnan(xy[CORNER_LL].y);

	if (fx == FIT_NOT || fy == FIT_NOT || (!anchored && fx + fy > 2 * FIT_CELLS)) {
		sx = round_to(width / w->cols, degrees ? 1e12 : 1e6);
		sy = round_to(height / w->rows, degrees ? 1e12 : 1e6);
		x = round_to(e->west, degrees ? 1e9 : 1e3);
		y = round_to(e->north, degrees ? 1e9 : 1e3);
		if (isnan(w->xscale) || isnan(w->yscale))
			snprintf(g->note, sizeof g->note, "cells are %.10g x %.10g by the corners, "
			    "and the file says no scale", sx, sy);
		else
			snprintf(g->note, sizeof g->note,
		    "cells are %.10g x %.10g by the corners, and %.10g x %.10g by the scale: "
		    "the corners count", sx, sy, w->xscale, w->yscale);
	} else {
		if (fx == FIT_ONE_MORE || fy == FIT_ONE_MORE)
			snprintf(g->note, sizeof g->note,
			    "its corners span one cell more than it has: the lower left one counts");
		x = snap(fx == FIT_ONE_MORE ? xy[CORNER_LL].x :
		    (e->west + e->east) / 2 - w->cols * sx / 2, sx, degrees);
		y = snap(fy == FIT_ONE_MORE ? xy[CORNER_LL].y + w->rows * sy :
		    (e->south + e->north) / 2 + w->rows * sy / 2, sy, degrees);
	}
	/* Adding 0 makes 0 of -0. */
	memcpy(g->grid.affine, (double[]){ x + 0.0, sx, 0, y + 0.0, 0, -sy },
	    sizeof g->grid.affine);
	if (!grid_can_be(&g->grid))
		snprintf(g->unplaced, sizeof g->unplaced, "has cells of %g x %g, the first at %g, %g: no map is "
		    "such: --affine says where it lies", sx, -sy, x, y);
}

/* The last place that was computed; under the lock of the library. */
static struct {
	struct where where;
	struct chunk_grid grid;
	char crs[IMAGE_CRS_MAX], note[IMAGE_NOTE_MAX], unplaced[IMAGE_UNPLACED_MAX];
	bool known;
} last;

int
where_grid(const struct where *w, struct image *g, char *why)
{
	char text[PROJECTION_TEXT_MAX], reason[CHUNK_WHY_MAX] = "";
	struct point xy[CORNERS];
	struct edges e;

	if (!last.known || memcmp(&last.where, w, sizeof *w) != 0) {
		last.known = false;
		if (where_crs(w->projdef, text, reason) < 0) {
			chunk_reason(why, "has no place that is understood: %.600s", reason);
			return IMAGE_REFUSED;
		}
		g->grid.rows = w->rows;
		g->grid.cols = w->cols;
		g->unplaced[0] = '\0';
		if (find_edges(w, xy, &e, text, reason) < 0)
			snprintf(g->unplaced, sizeof g->unplaced, "has no place that is understood: %.420s", reason);
		else
			place(w, xy, &e, is_degrees(text), g);
		name_crs(text, g->crs);
		last.where = *w;
		last.grid = g->grid;
		memcpy(last.crs, g->crs, sizeof last.crs);
		memcpy(last.note, g->note, sizeof last.note);
		memcpy(last.unplaced, g->unplaced, sizeof last.unplaced);
		last.known = true;
	}
	g->grid = last.grid;
	memcpy(g->crs, last.crs, sizeof g->crs);
	memcpy(g->note, last.note, sizeof g->note);
	memcpy(g->unplaced, last.unplaced, sizeof g->unplaced);
	return 0;
}
