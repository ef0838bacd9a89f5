/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tiffmem.c - TIFF files in memory for libtiff, with errors and limits of their
 * own.
 *
 * Bytes come from a record and go to a record, so libtiff gets a block of
 * memory for a file. Error handlers belong to a handle, not to the process, so
 * that threads do not mix.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/private.h"

/*
 * What libtiff may allocate at once: a strip that is the largest grid of 16-bit
 * codes.
 */
#define ALLOCATION_MAX (2 * (tmsize_t)CHUNK_CELLS_MAX)

static tmsize_t
read_bytes(thandle_t handle, void *to, tmsize_t size)
{
	struct tiffmem *m = handle;
	size_t left = m->at < m->size ? m->size - m->at : 0;
	size_t n = (size_t)size < left ? (size_t)size : left;

	if (n > 0)
		memcpy(to, m->bytes + m->at, n);
	m->at += n;
	return (tmsize_t)n;
}

static bool
grow(struct tiffmem *m, size_t size)
{
	size_t room = m->room != 0 ? m->room : 1 << 16;
	unsigned char *bytes;

	while (room < size)
		room *= 2;
	if (room == m->room)
		return true;
	bytes = realloc(m->bytes, room);
	if (bytes == NULL)
		return false;
	m->bytes = bytes;
	m->room = room;
	return true;
}

static tmsize_t
write_bytes(thandle_t handle, void *from, tmsize_t size)
{
	struct tiffmem *m = handle;
	size_t end = m->at + (size_t)size;

	if (size < 0 || end < m->at || end > SIZE_MAX / 4 || !grow(m, end))
		return -1;
	if (m->at > m->size)
		memset(m->bytes + m->size, 0, m->at - m->size);
	memcpy(m->bytes + m->at, from, (size_t)size);
	m->at = end;
	if (end > m->size)
		m->size = end;
	return size;
}

static toff_t
seek_bytes(thandle_t handle, toff_t offset, int whence)
{
	struct tiffmem *m = handle;
	toff_t base = whence == SEEK_CUR ? m->at : whence == SEEK_END ? m->size : 0;

	m->at = (size_t)(base + offset);
	return m->at;
}

static int
close_bytes(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
size_bytes(thandle_t handle)
{
	return ((struct tiffmem *)handle)->size;
}

/* libtiff decodes directly from the record's bytes, which it only reads. */
static int
map_bytes(thandle_t handle, void **base, toff_t *size)
{
	struct tiffmem *m = handle;

	*base = m->bytes;
	*size = m->size;
	return 1;
}

static void
unmap_bytes(thandle_t handle, void *base, toff_t size)
{
	(void)handle;
	(void)base;
	(void)size;
}

/* The first error is the cause; later ones mostly follow from it. */
static int
keep_error(TIFF *tif, void *data, const char *module, const char *format, va_list args)
{
	struct tiffmem *m = data;

	(void)tif;
	(void)module;
	if (m->why[0] == '\0') {
		vsnprintf(m->why, sizeof m->why, format, args);
		m->why[strcspn(m->why, "\r\n")] = '\0';
	}
	return 1;
}

/*
 * Most warnings are about tags that libtiff does not know, such as GDAL's. Some
 * say that it went on with something else than what the file says.
 */
static bool
is_correction(const char *text)
{
	static const char *const phrases[] = { "ncorrect count", "ogus", "calculating from" };

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (strstr(text, phrases[i]) != NULL)
			return true;
	return false;
}

/* A text whose last character libtiff drops: of GDAL's metadata, or nodata. */
static bool
is_cut(const char *text)
{
	return strstr(text, "null byte") != NULL &&
	    (strstr(text, "Tag 42112") != NULL || strstr(text, "Tag 42113") != NULL);
}

static int
keep_warning(TIFF *tif, void *data, const char *module, const char *format, va_list args)
{
	struct tiffmem *m = data;
	char text[sizeof m->odd];

	(void)tif;
	(void)module;
	vsnprintf(text, sizeof text, format, args);
	m->cut = m->cut || is_cut(text);
	if (m->odd[0] == '\0' && is_correction(text))
		snprintf(m->odd, sizeof m->odd, "%.*s", (int)strcspn(text, "\r\n"), text);
	return 1;
}

TIFF *
tiffmem_open(struct tiffmem *m, const char *mode)
{
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
	TIFF *tif = NULL;

	m->at = 0;
	m->why[0] = m->odd[0] = '\0';
	m->cut = false;
	if (options != NULL) {
		TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, m);
		TIFFOpenOptionsSetWarningHandlerExtR(options, keep_warning, m);
		TIFFOpenOptionsSetMaxSingleMemAlloc(options, ALLOCATION_MAX);
		tif = TIFFClientOpenExt("image", mode, m, read_bytes, write_bytes, seek_bytes,
		    close_bytes, size_bytes, map_bytes, unmap_bytes, options);
		TIFFOpenOptionsFree(options);
	}
	if (tif == NULL && m->why[0] == '\0')
		snprintf(m->why, sizeof m->why, "out of memory");
	return tif;
}
