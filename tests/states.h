/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * states.h - stacks of images and the state that a fold of some of them
 * leaves, for the tests of states.
 */
#ifndef STATES_H
#define STATES_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/fold.h"
#include "unit.h"

#define ROWS 5
#define COLS 9                          /* 45 pixels: a run and 13 */
#define PIXELS (ROWS * COLS)
#define IMAGES 41
#define LAYERS 1100                     /* of a state, with a pair for each code */
#define ALL (FOLD_SUM | FOLD_SQUARES | FOLD_RANGE | FOLD_WHEN)

static float table[65536];
static uint16_t code[IMAGES][PIXELS];
static struct chunk_header *header;
static struct chunk_pool *pool;
static enum chunk_type type;
static uint32_t codes;

struct state {
	struct chunk layer[LAYERS];
	size_t n;
};

static struct state states[4], made, wanted;

/* Few different values, so that the smallest and the largest come again and again; one pixel has none. */
static inline void
make_stack(enum chunk_type of, uint32_t n)
{
	type = of;
	codes = n;
	for (uint32_t i = 0; i < n; i++)
		table[i] = i % 251 == 250 ? NAN : (float)unit_random(1 << 20) / 4096 - 100;
	for (int image = 0; image < IMAGES; image++)
		for (int i = 0; i < PIXELS; i++)
			code[image][i] = i == 0 || unit_random(7) == 0 ? 250 : (uint16_t)unit_random(unit_random(9) ? 6 : n);
}

static inline void
set_up(void)
{
	const struct chunk_grid grid = { ROWS, COLS, { 0, 1, 0, 0, 0, -1 } };

	pool = chunk_pool_new(2);
	header = chunk_header_copy(NULL);
	chunk_set_grid(header, &grid);
	if (type == CHUNK_U8 || type == CHUNK_U16)
		chunk_set_table(header, table, codes);
}

static inline struct fold *
new_fold(unsigned what)
{
	struct fold *f = fold_new(header, what, FOLD_MOST, pool);

	ck_assert_ptr_nonnull(f);
	ck_assert(fold_add_threshold(f, 0.5) && fold_add_threshold(f, -70));
	return f;
}

/* Five minutes for each image, one after the other. */
static inline void
push(struct fold *f, int image, int64_t start)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = type, .start = start, .end = start + 300, .have = 1 };

	ck_assert_ptr_nonnull(chunk_room(&c, PIXELS * chunk_value_size(type)));
	for (int i = 0; i < PIXELS; i++)
		if (type == CHUNK_U8)
			((uint8_t *)c.data)[i] = (uint8_t)code[image][i];
		else if (type == CHUNK_U16)
			((uint16_t *)c.data)[i] = code[image][i];
		else
			((float *)c.data)[i] = table[code[image][i]];
	ck_assert_ptr_null(fold_push(f, &c, 1));
	chunk_free(&c);
}

static inline void
push_some(struct fold *f, int first, int last)
{
	for (int image = first; image < last; image++)
		push(f, image, 300 * image);
	fold_wait(f);
}

/* The state of a fold, of the time [first, last) in images. */
static inline void
save(struct fold *f, struct state *s, int first, int last)
{
	int got;

	for (s->n = 0; ; s->n++) {
		struct chunk *c = &s->layer[s->n];

		ck_assert_int_lt((int)s->n, LAYERS);
		c->start = 300 * first;
		c->end = 300 * last;
		if ((got = fold_save_layer(f, s->n, c)) != 1)
			break;
	}
	ck_assert_int_eq(got, 0);
}

/* fold_merge_layer() of a copy, since it may take what it is given; packed, as a reader gives it. */
static inline int
merge_copy(struct fold *f, const struct chunk *layer, char *why)
{
	struct chunk copy = { 0 };
	int result;

	ck_assert_int_eq(chunk_copy(&copy, layer), 0);
	chunk_pack(&copy);
	result = fold_merge_layer(f, &copy, why);
	chunk_free(&copy);
	return result;
}

static inline void
take(struct fold *f, const struct state *s)
{
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < s->n; i++)
		ck_assert_msg(merge_copy(f, &s->layer[i], why) == 0, "%s", why);
	ck_assert_msg(fold_check_merged(f, why) == 0, "%s", why);
}

/* Four states of a fourth of the images each, and that of one fold of all of them in `wanted`. */
static inline void
make_states(unsigned what)
{
	static const int parts[] = { 0, 1, 17, 30, IMAGES };
	struct fold *f;

	for (int i = 0; i < 4; i++) {
		f = new_fold(what);
		push_some(f, parts[i], parts[i + 1]);
		save(f, &states[i], parts[i], parts[i + 1]);
		fold_free(f);
	}
	f = new_fold(what);
	push_some(f, 0, IMAGES);
	save(f, &wanted, 0, IMAGES);
	fold_free(f);
}

static inline void
tear_down(void)
{
	struct state *all[] = { &states[0], &states[1], &states[2], &states[3], &made, &wanted };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		for (int k = 0; k < LAYERS; k++)
			chunk_free(&all[i]->layer[k]);
	chunk_header_free(header);
	chunk_pool_free(pool);
}

#endif
