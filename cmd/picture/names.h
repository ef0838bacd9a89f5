/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - dots on the map with names beside them, none over another.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>

#include "picture/sheet.h"

struct name {
	double x, y;                            /* pixels from the corner of the map */
	const char *text;                       /* UTF-8 */
};

struct names_box {
	int left, top, right, bottom;           /* right and bottom are outside */
};

/* Where names are, so that others keep away. */
struct names {
	struct sheet *sheet;
	struct canvas *map;                     /* indices begin at `base`, as in sheet_write_over() */
	int base;
	struct names_box *taken;
	size_t n, room;
};

/* names_take() keeps a part of the map free of names. */
void names_take(struct names *n, struct names_box box);

/*
 * names_places() draws the first `most` of the places that have room for a dot
 * and their whole name, in their order, and returns how many. names_points() draws a dot for each,
 * and its name only where it has room.
 */
int names_places(struct names *n, const struct name *name, size_t count, int most);
void names_points(struct names *n, const struct name *name, size_t count);

void names_free(struct names *n);

#endif
