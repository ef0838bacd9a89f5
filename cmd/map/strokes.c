/* SPDX-License-Identifier: BSD-2-Clause */
/* strokes.c - lines of pixels with smooth edges. */
#include "map/private.h"

#include <math.h>

#include "picture/palette.h"

/* Pixels of a long edge at a time, since a box around a slanting edge is mostly empty. */
#define PIECE 8.0

static double
between(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* How far a point is from an edge that begins at 0, 0. */
static double
distance(double x, double y, double dx, double dy, double square)
{
	double along = square > 0 ? between((x * dx + y * dy) / square, 0, 1) : 0;

	x -= along * dx;
	y -= along * dy;
	return sqrt(x * x + y * y);
}

/* Pixels are covered by how far their centre is inside; lines that meet do not add up. */
static void
stroke(const struct plan *p, const struct pen *pen, struct point a, struct point b)
{
	double reach = pen->width / 2 + 0.5, dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
	long west = (long)ceil(between(fmin(a.x, b.x) - reach - 0.5, 0, (double)p->width));
	long east = (long)ceil(between(fmax(a.x, b.x) + reach - 0.5, 0, (double)p->width));
	long north = (long)ceil(between(fmin(a.y, b.y) - reach - 0.5, 0, (double)p->height));
	long south = (long)ceil(between(fmax(a.y, b.y) + reach - 0.5, 0, (double)p->height));

	for (long row = north; row < south; row++) {
		uint8_t *at = p->at + row * p->width;

		for (long col = west; col < east; col++) {
			double d = distance((double)col + 0.5 - a.x, (double)row + 0.5 - a.y, dx, dy, square);
			double covered = between(reach - d, 0, fmin(1, pen->width));
			unsigned strength = (unsigned)(covered * pen->strength + 0.5);

			if (strength > (at[col] & GROUND_STRENGTH))
				at[col] = (uint8_t)((at[col] & ~GROUND_STRENGTH) | strength);
		}
	}
}

static struct point
on_the_way(struct point a, struct point b, double part)
{
	return (struct point){ a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part };
}

/* Of a dashed line, which begins with a dash. */
static void
dashes(const struct plan *p, struct pen *pen, struct point a, struct point b, double length)
{
	double at = 0, to;

	for (; at < length; at = to) {
		double done = floor(pen->along / pen->dash + 1e-6);

		to = fmin(length, at + (done + 1) * pen->dash - pen->along);
		if (fmod(done, 2) == 0)
			stroke(p, pen, on_the_way(a, b, at / length), on_the_way(a, b, to / length));
		pen->along += to - at;
	}
}

void
stroke_edge(const struct plan *p, struct pen *pen, struct point a, struct point b)
{
	double length = hypot(b.x - a.x, b.y - a.y), pieces = fmax(1, ceil(length / PIECE));

	if (pen->dash > 0)
		dashes(p, pen, a, b, length);
	else
		for (double i = 0; i < pieces; i++)
			stroke(p, pen, on_the_way(a, b, i / pieces), on_the_way(a, b, (i + 1) / pieces));
}
