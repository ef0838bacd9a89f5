/* SPDX-License-Identifier: BSD-2-Clause */
/* inflate.c - chunks as HDF5 stores them, to a field. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "grid/filters.h"
#include "netcdf/chunks.h"

/* ---- What a thread keeps ----------------------------------------------- */

struct bench {
	unsigned char *inflated, *whole;        /* `room` bytes each */
	size_t room;
	void *inflater;
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
free_bench(void *arg)
{
	struct bench *b = arg;

	free(b->inflated);
	free(b->whole);
	if (b->inflater != NULL)
		filters_free(b->inflater);
	free(b);
}

static void
make_key(void)
{
	if (pthread_key_create(&key, free_bench) != 0)
		abort();
}

/* The buffers of this thread; NULL if out of memory. */
static struct bench *
find_bench(size_t size)
{
	struct bench *b;

	pthread_once(&once, make_key);
	b = pthread_getspecific(key);
	if (b == NULL) {
		if ((b = calloc(1, sizeof *b)) == NULL || pthread_setspecific(key, b) != 0) {
			free(b);
			return NULL;
		}
	}
	if (b->inflater == NULL && (b->inflater = filters_inflater()) == NULL)
		return NULL;
	if (b->room < size) {
		free(b->inflated);
		free(b->whole);
		b->room = 0;
		b->inflated = malloc(size);
		b->whole = malloc(size);
		if (b->inflated == NULL || b->whole == NULL)
			return NULL;
		b->room = size;
	}
	return b;
}

/* ---- One chunk --------------------------------------------------------- */

/* The bytes of a chunk, which may still be shuffled; NULL if it is damaged. */
static const unsigned char *
decode(const struct bench *b, const struct chunk_list *list, const struct chunk_place *p,
    const unsigned char *bytes, size_t value)
{
	size_t n = list->high * list->wide, size = n * value;
	unsigned char *at = b->inflated;

	if (p->size == 0) {
		for (size_t i = 0; i < n; i++)
			memcpy(at + i * value, list->fill, value);
	} else if (list->deflate_bit != 0 && (p->left_out & list->deflate_bit) == 0) {
		if (!filters_inflate(b->inflater, bytes + p->at, p->size, at, size))
			return NULL;
	} else if (p->size == size) {
		memcpy(at, bytes + p->at, size);
	} else {
		return NULL;
	}
	return at;
}

/* ---- The field --------------------------------------------------------- */

struct target {
	const struct bench *bench;
	const struct reading_state *s;
	const struct source *source;
	const struct chunk_list *list;
	double factor;
	float *to;
	struct bad *bad;
};

static void
note(struct bad *all, const struct bad *part, uint32_t row, uint32_t col)
{
	size_t count = all->count + part->count;

	if (part->count == 0)
		return;
	if (all->count == 0 || row + part->row < all->row ||
	    (row + part->row == all->row && col + part->col < all->col))
		*all = (struct bad){ .row = row + part->row, .col = col + part->col,
			.value = part->value };
	all->count = count;
}

/* n lines of a chunk, which have `all` values, and `count` values of each. */
struct lines {
	size_t first, n, from, count, all;
};

/*
 * Makes those values what the file has: only they are unshuffled, since a box
 * is often much smaller than its chunks.
 */
static const unsigned char *
restore(const struct target *t, const struct chunk_place *p, const unsigned char *values,
    const struct lines *l)
{
	const struct chunk_list *list = t->list;
	size_t value = packing_size(t->source->variable.type), all = list->high * list->wide;
	bool shuffled = p->size > 0 && value > 1 && list->shuffle_bit != 0 &&
	    (p->left_out & list->shuffle_bit) == 0;
	unsigned char *to = t->bench->whole;

	if (!shuffled && !list->swapped)
		return values;
	for (size_t line = l->first; line < l->first + l->n; line++) {
		size_t first = line * l->all + l->from;

		if (shuffled)
			filters_unshuffle(values, to, first, l->count, all, value);
		else
			memcpy(to + first * value, values + first * value, l->count * value);
		if (list->swapped)
			filters_swap(to + first * value, to + first * value, l->count, value);
	}
	return to;
}

/*
 * Unpacks what a chunk has of a window, whose first column in the field is
 * `left`.
 */
static void
place(const struct target *t, const struct chunk_place *p, const unsigned char *values,
    const struct window *w, uint32_t left)
{
	const struct variable *v = &t->source->variable;
	bool flip_x = t->source->place.flip_x, flip_y = t->source->place.flip_y,
	     by_rows = v->y < v->x;
	size_t y = p->y > w->y ? p->y : w->y, x = p->x > w->x ? p->x : w->x;
	size_t y_end = p->y + t->list->high, x_end = p->x + t->list->wide;
	ptrdiff_t down = by_rows ? (ptrdiff_t)t->list->wide : 1;
	ptrdiff_t right = by_rows ? 1 : (ptrdiff_t)t->list->high;
	struct raw raw = { .packing = &t->source->packing };
	struct bad bad = { 0 };
	struct lines lines;
	uint32_t row, col;

	y_end = y_end < w->y + w->high ? y_end : w->y + w->high;
	x_end = x_end < w->x + w->wide ? x_end : w->x + w->wide;
	if (y >= y_end || x >= x_end)
		return;
	lines = by_rows ?
	    (struct lines){ y - p->y, y_end - y, x - p->x, x_end - x, t->list->wide } :
	    (struct lines){ x - p->x, x_end - x, y - p->y, y_end - y, t->list->high };
	values = restore(t, p, values, &lines);
	row = (uint32_t)(flip_y ? w->y + w->high - y_end : y - w->y);
	col = (uint32_t)(flip_x ? w->x + w->wide - x_end : x - w->x) + left;
	raw.from = values + ((size_t)down * ((flip_y ? y_end - 1 : y) - p->y) +
	    (size_t)right * ((flip_x ? x_end - 1 : x) - p->x)) * packing_size(v->type);
	raw.down = flip_y ? -down : down;
	raw.right = flip_x ? -right : right;
	unpack(&raw, NULL, t->factor, (uint32_t)(y_end - y), (uint32_t)(x_end - x),
	    t->to + (size_t)row * t->s->part.grid.cols + col, t->s->part.grid.cols, &bad);
	note(t->bad, &bad, row, col);
}

int
chunks_unpack(const struct reading_state *s, const struct source *source,
    const unsigned char *bytes, double factor, float *to, struct bad *bad, char *why)
{
	struct window before = window_find(s, source, false), after = window_find(s, source, true);
	size_t value = packing_size(source->variable.type);
	struct chunk_list list;
	struct target t = { .s = s, .source = source, .list = &list, .factor = factor, .to = to,
		.bad = bad };
	struct bench *b;

	memcpy(&list, bytes, sizeof list);
	if ((b = find_bench(list.high * list.wide * value)) == NULL)
		return chunk_reason(why, "out of memory");
	t.bench = b;
	bytes += sizeof list;
	for (size_t i = 0; i < list.n; i++) {
		const unsigned char *values;
		struct chunk_place p;

		memcpy(&p, bytes + i * sizeof p, sizeof p);
		values = decode(b, &list, &p, bytes + list.n * sizeof p, value);
		if (values == NULL)
			return chunk_reason(why, "the chunk of its values at %zu, %zu is damaged", p.y, p.x);
		place(&t, &p, values, &before, 0);
		place(&t, &p, values, &after, s->part.cols);
	}
	return 0;
}
