/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spread.h - how the values of fields are spread, in constant memory: the range
 * that would show them, and how many are below another one.
 *
 * Values are counted in bins that are less than 1 % wide.
 */
#ifndef SPREAD_H
#define SPREAD_H

#include <stdbool.h>

#include "chunk.h"

struct spread;                                  /* opaque */

/* NULL if out of memory. */
struct spread *spread_new(void);
void spread_free(struct spread *s);

/* Adds the values of a field that is not packed. */
void spread_add(struct spread *s, const struct chunk_header *h, const struct chunk *c);

/*
 * spread_range() finds round bounds around the middle 96 % of the values. If
 * `amounts`, values of 0 and below are left out, since most of a map is dry. If
 * `rain`, the lower bound is at least a 500th of the upper one: less than that
 * matters to nobody, and would take most of the colours. If
 * `difference`, bounds are the same on both sides of 0. *logarithmic becomes
 * whether the bounds are above 0 and far from each other. False if there are no
 * such values.
 */
struct spread_wish {
	bool amounts, difference, rain;
};
bool spread_range(const struct spread *s, struct spread_wish wish, double *low, double *high,
    bool *logarithmic);

/*
 * The share of values below `low`, among those that are not dry: not 0 or, if
 * `low` is below 0, not the smallest of all. 0 if there are none.
 */
double spread_below(const struct spread *s, double low);

/* The share of values in [low, high), among those that are not 0. */
double spread_within(const struct spread *s, double low, double high);

/* Whether there is no value: all cells are missing. */
bool spread_is_empty(const struct spread *s);

/* Whether there are values below 0. */
bool spread_has_negative(const struct spread *s);

#endif
