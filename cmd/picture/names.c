/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c - finds room for names on the map, and writes them. */
#include "picture/names.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Lengths in units. */
#define DOT    2.0                              /* the radius of a place's dot */
#define POINT  3.0                              /* of a point's */
#define HALO   1.5                              /* around it */
#define EDGE   3                                /* from a name to the edge of the map */
#define AROUND 2                                /* from a name to what is near it */

void
names_take(struct names *n, struct names_box box)
{
	if (n->n == n->room) {
		size_t room = n->room > 0 ? 2 * n->room : 64;
		struct names_box *more = realloc(n->taken, room * sizeof *more);

		/* Without memory, names may overlap, and nothing else. */
		if (more == NULL)
			return;
		n->taken = more;
		n->room = room;
	}
	n->taken[n->n++] = box;
}

void
names_free(struct names *n)
{
	free(n->taken);
}

static bool
is_free(const struct names *n, struct names_box b)
{
	int edge = EDGE * n->sheet->unit;

	if (b.left < edge || b.top < edge || b.right > n->map->width - edge ||
	    b.bottom > n->map->height - edge)
		return false;
	for (size_t i = 0; i < n->n; i++) {
		const struct names_box *t = &n->taken[i];

		if (b.left < t->right && t->left < b.right && b.top < t->bottom && t->top < b.bottom)
			return false;
	}
	return true;
}

static void
draw_disc(const struct names *n, int x, int y, double radius, int colour)
{
	double r = radius * n->sheet->unit;

	for (int row = (int)-r; row <= r; row++) {
		int side = (int)sqrt((r + 0.3) * (r + 0.3) - row * row);

		canvas_fill(n->map, x - side, y + row, 2 * side + 1, 1, (uint8_t)(n->base + colour));
	}
}

static struct names_box
dot_box(const struct names *n, int x, int y, double radius)
{
	int side = (int)ceil((radius + HALO) * n->sheet->unit);

	return (struct names_box){ x - side, y - side, x + side + 1, y + side + 1 };
}

static void
draw_dot(const struct names *n, int x, int y, double radius, int colour)
{
	draw_disc(n, x, y, radius + HALO, PALETTE_PAGE);
	draw_disc(n, x, y, radius, colour);
}

/* Finds a side of the dot where the name has room, and writes it there. */
static bool
write_name(struct names *n, int x, int y, double radius, const char *text)
{
	int u = n->sheet->unit, around = AROUND * u, width = sheet_width(n->sheet, SHEET_NAME, text);
	int high = sheet_capital(n->sheet, SHEET_NAME);
	int apart = dot_box(n, x, y, radius).right - x + around;
	const int corner[][2] = {
		{ x + apart, y - high / 2 }, { x - apart - width, y - high / 2 },
		{ x - width / 2, y - apart - high }, { x - width / 2, y + apart }
	};

	for (size_t i = 0; i < sizeof corner / sizeof *corner; i++) {
		int left = corner[i][0], top = corner[i][1];
		/* Letters such as g reach below the base line. */
		struct names_box box = { left - around, top - around, left + width + around,
			top + high + around + high / 3 };

		if (is_free(n, box)) {
			names_take(n, box);
			sheet_write_over(n->sheet, SHEET_NAME, n->map, n->base, left, top, text);
			return true;
		}
	}
	return false;
}

/* The pixel of a place; false if it is outside the map. */
static bool
pixel_of(const struct names *n, const struct name *name, int *x, int *y)
{
	if (!(name->x >= 0 && name->y >= 0 && name->x < n->map->width && name->y < n->map->height))
		return false;
	*x = (int)name->x;
	*y = (int)name->y;
	return true;
}

int
names_places(struct names *n, const struct name *name, size_t count, int most)
{
	int drawn = 0;

	for (size_t i = 0; i < count && drawn < most; i++) {
		int x, y;

		if (!pixel_of(n, &name[i], &x, &y) || !is_free(n, dot_box(n, x, y, DOT)) ||
		    !write_name(n, x, y, DOT, name[i].text))
			continue;
		names_take(n, dot_box(n, x, y, DOT));
		draw_dot(n, x, y, DOT, PALETTE_INK);
		drawn++;
	}
	return drawn;
}

void
names_points(struct names *n, const struct name *name, size_t count)
{
	int x, y;

	for (size_t i = 0; i < count; i++)
		if (pixel_of(n, &name[i], &x, &y))
			names_take(n, dot_box(n, x, y, POINT));
	for (size_t i = 0; i < count; i++) {
		if (!pixel_of(n, &name[i], &x, &y))
			continue;
		draw_dot(n, x, y, POINT, PALETTE_ALERT);
		if (name[i].text != NULL)
			write_name(n, x, y, POINT, name[i].text);
	}
}
