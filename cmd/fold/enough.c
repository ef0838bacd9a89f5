/* SPDX-License-Identifier: BSD-2-Clause */
/* enough.c - whether any bin has as many images as it should. */
#include "fold/enough.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"

void
enough_note(struct enough *e, bool enough, const struct enough_bin *bin)
{
	if (bin->have == 0)
		return;
	e->any |= enough;
	if (!enough && bin->have > e->fullest.have)
		e->fullest = *bin;
	if (enough && e->sums && bin->have < bin->expected / 2 && e->halves++ == 0)
		e->half = *bin;
}

/* "; of the days that there are: -w 10d --origin 2020-11-01" for bins that are longer than a day. */
static void
say_instead(const struct enough_bin *b, const struct bins *bins, char *text, size_t size)
{
	int64_t from = bins_day(bins, b->filled.start).start,
	    to = bins_day(bins, b->filled.end - 1).end;
	char first[CHUNK_TIME_MAX];

	text[0] = '\0';
	if (b->bin.end - b->bin.start <= DAY)
		return;
	chunk_time_text(from, first);
	first[strcspn(first, from % DAY == 0 ? "T" : "Z")] = '\0';
	snprintf(text, size, "; of the days that there are: -w %" PRId64 "d --origin %s",
	    (to - from) / DAY, first);
}

/* "that from 2020-11-01T00:00Z to 2020-12-01T00:00Z has 864 of 8640", and what to do instead. */
static void
say_bin(const struct enough_bin *b, const struct bins *bins, char *text, size_t size)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], instead[100];

	say_instead(b, bins, instead, sizeof instead);
	snprintf(text, size, "that from %s to %s has %" PRIu64 " of %" PRIu64 "%s",
	    chunk_time_text(b->bin.start, start), chunk_time_text(b->bin.end, end), b->have, b->expected,
	    instead);
}

void
enough_tell(const struct enough *e, const struct bins *bins)
{
	char text[300];

	if (!e->any && e->fullest.have > 0) {
		say_bin(&e->fullest, bins, text, sizeof text);
		cmd_warn("all is missing: no bin has as many images as --min-fraction or --min-count wants: "
		    "%s", text);
	} else if (e->halves > 0) {
		say_bin(&e->half, bins, text, sizeof text);
		cmd_warn("bins summed from less than half of their images, as if it had rained alike in the "
		    "rest: %" PRIu64 ", such as %s", e->halves, text);
	}
}
