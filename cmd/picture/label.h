/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * label.h - the line above the map: when on the left, and on the right what is
 * missing; and below it the same time on the clocks of a zone, if one is wanted.
 *
 * The first record fixes the size of a GIF, so room is kept for the longest
 * line that such a stream can have. If a line is longer still, the reason of a
 * gap is cut, then the interval, after a whole word; the count of images never
 * is.
 */
#ifndef LABEL_H
#define LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "fold/cycle.h"
#include "picture/sheet.h"

#define LABEL_MAX 256                           /* bytes of any text here, its NUL included */

struct label {
	const struct chunk_header *header;
	const char *zone;                       /* of a clock beside UTC; NULL for none */
	bool gaps;                              /* they may come, and have frames */
	struct cycle cycle;                     /* of a climatology, whose groups have names */
	int map_width, map_height;              /* pixels */
};

/*
 * label_zone() says whether the system knows a time zone, such as
 * Europe/Helsinki, and makes it the process's own. 0, or -1 with a reason.
 */
int label_zone(const char *zone, char *why);

/*
 * label_interval() writes [start, end) in UTC, such as
 * "2020-11-01 21:00-24:00 UTC" with a dash, or of whole days
 * "2020-11-01 - 2020-11-30 UTC", which has the last of them; or as clocks in the
 * zone show it, and the zone's city.
 */
void label_interval(int64_t start, int64_t end, const char *zone, char *text);

/*
 * label_when() writes of when a record is: its interval in UTC; in a climatology
 * its group and the span of the data, such as
 * "January, 1991-01-01 - 2020-12-31 UTC" with a dash.
 */
void label_when(const struct cycle *cycle, int64_t start, int64_t end, char *text);

/* label_count() writes "35/36", the images that went in; "" if all did. */
void label_count(uint32_t have, uint32_t expected, char *text);

/* label_reason() writes the reason of a gap up to its colon. */
void label_reason(const char *reason, char *text);

/* The largest size of the lines of a stream that begins with `first`, in pixels. */
int label_width(const struct label *l, struct sheet *s, const struct chunk *first);
int label_height(const struct label *l, const struct sheet *s);

/* Whether a word fits on the map, in letters twice as large as others. */
bool label_fits_map(const struct label *l, struct sheet *s, const char *word);

/*
 * Draws the lines of a record between left and right, from y down, with a notice
 * at the right end: its count, or the reason of a gap, or "".
 */
void label_draw(const struct label *l, struct sheet *s, int left, int right, int y,
    const struct chunk *c, const char *notice);

#endif
