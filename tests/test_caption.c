/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_caption - the words of a picture: the line above the map, units, titles
 * and the scale.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/caption.h"
#include "picture/label.h"
#include "pictures.h"

/* ---- The line above the map ------------------------------------------------------------------- */

START_TEST(intervals_read_as_people_write_them)
{
	static const struct { int64_t start, end; const char *text; } table[] = {
		{ FROM, FROM + 10800, "2020-11-01 00:00-03:00 UTC" },
		{ FROM + 21 * 3600, FROM + DAY, "2020-11-01 21:00-24:00 UTC" },
		{ FROM, FROM + DAY, "2020-11-01 00:00-24:00 UTC" },
		{ FROM, FROM + 30 * DAY, "2020-11-01 - 2020-12-01 UTC" },
		{ FROM + 6 * 3600, FROM + 30 * 3600, "2020-11-01 06:00 - 2020-11-02 06:00 UTC" },
		{ FROM + 23 * 3600, FROM + 25 * 3600, "2020-11-01 23:00 - 2020-11-02 01:00 UTC" },
		{ FROM, FROM + 90, "2020-11-01 00:00:00-00:01:30 UTC" },
		{ -300, 0, "1969-12-31 23:55-24:00 UTC" },
		{ -61536067200, -61536067200 + 300, "0020-01-01 00:00-00:05 UTC" },
		{ -62135596800, -62135596800 + 40 * DAY, "0001-01-01 - 0001-02-10 UTC" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char text[LABEL_MAX];

		label_interval(table[i].start, table[i].end, text);
		ck_assert_str_eq(text, table[i].text);
	}
}
END_TEST

START_TEST(a_reason_ends_at_the_colon_or_in_dots)
{
	static const char *const table[][2] = {
		{ "missing", "missing" }, { "damaged: a.tif: no image", "damaged" }, { "", "" },
		{ "0123456789012345678901234567890123456789012345678901234567890123",
		    "0123456789012345678901234567890123456789012345678901234567890123" },
		{ "0123456789012345678901234567890123456789012345678901234567890123\u00f6: x",
		    "0123456789012345678901234567890123456789012345678901234567890123..." },
		{ "012345678901234567890123456789012345678901234567890123456789012\u00f6",
		    "012345678901234567890123456789012345678901234567890123456789012..." }
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char text[LABEL_MAX];

		label_reason(table[i][0], text);
		ck_assert_str_eq(text, table[i][1]);
	}
}
END_TEST

/* Whether what has this colour in the line above the map is this text, from x on, and nothing else. */
static bool
line_is(const struct picture *p, int x, enum palette_colour colour, const char *text)
{
	int width = p->canvas.width, height = CANVAS_FONT * p->unit;
	struct canvas c = { width, height, calloc((size_t)width, (size_t)height) };
	bool same = x >= p->map_x && x + picture_text_width(p, text) <= width - PICTURE_MARGIN * p->unit;

	canvas_text(&c, x, 0, p->unit, 1, text);
	for (int i = 0; i < width * height && same; i++)
		same = (p->canvas.pixel[p->label_y * width + i] == colour) == c.pixel[i];
	free(c.pixel);
	return same;
}

/* The same of a text on the left or on the right: whole, or, where `cut`, dots after any of its words. */
static bool
line_shows(const struct picture *p, enum palette_colour colour, const char *text, bool cut)
{
	int left = p->map_x, right = p->canvas.width - PICTURE_MARGIN * p->unit;

	for (size_t n = strlen(text), i = n; i > 0; i--) {
		char words[LABEL_MAX + 4];
		int x;

		if (i < n && (!cut || text[i] != ' '))
			continue;
		snprintf(words, sizeof words, "%.*s%s", (int)i, text, i < n ? "..." : "");
		x = colour == PALETTE_ALERT ? right - picture_text_width(p, words) : left;
		if (line_is(p, x, colour, words))
			return true;
	}
	return *text == '\0' && line_is(p, left, colour, "");
}

/* A stream's first record, and a later one whose line is the longest there is. */
enum { WHOLE, CUT, CUT_REASON };

static const struct line {
	int what;                               /* of the later line may end in dots, on a narrow picture */
	bool gaps;
	const char *step;
	int64_t start, end;
	uint32_t expected;
	struct { int64_t start, end; uint32_t have, expected; const char *reason; } later;
} lines[] = {
	{ WHOLE, true, "300", FROM, FROM + 300, 1, { FROM + 300, FROM + DAY + 300, 0, 288, "missing" } },
	{ WHOLE, true, "300", FROM, FROM + 300, 1, { FROM + 300, FROM + DAY + 300, 0, 288, "damaged: x" } },
	{ WHOLE, true, "10", FROM, FROM + 10, 1, { FROM + 10, FROM + DAY + 20, 0, 8641, "missing" } },
	{ WHOLE, true, "10", FROM, FROM + 60, 6, { FROM + 60, FROM + DAY + 20, 0, 8636, "missing" } },
	{ CUT, true, "300", FROM, FROM + 300, 1, { FROM + 300, FROM + DAY + 301, 0, 288, "missing" } },
	{ CUT_REASON, true, "300", FROM, FROM + 300, 1, { FROM + 300, FROM + DAY + 300, 0, 288,
	    "a reason that is made of some more words than there is room for" } },
	{ WHOLE, false, "300", FROM, FROM + 3 * HOUR, 36, { FROM + 21 * HOUR, FROM + DAY, 35, 36, NULL } },
	{ WHOLE, false, "300", FROM + HOUR, FROM + 4 * HOUR, 36, { FROM + 22 * HOUR, FROM + 25 * HOUR, 35, 36, NULL } },
	{ WHOLE, false, "300", FROM, FROM + DAY, 288, { FROM + DAY, FROM + 2 * DAY, 287, 288, NULL } },
	{ WHOLE, false, "300", FROM + 6 * HOUR, FROM + 7 * DAY + 6 * HOUR, 2016,
	    { FROM + 7 * DAY + 6 * HOUR, FROM + 14 * DAY + 6 * HOUR, 2000, 2016, NULL } },
	{ WHOLE, false, "300", FROM, FROM + 30 * DAY, 982, { FROM + 30 * DAY, FROM + 61 * DAY, 1014, 1015, NULL } },
	{ WHOLE, false, "300", -61536067200, -61536067200 + 5 * HOUR, 60,
	    { -61536067200 + 20 * HOUR, -61536067200 + 25 * HOUR, 59, 60, NULL } },
	{ CUT, false, "300", FROM, FROM + 3 * HOUR, 36,
	    { FROM + DAY + 1, FROM + 3 * DAY + 1, UINT32_MAX - 1, UINT32_MAX, NULL } }
};

/* Words on the map are not an outline. */
static void
expect_line(struct picture *p, const struct line *l)
{
	struct chunk first = { .kind = CHUNK_GAP, .start = l->start, .end = l->end, .expected = l->expected,
		.data = "missing" };
	struct chunk c = { .kind = l->later.reason ? CHUNK_GAP : CHUNK_FIELD, .type = CHUNK_F32,
		.start = l->later.start, .end = l->later.end, .have = l->later.have, .expected = l->later.expected };
	char interval[LABEL_MAX], notice[LABEL_MAX], why[CHUNK_WHY_MAX];

	memset(chunk_room(&c, 443 * 300 * sizeof(float)), 0, 443 * 300 * sizeof(float));
	if (l->later.reason)
		strcpy(c.data, l->later.reason);
	p->gaps = l->gaps;
	ck_assert_msg(picture_make(p, &first, why) == 0, "%s", why);
	picture_draw(p, &c);
	label_interval(c.start, c.end, interval);
	if (l->later.reason)
		label_reason(l->later.reason, notice);
	else
		label_count(c.have, c.expected, notice);
	if (l->later.reason && label_fits_map(p, notice))
		*notice = '\0';
	ck_assert_msg(line_shows(p, PALETTE_INK, interval, l->what == CUT), "%d x %d pixels: no %s",
	    p->map_height, p->map_width, interval);
	ck_assert_msg(line_shows(p, PALETTE_ALERT, notice, l->what == CUT_REASON), "%d x %d pixels: no %s",
	    p->map_height, p->map_width, notice);
	picture_free(p);
	chunk_free(&c);
}

START_TEST(a_line_is_whole_and_nothing_is_drawn_over_it)
{
	static const struct { uint32_t rows, cols; int zoom; } grids[] = {
		{ 40, 60, 1 }, { 40, 60, 2 }, { 40, 60, 3 }, { 200, 12, 2 }, { 8, 300, 2 }, { 443, 235, 1 }, { 1, 1, 1 },
		{ 443, 235, 3 }, { 443, 20, 12 }
	};
	size_t n = sizeof grids / sizeof *grids;

	for (size_t i = 0; i < 2 * n * (sizeof lines / sizeof *lines); i++) {
		struct chunk_header *h = new_header(grids[i / 2 % n].rows, grids[i / 2 % n].cols);
		struct palette palette;
		struct picture p = new_picture(h, &palette);

		palette_make(&palette, 0.1, 50, true, 0);
		chunk_set(h, "step", lines[i / 2 / n].step);
		p.zoom = grids[i / 2 % n].zoom;
		/* The swatch of no data has an outline, which is looked for on the map. */
		p.legend = i % 2 && !lines[i / 2 / n].later.reason;
		expect_line(&p, &lines[i / 2 / n]);
		chunk_header_free(h);
	}
}
END_TEST

/* ---- Captions --------------------------------------------------------------------------------- */

START_TEST(units_and_titles_are_words)
{
	static const char *const units[][2] = {
		{ "mm h-1", "mm/h" }, { "mm", "mm" }, { "dBZ", "dBZ" }, { "1", "" }, { "kg m-2 s-1", "kg m-2/s" },
		{ "", "" }
	};
	struct chunk_header *h = new_header(2, 2);
	char text[64];

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		caption_units(units[i][0], text, sizeof text);
		ck_assert_str_eq(text, units[i][1]);
	}
	caption_title(h, "", text, sizeof text);
	ck_assert_str_eq(text, "Rain rate");
	caption_title(h, "max", text, sizeof text);
	ck_assert_str_eq(text, "Rain rate, max");
	chunk_set(h, "cell_methods", "time: mean");
	caption_title(h, "", text, sizeof text);
	ck_assert_str_eq(text, "Mean rain rate");
	caption_units("mm per a day", text, 10);
	ck_assert_str_eq(text, "mm per...");
	caption_units("\u00b5\u00b5\u00b5\u00b5\u00b5", text, 10);
	ck_assert_str_eq(text, "\u00b5\u00b5\u00b5...");
	chunk_set(h, "variable", "a name that is longer than there is room");
	caption_title(h, "", text, 20);
	ck_assert_str_eq(text, "Mean a name that...");
	chunk_set(h, "layer.n.units", "1");
	ck_assert_str_eq(caption_get(h, "n", "units"), "1");
	ck_assert_str_eq(caption_get(h, "m", "units"), "mm h-1");
	chunk_header_free(h);
}
END_TEST

START_TEST(a_scale_is_only_where_it_is_known)
{
	static const struct { const char *crs; double affine[6]; double km; } table[] = {
		{ "EPSG:3006", { 0, 2000, 0, 7e6, 0, -2000 }, 2 },
		{ "+proj=stere +lat_0=90 +units=km +no_defs", { 0, 1, 0, 0, 0, -1 }, 1 },
		{ "+proj=tmerc +units=m", { 0, 250, 0, 0, 0, -250 }, 0.25 },
		{ "+proj=tmerc +units=us-ft", { 0, 250, 0, 0, 0, -250 }, 0 },
		{ "+proj=tmerc +to_meter=0.3048", { 0, 250, 0, 0, 0, -250 }, 0 },
		{ "EPSG:3857", { 0, 2000, 0, 0, 0, -2000 }, 0 },
		{ "+proj=merc +lat_ts=56", { 0, 2000, 0, 0, 0, -2000 }, 0 },
		{ "unknown", { 0, 2000, 0, 0, 0, -2000 }, 0 },
		{ "EPSG:3006", { 0, 2000, 5, 0, 5, -2000 }, 0 },
		{ "EPSG:4326", { 10, 0.1, 0, 61, 0, -0.1 }, 11.1195 / 2 },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct chunk_header *h = new_header(20, 20);
		struct chunk_grid grid = { 20, 20, { 0 } };

		memcpy(grid.affine, table[i].affine, sizeof grid.affine);
		chunk_set_grid(h, &grid);
		chunk_set(h, "crs", table[i].crs);
		ck_assert_msg(fabs(caption_cell_km(h) - table[i].km) < 0.001, "%s: %g", table[i].crs, caption_cell_km(h));
		chunk_header_free(h);
	}
}
END_TEST

START_TEST(feet_in_the_keys_are_no_metres)
{
	struct chunk_header *h = new_header(20, 20);

	chunk_set(h, "geokeys", "1,1,0,3,1024,0,1,1,3072,0,1,2225,3076,0,1,9003||");
	ck_assert(caption_cell_km(h) == 0);
	chunk_set(h, "geokeys", "1,1,0,3,1024,0,1,1,3072,0,1,3006,3076,0,1,9001||");
	ck_assert(caption_cell_km(h) == 2);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("caption");
	TCase *t = tcase_create("caption");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, intervals_read_as_people_write_them);
	tcase_add_test(t, a_reason_ends_at_the_colon_or_in_dots);
	tcase_add_test(t, a_line_is_whole_and_nothing_is_drawn_over_it);
	tcase_add_test(t, units_and_titles_are_words);
	tcase_add_test(t, a_scale_is_only_where_it_is_known);
	tcase_add_test(t, feet_in_the_keys_are_no_metres);
	suite_add_tcase(s, t);
	return unit_main(s);
}
