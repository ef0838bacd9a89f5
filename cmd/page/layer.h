/* SPDX-License-Identifier: BSD-2-Clause */
/* layer.h - what a page knows of a layer: its title, its colours, its legend. */
#ifndef LAYER_H
#define LAYER_H

#include <stdio.h>

#include "picture/show.h"

/*
 * layer_write() writes them as an object of JSON:
 *
 *	"name", "title", "units"    words; "" for none
 *	"form"                      range, times, difference or categories
 *	"steps"                     bounds of the classes, or what categories are worth
 *	"labels"                    what stands beside each step, or each category; null for nothing
 *	"names"                     of categories
 *	"colours"                   #rrggbb of each class, as palette.h has them
 *	"dry"                       which values have no colour; "" if all have
 */
void layer_write(FILE *to, const struct shown *l);

#endif
