/* SPDX-License-Identifier: BSD-2-Clause */
/* pngout.h - a picture of palette indices as the bytes of a PNG. */
#ifndef PNGOUT_H
#define PNGOUT_H

#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

/*
 * A text in the file, such as "Title"; UTF-8. Those that are NULL or empty are
 * left out.
 */
struct pngout_text {
	const char *key, *text;
};

struct pngout {
	int width, height;
	const uint8_t (*rgb)[3];
	int colours;                            /* at most 256 */
	const struct pngout_text *texts;
	int n_texts;
};

/*
 * pngout_encode() makes the payload of `out` of width x height indices, each
 * below `colours`. 0, or -1 with a reason (CHUNK_WHY_MAX bytes). Safe in
 * threads; the same picture gives the same bytes.
 */
int pngout_encode(const struct pngout *p, const uint8_t *pixel, struct chunk *out, char *why);

#endif
