/* SPDX-License-Identifier: BSD-2-Clause */
/* mark-gaps.c - the gaps that chunk2nc writes into a file, read again. */
#include "netcdf/mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netcdf/nctime.h"

/* 2020-11-01T12:00Z, also with seconds; false if it is none. */
static bool
parse_time(const char *text, int64_t *t)
{
	int year, month, day, hour, minute, second = 0, n = 0;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &year, &month, &day, &hour, &minute, &n) != 5 ||
	    (text[n] == ':' && sscanf(text + n, ":%2d", &second) != 1))
		return false;
	*t = nctime_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}

/* The byte that \ooo stands for; -1 if it is none. */
static int
octal(const char *text)
{
	int byte = 0;

	for (int i = 1; i <= 3; i++) {
		if (text[i] < '0' || text[i] > '7')
			return -1;
		byte = 8 * byte + text[i] - '0';
	}
	return byte > 0 && byte < 256 ? byte : -1;
}

/* Undoes \ooo, in place. */
static void
plain(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		int byte = *text == '\\' ? octal(text) : -1;

		*to++ = byte >= 0 ? (char)byte : *text;
		text += byte >= 0 ? 3 : 0;
	}
	*to = '\0';
}

static bool
parse_gap(char *line, struct mark_gap *g)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	int n = 0;

	if (sscanf(line, "%39s %39s %" SCNu32 "%n", start, end, &g->expected, &n) != 3 ||
	    line[n] != ' ' || !parse_time(start, &g->start) || !parse_time(end, &g->end) ||
	    g->start >= g->end)
		return false;
	g->reason = line + n + 1;
	plain(g->reason);
	return strlen(g->reason) <= CHUNK_REASON_MAX;
}

bool
mark_gaps(char *text, struct mark_gap **gaps, size_t *n)
{
	size_t room = 1;

	*n = 0;
	for (const char *p = text; *p != '\0'; p++)
		room += *p == '\n';
	if ((*gaps = calloc(room, sizeof **gaps)) == NULL)
		return false;
	if (strcmp(text, MARK_NO_GAPS) == 0)
		return true;
	for (char *line; (line = strsep(&text, "\n")) != NULL; )
		if (!parse_gap(line, &(*gaps)[*n]) ||
		    (*n > 0 && (*gaps)[*n].start < (*gaps)[*n - 1].end)) {
			free(*gaps);
			*gaps = NULL;
			*n = 0;
			return false;
		} else {
			++*n;
		}
	return true;
}

bool
mark_gaps_hold(const struct mark_gap *gaps, size_t n_gaps, const int64_t *start,
    const int64_t *end, const uint32_t *have, size_t n)
{
	size_t at = 0;

	for (const struct mark_gap *g = gaps; g < gaps + n_gaps; g++) {
		while (at < n && end[at] <= g->start)
			at++;
		if (at < n && start[at] < g->end && (g->start < start[at] || g->end > end[at] ||
		    (have != NULL && have[at] > 0 && g->start == start[at] && g->end == end[at])))
			return false;
	}
	return true;
}
