/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unpacked.c - the bytes of a file as they were before it was compressed as a
 * whole.
 */
#include "archive/private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>


struct unpacked {
	int fd;
	struct gunzip *gunzip;          /* of a gzip; for all others: */
	struct archive *archive;
};

/* ---- Reasons ----------------------------------------------------------- */

enum blame {
	BLAME_DAMAGE,
	BLAME_CUT,                      /* the file may be sound up to here */
	BLAME_KIND                      /* it is whole, but not of a kind that is read */
};

struct phrase {
	const char *theirs, *ours;      /* without ours: theirs tells what the kind is */
	enum blame blame;
};

/* What libarchive says, in our words; any other text stays as it is. */
static struct phrase
find_phrase(const char *text)
{
	static const struct phrase phrases[] = {
		{ "unrecognized", "neither an archive that is read here (zip, tar, cpio, 7z) nor "
		    "an image", BLAME_DAMAGE },
		{ "encrypt", "it is encrypted: decrypt the archive first", BLAME_KIND },
		{ "codec id: 6f1", "it is encrypted: decrypt the archive first", BLAME_KIND },
		{ "unsupported zip", NULL, BLAME_KIND },
		{ "not supported", NULL, BLAME_KIND },
		{ "is unsupported", NULL, BLAME_KIND },
		{ "unsupported form", NULL, BLAME_KIND },
		{ "codec id", NULL, BLAME_KIND },
		{ "truncat", REASON_CUT, BLAME_CUT },
		{ "no progress is possible", REASON_CUT, BLAME_CUT },   /* liblzma's word for it */
		{ "crc", REASON_CHECKSUM, BLAME_DAMAGE },
		{ "decompress", REASON_DATA, BLAME_DAMAGE },
		{ "compressed data is wrong size", REASON_DATA, BLAME_DAMAGE },
	};

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (strcasestr(text, phrases[i].theirs) != NULL)
			return phrases[i];
	return (struct phrase){ .theirs = text, .ours = text };
}

/* unpacked_reason(), which also says what is to blame. */
static enum outcome
explain_failure(struct archive *a, enum blame *blame, char *why)
{
	const char *text = archive_error_string(a);
	struct phrase phrase;

	*blame = BLAME_KIND;
	if (errno == ENOMEM || archive_errno(a) == ENOMEM) {
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	text = text != NULL ? text : "it is damaged";
	if (strncmp(text, "Error reading", strlen("Error reading")) == 0) {
		chunk_reason(why, "cannot read: %s", strerror(archive_errno(a)));
		return OUTCOME_FAILED;
	}
	phrase = find_phrase(text);
	*blame = phrase.blame;
	if (phrase.ours != NULL)
		chunk_reason(why, "%s", phrase.ours);
	else
		chunk_reason(why, "packed in a way that is not read here (%.200s): unpack it "
		    "first, and give the folder", text);
	return phrase.blame == BLAME_KIND ? OUTCOME_FAILED : OUTCOME_DAMAGED;
}

enum outcome
unpacked_reason(struct archive *a, char *why)
{
	enum blame blame;

	return explain_failure(a, &blame, why);
}

/*
 * What libarchive cannot unpack: OUTCOME_DAMAGED if it is cut, else
 * OUTCOME_FAILED.
 */
static enum outcome
unpacking_failed(struct archive *a, char *why)
{
	enum blame blame;
	enum outcome outcome = explain_failure(a, &blame, why);

	if (outcome == OUTCOME_DAMAGED && blame != BLAME_CUT) {
		chunk_reason(why, REASON_DOUBTFUL);
		return OUTCOME_FAILED;
	}
	return outcome;
}

/* ---- Opening ----------------------------------------------------------- */

/* unpacked_open() for all except gzip. */
static enum outcome
open_archive(struct unpacked *u, char *why)
{
	struct archive *a = u->archive = archive_read_new();
	struct archive_entry *e;

	if (a == NULL) {
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_raw(a);
	errno = 0;
	/* Only compressed files fail here: raw takes any bytes. */
	if (archive_read_open_fd(a, u->fd, BLOCK) != ARCHIVE_OK ||
	    archive_read_next_header(a, &e) != ARCHIVE_OK || errno == ENOMEM) {
		unpacking_failed(a, why);
		return OUTCOME_FAILED;
	}
	return archive_filter_code(a, 0) != ARCHIVE_FILTER_NONE ? OUTCOME_FOUND : OUTCOME_NONE;
}

static enum outcome
open_any(struct unpacked *u, char *why)
{
	unsigned char head[2] = { 0 };

	if (bytes_read(u->fd, head, sizeof head, 0) < 0 || lseek(u->fd, 0, SEEK_SET) < 0) {
		bytes_unreadable(why);
		return OUTCOME_FAILED;
	}
	if (head[0] == 0x1f && head[1] == 0x8b) {
		if ((u->gunzip = gunzip_open(u->fd)) != NULL)
			return OUTCOME_FOUND;
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	return checksums_required(u->fd, why) < 0 ? OUTCOME_FAILED : open_archive(u, why);
}

enum outcome
unpacked_open(struct unpacked **opened, int fd, char *why)
{
	struct unpacked *u = calloc(1, sizeof *u);
	enum outcome outcome;

	*opened = NULL;
	if (u == NULL) {
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	u->fd = fd;
	outcome = open_any(u, why);
	if (outcome == OUTCOME_FOUND)
		*opened = u;
	else
		unpacked_close(u);
	return outcome;
}

void
unpacked_close(struct unpacked *u)
{
	if (u == NULL)
		return;
	gunzip_close(u->gunzip);
	archive_read_free(u->archive);
	free(u);
}

/* ---- Reading ----------------------------------------------------------- */

enum outcome
unpacked_read(struct unpacked *u, const void **bytes, size_t *size, char *why)
{
	la_int64_t offset;
	uint64_t end;
	int got;

	if (u->gunzip != NULL)
		return gunzip_read(u->gunzip, bytes, size, why);
	errno = 0;
	got = archive_read_data_block(u->archive, bytes, size, &offset);
	if (got == ARCHIVE_OK && errno != ENOMEM)
		return OUTCOME_FOUND;
	if (got != ARCHIVE_EOF || errno == ENOMEM)
		return unpacking_failed(u->archive, why);
	end = (uint64_t)archive_filter_bytes(u->archive, -1);
	return bytes_check_end(u->fd, end, why) < 0 ? OUTCOME_FAILED : OUTCOME_NONE;
}

/* Copies `size` bytes and all that follow them to `fd`. */
static int
copy_all(struct unpacked *u, const void *bytes, size_t size, int fd, char *why)
{
	enum outcome outcome = OUTCOME_FOUND;
	size_t copied = 0;

	while (outcome == OUTCOME_FOUND) {
		copied += size;
		if (copied > MEMORY_MAX)
			return chunk_reason(why,
			    "a compressed zip of more than 32 MiB: unpack it first");
		if (write(fd, bytes, size) != (ssize_t)size)
			return chunk_reason(why, "cannot be kept in memory: %s", strerror(errno));
		outcome = unpacked_read(u, &bytes, &size, why);
	}
	return outcome == OUTCOME_NONE ? 0 : -1;
}

/* Makes *zip a file with `size` bytes and all that follow them. */
static enum outcome
keep_in_memory(struct unpacked *u, const void *bytes, size_t size, int *zip, char *why)
{
	*zip = memfd_create("zip", MFD_CLOEXEC);
	if (*zip < 0) {
		chunk_reason(why, "cannot be kept in memory: %s", strerror(errno));
		return OUTCOME_FAILED;
	}
	if (copy_all(u, bytes, size, *zip, why) == 0)
		return OUTCOME_FOUND;
	close(*zip);
	return OUTCOME_FAILED;
}

/* Refuses what was compressed if it is known not to be an archive. */
static int
check_kind(const char *name, const void *bytes, size_t size, char *why)
{
	char kind[CHUNK_WHY_MAX];

	if (bytes_are_tiff(bytes, size))
		return chunk_reason(why, REASON_COMPRESSED);
	if (kinds_require(-1, name, bytes, size, kind) < 0)
		return chunk_reason(why, "in it is %.900s", kind);
	return 0;
}

enum outcome
unpacked_zip(int fd, const char *name, int *zip, char *why)
{
	struct unpacked *u;
	const void *bytes;
	size_t size;
	enum outcome outcome = unpacked_open(&u, fd, why);

	if (outcome != OUTCOME_FOUND)
		return outcome;
	/* If nothing can be read, sequence_open() will say why. */
	outcome = OUTCOME_NONE;
	if (unpacked_read(u, &bytes, &size, why) == OUTCOME_FOUND) {
		if (bytes_are_zip(bytes, size))
			outcome = keep_in_memory(u, bytes, size, zip, why);
		else if (check_kind(name, bytes, size, why) < 0)
			outcome = OUTCOME_FAILED;
	}
	unpacked_close(u);
	return outcome;
}
