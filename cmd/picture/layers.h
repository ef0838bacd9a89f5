/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layers.h - which layers of a stream a tool shows, and the names of those that
 * came.
 */
#ifndef LAYERS_H
#define LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cmd.h"

struct layers {
	const char *wanted;                     /* --layer; NULL: the stream must have one */
	char shown[CHUNK_LAYER_MAX + 1];        /* "" until it is known */
	bool known;
	size_t count;                           /* of names that came */
	char met[CHUNK_LAYERS_MAX][CHUNK_LAYER_MAX + 1];
};

/*
 * layers_take() tells whether a field of layer `name` is to be shown. If no
 * layer is wanted, the first one is shown, and any other ends the tool, with
 * the names of all layers: the rest of `in` is read for them.
 */
bool
layers_take(struct layers *l, const char *name, const struct cmd *cmd, struct chunk_stream *in);

/* The same for a tool that shows all layers if none is wanted. */
bool layers_note(struct layers *l, const char *name);

/* Ends the tool if the layer that is wanted did not come. */
void layers_require(const struct layers *l);

#endif
