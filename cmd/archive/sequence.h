/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.h - archives read from front to back, by libarchive: tar, cpio and 7z, and zips of a rare kind. */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"

/* How far to trust the file. */
enum sequence_how {
	SEQUENCE_WHOLE,                 /* anything but a zip */
	SEQUENCE_WHOLE_ZIP,             /* a zip whose directory is sound */
	SEQUENCE_CUT_ZIP                /* a zip without its directory: go by the members' own headers */
};

struct sequence_member {
	const char *path;               /* in the archive; until the next call */
	uint64_t number;                /* from 0, in the order of the archive */
	uint64_t size;                  /* bytes, 0 where only the data will tell */
	bool folder, link, encrypted;
};

struct sequence;

/* sequence_open() starts at the beginning of a file. NULL, with a reason, where that is no archive. */
struct sequence *sequence_open(int fd, enum sequence_how how, char *why);
void sequence_close(struct sequence *s);

/*
 * sequence_next() goes to the next member: 1, 0 at a sound end, -1 with a reason where the archive
 * is damaged or cut short, -2 where that is no fault of it: no memory, or the file cannot be read.
 */
int sequence_next(struct sequence *s, struct sequence_member *m, char *why);

/*
 * sequence_read() reads the member, which must not say that it is over CHUNK_BLOB_MAX bytes, to
 * c->data from byte `skip` on: 0, 1 where it is damaged, -1 for any other reason. c->size is then
 * that of both; what else is in *c is lost.
 */
int sequence_read(struct sequence *s, struct chunk *c, size_t skip, char *why);

#endif
