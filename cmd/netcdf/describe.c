/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * describe.c - what a series says of itself: the header of its stream, and a
 * line for people.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

void
reading_describe(const struct reading *r, struct chunk_header *h)
{
	static const char *const variables[] = { [UNITS_DBZ] = "equivalent_reflectivity_factor",
		[UNITS_RATE] = "rainfall_rate", [UNITS_AMOUNT] = "rainfall_amount" };
	const struct reading_state *s = r->state;
	const struct variable *v = &s->sources[0].variable;
	enum units_kind kind = r->rate ? UNITS_RATE : v->units.kind;
	const char *methods = find_methods(r);
	uint64_t records = r->fields;
	char number[32];

	chunk_set_grid(h, &s->part.grid);
	chunk_set(h, "crs", s->sources[0].place.crs);
	chunk_set(h, "variable", variables[kind]);
	chunk_set(h, "units", units_of_stream(kind));
	chunk_set(h, "cell_methods", methods);
	if (s->step > 0) {
		snprintf(number, sizeof number, "%" PRId64, s->step);
		chunk_set(h, "step", number);
		/* Of instants, each step of a gap counts. */
		if (strcmp(methods, "time: point") == 0)
			records = (uint64_t)((r->last - r->first) / s->step);
	}
	snprintf(number, sizeof number, "%" PRIu64, records);
	chunk_set(h, "records", number);
	chunk_set(h, "quantity", v->name);
	if (s->origin[0] != '\0')
		chunk_set(h, "source", s->origin);
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
		int64_t off = s->stamps.first - first->times.start[0];

		times = stamps[off == 0 ? 1 :
		    off == first->times.end[0] - first->times.start[0] ? 3 : 2];
	}
	snprintf(text, CHUNK_WHY_MAX, "%.80s in %s, %u rows x %u columns of %.10g x %.10g, CRS %.200s; "
	    "%" PRIu64 " fields of %zu files, whose times are %s", first->variable.name,
	    first->variable.spelt, s->part.grid.rows, s->part.grid.cols, s->part.grid.affine[1],
	    -s->part.grid.affine[5], first->place.crs, r->fields, s->n, times);
	return text;
}
