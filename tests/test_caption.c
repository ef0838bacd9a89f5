/* SPDX-License-Identifier: BSD-2-Clause */
/* test_caption - the words of a picture: layers, credit. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "picture/caption.h"
#include "pictures.h"

START_TEST(what_is_too_long_ends_in_dots_after_a_whole_letter)
{
	char text[10];

	caption_cut(text, sizeof text, "%s a day", "mm per");
	ck_assert_str_eq(text, "mm per...");
	caption_cut(text, sizeof text, "\u00b5\u00b5\u00b5\u00b5\u00b5");
	ck_assert_str_eq(text, "\u00b5\u00b5\u00b5...");
	caption_cut(text, sizeof text, "123456789");
	ck_assert_str_eq(text, "123456789");
}
END_TEST

START_TEST(a_layer_has_keys_of_its_own_or_the_streams)
{
	struct chunk_header *h = new_header(2, 2);

	chunk_set(h, "layer.n.units", "1");
	ck_assert_str_eq(caption_get(h, "n", "units"), "1");
	ck_assert_str_eq(caption_get(h, "m", "units"), "mm h-1");
	ck_assert_str_eq(caption_get(h, "m", "gain"), "");
	chunk_header_free(h);
}
END_TEST

/* What a picture says of whose data it shows, without and with a map. */
START_TEST(the_credit_is_the_sources_in_words_or_the_option)
{
	static const struct { const char *source, *option, *text; } table[] = {
		{ NULL, NULL, "" }, { NULL, "", "" }, { "SMHI", "", "" },
		{ "SMHI", NULL, "Data: SMHI." },
		{ "ORG:82,CMT:swegmaps_2000", NULL, "Data: SMHI." },
		{ "ORG:247", NULL, "Data: EUMETNET OPERA." },
		{ "NOD:xxyyy,CMT:a composite", NULL, "Data: a composite." },
		{ "ORG:999", NULL, "Data: ORG:999." },
		{ "WMO:02954,PLC:Anjalankoski", NULL, "Data: Anjalankoski." },
		{ "eua_gmaps", NULL, "Data: eua_gmaps." },
		{ "A Norway; Norway; B; A Norway", NULL, "Data: A Norway; Norway; B." },
		{ "NASA: CMT:x", NULL, "Data: NASA: CMT:x." },
		{ "SMHI", "FMI, CC BY 4.0.", "Data: FMI, CC BY 4.0." }
	};
	static const char earth[] = "Coast and borders: Natural Earth.";

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct chunk_header *h = new_header(2, 2);
		char text[400], both[400];

		chunk_set(h, "source", table[i].source);
		caption_credit(h, table[i].option, false, text, sizeof text);
		ck_assert_str_eq(text, table[i].text);
		snprintf(both, sizeof both, "%s%s%s", table[i].text, *table[i].text != '\0' ? "  " : "", earth);
		caption_credit(h, table[i].option, true, text, sizeof text);
		ck_assert_str_eq(text, both);
		chunk_header_free(h);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("caption");
	TCase *t = tcase_create("caption");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_too_long_ends_in_dots_after_a_whole_letter);
	tcase_add_test(t, a_layer_has_keys_of_its_own_or_the_streams);
	tcase_add_test(t, the_credit_is_the_sources_in_words_or_the_option);
	suite_add_tcase(s, t);
	return unit_main(s);
}
