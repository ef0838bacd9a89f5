/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * top.c - the n largest values, none near a larger one.
 *
 * A value is settled when no field to come can be near it. Then it is compared
 * with all larger values near it, and is among the n or is not. The smallest of
 * n that are settled is the floor: what is not above it need not be kept.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/top-private.h"

#define PLACES_MAX (4u << 20)           /* cells of a grid whose places are kept: 48 MiB */
#define EARTH_KM 6371.0088              /* mean radius of WGS 84 */

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
	t->side = fmax(t->chord, 2e-6);
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
	free(t->places);
	free(t->best);
	free(t);
}

/* ---- The n largest so far ---------------------------------------------- */

/* Moves the first of the heap down to where it belongs. */
static void
sink_first(struct top *t)
{
	struct top_value v = t->best[0];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < t->found) {
		if (child + 1 < t->found && top_before(&t->best[child], &t->best[child + 1]))
			child++;
		if (!top_before(&v, &t->best[child]))
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
		for (i = t->found++; i > 0 && top_before(&t->best[(i - 1) / 2], v); i = (i - 1) / 2)
			t->best[i] = t->best[(i - 1) / 2];
		t->best[i] = *v;
	} else if (top_before(v, &t->best[0])) {
		t->best[0] = *v;
		sink_first(t);
	}
	if (t->found == t->n)
		t->floor = fmaxf(t->floor, t->best[0].value);
}

static int
largest_first(const void *a, const void *b)
{
	const struct candidate *x = *(const struct candidate *const *)a, *y = *(const struct candidate *const *)b;

	return x->value != y->value ? (x->value < y->value) - (x->value > y->value) :
	    (x->cell > y->cell) - (x->cell < y->cell);
}

/* -1 if out of memory. */
static int
settle(struct top *t, struct slice *s)
{
	const struct candidate **peaks = reallocarray(NULL, s->n + 1, sizeof *peaks);
	size_t n = 0;

	if (peaks == NULL)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (!s->at[i].slope && s->at[i].value > t->floor)
			peaks[n++] = &s->at[i];
	qsort(peaks, n, sizeof *peaks, largest_first);
	for (size_t i = 0; i < n && peaks[i]->value > t->floor; i++)
		if (top_is_peak(t, s, peaks[i])) {
			struct top_value v = top_value_of(t, s, peaks[i]);

			add_best(t, &v);
		}
	free(peaks);
	s->settled = true;
	return 0;
}

/*
 * Settles the slices that no field from `now` on can be near, and drops those
 * that are near none that is left. -1 if out of memory.
 */
static int
settle_before(struct top *t, int64_t now)
{
	size_t first = 0, gone = 0;

	while (first < t->slices_n && now - t->slices[first].of.start >= t->seconds) {
		if (!t->slices[first].settled && settle(t, &t->slices[first]) < 0)
			return -1;
		first++;
	}
	while (gone < first && (first == t->slices_n ? now : t->slices[first].of.start) -
	    t->slices[gone].of.start >= t->seconds) {
		t->candidates -= t->slices[gone].n;
		free(t->slices[gone++].at);
	}
	t->slices_n -= gone;
	if (gone > 0)
		memmove(t->slices, t->slices + gone, t->slices_n * sizeof *t->slices);
	return 0;
}

/* ---- Fields ------------------------------------------------------------ */

static int
by_cube(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->cube != y->cube)
		return x->cube < y->cube ? -1 : 1;
	return x->value != y->value ? (x->value < y->value) - (x->value > y->value) :
	    (x->cell > y->cell) - (x->cell < y->cell);
}

/* Drops what is not above the floor. */
static void
trim(struct top *t)
{
	t->candidates = 0;
	for (struct slice *s = t->slices; s < t->slices + t->slices_n; s++) {
		size_t n = 0;

		for (size_t i = 0; i < s->n; i++)
			if (s->at[i].value > t->floor)
				s->at[n++] = s->at[i];
		s->n = n;
		t->candidates += n;
	}
}

static int
by_value(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Raises the floor to the median of the largest slice until there is room. -1 if
 * out of memory.
 */
static int
make_room(struct top *t)
{
	trim(t);
	while (t->candidates > TOP_CANDIDATES) {
		const struct slice *s = t->slices;
		float *values;

		for (size_t i = 1; i < t->slices_n; i++)
			s = t->slices[i].n > s->n ? &t->slices[i] : s;
		if ((values = reallocarray(NULL, s->n, sizeof *values)) == NULL)
			return -1;
		for (size_t i = 0; i < s->n; i++)
			values[i] = s->at[i].value;
		qsort(values, s->n, sizeof *values, by_value);
		t->floor = values[s->n / 2];
		free(values);
		t->forced = t->floor;
		trim(t);
	}
	return 0;
}

/* Takes the values above the floor into a slice; false if out of memory. */
static bool
take_values(const struct top *t, struct slice *s, const float *values, size_t cells)
{
	size_t n = 0;

	for (size_t i = 0; i < cells; i++)
		n += values[i] > t->floor;
	if (n > 0 && (s->at = reallocarray(NULL, n, sizeof *s->at)) == NULL)
		return false;
	for (size_t i = 0; s->n < n; i++)
		if (values[i] > t->floor)
			s->at[s->n++] = (struct candidate){ .value = values[i], .cell = (uint32_t)i };
	return true;
}

static void
place_all(const struct top *t, struct slice *s, const struct chunk_grid *g, const float *values)
{
	for (size_t i = 0; i < s->n; i++) {
		top_place(t, &s->at[i]);
		s->at[i].slope = top_is_slope(t, values, g, &s->at[i]);
	}
	qsort(s->at, s->n, sizeof *s->at, by_cube);
}

/* Without a distance: a value is among the n so far, or never will be. */
static void
take_best(struct top *t, struct top_value v, const float *values, const struct chunk_grid *g)
{
	for (v.row = 0; v.row < g->rows; v.row++)
		for (v.col = 0; v.col < g->cols; v.col++) {
			v.value = values[(size_t)v.row * g->cols + v.col];
			if (v.value > t->floor)
				add_best(t, &v);
		}
}

int
top_push(struct top *t, const struct chunk *c, const struct chunk_grid *g, const float *values,
    char *why)
{
	struct slice s = { .of = { .start = c->start, .end = c->end, .have = c->have, .expected = c->expected } };

	t->cols = g->cols;
	if (t->seconds == 0) {
		take_best(t, s.of, values, g);
		return 0;
	}
	if (t->places == NULL && (size_t)g->rows * g->cols <= PLACES_MAX)
		t->places = calloc((size_t)g->rows * g->cols, 3 * sizeof *t->places);
	if (settle_before(t, c->start) < 0 || !take_values(t, &s, values, (size_t)g->rows * g->cols))
		return chunk_reason(why, "out of memory");
	if (s.n == 0)
		return 0;
	place_all(t, &s, g, values);
	if (t->slices_n == t->slices_room) {
		size_t room = 2 * t->slices_room + 64;
		struct slice *more = reallocarray(t->slices, room, sizeof *more);

		if (more == NULL) {
			free(s.at);
			return chunk_reason(why, "out of memory");
		}
		t->slices = more;
		t->slices_room = room;
	}
	t->slices[t->slices_n++] = s;
	t->candidates += s.n;
	if (t->candidates > TOP_CANDIDATES && make_room(t) < 0)
		return chunk_reason(why, "out of memory");
	return 0;
}

static int
in_order(const void *a, const void *b)
{
	return top_before(a, b) ? -1 : top_before(b, a) ? 1 : 0;
}

int
top_finish(struct top *t, const struct top_value **values, size_t *found, char *why)
{
	if (t->slices_n > 0 && settle_before(t, t->slices[t->slices_n - 1].of.start + t->seconds) < 0)
		return chunk_reason(why, "out of memory");
	/* What was not above a raised floor may have been among the n. */
	if (t->forced > 0 && (t->found < t->n || !(t->best[0].value > t->forced)))
		return chunk_reason(why, "--top %zu: more than %u values would have to be kept to tell which "
		    "of them are apart: bin-average or subsample before makes fewer, or ask for fewer",
		    t->n, TOP_CANDIDATES);
	qsort(t->best, t->found, sizeof *t->best, in_order);
	*values = t->best;
	*found = t->found;
	return 0;
}
