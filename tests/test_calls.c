/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_calls - calls in the wrong order are refused, an error stays the first one, and signals that a
 * program catches do no harm to its streams.
 */
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "streams.h"

START_TEST(a_reader_reads_its_header_first_and_once)
{
	struct chunk_header *h = small_header();
	struct chunk c = field(0, 300), got = { 0 };
	struct file f = write_file(h, &c, 1);
	char *path = f.path, *two[] = { "/dev/null/none", path }, why[CHUNK_WHY_MAX];
	struct chunk_stream *in = chunk_open(two, 2);

	ck_assert_int_eq(chunk_read_header(in), -1);
	ck_assert_int_eq(chunk_read_header(in), -1);
	chunk_close(in);
	in = chunk_open(&path, 1);
	ck_assert_int_eq(chunk_map(&(struct chunk_map){ .in = in, .out = in }, NULL, why), -1);
	ck_assert_str_eq(why, "records are mapped before the header");
	ck_assert_int_eq(chunk_read(in, &got), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(in), "a record is read before the header"));
	chunk_close(in);
	in = chunk_open(&path, 1);
	ck_assert_int_eq(chunk_read_header(in), 0);
	ck_assert_int_eq(chunk_read_header(in), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(in), "the header was read already"));
	/* What failed goes on failing, and for the first reason. */
	ck_assert_int_eq(chunk_read(in, &got), -1);
	ck_assert_int_eq(chunk_read_header(in), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(in), "the header was read already"));
	chunk_close(in);
	chunk_free(&got);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(a_writer_writes_its_header_first_and_once)
{
	struct chunk_header *h = small_header();
	struct chunk c = field(0, 300), bad = field(300, 300);
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");

	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_write(out, &c), 0);
	ck_assert_int_eq(chunk_write(out, &bad), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "does not end after it starts"));
	/* Not even what is right is taken any more, and no end record says that all went well. */
	c = field(300, 600);
	ck_assert_int_eq(chunk_write(out, &c), -1);
	ck_assert_int_eq(chunk_finish(out), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "does not end after it starts"));
	chunk_close(out);
	close(f.fd);

	f = new_file("", 0);
	out = chunk_create(f.fd, "test");
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_write_header(out, h), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "the header is written already"));
	chunk_close(out);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

static volatile sig_atomic_t caught;

static void
catch(int signal)
{
	(void)signal;
	caught = 1;
}

/* A signal each millisecond from now on. */
static void
begin_signals(void)
{
	const struct sigaction action = { .sa_handler = catch };        /* no SA_RESTART */
	const struct itimerval every = { { 0, 1000 }, { 0, 1000 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

/* A process that writes many fields to a pipe, and waits now and then or is given signals. */
static _Noreturn void
write_many(int fd, int n, bool signals)
{
	struct chunk_header *h = small_header();
	struct chunk_stream *out = chunk_create(fd, "pipe");
	int wrong;

	if (signals)
		begin_signals();
	wrong = chunk_write_header(out, h);
	for (int i = 0; i < n; i++) {
		struct chunk c = field(300 * i, 300 * (i + 1));

		if (!signals && i % (n / 8) == 0)
			usleep(20000);
		wrong |= chunk_write(out, &c);
	}
	wrong |= chunk_finish(out);
	chunk_close(out);
	chunk_header_free(h);
	_exit(wrong || (signals && !caught) ? 1 : 0);
}

/* One side waits for the other, in read() or write(), and is given signals there. */
START_TEST(a_signal_during_a_call_is_no_error)
{
	bool reader = _i == 0;
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };
	enum { MANY = 20000 };          /* more than any pipe holds */
	struct chunk c = { 0 };
	int ends[2], status, got, n = 0;
	char path[64], *paths = path;
	struct chunk_stream *in;
	pid_t writer;

	ck_assert_int_eq(pipe(ends), 0);
	if ((writer = fork()) == 0)
		write_many(ends[1], MANY, !reader);
	close(ends[1]);
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
	in = chunk_open(&paths, 1);
	if (reader)
		begin_signals();
	else
		usleep(200000);
	got = chunk_read_header(in) < 0 ? -1 : 1;
	while (got == 1 && (got = chunk_read(in, &c)) == 1)
		n++;
	setitimer(ITIMER_REAL, &never, NULL);
	ck_assert_msg(got == 0, "%s", chunk_error(in));
	ck_assert_int_eq(n, MANY);
	ck_assert(!reader || caught);
	ck_assert(waitpid(writer, &status, 0) == writer && status == 0);
	chunk_free(&c);
	chunk_close(in);
	close(ends[0]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("calls");
	TCase *t = tcase_create("calls");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_reader_reads_its_header_first_and_once);
	tcase_add_test(t, a_writer_writes_its_header_first_and_once);
	tcase_add_loop_test(t, a_signal_during_a_call_is_no_error, 0, 2);
	suite_add_tcase(s, t);
	return unit_main(s);
}
