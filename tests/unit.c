/* SPDX-License-Identifier: BSD-2-Clause */
/* unit - runs one libcheck suite and reports it as TAP on standard output. */
#include "unit.h"

#include <stdlib.h>

int
unit_main(Suite *s)
{
	SRunner *runner = srunner_create(s);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

const char *
text_of(const struct chunk_header *h)
{
	static char *text;

	free(text);
	text = chunk_text(h);
	ck_assert_ptr_nonnull(text);
	return text;
}

uint32_t
unit_random(uint32_t n)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 20) % n;
}
