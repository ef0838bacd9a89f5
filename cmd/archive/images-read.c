/* SPDX-License-Identifier: BSD-2-Clause */
/* images-read.c - the images in a file: fetched as they are stored, and made whole. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/images.h"
#include "archive/zipdir.h"

#define HELD_MAX    (32u << 20)         /* bytes of images that wait for their turn */
#define DENSEST     1032u               /* bytes that a byte of deflate stands for, at most */
#define PACKED_SIZE 64u                 /* room for struct packed, as chunk_room() aligns */

/* What stands before the bytes of an image still packed, so that any thread can unpack it. */
struct packed {
	uint64_t size;
	uint32_t crc;
	uint16_t method;
	bool whole;                     /* the bytes are the image's, and nothing is known to check */
};

static int
because(char *why, const char *reason)
{
	snprintf(why, CHUNK_WHY_MAX, "%s", reason);
	return -1;
}

static int
no_memory(char *why)
{
	return because(why, "out of memory");
}

static int
unreadable(char *why)
{
	snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
	return -1;
}

ssize_t
images_bytes(int fd, void *to, size_t size, uint64_t at)
{
	size_t used = 0;
	ssize_t got = 1;

	while (used < size && got > 0) {
		got = pread(fd, (char *)to + used, size - used, (off_t)(at + used));
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			used += (size_t)got;
	}
	return got < 0 ? -1 : (ssize_t)used;
}

/* Makes the record say that the image is damaged. */
static int
damaged(struct chunk *c, const char *how, char *why)
{
	size_t size = strlen(how);

	if (!chunk_room(c, size))
		return no_memory(why);
	memcpy(c->data, how, size + 1);
	c->kind = CHUNK_GAP;
	return 0;
}

static void
set_packed(struct chunk *c, struct packed packed)
{
	memcpy(c->data, &packed, sizeof packed);
	c->kind = CHUNK_BLOB;
}

static int
read_zip(struct images *s, const struct image *image, struct chunk *c, char *why)
{
	struct zipdir_entry e = { .name = s->paths + image->path, .offset = image->place, .method = image->method };
	bool stored = image->method == ZIPDIR_STORED;
	uint64_t at;
	ssize_t got;

	e.name_size = strlen(e.name);
	if (!chunk_room(c, ZIPDIR_LOCAL + e.name_size))
		return no_memory(why);
	got = images_bytes(s->fd, c->data, c->size, e.offset);
	if (got < 0)
		return unreadable(why);
	if (!(at = zipdir_data(&e, c->data, (size_t)got)))
		return damaged(c, "its header is damaged", why);
	if (at > s->limit || image->packed > s->limit - at)
		return damaged(c, "it is cut short", why);
	if (stored ? image->packed != image->size : image->size / DENSEST > image->packed ||
	    image->packed > CHUNK_BLOB_MAX + CHUNK_BLOB_MAX / 64)
		return damaged(c, "its sizes cannot be right", why);
	if (!chunk_room(c, PACKED_SIZE + image->packed))
		return no_memory(why);
	got = images_bytes(s->fd, (char *)c->data + PACKED_SIZE, image->packed, at);
	if (got < 0)
		return unreadable(why);
	if ((uint64_t)got < image->packed)
		return damaged(c, "it is cut short", why);
	set_packed(c, (struct packed){ .size = image->size, .crc = image->crc, .method = image->method });
	return 0;
}

static int
read_alone(struct images *s, const struct image *image, struct chunk *c, char *why)
{
	const char *wrong;
	ssize_t got;

	if (!chunk_room(c, PACKED_SIZE + image->size))
		return no_memory(why);
	got = images_bytes(s->fd, (char *)c->data + PACKED_SIZE, image->size, 0);
	if (got < 0)
		return unreadable(why);
	if ((uint64_t)got < image->size)
		return damaged(c, "it is cut short", why);
	if ((wrong = images_not_data((unsigned char *)c->data + PACKED_SIZE, image->size)))
		return damaged(c, wrong, why);
	set_packed(c, (struct packed){ .size = image->size, .whole = true });
	return 0;
}

/* Keeps what came before its turn. */
static int
hold(struct images *s, size_t i, struct chunk *c, char *why)
{
	if (!s->held && !(s->held = calloc(s->count, sizeof *s->held)))
		return no_memory(why);
	s->held_bytes += c->size;
	if (s->held_bytes > HELD_MAX)
		return because(why, "its members are too far from the order of time: more than 32 MiB would have "
		    "to wait: put them in order, or in a zip");
	chunk_swap(c, &s->held[i]);
	return 0;
}

/* The next image of the sequence, which is one of those from `first` on: 0 and its number in *i. */
static int
next_image(struct images *s, size_t first, size_t *i, struct chunk *c, char *why)
{
	struct sequence_member m;
	int got;

	do {
		got = sequence_next(s->sequence, &m, why);
		for (*i = first; got == 1 && *i < s->count && s->image[*i].place != m.number; ++*i)
			;
	} while (got == 1 && *i == s->count);
	if (got == -2)
		return -1;
	if (got != 1) {
		*i = first;
		return damaged(c, "it is cut short", why);
	}
	if (m.size > CHUNK_BLOB_MAX)
		return because(why, "it was changed while it was read");
	got = sequence_read(s->sequence, c, PACKED_SIZE, why);
	if (got < 0)
		return -1;
	if (got == 1)
		return damaged(c, why, why);
	set_packed(c, (struct packed){ .size = c->size - PACKED_SIZE, .whole = true });
	return 0;
}

static int
read_sequence(struct images *s, size_t i, struct chunk *c, char *why)
{
	size_t came;

	if (!s->sequence && !(s->sequence = sequence_open(s->fd, s->how, why)))
		return -1;
	if (s->held && s->held[i].buffer) {
		chunk_swap(c, &s->held[i]);
		s->held_bytes -= c->size;
		chunk_free(&s->held[i]);
		return 0;
	}
	while (next_image(s, i, &came, c, why) == 0) {
		if (came == i)
			return 0;
		if (hold(s, came, c, why) < 0)
			return -1;
	}
	return -1;
}

int
images_read(struct images *s, size_t i, struct chunk *c, char *why)
{
	const struct image *image = &s->image[i];
	int result;

	if (s->kind == IMAGES_ZIP)
		result = read_zip(s, image, c, why);
	else if (s->kind == IMAGES_ALONE)
		result = read_alone(s, image, c, why);
	else
		result = read_sequence(s, i, c, why);
	if (result < 0)
		return -1;
	c->type = CHUNK_BYTES;
	c->layer[0] = '\0';
	c->start = image->start;
	snprintf(c->name, sizeof c->name, "%s", images_name(s, i));
	return 0;
}

int
images_unpack(struct inflaters *inflaters, struct chunk *in, struct chunk *out, char *why)
{
	const unsigned char *bytes = (unsigned char *)in->data + PACKED_SIZE;
	size_t size = in->size - PACKED_SIZE;
	struct packed packed;

	memcpy(&packed, in->data, sizeof packed);
	chunk_describe(out, in);
	if (packed.size == 0)
		return damaged(out, "it is empty", why);
	if (packed.method == ZIPDIR_STORED) {
		if (!packed.whole && inflate_crc(bytes, size) != packed.crc)
			return damaged(out, "its checksum is wrong", why);
		chunk_swap(in, out);
		out->data = (char *)out->data + PACKED_SIZE;
		out->size = size;
		return 0;
	}
	if (!chunk_room(out, packed.size))
		return no_memory(why);
	switch (inflate_member(inflaters, bytes, size, out->data, packed.size)) {
	case INFLATE_NO_MEMORY:
		return no_memory(why);
	case INFLATE_DAMAGED:
		return damaged(out, "its compressed data are damaged", why);
	default:
		return inflate_crc(out->data, packed.size) == packed.crc ? 0 :
		    damaged(out, "its checksum is wrong", why);
	}
}
