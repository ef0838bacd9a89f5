/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - the names of files that a tool makes, one for each field: a pattern
 * of -o, such as rain-%Y%m%dT%H%M.tif or november-%L.tif.
 *
 * The conversions of strftime() stand for the start of the field in UTC, %L for
 * its layer or, in a stream without layers, for the variable.
 */
#ifndef NAMES_H
#define NAMES_H

#include "chunk.h"

/* Room for what any pattern can become, its NUL included. */
enum { NAMES_PATTERN_MAX = 1000, NAMES_PART_MAX = 64,
	NAMES_ROOM = NAMES_PATTERN_MAX / 2 * NAMES_PART_MAX + 2 };

/*
 * Ends the tool if a pattern is too long, or would not mean the same
 * everywhere: no flags of strftime(), no local time.
 */
void names_check(const char *pattern);

/*
 * names_make() applies the pattern to a field of a stream with this header: of
 * the record, start and layer count. 0, or -1 with a reason if an earlier field
 * has that name already. `path` has room for NAMES_ROOM bytes, which is too
 * much for a stack.
 */
int names_make(const char *pattern, const struct chunk_header *h, const struct chunk *c, char *path,
    char *why);

#endif
