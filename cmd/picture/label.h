/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * label.h - the line above the map: when on the left, and on the right what is
 * missing.
 *
 * The first record fixes the size of a GIF, so room is kept for the longest
 * line that such a stream can have. If a line is longer still, the reason of a
 * gap is cut, then the interval, after a whole word; the count of images never
 * is.
 */
#ifndef LABEL_H
#define LABEL_H

#include "picture/picture.h"

#define LABEL_MAX 128                           /* bytes of any text here, its NUL included */

/* label_interval() writes [start, end) such as "2020-11-01 21:00-24:00 UTC". */
void label_interval(int64_t start, int64_t end, char *text);

/* label_count() writes "35/36", the images that went in; "" if all did. */
void label_count(uint32_t have, uint32_t expected, char *text);

/* label_reason() writes the reason of a gap up to its colon. */
void label_reason(const char *reason, char *text);

/*
 * The largest width of the line, in pixels. The picture must have its unit and
 * map.
 */
int label_width(const struct picture *p, const struct chunk *first);

/* Whether a word fits on the map, in letters twice as large as others. */
bool label_fits_map(const struct picture *p, const char *word);

/*
 * Draws the line of a record, with a notice at its right end: its count, or the
 * reason of a gap, or "".
 */
void label_draw(struct picture *p, const struct chunk *c, const char *notice);

#endif
