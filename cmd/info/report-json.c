/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report-json.c - a stream as one JSON document, which closes only when the
 * stream was sound.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/json.h"
#include "grid/units.h"
#include "info/report.h"

/* What is not finite is null in JSON. */
static void
put_number(FILE *to, const char *before, double value, int digits)
{
	fputs(before, to);
	if (isfinite(value))
		fprintf(to, "%.*g", digits, value);
	else
		fputs("null", to);
}

/* A number, or the date that it is. */
static void
put_value(FILE *to, const char *before, double value, int digits, bool time)
{
	char text[CHUNK_TIME_MAX];

	if (time && report_date(value, text) != NULL)
		fprintf(to, "%s\"%s\"", before, text);
	else
		put_number(to, before, value, digits);
}

void
report_json_header(const struct report *r)
{
	const char *value, *comma = "";
	uint32_t codes;
	const float *table = chunk_table(r->header, &codes);

	fputs("{\"header\": {", r->to);
	for (const char *line = NULL; (line = chunk_line(r->header, line)) != NULL; ) {
		size_t key = strcspn(line, "=");

		if (strncmp(line, "history=", 8) == 0)
			continue;
		fprintf(r->to, "%s\n  ", comma);
		json_string(r->to, line, key);
		fputs(": ", r->to);
		json_string(r->to, line + key + 1, strlen(line + key + 1));
		comma = ",";
	}
	fputs("},\n\"history\": [", r->to);
	for (size_t i = 0; (value = chunk_nth(r->header, "history", i)); i++) {
		fputs(i ? ",\n  " : "\n  ", r->to);
		json_string(r->to, value, strlen(value));
	}
	fputs("],\n\"table\": [", r->to);
	for (uint32_t i = 0; i < codes; i++)
		put_number(r->to, i ? ", " : "", (double)table[i], 9);
	fputs("],\n\"records\": [", r->to);
}

void
report_json_record(const struct report *r, const struct chunk *c)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], group[CYCLE_LABEL_MAX];

	fprintf(r->to,
	    "%s\n  {\"kind\": \"%s\", \"start\": \"%s\", \"end\": \"%s\", \"have\": %" PRIu32
	    ", \"expected\": %" PRIu32,
	    r->records ? "," : "", report_kind(c->kind), chunk_time_text(c->start, start),
	    chunk_time_text(c->end, end), c->have, c->expected);
	if (r->cycle.kind != CYCLE_NONE)
		fprintf(r->to, ", \"group\": \"%s\"", cycle_label(&r->cycle, c->start, group));
	if (c->kind == CHUNK_FIELD) {
		const struct summary *s = c->data;

		fprintf(r->to,
		    ", \"layer\": \"%s\", \"type\": \"%s\", \"cells\": %zu, \"missing\": %zu",
		    c->layer, report_type(c->type), r->cells, r->cells - s->valid);
		bool time = units_are_times(r->header, c->layer);
		int digits = c->type == CHUNK_F64 ? 17 : 9;

		put_value(r->to, ", \"min\": ", s->min, digits, time);
		put_value(r->to, ", \"mean\": ", s->mean, 17, time);
		put_value(r->to, ", \"max\": ", s->max, digits, time);
	} else if (c->kind == CHUNK_BLOB) {
		fputs(", \"name\": ", r->to);
		json_string(r->to, c->name, sizeof c->name);
		fprintf(r->to, ", \"bytes\": %zu", c->size);
	} else {
		fputs(", \"reason\": ", r->to);
		json_string(r->to, c->data, c->size);
	}
	putc('}', r->to);
}

void
report_json_totals(const struct report *r, const struct chunk_stream *in)
{
	const struct chunk_counts *n = chunk_counts(in);

	fprintf(r->to, "],\n\"fields\": %" PRIu64 ", \"images\": %" PRIu64 ", \"gaps\": %" PRIu64
	    ", \"missing_steps\": %" PRIu64 ", \"bytes\": %" PRIu64 ",\n\"digest\": \"%08" PRIx32 "\"}\n",
	    n->fields, n->blobs, n->gaps, r->missing, n->bytes, chunk_digest(in));
}
