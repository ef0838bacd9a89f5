/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * operands.h - two streams that are read side by side.
 *
 * Each has a thread of its own, so that both are read at once: if one program
 * feeds both pipes, it never waits for a reader that waits for the other pipe.
 * Neither is read further ahead than the fields of one time and two records.
 */
#ifndef OPERANDS_H
#define OPERANDS_H

#include <pthread.h>

#include "cli/cmd.h"

struct operands;

struct operand {
	struct chunk_stream *in;
	const char *name;               /* "a" or "b" */
	/*
	 * What is at its front: the fields of one time, one for each layer;
	 * or one gap, of which the caller may cut off the beginning; or
	 * nothing at the end.
	 */
	struct chunk at[CHUNK_LAYERS_MAX];
	int n;

	/* Private: what its thread hands over, under the lock of both. */
	struct operands *of;
	struct chunk next, slot, reading;
	enum { SLOT_EMPTY, SLOT_FULL, SLOT_ENDED, SLOT_FAILED } state;
	bool has_header, has_next, whole;
	struct chunk *held;             /* gaps that were read before their turn */
	size_t held_n, held_at, held_room;
	char why[CHUNK_WHY_MAX];
};

struct operands {
	struct cmd *cmd;
	struct operand of[2];           /* a, b */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool go;                        /* past the headers */
};

/*
 * operands_open() opens the two paths, of which one may be "-", and reads their
 * headers. operands_go() then reads what each begins with. Errors end the tool,
 * in all of these.
 */
void operands_open(struct operands *o, struct cmd *cmd, char **paths);
void operands_go(struct operands *o);

/*
 * operands_next() drops what is at the front of one, or of both for NULL, and
 * waits for what follows.
 */
void operands_next(struct operands *o, struct operand *one);

/*
 * Whether the stream has fields of one time only, as a map has, and gaps in
 * that time. To be asked before operands_next(): reads no further than it must.
 */
bool operands_one_time(struct operands *o, struct operand *one);

/* Frees the records of streams that have both ended. */
void operands_close(struct operands *o);

#endif
