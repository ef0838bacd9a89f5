/* SPDX-License-Identifier: BSD-2-Clause */
/* sidecar.c - what is beside an image, in a file of its own. */
#include "archive/sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "archive/private.h"

size_t
sidecar_stem(const char *path)
{
	size_t n = strlen(path), end = strlen(SIDECAR_END);

	return n > end && strcasecmp(path + n - end, SIDECAR_END) == 0 ? n - end : 0;
}

/*
 * The text of the next element of a name from `from` on, which may have
 * attributes; *size is its length. NULL: there is none.
 */
static const char *
find_element(const char *from, const char *name, size_t *size)
{
	size_t n = strlen(name);
	const char *text, *end;

	for (; (from = strchr(from, '<')) != NULL; from++) {
		if (strncmp(from + 1, name, n) != 0 || strchr("> \t\r\n", from[1 + n]) == NULL)
			continue;
		text = strchr(from, '>');
		end = text != NULL ? strchr(text, '<') : NULL;
		if (end == NULL)
			return NULL;
		*size = (size_t)(end - text - 1);
		return text + 1;
	}
	return NULL;
}

/* Adds what the elements of a name say, which must be the same in all bands. */
static int
add_element(const char *xml, const char *name, const char *key, char *text, char *why)
{
	size_t size, other, used = strlen(text);
	const char *value = find_element(xml, name, &size), *next = value;

	if (value == NULL)
		return 0;
	while ((next = find_element(next, name, &other)) != NULL)
		if (other != size || memcmp(next, value, size) != 0)
			return chunk_reason(why, "its bands have different values of %s", name);
	if (size > 40 || memchr(value, ';', size) != NULL || memchr(value, '\n', size) != NULL)
		return chunk_reason(why, "its %s cannot be read", name);
	snprintf(text + used, SIDECAR_TEXT_MAX - used, "%s%s=%.*s", used > 0 ? ";" : "", key,
	    (int)size, value);
	return 0;
}

/*
 * Only GDAL's own elements, in the way GDAL writes them (PAM, "Auxiliary files"
 * in its documentation).
 */
int
sidecar_text(const char *xml, size_t n, char *text, char *why)
{
	char *copy = strndup(xml, n);
	bool all;

	text[0] = '\0';
	if (copy == NULL)
		return chunk_reason(why, "out of memory");
	all = add_element(copy, "Scale", "gain", text, why) == 0 &&
	    add_element(copy, "Offset", "offset", text, why) == 0 &&
	    add_element(copy, "NoDataValue", "nodata", text, why) == 0 &&
	    add_element(copy, "UnitType", "unit", text, why) == 0;
	free(copy);
	return all ? 0 : -1;
}

/* Reads the whole of such a file; *n is -1 if it cannot be read. */
static char *
load_file(int fd, ssize_t *n)
{
	char *bytes = malloc(SIDECAR_MAX + 1);

	*n = bytes != NULL ? bytes_read(fd, bytes, SIDECAR_MAX + 1, 0) : -1;
	return bytes;
}

int
sidecar_of_file(const char *image, char *text, char *why)
{
	char *path, *xml, reason[CHUNK_WHY_MAX];
	int fd, result = -1;
	ssize_t n;

	text[0] = '\0';
	if (asprintf(&path, "%s" SIDECAR_END, image) < 0)
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
	else if (n > (ssize_t)SIDECAR_MAX)
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
sidecar_differ(const char *a, const char *a_says, const char *b, const char *b_says, char *why)
{
	return chunk_reason(why, "the .aux.xml beside the images must say the same: that of "
	    "%.200s says %.120s, and that of %.200s says %.120s: give one kind of images at a "
	    "time, or write it into the images, as gdal_translate does",
	    a, or_nothing(a_says), b, or_nothing(b_says));
}
