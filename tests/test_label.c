/* SPDX-License-Identifier: BSD-2-Clause */
/* test_label - the line above the map: its words, and that it is whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pictures.h"

START_TEST(intervals_read_as_people_write_them)
{
	static const struct { int64_t start, end; const char *text; } table[] = {
		{ FROM, FROM + 10800, "2020-11-01 00:00\u201303:00 UTC" },
		{ FROM + 21 * 3600, FROM + DAY, "2020-11-01 21:00\u201324:00 UTC" },
		{ FROM, FROM + DAY, "2020-11-01 00:00\u201324:00 UTC" },
		{ FROM, FROM + 30 * DAY, "2020-11-01 \u2013 2020-11-30 UTC" },
		{ FROM + 6 * 3600, FROM + 30 * 3600, "2020-11-01 06:00 \u2013 2020-11-02 06:00 UTC" },
		{ FROM + 23 * 3600, FROM + 25 * 3600, "2020-11-01 23:00 \u2013 2020-11-02 01:00 UTC" },
		{ FROM, FROM + 90, "2020-11-01 00:00:00\u201300:01:30 UTC" },
		{ -300, 0, "1969-12-31 23:55\u201324:00 UTC" },
		{ -61536067200, -61536067200 + 300, "0020-01-01 00:00\u201300:05 UTC" },
		{ -62135596800, -62135596800 + 40 * DAY, "0001-01-01 \u2013 0001-02-09 UTC" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char text[LABEL_MAX];

		label_interval(table[i].start, table[i].end, NULL, text);
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

/*
 * Whether what has the tones of this colour in the line above the map is this
 * text, from x on, and nothing else.
 */
static bool
line_is(struct picture *p, int x, int full, const char *text)
{
	int width = p->sheet.canvas.width, height = sheet_line(&p->sheet, SHEET_TIME) - 2 * p->sheet.unit;
	uint8_t *pixel = p->sheet.canvas.pixel, *line = calloc((size_t)width, (size_t)height);
	bool same = x >= p->map_x &&
	    x + sheet_width(&p->sheet, SHEET_TIME, text) <= width - PICTURE_MARGIN * p->sheet.unit;
	int old = p->sheet.canvas.height;

	p->sheet.canvas = (struct canvas){ width, height, line };
	sheet_write(&p->sheet, SHEET_TIME, x, 0, (enum palette_colour)full, text);
	p->sheet.canvas = (struct canvas){ width, old, pixel };
	for (int i = 0; i < width * height && same; i++) {
		int there = pixel[p->label_y * width + i];

		same = (there > full - PALETTE_TONES && there <= full ? there : 0) == line[i];
	}
	free(line);
	return same;
}

/* The same of a text on the left or on the right: whole, or, where `cut`, dots after any of its words. */
static bool
line_shows(struct picture *p, enum palette_colour colour, const char *text, bool cut)
{
	int left = p->map_x, right = p->sheet.canvas.width - PICTURE_MARGIN * p->sheet.unit;

	for (size_t n = strlen(text), i = n; i > 0; i--) {
		char words[LABEL_MAX + 4];
		int x;

		if (i < n && (!cut || text[i] != ' '))
			continue;
		snprintf(words, sizeof words, "%.*s%s", (int)i, text, i < n ? "..." : "");
		x = colour == PALETTE_ALERT ? right - sheet_width(&p->sheet, SHEET_TIME, words) : left;
		if (line_is(p, x, (int)colour, words))
			return true;
	}
	return *text == '\0' && line_is(p, left, (int)colour, "");
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
	label_interval(c.start, c.end, NULL, interval);
	if (l->later.reason)
		label_reason(l->later.reason, notice);
	else
		label_count(c.have, c.expected, notice);
	if (l->later.reason && label_fits_map(&p->label, &p->sheet, notice))
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

START_TEST(a_zone_has_its_own_clock)
{
	char text[LABEL_MAX], why[CHUNK_WHY_MAX];

	ck_assert_int_eq(label_zone("Europe/Helsinki", why), 0);
	label_interval(FROM, FROM + 3 * HOUR, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-11-01 02:00\u201305:00 in Helsinki");
	label_interval(FROM + 20 * HOUR, FROM + 22 * HOUR, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-11-01 22:00\u201324:00 in Helsinki");
	label_interval(FROM, FROM + 30 * DAY, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-11-01 02:00 \u2013 2020-12-01 02:00 in Helsinki");
	label_interval(FROM, FROM + 3 * HOUR, NULL, text);
	ck_assert_str_eq(text, "2020-11-01 00:00\u201303:00 UTC");
	/* Whole days, in which clocks were changed: October, and that Sunday. */
	label_interval(FROM - 31 * DAY - 3 * HOUR, FROM - 2 * HOUR, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-10-01 \u2013 2020-10-31 in Helsinki");
	label_interval(1603573200, 1603663200, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-10-25 00:00 EEST\u201324:00 EET in Helsinki");
	/* 2020-10-25, when clocks went back at 01:00 UTC. */
	label_interval(1603587600 - HOUR / 2, 1603587600, "Europe/Helsinki", text);
	ck_assert_str_eq(text, "2020-10-25 03:30 EEST\u201303:00 EET in Helsinki");
	ck_assert_int_eq(label_zone("Etc/GMT+5", why), 0);
	label_interval(FROM, FROM + 3 * HOUR, "Etc/GMT+5", text);
	ck_assert_str_eq(text, "2020-10-31 19:00\u201322:00 in zone Etc/GMT+5");
	ck_assert_int_eq(label_zone("America/New_York", why), 0);
	label_interval(FROM, FROM + 3 * HOUR, "America/New_York", text);
	ck_assert_str_eq(text, "2020-10-31 20:00\u201323:00 in New York");
}
END_TEST

START_TEST(what_is_no_zone_is_refused)
{
	static const char *const names[] = { "", "Europe/Atlantis", "/etc/passwd", "../zoneinfo/UTC", "Europe",
		"tzdata.zi", "right/Europe/Paris" };
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(label_zone(names[i], why) == -1, "%s", names[i]);
	/* A fat and a slim file that count leap seconds, and one that does not. */
	for (int slim = 0; slim <= 2; slim++) {
		unsigned char file[88] = "TZif2";
		FILE *f = fopen("Leaping", "wb");

		memcpy(file + 44, "TZif2", 5);
		file[slim == 0 ? 31 : slim == 1 ? 44 + 31 : 15] = 27;
		ck_assert(f != NULL && fwrite(file, 1, sizeof file, f) == sizeof file && fclose(f) == 0);
		setenv("TZDIR", ".", 1);
		ck_assert_int_eq(label_zone("Leaping", why), slim < 2 ? -1 : 0);
		ck_assert(slim == 2 || strstr(why, "leap seconds") != NULL);
		unsetenv("TZDIR");
		remove("Leaping");
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("label");
	TCase *t = tcase_create("label");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, intervals_read_as_people_write_them);
	tcase_add_test(t, a_reason_ends_at_the_colon_or_in_dots);
	tcase_add_test(t, a_line_is_whole_and_nothing_is_drawn_over_it);
	tcase_add_test(t, a_zone_has_its_own_clock);
	tcase_add_test(t, what_is_no_zone_is_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
