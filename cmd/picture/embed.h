/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * embed.h - files that are compiled in, so that nothing is looked for when a
 * tool runs. README here and in cmd/map say what they are.
 */
#ifndef EMBED_H
#define EMBED_H

#include <stddef.h>

extern const unsigned char embed_font[];        /* a TrueType font */
extern const size_t embed_font_size;
extern const unsigned char embed_world[];       /* for cmd/map/world.c */
extern const size_t embed_world_size;
extern const unsigned char embed_places[];      /* likewise */
extern const size_t embed_places_size;
extern const unsigned char embed_page[];        /* for chunk2html */
extern const size_t embed_page_size;

#endif
