/* SPDX-License-Identifier: BSD-2-Clause */
/* cycle.c - hours of the day, days of the week, months and seasons of the year. */
#include "fold/cycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"

static const char *const names[] = {
	[CYCLE_HOUR] = "hour",
	[CYCLE_WEEKDAY] = "weekday",
	[CYCLE_MONTH] = "month",
	[CYCLE_SEASON] = "season",
};

struct cycle
cycle_of(enum cycle_kind kind, int64_t origin)
{
	static const struct bins bins[] = {
		[CYCLE_HOUR] = { .kind = BINS_WIDTH, .width = 3600 },
		[CYCLE_WEEKDAY] = { .kind = BINS_WIDTH, .width = DAY },
		[CYCLE_MONTH] = { .kind = BINS_MONTH },
		[CYCLE_SEASON] = { .kind = BINS_SEASON },
	};
	struct cycle c = { .kind = kind, .bins = bins[kind] };

	c.bins.origin = kind == CYCLE_HOUR ? 0 : origin;
	return c;
}

int
cycle_groups(const struct cycle *c)
{
	static const int groups[] = { [CYCLE_HOUR] = 24, [CYCLE_WEEKDAY] = 7, [CYCLE_MONTH] = 12,
		[CYCLE_SEASON] = 4 };

	return groups[c->kind];
}

struct span
cycle_at(const struct cycle *c, int64_t t)
{
	return bins_at(&c->bins, t);
}

int
cycle_group(const struct cycle *c, int64_t t)
{
	time_t start = (time_t)(cycle_at(c, t).start - c->bins.origin);
	struct tm tm;

	gmtime_r(&start, &tm);
	switch (c->kind) {
	case CYCLE_HOUR:
		return tm.tm_hour;
	case CYCLE_WEEKDAY:
		return (tm.tm_wday + 6) % 7;
	case CYCLE_MONTH:
		return tm.tm_mon;
	default:
		return (tm.tm_mon + 1) % 12 / 3;
	}
}

/* ---- Words ------------------------------------------------------------- */

static const char *const days[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday", "Sunday" };
static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
static const char *const seasons[][2] = { { "DJF", "December to February" },
	{ "MAM", "March to May" }, { "JJA", "June to August" }, { "SON", "September to November" } };

const char *
cycle_label(const struct cycle *c, int64_t t, char label[CYCLE_LABEL_MAX])
{
	int group = cycle_group(c, t);

	switch (c->kind) {
	case CYCLE_HOUR:
		snprintf(label, CYCLE_LABEL_MAX, "%02d", group);
		break;
	case CYCLE_WEEKDAY:
		snprintf(label, CYCLE_LABEL_MAX, "%.3s", days[group]);
		break;
	case CYCLE_MONTH:
		snprintf(label, CYCLE_LABEL_MAX, "%.3s", months[group]);
		break;
	default:
		snprintf(label, CYCLE_LABEL_MAX, "%s", seasons[group][0]);
	}
	return label;
}

const char *
cycle_words(const struct cycle *c, int64_t t, char words[CYCLE_LABEL_MAX])
{
	int group = cycle_group(c, t);

	switch (c->kind) {
	case CYCLE_HOUR:
		snprintf(words, CYCLE_LABEL_MAX, "%02d:00-%02d:00 UTC", group, group + 1);
		break;
	case CYCLE_WEEKDAY:
		snprintf(words, CYCLE_LABEL_MAX, "%ss", days[group]);
		break;
	case CYCLE_MONTH:
		snprintf(words, CYCLE_LABEL_MAX, "%s", months[group]);
		break;
	default:
		snprintf(words, CYCLE_LABEL_MAX, "%s", seasons[group][1]);
	}
	return words;
}

/* ---- Headers ----------------------------------------------------------- */

/* Reads "2020-11-01T00:00Z 2020-12-01T00:00Z". */
static bool
read_span(const char *text, struct span *span)
{
	char start[CHUNK_TIME_MAX];
	size_t n = text != NULL ? strcspn(text, " ") : 0;

	if (n == 0 || n >= sizeof start || text[n] == '\0')
		return false;
	memcpy(start, text, n);
	start[n] = '\0';
	/* Where the last year ends, which is no time of a record. */
	if (strcmp(text + n + 1, "10000-01-01T00:00Z") == 0 &&
	    cmd_parse_time("9999-12-31", &span->end)) {
		span->end += DAY;
		return cmd_parse_time(start, &span->start) && span->start < span->end;
	}
	return cmd_parse_time(start, &span->start) && cmd_parse_time(text + n + 1, &span->end) &&
	    span->start < span->end;
}

int
cycle_read(const struct chunk_header *h, struct cycle *c, char *why)
{
	const char *name = chunk_get(h, "climatology");
	const char *origin = chunk_get(h, "climatology_origin");
	struct cycle got = { .kind = CYCLE_NONE };
	char *end = NULL;
	long from = origin != NULL ? strtol(origin, &end, 10) : 0;

	*c = got;
	if (name == NULL)
		return 0;
	if (from < 0 || from >= DAY || (end != NULL && (end == origin || *end != '\0')))
		return chunk_reason(why, "a climatology whose days begin at \"%.40s\", not at 0 to 86399 s",
		    origin);
	for (int kind = CYCLE_HOUR; kind <= CYCLE_SEASON; kind++)
		if (strcmp(name, names[kind]) == 0)
			got = cycle_of((enum cycle_kind)kind, from);
	if (got.kind == CYCLE_NONE)
		return chunk_reason(why, "a climatology by \"%.40s\", not by hour, weekday, month or season",
		    name);
	if (!read_span(chunk_get(h, "climatology_span"), &got.span))
		return chunk_reason(why, "a climatology that does not say over which time: climatology_span");
	*c = got;
	return 1;
}

bool
cycle_of_stream(const struct chunk_stream *in, struct cycle *c)
{
	char why[CHUNK_WHY_MAX];
	int is = cycle_read(chunk_header(in), c, why);

	if (is < 0)
		cmd_fail("%s: %s", chunk_name(in), why);
	return is;
}

void
cycle_write(const struct cycle *c, struct chunk_header *h)
{
	char text[2 * CHUNK_TIME_MAX + 1], start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	chunk_set(h, "climatology", names[c->kind]);
	snprintf(text, sizeof text, "%lld", (long long)c->bins.origin);
	chunk_set(h, "climatology_origin", c->bins.origin != 0 ? text : NULL);
	snprintf(text, sizeof text, "%s %s", chunk_time_text(c->span.start, start),
	    chunk_time_text(c->span.end, end));
	chunk_set(h, "climatology_span", text);
}

struct span
cycle_bounds(const struct cycle *c, int64_t t)
{
	int group = cycle_group(c, t);
	struct span first = cycle_at(c, c->span.start), last = cycle_at(c, c->span.end - 1);

	/* No further than one round of the cycle. */
	for (int i = 0; i < cycle_groups(c) && cycle_group(c, first.start) != group; i++)
		first = cycle_at(c, first.end);
	for (int i = 0; i < cycle_groups(c) && cycle_group(c, last.start) != group; i++)
		last = cycle_at(c, last.start - 1);
	return (struct span){ first.start > c->span.start ? first.start : c->span.start,
		last.end < c->span.end ? last.end : c->span.end };
}
