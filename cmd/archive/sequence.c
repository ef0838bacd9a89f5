/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.c - archives that are read from front to back, by libarchive. */
#include "archive/private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "le.h"


struct sequence {
	int fd;
	struct archive *archive;
	struct unpacked *unpacked;      /* what that reads; NULL if it reads the file itself */
	enum outcome unpacking;         /* of the last read from there, */
	char wrong[CHUNK_WHY_MAX];      /* and the reason if it failed */
	const unsigned char *block;     /* what came last from there: block_size bytes */
	size_t block_size;
	uint64_t came;                  /* bytes from there so far */
	uint64_t size;                  /* of the member */
	int64_t member_end;             /* its offset, in a tar; 0 if that is not clear */
	uint64_t next;                  /* number of the next member */
	bool ended;                     /* libarchive takes no more calls */
	struct chunk larger;            /* the next buffer of a member that does not say its size */
};

/* ---- Opening ----------------------------------------------------------- */

/*
 * Only formats that tell where they end, so that an archive that was cut
 * between two members is not taken for whole. An ar or lha ends anywhere; of
 * the others (cab, iso9660, rar, xar, ...) libarchive does not say enough. A
 * zip comes here only if its directory is known to be damaged.
 */
static void
set_formats(struct sequence *s, enum sequence_how how)
{
	struct archive *a = s->archive;

	if (how == SEQUENCE_CUT_ZIP) {
		archive_read_support_format_zip_streamable(a);
	} else {
		archive_read_support_format_tar(a);
		archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1");
		archive_read_support_format_cpio(a);
		/* It has to seek. */
		if (s->unpacked == NULL)
			archive_read_support_format_7zip(a);
	}
}

/* The next bytes of a file that is compressed as a whole. */
static enum outcome
unpack_block(struct sequence *s, char *why)
{
	const void *bytes = NULL;

	s->block_size = 0;
	s->unpacking = unpacked_read(s->unpacked, &bytes, &s->block_size, why);
	s->block = bytes;
	return s->unpacking;
}

/* For libarchive: how many bytes come next, 0 at the end, -1 for an error. */
static la_ssize_t
read_unpacked(struct archive *a, void *arg, const void **bytes)
{
	struct sequence *s = arg;

	switch (unpack_block(s, s->wrong)) {
	case OUTCOME_FOUND:
		*bytes = s->block;
		s->came += s->block_size;
		return (la_ssize_t)s->block_size;
	case OUTCOME_NONE:
		return 0;
	default:
		archive_set_error(a, EIO, "%s", s->wrong);
		return -1;
	}
}

/*
 * Why libarchive failed: OUTCOME_DAMAGED or OUTCOME_FAILED. Damage in
 * compressed data may only show at the trailing checksum, so they are read to
 * their end before the archive is blamed.
 */
static enum outcome
explain_failure(struct sequence *s, char *why)
{
	while (s->unpacked != NULL && s->unpacking == OUTCOME_FOUND && errno != ENOMEM)
		unpack_block(s, s->wrong);
	if (s->unpacking == OUTCOME_FOUND || s->unpacking == OUTCOME_NONE)
		return unpacked_reason(s->archive, why);
	chunk_reason(why, "%s", s->wrong);
	return s->unpacking;
}

static enum outcome
open_archive(struct sequence *s, enum sequence_how how, char *why)
{
	enum outcome packed = OUTCOME_NONE;
	int got;

	if (how == SEQUENCE_WHOLE)
		packed = unpacked_open(&s->unpacked, s->fd, why);
	if (packed == OUTCOME_FAILED)
		return OUTCOME_FAILED;
	if (packed == OUTCOME_NONE && lseek(s->fd, 0, SEEK_SET) < 0) {
		chunk_reason(why, "%s", strerror(errno));
		return OUTCOME_FAILED;
	}
	errno = 0;
	set_formats(s, how);
	got = s->unpacked != NULL ? archive_read_open(s->archive, s, NULL, read_unpacked, NULL) :
	    archive_read_open_fd(s->archive, s->fd, BLOCK);
	return got == ARCHIVE_OK && errno != ENOMEM ? OUTCOME_FOUND : explain_failure(s, why);
}

enum outcome
sequence_open(struct sequence **opened, int fd, enum sequence_how how, char *why)
{
	struct sequence *s = calloc(1, sizeof *s);
	enum outcome outcome;

	*opened = NULL;
	if (s == NULL || (s->archive = archive_read_new()) == NULL) {
		chunk_reason(why, "out of memory");
		free(s);
		return OUTCOME_FAILED;
	}
	s->fd = fd;
	s->unpacking = OUTCOME_NONE;
	outcome = open_archive(s, how, why);
	if (outcome == OUTCOME_FOUND)
		*opened = s;
	else
		sequence_close(s);
	return outcome;
}

void
sequence_close(struct sequence *s)
{
	if (s == NULL)
		return;
	archive_read_free(s->archive);
	unpacked_close(s->unpacked);
	chunk_free(&s->larger);
	free(s);
}

/* ---- The end ----------------------------------------------------------- */

/* bytes_check_end() of what was compressed, from where libarchive stopped. */
static int
check_unpacked_end(struct sequence *s, char *why)
{
	uint64_t left = s->came - (uint64_t)archive_filter_bytes(s->archive, 0);

	if (left > s->block_size)
		return chunk_reason(why, REASON_MORE);
	for (;;) {
		for (size_t i = s->block_size - left; i < s->block_size; i++)
			if (s->block[i] != 0)
				return chunk_reason(why, REASON_MORE);
		if (unpack_block(s, why) != OUTCOME_FOUND)
			return s->unpacking == OUTCOME_NONE ? 0 : -1;
		left = s->block_size;
	}
}

/*
 * Where a 7z ends, which its head says (7zFormat.txt, in the sources of 7-Zip).
 * 0 if it has no such head: it may come after a program.
 */
static uint64_t
find_end_of_7z(int fd)
{
	unsigned char head[32];
	uint64_t size = (uint64_t)lseek(fd, 0, SEEK_END), at, length;

	if (bytes_read(fd, head, sizeof head, 0) != sizeof head ||
	    memcmp(head, "7z\274\257\047\034", 6) != 0)
		return 0;
	at = get64(head + 12);
	length = get64(head + 20);
	return at > size || length > size - at ? 0 : sizeof head + at + length;
}

/*
 * Checks the end of an archive that is sound for libarchive: OUTCOME_NONE if it
 * is. libarchive accepts a tar that stops between two members; a whole one has
 * a block of zeros there, which libarchive has read. After any
 * other archive it does not look: images there would be lost without a word.
 */
static enum outcome
check_end(struct sequence *s, char *why)
{
	struct archive *a = s->archive;
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK, result = 0;

	s->ended = true;
	if (format == ARCHIVE_FORMAT_TAR &&
	    archive_filter_bytes(a, 0) <= archive_read_header_position(a)) {
		chunk_reason(why, "it is cut short: a tar ends with zeros");
		return OUTCOME_DAMAGED;
	}
	if (s->unpacked != NULL)
		result = check_unpacked_end(s, why);
	else if (format == ARCHIVE_FORMAT_7ZIP)
		result = bytes_check_end(s->fd, find_end_of_7z(s->fd), why);
	else if (format != ARCHIVE_FORMAT_ZIP)
		result = bytes_check_end(s->fd, (uint64_t)archive_filter_bytes(a, 0), why);
	return result < 0 ? OUTCOME_FAILED : OUTCOME_NONE;
}

/*
 * Whether a tar ended soundly although libarchive says that it did not: after
 * the last member libarchive wants whole blocks of 512 bytes, and here are only
 * zeros, but not a whole number of blocks.
 */
static bool
ends_with_zeros(struct sequence *s)
{
	off_t size = lseek(s->fd, 0, SEEK_END);
	char ignored[CHUNK_WHY_MAX];

	return s->member_end > 0 && s->unpacked == NULL && size - s->member_end >= 512 &&
	    bytes_check_end(s->fd, (uint64_t)s->member_end, ignored) == 0;
}

/* ---- Members ----------------------------------------------------------- */

/*
 * Whether libarchive skipped a header of a cpio that it cannot read, with no
 * more than a warning.
 */
static bool
has_skipped(struct archive *a, int got)
{
	const char *text = archive_error_string(a);

	return got == ARCHIVE_WARN && text != NULL &&
	    strncmp(text, "Skipped", strlen("Skipped")) == 0;
}

/*
 * The offset at which the blocks of a tar's member end; 0 if that is not clear.
 */
static int64_t
find_member_end(struct archive *a, struct archive_entry *e)
{
	int64_t size = archive_entry_size(e);
	bool tar = (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;

	if (!tar || archive_entry_sparse_count(e) > 0 || size > INT64_MAX / 2)
		return 0;
	return archive_filter_bytes(a, 0) + (size + 511) / 512 * 512;
}

enum outcome
sequence_next(struct sequence *s, struct sequence_member *m, char *why)
{
	struct archive_entry *e;
	const char *path;
	bool readable;
	int got;

	if (s->ended) {
		chunk_reason(why, REASON_CUT);
		return OUTCOME_DAMAGED;
	}
	errno = 0;
	got = archive_read_next_header(s->archive, &e);
	if (got == ARCHIVE_EOF && errno != ENOMEM)
		return check_end(s, why);
	readable = got == ARCHIVE_OK || got == ARCHIVE_WARN;
	path = readable ? archive_entry_pathname(e) : NULL;
	if (!readable || errno == ENOMEM || has_skipped(s->archive, got)) {
		s->ended = true;
		if (errno != ENOMEM && ends_with_zeros(s))
			return OUTCOME_NONE;
		return explain_failure(s, why);
	}
	s->member_end = find_member_end(s->archive, e);
	m->path = path != NULL ? path : "";
	m->number = s->next++;
	m->size = s->size = archive_entry_size_is_set(e) ? (uint64_t)archive_entry_size(e) : 0;
	m->folder = archive_entry_filetype(e) == AE_IFDIR;
	m->link = archive_entry_hardlink(e) != NULL || archive_entry_symlink(e) != NULL;
	m->encrypted = archive_entry_is_encrypted(e);
	return OUTCOME_FOUND;
}

/* Doubles the room, and keeps what is there. */
static bool
double_room(struct sequence *s, struct chunk *c, size_t used)
{
	if (chunk_room(&s->larger, 2 * used) == NULL)
		return false;
	memcpy(s->larger.data, c->data, used);
	chunk_swap(c, &s->larger);
	return true;
}

/* Whether `came` bytes are the whole member; the last read returned `got`. */
static enum outcome
check_member(struct sequence *s, la_ssize_t got, size_t came, char *why)
{
	if (came > CHUNK_BLOB_MAX) {
		chunk_reason(why, "an image over the limit of 64 MiB");
		return OUTCOME_FAILED;
	}
	if (got == 0 && (s->size == 0 || came == s->size))
		return OUTCOME_FOUND;
	s->ended = got == ARCHIVE_FATAL;
	if (got < 0)
		return explain_failure(s, why);
	chunk_reason(why, REASON_CUT);
	return OUTCOME_DAMAGED;
}

enum outcome
sequence_read(struct sequence *s, struct chunk *c, size_t skip, char *why)
{
	/* Room for one more byte: the end is seen without another round. */
	size_t size = skip + 1 + (s->size > 0 ? s->size : BLOCK), used = skip;
	bool room = chunk_room(c, size) != NULL;
	la_ssize_t got = 1;

	errno = 0;
	while (room && got > 0 && used - skip <= CHUNK_BLOB_MAX) {
		if (used == c->size && !(room = double_room(s, c, used)))
			break;
		got = archive_read_data(s->archive, (char *)c->data + used, c->size - used);
		used += got > 0 ? (size_t)got : 0;
	}
	if (!room) {
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	c->size = used;
	return check_member(s, got, used - skip, why);
}
