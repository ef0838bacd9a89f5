/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - what a stream remembers while it is read or written, and the
 * threads behind it.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdarg.h>
#include <string.h>
#include <sys/types.h>

#include "format.h"

/* ---- buffer.c */
/*
 * The room of a payload: with the padding of a stream, or the NUL after a
 * reason, and with the marks of a field while it is packed.
 */
size_t buffer_room(size_t size);
/*
 * Makes the room of a record's buffer at least this, with its first `keep`
 * bytes kept; 0, or -1 if out of memory.
 */
int buffer_grow(struct chunk *c, size_t room, size_t keep);

/* ---- order.c: the order of records in time, see ORDER in chunk(5) */
struct order {
	struct order_last {
		bool came;
		int64_t end;
		const char *name;       /* of the file where it ended */
	} image, gap;                   /* the latest ones */
	struct {
		char layer[CHUNK_LAYER_MAX + 1];
		struct order_last last;
	} field[CHUNK_LAYERS_MAX];
	size_t n;
	bool any;                       /* a record came: */
	int64_t start;                  /* when the latest one starts */
	const char *joined;             /* the file ahead of this joined stream, or NULL */
	int64_t reached;                /* when its records ended */
};

/*
 * Begins a stream that is joined to earlier ones, which ended in this file at
 * this time.
 */
void order_join(struct order *o, const char *name, int64_t reached);
/*
 * Checks and remembers a record; 0, or -1 with both times and files in `why`.
 */
int order_check(struct order *o, const struct chunk *c, const char *name, char *why);

/* ---- What a stream remembers */
struct chunk_stream {
	bool writing;
	int fd;                         /* -1 between files */
	const char *name;               /* of the file, for messages */
	bool from_stage;                /* reader: another stage writes standard input */
	bool keep_packed;               /* reader: hands out fields as they are in the stream */
	bool any_step;                  /* reader: joined images may have different steps */
	int64_t step, next_step;        /* reader: of the stream of the last record, of the next */

	char *const *paths;             /* reader: the files still to come, and how many */
	int left;

	struct chunk_header *header;    /* the first stream's */
	struct order order;
	struct chunk_counts counts;     /* of all streams, as the caller saw the records */

	uint64_t offset;                /* bytes of this file so far */
	uint64_t record;                /* records of this stream so far, for messages */
	uint64_t kinds[CHUNK_END + 1];  /* the same by kind, for the end record */
	uint32_t heads;                 /* CRC of their heads */
	uint32_t digest;                /* reader: see chunk_digest() */

	struct chunk packed;            /* writer: the field being written */
	struct chunk after_hole;        /* reader: comes after the gap that stands for a hole */
	struct chunk after_gap;         /* reader: read in advance, to merge gaps */
	bool has_after_hole, has_after_gap;
	int64_t reached;                /* the latest end of the records read */
	const char *reached_in;         /* the file where that was */
	int64_t covered;                /* reader: the latest end of a field, if started */
	bool started;                   /* a record was read */
	bool joining;                   /* no record of a joined stream came yet */
	bool over; /* reader: the clean end; writer: the end record is written */
	int64_t at;                     /* start of the record being read, for messages */
	bool placed;                    /* `at` is known */
	char error[CHUNK_WHY_MAX];
};

/* ---- stream.c: both directions */
struct chunk_stream *stream_new(void);
/*
 * Remembers the first error, with file, record, byte and time before it; always
 * -1.
 */
int stream_fail(struct chunk_stream *s, const char *format, ...) CHUNK_PRINTF(2, 3);
/*
 * Asks for a pipe of 1 MiB, which needs fewer wake-ups; the system may refuse.
 */
void stream_widen(int fd);
/* Counts a record that the caller read or wrote. */
void stream_count(struct chunk_stream *s, const struct chunk *c);

/*
 * ---- input.c: each returns 0, or -1 with the error remembered, unless its
 * comment differs.
 */
/* Opens the next file of a reader. */
int input_open(struct chunk_stream *s);
/* Closes it, except standard input. */
void input_close(struct chunk_stream *s);
/* Reads `size` bytes, fewer only at the end of the file: how many, or -1. */
ssize_t input_some(struct chunk_stream *s, void *to, size_t size);
/* Reads `size` bytes; fewer are an error. */
int input_all(struct chunk_stream *s, void *to, size_t size);
/*
 * Reads `size` bytes into a record's buffer, which grows only as they arrive.
 */
int input_payload(struct chunk_stream *s, struct chunk *c, size_t size);
/* Fails because a file or a pipe ended too early: always -1. */
int input_cut_short(struct chunk_stream *s);

/* Whether all bytes are zero: a later version may give a meaning to others. */
bool input_zeros(const unsigned char *bytes, size_t n);

/* ---- input-header.c */
/*
 * Reads PRELUDE_SIZE bytes of prelude: 1, 0 if the file ended cleanly before
 * it, or -1.
 */
int input_prelude(struct chunk_stream *s, unsigned char *prelude);
/* Reads the body that the prelude announces into `h`. 0, or -1. */
int input_body(struct chunk_stream *s, struct chunk_header *h, const unsigned char *prelude);

/* ---- pool.c: every thread of the pool runs fn(arg) once; the caller goes on until pool_wait(). */
void pool_start(struct chunk_pool *p, void (*fn)(void *arg), void *arg);
void pool_wait(struct chunk_pool *p);

#endif
