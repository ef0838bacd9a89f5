/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projection.c - PROJ as a bare operation: from longitude and latitude to a
 * plane and back, on one ellipsoid.
 */
#include "grid/projection.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <proj.h>

#include "grid/projection-text.h"

struct projection {
	PJ_CONTEXT *context;
	PJ *operation;                          /* NULL: x, y are longitude and latitude */
	bool angles;                            /* x, y are in degrees, about another pole or meridian */
};

/* Whether a CRS counts in grads, which a PROJ string cannot say. */
static bool
is_odd(PJ_CONTEXT *context, const PJ *crs)
{
	PJ *axes = proj_crs_get_coordinate_system(context, crs);
	double factor = M_PI / 180;

	if (proj_get_type(crs) == PJ_TYPE_GEOGRAPHIC_2D_CRS && axes != NULL)
		proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
	proj_destroy(axes);
	return fabs(factor - M_PI / 180) > 1e-15;
}

/* The PROJ string of "EPSG:n", which PROJ has in its data base. */
static int
epsg_text(PJ_CONTEXT *context, const char *crs, char *text, char *why)
{
	PJ *pj = proj_create(context, crs);
	const char *said = pj == NULL ? NULL : proj_as_proj_string(context, pj, PJ_PROJ_4, NULL);
	int status;

	if (said != NULL && is_odd(context, pj))
		status = chunk_reason(why, "%.100s does not count in degrees", crs);
	else if (said == NULL)
		status = chunk_reason(why, pj == NULL ? "PROJ does not know %.100s" :
		    "PROJ has no PROJ string of %.100s", crs);
	else
		status = projection_text(said, text, why);
	proj_destroy(pj);
	return status;
}

static int
open_operation(struct projection *p, const char *crs, char *why)
{
	char text[PROJECTION_TEXT_MAX], bare[PROJECTION_TEXT_MAX];

	if ((strncasecmp(crs, "EPSG:", 5) == 0 ? epsg_text(p->context, crs, text, why) :
	    projection_text(crs, text, why)) < 0 || projection_bare_text(text, bare, why) < 0)
		return -1;
	if (projection_text_is_lonlat(text))
		return 0;
	p->angles = projection_text_counts_degrees(text);
	p->operation = proj_create(p->context, bare);
	if (p->operation == NULL || !proj_angular_input(p->operation, PJ_FWD))
		return chunk_reason(why, "PROJ cannot make a projection of \"%.200s\"%s%.200s", bare,
		    p->operation == NULL ? ": " : "", p->operation == NULL ?
		    proj_context_errno_string(p->context, proj_context_errno(p->context)) : "");
	return 0;
}

static struct projection *
new_projection(void)
{
	struct projection *p = calloc(1, sizeof *p);

	if (p == NULL || (p->context = proj_context_create()) == NULL) {
		free(p);
		return NULL;
	}
	proj_log_level(p->context, PJ_LOG_NONE);
	proj_context_set_enable_network(p->context, 0);
	return p;
}

struct projection *
projection_open(const char *crs, char *why)
{
	struct projection *p = new_projection();

	if (p == NULL)
		chunk_reason(why, "out of memory");
	else if (open_operation(p, crs, why) < 0) {
		projection_close(p);
		return NULL;
	}
	return p;
}

struct projection *
projection_copy(const struct projection *p)
{
	/* PROJ's objects are for one thread at a time, also while they are copied. */
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	struct projection *copy = new_projection();

	if (copy == NULL)
		return NULL;
	copy->angles = p->angles;
	pthread_mutex_lock(&one);
	copy->operation = p->operation != NULL ? proj_clone(copy->context, p->operation) : NULL;
	pthread_mutex_unlock(&one);
	if ((p->operation == NULL) == (copy->operation == NULL))
		return copy;
	projection_close(copy);
	return NULL;
}

void
projection_close(struct projection *p)
{
	if (p == NULL)
		return;
	proj_destroy(p->operation);
	proj_context_destroy(p->context);
	free(p);
}

bool
projection_is_lonlat(const struct projection *p)
{
	return p->operation == NULL;
}

bool
projection_forward(struct projection *p, struct point lonlat, struct point *xy)
{
	PJ_COORD c;

	*xy = lonlat;
	if (p->operation == NULL)
		return isfinite(lonlat.x) && isfinite(lonlat.y);
	c = proj_trans(p->operation, PJ_FWD,
	    proj_coord(proj_torad(lonlat.x), proj_torad(lonlat.y), 0, 0));
	*xy = (struct point){ c.xy.x, c.xy.y };
	if (p->angles)
		*xy = (struct point){ proj_todeg(c.xy.x), proj_todeg(c.xy.y) };
	return isfinite(xy->x) && isfinite(xy->y);
}

bool
projection_inverse(struct projection *p, struct point xy, struct point *lonlat)
{
	PJ_COORD c;

	*lonlat = xy;
	if (p->operation == NULL)
		return isfinite(xy.x) && isfinite(xy.y);
	if (p->angles)
		xy = (struct point){ proj_torad(xy.x), proj_torad(xy.y) };
	c = proj_trans(p->operation, PJ_INV, proj_coord(xy.x, xy.y, 0, 0));
	*lonlat = (struct point){ proj_todeg(c.lp.lam), proj_todeg(c.lp.phi) };
	return isfinite(lonlat->x) && isfinite(lonlat->y);
}

double
projection_areal_scale(struct projection *p, struct point lonlat)
{
	PJ_COORD c = proj_coord(proj_torad(lonlat.x), proj_torad(lonlat.y), 0, 0);
	double scale;

	/* Of a turned pole, PROJ knows no scale: what it gives are its degrees. */
	if (p->operation == NULL || p->angles)
		return 1 / cos(c.lp.phi);
	proj_errno_reset(p->operation);
	scale = proj_factors(p->operation, c).areal_scale;
	return proj_errno(p->operation) == 0 && scale > 0 ? scale : NAN;
}
