/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cycle.h - what repeats: the hours of a day, the days of a week, the months
 * and the seasons of a year.
 *
 * A climatology has a field for each group of a cycle, such as all hours from
 * 05:00 to 06:00, over a span of time. Its record has the time at which the
 * group came first in that span, so that records are in the order of time, and
 * the header says cycle, origin and span (chunk(5): climatology).
 */
#ifndef CYCLE_H
#define CYCLE_H

#include "chunk.h"
#include "fold/bins.h"

enum cycle_kind { CYCLE_NONE, CYCLE_HOUR, CYCLE_WEEKDAY, CYCLE_MONTH, CYCLE_SEASON };

#define CYCLE_GROUPS_MAX 24

struct cycle {
	enum cycle_kind kind;
	struct bins bins;               /* the times at which groups come */
	struct span span;               /* of the data in a climatology, [start, end) */
};

/* A cycle whose days begin at `origin` seconds after midnight. */
struct cycle cycle_of(enum cycle_kind kind, int64_t origin);

/* How many groups there are. */
int cycle_groups(const struct cycle *c);

/*
 * The group that holds the time t, from 0: the hour, the day from Monday, the
 * month from January, or the season from December on.
 */
int cycle_group(const struct cycle *c, int64_t t);

/* The span of time around t in which its group lasts: that hour, day, month or season. */
struct span cycle_at(const struct cycle *c, int64_t t);

/*
 * A word for the group at t: "05", "Mon", "Jan", "DJF"; cycle_words() has more
 * for a title: "05:00-06:00 UTC", "Mondays", "January", "December to February".
 */
#define CYCLE_LABEL_MAX 32
const char *cycle_label(const struct cycle *c, int64_t t, char label[CYCLE_LABEL_MAX]);
const char *cycle_words(const struct cycle *c, int64_t t, char words[CYCLE_LABEL_MAX]);

/*
 * What a header says: cycle_read() returns 1, 0 if the stream is no climatology,
 * or -1 with a reason if its keys make no sense; `c` is CYCLE_NONE in both.
 * cycle_write() makes it one.
 */
int cycle_read(const struct chunk_header *h, struct cycle *c, char *why);
/* cycle_read() of a stream's header; keys that make no sense end the tool. */
bool cycle_of_stream(const struct chunk_stream *in, struct cycle *c);
void cycle_write(const struct cycle *c, struct chunk_header *h);

/*
 * The bounds that CF has for a climatology: from the first time that the group
 * at t came within the span to the end of the last.
 */
struct span cycle_bounds(const struct cycle *c, int64_t t);

#endif
