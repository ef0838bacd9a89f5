/* SPDX-License-Identifier: BSD-2-Clause */
/* places.h - gauges and catchments: cells of a grid with a name. */
#ifndef PLACES_H
#define PLACES_H

#include "cli/cmd.h"

enum place_kind { PLACE_POINT, PLACE_XY, PLACE_BOX };   /* row, col; x, y; r0, r1, c0, c1 */

struct place {
	enum place_kind kind;
	const char *from;               /* for messages: "--point", or the file */
	size_t line;                    /* of that file, from 1; 0 for an option */
	char *name;
	char *cell;                     /* the name as CSV has it */
	double given[4];                /* the numbers of its kind */
	size_t row, col, rows, cols;    /* its cells, set by places_resolve() */
};

struct places {
	struct place *at;               /* in the order given */
	size_t n, room;
};

/*
 * places_option() adds the value of an option, such as "Lund,792,128"; an
 * invalid one ends the tool with status 2. places_file() adds all points of a
 * file of CSV; a bad one ends the tool. Both keep the strings they are given,
 * and change `text`.
 */
void places_option(struct places *p, enum place_kind kind, const char *option, char *text);
void places_file(struct places *p, const char *path);

/* places_check() ends the tool if two places have the same name. */
void places_check(const struct places *p);
bool places_have(const struct places *p, enum place_kind kind);

/*
 * places_resolve() finds the cells of all places. One outside the grid ends the
 * tool.
 */
void places_resolve(struct places *p, const struct chunk_header *h);
void places_free(struct places *p);

#endif
