/* SPDX-License-Identifier: BSD-2-Clause */
/* layers.h - the one layer of a stream that a tool shows, and the names of all it has met. */
#ifndef LAYERS_H
#define LAYERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cmd.h"

struct layers {
	const char *wanted;                     /* --layer, or NULL: the only one there is */
	char shown[CHUNK_LAYER_MAX + 1];        /* "" until it is known */
	bool known;
	size_t count;                           /* of those met */
	char met[CHUNK_LAYERS_MAX][CHUNK_LAYER_MAX + 1];
};

/*
 * layers_take() tells whether a field of layer `name` is to be shown. Where no layer is wanted the
 * first is shown, and one of another name is an error: cmd_fail() with the names of all layers,
 * for which the rest of `in` is read.
 */
bool layers_take(struct layers *l, const char *name, const struct cmd *cmd, struct chunk_stream *in);

/* Fails where the layer that is wanted was not met. */
void layers_require(const struct layers *l);

#endif
