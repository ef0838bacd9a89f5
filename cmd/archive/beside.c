/* SPDX-License-Identifier: BSD-2-Clause */
/* beside.c - what is beside an image, in a file of its own. */
#include "archive/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "archive/private.h"
#include "tiff/sidecar.h"

size_t
beside_stem(const char *path)
{
	size_t n = strlen(path), end = strlen(BESIDE_END);

	return n > end && strcasecmp(path + n - end, BESIDE_END) == 0 ? n - end : 0;
}

/* Reads the whole of such a file; *n is -1 if it cannot be read. */
static char *
load_file(int fd, ssize_t *n)
{
	char *bytes = malloc(BESIDE_MAX + 1);

	*n = bytes != NULL ? bytes_read(fd, bytes, BESIDE_MAX + 1, 0) : -1;
	return bytes;
}

int
beside_read_file(const char *image, char *text, char *why)
{
	char *path, *xml, reason[CHUNK_WHY_MAX];
	int fd, result = -1;
	ssize_t n;

	text[0] = '\0';
	if (asprintf(&path, "%s" BESIDE_END, image) < 0)
		return chunk_reason(why, "out of memory");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		result = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG ? 0 :
		    chunk_reason(why, "%.400s: cannot open: %s", path, strerror(errno));
		free(path);
		return result;
	}
	xml = load_file(fd, &n);
	if (xml == NULL)
		chunk_reason(why, "out of memory");
	else if (n < 0)
		chunk_reason(why, "%.400s: cannot read: %s", path, strerror(errno));
	else if (n > (ssize_t)BESIDE_MAX)
		chunk_reason(why, "%.400s: over the limit of 1 MiB", path);
	else if (sidecar_text(xml, (size_t)n, text, reason) < 0)
		chunk_reason(why, "%.400s: %.500s", path, reason);
	else
		result = 0;
	free(xml);
	close(fd);
	free(path);
	return result;
}

static const char *
or_nothing(const char *says)
{
	return says[0] != '\0' ? says : "nothing";
}

int
beside_differ(const char *a, const char *a_says, const char *b, const char *b_says, char *why)
{
	return chunk_reason(why, "the .aux.xml beside the images must say the same: that of "
	    "%.200s says %.120s, and that of %.200s says %.120s: give one kind of images at a "
	    "time, or write it into the images, as gdal_translate does",
	    a, or_nothing(a_says), b, or_nothing(b_says));
}
