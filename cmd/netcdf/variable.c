/* SPDX-License-Identifier: BSD-2-Clause */
/* variable.c - a variable of a file: its dimensions, units and names. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "netcdf/private.h"

/* ---- Dimensions -------------------------------------------------------- */

bool
variable_is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcasecmp(text, *words) == 0)
			return true;
	return false;
}

/* What coordinates are of: by axis, then units, standard name and name. */
static enum role
find_role(int group, int variable, const char *name)
{
	static const char *const norths[] = { "degrees_north", "degree_north", "degrees_N",
		"degree_N", "degreesN", "degreeN", NULL };
	static const char *const easts[] = { "degrees_east", "degree_east", "degrees_E",
		"degree_E", "degreesE", "degreeE", NULL };
	static const char *const y_names[] = { "latitude", "projection_y_coordinate", "grid_latitude", NULL };
	static const char *const x_names[] = { "longitude", "projection_x_coordinate", "grid_longitude", NULL };
	static const char *const ys[] = { "lat", "y", "latitude", "nlat", "northing", "rlat", "yc", NULL };
	static const char *const xs[] = { "lon", "x", "longitude", "nlon", "easting", "rlon", "xc", NULL };
	char text[80];

	att_text(group, variable, "axis", text, sizeof text);
	if (strcasecmp(text, "X") == 0 || strcasecmp(text, "Y") == 0 || strcasecmp(text, "T") == 0)
		return strcasecmp(text, "X") == 0 ? ROLE_X :
		    strcasecmp(text, "Y") == 0 ? ROLE_Y : ROLE_T;
	if (*text != '\0')
		return ROLE_OTHER;
	att_text(group, variable, "units", text, sizeof text);
	if (variable_is_one_of(text, norths))
		return ROLE_Y;
	if (variable_is_one_of(text, easts))
		return ROLE_X;
	if (nctime_is_time(text))
		return ROLE_T;
	att_text(group, variable, "standard_name", text, sizeof text);
	if (variable_is_one_of(text, y_names))
		return ROLE_Y;
	if (variable_is_one_of(text, x_names))
		return ROLE_X;
	return variable_is_one_of(name, ys) ? ROLE_Y :
	    variable_is_one_of(name, xs) ? ROLE_X : ROLE_OTHER;
}

static bool
look_at_dimension(int group, int id, struct dimension *d)
{
	int n, of;

	*d = (struct dimension){ .variable = -1 };
	if (nc_inq_dim(group, id, d->name, &d->length) != NC_NOERR)
		return false;
	if (!file_find(group, d->name, &d->group, &d->variable) ||
	    nc_inq_varndims(d->group, d->variable, &n) != NC_NOERR || n != 1 ||
	    nc_inq_vardimid(d->group, d->variable, &of) != NC_NOERR || of != id) {
		d->variable = -1;
		return true;
	}
	d->role = find_role(d->group, d->variable, d->name);
	return true;
}

bool
variable_look(int group, int id, struct variable *v)
{
	int dims[DIMS_MAX];

	*v = (struct variable){ .group = group, .id = id, .x = -1, .y = -1, .t = -1 };
	if (nc_inq_varndims(group, id, &v->n) != NC_NOERR || v->n < 2 || v->n > DIMS_MAX ||
	    nc_inq_var(group, id, v->name, &v->type, NULL, dims, NULL) != NC_NOERR ||
	    packing_size(v->type) == 0)
		return false;
	for (int i = 0; i < v->n; i++) {
		if (!look_at_dimension(group, dims[i], &v->dims[i]))
			return false;
		switch (v->dims[i].role) {
		case ROLE_X: v->x = i; break;
		case ROLE_Y: v->y = i; break;
		case ROLE_T: v->t = i; break;
		case ROLE_OTHER: break;
		}
	}
	if (!att_text(group, id, "units", v->spelt, sizeof v->spelt))
		att_text(group, id, "Units", v->spelt, sizeof v->spelt);
	v->units = units_find(v->spelt);
	return v->x >= 0 && v->y >= 0;
}

/* ---- What its names say ------------------------------------------------ */

enum says
variable_says(const struct variable *v)
{
	static const char *const rain[] = { "precip", "rain", "snowfall", "tp", "pr", "rr", "prcp",
		"ppt", "pcp", NULL };
	static const char *const other[] = { "evap", "runoff", "drain", "soil", "moisture", "error",
		"uncertain", "deviation", "wind", "depth", "height", "visib", "canopy", "probab",
		"quality", "sublim", "anomal", "vapour", "vapor", "snow_amount", "snow amount",
		"snowpack", "snowmelt", "snow water", "cloud", NULL };
	static const char *const names[] = { "standard_name", "long_name", "LongName" };
	char text[400] = "";
	enum says says = SAYS_NOTHING;

	for (int i = -1; i < 3; i++) {
		if (i < 0)
			snprintf(text, sizeof text, "%s", v->name);
		else
			att_text(v->group, v->id, names[i], text, sizeof text);
		for (int k = 0; other[k] != NULL; k++)
			if (strcasestr(text, other[k]) != NULL)
				return SAYS_OTHER;
		/* The short ones are whole names. */
		for (int k = 0; rain[k] != NULL; k++)
			if (k < 3 ? strcasestr(text, rain[k]) != NULL :
			    strcasecmp(text, rain[k]) == 0)
				says = SAYS_RAIN;
	}
	return says;
}
