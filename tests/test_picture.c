/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_picture - every cell has its colour, the legend its digits, and all of
 * a picture its room.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/label.h"
#include "pictures.h"

/* ---- The legend ------------------------------------------------------------------------------- */

/* Whether a text stands beside the bar or a swatch, and no digit after it. */
static bool
key_shows(struct picture *p, const char *text)
{
	int wide = sheet_width(&p->sheet, SHEET_PLAIN, text) + 9, high = sheet_line(&p->sheet, SHEET_PLAIN);
	struct canvas all = p->sheet.canvas, c = new_canvas(wide, high);
	bool found = false;

	p->sheet.canvas = c;
	sheet_write(&p->sheet, SHEET_PLAIN, 0, 2, PALETTE_INK, text);
	p->sheet.canvas = all;
	for (int y = p->key_y - 8; y <= all.height - high && !found; y++) {
		found = true;
		for (int i = 0; i < wide * high && found; i++) {
			int x = p->key_x + 23 + i % wide, there = x < all.width ? all.pixel[(y + i / wide) * all.width + x] : 0;

			found = (there > PALETTE_PAGE && there <= PALETTE_INK ? there : 0) == c.pixel[i];
		}
	}
	free(c.pixel);
	return found;
}

START_TEST(a_legend_has_as_many_digits_as_it_needs)
{
	static const struct { double low, high; bool logarithmic; const char *shown[6]; } table[] = {
		{ 0.1, 50, true, { "50", "20", "0.5", "0.1", "< 0.1" } },
		{ 1013.251, 1013.259, false, { "1013.251", "1013.252", "1013.258", "1013.259", "< 1013.251" } },
		{ 1013.251, 1013.2514, true, { "1013.251", "1013.2512", "1013.2514" } },
		{ 1e6, 1234567, false, { "1e+06", "1.2e+06", "1234567" } },
		{ 16777214, 16777216, false, { "16777214", "16777216", "< 16777214" } },
		{ 0, 10, false, { "0", "5", "10", "\u2264 0" } },
		{ -10, 10, false, { "-10", "0", "10", "< -10" } }
	};
	struct chunk_header *h = new_header(400, 400);

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct chunk c = { .kind = CHUNK_GAP, .end = 300, .expected = 1, .data = "missing" };
		struct palette palette;
		struct picture p = new_picture(h, &palette);
		char why[CHUNK_WHY_MAX];

		palette_make(&palette, table[i].low, table[i].high, table[i].logarithmic, 0);
		ck_assert_int_eq(picture_make(&p, &c, why), 0);
		for (int k = 0; k < 6 && table[i].shown[k]; k++)
			ck_assert_msg(key_shows(&p, table[i].shown[k]), "%.9g..%.9g: no %s", table[i].low, table[i].high,
			    table[i].shown[k]);
		ck_assert(!key_shows(&p, "1013.26") && !key_shows(&p, "1013.25"));
		picture_free(&p);
	}
	chunk_header_free(h);
}
END_TEST

/* Whether a picture has pixels of a colour in a rectangle, and how far right and down they go. */
static bool
has_colour(const struct picture *p, uint8_t colour, int *right, int *low)
{
	const struct canvas *c = &p->sheet.canvas;
	bool found = false;

	for (int y = p->key_y; y < c->height; y++)
		for (int x = p->key_x; x < c->width; x++)
			if (c->pixel[y * c->width + x] == colour) {
				found = true;
				*right = x > *right ? x : *right;
				*low = y > *low ? y : *low;
			}
	return found;
}

START_TEST(a_legend_has_a_swatch_for_each_of_many_categories)
{
	static const struct { int rows, cols; bool below; } grids[] = { { 500, 900, true }, { 900, 470, false },
		{ 480, 480, false }, { 20, 10, false }, { 5, 700, true } };
	static const int many[] = { 9, 10, 12, 30, 64 };

	for (size_t i = 0; i < 25; i++) {
		int n = many[i % 5], rows = grids[i / 5].rows, cols = grids[i / 5].cols;
		struct chunk_header *h = new_header((uint32_t)rows, (uint32_t)cols);
		struct chunk c = { .kind = CHUNK_GAP, .end = 300, .expected = 1, .data = "missing" };
		struct palette palette;
		struct picture p = new_picture(h, &palette);
		char why[CHUNK_WHY_MAX], text[64][20], *name[64];
		float value[64];
		int margin, right = 0, low = 0;

		for (int k = 0; k < n; k++) {
			snprintf(name[k] = text[k], 20, "region %d", k + 1);
			value[k] = (float)k;
		}
		palette_make_categories(&palette, n, value, name);
		p.zoom = 1;
		ck_assert_int_eq(picture_make(&p, &c, why), 0);
		ck_assert_int_eq(p.key.below, grids[i / 5].below);
		for (int k = 0; k < n; k++)
			ck_assert_msg(has_colour(&p, palette_index(&palette, CLASS_FIRST + (unsigned)k, 0), &right, &low),
			    "%d x %d: no swatch of %d", rows, cols, k);
		/* With room for the widest name, and inside of the margins. */
		margin = PICTURE_MARGIN * p.sheet.unit;
		ck_assert_int_le(right + sheet_width(&p.sheet, SHEET_PLAIN, "region 10"), p.sheet.canvas.width - margin);
		ck_assert_int_le(low, p.sheet.canvas.height - margin);
		if (rows == 900 || (rows == 480 && n < 64))
			ck_assert_int_lt(low, p.map_y + p.map_height);
		picture_free(&p);
		chunk_header_free(h);
	}
}
END_TEST

/* ---- The map ---------------------------------------------------------------------------------- */

/* Missing, beside a value, on the screen: what the outline is. */
static int
is_outline(const float *value, int rows, int cols, int zoom, int x, int y)
{
	static const int step[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };

	if (!isnan(value[y / zoom * cols + x / zoom]))
		return 0;
	for (int i = 0; i < 4; i++) {
		int u = x + step[i][0], v = y + step[i][1];

		if (u >= 0 && v >= 0 && u < cols * zoom && v < rows * zoom && !isnan(value[v / zoom * cols + u / zoom]))
			return 1;
	}
	return 0;
}

START_TEST(every_cell_has_the_colour_of_its_value)
{
	static const struct { int rows, cols, zoom; } grids[] = {
		{ 1, 1, 1 }, { 1, 50, 1 }, { 50, 1, 2 }, { 30, 40, 0 }, { 31, 17, 3 }, { 500, 300, 1 }
	};

	for (size_t g = 0; g < sizeof grids / sizeof *grids; g++) {
		int rows = grids[g].rows, cols = grids[g].cols;
		struct chunk_header *h = new_header((uint32_t)rows, (uint32_t)cols);
		struct palette palette;
		struct picture p = new_picture(h, &palette);
		struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F32, .end = 300, .have = 1, .expected = 1 };
		float *value = chunk_room(&c, (size_t)(rows * cols) * sizeof *value);
		char why[CHUNK_WHY_MAX];

		srand48((long)g);
		for (int i = 0; i < rows * cols; i++)
			value[i] = drand48() < 0.3 ? NAN : drand48() < 0.3 ? 0 : (float)pow(10, drand48() * 4 - 2);
		palette_make(&palette, 0.1, 50, true, 0);
		p.zoom = grids[g].zoom;
		p.backdrop.km = 0;
		ck_assert_msg(picture_make(&p, &c, why) == 0, "%s", why);
		ck_assert_int_ge(p.zoom, 1);
		picture_draw(&p, &c);
		for (int y = 0; y < rows * p.zoom; y++)
			for (int x = 0; x < cols * p.zoom; x++) {
				int cell = y / p.zoom * cols + x / p.zoom;
				int expected = is_outline(value, rows, cols, p.zoom, x, y) ?
				    palette_index(&palette, CLASS_MISSING, GROUND_LAND + FIELD_OUTLINE) :
				    palette_index(&palette, palette_class(&palette, value[cell]), GROUND_LAND);

				ck_assert_int_eq(p.sheet.canvas.pixel[(p.map_y + y) * p.sheet.canvas.width + p.map_x + x], expected);
			}
		picture_free(&p);
		chunk_free(&c);
		chunk_header_free(h);
	}
}
END_TEST

/* Codes, wide codes and float64 give the picture that their values give as float32. */
START_TEST(every_type_gives_the_same_picture)
{
	static float table[65536];
	enum { ROWS = 20, COLS = 30 };
	struct palette palette;
	uint8_t *first = NULL;

	for (int i = 0; i < 65536; i++)
		table[i] = i % 256 == 255 ? NAN : (float)(i % 256) / 4;
	palette_make(&palette, 0.1, 50, true, 0);
	for (enum chunk_type type = CHUNK_U8; type <= CHUNK_F64; type++) {
		struct chunk_header *h = new_header(ROWS, COLS);
		struct picture p = new_picture(h, &palette);
		struct chunk c = { .kind = CHUNK_FIELD, .type = type, .end = 300, .have = 1, .expected = 1 };
		uint8_t *to = chunk_room(&c, ROWS * COLS * chunk_value_size(type));
		char why[CHUNK_WHY_MAX];
		size_t size;

		if (type == CHUNK_U8 || type == CHUNK_U16)
			chunk_set_table(h, table, type == CHUNK_U8 ? 256 : 65536);
		for (int i = 0; i < ROWS * COLS; i++) {
			uint16_t code = (uint16_t)(i * 37 % 256);
			double wide = (double)table[code];

			if (type == CHUNK_U8)
				to[i] = (uint8_t)code;
			else if (type == CHUNK_U16)
				memcpy(to + 2 * i, &code, 2);
			else if (type == CHUNK_F32)
				memcpy(to + 4 * i, &table[code], 4);
			else
				memcpy(to + 8 * i, &wide, 8);
		}
		ck_assert_msg(picture_make(&p, &c, why) == 0, "%s", why);
		picture_draw(&p, &c);
		size = (size_t)p.sheet.canvas.width * (size_t)p.sheet.canvas.height;
		if (!first) {
			first = malloc(size);
			memcpy(first, p.sheet.canvas.pixel, size);
		}
		ck_assert_int_eq(memcmp(first, p.sheet.canvas.pixel, size), 0);
		picture_free(&p);
		chunk_free(&c);
		chunk_header_free(h);
	}
	free(first);
}
END_TEST

START_TEST(a_gap_is_a_map_without_data_and_a_word)
{
	struct chunk_header *h = new_header(200, 300);
	struct chunk c = { .kind = CHUNK_GAP, .end = 300, .expected = 1, .data = "damaged: a.tif: no image" };
	struct palette palette;
	struct picture p = new_picture(h, &palette);
	char why[CHUNK_WHY_MAX];
	int ink = 0;

	palette_make(&palette, 0.1, 50, true, 0);
	ck_assert_int_eq(picture_make(&p, &c, why), 0);
	picture_draw(&p, &c);
	for (int y = 0; y < p.map_height; y++)
		for (int x = 0; x < p.map_width; x++) {
			uint8_t pixel = p.sheet.canvas.pixel[(p.map_y + y) * p.sheet.canvas.width + p.map_x + x];

			ck_assert(pixel <= PALETTE_INK || pixel == palette_index(&palette, CLASS_MISSING, GROUND_LAND));
			ink += pixel == PALETTE_INK;
		}
	ck_assert_int_gt(ink, 300);
	picture_free(&p);
	chunk_header_free(h);
}
END_TEST

/* ---- Where things stand ----------------------------------------------------------------------- */

/* The legend stands beside the map, inside the canvas, and above the margin, whatever the grid. */
START_TEST(everything_finds_room)
{
	static const uint32_t sides[] = { 1, 2, 7, 40, 235, 443, 887, 2000, 60000 };
	size_t n = sizeof sides / sizeof *sides;

	for (size_t i = 0; i < n * n * 2; i++) {
		uint32_t rows = sides[i / 2 % n], cols = sides[i / 2 / n];
		struct chunk_header *h = new_header(rows, cols);
		struct chunk c = { .kind = CHUNK_GAP, .end = 30 * DAY, .expected = 8640, .data = "missing" };
		struct palette palette;
		struct picture p = new_picture(h, &palette);
		char why[CHUNK_WHY_MAX];
		int outside = 0;

		palette_make(&palette, 0.1, 50, true, 0);
		p.legend = i % 2;
		snprintf(p.title, sizeof p.title, "A title that is too long for a narrow picture, and so is broken "
		    "into lines wherever that is needed");
		if ((uint64_t)rows * cols <= 4000000) {
			ck_assert_msg(picture_make(&p, &c, why) == 0, "%s", why);
			ck_assert_int_ge(p.map_x, PICTURE_MARGIN);
			ck_assert_int_gt(p.map_y, p.label_y);
			ck_assert_int_le(p.map_x + p.map_width, p.sheet.canvas.width - PICTURE_MARGIN);
			ck_assert_int_le(p.map_y + p.map_height, p.sheet.canvas.height - PICTURE_MARGIN);
			picture_draw(&p, &c);
			/* One assertion, for each writes to a pipe. */
			for (int k = 0; k < p.sheet.canvas.height; k++)
				for (int x = 1; x <= PICTURE_MARGIN - 1; x++)
					outside += (p.sheet.canvas.pixel[k * p.sheet.canvas.width + x - 1] != PALETTE_PAGE) +
					    (p.sheet.canvas.pixel[(k + 1) * p.sheet.canvas.width - x] != PALETTE_PAGE);
			for (int k = 0; k < (PICTURE_MARGIN - 2) * p.sheet.canvas.width; k++)
				outside += p.sheet.canvas.pixel[p.sheet.canvas.height * p.sheet.canvas.width - 1 - k] != PALETTE_PAGE;
			ck_assert_int_eq(outside, 0);
		}
		picture_free(&p);
		chunk_header_free(h);
	}
}
END_TEST

START_TEST(what_no_gif_can_hold_is_refused)
{
	static const struct { uint32_t rows, cols; int zoom; } grids[] = {
		{ 65535, 1, 0 }, { 1, 65535, 1 }, { 2000, 2, 64 }, { 8192, 8192, 2 }
	};

	for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
		struct chunk_header *h = new_header(grids[i].rows, grids[i].cols);
		struct chunk c = { .kind = CHUNK_GAP, .end = 300, .expected = 1, .data = "missing" };
		struct palette palette;
		struct picture p = new_picture(h, &palette);
		char why[CHUNK_WHY_MAX];

		palette_make(&palette, 0.1, 50, true, 0);
		p.zoom = grids[i].zoom;
		ck_assert_int_eq(picture_make(&p, &c, why), -1);
		ck_assert_ptr_nonnull(strstr(why, "too large"));
		picture_free(&p);
		chunk_header_free(h);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("picture");
	TCase *t = tcase_create("picture");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_legend_has_as_many_digits_as_it_needs);
	tcase_add_test(t, a_legend_has_a_swatch_for_each_of_many_categories);
	tcase_add_test(t, every_cell_has_the_colour_of_its_value);
	tcase_add_test(t, every_type_gives_the_same_picture);
	tcase_add_test(t, a_gap_is_a_map_without_data_and_a_word);
	tcase_add_test(t, everything_finds_room);
	tcase_add_test(t, what_no_gif_can_hold_is_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
