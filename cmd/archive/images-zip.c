/* SPDX-License-Identifier: BSD-2-Clause */
/* images-zip.c - the images of a zip, listed by its directory. */
#include "archive/private.h"

#include <stdlib.h>
#include <string.h>

/*
 * Reads bytes of the file to the buffer, which has room for `spare` bytes after
 * them.
 */
static int
load_bytes(struct images *s, uint64_t at, size_t size, size_t spare, char *why)
{
	ssize_t got;

	if (size + spare > s->buffer_room) {
		free(s->buffer);
		s->buffer_room = 0;
		if ((s->buffer = malloc(size + spare)) == NULL)
			return chunk_reason(why, "out of memory");
		s->buffer_room = size + spare;
	}
	if ((got = bytes_read(s->fd, s->buffer, size, at)) < 0)
		return bytes_unreadable(why);
	return (size_t)got == size ? 0 : chunk_reason(why, "it got shorter while it was read");
}

/*
 * Before a zip there may be the program that unpacks it, but not another
 * archive: its images would be lost without a word. Uses the buffer.
 */
static int
check_front(struct images *s, uint64_t front, const unsigned char *head, char *why)
{
	size_t n = front < ZIPDIR_TAIL ? (size_t)front : ZIPDIR_TAIL;
	char ignored[CHUNK_WHY_MAX];
	struct zipdir other;

	/* Marks of a zip that was not split after all: APPNOTE 8.5.3, 8.5.4. */
	if (front == 0 || (front == 4 && memcmp(head, "PK00", 4) == 0) ||
	    (front == 4 && memcmp(head, "PK\7\10", 4) == 0))
		return 0;
	if (load_bytes(s, front - n, n, 0, why) < 0)
		return -1;
	if (zipdir_is_program(head) &&
	    zipdir_find(s->buffer, n, front, &other, ignored) == OUTCOME_NONE)
		return 0;
	return chunk_reason(why, "more than one archive in a file, or a zip after something else: "
	    "give archives one by one, each in a file of its own");
}

static bool
is_folder(const struct zipdir_entry *e)
{
	char last = e->name_size > 0 ? e->name[e->name_size - 1] : '\0';

	return last == '/' || (last == '\\' && e->size == 0);
}

/*
 * A member's own header must have the name that the directory gives it:
 * OUTCOME_FOUND, OUTCOME_DAMAGED or OUTCOME_FAILED. Uses the room after the
 * directory.
 */
static enum outcome
check_name(const struct images *s, const struct zipdir *d, const struct zipdir_entry *e, char *why)
{
	unsigned char *room = s->buffer + d->size;
	ssize_t got = bytes_read(s->fd, room, ZIPDIR_LOCAL + e->name_size, e->offset);

	if (got < 0) {
		bytes_unreadable(why);
		return OUTCOME_FAILED;
	}
	if (zipdir_data(e, room, (size_t)got) != 0)
		return OUTCOME_FOUND;
	chunk_reason(why, "its directory is damaged: it says %.*s, and the member does not",
	    e->name_size < 200 ? (int)e->name_size : 200, e->name);
	return OUTCOME_DAMAGED;
}

/*
 * check_name() of images that are not taken, because of their time: one that
 * has another time by its own header would be missing. A file of which nothing
 * is taken is left alone: it can be one of thousands.
 */
static enum outcome
check_outside(const struct images *s, const struct zipdir *d, char *why)
{
	enum outcome outcome = OUTCOME_FOUND;
	struct zipdir_place place = { 0 };
	struct zipdir_entry e;
	size_t taken = 0;

	if (s->count == 0 || s->matched == s->count)
		return OUTCOME_FOUND;
	/* Those that are taken are in the same order as the directory. */
	while (outcome == OUTCOME_FOUND &&
	    zipdir_next(d, s->buffer, &place, &e, why) == OUTCOME_FOUND)
		if (taken < s->count && s->image[taken].place == e.offset)
			taken++;
		else if (!is_folder(&e))
			outcome = check_name(s, d, &e, why);
	return outcome;
}

static enum outcome
list_members(struct images *s, const struct zipdir *d, const struct images_rule *rule,
    char *why)
{
	struct zipdir_place place = { 0 };
	struct zipdir_entry e;
	enum outcome outcome;

	if (load_bytes(s, d->offset, d->size, ZIPDIR_LOCAL + UINT16_MAX, why) < 0)
		return OUTCOME_FAILED;
	s->front = s->limit = d->offset;
	while ((outcome = zipdir_next(d, s->buffer, &place, &e, why)) == OUTCOME_FOUND) {
		struct images_member m = {
			.path = e.name, .path_size = e.name_size,
			.encrypted = e.encrypted, .link = e.link,
			.image = { .place = e.offset, .packed = e.packed, .size = e.size,
				.crc = e.crc, .method = e.method }
		};
		uint64_t others = s->others;
		size_t before = s->count;
		bool readable;

		s->front = e.offset < s->front ? e.offset : s->front;
		if (is_folder(&e))
			continue;
		if (images_add(s, rule, &m, why) < 0)
			return OUTCOME_FAILED;
		/* A damaged name must not hide an image, nor a damaged method all of them. */
		readable = s->count == before || foreign_is_readable(e.method);
		if (s->others > others || !readable)
			outcome = check_name(s, d, &e, why);
		if (outcome != OUTCOME_FOUND)
			return outcome;
		if (!readable) {
			foreign_refuse(e.method, s->paths + s->image[before].path, why);
			return OUTCOME_FAILED;
		}
	}
	return outcome == OUTCOME_NONE ? check_outside(s, d, why) : outcome;
}

enum outcome
images_list_zip(struct images *s, const unsigned char *head, const struct images_rule *rule,
    char *why)
{
	bool begins_as_zip = bytes_are_zip(head, 4);
	size_t tail = s->bytes < ZIPDIR_TAIL ? s->bytes : ZIPDIR_TAIL;
	enum outcome directory, members;
	struct zipdir d;

	if (load_bytes(s, s->bytes - tail, tail, 0, why) < 0)
		return OUTCOME_FAILED;
	directory = zipdir_find(s->buffer, tail, s->bytes, &d, why);
	if (directory == OUTCOME_NONE && memcmp(head, "PK\7\10", 4) == 0) {
		chunk_reason(why, ZIPDIR_ONE_PART);
		return OUTCOME_FAILED;
	}
	if (directory == OUTCOME_NONE && begins_as_zip) {
		chunk_reason(why,
		    "it does not end as a zip does: it is cut short, or more follows it");
		return OUTCOME_DAMAGED;
	}
	if (directory != OUTCOME_FOUND)
		return directory;
	if (check_front(s, d.before, head, why) < 0)
		return OUTCOME_FAILED;
	members = list_members(s, &d, rule, why);
	/* Offsets may count from the file's start: then only members tell. */
	if (members == OUTCOME_FOUND && check_front(s, s->front, head, why) < 0)
		return OUTCOME_FAILED;
	return members;
}
