/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trace.c - lines of longitudes and latitudes become lines of pixels.
 *
 * What is straight in degrees may be bent in the picture, torn where the
 * projection is cut open, or end at the rim of the earth: edges that are long
 * are halved until they are straight, and dropped where they never are.
 */
#include "map/private.h"

#include <math.h>

#define MARGIN 3.0              /* degrees around the grid that may show in it */
#define SHORT_PIXELS 16.0       /* edges so short are taken as straight */
#define SHORT_DEGREES 0.5
#define STRAIGHT 0.25           /* pixels that the middle of an edge may be off */
#define TORN 10                 /* halvings */
#define RIM 8
#define STEP 0.5                /* pixels: points closer together are one */
#define AROUND 16.0             /* pixels beyond the picture that are drawn, for wide lines */

struct end {
	struct point lonlat, at;                /* at: pixels */
	bool placed;
};

void
trace_begin(struct trace *t, const struct plan *plan)
{
	double margin;

	*t = (struct trace){ .plan = plan, .degrees = lonlat_is_degrees(plan->l) };
	if ((!t->degrees && !lonlat_is_whole(plan->l)) || !lonlat_bounds(plan->l, &t->box))
		t->box = (struct bounds){ -180, 180, -90, 90 };
	margin = MARGIN + (t->degrees ? 0 : (t->box.north - t->box.south) / 20);
	t->box.west -= margin;
	t->box.east += margin;
	t->box.south -= margin;
	t->box.north += margin;
}

/* ---- Lines of pixels ------------------------------------------------------ */

static void
emit(struct trace *t, struct point a, struct point b)
{
	if (t->pen.area != 0)
		fill_edge(t->plan, t->pen.area, a, b);
	if (t->pen.strength > 0 && t->plan->what->line != NULL)
		t->plan->what->line(t->plan->what->arg, t->pen.kind, a, b);
	else if (t->pen.strength > 0)
		stroke_edge(t->plan, &t->pen, a, b);
}

/* Ends the line, if there is one. */
static void
lift(struct trace *t)
{
	if (t->open && t->waits)
		emit(t, t->kept, t->waiting);
	t->open = t->waits = false;
}

static void
draw_to(struct trace *t, struct point p)
{
	if (!t->open)
		t->kept = p;
	t->waits = t->open && fabs(p.x - t->kept.x) < STEP && fabs(p.y - t->kept.y) < STEP;
	if (t->waits)
		t->waiting = p;
	else if (t->open) {
		emit(t, t->kept, p);
		t->kept = p;
	}
	t->open = true;
}

/* Moves `a` along the edge to where its coordinate is `limit`. */
static struct point
cut_x(struct point a, struct point b, double limit)
{
	return (struct point){ limit, a.y + (b.y - a.y) * ((limit - a.x) / (b.x - a.x)) };
}

static struct point
cut_y(struct point a, struct point b, double limit)
{
	return (struct point){ a.x + (b.x - a.x) * ((limit - a.y) / (b.y - a.y)), limit };
}

/* Moves `a` towards `b` into the picture. */
static struct point
cut(const struct plan *p, struct point a, struct point b)
{
	double right = (double)p->width + AROUND, low = (double)p->height + AROUND;

	if (a.x < -AROUND)
		a = cut_x(a, b, -AROUND);
	else if (a.x > right)
		a = cut_x(a, b, right);
	if (a.y < -AROUND)
		a = cut_y(a, b, -AROUND);
	else if (a.y > low)
		a = cut_y(a, b, low);
	return a;
}

/* Beyond which sides of the picture a point is. */
static int
beyond(const struct plan *p, struct point a)
{
	return (a.x < -AROUND) | (a.x > (double)p->width + AROUND) << 1 | (a.y < -AROUND) << 2 |
	    (a.y > (double)p->height + AROUND) << 3;
}

/* One straight edge in pixels, of which the line has come to `a`. */
static void
straight(struct trace *t, struct point a, struct point b)
{
	int at_a = beyond(t->plan, a), at_b = beyond(t->plan, b);
	struct point from = a, to = b;

	if ((at_a | at_b) != 0) {
		if ((at_a & at_b) == 0) {
			from = cut(t->plan, a, b);
			to = cut(t->plan, b, from);
		}
		if ((at_a & at_b) != 0 || (beyond(t->plan, from) & beyond(t->plan, to)) != 0) {
			lift(t);
			return;
		}
	}
	if (at_a != 0)
		lift(t);
	if (!t->open)
		draw_to(t, from);
	draw_to(t, to);
	if (at_b != 0)
		lift(t);
}

/* ---- Edges of degrees ----------------------------------------------------- */

static struct end
place(struct trace *t, double lon, double lat)
{
	struct end e = { .lonlat = { lon, lat } };

	e.placed = lonlat_near(t->plan->l, e.lonlat, &e.at.y, &e.at.x);
	e.at.x *= t->plan->zoom;
	e.at.y *= t->plan->zoom;
	return e;
}

static double
further(double a, double b)
{
	return fmax(fabs(a), fabs(b));
}

static void
edge(struct trace *t, const struct end *a, const struct end *b, int depth)
{
	double pixels = further(b->at.x - a->at.x, b->at.y - a->at.y);
	double degrees = further(b->lonlat.x - a->lonlat.x, b->lonlat.y - a->lonlat.y);
	bool both = a->placed && b->placed;
	struct end middle;

	if (both && (t->degrees || (pixels <= SHORT_PIXELS && degrees <= SHORT_DEGREES))) {
		straight(t, a->at, b->at);
		return;
	}
	if (depth >= TORN || (!both && depth >= RIM) ||
	    (!a->placed && !b->placed && degrees <= SHORT_DEGREES)) {
		t->lost = t->lost || (t->pen.area != 0 && (a->placed || b->placed));
		lift(t);
		return;
	}
	middle = place(t, (a->lonlat.x + b->lonlat.x) / 2, (a->lonlat.y + b->lonlat.y) / 2);
	if (both && middle.placed && further(middle.at.x - (a->at.x + b->at.x) / 2,
	    middle.at.y - (a->at.y + b->at.y) / 2) <= STRAIGHT) {
		straight(t, a->at, b->at);
		return;
	}
	edge(t, a, &middle, depth + 1);
	edge(t, &middle, b, depth + 1);
}

/* Whether an edge may be in the picture, `shift` degrees further east. */
static bool
is_near(const struct bounds *b, double shift, struct point from, struct point to)
{
	return !(from.x + shift < b->west && to.x + shift < b->west) &&
	    !(from.x + shift > b->east && to.x + shift > b->east) &&
	    !(from.y < b->south && to.y < b->south) && !(from.y > b->north && to.y > b->north);
}

static void
trace_shifted(struct trace *t, const struct point *at, size_t n, double shift)
{
	double middle = (t->box.west + t->box.east) / 2;
	uint8_t strength = t->pen.strength;
	struct end from = { 0 }, to;
	bool known = false;

	t->pen.along = 0;
	for (size_t i = 1; i < n; i++) {
		struct point a = at[i - 1], b = at[i];
		bool is_cut = t->pen.area == FILL_LAND && world_is_cut(a, b);

		if (!t->degrees)
			shift = 360 * nearbyint((middle - (a.x + b.x) / 2) / 360);
		if ((is_cut && (a.y == -90 || b.y == -90)) || !is_near(&t->box, shift, a, b)) {
			lift(t);
			known = false;
			continue;
		}
		if (!known)
			from = place(t, a.x + shift, a.y);
		from.lonlat.x = a.x + shift;
		to = place(t, b.x + shift, b.y);
		if (is_cut)
			lift(t);
		t->pen.strength = is_cut ? 0 : strength;
		edge(t, &from, &to, 0);
		if (is_cut)
			lift(t);
		t->pen.strength = strength;
		from = to;
		known = true;
	}
	lift(t);
}

/* The first and the last of the turns by which bounds come into the box; none if first > last. */
static void
turns_of(const struct trace *t, struct bounds b, double *first, double *last)
{
	*first = ceil((t->box.west - b.east) / 360);
	*last = floor((t->box.east - b.west) / 360);
}

bool
trace_may_show(const struct trace *t, struct bounds b)
{
	double first, last;

	turns_of(t, b, &first, &last);
	return first <= last && b.north >= t->box.south && b.south <= t->box.north;
}

void
trace_line(struct trace *t, const struct point *at, size_t n)
{
	struct bounds b = { INFINITY, -INFINITY, 0, 0 };
	double first, last;

	if (!t->degrees) {
		trace_shifted(t, at, n, 0);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		b.west = fmin(b.west, at[i].x);
		b.east = fmax(b.east, at[i].x);
	}
	turns_of(t, b, &first, &last);
	for (; first <= last; first++)
		trace_shifted(t, at, n, 360 * first);
}
