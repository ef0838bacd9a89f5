/* SPDX-License-Identifier: BSD-2-Clause */
/* bytes.c - bytes of a file, and what they look like. */
#include "archive/private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

ssize_t
bytes_read(int fd, void *to, size_t size, uint64_t at)
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

int
bytes_unreadable(char *why)
{
	return chunk_reason(why, "cannot read: %s", strerror(errno));
}

int
bytes_check_end(int fd, uint64_t at, char *why)
{
	unsigned char bytes[4096];
	ssize_t n;

	for (; (n = bytes_read(fd, bytes, sizeof bytes, at)) > 0; at += (uint64_t)n)
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i] != 0)
				return chunk_reason(why, REASON_MORE);
	return n < 0 ? bytes_unreadable(why) : 0;
}

bool
bytes_are_tiff(const unsigned char *head, size_t n)
{
	static const char marks[][5] = { "II*\0", "MM\0*", "II+\0", "MM\0+" };    /* + is BigTIFF */

	for (size_t i = 0; n >= 4 && i < sizeof marks / sizeof *marks; i++)
		if (memcmp(head, marks[i], 4) == 0)
			return true;
	return false;
}

bool
bytes_are_zip(const unsigned char *head, size_t n)
{
	/* A member, an end record, or a mark of parts. */
	return n >= 4 && memcmp(head, "PK", 2) == 0 && head[2] > 0 && head[2] < 9;
}

bool
bytes_are_packed(const unsigned char *head, size_t n)
{
	static const struct { const char *mark; size_t size, at; } marks[] = {
		{ "\x1f\x8b", 2, 0 }, { "BZh", 3, 0 }, { "\xfd" "7zXZ", 5, 0 }, { "LZIP", 4, 0 },
		{ "\x28\xb5\x2f\xfd", 4, 0 }, { "7z\xbc\xaf\x27\x1c", 6, 0 }, { "ustar", 5, 257 },
		{ "070701", 6, 0 }, { "070707", 6, 0 },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (n >= marks[i].at + marks[i].size &&
		    memcmp(head + marks[i].at, marks[i].mark, marks[i].size) == 0)
			return true;
	return false;
}

const char *
bytes_not_data(const unsigned char *head, size_t n)
{
	if (n == 0)
		return "it is empty: did its download fail?";
	/* White space, and a byte order mark. */
	while (n > 0 && (*head <= ' ' || *head >= 0xbb))
		head++, n--;
	if (n > 0 && *head == '<')
		return "it looks like an HTML page: did its download fail?";
	if (n > 0 && *head == '{')
		return "it looks like JSON: did its download fail?";
	return NULL;
}
