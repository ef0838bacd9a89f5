/* SPDX-License-Identifier: BSD-2-Clause */
/* beside.c - what is beside an image, in a file of its own. */
#include "archive/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
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

/* Opens image + end; -1 with errno. A link to nothing is not taken for nothing. */
static int
open_beside(const char *image, const char *end, char **path)
{
	struct stat st;
	int fd;

	if (asprintf(path, "%s%s", image, end) < 0) {
		*path = NULL;
		errno = ENOMEM;
		return -1;
	}
	fd = open(*path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		errno = lstat(*path, &st) == 0 ? ENOLINK : ENOENT;
	return fd;
}

static bool
is_absent(void)
{
	return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
}

static int
refuse_mask(const char *path, char *why)
{
	return chunk_reason(why, "%.400s: a mask beside an image, which is not read: gdalwarp "
	    "-dstnodata 255 writes it into the image", path);
}

/* Whether there is a mask beside an image: 0, or -1. */
static int
check_no_mask(const char *image, char *why)
{
	char *path;
	int fd = open_beside(image, BESIDE_MASK, &path), result = 0;

	if (fd >= 0 || !is_absent())
		result = path == NULL ? chunk_reason(why, "out of memory") : refuse_mask(path, why);
	if (fd >= 0)
		close(fd);
	free(path);
	return result;
}

int
beside_check_name(const struct images_rule *rule, const char *path, const char *name, char *why)
{
	size_t n = strlen(name), end = strlen(BESIDE_MASK);
	char image[CHUNK_NAME_MAX + 1], ignored[CHUNK_WHY_MAX];
	int64_t start;

	if (n <= end || n - end > CHUNK_NAME_MAX || strcasecmp(name + n - end, BESIDE_MASK) != 0)
		return 0;
	snprintf(image, sizeof image, "%.*s", (int)(n - end), name);
	return rule->choose(rule->arg, image, &start, ignored) == IMAGES_TAKEN ?
	    refuse_mask(path, why) : 0;
}

int
beside_read_file(const char *image, char *text, char *why)
{
	char *path, *xml, reason[CHUNK_WHY_MAX];
	int fd, result = -1;
	ssize_t n;

	text[0] = '\0';
	if (check_no_mask(image, why) < 0)
		return -1;
	fd = open_beside(image, BESIDE_END, &path);
	if (fd < 0 && path != NULL && errno == ENOENT) {
		free(path);
		fd = open_beside(image, BESIDE_CAPITALS, &path);
	}
	if (fd < 0) {
		result = path == NULL ? chunk_reason(why, "out of memory") : is_absent() ? 0 :
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
