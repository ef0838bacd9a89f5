/* SPDX-License-Identifier: BSD-2-Clause */
/* test_pattern - times in the names of images: which names match, and what time they give. */
#include "archive/pattern.h"
#include "unit.h"

#define SMHI "radar_%y%m%d%H%M.tif"
#define NOON 1604232000                 /* date -ud '2020-11-01 12:00' +%s */

static const struct { const char *pattern, *name; int64_t t; } times[] = {
	{ SMHI, "radar_2011011200.tif", NOON },
	{ SMHI, "radar_6812312355.tif", 3124223700 },           /* %y: 69 to 99 are 19.., as POSIX says */
	{ SMHI, "radar_6901010000.tif", -31536000 },
	{ SMHI, "radar_2002290000.tif", 1582934400 },
	{ "%Y%m%d%H%M_fmi.tif", "202011011200_fmi.tif", NOON },
	{ "%Y-%m-%dT%H%M%SZ", "2020-11-01T120007Z", NOON + 7 },
	{ "%FT%H%M", "2020-11-01T1200", NOON },
	{ "%d%b%Y-%H%M", "01nov2020-1200", NOON },
	{ "%Y%j%H%M.h5", "20203061200.h5", NOON },
	{ "%Y%j%H%M.h5", "20203660000.h5", 1609372800 },
	{ "%s.tif", "1604232000.tif", NOON },
	{ "%Y%m%d.tif", "20201101.tif", NOON - 12 * 3600 },
	{ "100%%_%Y%m%d%H", "100%_2020110112", NOON },
	{ "any.tif", "any.tif", 0 },
};

static const struct { const char *pattern, *name; } others[] = {
	{ SMHI, "" }, { SMHI, "radar_2011011200.tif.part" }, { SMHI, "xradar_2011011200.tif" },
	{ SMHI, "Radar_2011011200.tif" }, { SMHI, "radar_201101120.tif" }, { SMHI, "radar_20110112000.tif" },
	{ SMHI, "radar_ 011011200.tif" }, { SMHI, "radar_-011011200.tif" }, { SMHI, "radar_2011011200_tif" },
	{ SMHI, "radar_20" }, { "%F", "2020/11/01" }, { "%F", "2020-11" }, { "%b", "Nom" }, { "%b", "No" },
	{ "%s", "" }, { "%s", "-5" }, { "a%%", "a" }, { "a%%", "a%%" }, { "%", "x" }, { "%", "" },
};

static const struct { const char *pattern, *name; } invalid[] = {
	{ SMHI, "radar_2002310000.tif" }, { SMHI, "radar_2102290000.tif" }, { SMHI, "radar_2013010000.tif" },
	{ SMHI, "radar_2000010000.tif" }, { SMHI, "radar_2011000000.tif" }, { SMHI, "radar_2011012400.tif" },
	{ SMHI, "radar_2011011260.tif" }, { "%Y%m%d", "00000101" }, { "%Y%j", "2021366" }, { "%Y%j", "2021000" },
	{ "%H%M%S", "120060" }, { "%s", "999999999999" },
};

static const struct { const char *pattern; int seconds; } resolutions[] = {
	{ SMHI, 60 }, { "%Y%m%d%H", 3600 }, { "%Y%m%d", 86400 }, { "%F", 86400 }, { "%FT%H%M%S", 1 }, { "%s", 1 },
	{ "%Y%j%H%M", 60 }, { "%d%b%y_%H", 3600 },
	{ "", 0 }, { "radar.tif", 0 }, { "%%Y", 0 }, { "%H%M", 0 }, { "%Y%m", 0 }, { "%m%d%H%M", 0 }, { "%Y%d", 0 },
	{ "%Y%m%d_%M", 0 }, { "%Y%m%d%H%S", 0 },
	{ "%Q", -1 }, { "%Y%", -1 }, { "%Y%m%d%I", -1 }, { "%-d", -1 },
};

START_TEST(a_name_gives_its_time)
{
	int64_t t = -7;

	ck_assert_int_eq(pattern_time(times[_i].pattern, times[_i].name, &t), PATTERN_TIME);
	ck_assert_int_eq(t, times[_i].t);
}
END_TEST

START_TEST(other_names_do_not_match)
{
	int64_t t;

	ck_assert_int_eq(pattern_time(others[_i].pattern, others[_i].name, &t), PATTERN_OTHER);
}
END_TEST

START_TEST(a_time_that_no_calendar_has_is_told)
{
	int64_t t;

	ck_assert_int_eq(pattern_time(invalid[_i].pattern, invalid[_i].name, &t), PATTERN_INVALID);
}
END_TEST

START_TEST(a_pattern_says_how_finely_it_tells)
{
	ck_assert_int_eq(pattern_resolution(resolutions[_i].pattern), resolutions[_i].seconds);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pattern");
	TCase *t = tcase_create("pattern");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, a_name_gives_its_time, 0, COUNT(times));
	tcase_add_loop_test(t, other_names_do_not_match, 0, COUNT(others));
	tcase_add_loop_test(t, a_time_that_no_calendar_has_is_told, 0, COUNT(invalid));
	tcase_add_loop_test(t, a_pattern_says_how_finely_it_tells, 0, COUNT(resolutions));
	return unit_main(s);
}
