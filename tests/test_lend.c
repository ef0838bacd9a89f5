/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lend - what was given to a stream may be overwritten at once: a reader
 * in another thread gets it as it was, even if the pipe between them refers to
 * the writer's pages.
 */
#include <pthread.h>
#include <signal.h>

#include "lending.h"

static const struct shape shapes[] = {
	{ 300, 333, CHUNK_U8, CHUNK_U8, false, 40 },    /* 100 kB: a pipe has room for several */
	{ 887, 471, CHUNK_U8, CHUNK_U8, false, 12 },    /* 418 kB */
	{ 887, 471, CHUNK_F32, CHUNK_F32, false, 6 },   /* 1.7 MB: larger than a pipe */
	{ 512, 512, CHUNK_U8, CHUNK_U8, false, 12 },    /* no padding */
	{ 300, 333, CHUNK_F32, CHUNK_U8, false, 16 },
	{ 887, 471, CHUNK_U8, CHUNK_F32, true, 14 },
	{ 300, 333, CHUNK_U8, CHUNK_U8, true, 28 },
};

/* ---- A reader of the library ------------------------------------------------------------------ */

/*
 * Reads a record whenever it is told to, and one more to see the end. If something is wrong it lets
 * the writer go on to its end.
 */
struct told {
	pthread_t thread;
	sem_t go, done;
	int fd;                                 /* a pipe */
	char path[64], *paths;
	const struct shape *shape;
	char why[CHUNK_WHY_MAX];                /* what was wrong */
};

static void
let_it_end(struct told *t)
{
	char bytes[16384];

	for (int i = 0; i < t->shape->n; i++)
		sem_post(&t->done);
	while (read(t->fd, bytes, sizeof bytes) > 0)
		continue;
}

static void *
read_when_told(void *arg)
{
	struct told *t = arg;
	struct chunk_stream *in = chunk_open(&t->paths, 1);
	struct chunk c = { 0 }, expected = { 0 };
	int got = chunk_read_header(in) < 0 ? -1 : 1;

	sem_post(&t->done);
	for (int i = 0; got == 1 && t->why[0] == '\0'; i++) {
		sem_wait(&t->go);
		if ((got = chunk_read(in, &c)) == 1) {
			make(&expected, t->shape, i);
			if (c.size != expected.size || memcmp(c.data, expected.data, c.size) != 0)
				snprintf(t->why, sizeof t->why, "record %d is not what was given", i);
		}
		sem_post(&t->done);
	}
	if (got < 0)
		snprintf(t->why, sizeof t->why, "%s", chunk_error(in));
	if (t->why[0] != '\0')
		let_it_end(t);
	chunk_close(in);
	chunk_free(&c);
	chunk_free(&expected);
	return NULL;
}

START_TEST(a_reader_gets_what_was_given)
{
	const struct shape *s = &shapes[_i / 2];
	size_t size = (size_t)s->rows * s->cols * chunk_value_size(s->even > s->odd ? s->even : s->odd);
	int fd[2], room, told = 0;
	struct told t = { .shape = s };
	struct chunk_stream *out;
	struct chunk c = { 0 };

	scarce = _i % 2;
	new_pipe(fd, false);
	t.fd = fd[0];
	/* Records that the pipe has room for; with parts of pages at both ends. */
	room = (int)((size_t)fcntl(fd[1], F_GETPIPE_SZ) / (size + 3 * (size_t)sysconf(_SC_PAGESIZE)));
	out = begin(fd[1], s);
	snprintf(t.path, sizeof t.path, "/proc/self/fd/%d", fd[0]);
	t.paths = t.path;
	sem_init(&t.go, 0, 0);
	sem_init(&t.done, 0, 0);
	ck_assert_int_eq(pthread_create(&t.thread, NULL, read_when_told, &t), 0);
	sem_wait(&t.done);
	for (int i = 0; i < s->n; i++) {
		bool full = i - told >= room;

		if (full)
			sem_post(&t.go);
		if (full && room > 0)
			sem_wait(&t.done);
		give(out, &c, s, i, true);
		if (full && room == 0)
			sem_wait(&t.done);
		told += full;
	}
	for (int i = told; i < s->n; i++)
		sem_post(&t.go);
	sem_post(&t.go);                /* the end */
	ck_assert_msg(chunk_finish(out) == 0, "%s", chunk_error(out));
	chunk_close(out);
	close(fd[1]);
	pthread_join(t.thread, NULL);
	ck_assert_msg(t.why[0] == '\0', "%s", t.why);
	close(fd[0]);
	chunk_free(&c);
}
END_TEST

/* ---- The bytes in the pipe -------------------------------------------------------------------- */

/* Copies as many bytes as it is asked for, and then waits. */
struct copier {
	pthread_t thread;
	sem_t asked, done;
	int from, to;
	size_t size;                            /* 0 is the end */
	bool failed;
};

static void *
copy_when_asked(void *arg)
{
	struct copier *r = arg;

	while (sem_wait(&r->asked) == 0 && r->size > 0) {
		r->failed |= !take(r->from, r->to, r->size);
		sem_post(&r->done);
	}
	return NULL;
}

/* The reader stops amid every large field, and reads on when the writer has overwritten what it can. */
START_TEST(the_bytes_are_those_of_chunk_write)
{
	const struct shape *s = &shapes[_i / 2];
	int fd[2];
	struct copier r = { .to = new_file("", 0).fd };
	struct chunk_stream *out;
	struct chunk c = { 0 };

	scarce = _i % 2;
	new_pipe(fd, true);
	r.from = fd[0];
	sem_init(&r.asked, 0, 0);
	sem_init(&r.done, 0, 0);
	out = begin(fd[1], s);
	ck_assert_int_eq(pthread_create(&r.thread, NULL, copy_when_asked, &r), 0);
	for (int i = 0; i < s->n; i++) {
		size_t room = wide ? PIPE_SIZE / 2 : 0, after;

		make(&c, s, i);
		after = unread(fd[0]) + HEAD_SIZE + padded(record_length(&c));
		if (after > room) {
			r.size = after - room;
			sem_post(&r.asked);
		}
		give(out, &c, s, i, c.kind == CHUNK_FIELD);
		if (after > room)
			sem_wait(&r.done);
	}
	ck_assert_int_eq(chunk_finish(out), 0);
	ck_assert_int_eq(take(fd[0], r.to, unread(fd[0])), true);
	r.size = 0;
	sem_post(&r.asked);
	pthread_join(r.thread, NULL);
	ck_assert(!r.failed);
	ck_assert(same(r.to, 0, written(s, true)));
	chunk_close(out);
	chunk_free(&c);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* ---- Ends ------------------------------------------------------------------------------------- */

/* Reads some of a field that no pipe has room for, and is gone. */
static void *
leave_amid_a_field(void *arg)
{
	struct copier *r = arg;

	r->failed = !take(r->from, r->to, r->size);
	close(r->from);
	return NULL;
}

START_TEST(a_reader_that_leaves_amid_a_field_is_an_error)
{
	static const struct shape s = { 2000, 2000, CHUNK_F32, CHUNK_F32, false, 1 };
	size_t before = 0;

	signal(SIGPIPE, SIG_IGN);
	for (int round = 0; round < 4; round++) {
		int fd[2];
		struct copier r = { .to = new_file("", 0).fd };
		struct chunk_stream *out;
		struct chunk c = { 0 };

		new_pipe(fd, true);
		out = begin(fd[1], &s);
		r.from = fd[0];
		r.size = unread(fd[0]) + HEAD_SIZE + 100000;
		ck_assert_int_eq(pthread_create(&r.thread, NULL, leave_amid_a_field, &r), 0);
		make(&c, &s, 0);
		ck_assert_int_eq(chunk_give(out, &c), -1);
		pthread_join(r.thread, NULL);
		ck_assert(!r.failed);
		ck_assert_msg(strstr(chunk_error(out), "cannot write: Broken pipe") != NULL, "%s", chunk_error(out));
		memset(c.data, 0xee, c.size);
		chunk_close(out);
		chunk_free(&c);
		close(fd[1]);
		close(r.to);
		before = round == 0 ? bytes_mapped() : before;
	}
	/* A buffer that was kept in each round would be three of them. */
	ck_assert_uint_lt(bytes_mapped(), before + 16000000);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lend");
	TCase *t = tcase_create("lend");

	look_at_the_system();
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_reader_gets_what_was_given, 0, 10);
	tcase_add_loop_test(t, the_bytes_are_those_of_chunk_write, 0, 2 * (int)COUNT(shapes));
	tcase_add_test(t, a_reader_that_leaves_amid_a_field_is_an_error);
	if (!lends)
		puts("# no page can be lent to a pipe here: only what is read is checked");
	fflush(stdout);
	suite_add_tcase(s, t);
	return unit_main(s);
}
