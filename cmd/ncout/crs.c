/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs.c - a grid mapping: WKT, a PROJ string and the parameters of CF (appendix
 * F), all of which PROJ says of the CRS; only CF's own names are here.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "grid/projection.h"
#include "grid/projlib.h"
#include "ncout/private.h"

/* ---- The system -------------------------------------------------------- */

/* A CRS from what a stream calls it; NULL if PROJ cannot make one. */
static PJ *
create(PJ_CONTEXT *context, const char *name)
{
	char text[PROJECTION_TEXT_MAX + 16], why[CHUNK_WHY_MAX];
	PJ *crs;

	if (strncasecmp(name, "EPSG:", 5) == 0) {
		crs = projlib.create(context, name);
	} else {
		if (projection_text(name, text, why) < 0)
			return NULL;
		strcat(text, " +type=crs");
		crs = projlib.create(context, text);
	}
	if (crs != NULL && !projlib.is_crs(crs)) {
		projlib.destroy(crs);
		return NULL;
	}
	return crs;
}

/* What its coordinates are; false if they are angles in other units. */
static bool
find_axes(struct system *s)
{
	PJ_TYPE type = projlib.get_type(s->crs);
	PJ *axes = projlib.crs_get_coordinate_system(s->context, s->crs), *turn = NULL;
	double degree = 0;
	bool right = true;

	s->axes = AXES_METRES;
	s->metre = 1;
	if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
		turn = projlib.crs_get_coordoperation(s->context, s->crs);
		s->axes = turn != NULL ? AXES_ROTATED : AXES_DEGREES;
		projlib.destroy(turn);
		right = axes != NULL && projlib.cs_get_axis_info(s->context, axes, 0, NULL, NULL, NULL,
		    &degree, NULL, NULL, NULL) && fabs(degree - M_PI / 180) < 1e-12;
	} else if (axes != NULL) {
		projlib.cs_get_axis_info(s->context, axes, 0, NULL, NULL, NULL, &s->metre, NULL, NULL,
		    NULL);
	}
	projlib.destroy(axes);
	return right;
}

int
system_open(const char *name, struct system *s, char *why)
{
	*s = (struct system){ .axes = AXES_UNKNOWN, .metre = 1 };
	if (name == NULL || *name == '\0' || strcmp(name, "unknown") == 0)
		return 0;
	if ((s->context = projlib_context(why)) == NULL)
		return -1;
	s->crs = create(s->context, name);
	if (s->crs == NULL) {
		system_close(s);
		return chunk_reason(why, "PROJ makes no CRS of \"%.200s\": --crs of the tool that read the "
		    "images names another", name);
	}
	if (find_axes(s))
		return 0;
	system_close(s);
	return chunk_reason(why, "%.200s does not count in degrees", name);
}

void
system_close(struct system *s)
{
	if (s->crs != NULL)
		projlib.destroy(s->crs);
	if (s->context != NULL)
		projlib.context_destroy(s->context);
	s->crs = NULL;
	s->context = NULL;
}

/* ---- Attributes -------------------------------------------------------- */

/* Where attributes go; `status` is the first error. */
struct to {
	int file, id, status;
};

static void
put_text(struct to *to, const char *name, const char *text)
{
	if (to->status == NC_NOERR && text != NULL && *text != '\0')
		to->status = nc_put_att_text(to->file, to->id, name, strlen(text), text);
}

static void
put_numbers(struct to *to, const char *name, const double *numbers, size_t n)
{
	if (to->status == NC_NOERR)
		to->status = nc_put_att_double(to->file, to->id, name, NC_DOUBLE, n, numbers);
}

/* ---- Parameters of projections ----------------------------------------- */

enum { ORIGIN_LAT = 8801, ORIGIN_LON, SCALE = 8805, EASTING, NORTHING, CENTRE_LAT = 8811,
    CENTRE_LON,
	AZIMUTH, CENTRE_SCALE = 8815, CENTRE_EASTING, CENTRE_NORTHING, FALSE_LAT = 8821, FALSE_LON,
	PARALLEL_1, PARALLEL_2, FALSE_EASTING, FALSE_NORTHING, PARALLEL = 8832, MERIDIAN };

/* A method of EPSG, or one of PROJ's own by its name, and what CF calls it. */
static const struct method {
	const char *code, *name, *mapping;
	const char *lon, *scale;        /* what CF calls these of it */
} methods[] = {
	{ "9807", NULL, "transverse_mercator", "longitude_of_central_meridian", "scale_factor_at_central_meridian" },
	{ "9801", NULL, "lambert_conformal_conic", "longitude_of_central_meridian", NULL },
	{ "9802", NULL, "lambert_conformal_conic", "longitude_of_central_meridian", NULL },
	{ "9820", NULL, "lambert_azimuthal_equal_area", "longitude_of_projection_origin", NULL },
	{ "1027", NULL, "lambert_azimuthal_equal_area", "longitude_of_projection_origin", NULL },
	{ "9822", NULL, "albers_conical_equal_area", "longitude_of_central_meridian", NULL },
	{ "9810", NULL, "polar_stereographic", "straight_vertical_longitude_from_pole",
	    "scale_factor_at_projection_origin" },
	{ "9829", NULL, "polar_stereographic", "straight_vertical_longitude_from_pole", NULL },
	{ "9809", NULL, "stereographic", "longitude_of_projection_origin", "scale_factor_at_projection_origin" },
	{ NULL, "Stereographic", "stereographic", "longitude_of_projection_origin",
	    "scale_factor_at_projection_origin" },
	{ "9804", NULL, "mercator", "longitude_of_projection_origin", "scale_factor_at_projection_origin" },
	{ "9805", NULL, "mercator", "longitude_of_projection_origin", NULL },
	{ "9834", NULL, "lambert_cylindrical_equal_area", "longitude_of_central_meridian", NULL },
	{ "9835", NULL, "lambert_cylindrical_equal_area", "longitude_of_central_meridian", NULL },
	{ "9840", NULL, "orthographic", "longitude_of_projection_origin", NULL },
	{ "9832", NULL, "azimuthal_equidistant", "longitude_of_projection_origin", NULL },
	{ "1125", NULL, "azimuthal_equidistant", "longitude_of_projection_origin", NULL },
	{ NULL, "Sinusoidal", "sinusoidal", "longitude_of_central_meridian", NULL },
};

struct parameters {
	const struct method *method;
	double parallels[2];
	size_t n;
	bool origin;                    /* a latitude of origin was written */
	double factor;                  /* the scale, if CF has no word for it */
	bool lost;                      /* something has no word */
};

static void
put_parallel(struct parameters *p, size_t i, double value)
{
	p->parallels[i] = value;
	p->n = i + 1 > p->n ? i + 1 : p->n;
}

static void
put_parameter(struct to *to, struct parameters *p, int code, double value)
{
	switch (code) {
	case ORIGIN_LAT: case FALSE_LAT: case CENTRE_LAT:
		put_numbers(to, "latitude_of_projection_origin", &value, 1);
		p->origin = true;
		if (strcmp(p->method->mapping, "lambert_conformal_conic") == 0 &&
		    code == ORIGIN_LAT)
			put_parallel(p, 0, value);
		return;
	case ORIGIN_LON: case FALSE_LON: case CENTRE_LON: case MERIDIAN:
		put_numbers(to, p->method->lon, &value, 1);
		return;
	case SCALE: case CENTRE_SCALE:
		if (p->method->scale != NULL)
			put_numbers(to, p->method->scale, &value, 1);
		else
			p->lost |= value != 1;
		return;
	case EASTING: case FALSE_EASTING: case CENTRE_EASTING:
		put_numbers(to, "false_easting", &value, 1);
		return;
	case NORTHING: case FALSE_NORTHING: case CENTRE_NORTHING:
		put_numbers(to, "false_northing", &value, 1);
		return;
	case PARALLEL_1: case PARALLEL:
		put_parallel(p, 0, value);
		return;
	case PARALLEL_2:
		put_parallel(p, 1, value);
		return;
	default:
		p->lost |= value != 0;
	}
}

/* An angle in degrees, a length in the units of the coordinates. */
static double
in_units(const struct system *s, double value, double factor, const char *category)
{
	if (category != NULL && strcmp(category, "angular") == 0)
		return fabs(factor - M_PI / 180) < 1e-15 ? value : value * factor * 180 / M_PI;
	return category != NULL && strcmp(category, "linear") == 0 && factor != s->metre ?
	    value * factor / s->metre : value;
}

static const struct method *
find_method(PJ_CONTEXT *context, const PJ *operation)
{
	const char *name = NULL, *authority = NULL, *code = NULL;

	if (!projlib.coordoperation_get_method_info(context, operation, &name, &authority, &code))
		return NULL;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		const struct method *m = &methods[i];

		if (m->code != NULL ? code != NULL && strcmp(code, m->code) == 0 :
		    name != NULL && strcmp(name, m->name) == 0)
			return m;
	}
	return NULL;
}

/* The name of the mapping and its parameters; nothing where CF has no name. */
static void
put_projection(const struct system *s, struct to *to)
{
	PJ *operation = projlib.crs_get_coordoperation(s->context, s->crs);
	struct parameters p = { .method = NULL };
	int n = operation != NULL ? projlib.coordoperation_get_param_count(s->context, operation) : 0;

	if (operation != NULL)
		p.method = find_method(s->context, operation);
	for (int i = 0; i < n && p.method != NULL; i++) {
		const char *code = NULL, *category = NULL;
		double value = 0, factor = 1;

		if (projlib.coordoperation_get_param(s->context, operation, i, NULL, NULL, &code,
		    &value, NULL,
		    &factor, NULL, NULL, NULL, &category))
			put_parameter(to, &p, code != NULL ? atoi(code) : 0,
			    in_units(s, value, factor, category));
	}
	projlib.destroy(operation);
	if (p.n > 0)
		put_numbers(to, "standard_parallel", p.parallels, p.n);
	if (p.method != NULL && !p.origin && strcmp(p.method->mapping,
	    "polar_stereographic") == 0) {
		double pole = p.n > 0 && p.parallels[0] < 0 ? -90 : 90;

		put_numbers(to, "latitude_of_projection_origin", &pole, 1);
	}
	if (p.method != NULL && !p.lost)
		put_text(to, "grid_mapping_name", p.method->mapping);
}

/* ---- Ellipsoid and texts ----------------------------------------------- */

static void
put_datum(const struct system *s, struct to *to)
{
	PJ *ellipsoid = projlib.get_ellipsoid(s->context, s->crs);
	PJ *meridian = projlib.get_prime_meridian(s->context, s->crs);
	PJ *datum = projlib.crs_get_datum_forced(s->context, s->crs);
	PJ *base = projlib.crs_get_geodetic_crs(s->context, s->crs);
	double a = 0, b = 0, flattening = 0, from = 0, factor = 1;

	if (ellipsoid != NULL &&
	    projlib.ellipsoid_get_parameters(s->context, ellipsoid, &a, &b, NULL, &flattening)) {
		if (flattening == 0)
			put_numbers(to, "earth_radius", &a, 1);
		put_numbers(to, "semi_major_axis", &a, 1);
		put_numbers(to, "semi_minor_axis", &b, 1);
		if (flattening != 0)
			put_numbers(to, "inverse_flattening", &flattening, 1);
		put_text(to, "reference_ellipsoid_name", projlib.get_name(ellipsoid));
	}
	if (meridian != NULL &&
	    projlib.prime_meridian_get_parameters(s->context, meridian, &from, &factor, NULL)) {
		from = from * factor * 180 / M_PI;
		put_numbers(to, "longitude_of_prime_meridian", &from, 1);
		put_text(to, "prime_meridian_name", projlib.get_name(meridian));
	}
	if (datum != NULL)
		put_text(to, "horizontal_datum_name", projlib.get_name(datum));
	if (base != NULL)
		put_text(to, "geographic_crs_name", projlib.get_name(base));
	projlib.destroy(ellipsoid);
	projlib.destroy(meridian);
	projlib.destroy(datum);
	projlib.destroy(base);
}

/* GDAL reads the place of the grid from here, to the last digit. */
static void
put_place(struct to *to, const struct chunk_grid *g)
{
	char text[6 * 32] = "";

	for (int i = 0; i < 6; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.17g", i > 0 ? " " :
		    "",
		    g->affine[i]);
	put_text(to, "GeoTransform", text);
}

/* The pole of rotated longitudes and latitudes, as ob_tran has it. */
static void
put_pole(struct to *to, const char *proj)
{
	const char *lat = strstr(proj, "+o_lat_p="), *lon = strstr(proj, "+o_lon_p="),
	    *zero = strstr(proj, "+lon_0=");
	double north = lat != NULL ? strtod(lat + 9, NULL) : 90;
	double turned = lon != NULL ? strtod(lon + 9, NULL) : 0;
	double east = zero != NULL ? strtod(zero + 7, NULL) - 180 : -180;

	if (east < -180)
		east += 360;
	put_text(to, "grid_mapping_name", "rotated_latitude_longitude");
	put_numbers(to, "grid_north_pole_latitude", &north, 1);
	put_numbers(to, "grid_north_pole_longitude", &east, 1);
	put_numbers(to, "north_pole_grid_longitude", &turned, 1);
}

int
system_write(const struct system *s, int file, int id, const struct chunk_grid *g)
{
	static const char *const wide[] = { "MULTILINE=NO", NULL };
	struct to to = { file, id, NC_NOERR };
	const char *proj = projlib.as_proj_string(s->context, s->crs, PJ_PROJ_4, NULL);

	if (s->axes == AXES_DEGREES)
		put_text(&to, "grid_mapping_name", "latitude_longitude");
	else if (s->axes == AXES_ROTATED && proj != NULL && strstr(proj, "ob_tran") != NULL)
		put_pole(&to, proj);
	else
		put_projection(s, &to);
	if (proj != NULL)
		put_text(&to, "proj4_params", proj);
	put_datum(s, &to);
	if (s->axes == AXES_METRES)
		put_text(&to, "projected_crs_name", projlib.get_name(s->crs));
	put_text(&to, "crs_wkt", projlib.as_wkt(s->context, s->crs, PJ_WKT2_2019, wide));
	put_text(&to, "spatial_ref", projlib.as_wkt(s->context, s->crs, PJ_WKT1_GDAL, wide));
	put_place(&to, g);
	return to.status;
}
