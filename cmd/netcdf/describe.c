/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * describe.c - what a series says of itself: the header of its stream, and a
 * line for people.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "clock.h"
#include "netcdf/state.h"

/* Of what time the values are: as the file says, else by its bounds. */
static const char *
find_methods(const struct reading *r)
{
	static const char *const words[] = { "time: point", "time: mean", "time: maximum",
		"time: minimum" };
	const struct reading_state *s = r->state;
	const struct source *first = &s->sources[0];

	if (first->variable.units.kind == UNITS_AMOUNT)
		return r->rate ? "time: mean" : "time: sum";
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(first->method, words[i] + strlen("time: ")) == 0)
			return words[i];
	/* mm per day are of a day. */
	return first->times.bounded || s->step == 0 || s->step >= DAY ? "time: mean" : "time: point";
}

/* The header of a stream that was a file by chunk2nc; what it says of records may not hold. */
static void
describe_own(const struct reading *r, struct chunk_header *h)
{
	const struct reading_state *s = r->state;
	const struct chunk_header *own = s->sources[0].own->header;
	const char *line = chunk_get(h, "history");
	char *tool = line != NULL ? strdup(line) : NULL, key[128];

	chunk_set(h, "history", NULL);
	for (line = NULL; (line = chunk_line(own, line)) != NULL; ) {
		size_t n = strcspn(line, "=");

		snprintf(key, sizeof key, "%.*s", (int)n, line);
		if (n < sizeof key && strcmp(key, "records") != 0)
			chunk_add(h, key, line + n + 1);
	}
	if (tool != NULL)
		chunk_add(h, "history", tool);
	free(tool);
	chunk_set_grid(h, &s->part.grid);
	chunk_set(h, "crs", s->sources[0].place.crs);
	cmd_set_number(h, "records", s->step > 0 && strcmp(find_methods(r), "time: point") == 0 ?
	    (r->last - r->first) / s->step : (int64_t)r->fields);
}

static void
describe(const struct reading *r, struct chunk_header *h)
{
	static const char *const variables[] = { [UNITS_DBZ] = "equivalent_reflectivity_factor",
		[UNITS_RATE] = "rainfall_rate", [UNITS_AMOUNT] = "rainfall_amount" };
	const struct reading_state *s = r->state;
	const struct variable *v = &s->sources[0].variable;
	enum units_kind kind = r->rate ? UNITS_RATE : v->units.kind;
	const char *methods = find_methods(r);
	uint64_t records = r->fields;

	if (s->own) {
		describe_own(r, h);
		return;
	}
	chunk_set_grid(h, &s->part.grid);
	chunk_set(h, "crs", s->sources[0].place.crs);
	chunk_set(h, "variable", variables[kind]);
	chunk_set(h, "units", units_of_stream(kind));
	chunk_set(h, "cell_methods", methods);
	if (s->step > 0) {
		cmd_set_number(h, "step", s->step);
		/* Of instants, each step of a gap counts. */
		if (strcmp(methods, "time: point") == 0)
			records = (uint64_t)((r->last - r->first) / s->step);
	}
	cmd_set_number(h, "records", (int64_t)records);
	chunk_set(h, "quantity", v->name);
	if (s->origin[0] != '\0')
		chunk_set(h, "source", s->origin);
}

void
reading_describe(const struct reading *r, struct chunk_header *h)
{
	describe(r, h);
	if (r->credit != NULL)
		chunk_set(h, "source", r->credit[0] != '\0' ? r->credit : NULL);
}

bool
reading_has_holes(const struct reading *r, char *why)
{
	const struct reading_state *s = r->state;
	int64_t end = INT64_MIN, hole = 0;

	if (s->own)
		return false;
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = s->sources[i].from; k < s->sources[i].to; k++) {
			const struct times *t = &s->sources[i].times;
			int64_t apart = end == INT64_MIN ? 0 : t->start[k] - end;

			if (!t->bounded || (end != INT64_MIN && (apart <= 0 || apart >= s->step ||
			    (hole != 0 && apart != hole))))
				return false;
			hole = apart;
			end = t->end[k];
		}
	if (hole == 0)
		return false;
	chunk_reason(why, "%.200s: its bounds are of %" PRId64 " s and leave out %" PRId64 " s before the "
	    "next, as those of sums by CDO do: cdo settbounds,day a.nc b.nc makes them whole days",
	    s->sources[0].path, s->step, hole);
	return true;
}

bool
reading_lacks_crs(const struct reading *r, char *why)
{
	const struct place *p = &r->state->sources[0].place;

	if (r->state->own || strcmp(p->crs, "unknown") != 0)
		return false;
	chunk_reason(why, "the file does not say the CRS of its grid%s%s%s: --crs says it, such as "
	    "EPSG:3035; without it pictures have no map", *p->mapping != '\0' ?
	    " in words that are known here, but calls it '" : "", p->mapping,
	    *p->mapping != '\0' ? "'" : ", or not in words that are known here");
	return true;
}

const char *
reading_text(const struct reading *r, char *text)
{
	static const char *const stamps[] = { "as asked", "the start of each", "the middle of each",
		"the end of each" };
	const struct reading_state *s = r->state;
	const struct source *first = &s->sources[0];
	const char *times = "from their bounds";

	if (!first->times.bounded) {
		int64_t off = nctime_start(&first->times.by, s->stamps.first) -
		    first->times.start[0];

		times = stamps[off == 0 ? 1 :
		    off == first->times.end[0] - first->times.start[0] ? 3 : 2];
	}
	snprintf(text, CHUNK_WHY_MAX, "%.80s in %s, %u rows x %u columns of %.10g x %.10g, CRS %.200s; "
	    "%" PRIu64 " fields of %zu files, whose times are %s", first->variable.name,
	    first->variable.spelt, s->part.grid.rows, s->part.grid.cols, s->part.grid.affine[1],
	    -s->part.grid.affine[5], first->place.crs, r->fields, s->n, times);
	return text;
}
