/* SPDX-License-Identifier: BSD-2-Clause */
/* caption.h - what a stream's header says, as people write it beside a picture. */
#ifndef CAPTION_H
#define CAPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

/* A key of a layer where it differs from the stream's, else the stream's; "" where neither is there. */
const char *caption_get(const struct chunk_header *h, const char *layer, const char *key);

/* "Mean rain rate", "Rain rate, max": the variable, and what was made of it. `text` holds `size` bytes. */
void caption_title(const struct chunk_header *h, const char *layer, char *text, size_t size);

/* "mm/h" for "mm h-1"; nothing for the 1 of a pure number. */
void caption_units(const char *units, char *text, size_t size);

/*
 * caption_range() is the range of values that shows ordinary weather in these units and leaves
 * room for the extremes, and whether it goes in logarithmic steps. False for units it does not know.
 */
bool caption_range(const char *units, double *low, double *high, bool *logarithmic);

/*
 * caption_cell_km() is the width of a cell in km: at the middle latitude where the grid is one of
 * longitude and latitude, and 0 where it is not known or changes over the map, as in Mercator's.
 */
double caption_cell_km(const struct chunk_header *h);

/*
 * caption_history() is how the data came about, a line for each stage, the last of them `own`. The
 * caller frees it; NULL where memory is out.
 */
char *caption_history(const struct chunk_header *h, const char *own);

#endif
