/* SPDX-License-Identifier: BSD-2-Clause */
/* sources.h - the files that operands stand for: archives and images, also in folders and from pipes. */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCES_SPOOL (32u << 20)       /* bytes that come from pipes, at most, since they are held */

struct source {
	char *path;                     /* as messages name it */
	int fd;                         /* what came from a pipe; -1 where the path is to be opened */
	int64_t first, last;            /* when its first and its last image start: the tool's */
	size_t count;                   /* of its images: the tool's */
};

/* Starts as { 0 } but for what it wants. What cannot be found or read ends the tool. */
struct sources {
	bool (*wants)(void *arg, const char *name);     /* this file of a folder, by its name */
	void *arg;
	struct source *list;
	size_t count, room;
	size_t spooled;                 /* bytes so far that came from pipes */
};

/*
 * sources_add() adds what an operand stands for: a file; "-", which is standard input; or a folder:
 * then all the files in it and in its folders that are wanted, hidden ones apart, in order of name.
 */
void sources_add(struct sources *all, const char *operand);
/* Forgets those of count 0. */
void sources_drop_empty(struct sources *all);
void sources_free(struct sources *all);

/* source_open() returns a file descriptor that can seek; source_close() takes it back. */
int source_open(const struct source *s);
void source_close(const struct source *s, int fd);
/* The last part of its path. */
const char *source_name(const struct source *s);

#endif
