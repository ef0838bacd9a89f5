/* SPDX-License-Identifier: BSD-2-Clause */
/* sequence.c - archives that are read from front to back. */
#include "sequence.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK (128u << 10)              /* bytes read at a time */

struct sequence {
	struct archive *archive;
	uint64_t size;                  /* of the member */
	uint64_t next;                  /* its number, and one */
	bool dead;                      /* libarchive takes no more calls */
	struct chunk larger;            /* the next buffer of a member that does not say its size */
};

/*
 * What libarchive says, in the words that a zip's own checks have for it. Whether that is damage: what
 * is no fault of the archive, memory that is out or a disk that cannot be read, nothing may forgive.
 * Out of memory, libarchive says many things, or goes on; so errno is set to 0 before it is called.
 */
static bool
because(struct archive *a, char *why)
{
	static const struct { const char *theirs, *ours; } words[] = {
		{ "unrecognized", "neither an archive that libarchive knows nor an image" },
		{ "truncat", "it is cut short" },
		{ "crc", "its checksum is wrong" },
		{ "decompress", "its compressed data are damaged" },
		{ "compressed data is wrong size", "its compressed data are damaged" },
	};
	const char *text = archive_error_string(a);

	if (errno == ENOMEM || archive_errno(a) == ENOMEM) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		return false;
	}
	text = text ? text : "it is damaged";
	if (strncmp(text, "Error reading", strlen("Error reading")) == 0) {
		snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(archive_errno(a)));
		return false;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(text, words[i].theirs)) {
			text = words[i].ours;
			break;
		}
	snprintf(why, CHUNK_WHY_MAX, "%s", text);
	return true;
}

/*
 * All formats that hold files but mtree, whose text may name other files of this machine, warc, and
 * the two that take anything (empty, raw).
 */
static void
set_formats(struct archive *a, enum sequence_how how)
{
	if (how == SEQUENCE_CUT_ZIP) {
		archive_read_support_format_zip_streamable(a);
		return;
	}
	archive_read_support_filter_all(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_ar(a);
	archive_read_support_format_cab(a);
	archive_read_support_format_iso9660(a);
	archive_read_support_format_lha(a);
	archive_read_support_format_rar(a);
	archive_read_support_format_rar5(a);
	archive_read_support_format_xar(a);
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
	errno = 0;
	set_formats(s->archive, how);
	if (lseek(fd, 0, SEEK_SET) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "%s", strerror(errno));
	} else if (archive_read_open_fd(s->archive, fd, BLOCK) == ARCHIVE_OK && errno != ENOMEM) {
		return s;
	} else {
		because(s->archive, why);
	}
	sequence_close(s);
	return NULL;
}

void
sequence_close(struct sequence *s)
{
	if (!s)
		return;
	archive_read_free(s->archive);
	chunk_free(&s->larger);
	free(s);
}

/*
 * The end of an archive. libarchive takes a tar for whole that stops between two members; what is
 * whole has a block of zeros there, which it has read.
 */
static int
end(struct sequence *s, char *why)
{
	struct archive *a = s->archive;
	bool tar = (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;

	s->dead = true;
	if (!tar || archive_filter_bytes(a, 0) > archive_read_header_position(a))
		return 0;
	snprintf(why, CHUNK_WHY_MAX, "it is cut short: a tar ends with zeros");
	return -1;
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
	if ((got != ARCHIVE_OK && got != ARCHIVE_WARN) || errno == ENOMEM) {
		s->dead = true;
		return because(s->archive, why) ? -1 : -2;
	}
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
		return because(s->archive, why) ? 1 : -1;
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
