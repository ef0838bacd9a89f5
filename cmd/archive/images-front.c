/* SPDX-License-Identifier: BSD-2-Clause */
/* images-front.c - what a file begins with: data or something else, and what may be before a zip. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "archive/images.h"
#include "archive/zipdir.h"

bool
images_is_tiff(const unsigned char *head, size_t n)
{
	static const char marks[][5] = { "II*\0", "MM\0*", "II+\0", "MM\0+" };    /* + is BigTIFF */

	for (size_t i = 0; n >= 4 && i < sizeof marks / sizeof *marks; i++)
		if (memcmp(head, marks[i], 4) == 0)
			return true;
	return false;
}

const char *
images_not_data(const unsigned char *head, size_t n)
{
	if (n == 0)
		return "it is empty: did its download fail?";
	while (n > 0 && (*head <= ' ' || *head >= 0xbb))        /* white space, and a byte order mark */
		head++, n--;
	if (n > 0 && *head == '<')
		return "it looks like an HTML page: did its download fail?";
	if (n > 0 && *head == '{')
		return "it looks like JSON: did its download fail?";
	return NULL;
}

int
images_check_front(int fd, uint64_t front, const unsigned char *head, char *why)
{
	unsigned char tail[ZIPDIR_TAIL];
	size_t n = front < sizeof tail ? (size_t)front : sizeof tail;
	char ignored[CHUNK_WHY_MAX];
	struct zipdir other;
	ssize_t got;

	/* Two marks of a zip that might have become several parts, and did not (APPNOTE.TXT, 8.5.3 and 8.5.4). */
	if (front == 0 || (front == 4 && (memcmp(head, "PK00", 4) == 0 || memcmp(head, "PK\7\10", 4) == 0)))
		return 0;
	if ((got = images_bytes(fd, tail, n, front - n)) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
		return -1;
	}
	if (zipdir_is_program(head) && (size_t)got == n && zipdir_find(tail, n, front, &other, ignored) == 0)
		return 0;
	snprintf(why, CHUNK_WHY_MAX, "more than one archive in a file, or a zip behind something else: give "
	    "archives one by one, each in a file of its own");
	return -1;
}
