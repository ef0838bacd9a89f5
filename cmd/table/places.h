/* SPDX-License-Identifier: BSD-2-Clause */
/* places.h - gauges and catchments: cells of a grid with a name. */
#ifndef PLACES_H
#define PLACES_H

#include "cli/cmd.h"

enum place_kind { PLACE_POINT, PLACE_XY, PLACE_BOX };   /* row, col; x, y; r0, r1, c0, c1 */

struct place {
	enum place_kind kind;
	const char *from;               /* for messages: "--point", or the file that it stands in */
	size_t line;                    /* in that file, from 1; 0 for an option */
	char *name;
	char *cell;                     /* the name as CSV has it */
	double given[4];                /* the numbers of its kind */
	size_t row, col, rows, cols;    /* its cells, once places_resolve() has found them */
};

struct places {
	struct place *at;               /* in the order that they were given */
	size_t n, room;
};

/*
 * places_option() takes the value of an option as "Lund,792,128", or it is a usage error. places_file()
 * takes all points of a file of CSV. Both keep the strings they are given, `text` is written to.
 */
void places_option(struct places *p, enum place_kind kind, const char *option, char *text);
void places_file(struct places *p, const char *path);

/* places_check() dies where two places have one name. */
void places_check(const struct places *p);
bool places_have(const struct places *p, enum place_kind kind);

/* places_resolve() finds the cells of all places, or dies with the bounds of the grid. */
void places_resolve(struct places *p, const struct chunk_header *h);
void places_free(struct places *p);

#endif
