/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * graph.h - the pipeline that made a stream, from its history: a picture in
 * DOT, and the commands.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include <stdio.h>

#include "chunk.h"

/* The names of layers with a space between, each once. */
#define GRAPH_LAYERS_MAX ((CHUNK_LAYERS_MAX + 1) * (CHUNK_LAYER_MAX + 1) + 1)

/* Adds the layer of a field to the names. */
void graph_layer(char names[GRAPH_LAYERS_MAX], const char *layer);

/*
 * Writes the graph of a stream that was read to its end; `layers` are those of
 * its fields. Out of memory ends the tool.
 */
void graph_write(FILE *to, const struct chunk_stream *in, const char *layers);

#endif
