/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * embed.h - files that are compiled in, so that nothing is looked for when a
 * tool runs: the font of all text. cmd/picture/README says what it is.
 */
#ifndef EMBED_H
#define EMBED_H

#include <stddef.h>

extern const unsigned char embed_font[];        /* a TrueType font */
extern const size_t embed_font_size;

#endif
