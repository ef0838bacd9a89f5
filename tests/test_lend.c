/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lend - what was given to a stream may be overwritten at once: its reader gets it as it was, also
 * where the pipe between them refers to the writer's pages; and nothing is lent to who made no promise.
 */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "streams.h"

#define PIPE_SIZE (1 << 20)

/* What this system can do. */
static bool wide;                       /* pipes have room for PIPE_SIZE */
static bool lends;                      /* a pipe can be locked, and can refer to pages */
/* As on a system that has no memory for a stock of buffers: they come back as soon as they were read. */
static bool scarce;

/* Streams of `n` fields, of one type or of two in turn; some have gaps and images among them. */
static const struct shape {
	uint32_t rows, cols;
	enum chunk_type even, odd;
	bool others;
	int n;
} shapes[] = {
	{ 300, 333, CHUNK_U8, CHUNK_U8, false, 40 },    /* 100 kB: a pipe has room for several */
	{ 887, 471, CHUNK_U8, CHUNK_U8, false, 12 },    /* 418 kB */
	{ 887, 471, CHUNK_F32, CHUNK_F32, false, 6 },   /* 1.7 MB: larger than a pipe */
	{ 512, 512, CHUNK_U8, CHUNK_U8, false, 12 },    /* no padding */
	{ 300, 333, CHUNK_F32, CHUNK_U8, false, 16 },
	{ 887, 471, CHUNK_U8, CHUNK_F32, true, 14 },
	{ 300, 333, CHUNK_U8, CHUNK_U8, true, 28 },
};

/* Record i of a stream, whose bytes are those of no other. */
static void
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

static struct chunk_stream *
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
static int
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
static bool
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

/* ---- Pipes ------------------------------------------------------------------------------------ */

/* A lock that is no promise, though one like it. */
static void
lock(int fd)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 1000000 };

	ck_assert_int_eq(fcntl(fd, F_SETLK, &lock), 0);
}

/* A pipe whose reader promised, or did not. */
static void
new_pipe(int fd[2], bool promised)
{
	ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
	stream_widen(fd[1]);
	if (promised)
		lend_promise(fd[0], true);
}

static uint64_t
promise_on(int fd)
{
	struct flock other = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &other) == 0 && other.l_type == F_RDLCK ? (uint64_t)other.l_start : 0;
}

static size_t
unread(int fd)
{
	int n;

	ck_assert_int_eq(ioctl(fd, FIONREAD, &n), 0);
	return (size_t)n;
}

/* Copies `size` bytes of a pipe to the end of a file. */
static bool
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
static void
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

/* What is in the pipe still is, behind what was taken from it, the stream but for its first bytes; closes all. */
static void
end(const int fd[2], int to, size_t skipped, const struct shape *s, struct chunk_stream *out, struct chunk *c)
{
	ck_assert(take(fd[0], to, unread(fd[0])));
	ck_assert(same(to, skipped, written(s, false)));
	chunk_close(out);
	chunk_free(c);
	close(fd[0]);
	close(fd[1]);
}

/* ---- A reader of the library ------------------------------------------------------------------ */

/*
 * Reads a record whenever it is told to, and one more to see the end. Where something is wrong it lets
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

/* As where a pipe is so large that it refers to all the buffers that there may be. */
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

/* The memory that this process has, used or not. */
static size_t
bytes_mapped(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	size_t n = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%zu", &n), 1);
	fclose(f);
	return n * (size_t)sysconf(_SC_PAGESIZE);
}

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

/* ----------------------------------------------------------------------------------------------- */

static void
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

#define LOOP(test, array) tcase_add_loop_test(t, test, 0, (int)COUNT(array))

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
	if (wide) {
		LOOP(nothing_is_lent_without_need_or_promise, unlent);
		tcase_add_test(t, the_callers_own_memory_is_not_lent);
		tcase_add_test(t, who_moves_pages_on_gets_what_was_given);
		tcase_add_test(t, a_writer_may_end_before_its_reader);
		tcase_add_test(t, a_reader_that_is_gone_is_an_error);
		tcase_add_test(t, the_promise_ends_with_its_process);
		tcase_add_test(t, the_promise_ends_with_the_stream);
	} else {
		puts("# SKIP a pipe here has not room for 1 MiB: most tests are left out");
	}
	if (wide && lends) {
		LOOP(lending_begins_and_ends_with_the_promise, promises);
		tcase_add_loop_test(t, a_promise_is_for_what_is_lent_under_it, 0, 2);
		tcase_add_test(t, no_more_is_lent_than_there_is_room_for);
		tcase_add_loop_test(t, memory_is_constant, 0, 2);
		LOOP(a_buffer_comes_back_with_its_last_byte, last_bytes);
	} else if (!lends) {
		puts("# SKIP no page can be lent to a pipe here: only what is read is looked at");
	}
	fflush(stdout);
	suite_add_tcase(s, t);
	return unit_main(s);
}
