/* SPDX-License-Identifier: BSD-2-Clause */
/* put.c - records written: their times, their layers, their gaps. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ncout/private.h"

/* A chunk that a thread compressed, and more follow. */
struct piece {
	size_t size;
};

/* ---- Times ------------------------------------------------------------- */

static int
refuse(const struct chunk *c, const char *what, char *why)
{
	char when[CHUNK_TIME_MAX];

	return chunk_reason(why, "%s%s%s: %s", chunk_time_text(c->start, when),
	    c->layer[0] != '\0' ? ": layer " : "", c->layer, what);
}

/* At the end of a time, all layers have come. */
static int
end_time(const struct ncout *n, char *why)
{
	char when[CHUNK_TIME_MAX];

	for (size_t i = 0; i < n->n_layers; i++)
		if (n->layers[i].fields != n->times)
			return chunk_reason(why, "%s: no layer %s, which other times have: a netCDF variable has "
			    "a field for each time", chunk_time_text(n->start, when),
			    n->layers[i].name[0] != '\0' ? n->layers[i].name : "without a name");
	return 0;
}

/* Begins another time, if a field is not of the last one. */
static int
begin_time(struct ncout *n, const struct chunk *c, char *why)
{
	int64_t window;
	size_t at;

	if (n->times > 0 && c->start == n->start && c->end == n->end) {
		if (c->have != n->has || c->expected != n->of)
			return refuse(c, "is of other images than the layer before it, and netCDF has one number "
			    "for each time", why);
		return 0;
	}
	if (c->expected > INT32_MAX)
		return refuse(c, "counts more images than netCDF has room for here", why);
	if (n->times > 0 && c->start < n->end)
		return refuse(c, "its time overlaps that of another layer, and netCDF has one time for all",
		    why);
	if (end_time(n, why) < 0)
		return -1;
	if (n->times - n->written == TIMES_ROOM && hdf_times(n, why) < 0)
		return -1;
	at = n->times++ - n->written;
	window = mark_window(n->header);
	n->starts[at] = n->start = c->start;
	n->pairs[at][0] = window > 0 ? c->end - window : c->start;
	n->pairs[at][1] = n->end = c->end;
	n->haves[at] = n->has = c->have;
	n->expecteds[at] = n->of = c->expected;
	mark_time(&n->mark, chunk_step(n->header), c->start, c->end, c->have, c->expected);
	return 0;
}

/* ---- Layers ------------------------------------------------------------ */

static int
add_layer(struct ncout *n, const struct chunk *c, enum chunk_type type, char *why)
{
	struct layer *l = &n->layers[n->n_layers];

	if (n->times > 1)
		return refuse(c, "is of a layer that the times before it have not", why);
	if (n->n_layers == CHUNK_LAYERS_MAX)
		return refuse(c, "is of one layer more than a stream can have", why);
	*l = (struct layer){ .type = type, .set = -1 };
	strcpy(l->name, c->layer);
	if (hdf_close(n, why) < 0 || define_layer(n, l, why) < 0)
		return -1;
	n->n_layers++;
	return hdf_open(n, why);
}

/* The layer of a field, which is made with its first one. */
static struct layer *
find_layer(struct ncout *n, const struct chunk *c, enum chunk_type type, char *why)
{
	struct layer *l = n->layers, *end = l + n->n_layers;

	while (l < end && strcmp(l->name, c->layer) != 0)
		l++;
	if (l == end && add_layer(n, c, type, why) < 0)
		return NULL;
	if (l->type == type)
		return l;
	refuse(c, "its values are of another type than those before", why);
	return NULL;
}

/* ---- Gaps -------------------------------------------------------------- */

/* Adds a line to the text of the gaps. */
static int
put_gap(struct ncout *n, int64_t start, int64_t end, uint32_t expected, const char *reason,
    size_t size,
    char *why)
{
	size_t room = n->gaps_size + 4 * size + 80;
	char *to;

	if (room > n->gaps_room) {
		char *more = realloc(n->gaps, 2 * room);

		if (more == NULL)
			return chunk_reason(why, "out of memory");
		n->gaps = more;
		n->gaps_room = 2 * room;
	}
	to = n->gaps + n->gaps_size;
	to += sprintf(to, "%s", n->gaps_size > 0 ? "\n" : "");
	chunk_time_text(start, to);
	to = stpcpy(to + strlen(to), " ");
	chunk_time_text(end, to);
	to += strlen(to);
	to += sprintf(to, " %" PRIu32 " ", expected);
	for (size_t i = 0; i < size; i++)
		if (reason[i] >= ' ' && reason[i] <= '~' && reason[i] != '\\')
			*to++ = reason[i];
		else
			to += sprintf(to, "\\%03o", (unsigned char)reason[i]);
	*to = '\0';
	n->gaps_size = (size_t)(to - n->gaps);
	return 0;
}

/*
 * Notes what lies between two records: nothing, or a time of which the stream
 * says nothing. Between the end of a file that goes on and the first record it
 * is missing, as between two streams that are joined.
 */
static int
join(struct ncout *n, const struct chunk *c, char *why)
{
	int64_t step = chunk_step(n->header), from = n->reached;
	bool on = n->options->append && !n->joined && from != INT64_MIN;
	const char *reason = "";
	uint32_t steps = 0;

	n->joined = true;
	if (c->end > n->reached)
		n->reached = c->end;
	if (on && c->start < from)
		return refuse(c, "is in the file already, or lies before its end", why);
	if (from == INT64_MIN || c->start <= from)
		return 0;
	if (on && step > 0) {
		reason = "missing";
		steps = c->start - from < step ? 1 : (uint32_t)((c->start - from) / step);
	}
	return put_gap(n, from, c->start, steps, reason, strlen(reason), why);
}

/* ---- Records ----------------------------------------------------------- */

struct layer *
put_begin(struct ncout *n, const struct chunk *c, enum chunk_type type, char *why)
{
	struct layer *l;

	if (join(n, c, why) < 0 || begin_time(n, c, why) < 0 || (l = find_layer(n, c, type,
	    why)) == NULL)
		return NULL;
	l->fields++;
	return hdf_extend(n, l, why) < 0 ? NULL : l;
}

int
put_other(struct ncout *n, const struct chunk *c, char *why)
{
	return join(n, c, why) < 0 ? -1 :
	    put_gap(n, c->start, c->end, c->expected, c->data, c->size, why);
}

static int
compress(const struct ncout *n, const struct chunk *in, struct chunk *out, char *why)
{
	enum chunk_type type = tiles_type(n, in);
	size_t tiles = n->down * n->right, size = tiles_size(n, type), bound = tiles_bound(n, type);
	size_t used = tiles * sizeof(struct piece), most = tiles_room(used + tiles * bound);
	char *to = chunk_room(out, most + 2 * tiles_room(size)), *tile;
	struct piece *pieces = (struct piece *)to;

	if (to == NULL)
		return chunk_reason(why, "out of memory");
	tile = to + most;
	for (size_t i = 0; i < tiles; i++) {
		struct part p = tiles_part(n, i);

		if (p.rows < n->chunk[1] || p.cols < n->chunk[2])
			tiles_clear(n, in->layer, type, tile);
		tiles_take(n, in, p, tile, n->chunk[2]);
		pieces[i].size = tiles_compress(n, type, tile, tile + tiles_room(size), to + used);
		if (pieces[i].size == 0)
			return chunk_reason(why, "out of memory");
		used += pieces[i].size;
	}
	out->type = type;
	return 0;
}

int
ncout_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	if (in->kind != CHUNK_FIELD) {
		chunk_swap(in, out);
		return 0;
	}
	chunk_describe(out, in);
	return compress(arg, in, out, why);
}

int
ncout_put(void *arg, struct chunk *c, char *why)
{
	struct ncout *n = arg;
	const struct piece *pieces = c->data;
	size_t tiles = n->down * n->right;
	const char *bytes = (const char *)(pieces + tiles);
	struct layer *l;

	hdf_quiet();
	if (c->kind == CHUNK_GAP)
		return put_other(n, c, why);
	if ((l = put_begin(n, c, c->type, why)) == NULL)
		return -1;
	for (size_t i = 0; i < tiles; i++) {
		if (hdf_put(n, l, n->times - 1, i, bytes, pieces[i].size, why) < 0)
			return -1;
		bytes += pieces[i].size;
	}
	return 0;
}

int
ncout_finish(struct ncout *n, struct chunk_pool *pool, const struct chunk_header *h, char *why)
{
	hdf_quiet();
	if (end_time(n, why) < 0 || series_end(n, pool, why) < 0 || hdf_times(n, why) < 0 ||
	    hdf_close(n, why) < 0)
		return -1;
	return define_end(n, h, why);
}
