/* SPDX-License-Identifier: BSD-2-Clause */
/* test_weather - the synthetic weather: what codes there are, how many echoes, and the same everywhere. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "unit.h"
#include "radar/weather.h"

#define ROWS  40
#define COLS  30
#define CELLS (ROWS * COLS)
#define DAY   18567             /* 2020-11-01 */

static struct weather *
make(uint32_t rows, uint32_t cols)
{
	struct weather *w = weather_new(rows, cols);

	ck_assert_ptr_nonnull(w);
	return w;
}

static bool
is_echo(uint8_t code)
{
	return code != WEATHER_DRY && code != WEATHER_OUTSIDE;
}

static size_t
count_echoes(const uint8_t *codes, size_t n)
{
	size_t echoes = 0;

	for (size_t i = 0; i < n; i++)
		echoes += is_echo(codes[i]);
	return echoes;
}

START_TEST(coverage_is_a_share_of_the_grid)
{
	static const struct { uint32_t rows, cols; double slack; } grids[] = {
		{ WEATHER_ROWS, WEATHER_COLS, 0.005 }, { ROWS, COLS, 0.01 }, { 1000, 700, 0.005 },
	};
	uint32_t rows = grids[_i].rows, cols = grids[_i].cols;
	struct weather *w = make(rows, cols);
	uint8_t *codes = malloc(rows * cols);
	double outside = 0;

	weather_day(w, 1, DAY, 6);
	weather_draw(w, 0, codes);
	for (size_t i = 0; i < rows * cols; i++)
		outside += codes[i] == WEATHER_OUTSIDE;
	ck_assert_double_eq_tol(outside / (rows * cols), 0.37, grids[_i].slack);
	free(codes);
	weather_free(w);
}
END_TEST

START_TEST(codes_are_those_of_the_archive)
{
	struct weather *w = make(ROWS, COLS);
	uint8_t codes[CELLS], first[CELLS];

	for (uint32_t seed = 0; seed < 3; seed++) {
		weather_day(w, seed, DAY, 30);
		weather_draw(w, 0, first);
		for (unsigned image = 0; image < WEATHER_IMAGES; image++) {
			weather_draw(w, image, codes);
			for (size_t i = 0; i < CELLS; i++) {
				if (is_echo(codes[i]))
					ck_assert_int_ge(codes[i], WEATHER_LEAST);
				if (is_echo(codes[i]))
					ck_assert_int_le(codes[i], 240);
				ck_assert_int_eq(codes[i] == WEATHER_OUTSIDE, first[i] == WEATHER_OUTSIDE);
			}
		}
	}
	weather_free(w);
}
END_TEST

/* The share of echoes over 20 days is near what was asked for, and a day's within its bounds. */
START_TEST(echoes_are_as_many_as_asked_for)
{
	static const struct { double echo, low, high; } asked[] = {
		{ 0, 0, 0 }, { 2.5, 0.5, 5 }, { 6, 1.3, 11 }, { 30, 8, 53 }, { 60, 59, 61 },
	};
	double echo = asked[_i].echo, all = 0;
	struct weather *w = make(ROWS, COLS);
	uint8_t codes[CELLS];

	for (int day = DAY; day < DAY + 20; day++) {
		double percent = 0;

		weather_day(w, 1, day, echo);
		for (unsigned image = 0; image < WEATHER_IMAGES; image += 4) {
			weather_draw(w, image, codes);
			percent += 100.0 * (double)count_echoes(codes, CELLS) / CELLS / (WEATHER_IMAGES / 4);
		}
		ck_assert_double_ge(percent, asked[_i].low);
		ck_assert_double_le(percent, asked[_i].high);
		all += percent / 20;
	}
	ck_assert_double_eq_tol(all, echo, 0.15 * echo + 1e-9);
	weather_free(w);
}
END_TEST

/* Echoes mostly stay where they are for five minutes, and do not for half a day. */
START_TEST(rain_moves_slowly)
{
	struct weather *w = make(WEATHER_ROWS, WEATHER_COLS);
	size_t n = WEATHER_ROWS * WEATHER_COLS, echoes = 0, after = 0, later = 0;
	uint8_t *codes = malloc(3 * n);

	for (int day = DAY; day < DAY + 5; day++) {
		weather_day(w, 1, day, 6);
		weather_draw(w, 100, codes);
		weather_draw(w, 101, codes + n);
		weather_draw(w, 244, codes + 2 * n);
		ck_assert_mem_ne(codes, codes + n, n);
		for (size_t i = 0; i < n; i++) {
			echoes += is_echo(codes[i]);
			after += is_echo(codes[i]) && is_echo(codes[n + i]);
			later += is_echo(codes[i]) && is_echo(codes[2 * n + i]);
		}
	}
	ck_assert_uint_gt(after, echoes / 2);
	ck_assert_uint_lt(later, echoes / 4);
	free(codes);
	weather_free(w);
}
END_TEST

START_TEST(a_finer_grid_shows_the_same)
{
	struct weather *w = make(WEATHER_ROWS, WEATHER_COLS);
	struct weather *fine = make(2 * WEATHER_ROWS, 3 * WEATHER_COLS);
	size_t n = WEATHER_ROWS * WEATHER_COLS, differ = 0;
	uint8_t *codes = malloc(7 * n), *finer = codes + n;

	weather_day(w, 1, DAY, 6);
	weather_draw(w, 150, codes);
	weather_day(fine, 1, DAY, 6);
	weather_draw(fine, 150, finer);
	for (size_t row = 0; row < WEATHER_ROWS; row++)
		for (size_t col = 0; col < WEATHER_COLS; col++)
			differ += codes[row * WEATHER_COLS + col] !=
			    finer[2 * row * 3 * WEATHER_COLS + 3 * col + 1];
	/* what is left: the rim of the coverage, and spikes */
	ck_assert_uint_lt(differ, n / 500);
	free(codes);
	weather_free(fine);
	weather_free(w);
}
END_TEST

/* The codes of a day are the same after another day, and on every host: their CRC-32 was written down. */
START_TEST(a_day_is_always_the_same)
{
	struct weather *w = make(ROWS, COLS);
	uint8_t codes[CELLS];
	uLong crc = 0;

	weather_day(w, 7, DAY - 1, 3);
	weather_day(w, 1, DAY, 6);
	weather_draw(w, 287, codes);
	for (unsigned image = 0; image < WEATHER_IMAGES; image++) {
		weather_draw(w, image, codes);
		crc = crc32(crc, codes, CELLS);
	}
	ck_assert_uint_eq(crc, 1958787678);
	weather_free(w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("weather");
	TCase *t = tcase_create("weather");

	tcase_add_loop_test(t, coverage_is_a_share_of_the_grid, 0, 3);
	tcase_add_test(t, codes_are_those_of_the_archive);
	tcase_add_loop_test(t, echoes_are_as_many_as_asked_for, 0, 5);
	tcase_add_test(t, rain_moves_slowly);
	tcase_add_test(t, a_finer_grid_shows_the_same);
	tcase_add_test(t, a_day_is_always_the_same);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return unit_main(s);
}
