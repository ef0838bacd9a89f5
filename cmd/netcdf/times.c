/* SPDX-License-Identifier: BSD-2-Clause */
/* times.c - the times of a variable's fields, and their bounds. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "netcdf/private.h"

#define TIMES_MAX (1u << 24)            /* of one file */

/* A variable of times: n numbers of a kind. */
struct clock {
	int group, id;
	size_t n;
	int dims;                       /* 0: all of it is read; else these parts */
	size_t start[DIMS_MAX], count[DIMS_MAX];
};

/* ---- Which variable ---------------------------------------------------- */

static bool
is_standard(int group, int id, const char *name)
{
	char text[80];

	return att_text(group, id, "standard_name", text, sizeof text) && strcmp(text, name) == 0;
}

/* Whether times are when forecasts were made, not what they are for. */
static bool
is_reference(int group, int id)
{
	static const char *const usual[] = { "forecast_reference_time", "reference_time", "reftime",
		"initial_time", "init_time", NULL };
	char name[NAME_MAX_BYTES];

	return is_standard(group, id, "forecast_reference_time") ||
	    (!is_standard(group, id, "time") && nc_inq_varname(group, id, name) == NC_NOERR &&
	    variable_is_one_of(name, usual));
}

/*
 * Whether a variable is of times, one for each time of the field or one for
 * all, at the index of other dimensions that was chosen.
 */
static bool
is_of_fields(const struct variable *v, int group, int id, struct clock *c)
{
	char units[80], name[NAME_MAX_BYTES];
	int n, dims[NC_MAX_VAR_DIMS];

	if (!is_standard(group, id, "time") || !att_text(group, id, "units", units, sizeof units) ||
	    !nctime_is_time(units) || nc_inq_varndims(group, id, &n) != NC_NOERR || n < 1 ||
	    n > DIMS_MAX || nc_inq_vardimid(group, id, dims) != NC_NOERR)
		return false;
	*c = (struct clock){ .group = group, .id = id, .n = 1, .dims = n };
	for (int i = 0; i < n; i++) {
		int k = 0;

		if (nc_inq_dimname(group, dims[i], name) != NC_NOERR)
			return false;
		while (k < v->n && strcmp(v->dims[k].name, name) != 0)
			k++;
		if (k == v->n || k == v->x || k == v->y)
			return false;
		c->start[i] = k == v->t ? 0 : v->index[k];
		c->count[i] = k == v->t ? v->dims[k].length : 1;
		c->n *= c->count[i];
	}
	return v->t < 0 || c->n == v->dims[v->t].length;
}

/* The times with the standard name "time" that lie on dimensions of the fields. */
static bool
find_valid(const struct variable *v, struct clock *c)
{
	int group = v->group, n;

	do {
		if (nc_inq_nvars(group, &n) != NC_NOERR)
			return false;
		for (int id = 0; id < n; id++)
			if (is_of_fields(v, group, id, c))
				return true;
	} while (nc_inq_grp_parent(group, &group) == NC_NOERR);
	return false;
}

/* Whether a variable of one value is a time. */
static bool
is_scalar_time(int group, int id)
{
	char units[80];
	int n, dim;
	size_t length = 1;

	if (!att_text(group, id, "units", units, sizeof units) || !nctime_is_time(units) ||
	    nc_inq_varndims(group, id, &n) != NC_NOERR || n > 1)
		return false;
	return n == 0 || (nc_inq_vardimid(group, id, &dim) == NC_NOERR &&
	    nc_inq_dimlen(group, dim, &length) == NC_NOERR && length == 1);
}

/*
 * The variable with the standard name "time" in a group or those above; or of a
 * usual name.
 */
static bool
find_scalar(const struct variable *v, struct clock *c)
{
	static const char *const usual[] = { "time", "valid_time" };
	char text[80];
	int group = v->group, n;

	do {
		if (nc_inq_nvars(group, &n) != NC_NOERR)
			return false;
		/* Variables of a group are numbered from 0. */
		for (int id = 0; id < n; id++)
			if (is_scalar_time(group, id) &&
			    att_text(group, id, "standard_name", text, sizeof text) &&
			    strcmp(text, "time") == 0) {
				*c = (struct clock){ .group = group, .id = id, .n = 1 };
				return true;
			}
	} while (nc_inq_grp_parent(group, &group) == NC_NOERR);
	for (size_t i = 0; i < 2; i++)
		if (file_find(v->group, usual[i], &c->group, &c->id) &&
		    is_scalar_time(c->group, c->id) && !is_reference(c->group, c->id)) {
			c->n = 1;
			return true;
		}
	return false;
}

/* ---- Numbers to seconds ------------------------------------------------ */

static int
parse(const struct clock *c, const struct clock *instead, struct nctime *t, char *why)
{
	char units[120], calendar[40];

	/* Bounds have the units of their times, unless they say others. */
	if (!att_text(c->group, c->id, "units", units, sizeof units) && instead != NULL)
		att_text(instead->group, instead->id, "units", units, sizeof units);
	if (!att_text(c->group, c->id, "calendar", calendar, sizeof calendar) && instead != NULL)
		att_text(instead->group, instead->id, "calendar", calendar, sizeof calendar);
	return nctime_parse(units, calendar, t, why);
}

/*
 * Days in float32 are not even seconds. What they were rounded from is a whole
 * number of hours or minutes that all of them are near to.
 */
static void
undo_rounding(const struct clock *c, const struct nctime *by, const double *numbers, size_t n,
    int64_t *seconds)
{
	static const int64_t wholes[] = { DAY, 3600, 1800, 900, 600, 300, 60 };
	nc_type type;
	double most = 0;

	if (by->absolute || nc_inq_vartype(c->group, c->id, &type) != NC_NOERR || type != NC_FLOAT)
		return;
	for (size_t i = 0; i < n; i++)
		most = fmax(most, fabs(numbers[i]));
	most *= (double)FLT_EPSILON * by->unit;
	for (size_t k = 0; k < sizeof wholes / sizeof *wholes && most > 0.5; k++) {
		size_t near = 0;

		for (; near < n; near++) {
			double off = remainder((double)seconds[near], (double)wholes[k]);

			if (fabs(off) > most)
				break;
		}
		if (near < n || most >= (double)wholes[k] / 4)
			continue;
		for (size_t i = 0; i < n; i++)
			seconds[i] -= llround(remainder((double)seconds[i], (double)wholes[k]));
		return;
	}
}

/* Reads n times in seconds of the calendar `by`. */
static int
read_seconds(const struct clock *c, const struct nctime *by, size_t n, int64_t *seconds, char *why)
{
	double *numbers, fills[2] = { NAN, NAN }, scale, offset;
	int status;

	if (att_scale(c->group, c->id, &scale, &offset, why) < 0 ||
	    att_exact(c->group, c->id, "_FillValue", &fills[0], 1, why) < 0 ||
	    att_exact(c->group, c->id, "missing_value", &fills[1], 1, why) < 0)
		return -1;
	if ((numbers = calloc(n, sizeof *numbers)) == NULL)
		return chunk_reason(why, "out of memory");
	status = c->dims == 0 ? nc_get_var_double(c->group, c->id, numbers) :
	    nc_get_vara_double(c->group, c->id, c->start, c->count, numbers);
	if (status != NC_NOERR) {
		free(numbers);
		return file_reason(status, "its times cannot be read", why);
	}
	for (size_t i = 0; i < n; i++) {
		bool missing = numbers[i] == fills[0] || numbers[i] == fills[1];

		numbers[i] = scale == 1 && offset == 0 ? numbers[i] : numbers[i] * scale + offset;
		if (missing || !nctime_at(by, numbers[i], &seconds[i])) {
			chunk_reason(why, "its time %zu is %s%.17g%s: ncks -d takes the "
			    "times that are whole", i, missing ? "missing (" : "", numbers[i],
			    missing ? ")" : ", which is no date");
			free(numbers);
			return -1;
		}
	}
	undo_rounding(c, by, numbers, n, seconds);
	free(numbers);
	return 0;
}

/* ---- Bounds ------------------------------------------------------------ */

/*
 * Intervals whose ends are those of a variable with two values for each time.
 */
static int
read_bounds(const struct clock *c, const struct clock *bounds, struct times *t, char *why)
{
	int64_t *both = calloc(2 * t->n, sizeof *both);
	struct nctime by;
	int status = 0;

	if (both == NULL)
		return chunk_reason(why, "out of memory");
	if (parse(bounds, c, &by, why) < 0 || read_seconds(bounds, &by, 2 * t->n, both, why) < 0)
		status = -1;
	else if (by.calendar != t->by.calendar)
		status = chunk_reason(why, "its time and the bounds of it have two calendars");
	for (size_t i = 0; i < t->n && status == 0; i++) {
		t->start[i] = both[2 * i];
		t->end[i] = both[2 * i + 1];
		/* 23:59:59 is the last second, up to the next. */
		if ((t->end[i] % 60 + 60) % 60 == 59)
			t->end[i]++;
		if (t->end[i] < t->start[i])
			status = chunk_reason(why, "the bounds of its time %zu end before they begin", i);
	}
	free(both);
	return status;
}

/* Whether all bounds are instants, which say nothing of an interval. */
static bool
are_instants(const struct times *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->start[i] != t->end[i])
			return false;
	return true;
}

/* The bounds of a time, of which there may be none. */
static int
find_bounds(const struct clock *c, struct times *t, char *why)
{
	char name[NAME_MAX_BYTES];
	struct clock bounds = { 0 };
	int dims[2], n;
	size_t length = 1, two = 0;

	if (!att_text(c->group, c->id, "bounds", name, sizeof name) ||
	    !file_find(c->group, name, &bounds.group, &bounds.id) ||
	    nc_inq_varndims(bounds.group, bounds.id, &n) != NC_NOERR)
		return 0;
	if (n < 1 || n > 2 || nc_inq_vardimid(bounds.group, bounds.id, dims) != NC_NOERR ||
	    nc_inq_dimlen(bounds.group, dims[n - 1], &two) != NC_NOERR || two != 2 ||
	    (n == 2 && nc_inq_dimlen(bounds.group, dims[0], &length) != NC_NOERR) || length != t->n)
		return chunk_reason(why, "the bounds of its time, %.80s, are not two for each time", name);
	if (read_bounds(c, &bounds, t, why) < 0)
		return -1;
	t->bounded = !are_instants(t);
	return 0;
}

/* A scalar time may have its start in another variable. */
static int
find_start(const struct clock *c, struct times *t, char *why)
{
	struct clock start = { .n = 1 };
	struct nctime by;

	if (!file_find(c->group, "start_time", &start.group, &start.id) ||
	    !is_scalar_time(start.group, start.id))
		return 0;
	if (parse(&start, NULL, &by, why) < 0 || read_seconds(&start, &by, 1, t->start, why) < 0)
		return -1;
	if (by.calendar != t->by.calendar || t->start[0] >= t->end[0])
		return chunk_reason(why, "its start_time is not before its time");
	t->bounded = true;
	return 0;
}

/* ---- Both -------------------------------------------------------------- */

static int
check_order(const struct times *t, char *why)
{
	char text[CHUNK_TIME_MAX];

	for (size_t i = 1; i < t->n; i++) {
		bool later = t->start[i] > t->start[i - 1];

		if (later && t->start[i] >= t->end[i - 1])
			continue;
		chunk_time_text(nctime_start(&t->by, t->start[i]), text);
		if (later && t->bounded)
			return chunk_reason(why, "its times are not in order, or overlap, at %s, as those of "
			    "running sums do: ncatted -a bounds,time,d,, a.nc takes their bounds off, and "
			    "--step says how long each is", text);
		if (later)
			return chunk_reason(why, "its times are not in order, or overlap, at %s: ncks -d "
			    "takes those that do not", text);
		return chunk_reason(why, "its times are not in order, or overlap, at %s: cdo "
		    "sorttimestamp a.nc b.nc puts them in order", text);
	}
	return 0;
}

/*
 * The times of a variable: those of its dimension, unless these are when
 * forecasts were made, and others say what they are for.
 */
static int
find_clock(const struct variable *v, struct clock *c, struct times *t, char *why)
{
	const struct dimension *d = v->t >= 0 ? &v->dims[v->t] : NULL;

	if (d != NULL && is_standard(d->group, d->variable, "time")) {
		*c = (struct clock){ .group = d->group, .id = d->variable, .n = d->length };
		return 0;
	}
	if (find_valid(v, c)) {
		t->forecast = true;
		return 0;
	}
	if (d != NULL && is_reference(d->group, d->variable))
		return chunk_reason(why, "%s is when forecasts were made, and no variable of it has the "
		    "standard name time: cdo -r settaxis,2000-01-01,00:00,1hour a.nc b.nc sets others",
		    d->name);
	if (d != NULL)
		*c = (struct clock){ .group = d->group, .id = d->variable, .n = d->length };
	else if (!find_scalar(v, c))
		return chunk_reason(why, "says no time: %s has no dimension of time, and no variable "
		    "has the standard name time", v->name);
	return 0;
}

int
times_read(const struct variable *v, struct times *t, char *why)
{
	struct clock c = { 0 };
	char text[80];

	*t = (struct times){ 0 };
	if (find_clock(v, &c, t, why) < 0)
		return -1;
	if (c.n > TIMES_MAX)
		return chunk_reason(why, "has %zu times, which is too many", c.n);
	if (att_text(c.group, c.id, "climatology", text, sizeof text))
		return chunk_reason(why, "is a climatology: its times are of many years, not of a series");
	t->n = c.n;
	t->start = calloc(c.n, sizeof *t->start);
	t->end = calloc(c.n, sizeof *t->end);
	if (t->start == NULL || t->end == NULL)
		return chunk_reason(why, "out of memory");
	if (parse(&c, NULL, &t->by, why) < 0 || read_seconds(&c, &t->by, c.n, t->start, why) < 0)
		return -1;
	memcpy(t->end, t->start, c.n * sizeof *t->end);
	if ((v->t >= 0 ? find_bounds(&c, t, why) : find_start(&c, t, why)) < 0)
		return -1;
	if (v->t < 0 && !t->bounded && find_bounds(&c, t, why) < 0)
		return -1;
	return check_order(t, why);
}

void
times_free(struct times *t)
{
	free(t->start);
	free(t->end);
	*t = (struct times){ 0 };
}
