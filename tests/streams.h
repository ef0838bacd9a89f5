/* SPDX-License-Identifier: BSD-2-Clause */
/* streams.h - small streams in memory, for the tests that write and read them. */
#ifndef STREAMS_H
#define STREAMS_H

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stream.h"
#include "unit.h"

#define SMALL 4096                      /* room for a small stream */

/* A file without a name, and the path that opens it from its beginning. */
struct file {
	int fd;
	char path[64];
};

static inline struct file
new_file(const void *bytes, size_t size)
{
	struct file f = { .fd = memfd_create("stream", 0) };

	ck_assert_int_ge(f.fd, 0);
	snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
	ck_assert_int_eq(write(f.fd, bytes, size), (ssize_t)size);
	return f;
}

/* A 2 x 3 grid and a table where code 255 is missing; "mm h-1", a step of five minutes. */
static inline struct chunk_header *
small_header(void)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	float table[256];

	for (int i = 0; i < 256; i++)
		table[i] = i == 255 ? NAN : (float)i / 4;
	chunk_set_grid(h, &(struct chunk_grid){ 2, 3, { 10, 2, 0, 20, 0, -2 } });
	chunk_set_table(h, table, 256);
	chunk_set(h, "crs", "EPSG:25833");
	chunk_set(h, "variable", "rainfall_rate");
	chunk_set(h, "units", "mm h-1");
	chunk_set(h, "cell_methods", "time: point");
	chunk_set(h, "step", "300");
	chunk_add(h, "history", "test_stream");
	return h;
}

static inline struct chunk
record(enum chunk_kind kind, enum chunk_type type, int64_t start, int64_t end, const void *data, size_t size)
{
	return (struct chunk){ .kind = kind, .type = type, .start = start, .end = end,
		.have = kind != CHUNK_GAP, .expected = 1, .data = (void *)data, .size = size };
}

static inline struct chunk
field(int64_t start, int64_t end)
{
	return record(CHUNK_FIELD, CHUNK_U8, start, end, "\0\1\2\375\376\377", 6);
}

static inline struct chunk
gap(int64_t start, int64_t end, const char *why)
{
	struct chunk c = record(CHUNK_GAP, CHUNK_BYTES, start, end, why, strlen(why));

	c.expected = (uint32_t)((end - start) / 300);
	return c;
}

static inline struct file
write_file(const struct chunk_header *h, const struct chunk *c, size_t n)
{
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");

	ck_assert_int_eq(chunk_write_header(out, h), 0);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(chunk_write(out, &c[i]) == 0, "%s", chunk_error(out));
	ck_assert_int_eq(chunk_finish(out), 0);
	chunk_close(out);
	return f;
}

static inline size_t
bytes_of(const struct file *f, unsigned char *bytes)
{
	ssize_t n = pread(f->fd, bytes, SMALL, 0);

	ck_assert_int_gt(n, 0);
	ck_assert_int_lt(n, SMALL);
	return (size_t)n;
}

/* Reads joined files to the end: how many records, or -1 with the reason in `why`. */
static inline int
read_files(const struct file *f, int n, uint32_t *digest, char *why)
{
	char *paths[4] = { NULL };
	struct chunk_stream *in = chunk_open(paths, n);
	struct chunk c = { 0 };
	int got = -1, records = 0;

	for (int i = 0; i < n; i++)
		paths[i] = (char *)f[i].path;
	if (chunk_read_header(in) == 0)
		while ((got = chunk_read(in, &c)) == 1)
			records++;
	snprintf(why, CHUNK_WHY_MAX, "%s", chunk_error(in));
	ck_assert_int_eq(got < 0, why[0] != '\0');
	if (digest)
		*digest = chunk_digest(in);
	chunk_free(&c);
	chunk_close(in);
	return got < 0 ? -1 : records;
}

#endif
