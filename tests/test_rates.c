/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rates - the table of rain rates that the codes of an image stand for. */
#include <math.h>
#include <string.h>

#include "radar/zr.h"
#include "unit.h"

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

	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_msg(table[known[i].code] == known[i].rate, "%d: %.9g", known[i].code,
		    table[known[i].code]);
	ck_assert(isnan(table[255]));
	asked.undetect = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	ck_assert_msg(table[0] == 0.000292401761f, "%.9g", table[0]);
}
END_TEST

START_TEST(options_come_before_tags_and_tags_before_defaults)
{
	struct image own = { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32,
		.has_nodata = true, .nodata = 254 };
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == -32 && z.nodata == 254 && z.undetect == 0);
	own.has_offset = false;         /* as GDAL has it: then it is 0, not SMHI's */
	own.nodata = -9999;
	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == 0 && z.nodata == ZR_NONE);
	asked.gain = 1;
	asked.offset = 2;
	asked.nodata = 3;
	asked.undetect = 4;
	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 1 && z.offset == 2 && z.nodata == 3 && z.undetect == 4);
}
END_TEST

START_TEST(sixteen_bits_must_say_what_is_no_data)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), -1);
	asked.nodata = 300;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), -1);
	asked.nodata = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
	ck_assert_int_eq(z.nodata, ZR_NONE);
}
END_TEST

START_TEST(limits_cut_both_ends)
{
	struct zr z = { 0.4, -30, 255, 0, 200, 1.5, 7, 50, false };
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
	struct zr z = { 0.4, -30, 255, 0, 200, 1.5, 0, INFINITY, true };
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

	asked.nodata = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
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
	tcase_add_test(t, options_come_before_tags_and_tags_before_defaults);
	tcase_add_test(t, sixteen_bits_must_say_what_is_no_data);
	tcase_add_test(t, limits_cut_both_ends);
	tcase_add_test(t, reflectivity_keeps_the_number_for_no_echo);
	tcase_add_test(t, a_rate_beyond_float32_is_an_error);
	suite_add_tcase(s, t);
	return unit_main(s);
}
