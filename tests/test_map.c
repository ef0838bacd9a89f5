/* SPDX-License-Identifier: BSD-2-Clause */
/* test_map - any number of threads: the same order, the same first failure, and never a hang. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stream.h"
#include "unit.h"

static const int threads[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

/* ---- chunk_flow() between a counter and a check ----------------------------------------------- */

enum where { NOWHERE, SOURCE, WORK, SINK };

/* `length` records, numbered in their start; the one numbered `at`, and `later`, fail at a stage. */
struct counter {
	int length, given;
	enum where fails, fails_later;
	int at, later;
	bool hurries;                   /* no record takes longer than another */
	atomic_int worked, inside;      /* inside sink(), which is never entered twice at once */
	int sunk;
};

static bool
fails_at(const struct counter *n, enum where stage, int i)
{
	return (n->fails == stage && n->at == i) || (n->fails_later == stage && n->later == i);
}

static int
say(char *why, const char *stage, int i)
{
	snprintf(why, CHUNK_WHY_MAX, "%s %d", stage, i);
	return -1;
}

static int
count_source(void *arg, struct chunk *c, char *why)
{
	struct counter *n = arg;

	if (fails_at(n, SOURCE, n->given))
		return say(why, "source", n->given);
	if (n->given == n->length)
		return 0;
	ck_assert_ptr_nonnull(chunk_room(c, sizeof(int)));
	memcpy(c->data, &n->given, sizeof(int));
	c->start = n->given++;
	return 1;
}

static int
count_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	struct counter *n = arg;
	int i = (int)in->start;

	atomic_fetch_add(&n->worked, 1);
	if (i % 5 == 0 && !n->hurries)          /* so that later records are done before this one */
		usleep(200);
	if (fails_at(n, WORK, i))
		return say(why, "work", i);
	chunk_swap(in, out);
	return 0;
}

static int
count_sink(void *arg, struct chunk *c, char *why)
{
	struct counter *n = arg;
	int i;

	ck_assert_int_eq(atomic_fetch_add(&n->inside, 1), 0);
	memcpy(&i, c->data, sizeof i);
	ck_assert_int_eq(i, n->sunk);
	ck_assert_int_eq(c->start, n->sunk);
	atomic_fetch_sub(&n->inside, 1);
	if (fails_at(n, SINK, i))
		return say(why, "sink", i);
	n->sunk++;
	return 0;
}

static int
flow(struct counter *n, struct chunk_pool *pool, size_t record, char *why)
{
	return chunk_flow(&(struct chunk_flow){ count_source, count_work, count_sink, n, record }, pool, why);
}

START_TEST(order_is_kept)
{
	static const int lengths[] = { 0, 1, 2, 3, 31, 32, 33, 100 };
	static const size_t sizes[] = { 0, 1 << 20, 33 << 20 };
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < COUNT(lengths); i++) {
		for (size_t j = 0; j < COUNT(sizes); j++) {
			struct counter n = { .length = lengths[i] };

			ck_assert_int_eq(flow(&n, pool, sizes[j], why), 0);
			ck_assert_int_eq(n.sunk, lengths[i]);
			ck_assert_int_eq(n.worked, lengths[i]);
		}
	}
	chunk_pool_free(pool);
}
END_TEST

static const char *const names[] = { "", "source", "work", "sink" };

/* Sizes of records for a ring of 32 slots, of 2, and of 1. */
static const size_t rings[] = { 1, 8 << 20, 17 << 20 };

START_TEST(the_failure_at_every_place_is_told)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	char why[CHUNK_WHY_MAX], expected[CHUNK_WHY_MAX];

	for (enum where stage = SOURCE; stage <= SINK; stage++) {
		for (int at = 0; at < 40; at++) {
			for (size_t r = 0; r < COUNT(rings); r++) {
				struct counter n = { .length = 40, .fails = stage, .at = at, .hurries = at % 13 };

				say(expected, names[stage], at);
				ck_assert_int_eq(flow(&n, pool, rings[r], why), -1);
				ck_assert_str_eq(why, expected);
				ck_assert_int_eq(n.sunk, at);   /* all before it, and nothing after */
			}
		}
	}

	/* The pool is as good as before. */
	struct counter n = { .length = 10 };

	ck_assert_int_eq(flow(&n, pool, 1, why), 0);
	chunk_pool_free(pool);
}
END_TEST

START_TEST(the_first_failure_in_order_wins)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	char why[CHUNK_WHY_MAX];

	for (int round = 0; round < 20; round++) {
		/* Record 5 takes longer to fail than 6; the source fails while both are at work. */
		struct counter slow = { 50, .fails = WORK, .at = 5, .fails_later = WORK, .later = 6 };
		struct counter early = { 50, .fails = WORK, .at = 5, .fails_later = SOURCE, .later = 7 };
		struct counter sinks = { 50, .fails = SINK, .at = 5, .fails_later = WORK, .later = 6 };

		ck_assert_int_eq(flow(&slow, pool, 1, why), -1);
		ck_assert_str_eq(why, "work 5");
		ck_assert_int_eq(flow(&early, pool, 1, why), -1);
		ck_assert_str_eq(why, "work 5");
		ck_assert_int_eq(flow(&sinks, pool, 1, why), -1);
		ck_assert_str_eq(why, "sink 5");
	}
	chunk_pool_free(pool);
}
END_TEST

static void
add_rows(void *arg, size_t first, size_t last)
{
	atomic_int *row = arg;

	ck_assert_uint_lt(first, last);
	while (first < last)
		atomic_fetch_add(&row[first++], 1);
}

/* What must come of two failures: of the record first in order, and there of the stage that comes first. */
static enum where
first_failure(const struct counter *n, int *at)
{
	bool later = n->later < n->at || (n->later == n->at && n->fails_later < n->fails);
	enum where first = later ? n->fails_later : n->fails;

	*at = later ? n->later : n->at;
	return *at < n->length || (*at == n->length && first == SOURCE) ? first : NOWHERE;
}

/*
 * A deadlock is seen by libcheck's timeout. Pools come and go in between, and most runs fail at one
 * place or two. MAP_RUNS says how many there are instead, for sanitizers.
 */
START_TEST(ten_thousand_short_runs_come_to_an_end)
{
	const char *runs = getenv("MAP_RUNS");
	struct chunk_pool *pool = NULL;
	char why[CHUNK_WHY_MAX], expected[CHUNK_WHY_MAX];
	atomic_int row[9] = { 0 };
	int failures = 0, at;

	for (int run = 0; run < (runs ? atoi(runs) : 10000); run++) {
		struct counter n = { .length = (int)unit_random(9), .hurries = unit_random(50) > 0,
			.fails = SOURCE + unit_random(3), .fails_later = SOURCE + unit_random(3),
			.at = (int)unit_random(16), .later = (int)unit_random(16) };
		enum where first = first_failure(&n, &at);

		if (run % 8 == 0) {
			chunk_pool_free(pool);
			pool = chunk_pool_new(1 + run / 8 % 8);
		}
		if (run % 5 == 0)
			chunk_for(pool, 9, add_rows, row);
		ck_assert_int_eq(flow(&n, pool, rings[unit_random(COUNT(rings))], why), first ? -1 : 0);
		ck_assert_int_eq(n.sunk, first ? at : n.length);
		if (first) {
			say(expected, names[first], at);
			ck_assert_str_eq(why, expected);
			failures++;
		}
	}
	chunk_pool_free(pool);
	ck_assert_int_gt(failures, 0);
}
END_TEST

/* ---- chunk_map() between streams -------------------------------------------------------------- */

#define FIELDS 40
#define SIDE 16

static struct chunk_header *
header(void)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set_grid(h, &(struct chunk_grid){ SIDE, SIDE, { 0, 1, 0, 0, 0, -1 } });
	return h;
}

/*
 * FIELDS fields, the later half of whose values is the number of the field, and a gap in the middle;
 * the path to `path`.
 */
static int
write_fields(char *path)
{
	int fd = memfd_create("fields", 0);
	struct chunk_stream *out = chunk_create(fd, "fields");
	struct chunk_header *h = header();
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F32, .have = 1, .expected = 1 };
	struct chunk gap = { .kind = CHUNK_GAP, .start = FIELDS / 2, .end = FIELDS / 2 + 1, .data = "missing",
		.size = 7, .expected = 1 };

	ck_assert_int_eq(chunk_write_header(out, h), 0);
	for (int i = 0; i < FIELDS; i++) {
		float *to = chunk_room(&c, SIDE * SIDE * sizeof(float));

		for (int j = 0; j < SIDE * SIDE; j++)
			to[j] = (float)i + (j < SIDE * SIDE / 2 ? (float)j / SIDE : 0);
		c.start = i;
		c.end = i + 1;
		ck_assert_int_eq(chunk_write(out, i == FIELDS / 2 ? &gap : &c), 0);
	}
	ck_assert_int_eq(chunk_finish(out), 0);
	chunk_free(&c);
	chunk_header_free(h);
	chunk_close(out);
	sprintf(path, "/proc/self/fd/%d", fd);
	return fd;
}

static int
double_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	float *value = in->data;

	(void)arg;
	(void)why;
	if (in->kind == CHUNK_FIELD)
		for (int j = 0; j < SIDE * SIDE; j++)
			value[j] *= 2;
	if (in->start % 3 == 0)
		usleep(100);
	chunk_swap(in, out);
	return 0;
}

/* Maps the stream at `path` to `to`, to its end if all is well: what chunk_map() returned. */
static int
map(char *path, int to, int n, char *why)
{
	struct chunk_pool *pool = chunk_pool_new(n);
	struct chunk_stream *in = chunk_open(&path, 1), *out = chunk_create(to, "mapped");
	struct chunk_header *h = header();
	int result;

	ck_assert_int_eq(chunk_read_header(in), 0);
	if (chunk_write_header(out, h) < 0) {
		snprintf(why, CHUNK_WHY_MAX, "%s", chunk_error(out));
		result = -1;
	} else if ((result = chunk_map(&(struct chunk_map){ .in = in, .out = out, .work = double_work }, pool, why)) == 0) {
		ck_assert_int_eq(chunk_finish(out), 0);
	}
	chunk_header_free(h);
	chunk_close(in);
	chunk_close(out);
	chunk_pool_free(pool);
	return result;
}

/* The last value of the last field in a file. */
static float
last_value(int fd)
{
	char name[64], *path = name;
	struct chunk_stream *in;
	struct chunk c = { 0 };
	float value = 0;

	sprintf(name, "/proc/self/fd/%d", fd);
	in = chunk_open(&path, 1);
	ck_assert_int_eq(chunk_read_header(in), 0);
	while (chunk_read(in, &c) == 1)
		if (c.kind == CHUNK_FIELD)
			chunk_floats(chunk_header(in), &c, SIDE * SIDE - 1, 1, &value);
	ck_assert_str_eq(chunk_error(in), "");
	chunk_free(&c);
	chunk_close(in);
	return value;
}

START_TEST(a_mapped_stream_has_the_same_bytes_for_any_threads)
{
	char path[64], why[CHUNK_WHY_MAX];
	static unsigned char one[FIELDS * 4096], other[FIELDS * 4096];
	int in = write_fields(path), a = memfd_create("one", 0), b = memfd_create("other", 0);

	ck_assert_int_eq(map(path, a, 1, why), 0);
	ck_assert_int_eq(map(path, b, threads[_i], why), 0);
	ssize_t n = pread(a, one, sizeof one, 0);

	ck_assert_int_gt(n, FIELDS * 512);
	ck_assert_int_eq(pread(b, other, sizeof other, 0), n);
	ck_assert_mem_eq(one, other, (size_t)n);

	ck_assert(last_value(b) == 2 * (FIELDS - 1));
	close(in);
	close(a);
	close(b);
}
END_TEST

START_TEST(a_cut_input_and_a_full_output_fail_the_map)
{
	char path[64], why[CHUNK_WHY_MAX];
	int in = write_fields(path), out = memfd_create("out", 0), full = open("/dev/full", O_WRONLY);
	off_t size = lseek(in, 0, SEEK_END);

	ck_assert_int_eq(map(path, full, threads[_i], why), -1);
	ck_assert_msg(strstr(why, "No space") != NULL, "%s", why);
	ck_assert_int_eq(ftruncate(in, size - 128), 0);
	ck_assert_int_eq(map(path, out, threads[_i], why), -1);
	ck_assert_msg(strstr(why, "cut short") != NULL, "%s", why);
	close(in);
	close(out);
	close(full);
}
END_TEST

static int
refuse_a_gap(void *arg, const struct chunk *c, char *why)
{
	++*(int *)arg;
	return c->kind == CHUNK_GAP ? chunk_reason(why, "a gap, after %d records", *(int *)arg) : 0;
}

START_TEST(a_record_that_is_refused_when_it_is_seen_fails_the_map)
{
	char path[64], *paths[] = { path }, why[CHUNK_WHY_MAX];
	int file = write_fields(path), seen = 0;
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	struct chunk_stream *in = chunk_open(paths, 1);
	struct chunk_stream *out = chunk_create(memfd_create("out", 0), "mapped");
	struct chunk_header *h = header();

	ck_assert_int_eq(chunk_read_header(in), 0);
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_map(&(struct chunk_map){ .in = in, .out = out, .work = double_work,
	    .seen = refuse_a_gap, .seen_arg = &seen }, pool, why), -1);
	ck_assert_str_eq(why, "a gap, after 21 records");
	chunk_header_free(h);
	chunk_close(in);
	chunk_close(out);
	chunk_pool_free(pool);
	close(file);
}
END_TEST

/* ---- chunk_for() ----------------------------------------------------------------------------- */

START_TEST(every_row_is_done_once)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);

	for (size_t rows = 0; rows < 130; rows++) {
		atomic_int row[131] = { 0 };

		chunk_for(pool, rows, add_rows, row);
		chunk_for_start(pool, rows, add_rows, row);
		chunk_for_wait(pool);
		for (size_t i = 0; i < 131; i++)
			ck_assert_int_eq(row[i], i < rows ? 2 : 0);
	}
	chunk_pool_free(pool);
}
END_TEST

START_TEST(a_second_start_waits_for_the_first)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	atomic_int row[1001] = { 0 };

	for (int i = 0; i < 20; i++) {
		chunk_for_start(pool, 1000, add_rows, row);
		chunk_for(pool, 1000, add_rows, row);
	}
	for (size_t i = 0; i < 1001; i++)
		ck_assert_int_eq(row[i], i < 1000 ? 40 : 0);
	chunk_pool_free(pool);
}
END_TEST

START_TEST(rows_and_flows_take_turns)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < 50; i++) {
		struct counter n = { .length = 3, .fails = i % 2 ? WORK : NOWHERE, .at = 1 };
		atomic_int row[7] = { 0 };

		chunk_for_start(pool, 7, add_rows, row);
		ck_assert_int_eq(flow(&n, pool, 1, why), i % 2 ? -1 : 0);
		ck_assert_int_eq(row[6], 1);
	}
	chunk_pool_free(pool);
}
END_TEST

/* ---- How many threads ------------------------------------------------------------------------- */

START_TEST(the_environment_says_how_many)
{
	ck_assert_int_ge(chunk_threads(), 1);
	ck_assert_int_le(chunk_threads(), 16);
	setenv("CHUNK_THREADS", "7", 1);
	ck_assert_int_eq(chunk_threads(), 7);
	setenv("CHUNK_THREADS", "256", 1);
	ck_assert_int_eq(chunk_threads(), 256);
	setenv("CHUNK_THREADS", "0", 1);
	ck_assert_int_le(chunk_threads(), 16);
	setenv("CHUNK_THREADS", "many", 1);
	ck_assert_int_ge(chunk_threads(), 1);
}
END_TEST

START_TEST(a_pool_has_the_threads_it_was_asked_for)
{
	struct chunk_pool *pool = chunk_pool_new(threads[_i]);

	ck_assert_int_eq(chunk_pool_threads(pool), threads[_i]);
	chunk_pool_free(pool);
	chunk_pool_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("map");
	TCase *t = tcase_create("map");

	tcase_set_timeout(t, 300);
	LOOP(order_is_kept, threads);
	LOOP(the_failure_at_every_place_is_told, threads);
	LOOP(the_first_failure_in_order_wins, threads);
	tcase_add_test(t, ten_thousand_short_runs_come_to_an_end);
	LOOP(a_mapped_stream_has_the_same_bytes_for_any_threads, threads);
	LOOP(a_cut_input_and_a_full_output_fail_the_map, threads);
	LOOP(a_record_that_is_refused_when_it_is_seen_fails_the_map, threads);
	LOOP(every_row_is_done_once, threads);
	LOOP(a_second_start_waits_for_the_first, threads);
	LOOP(rows_and_flows_take_turns, threads);
	tcase_add_test(t, the_environment_says_how_many);
	LOOP(a_pool_has_the_threads_it_was_asked_for, threads);
	suite_add_tcase(s, t);
	return unit_main(s);
}
