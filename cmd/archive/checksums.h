/* SPDX-License-Identifier: BSD-2-Clause */
/* checksums.h - whether all that is compressed in a file has a checksum. */
#ifndef CHECKSUMS_H
#define CHECKSUMS_H

/*
 * checksums_required() is -1 with a reason (CHUNK_WHY_MAX bytes) where a file was compressed by compress, or
 * by xz or zstd without a checksum of each of its parts: they may be joined, and each says for itself
 * whether it has one. Else 0: the file is of another kind, or what reads it will see damage and cuts.
 */
int checksums_required(int fd, char *why);

#endif
