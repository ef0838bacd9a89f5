/* SPDX-License-Identifier: BSD-2-Clause */
/* images-list.c - the list of images in a file, in the order of time. */
#include "archive/private.h"

#include <stdlib.h>
#include <string.h>

bool
images_make_room(struct images *s, size_t path_size)
{
	if (s->paths_size + path_size + 1 > s->paths_room) {
		size_t room = 2 * (s->paths_room + path_size + 1);
		char *paths = realloc(s->paths, room);

		if (paths == NULL)
			return false;
		s->paths = paths;
		s->paths_room = room;
	}
	if (s->count == s->room) {
		size_t room = 2 * s->room + 1;
		struct images_entry *image = realloc(s->image, room * sizeof *image);

		if (image == NULL)
			return false;
		s->image = image;
		s->room = room;
	}
	return true;
}

/*
 * Refuses a member that has images in it, which would be missing without a
 * word; and notes one that is left out and may be an image.
 */
static int
look_inside(struct images *s, const struct images_rule *rule, const char *path, bool left_out,
    char *why)
{
	enum names_kind kind = names_kind(rule, path);

	if (kind == NAMES_ARCHIVE)
		return chunk_reason(why, "%.200s: an archive in an archive, which is not read: "
		    "unpack the outer one, and give the folder", path);
	if (kind == NAMES_COMPRESSED)
		return chunk_reason(why, "%.200s: an image that is compressed by something else "
		    "than gzip, bzip2, xz or zstd, or more than once, which is not read: unpack the "
		    "archive, decompress its members, and give the folder", path);
	if (left_out && kind != NAMES_HARMLESS)
		names_pass(&s->passed, kind, path);
	return 0;
}

/*
 * Notes an image as compressed by itself, if its name says so. It is called by
 * its name without that ending, which is kept after its path.
 */
static bool
note_compressed(struct images *s, const struct images_rule *rule, const char *path,
    struct images_entry *image)
{
	size_t n = names_uncompressed(path);
	char *copy = s->paths + s->paths_size + strlen(path) + 1;
	const char *name;

	if (n == 0)
		return false;
	memcpy(copy, path, n);
	copy[n] = '\0';
	name = names_image(rule, copy);
	if (strlen(name) > CHUNK_NAME_MAX)
		return false;
	image->compressed = true;
	image->name = (size_t)(name - s->paths);
	return true;
}

/* Chooses an image by its name without the ending of what compressed it. */
static enum images_choice
choose_compressed(struct images *s, const struct images_rule *rule, const char *path,
    struct images_entry *image, char *reason)
{
	if (names_kind(rule, path) != NAMES_COMPRESSED || !note_compressed(s, rule, path, image))
		return IMAGES_OTHER;
	return rule->choose(rule->arg, s->paths + image->name, &image->start, reason);
}

/* A file that is one image is named by its caller. */
static void
note_outside(struct images *s, const char *path, const char *reason)
{
	if (s->kind == IMAGES_ALONE)
		chunk_reason(s->outside, "%.500s", reason);
	else
		chunk_reason(s->outside, "%.200s: %.500s", path, reason);
}

int
images_add(struct images *s, const struct images_rule *rule, const struct images_member *m,
    char *why)
{
	struct images_entry image = m->image;
	enum images_choice choice = IMAGES_OTHER;
	char *path, reason[CHUNK_WHY_MAX];
	const char *name;
	int beside;

	if (!images_make_room(s, 2 * m->path_size + 1))
		return chunk_reason(why, "out of memory");
	path = s->paths + s->paths_size;
	memcpy(path, m->path, m->path_size);
	path[m->path_size] = '\0';
	name = names_image(rule, path);
	image.path = s->paths_size;
	image.name = (size_t)(name - s->paths);
	if (s->kind != IMAGES_ALONE && beside_check_name(rule, path, name, why) < 0)
		return -1;
	if (s->kind != IMAGES_ALONE && strlen(path) == m->path_size &&
	    beside_stem(name) > 0 && (beside = images_add_beside(s, rule, m, why)) != 0)
		return beside < 0 ? -1 : 0;
	if (strlen(path) == m->path_size && strlen(name) <= CHUNK_NAME_MAX)
		choice = rule->choose(rule->arg, name, &image.start, reason);
	if (strlen(path) == m->path_size && (choice == IMAGES_OTHER || rule->any_name)) {
		enum images_choice other = choose_compressed(s, rule, path, &image, reason);

		choice = other != IMAGES_OTHER ? other : choice;
	}
	/* The pattern may have that ending, or * for it. */
	if (choice == IMAGES_TAKEN && !image.compressed)
		note_compressed(s, rule, path, &image);
	s->others += choice == IMAGES_OTHER;
	s->matched += choice != IMAGES_OTHER;
	if (choice == IMAGES_WRONG)
		return chunk_reason(why, "%.200s: %s", path, reason);
	if ((choice == IMAGES_OTHER || (rule->any_name && !image.compressed)) && s->kind != IMAGES_ALONE &&
	    look_inside(s, rule, path, choice == IMAGES_OTHER, why) < 0)
		return -1;
	if (choice == IMAGES_OUTSIDE && s->outside[0] == '\0')
		note_outside(s, path, reason);
	if (choice != IMAGES_TAKEN)
		return 0;
	if (m->encrypted)
		return chunk_reason(why, "%.200s: it is encrypted: decrypt the archive first",
		    path);
	if (m->link)
		return chunk_reason(why, "%.200s: a link, not an image", path);
	if (image.size > CHUNK_BLOB_MAX)
		return chunk_reason(why, "%.200s: an image of %llu bytes, over the limit of 64 MiB",
		    path, (unsigned long long)image.size);
	s->paths_size += m->path_size + 1;
	if (image.compressed)
		s->paths_size += strlen(s->paths + s->paths_size) + 1;
	s->image[s->count++] = image;
	return 0;
}

static int
by_start(const void *a, const void *b)
{
	const struct images_entry *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

int
images_sort(struct images *s, char *why)
{
	char time[CHUNK_TIME_MAX];

	if (s->count > 0)
		qsort(s->image, s->count, sizeof *s->image, by_start);
	for (size_t i = 1; i < s->count; i++)
		if (s->image[i].start == s->image[i - 1].start)
			return chunk_reason(why, "the same time twice, %s: %.200s and %.200s",
			    chunk_time_text(s->image[i].start, time),
			    s->paths + s->image[i - 1].path, s->paths + s->image[i].path);
	return 0;
}

void
images_clear(struct images *s)
{
	s->count = s->paths_size = s->beside_count = 0;
	s->matched = s->others = 0;
	s->passed = (struct names_passed){ 0 };
	s->outside[0] = '\0';
}
