/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lend_promise - pages are lent only to a reader that promised to copy
 * them, and only while it promises.
 */
#include <sys/wait.h>

#include "lending.h"

/* ---- Pipes ------------------------------------------------------------------------------------ */

/* A lock that looks like a promise and is not one. */
static void
lock(int fd)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 1000000 };

	ck_assert_int_eq(fcntl(fd, F_SETLK, &lock), 0);
}

/* ---- The bytes in the pipe -------------------------------------------------------------------- */

/* Moves the pages that one pipe refers to into another, without a copy. */
static void
move_on(int from, int to)
{
	while (unread(from) > 0)
		ck_assert_int_gt(splice(from, NULL, to, NULL, unread(from), 0), 0);
}

/* ---- Where nothing is lent -------------------------------------------------------------------- */

static const struct {
	const char *what;
	struct shape shape;
	bool promised, pipe;
} unlent[] = {
	{ "no promise", { 300, 333, CHUNK_U8, CHUNK_U8, false, 5 }, false, true },
	{ "small fields", { 100, 600, CHUNK_U8, CHUNK_U8, false, 5 }, true, true },
	{ "a file", { 300, 333, CHUNK_U8, CHUNK_U8, true, 7 }, false, false },
	{ "a file, and a promise", { 300, 333, CHUNK_U8, CHUNK_U8, false, 5 }, true, false },
};

START_TEST(nothing_is_lent_without_need_or_promise)
{
	const struct shape *s = &unlent[_i].shape;
	struct file f = new_file("", 0);
	int fd[2], to = f.fd, other = open(f.path, O_RDONLY);
	struct chunk_stream *out;
	struct chunk c = { 0 };

	new_pipe(fd, unlent[_i].promised);
	if (unlent[_i].promised && !unlent[_i].pipe)
		lend_promise(other, true);
	out = begin(unlent[_i].pipe ? fd[1] : to, s);
	for (int i = 0; i < s->n; i++)
		give(out, &c, s, i, false);
	ck_assert_int_eq(chunk_finish(out), 0);
	ck_assert(!unlent[_i].pipe || take(fd[0], to, unread(fd[0])));
	ck_assert_msg(same(to, 0, written(s, true)), "%s", unlent[_i].what);
	chunk_close(out);
	chunk_free(&c);
	close(other);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* Pages that are moved on, and are read when the writer has long gone on. */
START_TEST(who_moves_pages_on_gets_what_was_given)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 6 };
	int fd[2], on[2], to = new_file("", 0).fd;
	struct chunk_stream *out;
	struct chunk c = { 0 };

	new_pipe(fd, false);
	new_pipe(on, false);
	out = begin(fd[1], &s);
	for (int i = 0; i < s.n; i++) {
		give(out, &c, &s, i, false);
		move_on(fd[0], on[1]);
	}
	ck_assert(take(on[0], to, unread(on[0])));
	ck_assert(same(to, 0, written(&s, false)));
	chunk_close(out);
	chunk_free(&c);
	for (int i = 0; i < 2; i++) {
		close(fd[i]);
		close(on[i]);
	}
}
END_TEST

/* ---- When something is lent ------------------------------------------------------------------- */

/*
 * L, U: the reader promises, and takes it back. F: somebody locks the pipe for reasons of their own.
 * R, C: a reader of the library begins, and is closed. G, g: a field is given and lent, and one that is not.
 */
static const char *const promises[] = { "ggg", "LGGG", "ggLGG", "LGGUgg", "LGUgLGUg", "Fgg", "UFggULGG",
	"ggRGG", "RGGCgg" };

START_TEST(lending_begins_and_ends_with_the_promise)
{
	struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 0 };
	int fd[2], to = new_file("", 0).fd;
	struct chunk_stream *out, *in;
	struct chunk c = { 0 };
	char path[64], *paths = path;
	size_t skipped = 0;

	new_pipe(fd, false);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd[0]);
	in = chunk_open(&paths, 1);
	out = begin(fd[1], &s);
	for (const char *step = promises[_i]; *step; step++) {
		if (*step == 'L' || *step == 'U')
			lend_promise(fd[0], *step == 'L');
		if (*step == 'F')
			lock(fd[0]);
		if (*step == 'R') {
			ck_assert_int_eq(chunk_read_header(in), 0);
			skipped = chunk_counts(in)->bytes;
		}
		if (*step == 'C') {
			chunk_close(in);
			in = NULL;
		}
		if (*step == 'G' || *step == 'g')
			give(out, &c, &s, s.n++, *step == 'G');
	}
	ck_assert(take(fd[0], to, unread(fd[0])));
	ck_assert(same(to, skipped, written(&s, false)));
	chunk_close(in);
	chunk_close(out);
	chunk_free(&c);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A process that reads its standard input as the library does, to the end of a stream or not, and is gone. */
static void
read_and_exit(int fd, bool whole)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct chunk_stream *in = chunk_open(NULL, 0);
		struct chunk c = { 0 };

		if (dup2(fd, 0) < 0 || chunk_read_header(in) < 0)
			_exit(2);
		_exit(whole && (chunk_read(in, &c) != 0 || unread(0) > 0));
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

/* Whoever reads on, or has the pipe still, made no promise. */
START_TEST(the_promise_ends_with_its_process)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 2 };
	size_t skipped;
	int fd[2], to = new_file("", 0).fd;
	struct chunk_stream *out;
	struct chunk c = { 0 };

	new_pipe(fd, false);
	out = begin(fd[1], &s);
	skipped = unread(fd[0]);
	read_and_exit(fd[0], false);
	ck_assert_uint_eq(unread(fd[0]), 0);
	give(out, &c, &s, 0, false);
	give(out, &c, &s, 1, false);
	end(fd, to, skipped, &s, out, &c);
}
END_TEST

/* A reader that sees the end of its stream on standard input takes the promise back: a FIFO may go on. */
START_TEST(the_promise_ends_with_the_stream)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 1 };
	int fd[2], to = new_file("", 0).fd, writer;
	struct chunk_stream *out, *in = chunk_open(NULL, 0);
	struct chunk c = { 0 };
	char path[64];
	size_t skipped;

	new_pipe(fd, false);
	out = begin(fd[1], &s);
	ck_assert_int_eq(chunk_finish(out), 0);
	chunk_close(out);
	close(fd[1]);
	ck_assert_int_ge(dup2(fd[0], 0), 0);
	ck_assert_int_eq(chunk_read_header(in), 0);
	ck_assert_int_eq(chunk_read(in, &c), 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd[0]);
	ck_assert_int_ge(writer = open(path, O_WRONLY), 0);
	out = begin(writer, &s);
	skipped = unread(0);
	give(out, &c, &s, 0, false);
	ck_assert(take(0, to, skipped) && ftruncate(to, 0) == 0 && lseek(to, 0, SEEK_SET) == 0);
	ck_assert(take(0, to, unread(0)));
	ck_assert(same(to, skipped, written(&s, false)));
	chunk_close(in);
	chunk_close(out);
	chunk_free(&c);
	close(writer);
	close(fd[0]);
}
END_TEST

/* What was lent to one reader, and came to another after it: a third one's promise is not about that. */
START_TEST(a_promise_is_for_what_is_lent_under_it)
{
	static const struct shape s = { 300, 333, CHUNK_U8, CHUNK_U8, false, 8 };
	int fd[2], on[2], to = new_file("", 0).fd, rest = new_file("", 0).fd;
	struct chunk_stream *out;
	struct chunk c = { 0 };

	scarce = _i;
	new_pipe(fd, false);
	new_pipe(on, false);
	out = begin(fd[1], &s);
	lend_promise(fd[0], true);
	give(out, &c, &s, 0, true);
	give(out, &c, &s, 1, true);
	lend_promise(fd[0], false);
	move_on(fd[0], on[1]);
	lend_promise(fd[0], true);
	for (int i = 2; i < s.n; i++) {
		give(out, &c, &s, i, true);
		ck_assert(take(fd[0], rest, unread(fd[0])));
	}
	ck_assert(take(on[0], to, unread(on[0])));
	ck_assert_int_eq(lseek(rest, 0, SEEK_SET), 0);
	ck_assert(take(rest, to, (HEAD_SIZE + padded((size_t)s.rows * s.cols)) * 6));
	ck_assert(same(to, 0, written(&s, false)));
	chunk_close(out);
	chunk_free(&c);
	close(rest);
	for (int i = 0; i < 2; i++) {
		close(fd[i]);
		close(on[i]);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lend_promise");
	TCase *t = tcase_create("lend_promise");

	look_at_the_system();
	tcase_set_timeout(t, 60);
	if (wide) {
		LOOP(nothing_is_lent_without_need_or_promise, unlent);
		tcase_add_test(t, who_moves_pages_on_gets_what_was_given);
		tcase_add_test(t, the_promise_ends_with_its_process);
		tcase_add_test(t, the_promise_ends_with_the_stream);
	} else {
		puts("# SKIP a pipe here has no room for 1 MiB: these tests are left out");
	}
	if (wide && lends) {
		LOOP(lending_begins_and_ends_with_the_promise, promises);
		tcase_add_loop_test(t, a_promise_is_for_what_is_lent_under_it, 0, 2);
	} else if (!lends) {
		puts("# SKIP no page can be lent to a pipe here: these tests are left out");
	}
	fflush(stdout);
	suite_add_tcase(s, t);
	return unit_main(s);
}
