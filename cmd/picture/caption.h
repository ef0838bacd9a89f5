/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caption.h - what the header says of a picture: credit, history.
 */
#ifndef CAPTION_H
#define CAPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

/* chunk_layer_get(), with "" for NULL. */
const char *caption_get(const struct chunk_header *h, const char *layer, const char *key);

/*
 * caption_window() puts the window of a running sum or mean before `text`, as
 * in "24-hour rainfall", if the layer is of one.
 */
void caption_window(const struct chunk_header *h, const char *layer, char *text, size_t size);

/* Whether a name, of words with other characters than letters between, has this one. */
bool caption_has_word(const char *name, const char *word);

/*
 * caption_cut() is snprintf() to `text`, which has room for `size` bytes. What
 * is longer ends in dots, and not within a letter.
 */
void caption_cut(char *text, size_t size, const char *format, ...) CHUNK_PRINTF(3, 4);

/*
 * caption_credit() writes whose data a picture shows: `option`, or else the
 * header's source, in words; and the map's, if one was drawn. Such as "Data:
 * KNMI, CC BY 4.0.  Coast and borders: Natural Earth." "" if nobody is known.
 */
void caption_credit(const struct chunk_header *h, const char *option, bool map, char *text,
    size_t size);

/*
 * caption_history() is the history of the data, a line for each stage, the last
 * one `own`. The caller frees it; NULL if out of memory.
 */
char *caption_history(const struct chunk_header *h, const char *own);

#endif
