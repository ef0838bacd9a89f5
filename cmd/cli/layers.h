/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layers.h - which layers of a stream a tool takes, and the names of those that
 * came.
 */
#ifndef LAYERS_H
#define LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cmd.h"

struct layers {
	const char *wanted;                     /* --layer; NULL: the stream must have one, or all */
	char shown[CHUNK_LAYER_MAX + 1];        /* "" until it is known */
	bool known, one;                        /* one: chosen by layers_take() */
	size_t count;                           /* of names that came */
	char met[CHUNK_LAYERS_MAX][CHUNK_LAYER_MAX + 1];
};

/*
 * layers_take() tells whether a field of layer `name` is to be shown. If no
 * layer is wanted, the first one is shown, and any other ends the tool, with
 * the names of all layers: the rest of `in` is read for them.
 */
bool layers_take(struct layers *l, const char *name, const struct cmd *cmd, struct chunk_stream *in);

/*
 * The same for a tool that takes several layers: those in a list with commas, or
 * all if none is wanted.
 */
bool layers_note(struct layers *l, const char *name);

/* Takes the keys of layers that are not in the list out of a header. */
void layers_cut_header(const struct layers *l, struct chunk_header *h);

/* Ends the tool if a layer that is wanted did not come. */
void layers_require(const struct layers *l);

#endif
