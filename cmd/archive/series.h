/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * series.h - the images of many files as one series in time, with gaps for
 * those that are missing.
 *
 * First series_scan() reads the directories of all files, and puts the files in
 * the order of time: of each it keeps when its images begin and end, and no
 * more. Then series_next() hands out the images, still packed, and
 * series_unpack() makes each whole in any thread: the source and the work of a
 * chunk_flow().
 *
 * Reasons (`why`, CHUNK_WHY_MAX bytes) name the file, the member and its time.
 */
#ifndef SERIES_H
#define SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/images.h"
#include "archive/beside.h"
#include "archive/sources.h"
#include "chunk.h"

struct series {
	/* The caller's, set before the scan. */
	struct images_rule rule;
	int64_t step, from, to;                 /* seconds; the rule takes images of [from, to) */
	bool picks;                             /* the rule leaves out images between the steps */
	int64_t day;                            /* when a day begins: seconds from midnight UTC */
	bool whole_days;                        /* gaps fill what was asked for, or UTC days */
	struct sources sources;

	/* What the scan finds. */
	uint64_t matched, taken;                /* members that are named as images, and used */
	uint64_t harmless;                      /* members that nobody misses */
	size_t damaged;                         /* archives of which only a part is left */
	size_t largest;                         /* bytes of an image, packed and whole */
	char outside[CHUNK_WHY_MAX];            /* one image that was not taken, and why; or "" */
	char values[IMAGE_SIDECAR_MAX];         /* what is beside all images says, or "" */
	int64_t steps;                          /* from the first record to the last */

	struct series_state *state;             /* private: what series_next() does next */
};

/* How it starts. */
#define SERIES { .step = 300, .from = INT64_MIN, .to = INT64_MAX, .whole_days = true }

/*
 * series_scan() returns 0, or -1 with a reason for what makes a series
 * impossible: the same time twice, a file that is not an archive. With
 * rule.keep_going it warns of each archive of which only a part is left.
 */
int series_scan(struct series *s, char *why);

/*
 * series_next() gives the next image or gap: 1, 0 at the end, -1 with a reason.
 *
 * An image is a blob that is still packed: its payload begins with a private
 * head (struct packed in images-read.c), and the bytes as the archive stores
 * them follow. It is an image only after series_unpack(), which every record
 * must go through before anything else looks into it; gaps pass unchanged.
 *
 * With rule.keep_going a damaged image becomes a gap, here or in
 * series_unpack(). It is one of damage_gap(), see cli/damage.h.
 */
int series_next(struct series *s, struct chunk *c, char *why);
int series_unpack(struct series *s, struct chunk *in, struct chunk *out, char *why);

/*
 * series_place() writes where the image of a time is, as "file: member, time",
 * to `text` (CHUNK_WHY_MAX bytes), and returns it.
 */
const char *series_place(const struct series *s, const char *name, int64_t start, char *text);

void series_free(struct series *s);

#endif
