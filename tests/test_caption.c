/* SPDX-License-Identifier: BSD-2-Clause */
/* test_caption - the words of a picture: units, titles and the scale. */
#include <math.h>
#include <string.h>

#include "picture/caption.h"
#include "pictures.h"

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
	tcase_add_test(t, units_and_titles_are_words);
	tcase_add_test(t, a_scale_is_only_where_it_is_known);
	tcase_add_test(t, feet_in_the_keys_are_no_metres);
	suite_add_tcase(s, t);
	return unit_main(s);
}
