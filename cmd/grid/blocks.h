/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blocks.h - a coarser grid: one cell for every block of factor x factor cells.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

enum blocks_method { BLOCKS_PICK, BLOCKS_MEAN, BLOCKS_MAX };

struct blocks {
	size_t factor;
	enum blocks_method method;
	const struct chunk_header *header;      /* of the input, for its table */
	struct chunk_grid from, to;
	bool ranked; /* codes compare as their values do: max keeps them */
	uint32_t rank[65536];                   /* then: of each code, 0 if missing */
};

/*
 * blocks_prepare() sets the rest from factor, method and the input's header,
 * which must outlive `b`. The resulting grid has floor(rows / factor) x
 * floor(cols / factor) cells: none if the factor is too large.
 */
void blocks_prepare(struct blocks *b, const struct chunk_header *h);

/* Whether codes stay codes, with their table; else the result is float32. */
bool blocks_keep_codes(const struct blocks *b);

/*
 * The work of chunk_map(); `arg` is a struct blocks, which it only reads. Gaps
 * stay as they are.
 */
int blocks_work(void *arg, struct chunk *in, struct chunk *out, char *why);

#endif
