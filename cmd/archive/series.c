/* SPDX-License-Identifier: BSD-2-Clause */
/* series.c - the images of many files as one series in time, with gaps where there are none. */
#include "archive/series.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

#define DAY 86400

/* ---- What there is ---------------------------------------------------------------------------- */

static void
open_source(struct series *s, const struct source *source)
{
	char why[CHUNK_WHY_MAX];

	s->fd = source_open(source);
	if (images_open(&s->images, s->fd, source_name(source), &s->rule, why) < 0)
		cmd_fail("%s: %s", source->path, why);
}

static void
close_source(struct series *s, const struct source *source)
{
	images_close(&s->images);
	source_close(source, s->fd);
	s->fd = -1;
}

static void
scan(struct series *s, struct source *source)
{
	const struct images *images = &s->images;
	size_t largest;

	open_source(s, source);
	if (images->damaged) {
		cmd_warn("%s: %s: what is left of it is used", source->path, images->wrong);
		s->damaged++;
	} else if (images->matched + images->others == 0) {
		cmd_fail("%s: no images: it has no members", source->path);
	} else if (images->matched == 0) {
		cmd_fail("%s: no images: none of its %" PRIu64 " members has the name of one (see -p)",
		    source->path, images->others);
	}
	source->count = images->count;
	if (source->count > 0) {
		source->first = images->image[0].start;
		source->last = images->image[source->count - 1].start;
	}
	largest = images_largest(images);
	s->largest = largest > s->largest ? largest : s->largest;
	s->matched += images->matched;
	s->others += images->others;
	s->taken += source->count;
	close_source(s, source);
}

static int
by_first(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static void
check_order(const struct source *sources, size_t n)
{
	char first[CHUNK_TIME_MAX], last[CHUNK_TIME_MAX];

	for (const struct source *a = sources, *b = a + 1; b < sources + n; a++, b++)
		if (b->first <= a->last)
			cmd_fail("%s and %s overlap in time, the same day twice? One lasts until %s, one starts at %s",
			    a->path, b->path, chunk_time_text(a->last, last), chunk_time_text(b->first, first));
}

/* The time of all, from the first image or the start of its day to the end of the last one's. */
static void
set_span(struct series *s)
{
	int64_t over;

	s->clock = s->sources.list[0].first;
	s->end = s->sources.list[s->sources.count - 1].last + s->step;
	if (s->whole_days) {
		s->clock -= (s->clock % DAY + DAY) % DAY;
		over = (s->end % DAY + DAY) % DAY;
		s->end += over > 0 ? DAY - over : 0;
		s->clock = s->clock < s->from ? s->from : s->clock;
		s->end = s->end > s->to ? s->to : s->end;
	}
	if ((s->end - s->clock) / s->step > UINT32_MAX)
		cmd_fail("the images span more than %u steps of %" PRId64 " s", UINT32_MAX, s->step);
}

void
series_scan(struct series *s)
{
	struct sources *all = &s->sources;

	for (size_t i = 0; i < all->count; i++)
		scan(s, &all->list[i]);
	if (s->taken == 0 && s->matched > 0)
		cmd_fail("none of %" PRIu64 " images is between --from and --to", s->matched);
	if (s->taken == 0)
		cmd_fail("no images: nothing was left to use");
	if (s->rule.one && s->taken > 1)
		cmd_fail("--time is the time of one image, and here are %" PRIu64, s->taken);
	sources_drop_empty(all);
	qsort(all->list, all->count, sizeof *all->list, by_first);
	check_order(all->list, all->count);
	set_span(s);
}

/* ---- One after the other ---------------------------------------------------------------------- */

/* The source that has the image of a time: none overlap. */
static const struct source *
source_of(const struct series *s, int64_t start)
{
	size_t low = 0, high = s->sources.count - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->sources.list[middle].last < start)
			low = middle + 1;
		else
			high = middle;
	}
	return &s->sources.list[low];
}

const char *
series_place(const struct series *s, const char *name, int64_t start, char *text)
{
	const struct source *source = source_of(s, start);
	bool alone = strcmp(source_name(source), name) == 0;
	char time[CHUNK_TIME_MAX];

	snprintf(text, CHUNK_WHY_MAX, "%.400s%s%s, %s", source->path, alone ? "" : ": ", alone ? "" : name,
	    chunk_time_text(start, time));
	return text;
}

static int
because(const struct series *s, const char *name, int64_t start, const char *reason, char *why)
{
	char place[CHUNK_WHY_MAX];

	snprintf(why, CHUNK_WHY_MAX, "%.700s: %.300s", series_place(s, name, start, place), reason);
	return -1;
}

static int
set_gap(struct chunk *c, int64_t start, int64_t end, int64_t step, const char *reason, char *why)
{
	size_t size = strlen(reason);

	if (!chunk_room(c, size)) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		return -1;
	}
	memcpy(c->data, reason, size + 1);
	c->kind = CHUNK_GAP;
	c->type = CHUNK_BYTES;
	c->start = start;
	c->end = end;
	c->have = 0;
	c->expected = (uint32_t)((end - start) / step);
	c->layer[0] = '\0';
	return 0;
}

/* A record that says how an image is damaged is a failure, or becomes the gap in its place. */
static int
blame(const struct series *s, struct chunk *c, char *why)
{
	const char *how = c->data;
	char text[CHUNK_WHY_MAX];

	if (s->rule.keep_going) {
		snprintf(text, sizeof text, "damaged: %s: %.300s", c->name, how);
		return set_gap(c, c->start, c->start + s->step, s->step, text, why);
	}
	snprintf(text, sizeof text, "%.250s (-k makes a gap of it)", how);
	return because(s, c->name, c->start, text, why);
}

/* Goes to the next image, if there is one, and opens the source that it is in. */
static bool
advance(struct series *s)
{
	const struct source *source = &s->sources.list[s->source];

	if (s->source == s->sources.count || (s->fd >= 0 && s->next < source->count))
		return s->source < s->sources.count;
	if (s->fd >= 0) {
		close_source(s, source++);
		if (++s->source == s->sources.count)
			return false;
	}
	open_source(s, source);
	if (s->images.count != source->count || s->images.image[0].start != source->first ||
	    s->images.image[source->count - 1].start != source->last)
		cmd_fail("%s: it was changed while it was read", source->path);
	s->next = 0;
	return true;
}

int
series_next(struct series *s, struct chunk *c, char *why)
{
	bool more = advance(s);
	int64_t start = more ? s->images.image[s->next].start : s->end, from = s->clock;
	char reason[CHUNK_WHY_MAX];

	if (start > from) {
		s->clock = start;
		c->name[0] = '\0';
		return set_gap(c, from, start, s->step, "missing", why) < 0 ? -1 : 1;
	}
	if (!more)
		return 0;
	if (images_read(&s->images, s->next, c, reason) < 0)
		return because(s, images_name(&s->images, s->next), start, reason, why);
	s->next++;
	s->clock = c->end = start + s->step;
	c->have = c->expected = 1;
	return c->kind == CHUNK_GAP && blame(s, c, why) < 0 ? -1 : 1;
}

int
series_unpack(struct series *s, struct chunk *in, struct chunk *out, char *why)
{
	char reason[CHUNK_WHY_MAX];

	if (in->kind == CHUNK_GAP) {
		chunk_swap(in, out);
		return 0;
	}
	if (images_unpack(&s->inflaters, in, out, reason) < 0)
		return because(s, out->name, out->start, reason, why);
	return out->kind == CHUNK_GAP ? blame(s, out, why) : 0;
}

void
series_free(struct series *s)
{
	images_free(&s->images);
	inflaters_free(&s->inflaters);
	sources_free(&s->sources);
}
