/* SPDX-License-Identifier: BSD-2-Clause */
/* label.c - the lines above the map: their words, and the room they need. */
#include "picture/label.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define HOUR     3600
#define GAP      20                             /* units, at least, between when and what is missing */
#define WORD_MAX 64                             /* bytes of a reason that are shown */
#define DASH     "\u2013"
#define CLOCK_MAX 24                            /* bytes of a time of day and a zone */

/* ---- Words ------------------------------------------------------------- */

static uint32_t
get32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/*
 * Whether a file of tzfile(5) counts leap seconds: in its first header or, in a
 * slim file, in the second, which comes after as much as the first one says. -1
 * if it is no such file.
 */
static int
counts_leaps(int fd)
{
	unsigned char head[44];
	off_t next;

	if (read(fd, head, sizeof head) != sizeof head || memcmp(head, "TZif", 4) != 0)
		return -1;
	if (get32(head + 28) != 0 || head[4] < '2')
		return get32(head + 28) != 0;
	/* UT, standard, leaps, times, types, characters. */
	next = (off_t)sizeof head + get32(head + 20) + get32(head + 24) + 5 * (off_t)get32(head + 32) +
	    6 * (off_t)get32(head + 36) + get32(head + 40);
	return pread(fd, head, sizeof head, next) == sizeof head && get32(head + 28) != 0;
}

/* An unknown zone would be UTC without a word. */
int
label_zone(const char *zone, char *why)
{
	const char *folder = getenv("TZDIR");
	char path[512];
	int fd, leaps;

	snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "/usr/share/zoneinfo", zone);
	if (*zone == '\0' || *zone == '/' || strstr(zone, "..") != NULL || strlen(zone) > 64)
		return chunk_reason(why, "not the name of a time zone, such as Europe/Helsinki");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return chunk_reason(why, "cannot open the time zone %.200s: %s: say a name such as "
		    "Europe/Stockholm", path, strerror(errno));
	leaps = counts_leaps(fd);
	close(fd);
	if (leaps < 0)
		return chunk_reason(why, "not a time zone: %.200s", path);
	/* With them, gmtime() would be half a minute from UTC. */
	if (leaps)
		return chunk_reason(why, "a time zone that counts leap seconds: leave out right/");
	if (setenv("TZ", zone, 1) < 0)
		return chunk_reason(why, "out of memory");
	tzset();
	return 0;
}

/* " UTC", or " in Helsinki", or " in zone EST" of what is no place. */
static void
whose_clock(const char *zone, char *text, size_t size)
{
	const char *city = zone != NULL && strncmp(zone, "Etc/", 4) != 0 ? strrchr(zone, '/') : NULL;

	if (zone == NULL)
		snprintf(text, size, " UTC");
	else if (city != NULL)
		snprintf(text, size, " in %s", city + 1);
	else
		snprintf(text, size, " in zone %s", zone);
	for (; *text; text++)
		if (*text == '_')
			*text = ' ';
}

/* The date and the time of day that clocks in a zone show; NULL for UTC. */
static void
write_moment(int64_t seconds, const char *zone, const char *clock, char *date, char *time)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (zone == NULL)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	/* strftime() would write the year 20 with two digits. */
	snprintf(date, 40, "%04d-%02d-%02d", 1900 + tm.tm_year, tm.tm_mon + 1, tm.tm_mday);
	strftime(time, CLOCK_MAX, clock, &tm);
}

/* Seconds that clocks in the zone are ahead of UTC. */
static long
offset(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	localtime_r(&t, &tm);
	return tm.tm_gmtoff;
}

void
label_interval(int64_t start, int64_t end, const char *zone, char *text)
{
	bool minutes = start % 60 == 0 && end % 60 == 0;
	const char *clock = minutes ? "%H:%M" : "%H:%M:%S", *midnight = minutes ? "00:00" : "00:00:00";
	char date[2][40], time[2][CLOCK_MAX], whose[80], last[CLOCK_MAX];
	bool days, whole;

	/* Where clocks are changed in between, each time says which it is. */
	if (zone != NULL && offset(start) != offset(end))
		clock = minutes ? "%H:%M %Z" : "%H:%M:%S %Z";
	write_moment(start, zone, clock, date[0], time[0]);
	write_moment(end, zone, clock, date[1], time[1]);
	whose_clock(zone, whose, sizeof whose);
	/* Also if their zone follows, where clocks were changed in between. */
	whole = strncmp(time[1], midnight, strlen(midnight)) == 0;
	days = whole && strncmp(time[0], midnight, strlen(midnight)) == 0;
	/* A day ends at 24:00, not at 00:00 of the next one; of several, the last is the end. */
	if (whole && (days || end - start <= DAY)) {
		write_moment(end - 1, zone, clock, date[1], last);
		memcpy(time[1], "24", 2);
	}
	if (strcmp(date[0], date[1]) == 0)
		snprintf(text, LABEL_MAX, "%s %s" DASH "%s%s", date[0], time[0], time[1], whose);
	else if (days)
		snprintf(text, LABEL_MAX, "%s " DASH " %s%s", date[0], date[1], whose);
	else
		snprintf(text, LABEL_MAX, "%s %s " DASH " %s %s%s", date[0], time[0], date[1], time[1],
		    whose);
}

void
label_when(const struct cycle *cycle, int64_t start, int64_t end, char *text)
{
	char words[CYCLE_LABEL_MAX], span[LABEL_MAX];

	if (cycle->kind == CYCLE_NONE) {
		label_interval(start, end, NULL, text);
		return;
	}
	cycle_words(cycle, start, words);
	label_interval(cycle->span.start, cycle->span.end, NULL, span);
	/* An hour says itself that it is of UTC. */
	if (cycle->kind == CYCLE_HOUR && strlen(span) > 4)
		span[strlen(span) - 4] = '\0';
	snprintf(text, LABEL_MAX, "%s, %.200s", words, span);
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

/* Whether there is a line with the clocks of a zone, which groups of UTC have none of. */
static bool
has_zone(const struct label *l)
{
	return l->zone != NULL && l->cycle.kind == CYCLE_NONE;
}

static int
interval_width(const struct label *l, struct sheet *s, int64_t start, int64_t end)
{
	char text[LABEL_MAX];
	int utc, local = 0;

	label_when(&l->cycle, start, end, text);
	utc = sheet_width(s, SHEET_TIME, text);
	if (has_zone(l)) {
		label_interval(start, end, l->zone, text);
		local = sheet_width(s, SHEET_PLAIN, text);
	}
	return larger(utc, local);
}

/*
 * The longest interval. Bins that divide the day, or are whole days, never
 * cross midnight; others, and gaps, may. All digits have the same width.
 */
static int
widest_interval(const struct label *l, struct sheet *s, const struct chunk *first)
{
	int64_t start = first->start, end = first->end, length = end - start;
	int64_t odd = start % 60 || end % 60 || chunk_step(l->header) % 60 ? 1 : 0;
	int width = 0;
	bool in_a_day = DAY % length == 0 && start % length == 0,
	     of_days = start % DAY == 0 && end % DAY == 0;

	for (int i = 0; l->cycle.kind != CYCLE_NONE && i < cycle_groups(&l->cycle); i++) {
		width = larger(width, interval_width(l, s, start, end));
		start = cycle_at(&l->cycle, start).end;
	}
	if (l->cycle.kind != CYCLE_NONE)
		return width;
	if (l->gaps || l->zone != NULL || !(in_a_day || of_days))
		return interval_width(l, s, HOUR + odd, DAY + HOUR + odd);
	return larger(interval_width(l, s, odd, HOUR + odd), interval_width(l, s, 0, 2 * DAY));
}

/* A longer month expects up to a ninth more images: at most one more digit. */
static int
widest_notice(const struct label *l, struct sheet *s, const struct chunk *first)
{
	uint32_t ninth = first->expected / 9, room = UINT32_MAX - first->expected;
	uint32_t most = first->expected + (ninth < room ? ninth : room);
	int width, damaged = sheet_width(s, SHEET_TIME, "damaged");
	char text[LABEL_MAX];

	count(most, most, text);
	width = sheet_width(s, SHEET_TIME, text);
	return l->gaps && !label_fits_map(l, s, "damaged") ? larger(width, damaged) : width;
}

/*
 * There is always room for the date at which an interval begins, and for any
 * count.
 */
static int
least_width(struct sheet *s)
{
	char text[LABEL_MAX];

	count(UINT32_MAX, UINT32_MAX, text);
	return sheet_width(s, SHEET_TIME, "2020-11-01") + sheet_width(s, SHEET_TIME, "...") + s->unit +
	    sheet_width(s, SHEET_TIME, text);
}

int
label_width(const struct label *l, struct sheet *s, const struct chunk *first)
{
	int usual = widest_interval(l, s, first) + widest_notice(l, s, first);

	return larger(usual, least_width(s)) + GAP * s->unit;
}

int
label_height(const struct label *l, const struct sheet *s)
{
	return sheet_line(s, SHEET_TIME) + (has_zone(l) ? sheet_line(s, SHEET_PLAIN) : 0);
}

bool
label_fits_map(const struct label *l, struct sheet *s, const char *word)
{
	return sheet_width(s, SHEET_WORD, word) <= l->map_width &&
	    sheet_line(s, SHEET_WORD) <= l->map_height;
}

/* ---- Drawing ----------------------------------------------------------- */

/* Cuts a text that is too wide, and ends it with dots. */
static void
cut(struct sheet *s, enum sheet_size size, int width, char *text)
{
	static const char dots[] = "...";
	size_t n;

	if (sheet_width(s, size, text) <= width)
		return;
	n = sheet_fit(s, size, width - sheet_width(s, size, dots) - s->unit, text);
	if (n > LABEL_MAX - sizeof dots)
		n = LABEL_MAX - sizeof dots;
	memcpy(text + n, dots, sizeof dots);
}

void
label_draw(const struct label *l, struct sheet *s, int left, int right, int y,
    const struct chunk *c, const char *notice)
{
	int u = s->unit, end = right;
	char interval[LABEL_MAX], what[LABEL_MAX];

	canvas_fill(&s->canvas, 0, y - 2 * u, s->canvas.width, label_height(l, s), PALETTE_PAGE);
	label_when(&l->cycle, c->start, c->end, interval);
	if (*notice) {
		int rest = right - left - sheet_width(s, SHEET_TIME, interval) - GAP * u;

		/* A count is never cut; a reason is, down to one word. */
		snprintf(what, sizeof what, "%s", notice);
		if (c->kind == CHUNK_GAP)
			cut(s, SHEET_TIME, larger(rest, sheet_width(s, SHEET_TIME, "damaged")), what);
		end -= sheet_width(s, SHEET_TIME, what);
		sheet_write(s, SHEET_TIME, end, y, PALETTE_ALERT, what);
		end -= GAP * u;
	}
	cut(s, SHEET_TIME, end - left, interval);
	sheet_write(s, SHEET_TIME, left, y, PALETTE_INK, interval);
	if (has_zone(l)) {
		label_interval(c->start, c->end, l->zone, interval);
		cut(s, SHEET_PLAIN, right - left, interval);
		sheet_write(s, SHEET_PLAIN, left, y + sheet_line(s, SHEET_TIME), PALETTE_FAINT, interval);
	}
}
