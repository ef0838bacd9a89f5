/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sources.h - the files that operands stand for: archives and images, also in
 * folders and from pipes.
 *
 * sources_add() and source_open() return -1 with a reason of CHUNK_WHY_MAX
 * bytes, which names the file.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/images.h"
#include "archive/names.h"

struct source {
	char *path;                     /* as messages name it */
	int fd;                         /* of what came from a pipe; -1: open the path */
	bool in_folder;                 /* found in one, not named itself */
	bool guessed;                   /* in a folder it looked like a zip, by its first bytes */
	int64_t first, last;            /* starts of its images: set by series_scan() */
	size_t count;                   /* of its images: set by series_scan() */
};

/* Starts as { 0 }. */
struct sources {
	struct source *list;
	size_t count, room;
	size_t spooled;                 /* bytes so far that came from pipes */
	bool sidecars;                  /* a folder has files that may be beside images */
	struct names_passed passed;     /* what is left out and is to be told */
};

/*
 * sources_add() adds what an operand stands for: a file; "-", which is standard
 * input; or a folder: all the images and archives in it and in its folders,
 * except hidden ones, in order of name; the rule says what images are called.
 * It returns 0 or -1. What comes from a pipe is kept in memory.
 */
int sources_add(struct sources *all, const char *operand, const struct images_rule *rule,
    char *why);
/* Removes those of count 0. */
void sources_drop_empty(struct sources *all);
void sources_free(struct sources *all);

/*
 * source_open() returns a file descriptor that can seek, or -1; source_close()
 * takes it back.
 */
int source_open(const struct source *s, char *why);
void source_close(const struct source *s, int fd);
/* The last part of its path. */
const char *source_name(const struct source *s, const struct images_rule *rule);
/* Whether there may be a file beside it. In a folder it has been seen already. */
bool source_may_have_sidecar(const struct sources *all, const struct source *s);

#endif
