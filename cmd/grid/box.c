/* SPDX-License-Identifier: BSD-2-Clause */
/* box.c - the part of a grid that a box in longitude and latitude holds. */
#include "grid/box.h"

#include <math.h>
#include <stdlib.h>

#define ON_EDGE 1e-6            /* cells */

int
box_parse(const char *text, struct box *b, char *why)
{
	double sides[4];
	const char *p = text;

	for (int i = 0; i < 4; i++) {
		char *end;

		sides[i] = strtod(p, &end);
		if (end == p || *end != (i < 3 ? ',' : '\0') || !isfinite(sides[i]) ||
		    fabs(sides[i]) > (i % 2 == 0 ? 720 : 90))
			return chunk_reason(why, "takes west,south,east,north in degrees, such as "
			    "-74.2,-15.4,-61,-10.6, not \"%.100s\"", text);
		p = end + 1;
	}
	*b = (struct box){ sides[0], sides[1], sides[2], sides[3] };
	if (b->east < b->west)
		b->east += 360;
	if (b->east < b->west || b->east - b->west > 360)
		return chunk_reason(why, "%.100s: its east is not within 360 degrees of its west", text);
	if (b->north < b->south)
		return chunk_reason(why, "%.100s: its north is south of its south", text);
	return 0;
}

struct box_part
box_whole(const struct chunk_grid *g)
{
	return (struct box_part){ .rows = g->rows, .cols = g->cols, .grid = *g };
}

/* ---- Along an axis ----------------------------------------------------- */

/*
 * The cells of an axis whose centres are in [low, high]; first > last if none
 * is.
 */
struct span {
	double first, last;
};

static struct span
find_span(double origin, double step, double low, double high)
{
	double a = (low - origin) / step - 0.5, b = (high - origin) / step - 0.5;

	return (struct span){ ceil(fmin(a, b) - ON_EDGE), floor(fmax(a, b) + ON_EDGE) };
}

static struct span
clip(struct span s, double n)
{
	return (struct span){ fmax(s.first, 0), fmin(s.last, n - 1) };
}

static double
count(struct span s)
{
	return fmax(s.last - s.first + 1, 0);
}

/* ---- Longitude and latitude -------------------------------------------- */

const char *
box_turned(const struct box *b, const struct bounds *grid)
{
	return b->south < grid->east && b->north > grid->west && b->west < grid->north &&
	    b->east > grid->south ? "; the other way round the box is inside: the west comes first" : "";
}

/* `b` is NULL if x and y of the grid are not longitude and latitude. */
static int
nothing_inside(const struct chunk_grid *g, const struct box *b, char *why)
{
	struct bounds e = grid_bounds(g);

	return chunk_reason(why, "no cell of the grid has its centre in the box: the grid has x "
	    "from %.10g to %.10g and y from %.10g to %.10g%s", e.west, e.east, e.south, e.north,
	    b != NULL ? box_turned(b, &e) : "");
}

uint32_t
box_columns_round(const struct chunk_grid *g)
{
	double n = nearbyint(360 / fabs(g->affine[1]));

	return n <= g->cols && fabs(fabs(g->affine[1]) * n - 360) <= fabs(g->affine[1]) / 1000 ?
	    (uint32_t)n : 0;
}

/* Columns of a grid of which the first n go round the earth. */
static void
find_round(const struct chunk_grid *g, double n, const struct box *b, struct box_part *part,
    double *turn)
{
	struct span s = find_span(g->affine[0], g->affine[1], b->west, b->east);
	double cols = fmin(count(s), n), turns = floor(s.first / n);
	double first = s.first - turns * n;

	*turn = turns * 360 * (g->affine[1] < 0 ? -1 : 1);
	part->col = (uint32_t)first;
	part->cols = (uint32_t)fmin(cols, n - first);
	part->more = (uint32_t)cols - part->cols;
}

/*
 * Columns of any other grid: those of the one turn by which the box has any, or
 * has all of its own. -1 if there is more than one, since a hole is between.
 */
static int
find_columns(const struct chunk_grid *g, const struct box *b, struct box_part *part, double *turn,
    char *why)
{
	int pieces = 0;
	bool whole = false;

	if (b->east - b->west >= 360 - 1e-9 && fabs(g->affine[1]) * g->cols <= 360) {
		part->cols = g->cols;
		return 0;
	}
	for (int k = -5; k <= 5; k++) {
		struct span all = find_span(g->affine[0], g->affine[1], b->west + 360 * k,
		    b->east + 360 * k), s = clip(all, g->cols);

		pieces += count(s) > 0;
		whole |= count(s) > 0 && count(s) == count(all);
		if (count(s) > part->cols) {
			part->col = (uint32_t)s.first;
			part->cols = (uint32_t)count(s);
			*turn = -360 * k;
		}
	}
	return pieces <= 1 || whole ? 0 :
	    chunk_reason(why, "the box holds two parts of the grid that do not touch, at both of its "
	    "ends: one box for each, side by side");
}

int
box_of_degrees(const struct chunk_grid *g, const struct box *b, struct box_part *part, char *why)
{
	const double *a = g->affine;
	struct span rows = clip(find_span(a[3], a[5], b->south, b->north), g->rows);
	double turn = 0;

	*part = (struct box_part){ .grid = *g };
	if (grid_is_rotated(g))
		return chunk_reason(why, "the grid is rotated against longitude and latitude");
	if (box_columns_round(g) > 0)
		find_round(g, box_columns_round(g), b, part, &turn);
	else if (find_columns(g, b, part, &turn, why) < 0)
		return -1;
	if (part->cols == 0 || count(rows) == 0)
		return nothing_inside(g, b, why);
	part->row = (uint32_t)rows.first;
	part->rows = (uint32_t)count(rows);
	part->grid = grid_moved(g, part->row, part->col);
	part->grid.rows = part->rows;
	part->grid.cols = part->cols + part->more;
	part->grid.affine[0] = grid_tidy(part->grid.affine[0] + turn, fabs(a[1]) * 1e-9);
	part->grid.affine[3] = grid_tidy(part->grid.affine[3], fabs(a[5]) * 1e-9);
	return 0;
}

/* ---- Projected grids --------------------------------------------------- */

bool
box_holds(const struct box *b, struct point lonlat)
{
	/* About a millionth of a small cell. */
	const double edge = 1e-9;
	double x = lonlat.x - b->west;

	x -= 360 * floor((x + edge) / 360);
	return x <= b->east - b->west + edge && lonlat.y >= b->south - edge &&
	    lonlat.y <= b->north + edge;
}

int
box_of_projected(const struct chunk_grid *g, box_inverse_fn *inverse, void *arg,
    const struct box *b, struct box_part *part, char *why)
{
	uint32_t top = g->rows, bottom = 0, left = g->cols, right = 0;

	for (uint32_t row = 0; row < g->rows; row++)
		for (uint32_t col = 0; col < g->cols; col++) {
			struct point lonlat;

			if (!inverse(arg, grid_point(g, row + 0.5, col + 0.5), &lonlat) ||
			    !box_holds(b, lonlat))
				continue;
			top = row < top ? row : top;
			bottom = row;
			left = col < left ? col : left;
			right = col > right ? col : right;
		}
	if (top == g->rows)
		return nothing_inside(g, NULL, why);
	*part = (struct box_part){ .row = top, .rows = bottom - top + 1, .col = left,
		.cols = right - left + 1 };
	part->grid = grid_moved(g, top, left);
	part->grid.rows = part->rows;
	part->grid.cols = part->cols;
	return 0;
}
