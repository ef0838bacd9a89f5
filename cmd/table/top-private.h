/* SPDX-License-Identifier: BSD-2-Clause */
/* top-private.h - what top.c and top-near.c share. */
#ifndef TOP_PRIVATE_H
#define TOP_PRIVATE_H

#include "table/top.h"

/* A value, its place on a sphere of radius 1, and the cube that this is in. */
struct candidate {
	uint64_t cube;
	float value;
	uint32_t cell;
	float at[3];
	bool slope;                     /* a cell beside it is larger and near: it is no peak itself */
};

/* The candidates of one field, by cubes, and in each the largest first. */
struct slice {
	struct top_value of;            /* its time, have and expected */
	struct candidate *at;
	size_t n;
	bool settled;
};

struct top {
	size_t n, found;
	struct top_value *best;         /* a heap: the first is the smallest */
	double chord;                   /* of the distance, on the sphere; 0: none */
	double side;                    /* of a cube, at least the chord */
	int64_t seconds;
	struct lonlat *lonlat;
	float *places;                  /* of all cells, 3 numbers each, as they are needed; or NULL */
	uint32_t cols;
	float floor;
	float forced;                   /* the highest floor that was raised for want of room; or 0 */
	struct slice *slices;           /* in the order of time */
	size_t slices_n, slices_room;
	size_t candidates;              /* of all slices */
};

/* Whether a comes before b: it is larger, else earlier, north, west. */
bool top_before(const struct top_value *a, const struct top_value *b);

/* A candidate of a slice as it goes out. */
struct top_value top_value_of(const struct top *t, const struct slice *s, const struct candidate *c);

/* Places a candidate, by its cell. */
void top_place(const struct top *t, struct candidate *c);

/* Whether one of the eight cells beside a candidate is near, and before it. */
bool top_is_slope(const struct top *t, const float *values, const struct chunk_grid *g,
    const struct candidate *c);

/* Whether no value near a candidate is before it. */
bool top_is_peak(const struct top *t, const struct slice *s, const struct candidate *c);

#endif
