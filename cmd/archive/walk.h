/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * walk.h - the images of several sources in the order of time, also of sources
 * that fill each other's holes.
 */
#ifndef WALK_H
#define WALK_H

#include "archive/private.h"
#include "archive/sources.h"

/* Sources that overlap in time are open together: enough for any sane folder. */
#define WALK_OPEN_MAX 32

/* A source that is open. */
struct walk_source {
	struct images images;
	const struct source *source;            /* NULL: none */
	size_t next;                            /* of its images */
	int fd;
};

/*
 * A walk through sources up to number n, in the order of their first images:
 * those before `reached` were opened, and those of them that have images left
 * are among `at`. Starts as { 0 }, except `reached` and `n`.
 */
struct walk {
	struct walk_source at[WALK_OPEN_MAX];
	size_t reached, n;
};

/*
 * Opens a source in a place of the walk that is free, and takes it back.
 * walk_open() returns -1 with a reason.
 */
int walk_open(struct walk_source *o, const struct source *source, const struct images_rule *rule,
    char *why);
void walk_close(struct walk_source *o);

/*
 * walk_next() finds the source that has the next image, *o; NULL at the end. Its
 * image is o->next, which the caller counts on. -1 with a reason, also if two
 * sources have the same time.
 */
int walk_next(struct walk *w, const struct sources *all, const struct images_rule *rule,
    struct walk_source **o, char *why);

/* When the next image of a source starts. */
int64_t walk_start(const struct walk_source *o);

void walk_free(struct walk *w);

#endif
