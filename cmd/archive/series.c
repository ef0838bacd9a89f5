/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * series.c - the images of many files as one series in time, with gaps for
 * those that are missing.
 */
#include "archive/series.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/private.h"
#include "archive/walk.h"
#include "cli/damage.h"
#include "cli/message.h"
#include "clock.h"

struct series_state {
	struct walk walk;                       /* the scan uses its first place */
	struct inflaters inflaters;
	const char *first;                      /* the path of the first source with images */
	int64_t clock, end;                     /* when the next record starts, and the last ends */
};

/* ---- The scan ---------------------------------------------------------- */

static int
no_images(const struct images *images, const struct source *source, char *why)
{
	char example[NAMES_EXAMPLE_MAX];

	if (images->passed.count == 0)
		return chunk_reason(why, "%.900s: no images: none of its %" PRIu64 " members "
		    "has the name of one (see -p)", source->path, images->others);
	names_example(&images->passed, example);
	return chunk_reason(why, "%.400s: no images: none of its %" PRIu64 " members "
	    "has the name of one (see -p): one is %.500s", source->path, images->others, example);
}

/* What is beside the images must be the same for all of them. */
static int
check_values(struct series *s, const struct source *source, char *why)
{
	char values[IMAGE_SIDECAR_MAX], reason[CHUNK_WHY_MAX];

	const char *path = source_may_have_sidecar(&s->sources, source) ? source->path : NULL;

	if (images_values(&s->state->walk.at[0].images, path, values, reason) < 0)
		return chunk_reason(why, "%.400s: %.600s", source->path, reason);
	if (s->taken == 0) {
		memcpy(s->values, values, sizeof values);
		s->state->first = source->path;
	} else if (strcmp(values, s->values) != 0) {
		return beside_differ(s->state->first, s->values, source->path, values, why);
	}
	return 0;
}

static int
scan_source(struct series *s, struct source *source, char *why)
{
	struct walk_source *o = &s->state->walk.at[0];
	const struct images *images = &o->images;
	size_t largest;

	if (walk_open(o, source, &s->rule, why) < 0)
		return -1;
	if (images->damaged) {
		cmd_warn("%s: %s: what is left of it is used", source->path, images->wrong);
		s->damaged++;
	} else if (source->guessed && images->matched == 0) {
		/* A document, perhaps: many are zips. */
		names_pass(&s->sources.passed, NAMES_OTHER, source->path);
		walk_close(o);
		return 0;
	} else if (images->matched + images->others == 0) {
		return chunk_reason(why, "%.900s: no images: it has no members", source->path);
	} else if (images->matched == 0) {
		return no_images(images, source, why);
	}
	source->count = images->count;
	if (source->count > 0) {
		source->first = images->image[0].start;
		source->last = images->image[source->count - 1].start;
	}
	if (source->count > 0 && check_values(s, source, why) < 0)
		return -1;
	largest = images_largest(images);
	s->largest = largest > s->largest ? largest : s->largest;
	s->matched += images->matched;
	if (s->outside[0] == '\0' && images->outside[0] != '\0')
		chunk_reason(s->outside, "%.300s: %.700s", source->path, images->outside);
	s->harmless += images->others - images->passed.count;
	names_pass_members(&s->sources.passed, &images->passed, source->path);
	s->taken += source->count;
	walk_close(o);
	return 0;
}

static int
by_first(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Looks at all times of sources [first, n), which overlap: none may come twice. */
static int
check_group(struct series *s, size_t first, size_t n, char *why)
{
	struct walk *w = &s->state->walk;
	struct walk_source *o;
	int result;

	w->reached = first;
	w->n = n;
	while ((result = walk_next(w, &s->sources, &s->rule, &o, why)) == 0 && o != NULL)
		o->next++;
	return result;
}

/* Sources that do not overlap have nothing to be compared, and are not opened again. */
static int
check_order(struct series *s, char *why)
{
	const struct source *list = s->sources.list;
	size_t n = s->sources.count;

	for (size_t first = 0, end; first < n; first = end) {
		int64_t last = list[first].last;

		for (end = first + 1; end < n && list[end].first <= last; end++)
			last = list[end].last > last ? list[end].last : last;
		if (end - first > 1 && check_group(s, first, end, why) < 0)
			return -1;
	}
	s->state->walk.reached = 0;
	s->state->walk.n = n;
	return 0;
}

/*
 * The time of all: the one that was asked for, so that what is missing at its
 * edges counts, too. An edge that was not is that of the first or last image's
 * day; without whole days, that of the image.
 */
static int
set_span(struct series *s, char *why)
{
	int64_t start = s->sources.list[0].first, over;
	int64_t end = start + s->step;

	for (size_t i = 0; i < s->sources.count; i++)
		if (s->sources.list[i].last + s->step > end)
			end = s->sources.list[i].last + s->step;
	if (s->whole_days) {
		start -= ((start - s->day) % DAY + DAY) % DAY;
		over = ((end - s->day) % DAY + DAY) % DAY;
		end += over > 0 ? DAY - over : 0;
		start = s->from != INT64_MIN ? s->from : start;
		end = s->to != INT64_MAX ? s->to : end;
	}
	s->state->clock = start;
	s->state->end = end;
	s->steps = (end - start) / s->step;
	if (s->steps > UINT32_MAX)
		return chunk_reason(why, "from the first step to the last there are more than %u "
		    "steps of %" PRId64 " s", UINT32_MAX, s->step);
	return 0;
}

int
series_scan(struct series *s, char *why)
{
	struct sources *all = &s->sources;
	char example[NAMES_EXAMPLE_MAX];

	if ((s->state = calloc(1, sizeof *s->state)) == NULL)
		return chunk_reason(why, "out of memory");
	inflaters_init(&s->state->inflaters);
	for (size_t i = 0; i < all->count; i++)
		if (scan_source(s, &all->list[i], why) < 0)
			return -1;
	if (s->taken == 0 && s->matched > 0)
		return chunk_reason(why, "none of %" PRIu64 " images is taken: %.900s",
		    s->matched, s->outside);
	if (s->taken == 0 && s->sources.passed.count > 0) {
		names_example(&s->sources.passed, example);
		return chunk_reason(why, "no images: no file or member has the name of one "
		    "(see -p): one is %.900s", example);
	}
	if (s->taken == 0)
		return chunk_reason(why, "no images: nothing was left to use");
	if (s->rule.one && s->taken > 1)
		return chunk_reason(why, "--time is the time of one image, but there are %" PRIu64,
		    s->taken);
	sources_drop_empty(all);
	qsort(all->list, all->count, sizeof *all->list, by_first);
	return check_order(s, why) < 0 ? -1 : set_span(s, why);
}

/* ---- One record after the other ---------------------------------------- */

/*
 * The source that has an image, by its time; of those that overlap, the one of
 * that name. *several says that others may have it.
 */
static const struct source *
source_of(const struct series *s, const char *name, int64_t start, bool *several)
{
	const struct source *found = NULL;

	*several = false;
	for (size_t i = 0; i < s->sources.count; i++) {
		const struct source *source = &s->sources.list[i];

		if (source->first > start || source->last < start)
			continue;
		if (source->first == source->last && strcmp(source_name(source, &s->rule), name) == 0) {
			*several = false;
			return source;
		}
		*several = found != NULL;
		found = found != NULL ? found : source;
	}
	return found;
}

const char *
series_place(const struct series *s, const char *name, int64_t start, char *text)
{
	bool several;
	const struct source *source = source_of(s, name, start, &several);
	bool alone = strcmp(source_name(source, &s->rule), name) == 0;
	char time[CHUNK_TIME_MAX];

	snprintf(text, CHUNK_WHY_MAX, "%.400s%s%s%s, %s", source->path,
	    several ? ", or another of its time" : "", alone ? "" : ": ", alone ? "" : name,
	    chunk_time_text(start, time));
	return text;
}

/* Says why an image cannot be used, and where it is. */
static int
fail_at(const struct series *s, const char *name, int64_t start, const char *reason, char *why)
{
	char place[CHUNK_WHY_MAX];

	return chunk_reason(why, "%.700s: %.300s", series_place(s, name, start, place), reason);
}

/* Makes `c` a gap for images that are missing. */
static int
set_missing(struct chunk *c, int64_t start, int64_t end, int64_t step, char *why)
{
	static const char missing[] = "missing";

	if (chunk_room(c, strlen(missing)) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(c->data, missing, sizeof missing);
	c->kind = CHUNK_GAP;
	c->type = CHUNK_BYTES;
	c->start = start;
	c->end = end;
	c->have = 0;
	c->expected = (uint32_t)((end - start) / step);
	c->layer[0] = c->name[0] = '\0';
	return 0;
}

/*
 * images_read() and images_unpack() make a gap of a damaged image. With -k it
 * becomes one that a stream may have, else an error.
 */
static int
check_damage(const struct series *s, struct chunk *c, char *why)
{
	char text[CHUNK_WHY_MAX];

	if (c->kind != CHUNK_GAP)
		return 0;
	if (s->rule.keep_going) {
		snprintf(text, sizeof text, "%.300s", (const char *)c->data);
		return damage_gap(c, text, why);
	}
	snprintf(text, sizeof text, "%.250s (-k makes a gap of it)", (const char *)c->data);
	return fail_at(s, c->name, c->start, text, why);
}

int
series_next(struct series *s, struct chunk *c, char *why)
{
	struct series_state *state = s->state;
	int64_t start, from = state->clock;
	char reason[CHUNK_WHY_MAX];
	struct walk_source *o;

	if (walk_next(&state->walk, &s->sources, &s->rule, &o, why) < 0)
		return -1;
	start = o != NULL ? walk_start(o) : state->end;
	if (start > from) {
		state->clock = start;
		return set_missing(c, from, start, s->step, why) < 0 ? -1 : 1;
	}
	if (o == NULL)
		return 0;
	if (images_read(&o->images, o->next, c, reason) < 0)
		return fail_at(s, images_name(&o->images, o->next), start, reason, why);
	o->next++;
	state->clock = c->end = start + s->step;
	c->have = c->expected = 1;
	return check_damage(s, c, why) < 0 ? -1 : 1;
}

int
series_unpack(struct series *s, struct chunk *in, struct chunk *out, char *why)
{
	char reason[CHUNK_WHY_MAX];

	if (in->kind == CHUNK_GAP) {
		chunk_swap(in, out);
		return 0;
	}
	if (images_unpack(&s->state->inflaters, in, out, reason) < 0)
		return fail_at(s, out->name, out->start, reason, why);
	return check_damage(s, out, why);
}

void
series_free(struct series *s)
{
	if (s->state != NULL) {
		walk_free(&s->state->walk);
		inflaters_free(&s->state->inflaters);
		free(s->state);
	}
	sources_free(&s->sources);
}
