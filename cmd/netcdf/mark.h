/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mark.h - what chunk2nc writes into a file beside CF, and nc2chunk reads: all
 * that a stream says of itself, its layers and its gaps. Other programs show
 * these attributes, and do nothing with them.
 */
#ifndef NETCDF_MARK_H
#define NETCDF_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

/* Of the file: the text of the stream's header, as chunk(5) has it. */
#define MARK_STREAM  "rainpipe_stream"
/* Of a variable: the layer that it is; MARK_OWN for the one without a name. */
#define MARK_LAYER   "rainpipe_layer"
#define MARK_OWN     "(none)"
/*
 * Of the file: a line for each gap, in their order: start, end, expected and
 * reason, with blanks between. In the reason, \ and all bytes that are not
 * printable ASCII are \ooo in octal. An expected of 0 is a time of which the
 * stream says nothing.
 */
#define MARK_GAPS    "rainpipe_gaps"
#define MARK_NO_GAPS "none"
/* Of the time. */
#define MARK_SINCE   "seconds since 1970-01-01 00:00:00"

#define MARK_TEXT_MAX ((size_t)64 << 20)

struct mark_gap {
	int64_t start, end;
	uint32_t expected;
	char *reason;                   /* in the text that it was read from */
};

/* The text of an attribute, which the caller frees; NULL if there is none. */
char *mark_text(int file, int variable, const char *name);
/* The header in such a text, which is changed; NULL if it is none. */
struct chunk_header *mark_header(char *text);
/*
 * The gaps in such a text, which is changed and must live as long; false if
 * damaged.
 */
bool mark_gaps(char *text, struct mark_gap **gaps, size_t *n);
/* The layer that a variable is of; false if it has no mark. */
bool mark_layer(int file, int variable, char *name);
/* Whether units and methods of a variable are still those of its layer. */
bool mark_means(int file, int variable, const struct chunk_header *h, const char *layer);
/*
 * Whether a file and a stream, or two files, can be joined: 0, or -1 with what
 * differs.
 */
int mark_agree(const struct chunk_header *file, const struct chunk_header *stream, char *why);

#endif
