/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold-parts.h - the layers that the state of a fold is written in: fold-save.c writes them, and
 * fold-merge.c takes them in. The table is in chunk(5), where they are called partial statistics.
 *
 * A state begins with its counts. What others need comes before them: the times of extremes before
 * the extremes, the first values before the sums of differences from them, each code before how often
 * it came. A fold takes the layers that it needs, and passes over the others.
 */
#ifndef FOLD_PARTS_H
#define FOLD_PARTS_H

#include "private.h"

/* Kinds of layers, in the order of a state; some are many, with a number after the name. */
enum part { COUNT, WHEN_MIN, WHEN_MAX, MIN, MAX, FIRST, SUM, SQUARES, ABOVE, CODE, TIMES, PARTS };

struct layer {
	enum part part;
	int n;                          /* of many; of thresholds, which one */
};

/* Whether this fold's state has a kind of layer; and how many, but for codes and their times, which go
 * on as long as needed. */
bool part_is(const struct fold *f, enum part part);
int part_number(const struct fold *f, enum part part);
enum chunk_type part_type(const struct fold *f, enum part part);

bool part_is_many(enum part part);

/* The name of a layer; and which one a name means: 1, 0 for a threshold that is not asked for, -1 for none. */
void part_name(const struct fold *f, struct layer l, char name[CHUNK_LAYER_MAX + 1]);
int part_find(const struct fold *f, const char *name, struct layer *l);

/* The digits of a pixel's sum, or of its squares. */
int64_t *part_digits(const struct fold *f, enum part part, size_t i, int *n);

/* Room for one of the incoming arrays, if there is none yet: `array` is the address of its pointer. */
bool part_room(const struct fold *f, void *array, size_t size);

#endif
