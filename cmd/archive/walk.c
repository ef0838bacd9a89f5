/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * walk.c - the images of several sources in the order of time.
 *
 * Sources are in the order of their first images. One is opened when its first
 * image may be the next, and closed after its last, so that as many are open as
 * overlap: one, in an archive of days.
 */
#include "archive/walk.h"

#include <string.h>

int
walk_open(struct walk_source *o, const struct source *source, const struct images_rule *rule,
    char *why)
{
	char reason[CHUNK_WHY_MAX];

	if ((o->fd = source_open(source, why)) < 0)
		return -1;
	o->source = source;
	o->next = 0;
	if (images_open(&o->images, o->fd, source_name(source, rule), rule, reason) < 0)
		return chunk_reason(why, "%.400s: %s", source->path, reason);
	return 0;
}

void
walk_close(struct walk_source *o)
{
	images_close(&o->images);
	source_close(o->source, o->fd);
	o->source = NULL;
}

int64_t
walk_start(const struct walk_source *o)
{
	return o->images.image[o->next].start;
}

/* The open source that has the earliest image; NULL if none has any. */
static struct walk_source *
earliest(struct walk *w)
{
	struct walk_source *first = NULL;

	for (struct walk_source *o = w->at; o < w->at + WALK_OPEN_MAX; o++)
		if (o->source != NULL && (first == NULL || walk_start(o) < walk_start(first)))
			first = o;
	return first;
}

/* Opens the next source, which may have the next image. */
static int
open_next(struct walk *w, const struct sources *all, const struct images_rule *rule, char *why)
{
	const struct source *source = &all->list[w->reached];
	struct walk_source *o = w->at;
	const struct images *images;

	while (o < w->at + WALK_OPEN_MAX && o->source != NULL)
		o++;
	if (o == w->at + WALK_OPEN_MAX)
		return chunk_reason(why, "%.900s: overlaps in time with more than %d others: "
		    "give fewer of them at once", source->path, WALK_OPEN_MAX - 1);
	if (walk_open(o, source, rule, why) < 0)
		return -1;
	images = &o->images;
	if (images->count != source->count || images->image[0].start != source->first ||
	    images->image[source->count - 1].start != source->last)
		return chunk_reason(why, "%.900s: it was changed while it was read", source->path);
	w->reached++;
	return 0;
}

static int
same_time(const struct walk_source *a, const struct walk_source *b, char *why)
{
	char time[CHUNK_TIME_MAX];

	return chunk_reason(why, "%.400s and %.400s overlap in time, the same day twice? Both have %s",
	    a->source->path, b->source->path, chunk_time_text(walk_start(a), time));
}

int
walk_next(struct walk *w, const struct sources *all, const struct images_rule *rule,
    struct walk_source **o, char *why)
{
	for (struct walk_source *p = w->at; p < w->at + WALK_OPEN_MAX; p++)
		if (p->source != NULL && p->next == p->images.count)
			walk_close(p);
	while (*o = earliest(w), w->reached < w->n &&
	    (*o == NULL || all->list[w->reached].first <= walk_start(*o)))
		if (open_next(w, all, rule, why) < 0)
			return -1;
	for (struct walk_source *p = w->at; *o != NULL && p < w->at + WALK_OPEN_MAX; p++)
		if (p != *o && p->source != NULL && walk_start(p) == walk_start(*o))
			return p < *o ? same_time(p, *o, why) : same_time(*o, p, why);
	return 0;
}

void
walk_free(struct walk *w)
{
	for (size_t i = 0; i < WALK_OPEN_MAX; i++)
		images_free(&w->at[i].images);
}
