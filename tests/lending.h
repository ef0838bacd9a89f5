/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lending.h - pipes that refer to the pages of a writer, for the tests of
 * lib/lend.c.
 */
#ifndef LENDING_H
#define LENDING_H

#include <fcntl.h>
#include <semaphore.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "streams.h"

#define PIPE_SIZE (1 << 20)

/* What this system can do. */
static bool wide;                       /* pipes have room for PIPE_SIZE */
static bool lends;                      /* a pipe can be locked, and can refer to pages */
/* As on a system that has no memory for a stock of buffers: they come back as soon as they were read. */
static bool scarce;

/* Streams of `n` fields, of one type or of two in turn; some have gaps and images among them. */
struct shape {
	uint32_t rows, cols;
	enum chunk_type even, odd;
	bool others;
	int n;
};

/* Record i of a stream, whose bytes are those of no other. */
static inline void
make(struct chunk *c, const struct shape *s, int i)
{
	bool other = s->others && i % 7 > 4;
	size_t size = (size_t)s->rows * s->cols;
	unsigned char *p;

	c->kind = !other ? CHUNK_FIELD : i % 7 == 5 ? CHUNK_GAP : CHUNK_BLOB;
	c->type = other ? CHUNK_BYTES : i % 2 ? s->odd : s->even;
	c->start = 300 * i;
	c->end = c->start + 300;
	c->have = c->kind != CHUNK_GAP;
	c->expected = 1;
	strcpy(c->layer, other ? "" : "mean");
	strcpy(c->name, c->kind == CHUNK_BLOB ? "radar.tif" : "");
	size *= c->kind == CHUNK_FIELD ? chunk_value_size(c->type) : 1;
	ck_assert_ptr_nonnull(p = chunk_room(c, c->kind == CHUNK_GAP ? 100 : size));
	for (size_t j = 0; j < c->size; j++)
		p[j] = (unsigned char)((j + 7919 * (size_t)i) * 2654435761u >> 13);
	if (i % 3 == 0)
		chunk_seal(c);
}

static inline struct chunk_stream *
begin(int fd, const struct shape *s)
{
	struct chunk_header *h = small_header();
	struct chunk_stream *out = chunk_create(fd, "test");

	chunk_set_grid(h, &(struct chunk_grid){ s->rows, s->cols, { 0, 1, 0, 0, 0, -1 } });
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	chunk_header_free(h);
	if (scarce) {
		ck_assert_ptr_nonnull(chunk_room(&out->lent[0].payload, 1));
		out->lents = 1;
	}
	return out;
}

/* The stream as chunk_write() writes it; finished, or not. */
static inline int
written(const struct shape *s, bool finished)
{
	struct file f = new_file("", 0);
	struct chunk_stream *out = begin(f.fd, s);
	struct chunk c = { 0 };

	for (int i = 0; i < s->n; i++) {
		make(&c, s, i);
		ck_assert_msg(chunk_write(out, &c) == 0, "%s", chunk_error(out));
	}
	ck_assert_int_eq(finished ? chunk_finish(out) : 0, 0);
	chunk_close(out);
	chunk_free(&c);
	return f.fd;
}

/* Whether two files hold the same, the first `skipped` bytes aside that one of them lacks. Closes both. */
static inline bool
same(int fd, size_t skipped, int expected)
{
	struct stat st, whole;
	char *a, *b;
	bool result;

	ck_assert(fstat(fd, &st) == 0 && fstat(expected, &whole) == 0);
	ck_assert_int_eq(st.st_size + (off_t)skipped, whole.st_size);
	a = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	b = mmap(NULL, (size_t)whole.st_size, PROT_READ, MAP_SHARED, expected, 0);
	ck_assert(a != MAP_FAILED && b != MAP_FAILED);
	result = memcmp(a, b + skipped, (size_t)st.st_size) == 0;
	munmap(a, (size_t)st.st_size);
	munmap(b, (size_t)whole.st_size);
	close(fd);
	close(expected);
	return result;
}

/* A pipe whose reader promised, or did not. */
static inline void
new_pipe(int fd[2], bool promised)
{
	ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
	stream_widen(fd[1]);
	if (promised)
		lend_promise(fd[0], true);
}

static inline uint64_t
promise_on(int fd)
{
	struct flock other = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &other) == 0 && other.l_type == F_RDLCK ? (uint64_t)other.l_start : 0;
}

static inline size_t
unread(int fd)
{
	int n;

	ck_assert_int_eq(ioctl(fd, FIONREAD, &n), 0);
	return (size_t)n;
}

/* Copies `size` bytes of a pipe to the end of a file. */
static inline bool
take(int from, int to, size_t size)
{
	unsigned char bytes[16384];

	while (size > 0) {
		ssize_t got = read(from, bytes, size < sizeof bytes ? size : sizeof bytes);

		if (got <= 0 || write(to, bytes, (size_t)got) != got)
			return false;
		size -= (size_t)got;
	}
	return true;
}

/*
 * Gives record i, which is to be lent or not, and overwrites at once all that the stream left to the
 * caller. Where this system does not lend, only what comes out is looked at.
 */
static inline void
give(struct chunk_stream *out, struct chunk *c, const struct shape *s, int i, bool lent)
{
	struct chunk before;

	make(c, s, i);
	before = *c;
	ck_assert_msg(chunk_give(out, c) == 0, "%s", chunk_error(out));
	if (lends)
		ck_assert_msg((c->data != before.data) == lent, "record %d is%s lent", i, lent ? " not" : "");
	ck_assert_int_eq(c->kind, before.kind);
	ck_assert_int_eq(c->type, before.type);
	ck_assert_int_eq(c->start, before.start);
	ck_assert_str_eq(c->layer, before.layer);
	ck_assert_uint_eq(c->size, before.size);
	memset(c->data, 0xee, c->size);
}

/*
 * What was taken from the pipe, and what is still in it, are the stream without
 * its first `skipped` bytes; closes all.
 */
static inline void
end(const int fd[2], int to, size_t skipped, const struct shape *s, struct chunk_stream *out, struct chunk *c)
{
	ck_assert(take(fd[0], to, unread(fd[0])));
	ck_assert(same(to, skipped, written(s, false)));
	chunk_close(out);
	chunk_free(c);
	close(fd[0]);
	close(fd[1]);
}

/* The memory that this process has, used or not. */
static inline size_t
bytes_mapped(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	size_t n = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%zu", &n), 1);
	fclose(f);
	return n * (size_t)sysconf(_SC_PAGESIZE);
}

static inline void
look_at_the_system(void)
{
	static unsigned char page[4096] __attribute__((aligned(4096)));
	struct iovec part = { page, sizeof page };
	int fd[2];

	if (pipe2(fd, O_CLOEXEC) < 0)
		return;
	stream_widen(fd[1]);
	wide = fcntl(fd[1], F_GETPIPE_SZ) >= PIPE_SIZE;
	lend_promise(fd[0], true);
	lends = promise_on(fd[1]) != 0 && vmsplice(fd[1], &part, 1, 0) == (ssize_t)part.iov_len;
	close(fd[0]);
	close(fd[1]);
}

#endif
