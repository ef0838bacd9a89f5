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
/* For cmd/page/template.c. */
extern const unsigned char embed_page_html[];
extern const size_t embed_page_html_size;
extern const unsigned char embed_page_css[];
extern const size_t embed_page_css_size;
extern const unsigned char embed_values_js[];
extern const size_t embed_values_js_size;
extern const unsigned char embed_map_js[];
extern const size_t embed_map_js_size;
extern const unsigned char embed_zoom_js[];
extern const size_t embed_zoom_js_size;
extern const unsigned char embed_series_js[];
extern const size_t embed_series_js_size;
extern const unsigned char embed_page_js[];
extern const size_t embed_page_js_size;

#endif
