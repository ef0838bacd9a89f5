/* SPDX-License-Identifier: BSD-2-Clause */
/* checksums.c - whether all that is compressed in a file has a checksum. */
#include "archive/checksums.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "archive/images.h"
#include "le.h"
#include "archive/unpacked.h"

#define ZSTD_MAGIC 0xfd2fb528u
#define ZSTD_SKIP  0x184d2a50u          /* to ...5f: frames with something else in them */
#define XZ_MAGIC   "\xfd" "7zXZ\0"

static int
because(char *why, const char *reason)
{
	snprintf(why, CHUNK_WHY_MAX, "%s", reason);
	return -1;
}

static int
unchecked(char *why, const char *name)
{
	snprintf(why, CHUNK_WHY_MAX, "compressed by %s "
	    "without a checksum, so that damage would not be seen: unpack it first", name);
	return -1;
}

static int
unreadable(char *why)
{
	snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
	return -1;
}

/* ---- zstd (RFC 8878, section 3.1) ------------------------------------------------------------- */

/* Moves *at from the first block of a frame to the end of its checksum. A cut moves it behind the file. */
static int
skip_blocks(int fd, uint64_t *at, char *why)
{
	unsigned char head[4] = { 0 };
	unsigned kind;
	bool last;

	do {
		ssize_t n = images_bytes(fd, head, 3, *at);

		if (n < 0)
			return unreadable(why);
		/* An end of the file within the head, too, is for the reader to see. */
		last = head[0] & 1 || n < 3;
		kind = head[0] >> 1 & 3;
		if (kind == 3)
			return because(why, UNPACKED_DAMAGED);
		/* Of kind 1 is one byte, many times. */
		*at += 3 + (kind == 1 ? 1 : get32(head) >> 3);
	} while (!last);
	*at += 4;
	return 0;
}

static int
check_zstd(int fd, char *why)
{
	static const unsigned char ids[] = { 0, 1, 2, 4 }, sizes[] = { 0, 2, 4, 8 };
	unsigned char head[8];
	uint64_t at = 0;
	ssize_t n;

	while ((n = images_bytes(fd, head, sizeof head, at)) == sizeof head) {
		unsigned flags = head[4];

		if ((get32(head) & ~15u) == ZSTD_SKIP) {
			at += 8 + (uint64_t)get32(head + 4);
			continue;
		}
		if (get32(head) != ZSTD_MAGIC)
			return because(why, UNPACKED_MORE);
		if (!(flags & 4))
			return unchecked(why, "zstd");
		/* One segment has no byte for its window, but always one for its size. */
		at += 5 + 1 + ids[flags & 3] + sizes[flags >> 6];
		if (flags & 32 && flags >> 6 > 0)
			at--;
		if (skip_blocks(fd, &at, why) < 0)
			return -1;
	}
	return n < 0 ? unreadable(why) : 0;
}

/* ---- xz (its file format, version 1.2.0, section 2.1.1) --------------------------------------- */

/*
 * Where a stream ends only its reader knows; but it begins at a multiple of 4 bytes, and with 7 that are
 * always the same. That others look so by chance needs no thought.
 */
static int
check_xz(int fd, char *why)
{
	unsigned char bytes[64u << 10];
	uint64_t at = 0;
	ssize_t n;

	for (; (n = images_bytes(fd, bytes, sizeof bytes, at)) > 0; at += sizeof bytes - 8)
		for (ssize_t i = 0; i + 8 <= n; i += 4) {
			const unsigned char *p = bytes + i;

			/* CRC32, CRC64 and SHA-256; for what else is reserved liblzma has no checksum. */
			if (p[0] == 0xfd && memcmp(p, XZ_MAGIC, 6) == 0 && p[6] == 0 && p[7] != 1 && p[7] != 4 &&
			    p[7] != 10)
				return unchecked(why, "xz");
		}
	return n < 0 ? unreadable(why) : 0;
}

int
checksums_required(int fd, char *why)
{
	unsigned char head[8] = { 0 };

	if (images_bytes(fd, head, sizeof head, 0) < 0)
		return unreadable(why);
	if (memcmp(head, "\x1f\x9d", 2) == 0)
		return unchecked(why, "compress");
	if (memcmp(head, XZ_MAGIC, 6) == 0)
		return check_xz(fd, why);
	if (get32(head) == ZSTD_MAGIC || (get32(head) & ~15u) == ZSTD_SKIP)
		return check_zstd(fd, why);
	return 0;
}
