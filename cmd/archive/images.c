/* SPDX-License-Identifier: BSD-2-Clause */
/* images.c - the images in a file: which there are. images-read.c fetches them. */
#include "archive/images.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/unpacked.h"
#include "archive/zipdir.h"

#define GUESS     (1u << 20)          /* bytes of an image that does not say how many */
#define HEAD_SIZE 512u                /* of a file: enough to see what it is */

static int __attribute__((format(printf, 2, 3)))
because(char *why, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(why, CHUNK_WHY_MAX, format, list);
	va_end(list);
	return -1;
}

static int
no_memory(char *why)
{
	return because(why, "out of memory");
}

/* ---- The list of images ----------------------------------------------------------------------- */

/* Bytes of the file in the buffer: 0, or -1 where they cannot be read. */
static int
load(struct images *s, uint64_t at, size_t size, char *why)
{
	ssize_t got;

	if (size > s->buffer_room) {
		free(s->buffer);
		s->buffer_room = 0;
		if (!(s->buffer = malloc(size)))
			return no_memory(why);
		s->buffer_room = size;
	}
	if ((got = images_bytes(s->fd, s->buffer, size, at)) < 0)
		return because(why, "cannot read: %s", strerror(errno));
	return (size_t)got == size ? 0 : because(why, "it got shorter while it was read");
}

static bool
make_room(struct images *s, size_t path)
{
	if (s->paths_size + path + 1 > s->paths_room) {
		size_t room = 2 * (s->paths_room + path + 1);
		char *paths = realloc(s->paths, room);

		if (!paths)
			return false;
		s->paths = paths;
		s->paths_room = room;
	}
	if (s->count == s->room) {
		size_t room = 2 * s->room + 1;
		struct image *image = realloc(s->image, room * sizeof *image);

		if (!image)
			return false;
		s->image = image;
		s->room = room;
	}
	return true;
}

/* Puts a member on the list if it is an image that is asked for. -1 where it cannot be taken. */
static int
list(struct images *s, const struct images_rule *rule, const char *path, size_t size, struct image image,
    bool encrypted, bool link, char *why)
{
	char *copy, *slash, reason[CHUNK_WHY_MAX];
	enum images_choice choice;

	if (!make_room(s, size))
		return no_memory(why);
	copy = s->paths + s->paths_size;
	memcpy(copy, path, size);
	copy[size] = '\0';
	slash = strrchr(copy, '/');
	image.path = s->paths_size;
	image.name = slash ? (size_t)(slash + 1 - s->paths) : image.path;
	choice = strlen(copy) == size && strlen(s->paths + image.name) <= CHUNK_NAME_MAX ?
	    rule->choose(rule->arg, s->paths + image.name, &image.start, reason) : IMAGES_OTHER;
	s->others += choice == IMAGES_OTHER;
	s->matched += choice != IMAGES_OTHER;
	if (choice == IMAGES_WRONG)
		return because(why, "%.200s: %s", copy, reason);
	if (choice != IMAGES_TAKEN)
		return 0;
	if (encrypted)
		return because(why, "%.200s: it is encrypted: decrypt the archive first", copy);
	if (link)
		return because(why, "%.200s: a link, not an image", copy);
	if (image.size > CHUNK_BLOB_MAX)
		return because(why, "%.200s: an image of %llu bytes, over the limit of 64 MiB", copy,
		    (unsigned long long)image.size);
	s->paths_size += size + 1;
	s->image[s->count++] = image;
	return 0;
}

static int
by_start(const void *a, const void *b)
{
	const struct image *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int
sort(struct images *s, char *why)
{
	char time[CHUNK_TIME_MAX];

	if (s->count > 0)
		qsort(s->image, s->count, sizeof *s->image, by_start);
	for (size_t i = 1; i < s->count; i++)
		if (s->image[i].start == s->image[i - 1].start)
			return because(why, "the same time twice, %s: %.200s and %.200s",
			    chunk_time_text(s->image[i].start, time), s->paths + s->image[i - 1].path,
			    s->paths + s->image[i].path);
	return 0;
}

/* ---- What stands alone, sequences ------------------------------------------------------------- */

static int
open_alone(struct images *s, const char *name, const struct images_rule *rule, char *why)
{
	struct image image = { .size = s->bytes };

	s->kind = IMAGES_ALONE;
	if (list(s, rule, name, strlen(name), image, false, false, why) < 0)
		return -1;
	if (s->matched == 0)
		return because(why, "an image whose name gives no time: describe it with -p, or give --time");
	return 0;
}

/* Damage is an error, or only noted: then what was found before it is used. */
static int
note_damage(struct images *s, const struct images_rule *rule, const char *how, char *why)
{
	s->damaged = true;
	snprintf(s->wrong, sizeof s->wrong, "%s", how);
	return rule->keep_going ? 0 : because(why, "%.900s (-k takes what is left of it)", s->wrong);
}

static int
open_sequence(struct images *s, enum sequence_how how, const struct images_rule *rule, char *why)
{
	struct sequence *sequence = sequence_open(s->fd, how, why);
	struct sequence_member m;
	char wrong[CHUNK_WHY_MAX];
	int got, result = 0;

	/* Of a zip that is known to be cut, there may be nothing left. */
	if (!sequence)
		return s->damaged && errno != ENOMEM ? 0 : -1;
	s->kind = IMAGES_SEQUENCE;
	s->how = how;
	while (result == 0 && (got = sequence_next(sequence, &m, wrong)) == 1)
		if (!m.folder)
			result = list(s, rule, m.path, strlen(m.path), (struct image){ .place = m.number,
			    .packed = m.size, .size = m.size }, m.encrypted, m.link, why);
	sequence_close(sequence);
	if (result < 0 || got == 0)
		return result;
	if (got == -2)
		return because(why, "%s", wrong);
	return s->damaged ? 0 : note_damage(s, rule, wrong, why);
}

/* ---- Zips ------------------------------------------------------------------------------------- */

/* Whether a member that is no image has its name at its data, too: else it may be one. */
static bool
is_no_image(struct images *s, const struct zipdir_entry *e)
{
	unsigned char local[ZIPDIR_LOCAL + UINT16_MAX];
	ssize_t got = images_bytes(s->fd, local, ZIPDIR_LOCAL + e->name_size, e->offset);

	return got > 0 && zipdir_data(e, local, (size_t)got) != 0;
}

/* 0, 1 where the directory is damaged, -1 where a member cannot be taken. */
static int
list_zip(struct images *s, const struct zipdir *d, const struct images_rule *rule, bool *foreign, char *why)
{
	struct zipdir_place place = { 0 };
	struct zipdir_entry e;
	int got;

	if (load(s, d->offset, d->size, why) < 0)
		return -1;
	s->front = s->limit = d->offset;
	while ((got = zipdir_next(d, s->buffer, &place, &e, why)) == 1) {
		struct image image = { .place = e.offset, .packed = e.packed, .size = e.size, .crc = e.crc,
			.method = e.method };
		uint64_t others = s->others;
		size_t before = s->count;

		s->front = e.offset < s->front ? e.offset : s->front;
		if (e.name_size > 0 && e.name[e.name_size - 1] == '/')
			continue;
		if (list(s, rule, e.name, e.name_size, image, e.encrypted, false, why) < 0)
			return -1;
		if (s->others > others && !is_no_image(s, &e)) {
			because(why, "its directory is damaged: it says %.*s, and the member does not",
			    e.name_size < 200 ? (int)e.name_size : 200, e.name);
			return 1;
		}
		if (s->count > before && e.method != ZIPDIR_STORED && e.method != ZIPDIR_DEFLATED)
			*foreign = true;
	}
	return got < 0 ? 1 : 0;
}

static void
forget(struct images *s)
{
	s->count = s->paths_size = 0;
	s->matched = s->others = 0;
}

/* 1 where it is a zip and open, 0 where it is none. */
static int
open_zip(struct images *s, const unsigned char *head, const struct images_rule *rule, char *why)
{
	bool looks = memcmp(head, "PK", 2) == 0 && head[2] > 0 && head[2] < 9;
	size_t tail = s->bytes < ZIPDIR_TAIL ? s->bytes : ZIPDIR_TAIL;
	char wrong[CHUNK_WHY_MAX];
	struct zipdir d;
	bool foreign = false;
	int got;

	if (load(s, s->bytes - tail, tail, why) < 0)
		return -1;
	got = zipdir_find(s->buffer, tail, s->bytes, &d, wrong);
	if (got == 1 && images_check_front(s->fd, d.before, head, why) < 0)
		return -1;
	if (got == 0 && !looks)
		return 0;
	if (got == 0)
		snprintf(wrong, sizeof wrong, "it does not end as a zip does: it is cut short, or more follows it");
	s->kind = IMAGES_ZIP;
	got = got == 1 ? list_zip(s, &d, rule, &foreign, wrong) : 1;
	if (got < 0)
		return because(why, "%s", wrong);
	/* Offsets may count from the start of the file, too: then only the members tell what is before them. */
	if (got == 0 && images_check_front(s->fd, s->front, head, why) < 0)
		return -1;
	if (got == 0 && !foreign)
		return 1;
	forget(s);
	if (got == 1 && note_damage(s, rule, wrong, why) < 0)
		return -1;
	return open_sequence(s, got == 1 ? SEQUENCE_CUT_ZIP : SEQUENCE_WHOLE_ZIP, rule, why) < 0 ? -1 : 1;
}

/* ---- Opening ---------------------------------------------------------------------------------- */

/* A zip that was compressed once more, from `fd`, where it is no more so. */
static int
open_unpacked(struct images *s, int fd, const struct images_rule *rule, char *why)
{
	struct stat st;

	s->fd = s->unpacked = fd;
	if (fstat(fd, &st) < 0)
		return because(why, "%s", strerror(errno));
	s->bytes = (uint64_t)st.st_size;
	return open_zip(s, (const unsigned char *)"PK\3\4", rule, why) < 0 ? -1 : 0;
}

static int
open_any(struct images *s, const char *name, const struct images_rule *rule, char *why)
{
	unsigned char head[HEAD_SIZE] = { 0 };
	ssize_t n = images_bytes(s->fd, head, sizeof head, 0);
	char ignored[CHUNK_WHY_MAX];
	int64_t start;
	int got;

	if (n < 0)
		return because(why, "cannot read: %s", strerror(errno));
	if (images_is_tiff(head, (size_t)n))
		return open_alone(s, name, rule, why);
	got = open_zip(s, head, rule, why);
	if (got != 0)
		return got < 0 ? -1 : 0;
	if (!rule->any_name && rule->choose(rule->arg, name, &start, ignored) != IMAGES_OTHER)
		return open_alone(s, name, rule, why);
	if (images_not_data(head, (size_t)n))
		return because(why, "%s", images_not_data(head, (size_t)n));
	got = unpacked_zip(s->fd, why);
	return got >= 0 ? open_unpacked(s, got, rule, why) :
	    got == -2 ? -1 : open_sequence(s, SEQUENCE_WHOLE, rule, why);
}

int
images_open(struct images *s, int fd, const char *name, const struct images_rule *rule, char *why)
{
	struct stat st;

	forget(s);
	s->damaged = false;
	s->fd = fd;
	if (fstat(fd, &st) < 0)
		return because(why, "%s", strerror(errno));
	s->bytes = (uint64_t)st.st_size;
	if (open_any(s, name, rule, why) < 0)
		return -1;
	return rule->one ? 0 : sort(s, why);
}

void
images_close(struct images *s)
{
	sequence_close(s->sequence);
	s->sequence = NULL;
	for (size_t i = 0; s->held && i < s->count; i++)
		chunk_free(&s->held[i]);
	free(s->held);
	s->held = NULL;
	s->held_bytes = 0;
	if (s->unpacked > 0)
		close(s->unpacked);
	s->unpacked = 0;
}

void
images_free(struct images *s)
{
	images_close(s);
	free(s->image);
	free(s->paths);
	free(s->buffer);
	*s = (struct images){ 0 };
}

const char *
images_name(const struct images *s, size_t i)
{
	return s->paths + s->image[i].name;
}

size_t
images_largest(const struct images *s)
{
	size_t largest = 0;

	for (size_t i = 0; i < s->count; i++) {
		size_t size = s->image[i].size ? s->image[i].size + s->image[i].packed : GUESS;

		largest = size > largest ? size : largest;
	}
	return largest;
}
