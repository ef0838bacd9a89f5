/* SPDX-License-Identifier: BSD-2-Clause */
/* series.c - chunks of several times: fields are kept until a chunk is full. */
#include <stdlib.h>
#include <string.h>

#include "ncout/private.h"

#define KEPT_MAX ((size_t)1 << 30)      /* bytes of fields that are kept, of all layers */
#define BATCH    16                     /* chunks that are compressed together, */
#define AT_ONCE  ((size_t)256 << 20)    /* in so many bytes, unless one takes more */

/* Chunks from `first` on, of `count` fields of a layer. */
struct batch {
	const struct ncout *n;
	const struct layer *layer;
	size_t first, count, size, bound;
	char *room;                     /* of each chunk: plain, shuffled, compressed */
	size_t sizes[BATCH];            /* 0: out of memory */
};

/* Puts a chunk together, and compresses it. */
static void
compress(void *arg, size_t first, size_t last)
{
	struct batch *b = arg;
	const struct ncout *n = b->n;
	enum chunk_type type = b->layer->type;
	size_t value = chunk_value_size(type);

	for (size_t i = first; i < last; i++) {
		struct part p = tiles_part(n, b->first + i);
		char *plain = b->room + i * (2 * b->size + b->bound);

		tiles_clear(n, b->layer->name, type, plain);
		for (size_t t = 0; t < b->count; t++)
			for (size_t row = 0; row < p.rows; row++)
				memcpy(plain + (t * n->chunk[1] + row) * n->chunk[2] * value,
				    (const char *)b->layer->buffer.data +
				    ((t * n->rows + p.row + row) * n->cols + p.col) * value,
				    p.cols * value);
		b->sizes[i] = tiles_compress(n, type, plain, plain + b->size, plain + 2 * b->size);
	}
}

/*
 * Writes the fields that are kept of a layer, of which the first is at a time.
 */
static int
flush(const struct ncout *n, const struct layer *l, struct chunk_pool *pool, uint64_t time,
    size_t count, char *why)
{
	struct batch b = { .n = n, .layer = l, .count = count, .size = tiles_room(tiles_size(n,
	    l->type)),
		.bound = tiles_room(tiles_bound(n, l->type)) };
	size_t tiles = n->down * n->right, each = 2 * b.size + b.bound;
	size_t fit = AT_ONCE / each > 0 ? AT_ONCE / each : 1;
	size_t most = tiles < BATCH ? tiles : BATCH;
	int status = 0;

	most = most < fit ? most : fit;
	if ((b.room = malloc(most * each)) == NULL)
		return chunk_reason(why, "out of memory");
	for (; b.first < tiles && status == 0; b.first += most) {
		size_t now = tiles - b.first < most ? tiles - b.first : most;

		chunk_for(pool, now, compress, &b);
		for (size_t i = 0; i < now && status == 0; i++)
			status = b.sizes[i] == 0 ? chunk_reason(why, "out of memory") :
			    hdf_put(n, l, time, b.first + i, b.room + i * each + 2 * b.size,
			    b.sizes[i], why);
	}
	free(b.room);
	return status;
}

int
series_room(const struct ncout *n, struct layer *l, char *why)
{
	size_t field = n->rows * n->cols * chunk_value_size(l->type);
	size_t most = KEPT_MAX / field / (n->n_layers > 0 ? n->n_layers : 1);

	if (n->chunk[0] == 1 || l->buffer.data != NULL)
		return 0;
	if (n->chunk[0] > most)
		return chunk_reason(why, "chunks of %zu times of %zu layers take more than 1 GiB of memory: "
		    "--chunks with at most %zu times", n->chunk[0], n->n_layers, most);
	return chunk_room(&l->buffer, n->chunk[0] * field) != NULL ? 0 : chunk_reason(why,
	    "out of memory");
}

int
ncout_push(struct ncout *n, struct chunk_pool *pool, const struct chunk *c, char *why)
{
	const struct part all = { .rows = n->rows, .cols = n->cols };
	enum chunk_type type = tiles_type(n, c);
	struct layer *l;
	size_t at;

	hdf_quiet();
	if (c->kind != CHUNK_FIELD)
		return put_other(n, c, why);
	if ((l = put_begin(n, c, type, why)) == NULL || series_room(n, l, why) < 0)
		return -1;
	at = (size_t)((n->times - 1) % n->chunk[0]);
	tiles_take(n, c, all,
	    (char *)l->buffer.data + at * n->rows * n->cols * chunk_value_size(type),
	    n->cols);
	return at + 1 < n->chunk[0] ? 0 : flush(n, l, pool, n->times - n->chunk[0], n->chunk[0],
	    why);
}

int
series_end(const struct ncout *n, struct chunk_pool *pool, char *why)
{
	size_t rest = (size_t)(n->times % n->chunk[0]);

	for (size_t i = 0; i < n->n_layers && rest > 0; i++)
		if (flush(n, &n->layers[i], pool, n->times - rest, rest, why) < 0)
			return -1;
	return 0;
}
