/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projection.c - PROJ as a bare operation: from longitude and latitude to a
 * plane and back, on one ellipsoid. It is loaded only for that.
 */
#include "grid/projection.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid/projection-text.h"
#include "grid/projlib.h"

struct projection {
	PJ_CONTEXT *context;
	PJ *operation;                          /* NULL: x, y are longitude and latitude */
	bool angles;                            /* x, y are in degrees, about another pole or meridian */
};

/* Whether a CRS counts in grads, which a PROJ string cannot say. */
static bool
is_odd(PJ_CONTEXT *context, const PJ *crs)
{
	PJ *axes = projlib.crs_get_coordinate_system(context, crs);
	double factor = M_PI / 180;

	if (projlib.get_type(crs) == PJ_TYPE_GEOGRAPHIC_2D_CRS && axes != NULL)
		projlib.cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
	projlib.destroy(axes);
	return fabs(factor - M_PI / 180) > 1e-15;
}

/* The PROJ string of "EPSG:n", which PROJ has in its data base. */
static int
epsg_text(PJ_CONTEXT *context, const char *crs, char *text, char *why)
{
	PJ *pj = projlib.create(context, crs);
	const char *said = pj == NULL ? NULL : projlib.as_proj_string(context, pj, PJ_PROJ_4, NULL);
	int status;

	if (said != NULL && is_odd(context, pj))
		status = chunk_reason(why, "%.100s does not count in degrees", crs);
	else if (said == NULL)
		status = chunk_reason(why, pj == NULL ? "PROJ does not know %.100s" :
		    "PROJ has no PROJ string of %.100s", crs);
	else
		status = projection_text(said, text, why);
	projlib.destroy(pj);
	return status;
}

static int
open_operation(struct projection *p, const char *crs, char *why)
{
	char text[PROJECTION_TEXT_MAX], bare[PROJECTION_TEXT_MAX];

	if (projection_is_usual(crs))
		return 0;
	/* PROJ is not loaded for degrees. */
	if (strncasecmp(crs, "EPSG:", 5) == 0) {
		if ((p->context = projlib_context(why)) == NULL || epsg_text(p->context, crs, text, why) < 0)
			return -1;
	} else if (projection_text(crs, text, why) < 0)
		return -1;
	if (projection_bare_text(text, bare, why) < 0)
		return -1;
	if (projection_text_is_lonlat(text))
		return 0;
	if (p->context == NULL && (p->context = projlib_context(why)) == NULL)
		return -1;
	p->angles = projection_text_counts_degrees(text);
	p->operation = projlib.create(p->context, bare);
	if (p->operation == NULL || !projlib.angular_input(p->operation, PJ_FWD))
		return chunk_reason(why, "PROJ cannot make a projection of \"%.200s\"%s%.200s", bare,
		    p->operation == NULL ? ": " : "", p->operation == NULL ?
		    projlib.context_errno_string(p->context, projlib.context_errno(p->context)) : "");
	return 0;
}

struct projection *
projection_open(const char *crs, char *why)
{
	struct projection *p = calloc(1, sizeof *p);

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
	struct projection *copy = calloc(1, sizeof *copy);
	char why[CHUNK_WHY_MAX];

	if (copy == NULL || p->operation == NULL)
		return copy;
	copy->angles = p->angles;
	if ((copy->context = projlib_context(why)) != NULL) {
		pthread_mutex_lock(&one);
		copy->operation = projlib.clone(copy->context, p->operation);
		pthread_mutex_unlock(&one);
	}
	if (copy->operation != NULL)
		return copy;
	projection_close(copy);
	return NULL;
}

void
projection_close(struct projection *p)
{
	if (p == NULL)
		return;
	if (p->operation != NULL)
		projlib.destroy(p->operation);
	if (p->context != NULL)
		projlib.context_destroy(p->context);
	free(p);
}

bool
projection_is_lonlat(const struct projection *p)
{
	return p->operation == NULL;
}

/* All four: PROJ gives no place where the height is not a number. */
static PJ_COORD
coordinates(struct point p)
{
	return (PJ_COORD){ .xyzt = { p.x, p.y, 0, 0 } };
}

static PJ_COORD
radians(struct point degrees)
{
	return coordinates((struct point){ degrees.x * M_PI / 180, degrees.y * M_PI / 180 });
}

static struct point
degrees(PJ_COORD radians)
{
	return (struct point){ radians.xy.x * 180 / M_PI, radians.xy.y * 180 / M_PI };
}

bool
projection_forward(struct projection *p, struct point lonlat, struct point *xy)
{
	PJ_COORD c;

	*xy = lonlat;
	if (p->operation == NULL)
		return isfinite(lonlat.x) && isfinite(lonlat.y);
	c = projlib.trans(p->operation, PJ_FWD, radians(lonlat));
	*xy = (struct point){ c.xy.x, c.xy.y };
	if (p->angles)
		*xy = degrees(c);
	return isfinite(xy->x) && isfinite(xy->y);
}

bool
projection_inverse(struct projection *p, struct point xy, struct point *lonlat)
{
	*lonlat = xy;
	if (p->operation == NULL)
		return isfinite(xy.x) && isfinite(xy.y);
	*lonlat = degrees(projlib.trans(p->operation, PJ_INV,
	    p->angles ? radians(xy) : coordinates(xy)));
	return isfinite(lonlat->x) && isfinite(lonlat->y);
}

double
projection_areal_scale(struct projection *p, struct point lonlat)
{
	PJ_COORD c = radians(lonlat);
	double scale;

	/* Of a turned pole, PROJ knows no scale: what it gives are its degrees. */
	if (p->operation == NULL || p->angles)
		return 1 / cos(c.lp.phi);
	projlib.errno_reset(p->operation);
	scale = projlib.factors(p->operation, c).areal_scale;
	return projlib.context_errno(p->context) == 0 && scale > 0 ? scale : NAN;
}
