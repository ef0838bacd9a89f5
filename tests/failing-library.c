/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * failing-library.c - a program on libchunk that gives back all it took, also when something fails:
 * failing.sh lets every call fail and counts what is left.
 *
 *	failing-library threads from to
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <chunk.h>

static int
pass(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	(void)arg;
	if (chunk_copy(out, in) == 0)
		return 0;
	snprintf(why, CHUNK_WHY_MAX, "out of memory");
	return -1;
}

static struct chunk_header *
describe(const struct chunk_stream *in)
{
	struct chunk_header *h = chunk_header_copy(chunk_header(in));
	uint32_t codes;
	const float *table;

	if (h == NULL)
		return NULL;
	table = chunk_table(h, &codes);
	chunk_set_table(h, table, codes);
	chunk_set_grid(h, chunk_grid(h));
	chunk_set(h, "history", NULL);
	chunk_add(h, "history", "failing-library");
	return h;
}

/* 0, or -1 with a reason. */
static int
filter(struct chunk_stream *in, struct chunk_stream *out, struct chunk_pool *pool, char *why)
{
	struct chunk_header *h;

	if (chunk_read_header(in) < 0)
		return snprintf(why, CHUNK_WHY_MAX, "%s", chunk_error(in)), -1;
	if ((h = describe(in)) == NULL)
		return snprintf(why, CHUNK_WHY_MAX, "out of memory"), -1;
	if (chunk_write_header(out, h) < 0) {
		chunk_header_free(h);
		return snprintf(why, CHUNK_WHY_MAX, "%s", chunk_error(out)), -1;
	}
	chunk_header_free(h);
	if (chunk_map(&(struct chunk_map){ .in = in, .out = out, .work = pass }, pool, why) < 0)
		return -1;
	return chunk_finish(out) < 0 ? snprintf(why, CHUNK_WHY_MAX, "%s", chunk_error(out)), -1 : 0;
}

int
main(int argc, char **argv)
{
	char why[CHUNK_WHY_MAX] = "out of memory";
	struct chunk_stream *in, *out;
	struct chunk_pool *pool;
	int fd, result = -1;

	if (argc != 4)
		return 2;
	tzset();                        /* what the C library keeps for times, it keeps in any case */
	fd = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	in = chunk_open(argv + 2, 1);
	out = chunk_create(fd, argv[3]);
	pool = chunk_pool_new(atoi(argv[1]));
	if (in != NULL && out != NULL && pool != NULL)
		result = filter(in, out, pool, why);
	chunk_pool_free(pool);
	chunk_close(out);
	chunk_close(in);
	if (fd >= 0 && close(fd) < 0 && result == 0) {
		strcpy(why, "cannot close");
		result = -1;
	}
	if (result < 0)
		fprintf(stderr, "failing-library: %s\n", why);
	return result == 0 ? 0 : 1;
}
