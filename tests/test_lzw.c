/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lzw - our LZW decodes what libtiff's does, to the same bytes, and never more: where ours takes
 * damaged codes, libtiff takes them too.
 */
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "tiff/private.h"
#include "unit.h"

#define COLS 311
#define ROWS 97
#define SIZE (COLS * ROWS)

static uint8_t pixels[SIZE], ours[SIZE + 64], theirs[SIZE];
static uint8_t packed[4 * SIZE];
static size_t packed_size;

/* Images from one colour to noise: runs of up to `run` pixels of `codes` codes. */
static void
make_pixels(uint32_t run, uint32_t codes)
{
	for (size_t i = 0; i < SIZE; ) {
		uint8_t code = (uint8_t)unit_random(codes);

		for (size_t n = 1 + unit_random(run); n > 0 && i < SIZE; n--)
			pixels[i++] = code;
	}
}

static TIFF *
open_file(const char *mode, char *name)
{
	TIFF *tif = TIFFOpen(name, mode);

	ck_assert_ptr_nonnull(tif);
	if (*mode == 'w') {
		TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, COLS);
		TIFFSetField(tif, TIFFTAG_IMAGELENGTH, ROWS);
		TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, 8);
		TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, 1);
		TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, ROWS);
		TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
		TIFFSetField(tif, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
	}
	return tif;
}

static void
pack(char *name)
{
	TIFF *tif = open_file("w", name);

	ck_assert_int_eq(TIFFWriteEncodedStrip(tif, 0, pixels, SIZE), SIZE);
	TIFFClose(tif);
	tif = open_file("r", name);
	packed_size = (size_t)TIFFReadRawStrip(tif, 0, packed, sizeof packed);
	TIFFClose(tif);
}

/* Whether libtiff decodes these bytes to a whole image, in `theirs`. */
static bool
libtiff_decodes(char *name)
{
	TIFF *tif = open_file("w", name);
	tmsize_t got;

	TIFFWriteRawStrip(tif, 0, packed, (tmsize_t)packed_size);
	TIFFClose(tif);
	tif = open_file("r", name);
	got = TIFFReadEncodedStrip(tif, 0, theirs, SIZE);
	TIFFClose(tif);
	return got == SIZE;
}

static void
temporary(char *name)
{
	int fd;

	strcpy(name, "/tmp/test_lzw.XXXXXX");
	fd = mkstemp(name);
	ck_assert_int_ge(fd, 0);
	close(fd);
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
}

static const struct { uint32_t run, codes; } kinds[] = {
	{ SIZE, 1 }, { 5000, 2 }, { 300, 3 }, { 40, 16 }, { 7, 256 }, { 2, 4 }, { 1, 2 }, { 1, 256 },
};
#define KINDS (int)(sizeof kinds / sizeof *kinds)

START_TEST(decodes_what_libtiff_encodes)
{
	char name[64];

	temporary(name);
	make_pixels(kinds[_i].run, kinds[_i].codes);
	pack(name);
	memset(ours, 77, sizeof ours);
	ck_assert(lzw_decode(packed, packed_size, ours, SIZE));
	ck_assert_mem_eq(ours, pixels, SIZE);
	for (size_t i = SIZE; i < sizeof ours; i++)
		ck_assert_int_eq(ours[i], 77);
	unlink(name);
}
END_TEST

/* Room that ends within a string is refused; none is ever written beyond. */
START_TEST(a_part_is_the_beginning_of_the_whole)
{
	char name[64];

	temporary(name);
	make_pixels(kinds[_i].run, kinds[_i].codes);
	pack(name);
	for (size_t size = 1; size < SIZE; size += 1 + size / 3) {
		memset(ours, 77, sizeof ours);
		if (lzw_decode(packed, packed_size, ours, size))
			ck_assert_mem_eq(ours, pixels, size);
		for (size_t i = size; i < size + 32; i++)
			ck_assert_int_eq(ours[i], 77);
	}
	unlink(name);
}
END_TEST

START_TEST(what_is_cut_short_is_refused)
{
	char name[64];

	temporary(name);
	make_pixels(kinds[_i].run, kinds[_i].codes);
	pack(name);
	/* The last code ends the strip and has no pixels: without it the image is whole. */
	for (size_t n = 0; n + 4 < packed_size; n += 1 + n / 50) {
		uint8_t *exact = malloc(n + 1);

		memcpy(exact, packed, n);
		ck_assert_msg(!lzw_decode(exact, n, ours, SIZE), "%zu of %zu bytes", n, packed_size);
		free(exact);
	}
	unlink(name);
}
END_TEST

START_TEST(takes_no_damage_that_libtiff_does_not)
{
	char name[64];

	temporary(name);
	make_pixels(kinds[_i].run, kinds[_i].codes);
	pack(name);
	for (int n = 0; n < 150; n++) {
		size_t at = unit_random((uint32_t)packed_size);
		uint8_t before = packed[at];

		packed[at] ^= (uint8_t)(1u << unit_random(8));
		if (lzw_decode(packed, packed_size, ours, SIZE)) {
			ck_assert(libtiff_decodes(name));
			ck_assert_mem_eq(ours, theirs, SIZE);
		}
		packed[at] = before;
	}
	unlink(name);
}
END_TEST

START_TEST(other_beginnings_are_refused)
{
	static const uint8_t old[] = { 0x00, 0x01, 0xff, 0xff, 0xff, 0xff }, empty[1];

	ck_assert(!lzw_decode(old, sizeof old, ours, 4));
	ck_assert(!lzw_decode(empty, 0, ours, 4));
	ck_assert(!lzw_decode(empty, 1, ours, 4));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lzw");
	TCase *c = tcase_create("lzw");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, decodes_what_libtiff_encodes, 0, KINDS);
	tcase_add_loop_test(c, a_part_is_the_beginning_of_the_whole, 0, KINDS);
	tcase_add_loop_test(c, what_is_cut_short_is_refused, 0, KINDS);
	tcase_add_loop_test(c, takes_no_damage_that_libtiff_does_not, 0, KINDS);
	tcase_add_test(c, other_beginnings_are_refused);
	suite_add_tcase(s, c);
	return unit_main(s);
}
