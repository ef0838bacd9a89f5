/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of places share. */
#ifndef TABLE_PRIVATE_H
#define TABLE_PRIVATE_H

#include "grid/lonlat.h"
#include "table/places.h"

/*
 * places_number() reads a number of a kind of place: false if it is invalid.
 * places_add() adds a place with a name and the numbers of its kind; false with
 * a reason (CHUNK_WHY_MAX bytes) if they are invalid.
 */
bool places_number(enum place_kind kind, const char *text, double *value);
bool places_add(struct places *p, struct place place, const char *name, char **numbers, char *why);

/* Finds the cells of all polygons, and their weights; forgets the files. */
void areas_resolve(struct places *p, const struct chunk_header *h, struct lonlat *l,
    struct chunk_pool *pool);
void areas_free(struct places *p);

/* Ends the tool if zones are not on the grid of the stream; forgets their streams. */
void zones_resolve(struct places *p, const struct chunk_header *h);
void zones_free(struct places *p);

#endif
