/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packing.c - what a file says of its values: fill values, valid range, scale.
 *
 * After the NetCDF User's Guide, "Attribute Conventions", and CF section 8.1.
 */
#include <float.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "netcdf/private.h"

size_t
packing_size(nc_type type)
{
	switch (type) {
	case NC_BYTE: case NC_UBYTE: return 1;
	case NC_SHORT: case NC_USHORT: return 2;
	case NC_INT: case NC_UINT: case NC_FLOAT: return 4;
	case NC_INT64: case NC_UINT64: case NC_DOUBLE: return 8;
	default: return 0;
	}
}

/* The type of the same size without, or with, a sign. */
static nc_type
other_sign(nc_type type, bool without)
{
	switch (type) {
	case NC_BYTE: case NC_UBYTE: return without ? NC_UBYTE : NC_BYTE;
	case NC_SHORT: case NC_USHORT: return without ? NC_USHORT : NC_SHORT;
	case NC_INT: case NC_UINT: return without ? NC_UINT : NC_INT;
	default: return type;
	}
}

static bool
is_real(nc_type type)
{
	return type == NC_FLOAT || type == NC_DOUBLE;
}

/* A number of an attribute, as a value of the variable would have it. */
static double
as_stored(const struct packing *p, double number)
{
	double range = ldexp(1, (int)(8 * packing_size(p->type)));

	if (p->type == NC_FLOAT)
		return (float)number;
	if (is_real(p->type) || packing_size(p->type) > 4)
		return number;
	/* Attributes have the sign that the type had before _Unsigned. */
	if (p->type == NC_UBYTE || p->type == NC_USHORT || p->type == NC_UINT)
		return number < 0 ? number + range : number;
	return number >= range / 2 && number < range ? number - range : number;
}

/* Appends the values of missing_value, of which there may be several. */
static int
read_missing(const struct variable *v, double *numbers, size_t *n, char *why)
{
	size_t count = 0;
	nc_type type;
	int got;

	if (nc_inq_att(v->group, v->id, "missing_value", &type, &count) != NC_NOERR || count == 0)
		return 0;
	if (packing_size(type) == 0)
		count = 1;
	if (count > FILLS_MAX - *n)
		return chunk_reason(why, "%s has a missing_value of %zu numbers, which are too many",
		    v->name, count);
	got = att_exact(v->group, v->id, "missing_value", numbers + *n, count, why);
	*n += got > 0 ? count : 0;
	return got < 0 ? -1 : 0;
}

static int
read_fills(const struct variable *v, struct packing *p, char *why)
{
	double numbers[FILLS_MAX];
	int got = att_exact(v->group, v->id, "_FillValue", numbers, 1, why);
	size_t n = got > 0 ? 1 : 0;

	if (got < 0)
		return -1;

	/*
	 * Without one, what the library fills with is missing, except in bytes.
	 */
	if (n == 0) {
		n = 1;
		switch (v->type) {
		case NC_SHORT: numbers[0] = NC_FILL_SHORT; break;
		case NC_USHORT: numbers[0] = NC_FILL_USHORT; break;
		case NC_INT: numbers[0] = NC_FILL_INT; break;
		case NC_UINT: numbers[0] = NC_FILL_UINT; break;
		case NC_FLOAT: numbers[0] = (double)NC_FILL_FLOAT; break;
		case NC_INT64: numbers[0] = (double)NC_FILL_INT64; break;
		case NC_UINT64: numbers[0] = (double)NC_FILL_UINT64; break;
		case NC_DOUBLE: numbers[0] = NC_FILL_DOUBLE; break;
		default: n = 0;
		}
	}
	if (read_missing(v, numbers, &n, why) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		double fill = as_stored(p, numbers[i]);
		bool twice = isnan(fill);

		for (size_t k = 0; k < p->n_fills; k++)
			twice |= p->fills[k] == fill;
		if (!twice)
			p->fills[p->n_fills++] = fill;
	}
	return 0;
}

/*
 * A limit of what is valid: if it is of another type than the values, of what
 * they mean.
 */
static double
as_limit(const struct variable *v, const struct packing *p, const char *name, double number)
{
	nc_type type;

	if (is_real(p->type) || nc_inq_atttype(v->group, v->id, name, &type) != NC_NOERR ||
	    !is_real(type) || p->scale == 0)
		return as_stored(p, number);
	return (number - p->offset) / p->scale;
}

static int
read_range(const struct variable *v, struct packing *p, char *why)
{
	double range[2], low = -DBL_MAX, high = DBL_MAX, swap;
	int both = att_exact(v->group, v->id, "valid_range", range, 2, why), got;

	if (both < 0)
		return -1;
	if (both > 0) {
		low = as_limit(v, p, "valid_range", range[0]);
		high = as_limit(v, p, "valid_range", range[1]);
	}
	if ((got = att_exact(v->group, v->id, "valid_min", range, 1, why)) < 0)
		return -1;
	if (got > 0)
		low = as_limit(v, p, "valid_min", range[0]);
	if ((got = att_exact(v->group, v->id, "valid_max", range, 1, why)) < 0)
		return -1;
	if (got > 0)
		high = as_limit(v, p, "valid_max", range[0]);
	if (p->scale < 0 && low > high) {
		swap = low;
		low = high;
		high = swap;
	}
	p->low = isnan(low) ? -DBL_MAX : low;
	p->high = isnan(high) ? DBL_MAX : high;
	return 0;
}

int
packing_read(const struct variable *v, struct packing *p, char *why)
{
	char text[16];

	*p = (struct packing){ .type = v->type };
	if (packing_size(v->type) == 0)
		return chunk_reason(why, "%s has no numbers", v->name);
	if (att_text(v->group, v->id, "_Unsigned", text, sizeof text))
		p->type = other_sign(v->type, strcasecmp(text, "true") == 0);
	if (att_scale(v->group, v->id, &p->scale, &p->offset, why) < 0)
		return -1;
	p->noise = is_real(p->type) ? 0 : fabs(p->scale);
	p->factor = v->units.factor;
	return read_fills(v, p, why) < 0 ? -1 : read_range(v, p, why);
}
