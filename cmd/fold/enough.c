/* SPDX-License-Identifier: BSD-2-Clause */
/* enough.c - whether bins have as many images as they should. */
#include "fold/enough.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"

void
enough_note(struct enough *e, bool pixel, const struct enough_bin *bin)
{
	if (bin->have == 0)
		return;
	if (e->all.have == 0)
		e->all.filled = bin->filled;
	e->all.filled.end = bin->filled.end;
	e->all.have += bin->have;
	e->any |= pixel;
	if (!pixel && bin->have > e->fullest.have)
		e->fullest = *bin;
	if (pixel && e->sums && 2 * bin->have < bin->expected && e->halves++ == 0)
		e->half = *bin;
}

/*
 * "; of the days that there are: -w 10d --origin 2020-11-01" instead of bins like
 * this one; nothing if one bin of all these days would have too few images, too.
 */
static void
say_instead(const struct enough *e, const struct enough_bin *b, char *text, size_t size)
{
	int64_t from = e->all.filled.start, days = (e->all.filled.end - from + DAY - 1) / DAY;
	int64_t length = b->bin.end - b->bin.start;
	double expected = (double)b->expected * (double)(days * DAY) / (double)length;
	char first[CHUNK_TIME_MAX];

	text[0] = '\0';
	if (length <= DAY || e->all.have < e->count || (double)e->all.have < fmax(e->share, 0.5) * expected)
		return;
	chunk_time_text(from, first);
	first[strcspn(first, from % DAY == 0 ? "T" : "Z")] = '\0';
	snprintf(text, size, "; of the days that there are: -w %" PRId64 "d --origin %s",
	    days, first);
}

/* "that from 2020-11-01T00:00Z to 2020-12-01T00:00Z has 864 of 8640", and what to do instead. */
static void
say_bin(const struct enough *e, const struct enough_bin *b, char *text, size_t size)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], instead[100];

	say_instead(e, b, instead, sizeof instead);
	snprintf(text, size, "that from %s to %s has %" PRIu64 " of %" PRIu64 "%s",
	    chunk_time_text(b->bin.start, start), chunk_time_text(b->bin.end, end), b->have, b->expected,
	    instead);
}

void
enough_tell(const struct enough *e)
{
	char text[300];

	if (!e->any && e->fullest.have > 0 && (e->share > 0 || e->count > 0)) {
		say_bin(e, &e->fullest, text, sizeof text);
		cmd_warn("all is missing: no pixel of any bin has as many images as --min-fraction or "
		    "--min-count wants: %s", text);
	} else if (e->halves > 0) {
		say_bin(e, &e->half, text, sizeof text);
		cmd_warn("bins summed from less than half of their images, as if it had rained alike in the "
		    "rest: %" PRIu64 ", such as %s", e->halves, text);
	}
}
