/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * checksums.c - whether damage in compressed data would be seen.
 *
 * Formats with an optional checksum are refused if it is missing.
 */
#include "archive/private.h"

#include <string.h>

#include "le.h"

#define ZSTD_MAGIC 0xfd2fb528u
#define ZSTD_SKIP  0x184d2a50u          /* to ...5f: frames with something else in them */
#define XZ_MAGIC   "\xfd" "7zXZ\0"

static int
refuse_unchecked(const char *name, char *why)
{
	return chunk_reason(why, "compressed by %s "
	    "without a checksum, so that damage would not be seen: unpack it first", name);
}

/* ---- zstd (RFC 8878, section 3.1) -------------------------------------- */

/*
 * Moves *at from the first block of a frame to the end of its checksum; after a
 * cut, beyond the file.
 */
static int
skip_blocks(int fd, uint64_t *at, char *why)
{
	unsigned char head[4] = { 0 };
	unsigned kind;
	bool last;

	do {
		ssize_t n = bytes_read(fd, head, 3, *at);

		if (n < 0)
			return bytes_unreadable(why);
		/* If the file ends in the head, its reader will see that. */
		last = head[0] & 1 || n < 3;
		kind = head[0] >> 1 & 3;
		if (kind == 3)
			return chunk_reason(why, REASON_DOUBTFUL);
		/* A block of kind 1 is one byte that is repeated. */
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

	while ((n = bytes_read(fd, head, sizeof head, at)) == sizeof head) {
		unsigned flags = head[4];

		if ((get32(head) & ~15u) == ZSTD_SKIP) {
			at += 8 + (uint64_t)get32(head + 4);
			continue;
		}
		if (get32(head) != ZSTD_MAGIC)
			return chunk_reason(why, REASON_MORE);
		if (!(flags & 4))
			return refuse_unchecked("zstd", why);
		/* A single segment has no byte for its window, but a size. */
		at += 5 + 1 + ids[flags & 3] + sizes[flags >> 6];
		if (flags & 32 && flags >> 6 > 0)
			at--;
		if (skip_blocks(fd, &at, why) < 0)
			return -1;
	}
	return n < 0 ? bytes_unreadable(why) : 0;
}

/* ---- xz (its file format, version 1.2.0, section 2.1.1) ---------------- */

/*
 * Only a reader knows where a stream ends; but each begins at a multiple of 4
 * bytes, with 7 bytes that are always the same. Other bytes hardly ever look
 * like that, and if they do, the file is refused with advice, not misread.
 */
static int
check_xz(int fd, char *why)
{
	unsigned char bytes[4096];
	uint64_t at = 0;
	ssize_t n;

	for (; (n = bytes_read(fd, bytes, sizeof bytes, at)) > 0; at += sizeof bytes - 8)
		for (ssize_t i = 0; i + 8 <= n; i += 4) {
			const unsigned char *p = bytes + i;

			/* CRC32, CRC64, SHA-256: liblzma verifies no other. */
			if (p[0] == 0xfd && memcmp(p, XZ_MAGIC, 6) == 0 && p[6] == 0 && p[7] != 1 &&
			    p[7] != 4 && p[7] != 10)
				return refuse_unchecked("xz", why);
		}
	return n < 0 ? bytes_unreadable(why) : 0;
}

int
checksums_required(int fd, char *why)
{
	unsigned char head[8] = { 0 };

	if (bytes_read(fd, head, sizeof head, 0) < 0)
		return bytes_unreadable(why);
	if (memcmp(head, "\x1f\x9d", 2) == 0)
		return refuse_unchecked("compress", why);
	if (memcmp(head, XZ_MAGIC, 6) == 0)
		return check_xz(fd, why);
	if (get32(head) == ZSTD_MAGIC || (get32(head) & ~15u) == ZSTD_SKIP)
		return check_zstd(fd, why);
	return 0;
}
