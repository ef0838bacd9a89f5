/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * label.h - the line above the map: when on the left, and on the right what is missing.
 *
 * The first record fixes the size of a GIF, so room is kept for the longest line that such a stream
 * brings. Of what is longer still, the reason of a gap ends in dots, and then the interval does, after
 * a whole word of it; of the images that went in every digit is shown.
 */
#ifndef LABEL_H
#define LABEL_H

#include "picture/picture.h"

#define LABEL_MAX 128                           /* bytes of any text here, its NUL included */

/* label_interval() writes [start, end) as people write it: "2020-11-01 21:00-24:00 UTC". */
void label_interval(int64_t start, int64_t end, char *text);

/* label_count() writes "35/36", the images that went in; nothing where all did. */
void label_count(uint32_t have, uint32_t expected, char *text);

/* label_reason() writes why there is a gap: what stands before the colon. */
void label_reason(const char *reason, char *text);

/* How wide the line may become, in pixels: a picture's unit and map are known by then. */
int label_width(const struct picture *p, const struct chunk *first);

/* Whether such a word finds room on the map itself, in letters twice as large as others. */
bool label_fits_map(const struct picture *p, const char *word);

/* Draws the line of a record, with a notice at its right end: its count, or the reason of a gap, or "". */
void label_draw(struct picture *p, const struct chunk *c, const char *notice);

#endif
