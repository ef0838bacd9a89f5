/* SPDX-License-Identifier: BSD-2-Clause */
/* test_files - what tools share: output files under temporary names, and cell_methods. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "unit.h"

static char folder[] = "files.XXXXXX";

static void
enter_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void
remove_folder(void)
{
	unlink("made");
	ck_assert_int_eq(chdir(".."), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(a_library_writes_under_the_temporary_name)
{
	char text[16] = "";
	struct cmd_file *f;
	struct stat st;
	struct cmd cmd;
	FILE *library;

	cmd_start(&cmd, "test", "");
	f = cmd_create("made");
	ck_assert_ptr_nonnull(cmd_path(f));
	ck_assert_str_eq(cmd_name(f), "made");
	ck_assert_int_eq(stat("made", &st), -1);
	library = fopen(cmd_path(f), "w");
	ck_assert_ptr_nonnull(library);
	ck_assert_int_ge(fputs("whole", library), 0);
	ck_assert_int_eq(fclose(library), 0);
	ck_assert_int_eq(cmd_finish(&cmd, NULL, NULL), 0);
	ck_assert_ptr_null(cmd_path(f));
	library = fopen("made", "r");
	ck_assert_ptr_nonnull(library);
	ck_assert_ptr_nonnull(fgets(text, sizeof text, library));
	fclose(library);
	ck_assert_str_eq(text, "whole");
}
END_TEST

START_TEST(what_is_written_directly_has_no_temporary_name)
{
	struct cmd cmd;

	cmd_start(&cmd, "test", "");
	ck_assert_ptr_null(cmd_path(cmd_create("/dev/null")));
}
END_TEST

START_TEST(no_method_is_cut_however_many_there_are)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char old[1024] = "time: mean", expected[1100];

	for (int i = 0; i < 60; i++)
		strcat(old, " time: mean");
	snprintf(expected, sizeof expected, "%s area: mean", old);
	chunk_set(h, "cell_methods", old);
	cmd_cell_methods(h, "area: mean");
	ck_assert_str_eq(chunk_get(h, "cell_methods"), expected);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("files");
	TCase *t = tcase_create("files");

	tcase_add_checked_fixture(t, enter_folder, remove_folder);
	tcase_add_test(t, a_library_writes_under_the_temporary_name);
	tcase_add_test(t, what_is_written_directly_has_no_temporary_name);
	tcase_add_test(t, no_method_is_cut_however_many_there_are);
	suite_add_tcase(s, t);
	return unit_main(s);
}
