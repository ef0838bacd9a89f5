/* SPDX-License-Identifier: BSD-2-Clause */
/* test_pattern - times in the names of images: which names match, and what time they give. */
#include <string.h>

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
	{ "3B-HHR*.%Y%m%d-S%H%M%S-E*.HDF5", "3B-HHR.MS.MRG.3IMERG.20201101-S120000-E122959.0720.V07B.HDF5", NOON },
	{ "CPC%y%j%H%M?_00060.001.h5", "CPC2030612005_00060.001.h5", NOON },
	{ "*%Y%m%d%H%M*", "202011011200", NOON }, { "*%Y%m%d_%H%M*.tif", "a-20201101_1200.tif.tif", NOON },
	{ "**%F?%H**", "x2020-11-01 12", NOON }, { "*", "", 0 }, { "*a*b*c", "aXbYbZcc", 0 }, { "??.tif", "ab.tif", 0 },
	/* Two of three ways are no time: 25 and 51 are no hours. */
	{ "*%H*", "2512", 12 * 3600 }, { "a*%Y%m%d", "a920201101", NOON - 12 * 3600 },
	{ SMHI, "Radar_2011011200.TIF", NOON }, { "RADAR_%y%m%d%H%M.Tif", "radar_2011011200.tif", NOON },
};

/* Two times: the start and the end. */
static const struct { const char *pattern, *name; int64_t start, end; } intervals[] = {
	{ "rr_%Y%m%d%H%M_%Y%m%d%H%M.tif", "rr_202011011130_202011011200.tif", NOON - 1800, NOON },
	{ "%FT%H%M-%FT%H%M", "2020-11-01T1200-2020-11-02T0000", NOON, NOON + 12 * 3600 },
	{ "%Y%j%H_%d%b%Y-%H%M", "202030612_01Nov2020-1300", NOON, NOON + 3600 },
	{ "%s-%s", "1604232000-1604232300", NOON, NOON + 300 },
	{ "%Y%m%d_%s", "20201101_1604232000", NOON - 12 * 3600, NOON },
	{ "%F_%F", "2020-11-02_2020-11-01", NOON + 12 * 3600, NOON - 12 * 3600 },
};

static const struct { const char *pattern, *name; } others[] = {
	{ SMHI, "" }, { SMHI, "radar_2011011200.tif.part" }, { SMHI, "xradar_2011011200.tif" },
	{ SMHI, "Rador_2011011200.tif" }, { SMHI, "radar_201101120.tif" }, { SMHI, "radar_20110112000.tif" },
	{ SMHI, "radar_ 011011200.tif" }, { SMHI, "radar_-011011200.tif" }, { SMHI, "radar_2011011200_tif" },
	{ SMHI, "radar_20" }, { "%F", "2020/11/01" }, { "%F", "2020-11" }, { "%b", "Nom" }, { "%b", "No" },
	{ "a?", "a" }, { "?", "" }, { "*a", "b" }, { "*%Y*", "20 20" }, { "a*b", "ab " }, { "*a*b*c", "aXcYb" },
	{ "%s", "" }, { "%s", "-5" }, { "a%%", "a" }, { "a%%", "a%%" }, { "%", "x" }, { "%", "" },
};

static const struct { const char *pattern, *name; } invalid[] = {
	{ SMHI, "radar_2002310000.tif" }, { SMHI, "radar_2102290000.tif" }, { SMHI, "radar_2013010000.tif" },
	{ SMHI, "radar_2000010000.tif" }, { SMHI, "radar_2011000000.tif" }, { SMHI, "radar_2011012400.tif" },
	{ SMHI, "radar_2011011260.tif" }, { "%Y%m%d", "00000101" }, { "%Y%j", "2021366" }, { "%Y%j", "2021000" },
	{ "%H%M%S", "120060" }, { "%s", "999999999999" },
	{ "%F_%F", "2020-11-01_2020-11-31" }, { "%F_%F", "2020-02-30_2020-03-01" },
	{ "%s-%s", "1604232000-999999999999" },
};

static const struct { const char *pattern, *name; } ambiguous[] = {
	{ "*%H%M*", "1200 1300" }, { "*%Y*", "20202" }, { "*%F*", "2020-11-01 2020-11-02" },
	{ "*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
};

static const struct { const char *pattern, *name, *spelt; } spellings[] = {
	{ SMHI, "RADAR_2011011200.Tif", "radar_2011011200.tif" },
	{ "A*%Y*b.H5", "aXx2020YyB.h5", "AXx2020Yyb.H5" }, { "*.TIF", "a.tif", "a.TIF" }, { "a?c*", "AbCdE", "abcdE" },
	{ "*?.TIF", "x.tif", "x.TIF" }, { "%b*", "NOVx", "NOVx" }, { "*", "aB", "aB" }, { "*%d.TIF", "01.tif", "01.TIF" },
};

static const struct { const char *pattern; int seconds; } resolutions[] = {
	{ SMHI, 60 }, { "%Y%m%d%H", 3600 }, { "%Y%m%d", 86400 }, { "%F", 86400 }, { "%FT%H%M%S", 1 }, { "%s", 1 },
	{ "%Y%j%H%M", 60 }, { "%d%b%y_%H", 3600 },
	{ "", 0 }, { "radar.tif", 0 }, { "%%Y", 0 }, { "%H%M", 0 }, { "%Y%m", 0 }, { "%m%d%H%M", 0 }, { "%Y%d", 0 },
	{ "%Y%m%d_%M", 0 }, { "%Y%m%d%H%S", 0 },
	{ "%Y%m%d%H%M_%Y%m%d%H%M", 60 }, { "%Y%m%d%H%M_%F", 86400 }, { "%s_%Y%m%d%H", 3600 },
	{ "*%Y%m%d*", 86400 }, { "?%F?%H%M", 60 }, { "*", 0 }, { "*%Y*%Y", -2 }, { "*%Q", -1 },
	{ "%d%d", -2 }, { "%Y%m%d_%d", -2 }, { "%Y%y%m%d", -2 }, { "%Y%m%d%j", -2 }, { "%F%H%Y", -2 }, { "%m%b%Y%d", -2 },
	{ "%Y%m%d%H%M_%H%M", -2 }, { "%H%M_%Y%m%d%H%M", -2 }, { "%F_%F_%F", -2 }, { "%F_%F_%H%H", -2 },
	{ "%Q", -1 }, { "%Y%Y%Q", -1 }, { "%Y%", -1 }, { "%Y%m%d%I", -1 }, { "%-d", -1 },
};

/* What is advised for one name; NULL: nothing, since it has no time, or could have several. */
static const struct { const char *name, *pattern; } guesses[] = {
	{ "RAD_NL25_PCP_CM_202106222000.h5", "RAD_NL25_PCP_CM_%Y%m%d%H%M.h5" },
	{ "T_PAAH21_C_EUOC_20180824180000.hdf", "T_PAAH21_C_EUOC_%Y%m%d%H%M%S.hdf" },
	{ "OPERA@20201101T0000@0@RATE.h5", "OPERA@%Y%m%dT%H%M@0@RATE.h5" },
	{ "RW_20221018-0050.asc", "RW_%Y%m%d-%H%M.asc" },
	{ "raa01-rw_10000-1408102050-dwd---bin", "raa01-rw_10000-%y%m%d%H%M-dwd---bin" },
	{ "radar_1403250905_3band.tif", "radar_%y%m%d%H%M_3band.tif" },
	{ "100%_20201101.tif", "100%%_%Y%m%d.tif" }, { "chirps-v2.0.2020.11.01.tif", "chirps-v2.0.%Y.%m.%d.tif" },
	{ "2020110112.tif", "%Y%m%d%H.tif" },
	{ "2011011200.tif", NULL },                     /* 2020-11-01 12:00, or 2011-01-12 00 h */
	{ "202011011130_202011011200.tif", NULL },      /* an interval, or made then */
	{ "3B-HHR.20201101-S120000-E122959.HDF5", NULL },
	{ "CPC2335513304_00060.001.h5", NULL }, { "a99991231.tif", NULL }, { "20201301.tif", NULL },
	{ "comp4ctfilter.h5", NULL }, { "", NULL }, { "20201101_20201102.tif", NULL },
	{ "T2020-11-01_0000+0100.tif", NULL }, { "20201101T0000-0100.tif", NULL }, { "0535_20210304.tif", NULL },
	{ "l'eau_20201101.tif", NULL },
	{ "201112131500.tif", NULL },                   /* or 2020-11-12 13:15:00 */
	{ "203011011200.tif", "%Y%m%d%H%M.tif" },
};

START_TEST(a_pattern_is_advised)
{
	char pattern[PATTERN_GUESS_MAX];
	bool found = pattern_guess(guesses[_i].name, pattern);

	ck_assert_int_eq(found, guesses[_i].pattern != NULL);
	if (found)
		ck_assert_str_eq(pattern, guesses[_i].pattern);
}
END_TEST

START_TEST(a_name_gives_its_time)
{
	struct pattern_times t;

	ck_assert_int_eq(pattern_time(times[_i].pattern, times[_i].name, &t), PATTERN_TIME);
	ck_assert_int_eq(t.start, times[_i].t);
	ck_assert(!t.interval);
	ck_assert(!pattern_is_interval(times[_i].pattern));
}
END_TEST

START_TEST(a_name_may_give_an_interval)
{
	struct pattern_times t;

	ck_assert_int_eq(pattern_time(intervals[_i].pattern, intervals[_i].name, &t), PATTERN_TIME);
	ck_assert_int_eq(t.start, intervals[_i].start);
	ck_assert_int_eq(t.end, intervals[_i].end);
	ck_assert(t.interval);
	ck_assert(pattern_is_interval(intervals[_i].pattern));
	ck_assert_int_gt(pattern_resolution(intervals[_i].pattern), 0);
}
END_TEST

START_TEST(other_names_do_not_match)
{
	struct pattern_times t;

	ck_assert_int_eq(pattern_time(others[_i].pattern, others[_i].name, &t), PATTERN_OTHER);
}
END_TEST

START_TEST(a_time_that_no_calendar_has_is_told)
{
	struct pattern_times t;

	ck_assert_int_eq(pattern_time(invalid[_i].pattern, invalid[_i].name, &t), PATTERN_INVALID);
}
END_TEST

START_TEST(a_name_with_several_times_is_told)
{
	struct pattern_times t;

	ck_assert_int_eq(pattern_time(ambiguous[_i].pattern, ambiguous[_i].name, &t), PATTERN_AMBIGUOUS);
}
END_TEST

START_TEST(names_are_spelt_like_the_pattern)
{
	char name[100];

	strcpy(name, spellings[_i].name);
	pattern_spell(spellings[_i].pattern, name);
	ck_assert_str_eq(name, spellings[_i].spelt);
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
	tcase_add_loop_test(t, a_pattern_is_advised, 0, COUNT(guesses));
	tcase_add_loop_test(t, a_name_gives_its_time, 0, COUNT(times));
	tcase_add_loop_test(t, a_name_may_give_an_interval, 0, COUNT(intervals));
	tcase_add_loop_test(t, other_names_do_not_match, 0, COUNT(others));
	tcase_add_loop_test(t, a_time_that_no_calendar_has_is_told, 0, COUNT(invalid));
	tcase_add_loop_test(t, a_name_with_several_times_is_told, 0, COUNT(ambiguous));
	tcase_add_loop_test(t, names_are_spelt_like_the_pattern, 0, COUNT(spellings));
	tcase_add_loop_test(t, a_pattern_says_how_finely_it_tells, 0, COUNT(resolutions));
	return unit_main(s);
}
