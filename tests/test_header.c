/* SPDX-License-Identifier: BSD-2-Clause */
/* test_header - a header keeps every key, in order, and its numbers to the last bit. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"
#include "unit.h"

/* As a reader takes a header: its text, then the grid that this has. */
static int
parse(struct chunk_header *h, const char *text, size_t size, char *why)
{
	return header_parse(h, text, size, why) < 0 ? -1 : header_parse_grid(h, why);
}

START_TEST(keys_are_kept_in_order)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set(h, "units", "mm h-1");
	chunk_add(h, "history", "one");
	chunk_set(h, "crs", "EPSG:25833");
	chunk_add(h, "history", "two = 2");
	ck_assert_str_eq(text_of(h), "units=mm h-1\nhistory=one\ncrs=EPSG:25833\nhistory=two = 2\n");
	ck_assert_str_eq(chunk_get(h, "units"), "mm h-1");
	ck_assert_str_eq(chunk_nth(h, "history", 1), "two = 2");
	ck_assert_ptr_null(chunk_nth(h, "history", 2));
	ck_assert_ptr_null(chunk_get(h, "unit"));
	ck_assert_ptr_null(chunk_get(h, "units="));
	chunk_header_free(h);
}
END_TEST

START_TEST(a_key_is_replaced_and_removed_where_it_stands)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set(h, "a", "1");
	chunk_set(h, "b", "2");
	chunk_set(h, "c", "3");
	chunk_set(h, "b", "a longer value");
	ck_assert_str_eq(text_of(h), "a=1\nb=a longer value\nc=3\n");
	chunk_set(h, "b", "");
	ck_assert_str_eq(text_of(h), "a=1\nb=\nc=3\n");
	chunk_set(h, "b", NULL);
	chunk_set(h, "never", NULL);
	ck_assert_str_eq(text_of(h), "a=1\nc=3\n");
	chunk_header_free(h);
}
END_TEST

START_TEST(a_walk_sees_every_line_once)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	const char *line;

	ck_assert_ptr_null(chunk_line(h, NULL));
	chunk_set(h, "a", "1");
	chunk_add(h, "history", "one");
	chunk_add(h, "history", "");
	ck_assert_str_eq(line = chunk_line(h, NULL), "a=1");
	ck_assert_str_eq(line = chunk_line(h, line), "history=one");
	ck_assert_str_eq(line = chunk_line(h, line), "history=");
	ck_assert_ptr_null(chunk_line(h, line));
	chunk_header_free(h);
}
END_TEST

START_TEST(a_layer_has_its_own_key_or_that_of_the_stream)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set(h, "units", "mm");
	chunk_set(h, "layer.count.units", "1");
	ck_assert_str_eq(chunk_layer_get(h, "count", "units"), "1");
	ck_assert_str_eq(chunk_layer_get(h, "mean", "units"), "mm");
	ck_assert_str_eq(chunk_layer_get(h, "", "units"), "mm");
	ck_assert_ptr_null(chunk_layer_get(h, "count", "crs"));
	chunk_header_free(h);
}
END_TEST

/* A key of 150 bytes, and one that is how it begins. */
START_TEST(a_long_key_is_not_taken_for_its_beginning)
{
	struct chunk_header *h = chunk_header_copy(NULL), *other = chunk_header_copy(NULL);
	char key[151], own[200], why[CHUNK_WHY_MAX];

	memset(key, 'k', 150);
	key[150] = '\0';
	snprintf(own, sizeof own, "layer.x.%.119s", key);
	chunk_set(h, own, "short");
	snprintf(own, sizeof own, "layer.x.%s", key);
	chunk_set(h, own, "long");
	ck_assert_str_eq(chunk_layer_get(h, "x", key), "long");
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
		ck_assert_uint_ge(strlen(line), 127);
	ck_assert_int_eq(header_agree(h, other, false, why), -1);
	chunk_header_free(other);
	other = chunk_header_copy(h);
	ck_assert_int_eq(header_agree(h, other, false, why), 0);
	chunk_set(other, own, "another");
	ck_assert_int_eq(header_agree(h, other, false, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "another here and long before"));
	chunk_header_free(other);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_key_of_several_lines_is_set_and_removed_whole)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	for (int i = 0; i < 3; i++)
		chunk_add(h, "k", "many");
	chunk_set(h, "k", "one");
	ck_assert_str_eq(text_of(h), "k=one\n");
	chunk_add(h, "k", "two");
	chunk_set(h, "k", NULL);
	ck_assert_ptr_null(chunk_get(h, "k"));
	chunk_header_free(h);
}
END_TEST

START_TEST(a_number_is_written_as_short_as_it_can_be_read_back)
{
	static const struct { double x; const char *text; } numbers[] = {
		{ 0, "0" }, { 0.1, "0.1" }, { -2014.9581656050955, "-2014.9581656050955" }, { 1e300, "1e+300" },
	};
	char text[CHUNK_NUMBER_MAX];

	for (size_t i = 0; i < COUNT(numbers); i++)
		ck_assert_str_eq(chunk_number_text(numbers[i].x, text), numbers[i].text);
}
END_TEST

START_TEST(a_newline_cannot_make_another_key)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set(h, "crs", "x\nunits=mm");
	ck_assert_str_eq(text_of(h), "crs=x units=mm\n");
	ck_assert_ptr_null(chunk_get(h, "units"));
	chunk_header_free(h);
}
END_TEST

/* The text moves as it grows, and the value is in it. */
START_TEST(a_value_may_be_one_of_the_same_header)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char expected[8192] = "crs=EPSG:25833\nhistory=first\n";

	chunk_set(h, "crs", "EPSG:25833");
	chunk_add(h, "history", "first");
	for (int i = 0; i < 300; i++) {
		chunk_add(h, "history", chunk_nth(h, "history", 0));
		strcat(expected, "history=first\n");
	}
	ck_assert_str_eq(text_of(h), expected);
	chunk_set(h, "crs", chunk_get(h, "history"));
	ck_assert_str_eq(chunk_get(h, "crs"), "first");
	chunk_set(h, "crs", chunk_get(h, "crs"));
	ck_assert_str_eq(chunk_get(h, "crs"), "first");
	ck_assert_ptr_null(h->failed);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_value_is_text_whatever_it_was)
{
	static const struct { const char *given, *kept; } values[] = {
		{ "\xe5r", "?r" }, { "\xc3\xa5r \xe2\x82\xac \xf0\x9f\x8c\xa7", NULL }, { "r\xc3", "r?" },
		{ "\xc0\xaf \xed\xa0\x80 \xf5", "?? ??? ?" }, { "", NULL }, { "\xe2\x82\n", "?? " },
	};
	struct chunk_header *h = chunk_header_copy(NULL), *read = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		chunk_set(h, "history", values[i].given);
		ck_assert_str_eq(chunk_get(h, "history"), values[i].kept ? values[i].kept : values[i].given);
		const char *text = text_of(h);

		ck_assert_msg(parse(read, text, strlen(text), why) == 0, "%s", why);
	}
	chunk_header_free(h);
	chunk_header_free(read);
}
END_TEST

START_TEST(a_copy_stands_alone)
{
	struct chunk_header *h = chunk_header_copy(NULL), *copy;
	float table[256] = { [7] = 7.5f };

	chunk_set(h, "units", "dBZ");
	chunk_set_table(h, table, 256);
	chunk_set_grid(h, &(struct chunk_grid){ 3, 4, { 0, 1, 0, 0, 0, -1 } });
	copy = chunk_header_copy(h);
	chunk_set(h, "units", "mm");
	chunk_set_table(h, NULL, 0);
	chunk_header_free(h);
	ck_assert_str_eq(chunk_get(copy, "units"), "dBZ");
	ck_assert(chunk_table(copy, NULL)[7] == 7.5f);
	ck_assert_uint_eq(chunk_grid(copy)->cols, 4);
	chunk_header_free(copy);
}
END_TEST

/* Numbers whose shortest decimal text differs in length, and one that "%.15g" would round. */
static const double affines[][6] = {
	{ 126648.404, 2014.9581656050955, 0, 7771252.876, 0, -2014.9581656050955 },
	{ 0.1, 1.0 / 3, -0.0, 1e300, 5e-324, -1e-7 },
	{ -216207.865, 249.99937, 12.5, 8065629.289, -12.5, -249.999906 },
};

START_TEST(a_grid_comes_back_to_the_bit)
{
	struct chunk_header *h = chunk_header_copy(NULL), *back = chunk_header_copy(NULL);
	struct chunk_grid g = { 1, 65535, { 0 } };
	const char *text;
	char why[CHUNK_WHY_MAX];

	memcpy(g.affine, affines[_i], sizeof g.affine);
	chunk_set_grid(h, &g);
	text = text_of(h);
	ck_assert_msg(parse(back, text, strlen(text), why) == 0, "%s", why);
	ck_assert_uint_eq(chunk_grid(back)->rows, 1);
	ck_assert_uint_eq(chunk_grid(back)->cols, 65535);
	for (int i = 0; i < 6; i++)
		ck_assert_msg(chunk_grid(back)->affine[i] == g.affine[i], "%.17g", g.affine[i]);
	chunk_header_free(back);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_locale_with_a_decimal_comma_changes_nothing)
{
	static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "sv_SE.UTF-8", "fr_FR.UTF-8" };
	struct chunk_header *h = chunk_header_copy(NULL);
	const char *text = "rows=2\ncols=2\naffine=0.5 1 0 0 0 1\n";
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof names / sizeof *names && !setlocale(LC_NUMERIC, names[i]); i++)
		;
	chunk_set_grid(h, &(struct chunk_grid){ 2, 2, { 0.5, 1.25, 0, 0, 0, -1.25 } });
	ck_assert_str_eq(chunk_get(h, "affine"), "0.5 1.25 0 0 0 -1.25");
	ck_assert_int_eq(parse(h, text, strlen(text), why), 0);
	ck_assert(chunk_grid(h)->affine[0] == 0.5);
	setlocale(LC_NUMERIC, "C");
	chunk_header_free(h);
}
END_TEST

#define GRID "rows=2\ncols=2\naffine=0 1 0 0 0 -1\n"

static const struct {
	const char *text, *why;         /* why is NULL if the text is well */
} texts[] = {
	{ "", NULL },
	{ GRID, NULL },
	{ "note=\xc3\xa5\xe2\x82\xac\xf0\x9f\x8c\xa7\n", NULL },
	{ "key=\n", NULL },
	{ "units=mm", "does not end" },
	{ "units\n", "not key=value" },
	{ "=mm\n", "not key=value" },
	{ "\n", "not key=value" },
	{ "note=\xff\n", "UTF-8" },
	{ "note=\xc0\x80\n", "UTF-8" },
	{ "note=\xed\xa0\x80\n", "UTF-8" },
	{ "note=\xf4\x90\x80\x80\n", "UTF-8" },
	{ "note=\xc3", "does not end" },
	{ "rows=2\ncols=2\n", "affine" },
	{ "rows=2\naffine=0 1 0 0 0 -1\n", "no cols" },
	{ "rows=0\ncols=2\naffine=0 1 0 0 0 -1\n", "a grid of 0 x 2" },
	{ "rows=65536\ncols=2\naffine=0 1 0 0 0 -1\n", "65536" },
	{ "rows=65535\ncols=65535\naffine=0 1 0 0 0 -1\n", "cells at most" },
	{ "rows=-1\ncols=2\naffine=0 1 0 0 0 -1\n", "-1" },
	{ "rows=2x\ncols=2\naffine=0 1 0 0 0 -1\n", "2x" },
	{ "rows=18446744073709551617\ncols=2\naffine=0 1 0 0 0 -1\n", "a grid of" },
	{ "rows=2\ncols=2\naffine=0 1 0 0 0\n", "six numbers" },
	{ "rows=2\ncols=2\naffine=0 1 0 0 0 -1 7\n", "six numbers" },
	{ "rows=2\ncols=2\naffine=0 1 0 0 0 nan\n", "six numbers" },
	{ "rows=2\ncols=2\naffine=0 1 0 0 0 inf\n", "six numbers" },
	{ "rows=2\ncols=2\naffine=0 1 0 0 0 1,5\n", "six numbers" },
};

START_TEST(a_text_is_taken_or_refused_with_a_reason)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX] = "";
	int result = parse(h, texts[_i].text, strlen(texts[_i].text), why);

	ck_assert_msg(result == (texts[_i].why ? -1 : 0), "\"%s\": %s", texts[_i].text, why);
	if (texts[_i].why)
		ck_assert_msg(strstr(why, texts[_i].why) != NULL, "\"%s\": %s", texts[_i].text, why);
	else
		ck_assert_str_eq(text_of(h), texts[_i].text);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_nul_is_no_text)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(parse(h, "a=1\0\n", 5, why), -1);
	chunk_header_free(h);
}
END_TEST

static const struct {
	const char *text;
	int64_t step;
} steps[] = {
	{ "300", 300 }, { "86400", 86400 }, { "0", 0 }, { "-5", 0 }, { "5min", 0 }, { "", 0 }, { "1e9", 0 },
};

START_TEST(a_step_is_seconds_or_nothing)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	ck_assert_int_eq(chunk_step(h), 0);
	chunk_set(h, "step", steps[_i].text);
	ck_assert_int_eq(chunk_step(h), steps[_i].step);
	chunk_header_free(h);
}
END_TEST

START_TEST(a_table_is_kept_to_the_bit)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	float *table = calloc(65536, sizeof *table);
	uint32_t n = 1;

	ck_assert_ptr_null(chunk_table(h, &n));
	ck_assert_uint_eq(n, 0);
	for (uint32_t i = 0; i < 65536; i++) {
		uint32_t bits = i << 16 | i;            /* infinities and all kinds of NaN among them */

		memcpy(&table[i], &bits, sizeof bits);
	}
	chunk_set_table(h, table, 65536);
	ck_assert_mem_eq(chunk_table(h, &n), table, 65536 * sizeof *table);
	ck_assert_uint_eq(n, 65536);
	chunk_set_table(h, table, 256);
	chunk_table(h, &n);
	ck_assert_uint_eq(n, 256);
	free(table);
	chunk_header_free(h);
}
END_TEST

static const struct {
	int64_t t;
	const char *text;
} times[] = {
	{ 0, "1970-01-01T00:00Z" },
	{ 1604188800, "2020-11-01T00:00Z" },
	{ 1604188801, "2020-11-01T00:00:01Z" },
	{ 951782400, "2000-02-29T00:00Z" },
	{ -1, "1969-12-31T23:59:59Z" },
};

START_TEST(times_are_written_in_utc)
{
	char text[CHUNK_TIME_MAX];

	setenv("TZ", "Asia/Tokyo", 1);
	ck_assert_str_eq(chunk_time_text(times[_i].t, text), times[_i].text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("header");
	TCase *t = tcase_create("header");

	tcase_add_test(t, keys_are_kept_in_order);
	tcase_add_test(t, a_key_is_replaced_and_removed_where_it_stands);
	tcase_add_test(t, a_walk_sees_every_line_once);
	tcase_add_test(t, a_layer_has_its_own_key_or_that_of_the_stream);
	tcase_add_test(t, a_long_key_is_not_taken_for_its_beginning);
	tcase_add_test(t, a_key_of_several_lines_is_set_and_removed_whole);
	tcase_add_test(t, a_number_is_written_as_short_as_it_can_be_read_back);
	tcase_add_test(t, a_newline_cannot_make_another_key);
	tcase_add_test(t, a_value_may_be_one_of_the_same_header);
	tcase_add_test(t, a_value_is_text_whatever_it_was);
	tcase_add_test(t, a_copy_stands_alone);
	LOOP(a_grid_comes_back_to_the_bit, affines);
	tcase_add_test(t, a_locale_with_a_decimal_comma_changes_nothing);
	LOOP(a_text_is_taken_or_refused_with_a_reason, texts);
	tcase_add_test(t, a_nul_is_no_text);
	LOOP(a_step_is_seconds_or_nothing, steps);
	tcase_add_test(t, a_table_is_kept_to_the_bit);
	LOOP(times_are_written_in_utc, times);
	suite_add_tcase(s, t);
	return unit_main(s);
}
