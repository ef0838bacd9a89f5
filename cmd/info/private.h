/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder share: a stream's history, read for
 * its graph.
 */
#ifndef INFO_PRIVATE_H
#define INFO_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

/* A line of the history. */
struct stage {
	const char *line;                       /* without the marks of depth */
	/* How often it is of the b of a chunk-combine: its line begins with so many "b: ". */
	size_t depth;
	/* The stage that read what came out of this one; the number of all for the last. */
	size_t next;
	bool first;                             /* it reads files: no stage before it */
	const char *in, *out;                   /* what flows in and out, in words; "" if unknown */
	bool combines;                          /* chunk-combine */
	bool has_b;                             /* the last of the deeper stages before it flows in, too */
	size_t stream;                          /* the number of b among the streams of the commands */
	unsigned long long joined;              /* streams, if the line tells of a join; else 0 */
	const char *tool; /* its name, with more after a space; NULL: no tool noted this line */
	const char *flow;                       /* by an option; NULL if none of the rules says */
};

/* Text that grows. { 0 } is empty. */
struct text {
	char *text;
	size_t size, room;
};

struct history {
	struct stage *stage;
	size_t n;
	char *word;                             /* room for any word of it */
};

/*
 * Reads the history of a header, which must outlive `h`. Out of memory ends
 * the tool.
 */
void history_read(struct history *h, const struct chunk_header *header);
void history_free(struct history *h);

/*
 * The commands that make the stream again, with what must be known of them in
 * lines of '#'.
 */
void history_commands(struct history *h, struct text *to);

#endif
