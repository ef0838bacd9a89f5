/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * match.h - the fields of two streams find each other, and what becomes of them
 * is written.
 */
#ifndef MATCH_H
#define MATCH_H

#include "combine/agree.h"
#include "combine/operands.h"

struct match {
	struct cmd *cmd;
	struct chunk_stream *out;
	struct operands in;
	struct values values;
	enum agree_by by;
	enum { MASK_UNSEEN, MASK_SINGLE, MASK_SEVERAL } mask;   /* layers of b so far, with -m mask */
	char mask_layer[CHUNK_LAYER_MAX + 1];   /* the single one */
	bool one_each;                  /* AGREE_ONE, and a has one time too: both count */
	uint64_t both, only[2];         /* times that both have, that only a or b has */
	uint64_t total;                 /* records to come, for progress; 0 if unknown */

	/* Private. */
	struct chunk field, gap;        /* the result, and a gap that may still become longer */
	bool has_gap;
};

/*
 * Writes the result of both streams, matched by the times of their fields.
 * Errors end the tool, here and below.
 */
void match_times(struct match *m);

/*
 * Writes the result of all of a with fields that serve for all times of a
 * group: of(arg, a) gives those for a field of a, one for each layer, and how
 * many.
 */
typedef const struct chunk *match_group_fn(void *arg, const struct chunk *a, int *n);
void match_groups(struct match *m, match_group_fn *of, void *arg);

/* ---- For both of them: write.c ------------------------------------------ */

/*
 * Writes the fields of one time, of which one stream may have none (NULL). One
 * of a group counts no images, unless it serves for one time alone.
 */
void match_write(struct match *m, const struct chunk *a, int na, const struct chunk *b, int nb,
    bool group);

/*
 * Writes a gap: why a and b have nothing there, NULL for one that has something
 * or of which nothing is known. It may wait for one that continues it.
 */
void match_gap(struct match *m, int64_t start, int64_t end, uint32_t expected, const char *a,
    const char *b);
void match_flush(struct match *m);

/* Frees what a match has of its own. */
void match_free(struct match *m);

#endif
