/* SPDX-License-Identifier: BSD-2-Clause */
/* test_zipdir - the directory of a zip: found if it is whole, and in nothing that was cut or changed. */
#include "archive/private.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "unit.h"

/* A zip of three stored members, made here byte by byte. */
struct zip {
	unsigned char bytes[4096];
	size_t size, directory, end;            /* where the directory and the end record start */
};

enum { MEMBERS = 3, CONTENT = 20 };

static void
add(struct zip *z, const void *bytes, size_t size)
{
	memcpy(z->bytes + z->size, bytes, size);
	z->size += size;
}

static void
add_local(struct zip *z, const char *name)
{
	unsigned char head[30] = "PK\3\4\24";

	put32(head + 18, CONTENT);
	put32(head + 22, CONTENT);
	put16(head + 26, (uint16_t)strlen(name));
	add(z, head, sizeof head);
	add(z, name, strlen(name));
	add(z, "12345678901234567890", CONTENT);
}

/* `wide` puts the numbers into a 64-bit extra field. */
static void
add_entry(struct zip *z, const char *name, size_t offset, bool wide)
{
	unsigned char head[46] = "PK\1\2", extra[28] = { 1, 0, 24, 0 };

	put32(head + 16, 0xabcd);
	put32(head + 20, wide ? UINT32_MAX : CONTENT);
	put32(head + 24, wide ? UINT32_MAX : CONTENT);
	put16(head + 28, (uint16_t)strlen(name));
	put16(head + 30, wide ? sizeof extra : 0);
	put32(head + 42, wide ? UINT32_MAX : (uint32_t)offset);
	put64(extra + 4, CONTENT);
	put64(extra + 12, CONTENT);
	put64(extra + 20, offset);
	add(z, head, sizeof head);
	add(z, name, strlen(name));
	add(z, extra, wide ? sizeof extra : 0);
}

static void
add_end(struct zip *z, size_t before, bool wide, const char *comment)
{
	unsigned char end64[56] = "PK\6\6", where[20] = "PK\6\7", end[22] = "PK\5\6";
	uint32_t size = (uint32_t)(z->size - z->directory), offset = (uint32_t)(z->directory - before);

	put64(end64 + 4, 44);
	put64(end64 + 24, MEMBERS);
	put64(end64 + 32, MEMBERS);
	put64(end64 + 40, size);
	put64(end64 + 48, offset);
	put64(where + 8, z->size - before);
	put32(where + 16, 1);
	z->end = z->size + (wide ? sizeof end64 + sizeof where : 0);
	add(z, end64, wide ? sizeof end64 : 0);
	add(z, where, wide ? sizeof where : 0);
	put16(end + 8, wide ? UINT16_MAX : MEMBERS);
	put16(end + 10, wide ? UINT16_MAX : MEMBERS);
	put32(end + 12, wide ? UINT32_MAX : size);
	put32(end + 16, wide ? UINT32_MAX : offset);
	put16(end + 20, (uint16_t)strlen(comment));
	add(z, end, sizeof end);
	add(z, comment, strlen(comment));
}

static void
make(struct zip *z, const char *before, bool wide, const char *comment)
{
	static const char *const names[MEMBERS] = { "a", "folder/bb", "ccc" };
	size_t at[MEMBERS], skip = strlen(before);

	memset(z, 0, sizeof *z);
	add(z, before, skip);
	for (int i = 0; i < MEMBERS; i++) {
		at[i] = z->size - skip;
		add_local(z, names[i]);
	}
	z->directory = z->size;
	for (int i = 0; i < MEMBERS; i++)
		add_entry(z, names[i], at[i], wide);
	add_end(z, skip, wide, comment);
}

/* How many members the bytes have, from memory of exactly their size; -1 if they are not a whole zip. */
static int
members(const struct zip *z, size_t size)
{
	unsigned char *bytes = malloc(size + 1);
	struct zipdir_place place = { 0 };
	struct zipdir d;
	struct zipdir_entry e;
	char why[CHUNK_WHY_MAX];
	enum outcome outcome;
	int count = -1;

	memcpy(bytes, z->bytes, size);
	if (zipdir_find(bytes, size, size, &d, why) == OUTCOME_FOUND) {
		for (count = 0; (outcome = zipdir_next(&d, bytes + d.offset, &place, &e, why)) ==
		    OUTCOME_FOUND; count++) {
			ck_assert_uint_le(e.offset + ZIPDIR_LOCAL, size);
			if (zipdir_data(&e, bytes + e.offset, size - e.offset) == 0 || e.packed != CONTENT || e.size != CONTENT)
				break;
		}
		count = outcome == OUTCOME_NONE ? count : -1;
	}
	free(bytes);
	return count;
}

static const struct { const char *before; bool wide; const char *comment; } forms[] = {
	{ "", false, "" }, { "", false, "a comment" }, { "#!/bin/sh\nexit\n", false, "" }, { "", true, "" },
	{ "", true, "a comment" },
};

START_TEST(every_form_is_read)
{
	struct zipdir_place place = { 0 };
	char why[CHUNK_WHY_MAX];
	struct zipdir_entry e;
	struct zipdir d;
	struct zip z;

	make(&z, forms[_i].before, forms[_i].wide, forms[_i].comment);
	ck_assert_int_eq(members(&z, z.size), MEMBERS);
	ck_assert_int_eq(zipdir_find(z.bytes, z.size, z.size, &d, why), OUTCOME_FOUND);
	ck_assert_uint_eq(d.offset, z.directory);
	ck_assert_uint_eq(d.before, strlen(forms[_i].before));
	ck_assert_int_eq(zipdir_next(&d, z.bytes + d.offset, &place, &e, why), OUTCOME_FOUND);
	ck_assert_int_eq(zipdir_next(&d, z.bytes + d.offset, &place, &e, why), OUTCOME_FOUND);
	ck_assert_uint_eq(e.name_size, strlen("folder/bb"));
	ck_assert_mem_eq(e.name, "folder/bb", e.name_size);
	ck_assert_uint_eq(e.crc, 0xabcd);
	ck_assert_mem_eq(z.bytes + zipdir_data(&e, z.bytes + e.offset, z.size), "1234567890", 10);
	/* Its name is the member's own, and all of it is there. */
	ck_assert_uint_ne(zipdir_data(&e, z.bytes + e.offset, ZIPDIR_LOCAL + e.name_size), 0);
	ck_assert_uint_eq(zipdir_data(&e, z.bytes + e.offset, ZIPDIR_LOCAL + e.name_size - 1), 0);
	e.name = "folder/bc";
	ck_assert_uint_eq(zipdir_data(&e, z.bytes + e.offset, z.size), 0);
	e.name = "folder/b";
	e.name_size--;
	ck_assert_uint_eq(zipdir_data(&e, z.bytes + e.offset, z.size), 0);
}
END_TEST

START_TEST(no_part_of_one_is_whole)
{
	struct zip z;

	make(&z, forms[_i].before, forms[_i].wide, forms[_i].comment);
	for (size_t size = 0; size < z.size; size++)
		ck_assert_int_eq(members(&z, size), -1);
	z.bytes[z.size++] = 'x';
	ck_assert_int_eq(members(&z, z.size), -1);
}
END_TEST

START_TEST(zeros_may_follow)
{
	struct zip z;

	make(&z, forms[_i].before, forms[_i].wide, forms[_i].comment);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(members(&z, z.size++), MEMBERS);
	z.bytes[z.size - 50] = 1;
	ck_assert_int_eq(members(&z, z.size), -1);
}
END_TEST

/* Any byte of the directory may change: what is read never lies outside the file. */
START_TEST(a_changed_directory_is_safe)
{
	struct zip z;

	make(&z, forms[_i].before, forms[_i].wide, forms[_i].comment);
	for (size_t at = z.directory; at < z.size; at++)
		for (int bit = 0; bit < 8; bit++) {
			z.bytes[at] ^= (unsigned char)(1 << bit);
			members(&z, z.size);
			z.bytes[at] ^= (unsigned char)(1 << bit);
		}
}
END_TEST

/* In the end record of a plain zip: where, what is there instead, and what is said of it. */
static const struct { size_t at; uint16_t value; enum outcome outcome; const char *what; } ends[] = {
	{ 4, 1, OUTCOME_FAILED, "several parts" }, { 6, 1, OUTCOME_FAILED, "several parts" },
	{ 8, 2, OUTCOME_DAMAGED, "two counts" }, { 10, 2, OUTCOME_DAMAGED, "two counts" },
	{ 14, 1, OUTCOME_DAMAGED, "beyond its end" }, { 18, 1, OUTCOME_DAMAGED, "beyond its end" },
};

START_TEST(a_changed_end_is_told)
{
	char why[CHUNK_WHY_MAX];
	struct zipdir d;
	struct zip z;

	make(&z, "", false, "");
	put16(z.bytes + z.end + ends[_i].at, ends[_i].value);
	ck_assert_int_eq(zipdir_find(z.bytes, z.size, z.size, &d, why), ends[_i].outcome);
	ck_assert_msg(strstr(why, ends[_i].what) != NULL, "%s", why);
}
END_TEST

START_TEST(members_are_counted)
{
	struct zip z;

	for (uint16_t count = 0; count < 6; count++) {
		make(&z, "", false, "");
		put16(z.bytes + z.end + 8, count);
		put16(z.bytes + z.end + 10, count);
		ck_assert_int_eq(members(&z, z.size), count == MEMBERS ? MEMBERS : -1);
	}
}
END_TEST

START_TEST(an_extra_field_too_short_is_told)
{
	struct zipdir_place place = { 0 };
	char why[CHUNK_WHY_MAX];
	struct zipdir_entry e;
	struct zipdir d;
	struct zip z;

	make(&z, "", true, "");
	put16(z.bytes + z.directory + 46 + strlen("a") + 2, 23);
	ck_assert_int_eq(zipdir_find(z.bytes, z.size, z.size, &d, why), OUTCOME_FOUND);
	ck_assert_int_eq(zipdir_next(&d, z.bytes + d.offset, &place, &e, why), OUTCOME_DAMAGED);
	ck_assert_msg(strstr(why, "entry is cut short") != NULL, "%s", why);
}
END_TEST

START_TEST(a_piece_missing_before_the_directory_is_told)
{
	char why[CHUNK_WHY_MAX];
	struct zipdir d;
	struct zip z;

	make(&z, "", false, "");
	memmove(z.bytes + 10, z.bytes + 11, z.size - 11);
	ck_assert_int_eq(zipdir_find(z.bytes, z.size - 1, z.size - 1, &d, why), OUTCOME_DAMAGED);
	ck_assert_msg(strstr(why, "a piece of the file is missing") != NULL, "%s", why);
}
END_TEST

START_TEST(a_tail_is_enough)
{
	char why[CHUNK_WHY_MAX];
	struct zipdir d;
	struct zip z;

	make(&z, "", false, "");
	ck_assert_int_eq(zipdir_find(z.bytes + z.end, z.size - z.end, z.size, &d, why),
	    OUTCOME_FOUND);
	ck_assert_uint_eq(d.offset, z.directory);
	ck_assert_int_eq(zipdir_find(z.bytes + z.end + 1, z.size - z.end - 1, z.size, &d, why),
	    OUTCOME_NONE);
}
END_TEST

START_TEST(a_program_is_told_from_an_archive)
{
	static const char *const archives[] = { "PK\3\4", "PK\5\6", "\037\213\10", "7z\274\257", "ELF\177", "" };

	ck_assert(zipdir_is_program((const unsigned char *)"MZ\220"));
	ck_assert(zipdir_is_program((const unsigned char *)"#!/b"));
	ck_assert(zipdir_is_program((const unsigned char *)"\177ELF"));
	for (size_t i = 0; i < sizeof archives / sizeof *archives; i++) {
		unsigned char head[4] = { 0 };

		memcpy(head, archives[i], strnlen(archives[i], sizeof head));
		ck_assert(!zipdir_is_program(head));
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("zipdir");
	TCase *t = tcase_create("zipdir");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, every_form_is_read, 0, COUNT(forms));
	tcase_add_loop_test(t, no_part_of_one_is_whole, 0, COUNT(forms));
	tcase_add_loop_test(t, zeros_may_follow, 0, COUNT(forms));
	tcase_add_loop_test(t, a_changed_directory_is_safe, 0, COUNT(forms));
	tcase_add_loop_test(t, a_changed_end_is_told, 0, COUNT(ends));
	tcase_add_test(t, members_are_counted);
	tcase_add_test(t, an_extra_field_too_short_is_told);
	tcase_add_test(t, a_piece_missing_before_the_directory_is_told);
	tcase_add_test(t, a_tail_is_enough);
	tcase_add_test(t, a_program_is_told_from_an_archive);
	return unit_main(s);
}
