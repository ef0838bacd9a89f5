/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * axes.c - rows and columns from coordinates: even cells, without the noise of
 * float32.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "netcdf/private.h"

/* ---- Even spacing ------------------------------------------------------ */

/*
 * `step` with the fewest digits that move no edge of n cells by more than
 * `within`.
 */
static double
tidy_step(double step, size_t n, double within)
{
	char text[40];

	for (int digits = 1; digits <= 9; digits++) {
		double tidy;

		snprintf(text, sizeof text, "%.*g", digits, step);
		tidy = strtod(text, NULL);
		if (fabs(tidy - step) * (double)n <= within)
			return tidy;
	}
	return step;
}

/*
 * Coordinates that lie on a line to the last digits of float64 are exact, and
 * are kept so; those that do not were rounded, and the digits that the rounding
 * made up go.
 */
bool
axis_fit(const double *at, size_t n, bool single, bool edges, double *first, double *step)
{
	double raw = (at[n - 1] - at[0]) / (double)(n - 1), most = 0, off = 0, mean = 0;
	double rounding, cell = fabs(raw);
	bool exact;

	for (size_t i = 0; i < n; i++) {
		double from_line = at[i] - (at[0] + (double)i * raw);

		most = fmax(most, fabs(at[i]));
		off = fmax(off, fabs(from_line));
		mean += from_line / (double)n;
	}
	rounding = single ? 2 * (double)FLT_EPSILON * most : 0;
	/* NaN is not even, and fmax() passes over it. */
	if (!(cell > 0) || !isfinite(raw) || !isfinite(mean) || !(off <= cell / 1000 + rounding))
		return false;
	exact = off <= 16 * DBL_EPSILON * most;
	if (exact)
		*step = grid_tidy(raw, (cell * 1e-10 + 8 * DBL_EPSILON * most) / (double)n);
	else
		*step = tidy_step(raw, n, fmin(cell / 1000, fmax(2 * off, rounding)));
	*first = at[0] + (exact ? 0 : mean) - (edges ? 0 : *step / 2);
	if (exact)
		*first = grid_tidy(*first, cell * 1e-11 + 4 * DBL_EPSILON * most);
	else
		*first = grid_tidy(*first,
		    fmax(cell / 10000, fmin(fmax(off, rounding / 2), cell / 1000)));
	return true;
}

/* ---- Coordinates of a file --------------------------------------------- */

struct axis {
	double first, step;             /* the outer edge of the first cell; as the file goes */
	bool degrees;
	double metre;                   /* what one unit of the coordinates is */
};

double
axis_scale(const char *units, bool *degrees)
{
	static const char *const metres[] = { "m", "metre", "metres", "meter", "meters", NULL };
	static const char *const kilometres[] = { "km", "kilometre", "kilometres", "kilometer",
		"kilometers", "1000 m", "1000 metres", "1000 meters", NULL };

	*degrees = strncasecmp(units, "degree", 6) == 0;
	return *degrees || variable_is_one_of(units, metres) ? 1 :
	    variable_is_one_of(units, kilometres) ? 1000 : 0;
}

double *
axis_numbers(int group, int variable, size_t n, char *why)
{
	double *numbers, scale, offset;
	int status;

	if (att_scale(group, variable, &scale, &offset, why) < 0)
		return NULL;
	numbers = calloc(n, sizeof *numbers);
	if (numbers == NULL) {
		chunk_reason(why, "out of memory");
		return NULL;
	}
	status = nc_get_var_double(group, variable, numbers);
	if (status != NC_NOERR) {
		free(numbers);
		file_reason(status, "its coordinates cannot be read", why);
		return NULL;
	}
	if (scale != 1 || offset != 0)
		for (size_t i = 0; i < n; i++)
			numbers[i] = numbers[i] * scale + offset;
	return numbers;
}

/* Longitudes that begin anew at the other side go on. */
static void
unroll(double *at, size_t n)
{
	size_t jumps = 0;

	for (size_t i = 1; i < n; i++)
		jumps += fabs(at[i] - at[i - 1]) > 180;
	/* Cells that are wider than half the earth are none. */
	if (n > 2 && 2 * jumps > n - 1)
		return;
	for (size_t i = 1; i < n; i++) {
		double apart = at[i] - at[i - 1];

		if (fabs(apart) > 180)
			at[i] -= 360 * nearbyint(apart / 360);
	}
}

static bool
is_single(int group, int variable)
{
	nc_type type;

	return nc_inq_vartype(group, variable, &type) == NC_NOERR && type == NC_FLOAT;
}

/*
 * The bounds of a dimension's coordinates, two for each, which the caller
 * frees; NULL, with a reason only if they cannot be read.
 */
static double *
read_bounds(const struct dimension *d, bool *single, char *why)
{
	char name[NAME_MAX_BYTES];
	int group, variable, dims[2], n;
	size_t two, length;

	if (!att_text(d->group, d->variable, "bounds", name, sizeof name) ||
	    !file_find(d->group, name, &group, &variable) ||
	    nc_inq_varndims(group, variable, &n) != NC_NOERR || n != 2 ||
	    nc_inq_vardimid(group, variable, dims) != NC_NOERR ||
	    nc_inq_dimlen(group, dims[0], &length) != NC_NOERR || length != d->length ||
	    nc_inq_dimlen(group, dims[1], &two) != NC_NOERR || two != 2)
		return NULL;
	*single = is_single(group, variable);
	return axis_numbers(group, variable, 2 * length, why);
}

/* Puts bounds in the order of the coordinates, beside them, in their units. */
static void
order_bounds(double *both, const double *at, size_t n, double scale, bool turns)
{
	bool up = n > 1 ? at[1] > at[0] : both[1] > both[0];

	for (size_t i = 0; i < n; i++) {
		double *b = both + 2 * i, swap, turn;

		b[0] *= scale;
		b[1] *= scale;
		if (turns && fabs(b[1] - b[0]) > 180)
			b[1] -= 360 * nearbyint((b[1] - b[0]) / 360);
		turn = turns ? 360 * nearbyint(((b[0] + b[1]) / 2 - at[i]) / 360) : 0;
		b[0] -= turn;
		b[1] -= turn;
		if ((b[1] > b[0]) != up) {
			swap = b[0];
			b[0] = b[1];
			b[1] = swap;
		}
	}
}

/* Whether bounds touch each other, and hold their coordinates. */
static bool
do_touch(const double *both, const double *at, size_t n, bool single)
{
	for (size_t i = 0; i < n; i++) {
		const double *b = both + 2 * i;
		double cell = fabs(b[1] - b[0]);
		double within = cell / 500 + (single ? 4 * (double)FLT_EPSILON * fabs(at[i]) : 0);

		if (!(fmin(b[0], b[1]) - within <= at[i] && at[i] <= fmax(b[0], b[1]) + within) ||
		    (i > 0 && !(fabs(b[0] - b[-1]) <= within)))
			return false;
	}
	return true;
}

/*
 * The edges that bounds give: 1; 0 if only the first or the last cell is of
 * another size, such as those that end at a pole; -1 if they are no edges of
 * even cells.
 */
static int
fit_edges(double *both, size_t n, bool single, struct axis *a)
{
	double *edges = both;           /* each is read before it is written over */
	int fits;

	for (size_t i = 0; i < n; i++)
		edges[i] = both[2 * i];
	edges[n] = both[2 * n - 1];
	if (axis_fit(edges, n + 1, single, true, &a->first, &a->step))
		return 1;
	fits = n > 3 && axis_fit(edges + 1, n - 1, single, true, &a->first, &a->step);
	return fits ? 0 : -1;
}

/* 1; 0 without bounds, or with those of 0 above; -1 with a reason. */
static int
fit_bounds(const struct dimension *d, const double *at, bool turns, double scale, struct axis *a,
    char *why)
{
	double *both;
	bool single = false;
	int fits = -1;

	why[0] = '\0';
	if ((both = read_bounds(d, &single, why)) == NULL)
		return why[0] == '\0' ? 0 : -1;
	order_bounds(both, at, d->length, scale, turns);
	single |= is_single(d->group, d->variable);
	if (do_touch(both, at, d->length, single))
		fits = fit_edges(both, d->length, single, a);
	free(both);
	return fits >= 0 ? fits :
	    chunk_reason(why, "the bounds of %.80s are not the edges of even cells that touch, with the "
	    "coordinates inside: ncatted -a bounds,%.80s,d,, a.nc takes them off, for edges in the "
	    "middle", d->name, d->name);
}

static int
fit(const struct dimension *d, double *at, double scale, bool turns, struct axis *a, char *why)
{
	size_t n = d->length;
	int bounds;

	if (turns)
		unroll(at, n);
	for (size_t i = 0; i < n; i++)
		at[i] *= scale;
	if (n > 1 && !axis_fit(at, n, is_single(d->group, d->variable), false, &a->first, &a->step))
		return chunk_reason(why, "%s is not evenly spaced (%.8g, %.8g, ... %.8g): cdo "
		    "remapbil,GRID a.nc b.nc puts it on a grid that is", d->name, at[0], at[1],
		    at[n - 1]);
	if ((bounds = fit_bounds(d, at, turns, scale, a, why)) != 0)
		return bounds > 0 ? 0 : -1;
	if (n == 1)
		return chunk_reason(why, "%s has one value and no bounds: nothing says how large the "
		    "cells are", d->name);
	axis_fit(at, n, is_single(d->group, d->variable), false, &a->first, &a->step);
	return 0;
}

/* -1 with what to do about units that are neither degrees nor a length. */
static int
refuse_units(const struct dimension *d, bool is_x, const char *units, char *why)
{
	static const char *const angles[] = { "lat", "lon", "latitude", "longitude", "rlat", "rlon",
		"grid_latitude", "grid_longitude", "nlat", "nlon", NULL };
	static const char *const radians[] = { "rad", "radian", "radians", "microradian", NULL };
	static const char *const numbers[] = { "", "1", NULL };
	char name[80];

	att_text(d->group, d->variable, "standard_name", name, sizeof name);
	if (variable_is_one_of(units, radians))
		return chunk_reason(why, "%s is in %s, as satellites see it: gdalwarp -t_srs EPSG:4326 "
		    "brings it to longitude and latitude", d->name, units);
	if (variable_is_one_of(units, numbers) &&
	    (variable_is_one_of(name, angles) || variable_is_one_of(d->name, angles)))
		return chunk_reason(why, "%s has no units: ncatted -a units,%s,o,c,degrees_%s a.nc says "
		    "that it is in degrees", d->name, d->name, is_x ? "east" : "north");
	if (variable_is_one_of(units, numbers))
		return chunk_reason(why, "%s has no units: if it is in m, and no number of a column or "
		    "row, ncatted -a units,%s,o,c,m a.nc says so", d->name, d->name);
	return chunk_reason(why, "%s is in \"%s\", not in degrees, m or km: cdo remapbil,GRID a.nc b.nc "
	    "puts it on a grid that is", d->name, units);
}

static int
read_axis(const struct dimension *d, bool is_x, struct axis *a, char *why)
{
	char units[80];
	double *at;
	int status;

	att_text(d->group, d->variable, "units", units, sizeof units);
	if ((a->metre = axis_scale(units, &a->degrees)) == 0)
		return refuse_units(d, is_x, units, why);
	if (d->length > CHUNK_CELLS_MAX)
		return chunk_reason(why, "%s has %zu values, which is too many", d->name, d->length);
	if ((at = axis_numbers(d->group, d->variable, d->length, why)) == NULL)
		return -1;
	status = fit(d, at, a->metre, is_x && a->degrees, a, why);
	free(at);
	return status;
}

bool
axis_is_rotated(const struct dimension *d)
{
	char text[80];

	att_text(d->group, d->variable, "standard_name", text, sizeof text);
	return strncasecmp(text, "grid_", 5) == 0;
}

/* ---- Grid and CRS ------------------------------------------------------ */

int
place_find(const struct variable *v, const char *crs, struct place *p, char *why)
{
	const struct dimension *dx = &v->dims[v->x], *dy = &v->dims[v->y];
	struct axis x = { 0 }, y = { 0 };

	if (read_axis(dx, true, &x, why) < 0 || read_axis(dy, false, &y, why) < 0)
		return -1;
	if (x.degrees != y.degrees)
		return chunk_reason(why, "%s is in degrees and %s is not", x.degrees ? dx->name : dy->name,
		    x.degrees ? dy->name : dx->name);
	*p = (struct place){ .degrees = x.degrees && !axis_is_rotated(dx),
		.rotated = x.degrees && axis_is_rotated(dx),
		.flip_x = x.step < 0, .flip_y = y.step > 0 };
	p->grid.cols = (uint32_t)dx->length;
	p->grid.rows = (uint32_t)dy->length;
	p->grid.affine[0] = p->flip_x ? x.first + x.step * p->grid.cols : x.first;
	p->grid.affine[1] = fabs(x.step);
	p->grid.affine[3] = p->flip_y ? y.first + y.step * p->grid.rows : y.first;
	p->grid.affine[5] = -fabs(y.step);
	p->grid.affine[0] = grid_tidy(p->grid.affine[0], fabs(x.step) * 1e-11);
	p->grid.affine[3] = grid_tidy(p->grid.affine[3], fabs(y.step) * 1e-11);
	if (!grid_can_be(&p->grid))
		return chunk_reason(why, "has cells of %g x %g, the first at %g, %g: no map is such", x.step,
		    y.step, x.first, y.first);
	if (x.metre == 1)
		place_exact(v, &p->grid);
	if (crs != NULL && strncasecmp(crs, "EPSG:", 5) == 0)
		snprintf(p->crs, sizeof p->crs, "%s", crs);
	else if (crs != NULL && !crs_in_metres(crs, p->crs))
		return chunk_reason(why, "--crs %.200s: is no PROJ string of a CRS in metres or degrees", crs);
	else if (crs == NULL)
		crs_find(v, x.metre, p);
	if (!grid_on_earth(p->degrees ? "EPSG:4326" : p->crs, &p->grid))
		return chunk_reason(why, "begins at %g E, %g N with cells of %g x %g degrees: no map is such, or "
		    "its CRS is not of degrees: --crs says it", p->grid.affine[0], p->grid.affine[3],
		    p->grid.affine[1], -p->grid.affine[5]);
	return 0;
}
