/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caption.h - titles, units and ranges for a picture, from the stream's header.
 */
#ifndef CAPTION_H
#define CAPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

/* chunk_layer_get(), with "" for NULL. */
const char *caption_get(const struct chunk_header *h, const char *layer, const char *key);

/*
 * Such as "Mean rain rate" or "Rain rate, max". `text` has room for `size`
 * bytes.
 */
void caption_title(const struct chunk_header *h, const char *layer, char *text, size_t size);

/* "mm/h" for "mm h-1"; "" for the 1 of a pure number. */
void caption_units(const char *units, char *text, size_t size);

/*
 * caption_range() gives a range of values that suits ordinary weather and
 * extremes in these units, and whether its steps are logarithmic. False for
 * unknown units.
 */
bool caption_range(const char *units, double *low, double *high, bool *logarithmic);

/*
 * caption_cell_km() is the width of a cell in km; of a grid in degrees, at its
 * middle latitude. 0 if it is unknown, or changes over the map, as in
 * Mercator's projection.
 */
double caption_cell_km(const struct chunk_header *h);

/*
 * caption_history() is the history of the data, a line for each stage, the last
 * one `own`. The caller frees it; NULL if out of memory.
 */
char *caption_history(const struct chunk_header *h, const char *own);

#endif
