/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report-text.c - a stream in lines for people: keys and values, then a table
 * of records.
 */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cli/cmd.h"
#include "grid/geometry.h"
#include "grid/units.h"
#include "info/report.h"

/* Text from a file, without control characters. */
static void
put_plain(FILE *to, const char *text, size_t n)
{
	for (; n > 0 && *text; n--, text++)
		putc(iscntrl((unsigned char)*text) ? '?' : *text, to);
}

/* A key in a column of its own. */
static void
put_key(FILE *to, int width, const char *key, size_t length)
{
	put_plain(to, key, length);
	fprintf(to, "%*s", length < (size_t)width ? width + 2 - (int)length : 2, "");
}

/* A long value is cut. */
static void
put_value(FILE *to, const char *value, size_t length)
{
	enum { LONGEST = 96, CUT = 76 };

	put_plain(to, value, length <= LONGEST ? length : CUT);
	if (length > LONGEST)
		fprintf(to, "... (%zu bytes)", length);
	putc('\n', to);
}

static void
put_corner(FILE *to, int width, const char *which, const struct chunk_grid *g, double row,
    double col)
{
	struct point p = grid_point(g, row, col);

	fprintf(to, "%-*s  %.10g %.10g\n", width, which, p.x, p.y);
}

/* Two corners are enough, unless the grid is rotated. */
static void
put_corners(FILE *to, int width, const struct chunk_grid *g)
{
	put_corner(to, width, "upper left", g, 0, 0);
	if (grid_is_rotated(g)) {
		put_corner(to, width, "upper right", g, 0, g->cols);
		put_corner(to, width, "lower left", g, g->rows, 0);
	}
	put_corner(to, width, "lower right", g, g->rows, g->cols);
}

/*
 * The table in short: how many codes, from what to what value, and which are
 * missing.
 */
static void
put_table(FILE *to, int width, const float *table, uint32_t n)
{
	uint32_t missing = 0, shown = 0;
	float min = INFINITY, max = -INFINITY;

	for (uint32_t i = 0; i < n; i++) {
		missing += isnan(table[i]);
		min = table[i] < min ? table[i] : min;
		max = table[i] > max ? table[i] : max;
	}
	fprintf(to, "%-*s  %" PRIu32 " codes", width, "table", n);
	if (missing < n)
		fprintf(to, " from %.4g to %.4g", (double)min, (double)max);
	fprintf(to, ", %" PRIu32 " missing%s", missing, missing ? ":" : "");
	for (uint32_t i = 0; i < n && shown < 8; i++)
		if (isnan(table[i]) && ++shown)
			fprintf(to, " %" PRIu32, i);
	fputs(shown < missing ? " ...\n" : "\n", to);
}

/* The length of the longest key, up to 32. */
static int
key_width(const struct chunk_header *h)
{
	size_t width = strlen("lower right");

	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
		if (strcspn(line, "=") > width && strcspn(line, "=") <= 32)
			width = strcspn(line, "=");
	return (int)width;
}

/*
 * The layers are named by the header's keys, layer.NAME.key. The dates of times
 * may have seconds.
 */
void
report_text_widths(struct report *r)
{
	r->layer_width = (int)strlen("layer");
	r->value_width = 9;
	for (const char *line = NULL; (line = chunk_line(r->header, line)) != NULL; ) {
		const char *name = line + strlen("layer."), *dot = NULL;
		char layer[CHUNK_LAYER_MAX + 1] = "";

		if (strncmp(line, "layer.", strlen("layer.")) != 0)
			continue;
		for (const char *p = name; *p != '=' && *p != '\0'; p++)
			dot = *p == '.' ? p : dot;
		if (dot == NULL || dot - name > (int)CHUNK_LAYER_MAX)
			continue;
		memcpy(layer, name, (size_t)(dot - name));
		if (dot - name > r->layer_width)
			r->layer_width = (int)(dot - name);
		if (units_are_times(r->header, layer))
			r->value_width = (int)strlen("2020-11-01T12:00:30Z");
	}
}

void
report_text_header(const struct report *r)
{
	const char *key = "history", *value;
	uint32_t codes;
	const float *table = chunk_table(r->header, &codes);
	int width = key_width(r->header);

	for (const char *line = NULL; (line = chunk_line(r->header, line)) != NULL; ) {
		size_t n = strcspn(line, "=");

		if (strncmp(line, "history=", 8) == 0)
			continue;
		put_key(r->to, width, line, n);
		put_value(r->to, line + n + 1, strlen(line + n + 1));
	}
	if (r->cells)
		put_corners(r->to, width, chunk_grid(r->header));
	if (table != NULL)
		put_table(r->to, width, table, codes);
	for (size_t i = 0; (value = chunk_nth(r->header, "history", i)); i++, key = "") {
		put_key(r->to, width, key, strlen(key));
		put_value(r->to, value, strlen(value));
	}
	fprintf(r->to, "\n%-5s  %-17s  %-17s  %s%-*s  %-4s  %9s  %8s  %*s  %*s  %*s\n", "kind",
	    "start", "end", r->cycle.kind != CYCLE_NONE ? "group  " : "", r->layer_width, "layer",
	    "type", "have", "missing", r->value_width, "min", r->value_width, "mean",
	    r->value_width, "max");
}

const char *
report_kind(enum chunk_kind kind)
{
	static const char *const kinds[] = { "", "field", "image", "gap" };

	return kinds[kind];
}

const char *
report_date(double seconds, char *text)
{
	/* The years 1 to 9999, which are all that a stream has. */
	if (!(seconds >= -62135596800.0 && seconds < 253402300800.0))
		return NULL;
	return chunk_time_text((int64_t)floor(seconds), text);
}

const char *
report_type(enum chunk_type type)
{
	static const char *const types[] = { "-", "u8", "u16", "f32", "f64" };

	return types[type];
}

/* A value in a column, or the date that it is. */
static void
put_number(const struct report *r, double value, bool time)
{
	char text[CHUNK_TIME_MAX];

	if (isnan(value))
		strcpy(text, "-");
	else if (!time || report_date(value, text) == NULL)
		snprintf(text, sizeof text, "%.4g", value);
	fprintf(r->to, "  %*s", r->value_width, text);
}

void
report_text_record(const struct report *r, const struct chunk *c)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], have[24], group[CYCLE_LABEL_MAX];

	snprintf(have, sizeof have, "%" PRIu32 "/%" PRIu32, c->have, c->expected);
	fprintf(r->to, "%-5s  %-17s  %-17s  ", report_kind(c->kind),
	    chunk_time_text(c->start, start), chunk_time_text(c->end, end));
	if (r->cycle.kind != CYCLE_NONE)
		fprintf(r->to, "%-5s  ", cycle_label(&r->cycle, c->start, group));
	fprintf(r->to, "%-*s  %-4s  %9s  ", r->layer_width, c->layer[0] ? c->layer : "-",
	    report_type(c->type), have);
	if (c->kind == CHUNK_FIELD) {
		const struct summary *s = c->data;
		bool time = units_are_times(r->header, c->layer);

		fprintf(r->to, "%6.2f %%",
		    100.0 * (double)(r->cells - s->valid) / (double)r->cells);
		put_number(r, s->min, time);
		put_number(r, s->mean, time);
		put_number(r, s->max, time);
	} else if (c->kind == CHUNK_BLOB) {
		put_plain(r->to, c->name, sizeof c->name);
		fprintf(r->to, ", %zu bytes", c->size);
	} else {
		put_plain(r->to, c->data, c->size);
	}
	putc('\n', r->to);
}

void
report_text_totals(const struct report *r, const struct chunk_stream *in)
{
	const struct chunk_counts *n = chunk_counts(in);
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	fprintf(r->to, "\ntotal  fields %" PRIu64 ", images %" PRIu64, n->fields, n->blobs);
	fprintf(r->to, ", gaps %" PRIu64 " (steps %" PRIu64 ")", n->gaps, r->missing);
	if (n->fields + n->blobs + n->gaps)
		fprintf(r->to, ", %s to %s", chunk_time_text(n->start, start),
		    chunk_time_text(n->end, end));
	fprintf(r->to, "; bytes %" PRIu64 "\n", n->bytes);
}
