/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * series.h - the images of many files as one series in time, with gaps where there are none.
 *
 * First series_scan() reads the directories of all files, and puts the files in the order of time:
 * of each it keeps when its images begin and end, and no more. Then series_next() hands out the
 * images, still packed, and series_unpack() makes each whole in any thread: the source and the work
 * of a chunk_flow().
 */
#ifndef SERIES_H
#define SERIES_H

#include "archive/images.h"
#include "archive/sources.h"

struct series {
	/* The caller's, set before the scan. */
	struct images_rule rule;
	int64_t step, from, to;                 /* seconds; the rule takes no image outside [from, to) */
	bool whole_days;                        /* gaps fill the UTC days that are touched */
	struct sources sources;

	/* What the scan finds. */
	uint64_t matched, others, taken;        /* members: with a name of images, without, and used */
	size_t damaged;                         /* archives of which only a part is left */
	size_t largest;                         /* bytes of an image, packed and whole */

	/* Private. */
	struct images images;                   /* of the source that is open */
	struct inflaters inflaters;
	size_t source, next;                    /* the next image: of which source, which one of it */
	int fd;                                 /* of that source; -1 while none is open */
	int64_t clock, end;                     /* what comes next starts here; the last ends there */
};

/* How it starts. */
#define SERIES { .step = 300, .from = INT64_MIN, .to = INT64_MAX, .whole_days = true, \
	.inflaters = INFLATERS, .fd = -1 }

/* What makes a series impossible ends the tool: the same time twice, a file that is no archive. */
void series_scan(struct series *s);

/*
 * series_next() is the next image or gap: 1, 0 at the end, -1 with a reason. An image that is damaged
 * is a gap if the rule says to keep going, here or after series_unpack(): then the gap has the
 * image's name, which is for the caller to remove once it has warned of it.
 */
int series_next(struct series *s, struct chunk *c, char *why);
int series_unpack(struct series *s, struct chunk *in, struct chunk *out, char *why);

/*
 * series_place() writes where the image of a time is, as "file: member, time", to `text` (CHUNK_WHY_MAX
 * bytes), and returns it.
 */
const char *series_place(const struct series *s, const char *name, int64_t start, char *text);

void series_free(struct series *s);

#endif
