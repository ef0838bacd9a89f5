/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * top.c - the n largest values, none near a larger one.
 *
 * A value is settled when no field to come can be near it. Then it is compared
 * with all larger values near it, and is among the n or is not. The smallest of
 * n that are settled is the floor: what is not above it need not be kept.
 */
#include "table/top.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_KM 6371.0088              /* mean radius of WGS 84 */

struct candidate {
	float value;
	uint32_t cell;
	float at[3];                    /* on a sphere of radius 1 */
};

/* The candidates of one field, the largest first. */
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
	int64_t seconds;
	struct lonlat *lonlat;
	uint32_t cols;
	float floor;
	bool forced;                    /* the floor was raised for want of room */
	struct slice *slices;           /* in the order of time */
	size_t slices_n, slices_room;
	size_t candidates;              /* of all slices */
	struct candidate *fresh;        /* of the field being read */
	size_t fresh_room;
};

struct top *
top_new(size_t n, double km, int64_t seconds, struct lonlat *l)
{
	struct top *t = calloc(1, sizeof *t);

	if (t == NULL || (t->best = calloc(n, sizeof *t->best)) == NULL) {
		free(t);
		return NULL;
	}
	t->n = n;
	t->chord = 2 * sin(fmin(km / EARTH_KM, M_PI) / 2);
	t->seconds = seconds;
	t->lonlat = l;
	return t;
}

void
top_free(struct top *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->slices_n; i++)
		free(t->slices[i].at);
	free(t->slices);
	free(t->fresh);
	free(t->best);
	free(t);
}

/* ---- The n largest so far ---------------------------------------------- */

/* Whether a comes before b: it is larger, else earlier, north, west. */
static bool
before(const struct top_value *a, const struct top_value *b)
{
	if (a->value != b->value)
		return a->value > b->value;
	if (a->start != b->start)
		return a->start < b->start;
	return a->row != b->row ? a->row < b->row : a->col < b->col;
}

/* Moves the first of the heap down to where it belongs. */
static void
sink_first(struct top *t)
{
	struct top_value v = t->best[0];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < t->found) {
		if (child + 1 < t->found && before(&t->best[child], &t->best[child + 1]))
			child++;
		if (!before(&v, &t->best[child]))
			break;
		t->best[i] = t->best[child];
		i = child;
	}
	t->best[i] = v;
}

static void
add_best(struct top *t, const struct top_value *v)
{
	size_t i;

	if (t->found < t->n) {
		for (i = t->found++; i > 0 && before(&t->best[(i - 1) / 2], v); i = (i - 1) / 2)
			t->best[i] = t->best[(i - 1) / 2];
		t->best[i] = *v;
	} else if (before(v, &t->best[0])) {
		t->best[0] = *v;
		sink_first(t);
	}
	if (t->found == t->n)
		t->floor = fmaxf(t->floor, t->best[0].value);
}

/* ---- What is near ------------------------------------------------------ */

static bool
near(const struct top *t, const struct candidate *a, const struct candidate *b)
{
	double x = a->at[0] - b->at[0], y = a->at[1] - b->at[1], z = a->at[2] - b->at[2];

	return x * x + y * y + z * z < t->chord * t->chord;
}

static struct top_value
value_of(const struct top *t, const struct slice *s, const struct candidate *c)
{
	struct top_value v = s->of;

	v.value = c->value;
	v.row = c->cell / t->cols;
	v.col = c->cell % t->cols;
	return v;
}

/* Whether no value near one is before it. */
static bool
is_peak(const struct top *t, const struct slice *s, const struct candidate *c)
{
	struct top_value v = value_of(t, s, c);

	for (size_t i = 0; i < t->slices_n; i++) {
		const struct slice *other = &t->slices[i];

		if (llabs((long long)(other->of.start - s->of.start)) >= t->seconds)
			continue;
		for (size_t k = 0; k < other->n && other->at[k].value >= c->value; k++) {
			struct top_value w = value_of(t, other, &other->at[k]);

			if (before(&w, &v) && near(t, &other->at[k], c))
				return false;
		}
	}
	return true;
}

static void
settle(struct top *t, struct slice *s)
{
	for (size_t i = 0; i < s->n && s->at[i].value > t->floor; i++)
		if (t->seconds == 0 || is_peak(t, s, &s->at[i])) {
			struct top_value v = value_of(t, s, &s->at[i]);

			add_best(t, &v);
		}
	s->settled = true;
}

/*
 * Settles the slices that no field from `now` on can be near, and drops those
 * that are near none that is left.
 */
static void
settle_before(struct top *t, int64_t now)
{
	size_t first = 0, gone = 0;

	while (first < t->slices_n && now - t->slices[first].of.start >= t->seconds) {
		if (!t->slices[first].settled)
			settle(t, &t->slices[first]);
		first++;
	}
	while (gone < first && (first == t->slices_n ? now : t->slices[first].of.start) -
	    t->slices[gone].of.start >= t->seconds) {
		t->candidates -= t->slices[gone].n;
		free(t->slices[gone++].at);
	}
	t->slices_n -= gone;
	memmove(t->slices, t->slices + gone, t->slices_n * sizeof *t->slices);
}

/* ---- Fields ------------------------------------------------------------ */

static int
largest_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->value != y->value ? (x->value < y->value) - (x->value > y->value) :
	    (x->cell > y->cell) - (x->cell < y->cell);
}

/* Drops what is not above the floor: slices are sorted. */
static void
trim(struct top *t)
{
	t->candidates = 0;
	for (size_t i = 0; i < t->slices_n; i++) {
		struct slice *s = &t->slices[i];

		while (s->n > 0 && s->at[s->n - 1].value <= t->floor)
			s->n--;
		t->candidates += s->n;
	}
}

/* Raises the floor until there is room: the smaller half of a large slice goes. */
static void
make_room(struct top *t)
{
	trim(t);
	while (t->candidates > TOP_CANDIDATES) {
		const struct slice *s = &t->slices[0];

		for (size_t i = 1; i < t->slices_n; i++)
			s = t->slices[i].n > s->n ? &t->slices[i] : s;
		t->floor = s->at[s->n / 2].value;
		t->forced = true;
		trim(t);
	}
}

/* Places a candidate on the sphere; one that is nowhere is near nothing. */
static void
place(const struct top *t, struct candidate *c)
{
	struct point p;

	c->at[0] = c->at[1] = c->at[2] = NAN;
	if (t->seconds == 0 || !lonlat_of(t->lonlat, c->cell / t->cols + 0.5, c->cell % t->cols + 0.5, &p))
		return;
	p.x *= M_PI / 180;
	p.y *= M_PI / 180;
	c->at[0] = (float)(cos(p.y) * cos(p.x));
	c->at[1] = (float)(cos(p.y) * sin(p.x));
	c->at[2] = (float)sin(p.y);
}

/* The values above the floor; false if out of memory. */
static bool
take_values(struct top *t, const float *values, size_t cells, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < cells; i++) {
		if (!(values[i] > t->floor))
			continue;
		if (*n == t->fresh_room) {
			size_t room = 2 * t->fresh_room + 1024;
			struct candidate *more = reallocarray(t->fresh, room, sizeof *more);

			if (more == NULL)
				return false;
			t->fresh = more;
			t->fresh_room = room;
		}
		t->fresh[(*n)++] = (struct candidate){ .value = values[i], .cell = (uint32_t)i };
	}
	qsort(t->fresh, *n, sizeof *t->fresh, largest_first);
	/* Without a distance, no more than n of a field can be among the n. */
	if (t->seconds == 0 && *n > t->n)
		*n = t->n;
	return true;
}

int
top_push(struct top *t, const struct chunk *c, const struct chunk_grid *g, const float *values,
    char *why)
{
	struct slice s = { .of = { .start = c->start, .end = c->end, .have = c->have, .expected = c->expected } };

	t->cols = g->cols;
	settle_before(t, c->start);
	if (!take_values(t, values, (size_t)g->rows * g->cols, &s.n))
		return chunk_reason(why, "out of memory");
	if (s.n == 0)
		return 0;
	if (t->slices_n == t->slices_room) {
		size_t room = 2 * t->slices_room + 64;
		struct slice *more = reallocarray(t->slices, room, sizeof *more);

		if (more == NULL)
			return chunk_reason(why, "out of memory");
		t->slices = more;
		t->slices_room = room;
	}
	if ((s.at = reallocarray(NULL, s.n, sizeof *s.at)) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(s.at, t->fresh, s.n * sizeof *s.at);
	for (size_t i = 0; i < s.n; i++)
		place(t, &s.at[i]);
	t->slices[t->slices_n++] = s;
	t->candidates += s.n;
	if (t->candidates > TOP_CANDIDATES)
		make_room(t);
	return 0;
}

static int
in_order(const void *a, const void *b)
{
	return before(a, b) ? -1 : before(b, a) ? 1 : 0;
}

int
top_finish(struct top *t, const struct top_value **values, size_t *found, char *why)
{
	if (t->slices_n > 0)
		settle_before(t, t->slices[t->slices_n - 1].of.start + t->seconds);
	if (t->found < t->n && t->forced)
		return chunk_reason(why, "more than %u values are less than this apart, and only %zu of %zu "
		    "are sure: bin-average or subsample before makes fewer of them, or ask for fewer",
		    TOP_CANDIDATES, t->found, t->n);
	qsort(t->best, t->found, sizeof *t->best, in_order);
	*values = t->best;
	*found = t->found;
	return 0;
}
