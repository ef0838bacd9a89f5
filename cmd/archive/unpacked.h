/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unpacked.h - the bytes of a file as they were before it was compressed as a whole, from front to back:
 * by gzip, bzip2, lzip, or by xz or zstd with a checksum.
 *
 * All checksums are looked at, the last one with the end. What is compressed without one is refused:
 * what was changed in it would be seen by nobody.
 */
#ifndef UNPACKED_H
#define UNPACKED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Reasons: not forgiven by -k, since no one can tell how far the bytes are right. */
#define UNPACKED_DAMAGED "its compressed data are damaged, and any image may be wrong: fetch it again"
#define UNPACKED_MORE    "more follows its end: give archives one by one, each in a file of its own"

struct unpacked;
struct archive;

/*
 * unpacked_open() starts at the beginning of a file: 1, 0 where it is not compressed, and *u is NULL, -1
 * with a reason. It moves the file's offset.
 */
int unpacked_open(struct unpacked **u, int fd, char *why);
void unpacked_close(struct unpacked *u);

/* The next bytes, as gunzip_read() has them: how many, 0, -1 or -2. */
ssize_t unpacked_read(struct unpacked *u, const void **bytes, char *why);

/*
 * unpacked_zip() is a file without a name, for the caller to close, with the bytes of a zip that was
 * compressed once more; -1 where it is no such thing, -2 with a reason. It is kept in memory: 32 MiB
 * at most.
 */
int unpacked_zip(int fd, char *why);

/* Whether a file has nothing but zeros from a place on: 1, 0, or -1 with a reason. */
int unpacked_zeros(int fd, uint64_t at, char *why);

/*
 * What libarchive says, in the words that a zip's own checks have for it. Whether that is damage: what
 * is no fault of the archive, memory that is out or a disk that cannot be read, nothing may forgive.
 * Out of memory, libarchive says many things, or goes on; so errno is set to 0 before it is called.
 */
bool unpacked_reason(struct archive *a, char *why);

#endif
