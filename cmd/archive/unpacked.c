/* SPDX-License-Identifier: BSD-2-Clause */
/* unpacked.c - the bytes of a file as they were before it was compressed as a whole. */
#include "archive/unpacked.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "archive/checksums.h"
#include "archive/gunzip.h"
#include "archive/images.h"
#include "archive/sources.h"

#define BLOCK (128u << 10)              /* bytes read at a time */

struct unpacked {
	int fd;
	struct gunzip *gunzip;          /* or, for all but gzip: */
	struct archive *archive;
};

static int
because(char *why, const char *reason)
{
	snprintf(why, CHUNK_WHY_MAX, "%s", reason);
	return -1;
}

bool
unpacked_reason(struct archive *a, char *why)
{
	static const struct { const char *theirs, *ours; } words[] = {
		{ "unrecognized", "neither an archive that is read here (zip, tar, cpio, 7z) nor an image" },
		{ "truncat", "it is cut short" },
		{ "no progress is possible", "it is cut short" },       /* liblzma's word for it */
		{ "crc", "its checksum is wrong" },
		{ "decompress", "its compressed data are damaged" },
		{ "compressed data is wrong size", "its compressed data are damaged" },
	};
	const char *text = archive_error_string(a);

	if (errno == ENOMEM || archive_errno(a) == ENOMEM) {
		because(why, "out of memory");
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
	because(why, text);
	return true;
}

int
unpacked_zeros(int fd, uint64_t at, char *why)
{
	unsigned char bytes[4096];
	ssize_t n;

	for (; (n = images_bytes(fd, bytes, sizeof bytes, at)) > 0; at += (uint64_t)n)
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i] != 0)
				return 0;
	if (n < 0)
		snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
	return n < 0 ? -1 : 1;
}

/* ---- Opening ---------------------------------------------------------------------------------- */

/* What libarchive cannot go on with: -1 where that is a cut, -2 for any other reason. */
static int
failed(struct archive *a, char *why)
{
	if (!unpacked_reason(a, why))
		return -2;
	if (strcmp(why, "it is cut short") == 0)
		return -1;
	because(why, UNPACKED_DAMAGED);
	return -2;
}

/* As unpacked_open(): libarchive's part. */
static int
open_others(struct unpacked *u, char *why)
{
	struct archive *a = u->archive = archive_read_new();
	struct archive_entry *e;

	if (!a)
		return because(why, "out of memory");
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_raw(a);
	errno = 0;
	if (archive_read_open_fd(a, u->fd, BLOCK) != ARCHIVE_OK || archive_read_next_header(a, &e) != ARCHIVE_OK ||
	    errno == ENOMEM) {
		/* What is not compressed would not fail so: raw takes any bytes. */
		failed(a, why);
		return -1;
	}
	return archive_filter_code(a, 0) != ARCHIVE_FILTER_NONE;
}

int
unpacked_open(struct unpacked **all, int fd, char *why)
{
	struct unpacked *u = calloc(1, sizeof *u);
	unsigned char head[2] = { 0 };
	int got = 1;

	*all = NULL;
	if (!u)
		return because(why, "out of memory");
	u->fd = fd;
	if (images_bytes(fd, head, sizeof head, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
		got = -1;
	} else if (head[0] == 0x1f && head[1] == 0x8b) {
		if (!(u->gunzip = gunzip_open(fd)))
			got = because(why, "out of memory");
	} else if ((got = checksums_required(fd, why)) == 0) {
		got = open_others(u, why);
	}
	if (got == 1) {
		*all = u;
		return 1;
	}
	unpacked_close(u);
	return got;
}

void
unpacked_close(struct unpacked *u)
{
	if (!u)
		return;
	gunzip_close(u->gunzip);
	archive_read_free(u->archive);
	free(u);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

ssize_t
unpacked_read(struct unpacked *u, const void **bytes, char *why)
{
	la_int64_t offset;
	size_t size = 0;
	int got, zeros;

	if (u->gunzip)
		return gunzip_read(u->gunzip, bytes, why);
	errno = 0;
	got = archive_read_data_block(u->archive, bytes, &size, &offset);
	if (got == ARCHIVE_OK && errno != ENOMEM)
		return (ssize_t)size;
	if (got == ARCHIVE_EOF && errno != ENOMEM) {
		zeros = unpacked_zeros(u->fd, (uint64_t)archive_filter_bytes(u->archive, -1), why);
		if (zeros == 0)
			because(why, UNPACKED_MORE);
		return zeros == 1 ? 0 : -2;
	}
	return failed(u->archive, why);
}

static int
copy(struct unpacked *u, const void *bytes, ssize_t n, char *why)
{
	int fd = memfd_create("zip", MFD_CLOEXEC);
	size_t size = 0;

	while (fd >= 0 && n > 0 && (size += (size_t)n) <= SOURCES_SPOOL && write(fd, bytes, (size_t)n) == n)
		n = unpacked_read(u, &bytes, why);
	if (fd >= 0 && n == 0)
		return fd;
	if (size > SOURCES_SPOOL)
		because(why, "a compressed zip of more than 32 MiB: unpack it first");
	else if (fd < 0 || n > 0)
		snprintf(why, CHUNK_WHY_MAX, "cannot be kept in memory: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -2;
}

int
unpacked_zip(int fd, char *why)
{
	struct unpacked *u;
	const void *bytes;
	int got = unpacked_open(&u, fd, why), zip = -1;
	ssize_t n;

	if (got != 1)
		return got == 0 ? -1 : -2;
	n = unpacked_read(u, &bytes, why);
	if (n >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0))
		zip = copy(u, bytes, n, why);
	unpacked_close(u);
	return zip;
}
