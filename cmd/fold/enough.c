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

void
enough_tell(const struct enough *e, const struct bins *bins)
{
	const struct enough_bin *b = &e->fullest;
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], instead[100];

	if (e->any || b->have == 0)
		return;
	say_instead(b, bins, instead, sizeof instead);
	cmd_warn("all is missing: no bin has as many images as --min-fraction or --min-count wants: that "
	    "from %s to %s has %" PRIu64 " of %" PRIu64 "%s", chunk_time_text(b->bin.start, start),
	    chunk_time_text(b->bin.end, end), b->have, b->expected, instead);
}
