/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs.h - the name of a CRS in the stream, "EPSG:n", a PROJ string or
 * "unknown", and its GeoKeys.
 */
#ifndef CRS_H
#define CRS_H

#include <stdbool.h>

#include "tiff/geokeys.h"

/*
 * crs_of_keys() names the CRS that GeoKeys describe, in `crs` (IMAGE_CRS_MAX
 * bytes).
 */
void crs_of_keys(const struct geokeys *k, char *crs);

/*
 * crs_to_keys() makes the GeoKeys of the CRS `crs`. `degrees` says that an
 * EPSG code is of longitude and latitude. A PROJ string without keys is kept as
 * the citation, which people can read and programs cannot. "unknown" and ""
 * have no keys.
 */
void crs_to_keys(const char *crs, bool degrees, struct geokeys *k);

/* Whether GeoKeys say no more of the CRS than such a citation. */
bool crs_is_citation(const struct geokeys *k);

/*
 * crs_is_degrees() tells whether a CRS is of longitude and latitude, by its
 * code and by the size of the grid: a composite is larger than 360 m x 90 m.
 */
bool crs_is_degrees(const char *crs, const struct chunk_grid *grid);

/*
 * crs_is_name() tells whether `text` can be a CRS: "EPSG:n", or a PROJ string.
 */
bool crs_is_name(const char *text);

#endif
