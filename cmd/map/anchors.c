/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * anchors.c - in which areas single places are: by how many edges lie north of
 * them on their meridian.
 */
#include "map/private.h"

#include <math.h>
#include <stdlib.h>

static double
within_180(double degrees)
{
	double x = degrees - 360 * floor((degrees + 180) / 360);

	return x < 180 ? x : -180;
}

static int
by_longitude(const void *a, const void *b)
{
	const struct anchor *p = a, *q = b;

	/* Those without a place come last. */
	if (p->placed != q->placed)
		return p->placed ? -1 : 1;
	return (p->lonlat.x > q->lonlat.x) - (p->lonlat.x < q->lonlat.x);
}

/* The first of n anchors that is not west of a longitude. */
static size_t
first_from(const struct anchor *a, size_t n, double lon)
{
	size_t low = 0;

	while (n > 0) {
		size_t half = n / 2;

		if (a[low + half].lonlat.x < lon) {
			low += half + 1;
			n -= half + 1;
		} else
			n = half;
	}
	return low;
}

/* An edge from west to east, counted where it lies north of an anchor. */
static void
pass(struct anchor *a, size_t n, uint8_t area, struct point west, struct point east)
{
	double slope = (east.y - west.y) / (east.x - west.x);

	for (size_t i = first_from(a, n, west.x); i < n && a[i].lonlat.x < east.x; i++)
		if (west.y + (a[i].lonlat.x - west.x) * slope > a[i].lonlat.y)
			a[i].in ^= area;
}

static void
pass_shape(struct anchor *a, size_t n, const struct world *w)
{
	uint8_t area = w->kind == WORLD_LAND ? FILL_LAND : FILL_LAKE;

	for (size_t i = 1; i < w->n; i++) {
		struct point west = w->at[i - 1], east = w->at[i];
		double turned;

		if (west.x == east.x)
			continue;
		if (west.x > east.x) {
			west = w->at[i];
			east = w->at[i - 1];
		}
		turned = within_180(west.x);
		east.x += turned - west.x;
		west.x = turned;
		pass(a, n, area, west, east);
		/* The part beyond 180 degrees, from -180 on. */
		west.x -= 360;
		east.x -= 360;
		if (east.x > -180)
			pass(a, n, area, west, east);
	}
}

/* Whether a shape may have edges north of any of the anchors. */
static bool
matters(const struct anchor *a, size_t n, double south, const struct bounds *b)
{
	if (b->north <= south)
		return false;
	for (double turn = -360; turn <= 360; turn += 360) {
		size_t i = first_from(a, n, b->west + turn);

		if (i < n && a[i].lonlat.x <= b->east + turn)
			return true;
	}
	return false;
}

bool
anchors_ask(struct anchor *a, size_t n)
{
	struct world w = { 0 };
	double south = 90;
	size_t placed = 0;
	bool done = true;

	for (size_t i = 0; i < n; i++) {
		a[i].lonlat.x = within_180(a[i].lonlat.x);
		if (a[i].placed) {
			placed++;
			south = fmin(south, a[i].lonlat.y);
		}
	}
	qsort(a, n, sizeof *a, by_longitude);
	while (done && world_next(&w))
		if (w.kind != WORLD_BORDER && matters(a, placed, south, &w.box)) {
			done = world_points(&w);
			if (done)
				pass_shape(a, placed, &w);
		}
	world_end(&w);
	return done;
}
