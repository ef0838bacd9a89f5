/* SPDX-License-Identifier: BSD-2-Clause */
/* kinds.c - files of a kind that is not read here, and what to do with them. */
#include "archive/private.h"

#include <string.h>

#include "grid/formats.h"

#define ISO_AT 32769u                   /* where an ISO 9660 has its mark */

/* A single file: radar-unzip takes any, if its name matches. */
static int
refuse(const char *name, enum format_kind kind, const char *reader, const char *path, char *why)
{
	char names[NAMES_ADVICE_MAX];
	static const char *const advice[] = {
		[FORMAT_DATA] = "-p says what the names of images look like, and gdal_translate makes GeoTIFFs of them",
		[FORMAT_ARCHIVE] = "unpack it, and give the folder",
		[FORMAT_PACKED] = "unpack it first",
	};

	if (kind == FORMAT_STREAM)
		return chunk_reason(why, "%s: %s", name, reader);
	if (reader != NULL) {
		names_advise(path, names);
		return chunk_reason(why, "%s, whose name does not match the pattern: %s; %s", name, names,
		    reader);
	}
	return chunk_reason(why, "%s, which is not read here: %s", name, advice[kind]);
}

int
kinds_require(int fd, const char *name, const unsigned char *head, size_t n, char *why)
{
	const struct format *format = formats_find(head, n);
	char mark[5];

	if (format != NULL && format->kind != FORMAT_READ)
		return refuse(format->name, format->kind, format->reader, name, why);
	if (fd >= 0 && bytes_read(fd, mark, sizeof mark, ISO_AT) == sizeof mark &&
	    memcmp(mark, "CD001", sizeof mark) == 0)
		return refuse("an ISO 9660 image of a disk", FORMAT_ARCHIVE, NULL, name, why);
	return 0;
}
