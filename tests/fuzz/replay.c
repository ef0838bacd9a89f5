/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay - what fuzzing once found, given to a target again: replay TARGET FILE ...
 *
 * A file that breaks a promise ends the process, by a signal or a sanitizer; its name is the last
 * that was said.
 */
#include "fuzz.h"

#define BYTES_MAX (1u << 20)

static int
replay(const struct fuzz_target *target, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = malloc(BYTES_MAX);
	size_t size = f != NULL && bytes != NULL ? fread(bytes, 1, BYTES_MAX, f) : 0;
	int failed = f == NULL || bytes == NULL || ferror(f);

	if (failed) {
		fprintf(stderr, "replay: %s: cannot be read\n", path);
	} else {
		/* Of just this size, so that a sanitizer sees reads after the end. */
		uint8_t *exact = realloc(bytes, size > 0 ? size : 1);

		bytes = exact != NULL ? exact : bytes;
		printf("%s\n", path);
		fflush(stdout);
		target->run(bytes, size);
	}
	free(bytes);
	if (f != NULL)
		fclose(f);
	return failed;
}

int
main(int argc, char **argv)
{
	const struct fuzz_target *target = argc > 1 ? fuzz_target(argv[1]) : NULL;
	int failed = 0;

	if (target == NULL) {
		fprintf(stderr, "usage: replay stream|header|text|images|tiff|odim|radolan|gif|netcdf|polygons|tools file ...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		failed |= replay(target, argv[i]);
	return failed;
}
