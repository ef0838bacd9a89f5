/* SPDX-License-Identifier: BSD-2-Clause */
/* test_units - units of precipitation as the world spells them. */
#include "grid/units.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* What one of them is in mm h-1, mm or dBZ, by hand: 1 kg m-2 is 1 mm, an inch 25.4 mm. */
static const struct {
	const char *text;
	enum units_kind kind;
	double one;
} spellings[] = {
	{ "dBZ", UNITS_DBZ, 1 }, { "[dbz]", UNITS_DBZ, 1 }, { "dBZe", UNITS_DBZ, 1 },
	{ "mm h-1", UNITS_RATE, 1 }, { "mm/h", UNITS_RATE, 1 }, { "[mm/hr]", UNITS_RATE, 1 },
	{ "MM HR^-1", UNITS_RATE, 1 }, { "mm.h-1", UNITS_RATE, 1 }, { "mm hour**-1", UNITS_RATE, 1 },
	{ "mm/day", UNITS_RATE, 1. / 24 }, { "mm d-1", UNITS_RATE, 1. / 24 },
	{ "kg m-2 s-1", UNITS_RATE, 3600 }, { "kg m**-2 s**-1", UNITS_RATE, 3600 },
	{ "kg/(m^2*s)", UNITS_RATE, 3600 }, { "mm s-1", UNITS_RATE, 3600 }, { "m s-1", UNITS_RATE, 3600000 },
	{ "mm", UNITS_AMOUNT, 1 }, { "[MM]", UNITS_AMOUNT, 1 }, { "kg m**-2", UNITS_AMOUNT, 1 },
	{ "kg/(m^2)", UNITS_AMOUNT, 1 }, { "l m-2", UNITS_AMOUNT, 1 }, { "m", UNITS_AMOUNT, 1000 },
	{ "m of water equivalent", UNITS_AMOUNT, 1000 }, { "cm", UNITS_AMOUNT, 10 },
	{ "inch", UNITS_AMOUNT, 25.4 }, { "0.1 mm", UNITS_AMOUNT, 0.1 }, { "0.01mm", UNITS_AMOUNT, 0.01 },
	{ "", UNITS_UNSAID, 1 }, { " ", UNITS_UNSAID, 1 }, { "K", UNITS_OTHER, 1 },
	{ "mm2", UNITS_OTHER, 1 }, { "1", UNITS_OTHER, 1 }, { "mm/month", UNITS_OTHER, 1 },
	{ "01 mm", UNITS_OTHER, 1 }, { "dB", UNITS_OTHER, 1 },
	{ "mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm mm",
	    UNITS_OTHER, 1 },
};

START_TEST(a_spelling_has_a_kind_and_a_factor)
{
	struct units u = units_find(spellings[_i].text);

	ck_assert_int_eq(u.kind, spellings[_i].kind);
	ck_assert_double_eq(u.factor, spellings[_i].one);
}
END_TEST

START_TEST(units_that_are_none_are_refused_by_name)
{
	struct units u;
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_int_eq(units_require("kelvin", &u, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "\"kelvin\""));
	ck_assert_int_eq(units_require("", &u, why), -1);
	ck_assert_int_eq(units_require("mm h-1", &u, why), 0);
}
END_TEST

START_TEST(a_stream_has_three_units)
{
	ck_assert_str_eq(units_of_stream(UNITS_DBZ), "dBZ");
	ck_assert_str_eq(units_of_stream(UNITS_RATE), "mm h-1");
	ck_assert_str_eq(units_of_stream(UNITS_AMOUNT), "mm");
}
END_TEST

static const struct {
	const char *stream, *wanted;
	double times;                   /* 0: refused */
} conversions[] = {
	{ "mm h-1", "mm day-1", 24 }, { "mm h-1", "mm/h", 1 }, { "mm", "cm", 1. / 10 },
	{ "mm", "m", 1. / 1000 }, { "mm", "kg m-2", 1 }, { "mm", "in", 1 / 25.4 },
	{ "mm h-1", "kg m-2 s-1", 1. / 3600 }, { "dBZ", "dBZ", 1 },
	{ "mm", "mm h-1", 0 }, { "mm h-1", "mm", 0 }, { "dBZ", "mm h-1", 0 }, { "1", "mm", 0 },
	{ "mm", "furlong", 0 }, { "1", "1", 0 },
};

START_TEST(values_are_told_in_other_units_of_their_kind_alone)
{
	double times = 0;
	char why[CHUNK_WHY_MAX] = "";
	int status = units_convert(conversions[_i].stream, conversions[_i].wanted, &times, why);

	ck_assert_int_eq(status, conversions[_i].times == 0 ? -1 : 0);
	if (status == 0)
		ck_assert_double_eq(times, conversions[_i].times);
	else
		ck_assert(why[0] != '\0');
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("units");
	TCase *t = tcase_create("units");

	LOOP(a_spelling_has_a_kind_and_a_factor, spellings);
	tcase_add_test(t, units_that_are_none_are_refused_by_name);
	tcase_add_test(t, a_stream_has_three_units);
	LOOP(values_are_told_in_other_units_of_their_kind_alone, conversions);
	suite_add_tcase(s, t);
	return unit_main(s);
}
