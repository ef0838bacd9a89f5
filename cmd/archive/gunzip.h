/* SPDX-License-Identifier: BSD-2-Clause */
/* gunzip.h - what gzip made smaller, from front to back, with its checksums looked at. */
#ifndef GUNZIP_H
#define GUNZIP_H

#include <sys/types.h>

/* libarchive 3.6 reads gzip too, but passes over the checksum and the length at its end. */
struct gunzip;

/* gunzip_open() reads on from where the file is. NULL where there is no memory. */
struct gunzip *gunzip_open(int fd);
void gunzip_close(struct gunzip *g);

/*
 * gunzip_read() makes *bytes the next of them, until the next call: how many, 0 at a sound end, -1 where
 * the file is cut short, -2 for any other reason. Reasons go to `why` (CHUNK_WHY_MAX bytes). Several
 * gzips one after the other are one, as for gzip itself; zeros may follow, and nothing else.
 */
ssize_t gunzip_read(struct gunzip *g, const void **bytes, char *why);

#endif
