/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * formats.h - files that may be whole, but are of a format that a reader does
 * not take: they are named, so that nobody takes them for damaged.
 */
#ifndef FORMATS_H
#define FORMATS_H

#include <stddef.h>

enum format_kind {
	FORMAT_DATA,                    /* rain, or a picture, not in an archive */
	FORMAT_ARCHIVE,                 /* of members, which no tool here reads */
	FORMAT_PACKED,                  /* compressed, by what no tool here reads */
	FORMAT_READ,                    /* an archive or compressed: radar-unzip reads it */
	FORMAT_STREAM                   /* of chunk records */
};

struct format {
	const char *name;               /* as after "is": "HDF5", "a RAR archive" */
	enum format_kind kind;
	const char *reader;             /* which tool reads it: "odim2rain reads it"; or NULL */
};

/*
 * formats_find() tells the format from the first `n` bytes of a file; NULL if
 * they are of none that is known, or a TIFF.
 */
const struct format *formats_find(const void *bytes, size_t n);

/*
 * formats_refuse() says why a decoder does not take what is not `wanted`, such
 * as "a TIFF image", and who does. IMAGE_REFUSED if it is of another format,
 * else IMAGE_DAMAGED.
 */
int formats_refuse(const void *bytes, size_t n, const char *wanted, char *why);

#endif
