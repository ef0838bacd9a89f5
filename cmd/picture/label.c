/* SPDX-License-Identifier: BSD-2-Clause */
/* label.c - the line above the map: its words, and the room it needs. */
#include "picture/label.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"

#define HOUR     3600
#define GAP      (2 * PICTURE_MARGIN)           /* units, at least, between when and what is missing */
#define WORD_MAX 64                             /* bytes of a reason that are shown */

/* ---- Words ------------------------------------------------------------- */

void
label_interval(int64_t start, int64_t end, char *text)
{
	const char *clock = start % 60 == 0 && end % 60 == 0 ? "%H:%M" : "%H:%M:%S";
	bool days = start % DAY == 0 && end % DAY == 0;
	char date[2][40], time[2][16];

	for (int i = 0; i < 2; i++) {
		time_t t = (time_t)(i ? end : start);
		struct tm tm;

		gmtime_r(&t, &tm);
		/* strftime() would write the year 20 with two digits. */
		snprintf(date[i], sizeof date[i], "%04d-%02d-%02d", 1900 + tm.tm_year,
		    tm.tm_mon + 1, tm.tm_mday);
		strftime(time[i], sizeof time[i], clock, &tm);
	}
	/* A day ends at 24:00, not at 00:00 of the next one. */
	if (end - start <= DAY && end % DAY == 0)
		snprintf(text, LABEL_MAX, "%s %s-24:00 UTC", date[0], time[0]);
	else if (strcmp(date[0], date[1]) == 0)
		snprintf(text, LABEL_MAX, "%s %s-%s UTC", date[0], time[0], time[1]);
	else if (days)
		snprintf(text, LABEL_MAX, "%s - %s UTC", date[0], date[1]);
	else
		snprintf(text, LABEL_MAX, "%s %s - %s %s UTC", date[0], time[0], date[1], time[1]);
}

static void
count(uint32_t have, uint32_t expected, char *text)
{
	snprintf(text, LABEL_MAX, "%" PRIu32 "/%" PRIu32, have, expected);
}

void
label_count(uint32_t have, uint32_t expected, char *text)
{
	*text = '\0';
	if (have != expected)
		count(have, expected, text);
}

void
label_reason(const char *reason, char *text)
{
	size_t n = strcspn(reason, ":"), shown = n < WORD_MAX ? n : WORD_MAX;

	/* Not inside a character of several bytes. */
	while (shown < n && shown > 0 && ((unsigned char)reason[shown] & 0xc0) == 0x80)
		shown--;
	snprintf(text, LABEL_MAX, "%.*s%s", (int)shown, reason, shown < n ? "..." : "");
}

/* ---- Room -------------------------------------------------------------- */

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

static int
interval_width(const struct picture *p, int64_t start, int64_t end)
{
	char text[LABEL_MAX];

	label_interval(start, end, text);
	return picture_text_width(p, text);
}

/*
 * The longest interval. Bins that divide the day, or are whole days, never
 * cross midnight; others, and gaps, may. All digits have the same width.
 */
static int
widest_interval(const struct picture *p, const struct chunk *first)
{
	int64_t start = first->start, end = first->end, length = end - start;
	int64_t odd = start % 60 || end % 60 || chunk_step(p->header) % 60 ? 1 : 0;
	bool in_a_day = DAY % length == 0 && start % length == 0,
	     of_days = start % DAY == 0 && end % DAY == 0;

	if (p->gaps || !(in_a_day || of_days))
		return interval_width(p, HOUR + odd, DAY + HOUR + odd);
	return larger(interval_width(p, odd, HOUR + odd), interval_width(p, 0, 2 * DAY));
}

/* A longer month expects up to a ninth more images: at most one more digit. */
static int
widest_notice(const struct picture *p, const struct chunk *first)
{
	uint32_t ninth = first->expected / 9, room = UINT32_MAX - first->expected;
	uint32_t most = first->expected + (ninth < room ? ninth : room);
	char text[LABEL_MAX];
	int width;

	count(most, most, text);
	width = picture_text_width(p, text);
	return p->gaps && !label_fits_map(p, "damaged") ? larger(width, picture_text_width(p, "damaged")) : width;
}

/*
 * There is always room for the date at which an interval begins, and for any
 * count.
 */
static int
least_width(const struct picture *p)
{
	char text[LABEL_MAX];

	count(UINT32_MAX, UINT32_MAX, text);
	return picture_text_width(p, "2020-11-01...") + picture_text_width(p, text);
}

int
label_width(const struct picture *p, const struct chunk *first)
{
	int usual = widest_interval(p, first) + widest_notice(p, first);

	return larger(usual, least_width(p)) + GAP * p->unit;
}

bool
label_fits_map(const struct picture *p, const char *word)
{
	int scale = 2 * p->unit;

	return canvas_text_width(scale, word) <= p->map_width &&
	    CANVAS_FONT * scale <= p->map_height;
}

/* ---- Drawing ----------------------------------------------------------- */

/* Cuts a text that is too wide, and ends it with dots. */
static void
cut(const struct picture *p, int width, char *text)
{
	static const char dots[] = "...";
	size_t n;

	if (picture_text_width(p, text) <= width)
		return;
	/* The space before the dots is a unit wide. */
	n = canvas_text_fit(p->unit, width - picture_text_width(p, dots) - p->unit, text);
	memcpy(text + n, dots, sizeof dots);
}

void
label_draw(struct picture *p, const struct chunk *c, const char *notice)
{
	int u = p->unit, left = p->map_x, right = p->canvas.width - PICTURE_MARGIN * u;
	char interval[LABEL_MAX], what[LABEL_MAX];

	canvas_fill(&p->canvas, 0, p->label_y, p->canvas.width, CANVAS_FONT * u, PALETTE_PAGE);
	label_interval(c->start, c->end, interval);
	if (*notice) {
		int rest = right - left - picture_text_width(p, interval) - GAP * u;

		/* A count is never cut; a reason is, down to one word. */
		snprintf(what, sizeof what, "%s", notice);
		if (c->kind == CHUNK_GAP)
			cut(p, larger(rest, picture_text_width(p, "damaged")), what);
		right -= picture_text_width(p, what);
		picture_text(p, right, p->label_y, PALETTE_ALERT, what);
		right -= GAP * u;
	}
	cut(p, right - left, interval);
	picture_text(p, left, p->label_y, PALETTE_INK, interval);
}
