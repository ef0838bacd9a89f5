/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twin.c - images that say the same of themselves as the one before.
 *
 * All images of an archive have the same tags, except where their strips are.
 * Opening one by libtiff takes a tenth of the time of decoding it, so this is
 * done once, and then the directories are compared. Whatever differs, or is not
 * a plain TIFF of strips that lzw.c decodes, goes to libtiff.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "tiff/private.h"

#define ENTRY 12u                       /* bytes of a tag in a directory */

/* The values of a tag, `size` bytes each. */
struct values {
	const unsigned char *at;
	uint32_t count, size;
};

/* A directory being read. */
struct directory {
	unsigned char *said;            /* noted there, or compared with what was noted */
	bool note;
	size_t n;                       /* bytes of that so far */
	struct values offsets, sizes;   /* of the strips: they may differ */
};

static bool
say(struct directory *d, const unsigned char *bytes, size_t n)
{
	if (n > TWIN_MAX - d->n)
		return false;
	d->n += n;
	if (!d->note)
		return memcmp(d->said + d->n - n, bytes, n) == 0;
	memcpy(d->said + d->n - n, bytes, n);
	return true;
}

/* Takes the tag at `entry`; false if it is not plain, or another than was noted. */
static bool
take_tag(struct directory *d, const unsigned char *bytes, size_t size, const unsigned char *entry)
{
	static const uint32_t sizes[] = { [TIFF_BYTE] = 1, [TIFF_ASCII] = 1, [TIFF_SHORT] = 2,
		[TIFF_LONG] = 4, [TIFF_RATIONAL] = 8, [TIFF_SBYTE] = 1, [TIFF_UNDEFINED] = 1,
		[TIFF_SSHORT] = 2, [TIFF_SLONG] = 4, [TIFF_SRATIONAL] = 8, [TIFF_FLOAT] = 4,
		[TIFF_DOUBLE] = 8 };
	uint32_t tag = get16(entry), type = get16(entry + 2), at = get32(entry + 8);
	struct values v = { entry + 8, get32(entry + 4), type <= TIFF_DOUBLE ? sizes[type] : 0 };
	uint64_t n = (uint64_t)v.count * v.size;

	if (v.size == 0 || tag == TIFFTAG_TILEOFFSETS)
		return false;
	if (n > 4) {
		if (at > size || n > size - at)
			return false;
		v.at = bytes + at;
	}
	if (!say(d, entry, 8))
		return false;
	if (tag != TIFFTAG_STRIPOFFSETS && tag != TIFFTAG_STRIPBYTECOUNTS)
		return say(d, v.at, n);
	*(tag == TIFFTAG_STRIPOFFSETS ? &d->offsets : &d->sizes) = v;
	return type == TIFF_SHORT || type == TIFF_LONG;
}

/* Reads the directory of a little-endian TIFF that has only one; false if it is not plain. */
static bool
read_directory(struct directory *d, const unsigned char *bytes, size_t size)
{
	uint32_t at, n;

	if (size < 8 || memcmp(bytes, "II*\0", 4) != 0 || (at = get32(bytes + 4)) > size - 2)
		return false;
	n = get16(bytes + at);
	if (n * ENTRY + 6 > size - at || get32(bytes + at + 2 + n * ENTRY) != 0)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!take_tag(d, bytes, size, bytes + at + 2 + i * ENTRY))
			return false;
	return true;
}

static uint32_t
value(const struct values *v, uint32_t i)
{
	return v->size == 2 ? get16(v->at + 2 * i) : get32(v->at + 4 * i);
}

/* ---- The last image of each thread ------------------------------------- */

static pthread_key_t key;
static bool have_key;

static void
make_key(void)
{
	have_key = pthread_key_create(&key, free) == 0;
}

/* Not in the stack of a thread: that may be small. */
struct twin *
twin_of_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct twin *w;

	pthread_once(&once, make_key);
	if (!have_key)
		return NULL;
	w = pthread_getspecific(key);
	if (w == NULL && (w = calloc(1, sizeof *w)) != NULL && pthread_setspecific(key, w) != 0) {
		free(w);
		w = NULL;
	}
	return w;
}

void
twin_note(struct twin *w, const struct tiff *t, const struct image *g)
{
	struct directory d = { .said = w->said, .note = true };

	w->n = 0;
	if (!t->lzw || t->tiled || t->bands != 1 || !read_directory(&d, t->file.bytes, t->file.size))
		return;
	w->n = d.n;
	w->image = *g;
	w->strip_rows = t->block_rows;
}

bool
twin_read(struct twin *w, const void *bytes, size_t size, image_accept_fn *accept,
    const void *arg, struct image *g, struct chunk *out, char *why)
{
	const uint32_t rows = w->image.grid.rows, cols = w->image.grid.cols;
	struct directory d = { .said = w->said };
	uint8_t *to;

	if (w->n == 0 || !read_directory(&d, bytes, size) || d.n != w->n)
		return false;
	if (d.offsets.count != (rows + w->strip_rows - 1) / w->strip_rows ||
	    d.sizes.count != d.offsets.count)
		return false;
	*g = w->image;
	if ((accept != NULL && accept(arg, g, why) < 0) ||
	    (to = chunk_room(out, (size_t)rows * cols)) == NULL)
		return false;
	for (uint32_t i = 0, row = 0; row < rows; i++, row += w->strip_rows) {
		uint32_t at = value(&d.offsets, i), n = value(&d.sizes, i);
		uint32_t here = rows - row < w->strip_rows ? rows - row : w->strip_rows;

		if (at > size || n > size - at || !lzw_decode((const uint8_t *)bytes + at, n,
		    to + (size_t)row * cols, (size_t)here * cols))
			return false;
	}
	out->kind = CHUNK_FIELD;
	out->type = CHUNK_U8;
	return true;
}
