/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * embed.c - files that are compiled in. The assembler copies them, which takes
 * no time; as numbers of C they would take the compiler seconds.
 */
#include "picture/embed.h"

#if __SIZEOF_SIZE_T__ == 8
#define SIZE ".quad"
#else
#define SIZE ".long"
#endif

/* Read-only data `name` with what is in the file, and `name`_size. */
#define EMBED(name, file) \
	__asm__(".section .rodata\n" \
	    "\t.globl " #name "\n\t.hidden " #name "\n\t.type " #name ", %object\n" \
	    "\t.balign 16\n" \
	    #name ":\n" \
	    "\t.incbin \"" EMBED_FOLDER "/" file "\"\n" \
	    "9:\n\t.size " #name ", 9b - " #name "\n" \
	    "\t.globl " #name "_size\n\t.hidden " #name "_size\n\t.type " #name "_size, %object\n" \
	    "\t.balign 8\n" \
	    #name "_size:\n" \
	    "\t" SIZE " 9b - " #name "\n\t.size " #name "_size, . - " #name "_size\n" \
	    "\t.text\n")

EMBED(embed_font, "picture/font.ttf");
EMBED(embed_world, "map/world.bin");
EMBED(embed_places, "map/places.bin");
EMBED(embed_page_html, "page/page.html");
EMBED(embed_page_css, "page/page.css");
EMBED(embed_values_js, "page/values.js");
EMBED(embed_map_js, "page/map.js");
EMBED(embed_zoom_js, "page/zoom.js");
EMBED(embed_series_js, "page/series.js");
EMBED(embed_page_js, "page/page.js");
