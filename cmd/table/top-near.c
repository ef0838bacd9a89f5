/* SPDX-License-Identifier: BSD-2-Clause */
/* top-near.c - which values are near each other, in space and time. */
#include <math.h>
#include <string.h>

#include "table/top-private.h"

/* Whether a comes before b: it is larger, else earlier, north, west. */
bool
top_before(const struct top_value *a, const struct top_value *b)
{
	if (a->value != b->value)
		return a->value > b->value;
	if (a->start != b->start)
		return a->start < b->start;
	return a->row != b->row ? a->row < b->row : a->col < b->col;
}

static bool
near(const struct top *t, const struct candidate *a, const struct candidate *b)
{
	double x = a->at[0] - b->at[0], y = a->at[1] - b->at[1], z = a->at[2] - b->at[2];

	return x * x + y * y + z * z < t->chord * t->chord;
}

struct top_value
top_value_of(const struct top *t, const struct slice *s, const struct candidate *c)
{
	struct top_value v = s->of;

	v.value = c->value;
	v.row = c->cell / t->cols;
	v.col = c->cell % t->cols;
	return v;
}

/*
 * Cubes are numbered along x, y and z, 21 bits each: what is near a place is in
 * its own or in those around it, of which those along z follow each other.
 */
#define CUBE(x, y, z) ((uint64_t)(x) << 42 | (uint64_t)(y) << 21 | (uint64_t)(z))
#define NO_CUBE UINT64_MAX

/* The first candidate of a slice that is in this cube or one after it. */
static size_t
find_cube(const struct slice *s, uint64_t cube)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->at[middle].cube < cube)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same in the cubes from `first` to `last` of a slice. */
static bool
cubes_have_larger(const struct top *t, const struct slice *other, uint64_t first, uint64_t last,
    const struct candidate *c, const struct top_value *v)
{
	for (size_t k = find_cube(other, first); k < other->n && other->at[k].cube <= last; k++) {
		struct top_value w = top_value_of(t, other, &other->at[k]);

		if (top_before(&w, v) && near(t, &other->at[k], c))
			return true;
	}
	return false;
}

/* Whether a slice has a value near one and before it. */
static bool
has_larger(const struct top *t, const struct slice *other, const struct slice *s,
    const struct candidate *c)
{
	struct top_value v = top_value_of(t, s, c);
	uint64_t x = c->cube >> 42, y = c->cube >> 21 & 0x1fffff, z = c->cube & 0x1fffff;

	if (c->cube == NO_CUBE)
		return false;
	/* Cubes count from 1: none of these is less than 0. */
	for (uint64_t i = x - 1; i <= x + 1; i++)
		for (uint64_t k = y - 1; k <= y + 1; k++)
			if (cubes_have_larger(t, other, CUBE(i, k, z - 1), CUBE(i, k, z + 1), c, &v))
				return true;
	return false;
}

/* Most candidates have a larger value in a field soon before or after. */
bool
top_is_peak(const struct top *t, const struct slice *s, const struct candidate *c)
{
	size_t at = (size_t)(s - t->slices), i;

	for (i = at; i < t->slices_n && t->slices[i].of.start - s->of.start < t->seconds; i++)
		if (has_larger(t, &t->slices[i], s, c))
			return false;
	for (i = at; i > 0 && s->of.start - t->slices[i - 1].of.start < t->seconds; i--)
		if (has_larger(t, &t->slices[i - 1], s, c))
			return false;
	return true;
}

/* The place of a cell on the sphere; NaN if it has none, which is near nothing. */
static void
find_place(const struct top *t, uint32_t cell, float *at)
{
	struct point p;

	at[0] = at[1] = at[2] = NAN;
	if (!lonlat_of(t->lonlat, cell / t->cols + 0.5, cell % t->cols + 0.5, &p))
		return;
	p.x *= M_PI / 180;
	p.y *= M_PI / 180;
	at[0] = (float)(cos(p.y) * cos(p.x));
	at[1] = (float)(cos(p.y) * sin(p.x));
	at[2] = (float)sin(p.y);
}

/* Places are kept, since the same cells come again. */
void
top_place(const struct top *t, struct candidate *c)
{
	float *kept = t->places != NULL ? t->places + (size_t)3 * c->cell : c->at;

	if (kept == c->at || (kept[0] == 0 && kept[1] == 0 && kept[2] == 0))
		find_place(t, c->cell, kept);
	memmove(c->at, kept, sizeof c->at);
	c->cube = isnan(c->at[0]) ? NO_CUBE : CUBE((c->at[0] + 1) / t->side + 1,
	    (c->at[1] + 1) / t->side + 1, (c->at[2] + 1) / t->side + 1);
}

/* Whether one of the eight cells beside it, which must be near, is before it. */
bool
top_is_slope(const struct top *t, const float *values, const struct chunk_grid *g, const struct candidate *c)
{
	uint32_t row = c->cell / g->cols, col = c->cell % g->cols;

	for (uint32_t r = row > 0 ? row - 1 : 0; r <= row + 1 && r < g->rows; r++)
		for (uint32_t k = col > 0 ? col - 1 : 0; k <= col + 1 && k < g->cols; k++) {
			struct candidate other = { .cell = r * g->cols + k };

			other.value = values[other.cell];
			if (!(other.value > c->value) && !(other.value == c->value && other.cell < c->cell))
				continue;
			top_place(t, &other);
			if (near(t, &other, c))
				return true;
		}
	return false;
}

