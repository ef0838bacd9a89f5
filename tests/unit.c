/* SPDX-License-Identifier: BSD-2-Clause */
/* unit - runs one libcheck suite and reports it as TAP on standard output. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Prints a line of libcheck's log, file:line:result:case:test:number: reason,
 * as one of TAP. A test's name is its sentence, and the number tells the runs
 * of a loop apart. Returns whether the line was a result.
 */
static int
print_result(const char *line, int tests)
{
	char file[256], result, name[256];
	int at, number, reason = 0;

	if (sscanf(line, "%255[^:]:%d:%c:%*[^:]:%255[^:]:%d: %n", file, &at, &result, name, &number, &reason) < 5 ||
	    reason == 0 || strchr("PFE", result) == NULL)
		return 0;
	for (char *p = name; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	printf("%s %d - %s", result == 'P' ? "ok" : "not ok", tests + 1, name);
	if (number > 0)
		printf(", run %d", number + 1);
	putchar('\n');
	if (result != 'P')
		printf("# %s:%d: %s", file, at, line + reason);
	return 1;
}

int
unit_main(Suite *s)
{
	SRunner *runner = srunner_create(s);
	char path[64], *line = NULL;
	size_t room = 0;
	int failed, tests = 0, log = memfd_create("log", MFD_CLOEXEC);
	FILE *f;

	snprintf(path, sizeof path, "/proc/self/fd/%d", log);
	srunner_set_log(runner, path);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	f = fopen(path, "r");
	if (log < 0 || f == NULL) {
		perror("the log of the tests");
		return 1;
	}
	while (getline(&line, &room, f) >= 0) {
		int result = print_result(line, tests);

		if (!result)
			printf("# %s", line);
		tests += result;
	}
	printf("1..%d\n", tests);
	fclose(f);
	free(line);
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
