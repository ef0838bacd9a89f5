/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_twin - an image that comes after one with the same tags is read without libtiff, and is as if
 * it came alone, whatever was changed in it.
 */
#include <pthread.h>

#include "geotiffs.h"
#include "tiff/private.h"

struct reading {
	const unsigned char *bytes;
	size_t size;
	int status;
	struct image g;
	struct chunk c;
	char why[CHUNK_WHY_MAX];
};

static void *
read_it(void *arg)
{
	struct reading *r = arg;

	r->status = geotiff_read(r->bytes, r->size, NULL, NULL, &r->g, &r->c, r->why);
	return NULL;
}

/* Reads an image in a thread of its own, where none came before. */
static void
read_alone(struct reading *r)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, read_it, r), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void
is_as_alone(const unsigned char *bytes, size_t size, size_t at)
{
	struct reading after = { .bytes = bytes, .size = size }, alone = after;

	read_it(&after);
	read_alone(&alone);
	ck_assert_msg(after.status == alone.status, "byte %zu: %d, alone %d: %s%s", at, after.status,
	    alone.status, after.why, alone.why);
	if (alone.status == 0) {
		ck_assert_msg(memcmp(&after.g, &alone.g, sizeof after.g) == 0, "byte %zu", at);
		ck_assert_uint_eq(after.c.size, alone.c.size);
		ck_assert_msg(memcmp(after.c.data, alone.c.data, after.c.size) == 0, "byte %zu", at);
		ck_assert_int_eq(after.c.type, alone.c.type);
	} else {
		ck_assert_str_eq(after.why, alone.why);
	}
	chunk_free(&after.c);
	chunk_free(&alone.c);
}

static const char *const files[] = { "one-band-lzw.tif", "point.tif", "matrix.tif",
	"one-band-16-bit-big-endian-tiles.tif", "three-bands-tiles.tif", "one-band-bigtiff-predictor.tif" };

START_TEST(an_image_is_as_if_it_came_alone)
{
	size_t size;
	unsigned char *bytes = load(files[_i], &size);
	struct reading first = { .bytes = bytes, .size = size };
	unsigned char *other = malloc(size);

	is_as_alone(bytes, size, SIZE_MAX);
	for (size_t at = 0; at < size; at++)
		for (unsigned bit = 1; bit < 256; bit *= 8) {
			read_it(&first);
			ck_assert_int_eq(first.status, 0);
			memcpy(other, bytes, size);
			other[at] ^= (unsigned char)bit;
			is_as_alone(other, size, at);
		}
	for (size_t n = 0; n < size; n += 7) {
		read_it(&first);
		is_as_alone(bytes, n, n);
	}
	chunk_free(&first.c);
	free(other);
	free(bytes);
}
END_TEST

/* What is compared is not so much that nothing is ever like it. */
START_TEST(plain_images_are_read_without_libtiff)
{
	static struct twin twin;
	size_t size;
	unsigned char *bytes = load("one-band-lzw.tif", &size);
	struct reading r = { .bytes = bytes, .size = size };
	struct tiff t = { .file = { .bytes = bytes, .size = size }, .rows = 0, .lzw = true, .bands = 1 };
	struct image g;

	read_it(&r);
	ck_assert_int_eq(r.status, 0);
	t.block_rows = 0;
	for (const unsigned char *v = tag_value(bytes, TIFFTAG_ROWSPERSTRIP), *end = v + 4; end > v; end--)
		t.block_rows = t.block_rows << 8 | end[-1];
	ck_assert(!twin_read(&twin, bytes, size, NULL, NULL, &g, &r.c, r.why));
	twin_note(&twin, &t, &r.g);
	ck_assert_uint_gt(twin.n, 0);
	ck_assert(twin_read(&twin, bytes, size, NULL, NULL, &g, &r.c, r.why));
	ck_assert(memcmp(&g, &r.g, sizeof g) == 0);
	t.bands = 3;
	twin_note(&twin, &t, &r.g);
	ck_assert(!twin_read(&twin, bytes, size, NULL, NULL, &g, &r.c, r.why));
	chunk_free(&r.c);
	free(bytes);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("twin");
	TCase *t = tcase_create("twin");

	tcase_set_timeout(t, 120);
	LOOP(an_image_is_as_if_it_came_alone, files);
	tcase_add_test(t, plain_images_are_read_without_libtiff);
	suite_add_tcase(s, t);
	return unit_main(s);
}
