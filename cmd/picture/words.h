/* SPDX-License-Identifier: BSD-2-Clause */
/* words.h - what the header says of a layer, in people's words: its title. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#include "chunk.h"
#include "picture/quantity.h"

#define WORDS_EPOCH "seconds since 1970-01-01"
#define METHOD_MAX  64

/* What the header says of a layer. */
struct words {
	const char *layer;
	const char *units, *stream_units;       /* its own or the stream's; the stream's */
	char method[METHOD_MAX];                /* the last in time: "mean"; "" */
	char detail[METHOD_MAX];                /* what follows in brackets: "where > 1"; "" */
	char above[CHUNK_NUMBER_MAX];           /* the values are those above this; "" */
	bool again;                             /* of values that had a method in time before */
	bool own;                               /* its methods are its own, not the stream's */
	const char *regions;                    /* how they were found: the key; NULL for other layers */
	char noun[QUANTITY_TITLE_MAX];          /* "rain rate" */
};

/* Makes blanks of the lines in a name: hours_above. */
void words_of_lines(char *text);

/* Reads them from the header. */
void words_read(const struct chunk_header *h, const char *layer, struct words *w);

/* Whether the layer is a count of images or values, or hours above a threshold. */
bool words_count(const struct words *w);
bool words_above(const struct words *w);

/* Whether the layer says how well cells suit their regions, from -1 to 1. */
bool words_silhouette(const struct words *w);

/*
 * The title of the layer, QUANTITY_TITLE_MAX bytes. Counts of bins, in a stream whose methods in time are
 * the bins', are of images too: a mean weighs as much as its images.
 */
void words_title(const struct words *w, char *title);

#endif
