/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * limit - the least that reading an archive of radar images can cost with the libraries of today. In:
 * zips, mapped. Every member is inflated by libdeflate and decoded by libtiff, on all CPUs, and
 * nothing is done with its pixels. Out: nothing but how many images there were.
 *
 * It stands on no code of rainpipe's and checks as little as it can: a yardstick, not a tool. limit-2 is
 * the same program with rainpipe's LZW decoder in place of libtiff's.
 */
#include <err.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#ifdef LIMIT_2
#include "tiff/private.h"
#endif

/* One member: where its bytes are in a mapped zip, and how many they are, packed and not. */
struct member {
	const unsigned char *packed;
	size_t packed_size, size;
	unsigned method;
};

/* All members of all zips. Threads take them by number from `next`; the rest only main() writes. */
struct work {
	struct member *members;
	size_t count, room;
	atomic_size_t next;
};

/* An image in memory, as libtiff sees a file: it reads the header, and takes the strips where they are. */
struct memory {
	unsigned char *bytes;
	size_t size, room, at;
};

static unsigned
le16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static uint32_t
le32(const unsigned char *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static void
add_member(struct work *w, const struct member *m)
{
	if (w->count == w->room) {
		w->room = w->room != 0 ? 2 * w->room : 1024;
		w->members = realloc(w->members, w->room * sizeof *w->members);
		if (!w->members)
			err(1, "out of memory");
	}
	w->members[w->count++] = *m;
}

/* The directory of a zip without a comment: its last 22 bytes say where it is, and how long. */
static void
add_zip(struct work *w, const char *path)
{
	const unsigned char *zip, *end, *p;
	struct member m;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0)
		err(1, "%s", path);
	zip = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (zip == MAP_FAILED)
		err(1, "%s", path);
	close(fd);
	end = zip + st.st_size - 22;
	if (st.st_size < 22 || le32(end) != 0x06054b50)
		errx(1, "%s: no plain zip", path);
	for (p = zip + le32(end + 16); p < end; p += 46 + le16(p + 28) + le16(p + 30) + le16(p + 32)) {
		const unsigned char *local = zip + le32(p + 42);

		m.packed = local + 30 + le16(local + 26) + le16(local + 28);
		m.packed_size = le32(p + 20);
		m.size = le32(p + 24);
		m.method = le16(p + 10);
		add_member(w, &m);
	}
}

static tmsize_t
read_bytes(thandle_t handle, void *to, tmsize_t n)
{
	struct memory *m = handle;

	if (n < 0 || m->at > m->size || (size_t)n > m->size - m->at)
		return -1;
	memcpy(to, m->bytes + m->at, (size_t)n);
	m->at += (size_t)n;
	return n;
}

static tmsize_t
no_write(thandle_t handle, void *bytes, tmsize_t size)
{
	(void)handle;
	(void)bytes;
	(void)size;
	return -1;
}

static toff_t
seek_to(thandle_t handle, toff_t offset, int whence)
{
	struct memory *m = handle;

	m->at = (size_t)offset + (whence == SEEK_CUR ? m->at : whence == SEEK_END ? m->size : 0);
	return m->at;
}

static int
no_close(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
size_of(thandle_t handle)
{
	return ((struct memory *)handle)->size;
}

static int
map(thandle_t handle, void **base, toff_t *size)
{
	struct memory *m = handle;

	*base = m->bytes;
	*size = m->size;
	return 1;
}

static void
no_unmap(thandle_t handle, void *base, toff_t size)
{
	(void)handle;
	(void)base;
	(void)size;
}

static void
need(struct memory *m, size_t size)
{
	if (size <= m->room)
		return;
	free(m->bytes);
	m->room = 2 * size;
	m->bytes = malloc(m->room);
	if (!m->bytes)
		err(1, "out of memory");
}

#ifdef LIMIT_2
/* Whether rainpipe's decoder could decode a strip or tile; libtiff has to, otherwise. */
static int
decode_ours(TIFF *tif, uint32_t block, const struct memory *image, struct memory *pixels, size_t size)
{
	uint64_t at = TIFFGetStrileOffset(tif, block), n = TIFFGetStrileByteCount(tif, block);

	return at <= image->size && n <= image->size - at && lzw_decode(image->bytes + at, n, pixels->bytes, size);
}
#else
static int
decode_ours(TIFF *tif, uint32_t block, const struct memory *image, struct memory *pixels, size_t size)
{
	(void)tif, (void)block, (void)image, (void)pixels, (void)size;
	return 0;
}
#endif

/* Every strip of an image, one over the other: the pixels are not wanted. */
static void
decode_strips(TIFF *tif, const struct memory *image, struct memory *pixels)
{
	uint32_t strip, n = TIFFNumberOfStrips(tif), height = 0, rows = 0;

	TIFFGetField(tif, TIFFTAG_IMAGELENGTH, &rows);
	TIFFGetFieldDefaulted(tif, TIFFTAG_ROWSPERSTRIP, &height);
	need(pixels, (size_t)TIFFStripSize(tif));
	for (strip = 0; strip < n; strip++) {
		tmsize_t size = TIFFVStripSize(tif, strip < n - 1 ? height : rows - strip * height);

		if (!decode_ours(tif, strip, image, pixels, (size_t)size) &&
		    TIFFReadEncodedStrip(tif, strip, pixels->bytes, size) < 0)
			errx(1, "a damaged image");
	}
}

/* Every tile, in the same way. */
static void
decode_tiles(TIFF *tif, const struct memory *image, struct memory *pixels)
{
	tmsize_t size = TIFFTileSize(tif);
	uint32_t tile;

	need(pixels, (size_t)size);
	for (tile = 0; tile < TIFFNumberOfTiles(tif); tile++)
		if (!decode_ours(tif, tile, image, pixels, (size_t)size) &&
		    TIFFReadEncodedTile(tif, tile, pixels->bytes, size) < 0)
			errx(1, "a damaged image");
}

static void
decode(struct memory *image, struct memory *pixels)
{
	TIFF *tif = TIFFClientOpen("image", "r", image, read_bytes, no_write, seek_to, no_close, size_of, map,
	    no_unmap);

	if (!tif)
		errx(1, "not a TIFF image");
	if (TIFFIsTiled(tif))
		decode_tiles(tif, image, pixels);
	else
		decode_strips(tif, image, pixels);
	TIFFClose(tif);
}

static void
unpack(struct libdeflate_decompressor *inflater, const struct member *m, struct memory *image)
{
	need(image, m->size);
	image->size = m->size;
	image->at = 0;
	if (m->method == 0)
		memcpy(image->bytes, m->packed, m->size);
	else if (libdeflate_deflate_decompress(inflater, m->packed, m->packed_size, image->bytes, m->size,
	    NULL) != LIBDEFLATE_SUCCESS)
		errx(1, "a damaged member");
}

static void *
work_off(void *arg)
{
	struct work *w = arg;
	struct memory image = { 0 }, pixels = { 0 };
	struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
	size_t i;

	if (!inflater)
		err(1, "out of memory");
	while ((i = atomic_fetch_add(&w->next, 1)) < w->count) {
		unpack(inflater, &w->members[i], &image);
		decode(&image, &pixels);
	}
	libdeflate_free_decompressor(inflater);
	free(image.bytes);
	free(pixels.bytes);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct work w = { 0 };
	pthread_t threads[64];
	long n = sysconf(_SC_NPROCESSORS_ONLN), i;

	if (n > 64)
		n = 64;
	TIFFSetWarningHandler(NULL);
	while (*++argv)
		add_zip(&w, *argv);
	for (i = 1; i < n; i++)
		if (pthread_create(&threads[i], NULL, work_off, &w) != 0)
			errx(1, "no more threads");
	work_off(&w);
	for (i = 1; i < n; i++)
		pthread_join(threads[i], NULL);
	printf("%zu images, %d zips\n", w.count, argc - 1);
	free(w.members);
	return 0;
}
