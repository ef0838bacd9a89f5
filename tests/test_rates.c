/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rates - the table of rain rates that the codes of an image stand for. */
#include <math.h>
#include <string.h>

#include "radar/zr.h"
#include "unit.h"

#define NONE { SPECIAL_NONE, 0 }
#define SET(x) { SPECIAL_SET, x }

static struct image eight = { .type = CHUNK_U8 }, sixteen = { .type = CHUNK_U16 };

/* numpy.float32((10 ** ((0.4 * x - 30) / 10) / 200) ** (1 / 1.5)) */
START_TEST(smhis_codes_are_rain_rates)
{
	static const struct { int code; float rate; } known[] = {
		{ 0, 0 }, { 1, 0.000310918578f }, { 15, 0.00073448004f }, { 88, 0.0649600998f },
		{ 100, 0.135720879f }, { 125, 0.629960537f }, { 150, 2.92401767f },
		{ 175, 13.5720882f }, { 200, 62.9960518f }, { 254, 1735.05542f }
	};
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];
	float table[256];

	ck_assert_int_eq(zr_settle(&asked, &eight, true, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_msg(table[known[i].code] == known[i].rate, "%d: %.9g", known[i].code,
		    table[known[i].code]);
	ck_assert(isnan(table[255]));
	asked.undetect.is = SPECIAL_NONE;
	ck_assert_int_eq(zr_settle(&asked, &eight, true, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	ck_assert_msg(table[0] == 0.000292401761f, "%.9g", table[0]);
}
END_TEST

START_TEST(options_come_before_tags)
{
	struct image own = { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32,
		.has_nodata = true, .nodata = 254 };
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX], whose[ZR_WHOSE_MAX];

	ck_assert_int_eq(zr_settle(&asked, &own, false, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == -32 && special_is(&z.nodata, 254) && special_is(&z.undetect, 0));
	ck_assert_str_eq(zr_whose(&z, whose), "gain: file, offset: file, nodata: file, undetect: assumed");
	asked.gain = 1;
	asked.offset = 2;
	asked.nodata = (struct special)SET(3);
	asked.undetect = (struct special)SET(4);
	ck_assert_int_eq(zr_settle(&asked, &own, false, &z, why), 0);
	ck_assert(z.gain == 1 && z.offset == 2 && special_is(&z.nodata, 3) && special_is(&z.undetect, 4));
	ck_assert_str_eq(zr_whose(&z, whose), "gain: option, offset: option, nodata: option, undetect: option");
}
END_TEST

/* As GDAL has it: an offset of 0 is left out, and is not SMHI's. */
START_TEST(a_scale_alone_has_the_offset_0)
{
	struct image own = { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_nodata = true, .nodata = 255 };
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(zr_settle(&asked, &own, false, &z, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "code 0 would be 0 dBZ: say it with -u"));
	asked.undetect.is = SPECIAL_NONE;
	ck_assert_int_eq(zr_settle(&asked, &own, false, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == 0 && z.undetect.is == SPECIAL_NONE);
}
END_TEST

/* What is not said, or said of something that cannot be, is asked for. */
static const struct {
	struct image image;
	bool smhi;
	struct special asked_nodata;
	const char *why;                        /* NULL: it is well */
} unclear[] = {
	{ { .type = CHUNK_U8 }, true, { 0 }, NULL },
	{ { .type = CHUNK_U8 }, false, { 0 }, "-g and -b" },
	{ { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32 }, false, { 0 },
	    "which code is no data: say it with -n" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 255 }, true, { 0 }, NULL },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 0 }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 254 }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = -9999 }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = NAN }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 254.5 }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 256 }, true, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .has_nodata = true, .nodata = 0 }, true, SET(255), NULL },
	{ { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32, .has_nodata = true,
	    .nodata = 0 }, false, { 0 }, "also the code of no echo: -n and -u" },
	{ { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32, .has_nodata = true,
	    .nodata = 0, .has_undetect = true, .undetect = 1 }, false, { 0 }, NULL },
	{ { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32, .has_nodata = true,
	    .nodata = 255, .has_undetect = true, .undetect = -1 }, false, { 0 }, "-n and -u" },
	{ { .type = CHUNK_U8, .unclear_scale = "Gain 0.5" }, true, { 0 }, "\"Gain 0.5\", which gives no certain gain and offset: -g and -b" },
	{ { .type = CHUNK_U8, .unclear_codes = "nodata 1" }, true, { 0 }, "\"nodata 1\": -n and -u" },
};

START_TEST(what_is_not_clear_is_asked_for)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX] = "";
	int got;

	asked.nodata = unclear[_i].asked_nodata;
	got = zr_settle(&asked, &unclear[_i].image, unclear[_i].smhi, &z, why);
	ck_assert_msg((got == 0) == (unclear[_i].why == NULL), "%s", why);
	if (unclear[_i].why != NULL)
		ck_assert_msg(strstr(why, unclear[_i].why) != NULL, "%s", why);
}
END_TEST

START_TEST(codes_over_75_dbz_are_known)
{
	struct zr z = { .units = { UNITS_DBZ, 1 }, .gain = 0.4, .offset = -30 };
	struct zr_codes beyond;

	ck_assert(!zr_beyond(&z, 256).any);
	z.gain = 0.5;
	z.offset = -32;
	beyond = zr_beyond(&z, 256);
	ck_assert(beyond.any && beyond.low == 215 && beyond.high == 255);
	z.gain = -0.5;
	z.offset = 90;
	beyond = zr_beyond(&z, 256);
	ck_assert(beyond.any && beyond.low == 0 && beyond.high == 29);
}
END_TEST

START_TEST(sixteen_bits_must_say_what_is_no_data)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	asked.gain = 0.4;
	asked.offset = -30;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, false, &z, why), -1);
	asked.nodata = (struct special)SET(300);
	ck_assert_int_eq(zr_settle(&asked, &sixteen, false, &z, why), 0);
	ck_assert_int_eq(zr_settle(&asked, &eight, true, &z, why), -1);
	asked.nodata.is = SPECIAL_NONE;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, false, &z, why), 0);
	ck_assert_int_eq(z.nodata.is, SPECIAL_NONE);
}
END_TEST

START_TEST(limits_cut_both_ends)
{
	struct zr z = { .units = { UNITS_DBZ, 1 }, .gain = 0.4, .offset = -30, .nodata = SET(255), .undetect = SET(0), .a = 200, .b = 1.5, .min_dbz = 7, .max_rate = 50 };
	char why[CHUNK_WHY_MAX];
	float table[256], plain[256];

	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	z.min_dbz = -INFINITY;
	z.max_rate = INFINITY;
	ck_assert_int_eq(zr_table(&z, 256, plain, why), 0);
	for (int code = 0; code < 255; code++) {
		double dbz = 0.4 * code - 30;

		ck_assert(table[code] == (dbz < 7 ? 0 : plain[code] > 50 ? 50 : plain[code]));
	}
	ck_assert(table[255] != table[255]);
}
END_TEST

START_TEST(reflectivity_keeps_the_number_for_no_echo)
{
	struct zr z = { .units = { UNITS_DBZ, 1 }, .gain = 0.4, .offset = -30, .nodata = SET(255), .undetect = SET(0), .a = 200, .b = 1.5, .max_rate = INFINITY,
		.dbz = true };
	char why[CHUNK_WHY_MAX];
	float table[256];

	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	ck_assert(table[0] == -30 && table[50] == -30 && table[100] == 10);
	ck_assert(table[254] == (float)(0.4 * 254 - 30));
	ck_assert(isnan(table[255]));
}
END_TEST

START_TEST(a_rate_beyond_float32_is_an_error)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX] = "";
	static float table[65536];

	asked.nodata.is = SPECIAL_NONE;
	asked.gain = 0.4;
	asked.offset = -30;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, false, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 65536, table, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "--max-rate"));
	z.max_rate = 1000;
	ck_assert_int_eq(zr_table(&z, 65536, table, why), 0);
	ck_assert(table[65535] == 1000);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rates");
	TCase *t = tcase_create("rates");

	tcase_add_test(t, smhis_codes_are_rain_rates);
	tcase_add_test(t, options_come_before_tags);
	tcase_add_test(t, a_scale_alone_has_the_offset_0);
	LOOP(what_is_not_clear_is_asked_for, unclear);
	tcase_add_test(t, codes_over_75_dbz_are_known);
	tcase_add_test(t, sixteen_bits_must_say_what_is_no_data);
	tcase_add_test(t, limits_cut_both_ends);
	tcase_add_test(t, reflectivity_keeps_the_number_for_no_echo);
	tcase_add_test(t, a_rate_beyond_float32_is_an_error);
	suite_add_tcase(s, t);
	return unit_main(s);
}
