/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lend_memory - which memory is lent, how much, when it comes back, and
 * who frees it.
 */
#include <signal.h>
#include <stdlib.h>

#include "lending.h"

/* ---- When nothing is lent -------------------------------------------------------------------- */

/* Memory that chunk_room() did not make is the caller's, and is never exchanged. */
START_TEST(the_callers_own_memory_is_not_lent)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 4 };
	int fd[2], to = new_file("", 0).fd;
	void *own = malloc((size_t)s.rows * s.cols);
	struct chunk_stream *out;
	struct chunk made = { 0 };

	new_pipe(fd, true);
	out = begin(fd[1], &s);
	for (int i = 0; i < s.n; i++) {
		make(&made, &s, i);
		struct chunk c = made;

		c.data = memcpy(own, made.data, made.size);
		ck_assert_int_eq(chunk_give(out, &c), 0);
		ck_assert_ptr_eq(c.data, own);
		memset(own, 0xee, c.size);
	}
	ck_assert(take(fd[0], to, unread(fd[0])));
	ck_assert(same(to, 0, written(&s, false)));
	chunk_close(out);
	chunk_free(&made);
	free(own);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A pipe so large that it refers to all the buffers that there may be. */
START_TEST(no_more_is_lent_than_there_is_room_for)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 3 };
	int fd[2], to = new_file("", 0).fd;
	struct chunk_stream *out;
	struct chunk c = { 0 };

	new_pipe(fd, true);
	out = begin(fd[1], &s);
	out->lents = LENT_MAX;
	out->promise = promise_on(fd[1]);
	for (int i = 0; i < LENT_MAX; i++)
		out->lent[i].end = out->offset;
	give(out, &c, &s, 0, false);
	ck_assert(take(fd[0], to, unread(fd[0])));
	/* All of them are back. */
	give(out, &c, &s, 1, true);
	give(out, &c, &s, 2, true);
	end(fd, to, 0, &s, out, &c);
}
END_TEST

/* ---- When something is lent ------------------------------------------------------------------- */

static const struct shape hundred = { 300, 333, CHUNK_U8, CHUNK_U8, false, 200 };

START_TEST(memory_is_constant)
{
	const struct shape *s = &hundred;
	size_t size = HEAD_SIZE + padded((size_t)s->rows * s->cols), most;
	int fd[2], to = new_file("", 0).fd;
	void *seen[200];
	size_t different = 0;
	struct chunk_stream *out;
	struct chunk c = { 0 };

	new_pipe(fd, true);
	scarce = _i;
	/* What a pipe is full of, one that is read, one that comes back, and the caller's; or the stock. */
	most = (scarce ? (size_t)fcntl(fd[1], F_GETPIPE_SZ) : HUGE_PAGE) / size + 3;
	out = begin(fd[1], s);
	for (int i = 0; i < s->n; i++) {
		size_t j = 0;

		give(out, &c, s, i, true);
		while (j < different && seen[j] != c.data)
			j++;
		seen[j] = c.data;
		different += j == different;
		if (unread(fd[0]) > PIPE_SIZE / 2)
			ck_assert(take(fd[0], to, size));
	}
	ck_assert_msg(different <= most, "%zu buffers, at most %zu are needed", different, most);
	chunk_close(out);
	chunk_free(&c);
	close(fd[0]);
	close(fd[1]);
	close(to);
}
END_TEST

/* The bytes of a field that are still unread when another one is given. */
static const size_t last_bytes[] = { 0, 1, 64, 4096 };

START_TEST(a_buffer_comes_back_with_its_last_byte)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 3 };
	size_t left = last_bytes[_i];
	int fd[2], to = new_file("", 0).fd;
	struct chunk_stream *out;
	struct chunk c = { 0 };
	const void *first;

	scarce = true;
	new_pipe(fd, true);
	out = begin(fd[1], &s);
	make(&c, &s, 0);
	first = c.data;
	give(out, &c, &s, 0, true);
	ck_assert(take(fd[0], to, unread(fd[0]) - left));
	give(out, &c, &s, 1, true);
	ck_assert_int_eq(c.data == first, left == 0);
	give(out, &c, &s, 2, true);
	end(fd, to, 0, &s, out, &c);
}
END_TEST

/* ---- Ends ------------------------------------------------------------------------------------- */

START_TEST(a_writer_may_end_before_its_reader)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 6 };
	size_t size = (size_t)s.rows * s.cols, before = 0;

	for (int round = 0; round < 40; round++) {
		int fd[2], to = new_file("", 0).fd;
		struct chunk_stream *out;
		struct chunk c = { 0 }, others[8] = { { 0 } };
		void *more[8];

		new_pipe(fd, true);
		out = begin(fd[1], &s);
		for (int i = 0; i < s.n; i++)
			give(out, &c, &s, i, true);
		ck_assert_int_eq(chunk_finish(out), 0);
		chunk_close(out);
		chunk_free(&c);
		/* Whoever gets that memory next. */
		for (int i = 0; i < 8; i++) {
			memset(chunk_room(&others[i], size), 0xdd, size);
			more[i] = memset(malloc(size), 0xdd, size);
		}
		ck_assert(take(fd[0], to, unread(fd[0])));
		ck_assert(same(to, 0, written(&s, true)));
		for (int i = 0; i < 8; i++) {
			chunk_free(&others[i]);
			free(more[i]);
		}
		close(fd[0]);
		close(fd[1]);
		if (round == 9)
			before = bytes_mapped();
	}
	/* One buffer that was kept in each round would be 30 of them. */
	ck_assert_uint_lt(bytes_mapped(), before + 15 * size);
}
END_TEST

START_TEST(a_reader_that_is_gone_is_an_error)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 2 };
	int fd[2];
	struct chunk_stream *out;
	struct chunk c = { 0 };

	signal(SIGPIPE, SIG_IGN);
	new_pipe(fd, true);
	out = begin(fd[1], &s);
	give(out, &c, &s, 0, true);
	close(fd[0]);
	make(&c, &s, 1);
	ck_assert_int_eq(chunk_give(out, &c), -1);
	ck_assert_msg(strstr(chunk_error(out), "test: record 2, ") != NULL, "%s", chunk_error(out));
	ck_assert_msg(strstr(chunk_error(out), "cannot write: Broken pipe") != NULL, "%s", chunk_error(out));
	ck_assert_int_eq(chunk_finish(out), -1);
	memset(c.data, 0xee, c.size);
	chunk_close(out);
	chunk_free(&c);
	close(fd[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lend_memory");
	TCase *t = tcase_create("lend_memory");

	look_at_the_system();
	tcase_set_timeout(t, 60);
	if (wide) {
		tcase_add_test(t, the_callers_own_memory_is_not_lent);
		tcase_add_test(t, a_writer_may_end_before_its_reader);
		tcase_add_test(t, a_reader_that_is_gone_is_an_error);
	} else {
		puts("# SKIP a pipe here has no room for 1 MiB: these tests are left out");
	}
	if (wide && lends) {
		tcase_add_test(t, no_more_is_lent_than_there_is_room_for);
		tcase_add_loop_test(t, memory_is_constant, 0, 2);
		LOOP(a_buffer_comes_back_with_its_last_byte, last_bytes);
	} else if (!lends) {
		puts("# SKIP no page can be lent to a pipe here: these tests are left out");
	}
	fflush(stdout);
	suite_add_tcase(s, t);
	return unit_main(s);
}
