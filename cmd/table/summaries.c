/* SPDX-License-Identifier: BSD-2-Clause */
/* summaries.c - the series of places: a line of CSV for each field and place. */
#include "table/summaries.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/csv.h"
#include "table/summary.h"

/* What a field has in a place. */
struct result {
	struct summary v;
	bool is_time;
	int64_t time;                   /* the latest, if they are times */
};

static bool
is_wanted(const struct summaries *s, const struct chunk *c)
{
	return c->kind != CHUNK_FIELD || s->layer == NULL || strcmp(c->layer, s->layer) == 0;
}

/* ---- The source, work and sink of chunk_flow() ------------------------- */

static int
source(void *arg, struct chunk *c, char *why)
{
	const struct summaries *s = arg;

	return cmd_source(s->cmd, s->in, c, why);
}

/* Replaces the values of a field by a result for each place. */
static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct summaries *s = arg;
	const struct chunk_header *h = chunk_header(s->in);
	bool of_times = units_are_times(h, in->layer);
	char start[CHUNK_TIME_MAX];
	struct result *r;
	const char *units;
	double times;

	chunk_describe(out, in);
	if (in->kind != CHUNK_FIELD || !is_wanted(s, in))
		return 0;
	r = chunk_unpack(in) < 0 ? NULL : chunk_room(out, s->places->n * sizeof *r);
	if (r == NULL)
		return chunk_reason(why, "out of memory");
	times = units_of_layer(h, in->layer, s->units, &units);
	for (const struct place *at = s->places->at; at < s->places->at + s->places->n; at++, r++) {
		r->v = summary_of(h, in, at, times);
		r->is_time = of_times && r->v.count > 0 && summary_time(h, in, at, &r->time);
		if (r->v.count > 0 && !r->is_time && (!isfinite(r->v.mean) || !isfinite(r->v.max)))
			return chunk_reason(why, "%s: %s has an infinite value, which rain cannot be",
			    chunk_time_text(in->start, start), at->cell);
	}
	return 0;
}

/* Writes the mean and the maximum of a place. */
static void
put_values(const struct summaries *s, const struct place *at, const struct result *r)
{
	char latest[CHUNK_TIME_MAX];

	if (r->is_time) {
		chunk_time_text(r->time, latest);
		fprintf(s->to, ",%s,%s", at->cells.count == 1 ? latest : "", latest);
	} else {
		csv_put_number(s->to, r->v.mean);
		csv_put_number(s->to, r->v.max);
	}
}

void
summaries_end_line(FILE *to, const struct cycle *cycle, int64_t start)
{
	char group[CYCLE_LABEL_MAX];

	if (cycle->kind != CYCLE_NONE)
		fprintf(to, ",%s", cycle_label(cycle, start, group));
	putc('\n', to);
}

/* Writes the lines of a record; a gap has no values. */
static void
write_lines(const struct summaries *s, const struct chunk *c)
{
	const struct chunk_header *h = chunk_header(s->in);
	const struct result *results = c->kind == CHUNK_FIELD ? c->data : NULL;
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	const char *units;
	char *cell, *layer;

	units_of_layer(h, c->layer, s->units, &units);
	if (units_are_times(h, c->layer))
		units = "UTC";
	cell = csv_cell(units != NULL ? units : "");
	layer = csv_cell(c->layer);
	chunk_time_text(c->start, start);
	chunk_time_text(c->end, end);
	for (size_t i = 0; i < s->places->n; i++) {
		const struct place *at = &s->places->at[i];
		size_t count = results != NULL ? results[i].v.count : 0;

		fprintf(s->to, "%s,%s,%s,%s,%s", start, end, at->cell, layer, cell);
		if (count > 0)
			put_values(s, at, &results[i]);
		fprintf(s->to, "%s,%zu,%" PRIu64 ",%" PRIu32 ",%" PRIu32, count > 0 ? "" : ",,",
		    count, at->cells.count, c->have, c->expected);
		summaries_end_line(s->to, s->cycle, c->start);
	}
	free(cell);
	free(layer);
}

/*
 * A gap in the time of a field, such as a bin, which counts it already, comes
 * after that field, and needs no lines of its own.
 */
static int
sink(void *arg, struct chunk *c, char *why)
{
	struct summaries *s = arg;

	if (!is_wanted(s, c)) {
		s->other = true;
		return 0;
	}
	if (c->kind == CHUNK_FIELD || !s->any || c->start >= s->covered)
		write_lines(s, c);
	if (c->kind == CHUNK_FIELD && (!s->any || c->end > s->covered)) {
		s->any = true;
		s->covered = c->end;
	}
	if (!ferror(s->to))
		return 0;
	return chunk_reason(why, "%s: cannot write: %s", cmd_name(s->file), strerror(errno));
}

void
summaries_write(struct summaries *s)
{
	struct chunk_flow flow = { .source = source, .work = work, .sink = sink, .arg = s };
	char why[CHUNK_WHY_MAX];

	fprintf(s->to, "start,end,name,layer,units,mean,max,count,cells,have,expected%s\n",
	    s->cycle->kind != CYCLE_NONE ? ",group" : "");
	flow.record = chunk_field_size(chunk_header(s->in)) + s->places->n * sizeof(struct result);
	chunk_keep_packed(s->in);               /* the threads unpack */
	if (chunk_flow(&flow, cmd_pool(s->cmd), why) < 0)
		cmd_fail("%s", why);
}
