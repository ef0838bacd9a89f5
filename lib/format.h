/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * format.h - the bytes of a stream: sizes, checksums, headers, heads of
 * records.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "chunk.h"

#define PRELUDE_SIZE 64u                /* magic, lengths, CRCs */
#define HEAD_SIZE    64u                /* of a record */
/*
 * Bytes of a head before its own CRC. The CRC of all heads leaves that out:
 * CRC-32 of any bytes and their CRC is constant.
 */
#define HEAD_CHECKED 60u
#define END_SIZE     64u                /* payload of an end record */
#define ALIGNMENT    64u                /* of everything in a stream */

#define MAGIC        "\x8a" "CHUNK" "\x02" "\n"
#define MAGIC_SIZE   8u
#define RECORD_MAGIC 0x32434552u        /* the bytes R E C 2 */

static inline size_t
padded(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* ---- crc.c: CRC-32 as zlib's crc32() has it; start from 0. */
uint32_t crc_of(uint32_t crc, const void *bytes, size_t size);
uint32_t crc_of_zeros(uint32_t crc, size_t size);       /* fewer than ALIGNMENT of them */

/* ---- header.c */
struct chunk_header {
	char *text;                     /* "key=value\0key=value\0..." */
	size_t size, room;              /* of text */
	const char **sorted;            /* keys.c: the lines by key; NULL if there is no index */
	size_t lines;                   /* how many */
	const char *failed;             /* why a setter could not do it */
	uint64_t joined;                /* streams joined so far, in a reader's header */
	struct chunk_grid grid;         /* as the keys rows, cols and affine say */
	float *table;
	uint32_t codes;                 /* entries of table: 0, 256 or 65536 */
};

/*
 * Parses the text as a stream has it (with newlines); 0, or -1 with a reason.
 */
int header_parse(struct chunk_header *h, const char *text, size_t size, char *why);
/*
 * 0 if streams with these headers may be joined, else -1 with the key and both
 * values.
 */
int header_agree(const struct chunk_header *a, const struct chunk_header *b, bool any_step,
    char *why);
/* Whether no entry is infinite: exact sums of codes need finite values. */
bool header_table_is_finite(const float *table, uint32_t n);

/* ---- keys.c: lines by their keys */
/* A key in parts, of which the last one has no bytes (NULL). */
struct key_part {
	const char *bytes;
	size_t size;
};
/* Makes the index of all lines, each of which has a '='; 0, or -1: no memory. */
int keys_index(struct chunk_header *h);
/* With an index: a line whose key another line has too, except history; NULL: none. */
const char *keys_twice(const struct chunk_header *h);
/* Frees the index, before the text is changed. */
void keys_forget(struct chunk_header *h);
/*
 * Below 0, 0, or above 0: the key of a line comes before `key`, is it, or comes
 * after.
 */
int keys_compare(const char *line, const struct key_part *key);
/* The n-th line, from 0, with this key; NULL if there is none. */
const char *keys_find(const struct chunk_header *h, const struct key_part *key, size_t n);

/* ---- grid.c: parses the keys of the grid; 0, or -1 with a reason. A stream of blobs has none. */
int header_parse_grid(struct chunk_header *h, char *why);

/* ---- record.c */
/* What a head says of the payload. */
struct payload {
	uint32_t length, crc;
	bool packed;
};

void head_put(unsigned char bytes[HEAD_SIZE], const struct chunk *c, uint32_t crc);
/* 0, or -1 with a reason: then nothing in `c` is valid. */
int head_get(const unsigned char bytes[HEAD_SIZE], struct chunk *c, struct payload *p, char *why);
/*
 * Whether a stream with this header may have such a record; 0, or -1 with a
 * reason.
 */
int record_check(const struct chunk_header *h, const struct chunk *c, uint32_t length, bool packed,
    char *why);
/* The bytes of a record's payload in a stream, without padding. */
uint32_t record_length(const struct chunk *c);

/* ---- packed.c */
/* The bytes of the marks of a field of so many bytes. */
size_t packed_marks(size_t whole);
/*
 * Packs a field into `to`, which may be itself: 1, 0 if that makes it no
 * shorter, or -1 if out of memory.
 */
int packed_make(struct chunk *to, const struct chunk *from);
/*
 * Whether a field, whose `whole` is set and whose buffer has its room, is as
 * chunk_pack() makes it: 0, or -1 with a reason.
 */
int packed_check(const struct chunk *c, char *why);

#endif
