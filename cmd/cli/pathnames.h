/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pathnames.h - the names of files that a tool makes, one for each field: a
 * pattern of -o, such as rain-%Y%m%dT%H%M.tif or november-%L.tif.
 *
 * The conversions of strftime() stand for the start of the field in UTC, %L for
 * its layer or, in a stream without layers, for the variable.
 */
#ifndef PATHNAMES_H
#define PATHNAMES_H

#include "chunk.h"

/* Room for what any pattern can become, its NUL included. */
enum { PATHNAMES_PATTERN_MAX = 1000, PATHNAMES_PART_MAX = 64,
	PATHNAMES_ROOM = PATHNAMES_PATTERN_MAX / 2 * PATHNAMES_PART_MAX + 2 };

/*
 * Ends the tool if a pattern is too long, or would not mean the same
 * everywhere: no flags of strftime(), no local time.
 */
void pathnames_check(const char *pattern);

/*
 * pathnames_make() applies the pattern to a field of a stream with this header:
 * of the record, start and layer count. 0, or -1 with a reason if an earlier
 * field has that name already. `path` has room for PATHNAMES_ROOM bytes, which
 * is too much for a stack.
 */
int pathnames_make(const char *pattern, const struct chunk_header *h, const struct chunk *c,
    char *path, char *why);

#endif
