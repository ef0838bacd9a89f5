/* SPDX-License-Identifier: BSD-2-Clause */
/* mapping.h - the map of a page: land, lines, names, and longitude and latitude. */
#ifndef MAPPING_H
#define MAPPING_H

#include <stdio.h>

#include "picture/show.h"

#define MAPPING_USUAL (-1)                      /* s->places if the user does not say how many */

/*
 * mapping_write() writes what the page's script knows of the grid, as members of
 * an object of JSON:
 *
 *	"rows", "cols", "km"    of a cell; 0 if unknown or not the same everywhere
 *	"zoom"                  pixels of the map for a cell, each way
 *	"land"                  a bit for each pixel, of pack_bits(); "" if all is land
 *	"lines"                 paths of SVG, in tenths of a pixel: coast, lakes, borders, grid, own
 *	"places", "points"      [name, row, column]
 *	"lonlat"                {"affine": [6]}; or null; or {"error": degrees, "n": n, "at": [lon,
 *	                        lat, ...]} at the corners of n x n parts of the grid, row by row,
 *	                        null in space
 *
 * What fails ends the tool. Returns whether there are coasts or borders.
 */
bool mapping_write(FILE *to, const struct show *s, const struct chunk_header *h, bool verbose);

#endif
