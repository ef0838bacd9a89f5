/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projection-none.c - projections in a build without PROJ: longitude and
 * latitude are what they are, and everything else is unknown.
 */
#include <math.h>
#include <stdlib.h>

#include "grid/projection-text.h"

struct projection {
	char unused;
};

struct projection *
projection_open(const char *crs, char *why)
{
	char text[PROJECTION_TEXT_MAX], reason[CHUNK_WHY_MAX];
	struct projection *p;

	if (!projection_is_usual(crs) && (projection_text(crs, text, reason) < 0 ||
	    !projection_text_is_lonlat(text))) {
		chunk_reason(why, "where %.200s is on the earth is unknown: this rainpipe was built "
		    "without PROJ: install libproj-dev (Debian) and build it again", crs);
		return NULL;
	}
	if ((p = calloc(1, sizeof *p)) == NULL)
		chunk_reason(why, "out of memory");
	return p;
}

struct projection *
projection_copy(const struct projection *p)
{
	return p != NULL ? calloc(1, sizeof *p) : NULL;
}

void
projection_close(struct projection *p)
{
	free(p);
}

bool
projection_is_lonlat(const struct projection *p)
{
	return p != NULL;
}

static bool
same(struct point from, struct point *to)
{
	*to = from;
	return isfinite(from.x) && isfinite(from.y);
}

bool
projection_forward(struct projection *p, struct point lonlat, struct point *xy)
{
	return p != NULL && same(lonlat, xy);
}

bool
projection_inverse(struct projection *p, struct point xy, struct point *lonlat)
{
	return p != NULL && same(xy, lonlat);
}

double
projection_areal_scale(struct projection *p, struct point lonlat)
{
	return p != NULL ? 1 / cos(lonlat.y * M_PI / 180) : NAN;
}
