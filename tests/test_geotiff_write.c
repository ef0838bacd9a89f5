/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_geotiff_write - a GeoTIFF that is written reads as what was given, and
 * always has the same bytes.
 */
#include <math.h>

#include "geotiffs.h"

static const struct {
	uint32_t rows, cols;
	int bits;
	enum geotiff_compression how;
} shapes[] = {
	{ 1, 1, 8, GEOTIFF_LZW }, { 1, 65535, 8, GEOTIFF_LZW }, { 65535, 1, 16, GEOTIFF_LZW },
	{ 887, 471, 8, GEOTIFF_LZW }, { 887, 471, 16, GEOTIFF_DEFLATE }, { 300, 70, 8, GEOTIFF_DEFLATE },
};

START_TEST(codes_and_tags_come_back)
{
	struct image g = { .grid = { shapes[_i].rows, shapes[_i].cols, RADAR }, .type = shapes[_i].bits == 8 ? CHUNK_U8 : shapes[_i].bits == 16 ? CHUNK_U16 : CHUNK_F32,
		.has_gain = true, .gain = 0.1, .has_offset = true, .offset = -31.7, .has_nodata = true,
		.nodata = 250, .crs = "EPSG:3006" }, back;
	size_t size, n = (size_t)g.grid.rows * g.grid.cols * chunk_value_size(g.type);
	unsigned char *codes = malloc(n);
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	void *bytes;

	for (size_t i = 0; i < n; i++)
		codes[i] = (unsigned char)(i * 2654435761u >> 16);
	ck_assert_msg(geotiff_write(&g, codes, shapes[_i].how, NULL, &bytes, &size, why) == 0, "%s", why);
	ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &back, &c, why) == 0, "%s", why);
	ck_assert_uint_eq(c.size, n);
	ck_assert(memcmp(c.data, codes, n) == 0);
	ck_assert(memcmp(&back.grid, &g.grid, sizeof g.grid) == 0);
	ck_assert(back.gain == 0.1 && back.offset == -31.7 && back.nodata == 250);
	ck_assert_str_eq(back.crs, "EPSG:3006");
	free(bytes);
	free(codes);
	chunk_free(&c);
}
END_TEST

START_TEST(a_size_over_the_limits_is_refused_before_memory_is_taken)
{
	static const struct { uint32_t rows, cols; } sizes[] = { { 65536, 1 }, { 1, 65536 }, { 8193, 8192 },
		{ 65535, 65535 }, { 0xffffffff, 0xffffffff } };
	struct image g = { .grid = { 9, 9, RADAR }, .type = CHUNK_U8 }, back;
	struct chunk c = { 0 };
	unsigned char codes[81] = { 0 };
	char why[CHUNK_WHY_MAX];
	size_t size;
	void *bytes;

	ck_assert_int_eq(geotiff_write(&g, codes, GEOTIFF_LZW, NULL, &bytes, &size, why), 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		unsigned char *rows = tag_value(bytes, 257), *cols = tag_value(bytes, 256);

		rows[-6] = cols[-6] = 4;        /* type: 32 bits */
		memcpy(rows, &sizes[i].rows, 4);
		memcpy(cols, &sizes[i].cols, 4);
		ck_assert_int_lt(geotiff_read(bytes, size, NULL, NULL, &back, &c, why), 0);
		ck_assert_ptr_null(c.data);
	}
	free(bytes);
}
END_TEST

START_TEST(the_same_values_give_the_same_bytes)
{
	struct image g = { .grid = { 70, 90, RADAR }, .type = CHUNK_F32, .has_nodata = true, .nodata = NAN }, back;
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	float values[70 * 90];
	void *bytes[2];
	size_t size[2];

	for (int i = 0; i < 70 * 90; i++)
		values[i] = i % 3 == 0 ? NAN : 0.1f * (float)i;
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(geotiff_write(&g, values, GEOTIFF_DEFLATE, NULL, &bytes[i], &size[i], why), 0);
	ck_assert_uint_eq(size[0], size[1]);
	ck_assert(memcmp(bytes[0], bytes[1], size[0]) == 0);
	ck_assert_int_eq(geotiff_read(bytes[0], size[0], NULL, NULL, &back, &c, why), 0);
	ck_assert_int_eq(back.type, CHUNK_F32);
	ck_assert(!back.integers && back.has_nodata && isnan(back.nodata));
	ck_assert_uint_eq(c.size, sizeof values);
	ck_assert(memcmp(c.data, values, sizeof values) == 0);
	chunk_free(&c);
	free(bytes[0]);
	free(bytes[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("geotiff_write");
	TCase *t = tcase_create("geotiff_write");

	LOOP(codes_and_tags_come_back, shapes);
	tcase_add_test(t, a_size_over_the_limits_is_refused_before_memory_is_taken);
	tcase_add_test(t, the_same_values_give_the_same_bytes);
	suite_add_tcase(s, t);
	return unit_main(s);
}
