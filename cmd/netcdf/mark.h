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
#include <stdlib.h>

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
/*
 * Of the file: the CRC of the stream's table of codes, or MARK_NO_TABLE. What
 * goes on in the file must have the same.
 */
#define MARK_TABLE    "rainpipe_table"
#define MARK_NO_TABLE "none"
/* Of the file: its times, as mark_times_text() writes them. */
#define MARK_TIMES    "rainpipe_times"
/* Of the variable of the CRS: the CRC of its other attributes. */
#define MARK_CHECK    "rainpipe_check"
/* Of the time. */
#define MARK_SINCE   "seconds since 1970-01-01 00:00:00"

#define MARK_TEXT_MAX ((size_t)64 << 20)

struct mark_gap {
	int64_t start, end;
	uint32_t expected;
	char *reason;                   /* in the text that it was read from */
};

/*
 * What the times of a file were when it was written: other programs change them
 * and leave the attributes.
 */
struct mark_times {
	uint64_t n;
	int64_t first, last;            /* the first start, and the last end */
	uint32_t crc;                   /* of all starts, ends and numbers of images */
	bool steps;                     /* each has as many images as steps */
};

#define MARK_TIMES_TEXT_MAX 128

/* CRC-32 as zlib has it; begins with 0. */
uint32_t mark_crc(uint32_t crc, const void *bytes, size_t size);
/* The CRC of a stream's table as text, or MARK_NO_TABLE; 16 bytes. */
void mark_table(const struct chunk_header *h, char *text);
/* Adds a time. `step` is that of the stream; 0: unknown. */
void mark_time(struct mark_times *m, int64_t step, int64_t start, int64_t end, uint32_t have,
    uint32_t expected);
void mark_times_text(const struct mark_times *m, char *text);
bool mark_times_parse(const char *text, struct mark_times *m);
/* Whether the units of times are MARK_SINCE, however they are written. */
bool mark_since(const char *units);
/*
 * n x each whole numbers of a variable along the times, int64_t (size 8) or
 * uint32_t; the caller frees them. NULL if there are none, or no memory: then
 * errno is ENOMEM.
 */
void *mark_whole(int file, const char *name, size_t n, size_t each, size_t size);
/* The CRC of all attributes of a variable but MARK_CHECK, as text; 16 bytes. */
bool mark_attributes(int file, int variable, char *text);

/*
 * Seconds before the end of a record at which the time begins that its values
 * are for, if the stream has windows that overlap; else 0.
 */
static inline int64_t
mark_window(const struct chunk_header *h)
{
	const char *text = chunk_get(h, "window");
	int64_t seconds = text != NULL ? strtoll(text, NULL, 10) : 0;

	return seconds > 0 && seconds < INT64_C(1) << 40 ? seconds : 0;
}

/* The text of an attribute, which the caller frees; NULL if there is none. */
char *mark_text(int file, int variable, const char *name);
/* The header in such a text, which is changed; NULL if it is none. */
struct chunk_header *mark_header(char *text);
/*
 * The gaps in such a text, which is changed and must live as long; false if
 * damaged.
 */
bool mark_gaps(char *text, struct mark_gap **gaps, size_t *n);
/*
 * Whether each gap lies in a field or beside all n of them, as chunk(5) has it,
 * and none covers a field that has images; `have` NULL: or does.
 */
bool mark_gaps_hold(const struct mark_gap *gaps, size_t n_gaps, const int64_t *start,
    const int64_t *end, const uint32_t *have, size_t n);
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
