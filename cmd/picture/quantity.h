/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quantity.h - what a picture of a layer shows: its title and units in words,
 * its usual range, and which kind of colours suits it.
 */
#ifndef QUANTITY_H
#define QUANTITY_H

#include <stdbool.h>

#include "chunk.h"
#include "picture/palette.h"

#define QUANTITY_TITLE_MAX 256                  /* bytes, the NUL included */
#define QUANTITY_UNITS_MAX 64
#define QUANTITY_NAME_MAX  48                   /* of a category */

/* How values are told apart. */
enum quantity_form {
	QUANTITY_RANGE,                         /* steps from weak to strong */
	QUANTITY_TIMES,                         /* seconds since 1970 UTC, told as dates */
	QUANTITY_DIFFERENCE,                    /* below and above 0 */
	QUANTITY_CATEGORIES                     /* CF's flag_values: no order */
};

struct quantity {
	enum quantity_form form;
	char title[QUANTITY_TITLE_MAX];         /* "Mean rain rate" */
	char units[QUANTITY_UNITS_MAX];         /* "mm/h"; "" of pure numbers */
	/*
	 * Whether there is a range that suits ordinary weather and extremes. If
	 * not, low and high are to be found in the values.
	 */
	bool usual;
	double low, high;
	bool logarithmic;                       /* the steps that suit it */
	bool even;                              /* so do steps of one size, of a difference */
	bool complete;                          /* high is what there can be, as of a count */
	int categories;                         /* may be more than there is room for */
	float value[PALETTE_CATEGORIES];       /* of each category, and its name */
	char name[PALETTE_CATEGORIES][QUANTITY_NAME_MAX];
};

/*
 * quantity_of() tells what a layer of a stream is, from the header and from the
 * first record, whose time bounds what can be counted. 0, or -1 with a reason
 * (CHUNK_WHY_MAX bytes) if the header's categories cannot be shown; all but
 * these is filled in then.
 */
int quantity_of(struct quantity *q, const struct chunk_header *h, const char *layer,
    const struct chunk *first, char *why);

/*
 * quantity_units() writes units as people do: "mm/h" for "mm h-1", "" for the 1
 * of a pure number. `text` has room for QUANTITY_UNITS_MAX bytes.
 */
void quantity_units(const char *units, char *text);

#endif
