/* SPDX-License-Identifier: BSD-2-Clause */
/* settle.c - the order of files, the intervals of their fields, and the box. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "netcdf/state.h"

/* ---- Order in time ----------------------------------------------------- */

static int
by_time(const void *a, const void *b)
{
	const struct source *s = a, *t = b;

	if (s->times.start[0] != t->times.start[0])
		return s->times.start[0] < t->times.start[0] ? -1 : 1;
	if (s->number != t->number)
		return s->number < t->number ? -1 : 1;
	return s->layer < t->layer ? -1 : s->layer > t->layer;
}

/* The first time of `b` that is in `a`, too; or just the first. */
static int
tell_overlap(const struct source *a, const struct source *b, char *why)
{
	const struct times *s = &a->times, *t = &b->times;
	char when[CHUNK_TIME_MAX];

	for (size_t i = 0, k = 0; i < s->n && k < t->n; )
		if (s->start[i] == t->start[k])
			return chunk_reason(why, "%.200s: %s is in %.200s already", b->path,
			    chunk_time_text(t->start[k], when), a->path);
		else if (s->start[i] < t->start[k])
			i++;
		else
			k++;
	return chunk_reason(why, "%.200s: its times, from %s on, lie between those of %.200s", b->path,
	    chunk_time_text(t->start[0], when), a->path);
}

/* From seconds of the files' calendar to those of ours. */
static void
make_real(struct times *t)
{
	for (size_t i = 0; i < t->n; i++) {
		t->start[i] = nctime_start(&t->by, t->start[i]);
		t->end[i] = nctime_end(&t->by, t->end[i]);
	}
}

/* Where the last time of a file ends. */
static int64_t
end_of(const struct source *s)
{
	return s->times.end[s->times.n - 1];
}

static int
place_times(struct reading *r, char *why)
{
	struct reading_state *s = r->state;
	static const enum stamp asked[] = { [READING_UNSAID] = STAMP_UNSAID,
		[READING_START] = STAMP_START, [READING_MID] = STAMP_MID,
		[READING_END] = STAMP_END };
	char reason[CHUNK_WHY_MAX];

	s->stamps.asked = r->cumulative ? STAMP_END : asked[r->stamp];
	s->stamps.asked_step = r->step;
	s->stamps.amounts = s->sources[0].variable.units.kind == UNITS_AMOUNT;
	for (size_t i = 0; i < s->n; i++)
		stamps_add(&s->stamps, &s->sources[i].times);
	for (size_t i = 0; i < s->n; i++) {
		struct source *source = &s->sources[i];

		if (stamps_place(&s->stamps, &source->times, source->variable.name,
		    source->variable.spelt, reason) < 0)
			return source_reason(source, INT64_MIN, reason, why);
		make_real(&source->times);
		if (i > 0 && source->layer == 0 &&
		    source->times.start[0] < end_of(&s->sources[i - 1]))
			return tell_overlap(&s->sources[i - 1], source, why);
	}
	return 0;
}

/* Whether an interval has midnight inside, where sums begin anew. */
static bool
holds_midnight(int64_t start, int64_t end)
{
	int64_t clock = (start % DAY + DAY) % DAY;

	return clock + (end - start) > DAY;
}

/* Sums since midnight lose the end of a day of which no time is at 00:00. */
static int
check_midnight(const struct reading *r, const struct source *s, size_t i, char *why)
{
	if (!r->cumulative || !holds_midnight(s->times.start[i], s->times.end[i]))
		return 0;
	return source_reason(s, s->times.end[i], "its step begins before midnight, where the sum begins "
	    "anew: --cumulative day needs a time at 00:00 of each day", why);
}

/* Which times of each file are asked for, and whether all are equally long. */
static int
choose_times(struct reading *r, char *why)
{
	struct reading_state *s = r->state;
	char first[CHUNK_TIME_MAX], last[CHUNK_TIME_MAX];
	bool same = true;

	for (size_t i = 0; i < s->n; i++) {
		struct source *source = &s->sources[i];
		const struct times *t = &source->times;

		while (source->from < t->n && t->start[source->from] < r->from)
			source->from++;
		source->to = source->from;
		for (; source->to < t->n && t->start[source->to] < r->to; source->to++) {
			int64_t step = t->end[source->to] - t->start[source->to];

			if (check_midnight(r, source, source->to, why) < 0)
				return -1;
			if (r->fields++ == 0) {
				r->first = t->start[source->to];
				s->step = step;
			}
			same = same && step == s->step;
			r->last = t->end[source->to];
		}
	}
	if (r->fields == 0)
		return chunk_reason(why, "no time of the files is between --from and --to: they are from "
		    "%s to %s", chunk_time_text(s->sources[0].times.start[0], first),
		    chunk_time_text(end_of(&s->sources[s->n - 1]), last));
	if (!same || s->step > 366 * DAY)
		s->step = 0;
	if (s->own) {
		s->step = chunk_step(s->sources[0].own->header);
		own_span(s, &r->first, &r->last);
	}
	if (r->from != INT64_MIN)
		r->first = r->from;
	if (r->to != INT64_MAX && (s->own || r->to > r->last))
		r->last = r->to;
	return 0;
}

/* ---- The box ----------------------------------------------------------- */

static bool
find_lonlat(void *arg, struct point xy, struct point *lonlat)
{
	return projection_inverse(arg, xy, lonlat);
}

static int
find_part(const struct reading *r, const struct place *p, struct box_part *part, char *why)
{
	struct projection *projection;
	int status;

	if (!r->has_box) {
		*part = box_whole(&p->grid);
		return 0;
	}
	if (p->degrees && strstr(p->crs, "+pm=") != NULL)
		return chunk_reason(why, "--bbox: its longitudes do not count from Greenwich, but as %.200s "
		    "says: --crs says otherwise", p->crs);
	if (p->degrees)
		return box_of_degrees(&p->grid, &r->box, part, why);
	if (strcmp(p->crs, "unknown") == 0)
		return chunk_reason(why, "--bbox: the CRS of its grid is unknown: --crs says it");
	if ((projection = projection_open(p->crs, why)) == NULL)
		return -1;
	status = box_of_projected(&p->grid, find_lonlat, projection, &r->box, part, why);
	projection_close(projection);
	return status;
}

static int
choose_cells(struct reading *r, char *why)
{
	struct reading_state *s = r->state;
	const struct chunk_grid *g = &s->part.grid;

	if (find_part(r, &s->sources[0].place, &s->part, why) < 0)
		return -1;
	if (g->rows > CHUNK_SIDE_MAX || g->cols > CHUNK_SIDE_MAX ||
	    (uint64_t)g->rows * g->cols > CHUNK_CELLS_MAX)
		return chunk_reason(why, "has %u rows x %u columns, and a stream at most %u cells: --bbox "
		    "takes a part", g->rows, g->cols, CHUNK_CELLS_MAX);
	return 0;
}

/* ---- All --------------------------------------------------------------- */

/* What --rate and --cumulative need. */
static int
check_options(const struct reading *r, char *why)
{
	const struct reading_state *s = r->state;

	if (r->cumulative && s->sources[0].variable.units.kind != UNITS_AMOUNT)
		return chunk_reason(why, "--cumulative: %s is in %s, which is no amount",
		    s->sources[0].variable.name, s->sources[0].variable.spelt);
	if (r->rate && s->sources[0].variable.units.kind == UNITS_DBZ)
		return chunk_reason(why, "--rate: %s is in dBZ, which is no amount: write GeoTIFFs, and "
		    "tif2rain makes rain of them", s->sources[0].variable.name);
	return 0;
}

int
reading_settle(struct reading *r, char *why)
{
	struct reading_state *s = r->state;
	char reason[CHUNK_WHY_MAX];

	if (check_options(r, reason) < 0)
		return source_reason(&s->sources[0], INT64_MIN, reason, why);
	qsort(s->sources, s->n, sizeof *s->sources, by_time);
	if (place_times(r, why) < 0 || choose_times(r, why) < 0)
		return -1;
	if (choose_cells(r, reason) < 0)
		return source_reason(&s->sources[0], INT64_MIN, reason, why);
	r->record = 0;
	for (size_t i = 0; i < s->n; i++) {
		size_t size = slabs_size(s, &s->sources[i]);

		s->sources[i].block = slabs_block(&s->sources[i], &s->part);
		r->record = size > r->record ? size : r->record;
	}
	r->record = (r->cumulative ? 2 : 1) * r->record +
	    sizeof(float) * s->part.grid.rows * s->part.grid.cols;
	s->reached = r->first;
	s->before_end = INT64_MIN;
	return 0;
}
