/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sidecar.h - what the .aux.xml beside an image says of its values.
 */
#ifndef SIDECAR_H
#define SIDECAR_H

#include <stddef.h>

/*
 * sidecar_text() reads the `n` bytes of such a file, and writes what they say
 * to `text` (IMAGE_SIDECAR_MAX bytes) as one line, "gain=0.5;offset=-32"; "" if
 * they say nothing of values. 0, or -1 with a reason (CHUNK_WHY_MAX bytes).
 */
int sidecar_text(const char *xml, size_t n, char *text, char *why);

#endif
