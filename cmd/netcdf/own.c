/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * own.c - files that chunk2nc wrote: all layers as one stream, with the gaps
 * and the numbers of images that it had.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netcdf/state.h"

void
own_free(struct own *own)
{
	if (own == NULL)
		return;
	chunk_header_free(own->header);
	free(own->have);
	free(own->expected);
	free(own->text);
	free(own->gaps);
	free(own);
}

/* ---- What a file says -------------------------------------------------- */

/* Where times begin and end, to the second. */
static bool
read_times(int file, size_t n, int64_t window, struct times *t)
{
	static const char *const calendars[] = { "standard", "gregorian",
		"proleptic_gregorian", NULL };
	long long *pairs, *starts;
	char *units, *calendar;
	bool sound;
	int id;

	if (nc_inq_varid(file, "time", &id) != NC_NOERR || (units = mark_text(file, id, "units")) == NULL)
		return false;
	calendar = mark_text(file, id, "calendar");
	sound = mark_since(units) && (calendar == NULL || variable_is_one_of(calendar, calendars));
	free(units);
	free(calendar);
	if (!sound || (pairs = mark_whole(file, "time_bnds", n, 2, sizeof *pairs)) == NULL)
		return false;
	starts = mark_whole(file, "time", n, 1, sizeof *starts);
	*t = (struct times){ .by = { .calendar = NCTIME_STANDARD, .unit = 1 }, .n = n,
	    .bounded = true,
		.start = calloc(n, sizeof *t->start), .end = calloc(n, sizeof *t->end) };
	sound = starts != NULL && t->start != NULL && t->end != NULL;
	for (size_t i = 0; i < n && sound; i++) {
		/* The bounds of windows overlap; those of records do not. */
		t->start[i] = window > 0 ? starts[i] : pairs[2 * i];
		t->end[i] = pairs[2 * i + 1];
		sound = (window == 0 || t->end[i] - pairs[2 * i] == window) &&
		    t->start[i] < t->end[i] && (i == 0 || t->start[i] >= t->end[i - 1]);
	}
	free(pairs);
	free(starts);
	if (!sound)
		times_free(t);
	return sound;
}

static bool
read_own(int file, size_t n, struct own *own)
{
	char *text = mark_text(file, NC_GLOBAL, MARK_GAPS);

	own->have = mark_whole(file, "have", n, 1, sizeof *own->have);
	own->expected = mark_whole(file, "expected", n, 1, sizeof *own->expected);
	own->text = text;
	if (own->have == NULL || own->expected == NULL ||
	    (text != NULL && !mark_gaps(text, &own->gaps, &own->n_gaps)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (own->have[i] > own->expected[i])
			return false;
	return true;
}

/* ---- Whether it still holds -------------------------------------------- */

/*
 * Whether the times of a file are those, or some of those, that were written;
 * `all`: they are all of them.
 */
static bool
times_hold(int file, const struct times *t, const struct own *own, bool *all)
{
	int64_t step = chunk_step(own->header);
	char *text = mark_text(file, NC_GLOBAL, MARK_TIMES);
	struct mark_times now = { 0 }, then;
	bool hold = text == NULL || mark_times_parse(text, &then);
	long long *starts = mark_whole(file, "time", t->n, 1, sizeof *starts);

	for (size_t i = 0; i < t->n && hold; i++) {
		hold = starts != NULL && starts[i] == t->start[i];
		mark_time(&now, step, t->start[i], t->end[i], own->have[i], own->expected[i]);
	}
	*all = hold && text != NULL && now.n == then.n;
	if (hold && text != NULL)
		hold = now.n == then.n ? now.crc == then.crc : now.n < then.n &&
		    now.first >= then.first && now.last <= then.last && (now.steps || !then.steps);
	free(text);
	free(starts);
	return hold;
}

/* What another program changed of a file, so that its marks cannot hold; or NULL. */
static const char *
find_change(const struct reading *r, int file, const struct source *first, size_t n,
    const struct own *own)
{
	bool all;

	if (!times_hold(file, &first->times, own, &all))
		return "its times or numbers of images are others";
	if (!mark_gaps_hold(own->gaps, own->n_gaps, first->times.start, first->times.end,
	    all ? NULL : own->have, first->times.n))
		return "its times are not those that its gaps are of";
	for (size_t i = 0; i < n && r->crs == NULL; i++)
		if (!place_marked(&first[i].variable, own->header))
			return "its CRS is another";
	return NULL;
}

bool
reading_doubts(const struct reading *r, char *why)
{
	const char *doubt = r->state->doubt;

	if (*doubt != '\0')
		chunk_reason(why, "%s", doubt);
	return *doubt != '\0';
}

/* ---- Layers ------------------------------------------------------------ */

/* What turns values of a variable into those of the stream. */
static double
find_factor(const struct variable *v, const struct chunk_header *h, const char *layer)
{
	const char *units = chunk_layer_get(h, layer, "units");
	char why[CHUNK_WHY_MAX];
	double factor;

	return units != NULL && units_convert(v->spelt, units, &factor, why) == 0 ? factor : 1;
}

/* Sets all of a source but its times; false if its variable was changed. */
static bool
set_source(struct reading *r, struct source *s, const struct own *own, char *why)
{
	struct variable *v = &s->variable;

	if (v->n != 3 || v->t != 0 || !mark_means(v->group, v->id, own->header, s->name) ||
	    !place_check(v, chunk_grid(own->header), &s->place) || source_chunks(s, why) < 0 ||
	    packing_read(v, &s->packing, why) < 0)
		return false;
	snprintf(s->place.crs, sizeof s->place.crs, "%s", r->crs != NULL ? r->crs :
	    chunk_get(own->header, "crs") != NULL ? chunk_get(own->header, "crs") : "unknown");
	s->packing.negative = NEGATIVE_RIGHT;
	s->packing.factor = find_factor(v, own->header, s->name);
	s->wide = v->type == NC_DOUBLE;
	return (s->group = strdup("/")) != NULL;
}

/* Adds a source for each variable that is a layer; false if one was changed. */
static bool
add_layers(struct reading *r, int file, const char *path, const struct own *own, char *why)
{
	struct reading_state *state = r->state;
	size_t first = state->n;
	int n;

	if (nc_inq_nvars(file, &n) != NC_NOERR)
		return false;
	for (int id = 0; id < n; id++) {
		char name[CHUNK_LAYER_MAX + 1];
		struct source *s;

		if (!mark_layer(file, id, name))
			continue;
		if ((s = source_add(r, path)) == NULL)
			return false;
		s->layer = state->n - 1 - first;
		strcpy(s->name, name);
		if (!variable_look(file, id, &s->variable) || !set_source(r, s, own, why) ||
		    !read_times(file, s->variable.dims[0].length, mark_window(own->header),
		    &s->times))
			return false;
	}
	for (size_t i = first; i < state->n; i++)
		state->sources[i].layers = state->n - first;
	return state->n > first && state->n - first <= CHUNK_LAYERS_MAX;
}

/* Takes away the sources from `first` on. */
static void
drop(struct reading_state *s, size_t first)
{
	for (; s->n > first; s->n--) {
		struct source *source = &s->sources[s->n - 1];

		free(source->path);
		free(source->group);
		times_free(&source->times);
	}
}

/* Files of one stream have the same layers, and what is compared of streams. */
static int
compare(const struct reading_state *s, size_t first, const struct own *own, char *why)
{
	const struct source *a = &s->sources[0], *b = &s->sources[first];
	char reason[CHUNK_WHY_MAX];

	if (first == 0)
		return 0;
	if (mark_agree(own->header, a->own->header, reason) < 0)
		return chunk_reason(why, "%.600s, as %.200s has", reason, a->path);
	for (size_t i = 0; i < b->layers; i++)
		if (a->layers != b->layers || strcmp(a[i].name, b[i].name) != 0 ||
		    a[i].wide != b[i].wide)
			return chunk_reason(why, "has other layers than %.200s", a->path);
	return 0;
}

/* Whether a file has the marks of chunk2nc, and they can be true. */
static bool
take(struct reading *r, int file, const char *path, struct own *own, char *why)
{
	struct reading_state *s = r->state;
	size_t first = s->n;
	const char *change;

	if (own->header == NULL || chunk_get(own->header, "partial") != NULL ||
	    !add_layers(r, file, path, own, why) || !read_own(file, s->sources[first].times.n, own))
		return false;
	change = find_change(r, file, &s->sources[first], s->n - first, own);
	if (change != NULL && *s->doubt == '\0' && errno != ENOMEM)
		snprintf(s->doubt, sizeof s->doubt, "%.200s: was changed since chunk2nc wrote it, and %s: "
		    "it is read as any other file", path, change);
	return change == NULL;
}

static int
look(struct reading *r, int file, const char *path, struct own *own, char *why)
{
	struct reading_state *s = r->state;
	size_t first = s->n;
	char *text;
	bool memory;

	errno = 0;
	text = mark_text(file, NC_GLOBAL, MARK_STREAM);
	if (text != NULL)
		own->header = mark_header(text);
	free(text);
	if (text == NULL && errno != ENOMEM)
		return 0;
	if (text == NULL || !take(r, file, path, own, why)) {
		memory = errno == ENOMEM;
		drop(s, first);
		return memory ? chunk_reason(why, "out of memory") : 0;
	}
	if (compare(s, first, own, why) < 0) {
		drop(s, first);
		return -1;
	}
	s->sources[first].own = own;
	s->own = true;
	return 1;
}

int
own_look(struct reading *r, int file, const char *path, char *why)
{
	struct own *own = calloc(1, sizeof *own);
	int got;

	if (own == NULL)
		return chunk_reason(why, "out of memory");
	if ((got = look(r, file, path, own, why)) <= 0)
		own_free(own);
	return got;
}

void
own_span(const struct reading_state *s, int64_t *first, int64_t *last)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct own *own = s->sources[i].own;

		if (own == NULL || own->n_gaps == 0)
			continue;
		*first = own->gaps[0].start < *first ? own->gaps[0].start : *first;
		*last = own->gaps[own->n_gaps - 1].end > *last ? own->gaps[own->n_gaps - 1].end :
		    *last;
	}
}

/* ---- Records ----------------------------------------------------------- */

/* A gap as far as it is asked for; 0 if it is not, or is no record. */
static int
cut_gap(struct reading *r, const struct mark_gap *g, struct chunk *c, char *why)
{
	struct reading_state *s = r->state;
	int64_t start = g->start < r->from ? r->from : g->start, end = g->end > r->to ? r->to :
	    g->end;
	uint32_t expected = g->expected;

	if (start >= end)
		return 0;
	if (end > s->reached)
		s->reached = end;
	if (expected == 0 && *g->reason == '\0')
		return 0;
	if (expected > 0 && end - start < g->end - g->start && s->step > 0)
		expected = end - start < s->step ? 1 : (uint32_t)((end - start) / s->step);
	return record_gap(c, start, end, expected, g->reason, why);
}

/*
 * What nothing is said of was cut out by another program, or lies between two
 * files: if the step is known it is missing, as between two streams.
 */
static int
fill(struct reading_state *s, int64_t until, struct chunk *c, char *why)
{
	int64_t start = s->reached;

	if (s->step == 0 || until <= start)
		return 0;
	s->reached = until;
	return record_gap(c, start, until, until - start < s->step ? 1 :
	    (uint32_t)((until - start) / s->step),
	    "missing", why);
}

/* The next field of the file: its layers, time by time. */
static int
next_field(struct reading *r, struct chunk *c, char *why)
{
	struct reading_state *s = r->state;
	const struct source *first = &s->sources[s->at];
	int got = record_read(r, c, s->at + s->layer, s->time, why);

	if (got > 0 && c->end > s->reached)
		s->reached = c->end;
	if (++s->layer == first->layers) {
		s->layer = 0;
		s->time++;
	}
	return got;
}

int
own_next(struct reading *r, struct chunk *c, char *why)
{
	struct reading_state *s = r->state;

	while (s->at < s->n) {
		struct source *first = &s->sources[s->at];
		struct own *own = first->own;
		bool field, gap = own->at_gap < own->n_gaps;
		int64_t start;
		int got;

		if (s->time < first->from)
			s->time = first->from;
		field = s->time < first->to;
		if (!field && !gap) {
			for (size_t i = 0; i < first->layers; i++)
				source_rest(&first[i]);
			s->at += first->layers;
			s->time = 0;
			continue;
		}
		start = field ? first->times.start[s->time] : INT64_MAX;
		gap = gap && s->layer == 0 && own->gaps[own->at_gap].start < start;
		if (gap)
			start = own->gaps[own->at_gap].start;
		if (s->layer == 0 && start < r->to && (got = fill(s, start, c, why)) != 0)
			return got;
		got = gap ? cut_gap(r, &own->gaps[own->at_gap++], c, why) : next_field(r, c, why);
		if (got != 0)
			return got;
	}
	return fill(s, r->last, c, why);
}
