/* SPDX-License-Identifier: BSD-2-Clause */
/* ground.c - the map of a picture: land, lakes, borders, meridians and parallels. */
#include "map/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "map/private.h"
#include "picture/palette.h"
#include "polygon/lines.h"

#define LINES_MAX 8             /* meridians or parallels in a picture, at most */

/* ---- The world ------------------------------------------------------------ */

/* How the shapes of a kind are drawn. */
static struct pen
pen_of(enum world_kind kind, double thick)
{
	switch (kind) {
	case WORLD_LAND:
		return (struct pen){ GROUND_COAST, .area = FILL_LAND, .strength = 3, .width = thick };
	case WORLD_LAKE:
		return (struct pen){ GROUND_LAKE, .area = FILL_LAKE, .strength = 2, .width = thick };
	default:
		return (struct pen){ GROUND_BORDER, .strength = 2, .width = thick, .dash = 4 * thick };
	}
}

static bool
draw_world(struct trace *t, const struct ground_what *what, double thick)
{
	struct world w = { 0 };
	bool done = true;

	while (done && world_next(&w)) {
		if (!(w.kind == WORLD_BORDER ? what->borders : what->coast) || !trace_may_show(t, w.box))
			continue;
		if ((done = world_points(&w))) {
			t->pen = pen_of(w.kind, thick);
			trace_line(t, w.at, w.n);
		}
	}
	world_end(&w);
	return done;
}

/* ---- Meridians and parallels ---------------------------------------------- */

/* The smallest round step in degrees with no more than LINES_MAX lines. */
static double
step_of(double degrees)
{
	static const double round[] = { 1, 2, 5, 10, 15, 20, 30, 45, 60, 90 };
	double step = 1e-6;

	for (; step < 0.9; step *= 10)
		for (size_t i = 0; i < 3; i++)
			if (degrees / (step * round[i]) <= LINES_MAX)
				return step * round[i];
	for (size_t i = 0; i < sizeof round / sizeof *round; i++)
		if (degrees / round[i] <= LINES_MAX)
			return round[i];
	return 90;
}

/* From one point to another in pieces of some degrees. */
static void
draw_line(struct trace *t, struct point from, struct point to)
{
	double pieces = ceil(fmax(fabs(to.x - from.x), fabs(to.y - from.y)) / 2);
	struct point piece[2] = { from };

	for (double i = 1; i <= pieces; i++) {
		piece[1].x = from.x + (to.x - from.x) * i / pieces;
		piece[1].y = from.y + (to.y - from.y) * i / pieces;
		trace_line(t, piece, 2);
		piece[0] = piece[1];
	}
}

static void
draw_graticule(struct trace *t, double thick)
{
	struct bounds b;
	double step;

	if (!lonlat_bounds(t->plan->l, &b) || (!t->degrees && !lonlat_is_whole(t->plan->l)))
		b = (struct bounds){ -180, 180, -90, 90 };
	if (b.east - b.west > 360)
		b.east = b.west + 360;
	b.south = fmax(b.south, -90);
	b.north = fmin(b.north, 90);
	t->pen = (struct pen){ GROUND_GRATICULE, .strength = 1, .width = thick };
	step = step_of(b.east - b.west);
	for (double i = ceil(b.west / step); i * step <= b.east; i++)
		draw_line(t, (struct point){ i * step, b.south }, (struct point){ i * step, b.north });
	step = step_of(b.north - b.south);
	for (double i = ceil(b.south / step); i * step <= b.north; i++)
		draw_line(t, (struct point){ b.west, i * step }, (struct point){ b.east, i * step });
}

/* ---- Lines of files ------------------------------------------------------- */

/* For lines_read(). */
static void
draw_given(void *arg, const struct point *at, size_t n)
{
	trace_line(arg, at, n);
}

static int
draw_lines(struct trace *t, const struct ground_what *what, double thick, char *why)
{
	for (size_t i = 0; i < what->lines_n; i++) {
		t->pen = (struct pen){ GROUND_OWN, .strength = 3, .width = 2 * thick };
		if (lines_read(what->lines[i], draw_given, t, why) < 0)
			return -1;
	}
	return 0;
}

/* ---- The picture ---------------------------------------------------------- */

static int
draw(struct trace *t, const struct ground_what *what, double thick, char *why)
{
	bool some;

	if (what->graticule)
		draw_graticule(t, thick);
	if (draw_lines(t, what, thick, why) < 0)
		return -1;
	if (!draw_world(t, what, thick) || !fill_settle(t->plan, !t->lost, &some))
		return chunk_reason(why, "out of memory");
	if (!some) {
		chunk_reason(why, "its cells are not on the earth");
		return GROUND_NOWHERE;
	}
	return 0;
}

int
ground_draw(const struct chunk_header *h, const struct ground_what *what, int zoom, double thick,
    uint8_t *ground, char *why)
{
	const struct chunk_grid *g = chunk_grid(h);
	struct plan plan = { .at = ground, .width = (long)g->cols * zoom, .height = (long)g->rows * zoom,
		.zoom = zoom, .what = what };
	struct trace t;
	int status = GROUND_NOWHERE;

	if (!what->coast && !what->borders && !what->graticule && what->lines_n == 0) {
		memset(ground, GROUND_LAND, (size_t)(plan.width * plan.height));
		return 0;
	}
	memset(ground, 0, (size_t)(plan.width * plan.height));
	if ((plan.l = lonlat_open(h, why)) != NULL) {
		trace_begin(&t, &plan);
		plan.below = calloc((size_t)plan.height, 1);
		status = plan.below == NULL ? chunk_reason(why, "out of memory") :
		    draw(&t, what, thick, why);
	} else if (strcmp(why, "out of memory") == 0) {
		status = -1;
	}
	free(plan.below);
	lonlat_close(plan.l);
	if (status != 0)
		memset(ground, GROUND_LAND, (size_t)(plan.width * plan.height));
	else if (!what->coast)
		for (long i = 0; i < plan.width * plan.height; i++)
			ground[i] |= GROUND_LAND;
	return status;
}
