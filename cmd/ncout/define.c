/* SPDX-License-Identifier: BSD-2-Clause */
/* define.c - what a file says: dimensions, coordinates, attributes. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ncout/private.h"
#include "netcdf/mark.h"

int
define_reason(int status, const char *what, char *why)
{
	char text[CHUNK_WHY_MAX];

	snprintf(text, sizeof text, "%.200s: %.200s", what, nc_strerror(status));
	return hdf_reason(text, why);
}

void
definition_text(struct definition *to, int id, const char *name, const char *text)
{
	if (to->status == NC_NOERR && text != NULL)
		to->status = nc_put_att_text(to->file, id, name, strlen(text), text);
}

static int
dimension(struct definition *to, const char *name, size_t length)
{
	int id = -1;

	if (to->status == NC_NOERR)
		to->status = nc_def_dim(to->file, name, length, &id);
	return id;
}

int
definition_variable(struct definition *to, const char *name, nc_type type, int n, const int *dims)
{
	int id = -1;

	if (to->status == NC_NOERR)
		to->status = nc_def_var(to->file, name, type, n, dims, &id);
	return id;
}

/* ---- Times ------------------------------------------------------------- */

static void
define_times(struct definition *to, int time, int pair, bool windows)
{
	const int dims[2] = { time, pair };
	const size_t chunk[2] = { TIMES_ROOM, 2 };
	int id = definition_variable(to, "time", NC_INT64, 1, dims);
	const int bounds = definition_variable(to, "time_bnds", NC_INT64, 2, dims);
	const int have = definition_variable(to, "have", NC_INT, 1, dims);
	const int expected = definition_variable(to, "expected", NC_INT, 1, dims);

	definition_text(to, id, "standard_name", "time");
	definition_text(to, id, "long_name", windows ? "start of the last step of the window that a field is of" :
	    "start of the time that a field is of");
	definition_text(to, id, "units", MARK_SINCE);
	definition_text(to, id, "calendar", "standard");
	definition_text(to, id, "axis", "T");
	definition_text(to, id, "bounds", "time_bnds");
	definition_text(to, have, "long_name", "number of images that a field was made of");
	definition_text(to, have, "units", "1");
	definition_text(to, expected, "long_name", "number of images that there should have been");
	definition_text(to, expected, "units", "1");
	if (to->status == NC_NOERR)
		to->status = nc_def_var_chunking(to->file, id, NC_CHUNKED, chunk);
	for (int k = 0; k < 3 && to->status == NC_NOERR; k++)
		to->status = nc_def_var_chunking(to->file, (int[]){ bounds, have, expected }[k],
		    NC_CHUNKED, chunk);
}

/* ---- Coordinates ------------------------------------------------------- */

struct axis {
	const char *name, *standard, *units, *axis, *text;
};

/*
 * Of rows and columns, whose centres are in metres, degrees, or nobody knows.
 */
static struct axis
find_axis(const struct system *s, bool x)
{
	static char length[40];

	switch (s->axes) {
	case AXES_DEGREES:
		return x ? (struct axis){ "lon", "longitude", "degrees_east", "X", "longitude" } :
		    (struct axis){ "lat", "latitude", "degrees_north", "Y", "latitude" };
	case AXES_ROTATED:
		return x ? (struct axis){ "rlon", "grid_longitude", "degrees", "X",
			"longitude about another pole" } :
		    (struct axis){ "rlat", "grid_latitude", "degrees", "Y",
		    "latitude about another pole" };
	case AXES_METRES:
		snprintf(length, sizeof length, "%.17g m", s->metre);
		return (struct axis){ x ? "x" : "y",
			x ? "projection_x_coordinate" : "projection_y_coordinate",
			s->metre == 1 ? "m" : s->metre == 1000 ? "km" : length, x ? "X" : "Y",
			x ? "x of the projection" : "y of the projection" };
	default:
		return (struct axis){ x ? "x" : "y", NULL, NULL, x ? "X" : "Y",
			x ? "x in an unknown system" : "y in an unknown system" };
	}
}

/*
 * Whether nobody could tell the size of cells from their centres. CDO 2.1
 * crashes on bounds of the one row of a projected grid, whose GeoTransform says
 * it, too.
 */
static bool
needs_bounds(const struct ncout *n, bool x)
{
	return n->system.axes == AXES_DEGREES && (x ? n->cols : n->rows) == 1;
}

static int
define_axis(struct definition *to, const struct ncout *n, bool x, int dim, int pair)
{
	struct axis a = find_axis(&n->system, x);
	int id = definition_variable(to, a.name, NC_DOUBLE, 1, &dim);
	char bounds[16];

	definition_text(to, id, "standard_name", a.standard);
	definition_text(to, id, "long_name", a.text);
	definition_text(to, id, "units", a.units);
	definition_text(to, id, "axis", a.axis);
	if (needs_bounds(n, x)) {
		snprintf(bounds, sizeof bounds, "%s_bnds", a.name);
		definition_variable(to, bounds, NC_DOUBLE, 2, (int[]){ dim, pair });
		definition_text(to, id, "bounds", bounds);
	}
	return id;
}

/* Writes the centres of rows or columns. */
static void
write_axis(struct definition *to, const struct ncout *n, bool x, int id)
{
	const struct chunk_grid *g = chunk_grid(n->header);
	double first = g->affine[x ? 0 : 3], step = g->affine[x ? 1 : 5];
	size_t count = x ? g->cols : g->rows;
	double *at = malloc(count * sizeof *at);
	char bounds[16];

	if (at == NULL && to->status == NC_NOERR)
		to->status = NC_ENOMEM;
	for (size_t i = 0; at != NULL && i < count; i++)
		at[i] = first + ((double)i + 0.5) * step;
	if (to->status == NC_NOERR)
		to->status = nc_put_var_double(to->file, id, at);
	free(at);
	if (to->status != NC_NOERR || !needs_bounds(n, x))
		return;
	snprintf(bounds, sizeof bounds, "%s_bnds", find_axis(&n->system, x).name);
	to->status = nc_inq_varid(to->file, bounds, &id);
	if (to->status == NC_NOERR)
		to->status = nc_put_var_double(to->file, id, (double[]){ first, first + step });
}

/* ---- The file ---------------------------------------------------------- */

/* How rain was made of radar images, if a stream says it. */
static void
put_comment(struct definition *to, const struct chunk_header *h)
{
	const char *gain = chunk_get(h, "gain"), *offset = chunk_get(h, "offset");
	const char *a = chunk_get(h, "a"), *b = chunk_get(h, "b");
	char text[200] = "";

	if (gain != NULL && offset != NULL)
		snprintf(text, sizeof text, "images store (value - %.40s) / %.40s", offset, gain);
	if (a != NULL && b != NULL)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%sZ = %.40s R^%.40s, where the radar reflectivity is 10 log10 Z dBZ and R is in mm h-1",
		    *text != '\0' ? "; " : "", a, b);
	if (*text != '\0')
		definition_text(to, NC_GLOBAL, "comment", text);
}

static void
put_globals(struct definition *to, const struct ncout *n)
{
	const struct chunk_header *h = n->header;
	const char *variable = chunk_get(h, "variable"), *quantity = chunk_get(h, "quantity");
	char title[CHUNK_WHY_MAX];

	definition_text(to, NC_GLOBAL, "Conventions", "CF-1.8");
	snprintf(title, sizeof title, "%.200s on a grid of %zu x %zu cells",
	    variable != NULL ? variable : "fields", n->rows, n->cols);
	definition_text(to, NC_GLOBAL, "title", n->options->title != NULL ? n->options->title : title);
	definition_text(to, NC_GLOBAL, "institution", chunk_get(h, "source"));
	if (quantity != NULL) {
		snprintf(title, sizeof title, "what its source calls %.200s", quantity);
		definition_text(to, NC_GLOBAL, "source", title);
	}
	put_comment(to, h);
}

/* What shows later whether another program changed the CRS. */
static void
put_check(struct definition *to, int crs)
{
	char text[16];

	if (to->status == NC_NOERR && mark_attributes(to->file, crs, text))
		definition_text(to, crs, MARK_CHECK, text);
}

/* All that has no values of the stream; `dims` are time, y, x, nv. */
static int
define_all(struct ncout *n, struct definition *to, char *why)
{
	bool flat = n->options->lonlat && (n->system.axes == AXES_METRES ||
	    n->system.axes == AXES_ROTATED);
	int dims[4], y, x, crs, lonlat[2] = { -1, -1 };

	put_globals(to, n);
	dims[0] = dimension(to, "time", NC_UNLIMITED);
	dims[1] = dimension(to, find_axis(&n->system, false).name, n->rows);
	dims[2] = dimension(to, find_axis(&n->system, true).name, n->cols);
	dims[3] = dimension(to, "nv", 2);
	define_times(to, dims[0], dims[3], mark_window(n->header) > 0);
	y = define_axis(to, n, false, dims[1], dims[3]);
	x = define_axis(to, n, true, dims[2], dims[3]);
	if (n->system.crs != NULL) {
		crs = definition_variable(to, "crs", NC_INT, 0, NULL);
		if (to->status == NC_NOERR)
			to->status = system_write(&n->system, to->file, crs, chunk_grid(n->header));
		put_check(to, crs);
	}
	if (flat && to->status == NC_NOERR)
		to->status = centres_define(to->file, dims + 1, n->chunk + 1, lonlat);
	if (to->status == NC_NOERR)
		to->status = nc_enddef(to->file);
	write_axis(to, n, false, y);
	write_axis(to, n, true, x);
	if (flat && to->status == NC_NOERR &&
	    centres_write(to->file, lonlat, n->header, n->options->pool, n->chunk[1], why) < 0)
		return -1;
	return to->status == NC_NOERR ? 0 : define_reason(to->status, "netCDF", why);
}

int
definition_end(struct definition *to, int status, char *why)
{
	int got = nc_close(to->file);

	return status < 0 ? -1 : got == NC_NOERR ? 0 : define_reason(got, "netCDF", why);
}

int
define_file(struct ncout *n, char *why)
{
	struct definition to;

	errno = 0;
	to.status = nc_create(n->path, NC_NETCDF4 | NC_CLOBBER, &to.file);
	if (to.status != NC_NOERR)
		return define_reason(to.status, "netCDF", why);
	return definition_end(&to, define_all(n, &to, why), why);
}

/* ---- The end ----------------------------------------------------------- */

/* The lines of a stream's history, the newest first. */
static char *
history_of(const struct chunk_header *h)
{
	size_t lines = 0, size = 1;
	const char *line;
	char *text, *end;

	while ((line = chunk_nth(h, "history", lines)) != NULL) {
		size += strlen(line) + 1;
		lines++;
	}
	if ((text = calloc(size, 1)) == NULL)
		return NULL;
	for (end = text; lines > 0; )
		end += sprintf(end, "%s%s", end > text ? "\n" : "", chunk_nth(h, "history",
		    --lines));
	return text;
}

/*
 * This tool's line before the history of a file that goes on; the same again and
 * again is said once. The caller frees either; NULL if out of memory.
 */
static char *
history_on(const char *own, const char *before)
{
	size_t n = strlen(own);
	char *text = NULL;

	if (before == NULL)
		return strdup(own);
	if (strncmp(before, own, n) == 0 && (before[n] == '\n' || before[n] == '\0'))
		return strdup(before);
	return asprintf(&text, "%s\n%s", own, before) < 0 ? NULL : text;
}

/* What shows later whether times were changed, and which codes can go on. */
static void
put_marks(struct definition *to, const struct ncout *n)
{
	char text[MARK_TIMES_TEXT_MAX];

	mark_times_text(&n->mark, text);
	definition_text(to, NC_GLOBAL, MARK_TIMES, text);
	if (n->options->append)
		return;
	mark_table(n->header, text);
	definition_text(to, NC_GLOBAL, MARK_TABLE, text);
}

int
define_end(struct ncout *n, const struct chunk_header *h, char *why)
{
	struct definition to;
	char *before, *history, *stream = n->options->append ? NULL : chunk_text(h);

	errno = 0;
	to.status = nc_open(n->path, NC_WRITE, &to.file);
	if (to.status != NC_NOERR) {
		free(stream);
		return define_reason(to.status, "netCDF", why);
	}
	before = n->options->append ? mark_text(to.file, NC_GLOBAL, "history") : NULL;
	history = n->options->append ? history_on(n->options->history, before) : history_of(h);
	if (history == NULL || (stream == NULL && !n->options->append))
		to.status = NC_ENOMEM;
	if (to.status == NC_NOERR)
		to.status = nc_redef(to.file);
	climatology_define(&to, h);
	definition_text(&to, NC_GLOBAL, "history", history);
	definition_text(&to, NC_GLOBAL, MARK_STREAM, stream);
	put_marks(&to, n);
	definition_text(&to, NC_GLOBAL, MARK_GAPS, n->gaps_size > 0 ? n->gaps : MARK_NO_GAPS);
	free(before);
	free(history);
	free(stream);
	return definition_end(&to, to.status == NC_NOERR ? 0 :
	    define_reason(to.status, "its attributes", why), why);
}
