/* SPDX-License-Identifier: BSD-2-Clause */
/* projection-text.h - what projection.c asks of PROJ strings. */
#ifndef PROJECTION_TEXT_H
#define PROJECTION_TEXT_H

#include "grid/projection.h"

/* Whether a CRS is an EPSG code that everyone has for longitude and latitude. */
bool projection_is_usual(const char *crs);

/*
 * Whether coordinates of a text of projection_text() are angles, also about
 * another pole; and whether they are longitude and latitude from Greenwich.
 */
bool projection_text_counts_degrees(const char *text);
bool projection_text_is_lonlat(const char *text);

/*
 * projection_bare_text() turns a text of projection_text() into that of an
 * operation of PROJ without a change of datum, in PROJECTION_TEXT_MAX bytes. 0,
 * or -1 with a reason.
 */
int projection_bare_text(const char *text, char *bare, char *why);

#endif
