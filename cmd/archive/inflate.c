/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inflate.c - members of a zip made whole: by libdeflate if configure found it,
 * else by zlib.
 */
#include "archive/private.h"

#include <stdlib.h>

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>

static void *
new_inflater(void)
{
	return libdeflate_alloc_decompressor();
}

static void
free_inflater(void *inflater)
{
	libdeflate_free_decompressor(inflater);
}

static enum inflated
inflate_with(void *inflater, const void *from, size_t packed, void *to, size_t size)
{
	/* NULL for the actual size: any other size is an error. */
	return libdeflate_deflate_decompress(inflater, from, packed, to, size, NULL) ==
	    LIBDEFLATE_SUCCESS ? INFLATE_DONE : INFLATE_DAMAGED;
}

uint32_t
inflate_crc(const void *bytes, size_t size)
{
	return libdeflate_crc32(0, bytes, size);
}

#else
#include <zlib.h>

static void *
new_inflater(void)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z != NULL && inflateInit2(z, -MAX_WBITS) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static void
free_inflater(void *inflater)
{
	inflateEnd(inflater);
	free(inflater);
}

static enum inflated
inflate_with(void *inflater, const void *from, size_t packed, void *to, size_t size)
{
	z_stream *z = inflater;

	inflateReset(z);
	z->next_in = (Bytef *)from;
	z->avail_in = (uInt)packed;
	z->next_out = to;
	z->avail_out = (uInt)size;
	switch (inflate(z, Z_FINISH)) {
	case Z_STREAM_END:
		return z->avail_out == 0 ? INFLATE_DONE : INFLATE_DAMAGED;
	case Z_MEM_ERROR:
		return INFLATE_NO_MEMORY;
	default:
		return INFLATE_DAMAGED;
	}
}

uint32_t
inflate_crc(const void *bytes, size_t size)
{
	return (uint32_t)crc32_z(0, bytes, size);
}
#endif

enum inflated
inflate_member(struct inflaters *all, const void *from, size_t packed, void *to, size_t size)
{
	enum inflated result;
	void *inflater = NULL;

	pthread_mutex_lock(&all->lock);
	if (all->count > 0)
		inflater = all->idle[--all->count];
	pthread_mutex_unlock(&all->lock);
	if (inflater == NULL && (inflater = new_inflater()) == NULL)
		return INFLATE_NO_MEMORY;
	result = inflate_with(inflater, from, packed, to, size);
	pthread_mutex_lock(&all->lock);
	all->idle[all->count++] = inflater;
	pthread_mutex_unlock(&all->lock);
	return result;
}

void
inflaters_init(struct inflaters *all)
{
	pthread_mutex_init(&all->lock, NULL);
	all->count = 0;
}

void
inflaters_free(struct inflaters *all)
{
	while (all->count > 0)
		free_inflater(all->idle[--all->count]);
	pthread_mutex_destroy(&all->lock);
}
