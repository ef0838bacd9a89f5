/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zipdir.h - the directory of a zip: where it lies, what it lists, and that nothing of it is missing.
 *
 * A zip ends with its directory, and the directory with a record that says how long it is and how
 * many members it has. What was cut short has no such record; libarchive takes that for whole.
 * (PKWARE's APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16.)
 */
#ifndef ZIPDIR_H
#define ZIPDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

/* As much of a file's end as zipdir_find() may need: the records of the end, and a comment. */
#define ZIPDIR_TAIL   (128u << 10)
#define ZIPDIR_ZEROS  (60u << 10)       /* of that may follow the end */
#define ZIPDIR_LOCAL  30u               /* bytes of a local header, its name and extra field apart */
#define ZIPDIR_MAX    (64u << 20)       /* bytes of a directory: half a million members */

struct zipdir {
	uint64_t offset, size;          /* of the directory, in the file */
	uint64_t entries;               /* that it must have */
	uint64_t before;                /* bytes of something else before the zip */
};

enum { ZIPDIR_STORED = 0, ZIPDIR_DEFLATED = 8 };

struct zipdir_entry {
	const char *name;               /* in the directory's bytes: name_size of them, and no NUL */
	size_t name_size;
	uint64_t offset;                /* of its local header, in the file */
	uint64_t packed, size;          /* bytes in the zip, and as they were */
	uint32_t crc;
	uint16_t method;
	bool encrypted;
};

/*
 * zipdir_find() looks for the directory from the last `n` bytes of a file of `size` bytes, ZIPDIR_TAIL
 * of them or all. 1 where it is there, 0 where the file does not end as a zip does, -1 where it does
 * but cannot be taken. Reasons go to `why` (CHUNK_WHY_MAX bytes), here and below.
 */
int zipdir_find(const unsigned char *tail, size_t n, uint64_t size, struct zipdir *d, char *why);

/* Whether the first 4 bytes of a file are those of a program, as a zip that extracts itself has. */
bool zipdir_is_program(const unsigned char *head);

/*
 * zipdir_next() takes the entry at a place in the directory's bytes, which starts as { 0 } and moves
 * on. 1 for an entry, 0 at a sound end, -1 for anything else. Call it until it is not 1: only the end
 * tells whether the directory has as many entries as it must.
 */
struct zipdir_place {
	size_t at;                      /* in the bytes */
	uint64_t seen;                  /* entries before it */
};

int zipdir_next(const struct zipdir *d, const unsigned char *bytes, struct zipdir_place *place,
    struct zipdir_entry *e, char *why);

/*
 * zipdir_data() is where a member's data begin, from the first `n` bytes at e->offset: the ZIPDIR_LOCAL of its
 * header, and its name. 0 where those are no header of that name: no checksum covers what a directory says,
 * but it says the name twice, and a name is a time.
 */
uint64_t zipdir_data(const struct zipdir_entry *e, const unsigned char *local, size_t n);

#endif
