/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.c - archives that are read from front to back. */
#include "archive/sequence.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/images.h"
#include "le.h"
#include "archive/unpacked.h"

#define BLOCK (128u << 10)              /* bytes read at a time */

struct sequence {
	int fd;
	struct archive *archive;
	struct unpacked *unpacked;      /* what that reads; NULL where it reads the file itself */
	const unsigned char *block;     /* that came from there last: `got` bytes, or the failure `wrong` */
	ssize_t got;
	uint64_t came;                  /* bytes from there so far */
	char wrong[CHUNK_WHY_MAX];
	uint64_t size;                  /* of the member */
	int64_t behind;                 /* where it ends, in a tar; 0 where that is not clear */
	uint64_t next;                  /* its number, and one */
	bool dead;                      /* libarchive takes no more calls */
	struct chunk larger;            /* the next buffer of a member that does not say its size */
};

/*
 * Formats that tell where they end, so that one that was cut between two members is not taken for whole.
 * An ar or lha ends anywhere; of the others (cab, iso9660, rar, xar, ...) one would have to know more than
 * libarchive says. A zip has been looked at before, or not at all.
 */
static void
set_formats(struct sequence *s, enum sequence_how how)
{
	struct archive *a = s->archive;

	if (how == SEQUENCE_CUT_ZIP) {
		archive_read_support_format_zip_streamable(a);
	} else if (how == SEQUENCE_WHOLE_ZIP) {
		archive_read_support_format_zip(a);
	} else {
		archive_read_support_format_tar(a);
		archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1");
		archive_read_support_format_cpio(a);
		/* It has to seek. */
		if (!s->unpacked)
			archive_read_support_format_7zip(a);
	}
}

/* libarchive's reader of what was compressed. */
static la_ssize_t
read_unpacked(struct archive *a, void *arg, const void **bytes)
{
	struct sequence *s = arg;

	s->got = unpacked_read(s->unpacked, bytes, s->wrong);
	if (s->got < 0) {
		archive_set_error(a, EIO, "%s", s->wrong);
		return -1;
	}
	s->block = *bytes;
	s->came += (uint64_t)s->got;
	return s->got;
}

/*
 * Why libarchive failed, and whether that is damage that may be forgiven. What does not make sense may
 * come from compressed data that are damaged: only their end tells, and then nothing before is to be
 * trusted either.
 */
static bool
because(struct sequence *s, char *why)
{
	const void *ignored;

	while (s->unpacked && s->got > 0 && errno != ENOMEM)
		s->got = unpacked_read(s->unpacked, &ignored, s->wrong);
	if (s->got >= 0)
		return unpacked_reason(s->archive, why);
	snprintf(why, CHUNK_WHY_MAX, "%s", s->wrong);
	return s->got == -1;
}

static int
open_archive(struct sequence *s, enum sequence_how how, char *why)
{
	int got = how == SEQUENCE_WHOLE ? unpacked_open(&s->unpacked, s->fd, why) : 0;

	if (got < 0)
		return -1;
	if (got == 0 && lseek(s->fd, 0, SEEK_SET) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "%s", strerror(errno));
		return -1;
	}
	errno = 0;
	set_formats(s, how);
	got = s->unpacked ? archive_read_open(s->archive, s, NULL, read_unpacked, NULL) :
	    archive_read_open_fd(s->archive, s->fd, BLOCK);
	if (got == ARCHIVE_OK && errno != ENOMEM)
		return 0;
	because(s, why);
	return -1;
}

struct sequence *
sequence_open(int fd, enum sequence_how how, char *why)
{
	struct sequence *s = calloc(1, sizeof *s);

	if (!s || !(s->archive = archive_read_new())) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		free(s);
		return NULL;
	}
	s->fd = fd;
	if (open_archive(s, how, why) == 0)
		return s;
	sequence_close(s);
	return NULL;
}

void
sequence_close(struct sequence *s)
{
	if (!s)
		return;
	archive_read_free(s->archive);
	unpacked_close(s->unpacked);
	chunk_free(&s->larger);
	free(s);
}

/* ---- The end ---------------------------------------------------------------------------------- */

/* Nothing but zeros may follow what was compressed: as unpacked_zeros(). */
static int
rest_is_zeros(struct sequence *s, char *why)
{
	uint64_t left = s->came - (uint64_t)archive_filter_bytes(s->archive, 0);
	const unsigned char *p;

	if (left > (uint64_t)s->got)
		return 0;
	p = left > 0 ? s->block + ((uint64_t)s->got - left) : NULL;
	for (;;) {
		for (; left > 0; left--, p++)
			if (*p != 0)
				return 0;
		if ((s->got = unpacked_read(s->unpacked, (const void **)&p, why)) <= 0)
			return s->got < 0 ? -1 : 1;
		left = (uint64_t)s->got;
	}
}

/* Where a 7z ends: its head says so (7zFormat.txt, in the sources of 7-Zip). 0 where that is none. */
static uint64_t
end_of_7z(int fd)
{
	unsigned char head[32];
	uint64_t size = (uint64_t)lseek(fd, 0, SEEK_END), at, length;

	if (images_bytes(fd, head, sizeof head, 0) != sizeof head || memcmp(head, "7z\274\257\047\034", 6) != 0)
		return 0;       /* one behind a program, say */
	at = get64(head + 12);
	length = get64(head + 20);
	return at > size || length > size - at ? 0 : sizeof head + at + length;
}

/*
 * The end of an archive: 0, -1 or -2, as sequence_next(). libarchive takes a tar for whole that stops
 * between two members; what is whole has a block of zeros there, which it has read. And it never looks
 * behind the end of any other, where more may follow that nobody would miss.
 */
static int
end(struct sequence *s, char *why)
{
	struct archive *a = s->archive;
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK, zeros = 1;

	s->dead = true;
	if (format == ARCHIVE_FORMAT_TAR && archive_filter_bytes(a, 0) <= archive_read_header_position(a)) {
		snprintf(why, CHUNK_WHY_MAX, "it is cut short: a tar ends with zeros");
		return -1;
	}
	if (s->unpacked)
		zeros = rest_is_zeros(s, why);
	else if (format == ARCHIVE_FORMAT_7ZIP)
		zeros = unpacked_zeros(s->fd, end_of_7z(s->fd), why);
	else if (format != ARCHIVE_FORMAT_ZIP)
		zeros = unpacked_zeros(s->fd, (uint64_t)archive_filter_bytes(a, 0), why);
	if (zeros == 0)
		snprintf(why, CHUNK_WHY_MAX, "%s", UNPACKED_MORE);
	return zeros == 1 ? 0 : -2;
}

/* ---- Members ---------------------------------------------------------------------------------- */

/* libarchive goes on behind a header of a cpio that it cannot read, with no more than a warning. */
static bool
skipped(struct archive *a, int got)
{
	const char *text = archive_error_string(a);

	return got == ARCHIVE_WARN && text && strncmp(text, "Skipped", strlen("Skipped")) == 0;
}

/*
 * Whether a tar ended soundly, although libarchive says no: behind the last member it wants whole blocks, of
 * half a KiB, and here are zeros alone, but no whole number of blocks.
 */
static bool
ended(struct sequence *s)
{
	off_t size = lseek(s->fd, 0, SEEK_END);
	char ignored[CHUNK_WHY_MAX];

	return s->behind > 0 && !s->unpacked && size - s->behind >= 512 &&
	    unpacked_zeros(s->fd, (uint64_t)s->behind, ignored) == 1;
}

/* Where the blocks of a tar's member end; 0 where that is not clear. */
static int64_t
behind(struct archive *a, struct archive_entry *e)
{
	int64_t size = archive_entry_size(e);
	bool tar = (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;

	if (!tar || archive_entry_sparse_count(e) > 0 || size > INT64_MAX / 2)
		return 0;
	return archive_filter_bytes(a, 0) + (size + 511) / 512 * 512;
}

int
sequence_next(struct sequence *s, struct sequence_member *m, char *why)
{
	struct archive_entry *e;
	const char *path;
	int got;

	if (s->dead) {
		snprintf(why, CHUNK_WHY_MAX, "it is cut short");
		return -1;
	}
	errno = 0;
	got = archive_read_next_header(s->archive, &e);
	if (got == ARCHIVE_EOF && errno != ENOMEM)
		return end(s, why);
	path = got == ARCHIVE_OK || got == ARCHIVE_WARN ? archive_entry_pathname(e) : NULL;
	if ((got != ARCHIVE_OK && got != ARCHIVE_WARN) || errno == ENOMEM || skipped(s->archive, got)) {
		s->dead = true;
		if (errno != ENOMEM && ended(s))
			return 0;
		return because(s, why) ? -1 : -2;
	}
	s->behind = behind(s->archive, e);
	m->path = path ? path : "";
	m->number = s->next++;
	m->size = s->size = archive_entry_size_is_set(e) ? (uint64_t)archive_entry_size(e) : 0;
	m->folder = archive_entry_filetype(e) == AE_IFDIR;
	m->link = archive_entry_hardlink(e) || archive_entry_symlink(e);
	m->encrypted = archive_entry_is_encrypted(e);
	return 1;
}

/* Twice the room, with what is there. */
static bool
grow(struct sequence *s, struct chunk *c, size_t used)
{
	size_t size = 2 * used;

	if (!chunk_room(&s->larger, size))
		return false;
	memcpy(s->larger.data, c->data, used);
	chunk_swap(c, &s->larger);
	return true;
}

/* Whether what came is the member: the last read gave `got`, and all of them `came` bytes. */
static int
judge(struct sequence *s, la_ssize_t got, size_t came, char *why)
{
	if (came > CHUNK_BLOB_MAX) {
		snprintf(why, CHUNK_WHY_MAX, "an image over the limit of 64 MiB");
		return -1;
	}
	if (got == 0 && (!s->size || came == s->size))
		return 0;
	s->dead = got == ARCHIVE_FATAL;
	if (got < 0)
		return because(s, why) ? 1 : -1;
	snprintf(why, CHUNK_WHY_MAX, "it is cut short");
	return 1;
}

int
sequence_read(struct sequence *s, struct chunk *c, size_t skip, char *why)
{
	/* A byte more than the member should have shows its end without another round. */
	size_t size = skip + 1 + (s->size ? s->size : BLOCK), used = skip;
	bool room = chunk_room(c, size);
	la_ssize_t got = 1;

	errno = 0;
	while (room && got > 0 && used - skip <= CHUNK_BLOB_MAX) {
		if (used == c->size && !(room = grow(s, c, used)))
			break;
		got = archive_read_data(s->archive, (char *)c->data + used, c->size - used);
		used += got > 0 ? (size_t)got : 0;
	}
	if (!room) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		return -1;
	}
	c->size = used;
	return judge(s, got, used - skip, why);
}
