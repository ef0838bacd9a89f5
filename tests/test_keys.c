/* SPDX-License-Identifier: BSD-2-Clause */
/* test_keys - a key of a header is found and removed, however many lines there are. */
#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "unit.h"

/* In an index, as after a copy, and without one, as after a change. */
START_TEST(a_key_is_found_with_an_index_and_without)
{
	static const char *const keys[] = { "b", "a", "ab", "a-b", "a.b", "A", "a_", "aa", "zz" };
	struct chunk_header *h = chunk_header_copy(NULL), *copy;
	char value[16];

	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			snprintf(value, sizeof value, "%zu=%d", i, round);
			chunk_add(h, keys[i], value);
		}
	copy = chunk_header_copy(h);
	ck_assert_ptr_nonnull(copy->sorted);
	ck_assert_ptr_null(h->sorted);
	for (size_t n = 0; n < 4; n++)
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			snprintf(value, sizeof value, "%zu=%zu", i, n);
			ck_assert_pstr_eq(chunk_nth(h, keys[i], n), n < 3 ? value : NULL);
			ck_assert_pstr_eq(chunk_nth(copy, keys[i], n), n < 3 ? value : NULL);
		}
	ck_assert_ptr_null(chunk_get(copy, "c"));
	ck_assert_ptr_null(chunk_get(copy, ""));
	ck_assert_ptr_null(chunk_get(copy, "zzz"));
	ck_assert_ptr_null(chunk_get(copy, "a=1"));
	chunk_set(copy, "aa", "changed");
	ck_assert_str_eq(chunk_get(copy, "aa"), "changed");
	ck_assert_ptr_null(chunk_nth(copy, "aa", 1));
	chunk_header_free(copy);
	chunk_header_free(h);
}
END_TEST

START_TEST(all_keys_of_layers_are_removed_at_once)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char *text;

	chunk_set(h, "layer.", NULL);
	chunk_set(h, "layer.x.units", "1");
	chunk_set(h, "layer", "a key of its own");
	chunk_set(h, "units", "mm");
	chunk_set(h, "layer.y.units", "s");
	chunk_set(h, "layers.y", "2");
	chunk_set(h, "layer.", NULL);
	text = chunk_text(h);
	ck_assert_str_eq(text, "layer=a key of its own\nunits=mm\nlayers.y=2\n");
	free(text);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys");
	TCase *t = tcase_create("keys");

	tcase_add_test(t, a_key_is_found_with_an_index_and_without);
	tcase_add_test(t, all_keys_of_layers_are_removed_at_once);
	suite_add_tcase(s, t);
	return unit_main(s);
}
