/* SPDX-License-Identifier: BSD-2-Clause */
/* images-read.c - images fetched as a file stores them, and made whole. */
#include "archive/decompress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELD_MAX    (32u << 20)         /* bytes of images that wait for their turn */
#define DENSEST     1032u               /* bytes that a byte of deflate stands for, at most */
#define PACKED_SIZE 64u                 /* room for struct packed, as chunk_room() aligns */

/*
 * The head of the payload of an image that is still packed: what
 * images_unpack() needs to know, in whatever thread it runs.
 */
struct packed {
	uint64_t size;
	uint32_t crc;
	uint16_t method;
	bool whole;                     /* the bytes are the image's, and have no checksum */
	bool compressed;                /* the image is, by itself */
};

_Static_assert(sizeof(struct packed) <= PACKED_SIZE, "no room for the head of a packed image");

/* Makes the record say how the image is damaged. */
static int
mark_damaged(struct chunk *c, const char *how, char *why)
{
	size_t size = strlen(how);

	if (chunk_room(c, size) == NULL)
		return chunk_reason(why, "out of memory");
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

static bool
sizes_are_possible(const struct images_entry *image)
{
	if (image->method == ZIPDIR_STORED)
		return image->packed == image->size;
	if (image->method == ZIPDIR_DEFLATED && image->size / DENSEST > image->packed)
		return false;
	return image->packed <= CHUNK_BLOB_MAX + CHUNK_BLOB_MAX / 64;
}

static int
read_zip(struct images *s, const struct images_entry *image, struct chunk *c, char *why)
{
	struct zipdir_entry e = { .name = s->paths + image->path, .offset = image->place,
		.method = image->method };
	uint64_t at;
	ssize_t got;

	e.name_size = strlen(e.name);
	if (chunk_room(c, ZIPDIR_LOCAL + e.name_size) == NULL)
		return chunk_reason(why, "out of memory");
	got = bytes_read(s->fd, c->data, c->size, e.offset);
	if (got < 0)
		return bytes_unreadable(why);
	if ((at = zipdir_data(&e, c->data, (size_t)got)) == 0)
		return mark_damaged(c, "its header is damaged", why);
	if (at > s->limit || image->packed > s->limit - at)
		return mark_damaged(c, REASON_CUT, why);
	if (!sizes_are_possible(image))
		return mark_damaged(c, "its sizes cannot be right", why);
	if (chunk_room(c, PACKED_SIZE + image->packed) == NULL)
		return chunk_reason(why, "out of memory");
	got = bytes_read(s->fd, (char *)c->data + PACKED_SIZE, image->packed, at);
	if (got < 0)
		return bytes_unreadable(why);
	if ((uint64_t)got < image->packed)
		return mark_damaged(c, REASON_CUT, why);
	set_packed(c, (struct packed){ .size = image->size, .crc = image->crc,
	    .method = image->method, .compressed = image->compressed });
	return 0;
}

static int
read_alone(struct images *s, const struct images_entry *image, struct chunk *c, char *why)
{
	const char *wrong;
	ssize_t got;

	if (chunk_room(c, PACKED_SIZE + image->size) == NULL)
		return chunk_reason(why, "out of memory");
	got = bytes_read(s->fd, (char *)c->data + PACKED_SIZE, image->size, 0);
	if (got < 0)
		return bytes_unreadable(why);
	if ((uint64_t)got < image->size)
		return mark_damaged(c, REASON_CUT, why);
	if ((wrong = bytes_not_data((unsigned char *)c->data + PACKED_SIZE, image->size)) != NULL)
		return mark_damaged(c, wrong, why);
	set_packed(c, (struct packed){ .size = image->size, .whole = true,
	    .compressed = image->compressed });
	return 0;
}

/* Keeps an image that came before its turn. */
static int
hold_image(struct images *s, size_t i, struct chunk *c, char *why)
{
	if (s->held == NULL && (s->held = calloc(s->count, sizeof *s->held)) == NULL)
		return chunk_reason(why, "out of memory");
	s->held_bytes += c->size;
	if (s->held_bytes > HELD_MAX)
		return chunk_reason(why, "its members are too far from the order of time: "
		    "more than 32 MiB would have to wait: put them in order, or in a zip");
	chunk_swap(c, &s->held[i]);
	return 0;
}

/* Reads the next image of the sequence from `first` on; *i is its number. */
static int
next_image(struct images *s, size_t first, size_t *i, struct chunk *c, char *why)
{
	struct sequence_member m;
	enum outcome outcome;

	do {
		outcome = sequence_next(s->sequence, &m, why);
		*i = first;
		while (outcome == OUTCOME_FOUND && *i < s->count && s->image[*i].place != m.number)
			++*i;
	} while (outcome == OUTCOME_FOUND && *i == s->count);
	if (outcome == OUTCOME_FAILED)
		return -1;
	if (outcome != OUTCOME_FOUND) {
		*i = first;
		return mark_damaged(c, REASON_CUT, why);
	}
	if (m.size > CHUNK_BLOB_MAX)
		return chunk_reason(why, "it was changed while it was read");
	outcome = sequence_read(s->sequence, c, PACKED_SIZE, why);
	if (outcome == OUTCOME_FAILED)
		return -1;
	if (outcome == OUTCOME_DAMAGED)
		return mark_damaged(c, why, why);
	set_packed(c, (struct packed){ .size = c->size - PACKED_SIZE, .whole = true,
	    .compressed = s->image[*i].compressed });
	return 0;
}

static int
read_sequence(struct images *s, size_t i, struct chunk *c, char *why)
{
	size_t came;

	if (s->sequence == NULL && sequence_open(&s->sequence, s->fd, s->how, why) != OUTCOME_FOUND)
		return -1;
	if (s->held != NULL && s->held[i].buffer != NULL) {
		chunk_swap(c, &s->held[i]);
		s->held_bytes -= c->size;
		chunk_free(&s->held[i]);
		return 0;
	}
	while (next_image(s, i, &came, c, why) == 0) {
		if (came == i)
			return 0;
		if (hold_image(s, came, c, why) < 0)
			return -1;
	}
	return -1;
}

int
images_read(struct images *s, size_t i, struct chunk *c, char *why)
{
	const struct images_entry *image = &s->image[i];
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

/* Makes a compressed member of a zip whole. */
static enum outcome
unpack_member(struct inflaters *inflaters, const struct packed *packed, const void *bytes,
    size_t size, struct chunk *out, char *why)
{
	struct foreign foreign = { .packed = size, .size = packed->size, .crc = packed->crc,
		.method = packed->method };

	if (packed->method != ZIPDIR_DEFLATED)
		return foreign_unpack(&foreign, bytes, out->data, why);
	switch (inflate_member(inflaters, bytes, size, out->data, packed->size)) {
	case INFLATE_NO_MEMORY:
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	case INFLATE_DAMAGED:
		chunk_reason(why, REASON_DATA);
		return OUTCOME_DAMAGED;
	default:
		return OUTCOME_FOUND;
	}
}

/* Makes the bytes that a member of an archive, or a file, stores whole. */
static int
unpack_stored(struct inflaters *inflaters, struct chunk *in, struct chunk *out, char *why)
{
	const unsigned char *bytes = (unsigned char *)in->data + PACKED_SIZE;
	size_t size = in->size - PACKED_SIZE;
	struct packed packed;
	char how[CHUNK_WHY_MAX];

	memcpy(&packed, in->data, sizeof packed);
	chunk_describe(out, in);
	if (packed.size == 0)
		return mark_damaged(out, "it is empty", why);
	if (packed.method == ZIPDIR_STORED) {
		if (!packed.whole && inflate_crc(bytes, size) != packed.crc)
			return mark_damaged(out, REASON_CHECKSUM, why);
		chunk_swap(in, out);
		out->data = (char *)out->data + PACKED_SIZE;
		out->size = size;
		return 0;
	}
	if (chunk_room(out, packed.size) == NULL)
		return chunk_reason(why, "out of memory");
	switch (unpack_member(inflaters, &packed, bytes, size, out, how)) {
	case OUTCOME_FAILED:
		return chunk_reason(why, "%s", how);
	case OUTCOME_DAMAGED:
		return mark_damaged(out, how, why);
	default:
		return inflate_crc(out->data, packed.size) == packed.crc ? 0 :
		    mark_damaged(out, REASON_CHECKSUM, why);
	}
}

int
images_unpack(struct inflaters *inflaters, struct chunk *in, struct chunk *out, char *why)
{
	struct packed packed;
	char how[CHUNK_WHY_MAX];

	memcpy(&packed, in->data, sizeof packed);
	if (unpack_stored(inflaters, in, out, why) < 0)
		return -1;
	if (!packed.compressed || out->kind != CHUNK_BLOB)
		return 0;
	switch (decompress_image(out, how)) {
	case OUTCOME_FOUND:
		return 0;
	case OUTCOME_DAMAGED:
		return mark_damaged(out, how, why);
	default:
		return chunk_reason(why, "%s", how);
	}
}

int
images_read_member(struct images *s, const struct images_entry *e, struct chunk *c, char *why)
{
	struct inflaters inflaters;
	struct chunk packed = { 0 };
	int result = read_zip(s, e, &packed, why);

	if (result == 0 && packed.kind == CHUNK_GAP)
		result = chunk_reason(why, "%.500s", (const char *)packed.data);
	if (result == 0) {
		inflaters_init(&inflaters);
		result = images_unpack(&inflaters, &packed, c, why);
		inflaters_free(&inflaters);
	}
	if (result == 0 && c->kind == CHUNK_GAP)
		result = chunk_reason(why, "%.500s", (const char *)c->data);
	chunk_free(&packed);
	return result;
}
