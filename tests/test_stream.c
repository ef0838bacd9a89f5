/* SPDX-License-Identifier: BSD-2-Clause */
/* test_stream - what was written comes back to the bit. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>

#include "streams.h"

/* ---- Round trips ------------------------------------------------------------------------------ */

static const struct {
	uint32_t rows, cols;
	enum chunk_type type;
} shapes[] = {
	{ 2, 3, CHUNK_U8 }, { 2, 3, CHUNK_U16 }, { 2, 3, CHUNK_F32 }, { 2, 3, CHUNK_F64 },
	{ 1, 7, CHUNK_F32 }, { 7, 1, CHUNK_F64 }, { 1, 1, CHUNK_U8 }, { 8, 8, CHUNK_U8 },
	{ 64, 1, CHUNK_U16 }, { 1024, 1024, CHUNK_U8 }, { 300, 1000, CHUNK_F64 },
};

START_TEST(every_shape_and_type_comes_back)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	size_t cells = (size_t)shapes[_i].rows * shapes[_i].cols;
	struct chunk c = { .kind = CHUNK_FIELD, .type = shapes[_i].type, .start = -300, .end = 1, .have = 7,
		.expected = UINT32_MAX, .layer = "sixteen-letters_" }, back = { 0 };
	unsigned char *p = chunk_room(&c, cells * chunk_value_size(c.type));
	float *table = calloc(65536, sizeof *table);

	for (size_t i = 0; i < c.size; i++)     /* any bits: NaN of every kind among the floats */
		p[i] = (unsigned char)(i * 2654435761u >> 13 | (i % 5 == 0 ? 0x7f : 0));
	chunk_set_grid(h, &(struct chunk_grid){ shapes[_i].rows, shapes[_i].cols, { 0, 1, 0, 0, 0, -1 } });
	chunk_set_table(h, table, c.type == CHUNK_U8 ? 256 : c.type == CHUNK_U16 ? 65536 : 0);

	struct file f = write_file(h, &c, 1);
	char *path = f.path;
	struct chunk_stream *in = chunk_open(&path, 1);

	ck_assert_int_eq(chunk_read_header(in), 0);
	ck_assert_msg(chunk_read(in, &back) == 1, "%s", chunk_error(in));
	ck_assert_int_eq(back.kind, c.kind);
	ck_assert_int_eq(back.type, c.type);
	ck_assert_int_eq(back.start, c.start);
	ck_assert_int_eq(back.end, c.end);
	ck_assert_uint_eq(back.have, c.have);
	ck_assert_uint_eq(back.expected, c.expected);
	ck_assert_str_eq(back.layer, c.layer);
	ck_assert_str_eq(back.name, "");
	ck_assert_uint_eq(back.size, c.size);
	ck_assert_mem_eq(back.data, c.data, c.size);
	ck_assert_int_eq(chunk_read(in, &back), 0);
	ck_assert_int_eq(chunk_read(in, &back), 0);
	chunk_close(in);
	chunk_free(&back);
	chunk_free(&c);
	chunk_header_free(h);
	free(table);
	close(f.fd);
}
END_TEST

/* The one gap size that fills its padding, and those about it. */
static const size_t sizes[] = { 0, 1, 63, 64, 65, CHUNK_REASON_MAX };

START_TEST(images_and_gaps_come_back)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char bytes[CHUNK_REASON_MAX + 1], name[CHUNK_NAME_MAX + 1];

	memset(bytes, 'x', sizeof bytes);
	memset(name, 'n', sizeof name - 1);
	name[CHUNK_NAME_MAX] = '\0';

	struct chunk c[] = { record(CHUNK_BLOB, CHUNK_BYTES, 0, 300, bytes, sizes[_i]),
		record(CHUNK_GAP, CHUNK_BYTES, 300, 600, bytes, sizes[_i]),
		record(CHUNK_BLOB, CHUNK_BYTES, 600, 900, bytes, 5) }, back = { 0 };

	strcpy(c[0].name, name);
	strcpy(c[2].name, "a");
	struct file f = write_file(h, c, COUNT(c));
	char *path = f.path;
	struct chunk_stream *in = chunk_open(&path, 1);

	ck_assert_int_eq(chunk_read_header(in), 0);
	for (size_t i = 0; i < COUNT(c); i++) {
		ck_assert_msg(chunk_read(in, &back) == 1, "%s", chunk_error(in));
		ck_assert_int_eq(back.kind, c[i].kind);
		ck_assert_str_eq(back.name, c[i].name);
		ck_assert_uint_eq(back.size, c[i].size);
		ck_assert_mem_eq(back.data, c[i].data, c[i].size);
		if (back.kind == CHUNK_GAP)
			ck_assert_int_eq(((char *)back.data)[back.size], '\0');
	}
	ck_assert_int_eq(chunk_read(in, &back), 0);
	ck_assert_uint_eq(chunk_counts(in)->blobs, 2);
	ck_assert_uint_eq(chunk_counts(in)->gaps, 1);
	ck_assert_int_eq(chunk_counts(in)->start, 0);
	ck_assert_int_eq(chunk_counts(in)->end, 900);
	chunk_close(in);
	chunk_free(&back);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(room_has_an_end)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 19, SIZE_MAX / 2 + 1 };
	struct chunk c = { 0 };

	memcpy(chunk_room(&c, 6), "whole", 6);
	for (size_t i = 0; i < COUNT(sizes); i++)
		ck_assert_ptr_null(chunk_room(&c, sizes[i]));
	ck_assert_uint_eq(c.size, 6);
	ck_assert_str_eq(c.data, "whole");
	chunk_free(&c);
}
END_TEST

START_TEST(copies_and_swaps_keep_payloads)
{
	struct chunk a = { 0 }, b = { 0 };
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F32, .end = 5, .layer = "x" };

	memcpy(chunk_room(&c, 8), "12345678", 8);
	ck_assert_uint_eq((uintptr_t)c.data % 64, 0);
	ck_assert_int_eq(chunk_copy(&a, &c), 0);
	ck_assert_ptr_ne(a.data, c.data);
	ck_assert_mem_eq(a.data, "12345678", 8);
	ck_assert_str_eq(a.layer, "x");
	chunk_swap(&a, &b);
	ck_assert_ptr_null(a.data);
	ck_assert_mem_eq(b.data, "12345678", 8);
	chunk_room(&b, 1);
	ck_assert_uint_eq(b.size, 1);
	chunk_free(&a);
	chunk_free(&b);
	chunk_free(&b);
	ck_assert_ptr_null(b.data);
	chunk_free(&c);
}
END_TEST

START_TEST(values_are_float32_whatever_their_type)
{
	struct chunk_header *h = small_header();
	double wide[] = { 1.0 / 3, NAN, 1e300, -2 };
	float to[4];
	struct chunk c = record(CHUNK_FIELD, CHUNK_F64, 0, 1, wide, sizeof wide);

	chunk_floats(h, &c, 0, 4, to);
	ck_assert(to[0] == (float)(1.0 / 3) && isnan(to[1]) && isinf(to[2]) && to[3] == -2);
	c = field(0, 1);
	chunk_floats(h, &c, 2, 4, to);
	ck_assert(to[0] == 0.5f && to[1] == 63.25f && to[2] == 63.5f && isnan(to[3]));
	chunk_header_free(h);
}
END_TEST

START_TEST(a_stream_of_nothing_is_sound)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	struct file f = write_file(h, NULL, 0);
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_files(&f, 1, NULL, why) == 0, "%s", why);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

/* ---- Headers that no reader takes ---- */

/* The text is what a reader goes by: the grid of the stream is the one that it says, and no other. */
START_TEST(the_grid_is_that_of_the_text)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	struct chunk c = field(0, 300);

	chunk_set(h, "rows", "1");
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_uint_eq(chunk_grid(chunk_header(out))->rows, 1);
	ck_assert_int_eq(chunk_write(out, &c), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "the grid of 1 x 3"));
	chunk_close(out);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

/* ---- Descriptors that do not block: whoever shares them made them so ---- */

struct slow {
	int from, to;
};

/* Copies a file or pipe to another, later and in small pieces. */
static void *
copy_slowly(void *arg)
{
	const struct slow *s = arg;
	unsigned char bytes[999];
	ssize_t n;

	usleep(50000);
	while ((n = read(s->from, bytes, sizeof bytes)) > 0) {
		usleep(100);
		ck_assert_int_eq(write(s->to, bytes, (size_t)n), n);
	}
	close(s->to);
	return NULL;
}

/* A pipe, one end of it open still, with a file at the other; that end does not block. */
static pthread_t
start_copying(struct slow *s, int fd[2], int file, bool from_pipe)
{
	pthread_t thread;

	ck_assert_int_eq(pipe2(fd, 0), 0);
	ck_assert_int_eq(fcntl(fd[from_pipe], F_SETFL, O_NONBLOCK), 0);
	*s = from_pipe ? (struct slow){ fd[0], dup(file) } : (struct slow){ file, fd[1] };
	ck_assert_int_eq(pthread_create(&thread, NULL, copy_slowly, s), 0);
	return thread;
}

START_TEST(a_descriptor_that_does_not_block_is_waited_for)
{
	struct chunk_header *h = small_header();
	struct file file = new_file("", 0);
	struct chunk c = { 0 };
	struct chunk_stream *in = chunk_open(NULL, 0), *out;
	struct slow slow;
	pthread_t thread;
	int fd[2], got;
	int64_t n = 0;

	thread = start_copying(&slow, fd, file.fd, true);
	out = chunk_create(fd[1], "test");
	fcntl(fd[1], F_SETPIPE_SZ, 4096);
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	for (int i = 0; i < 200; i++) {
		struct chunk f = field(300 * i, 300 * i + 300);

		ck_assert_msg(chunk_write(out, &f) == 0, "%s", chunk_error(out));
	}
	ck_assert_int_eq(chunk_finish(out), 0);
	chunk_close(out);
	close(fd[1]);
	pthread_join(thread, NULL);
	close(fd[0]);

	ck_assert_int_eq(lseek(file.fd, 0, SEEK_SET), 0);
	thread = start_copying(&slow, fd, file.fd, false);
	ck_assert_int_eq(dup2(fd[0], 0), 0);
	ck_assert_msg(chunk_read_header(in) == 0, "%s", chunk_error(in));
	for (; (got = chunk_read(in, &c)) == 1; n++)
		ck_assert_int_eq(c.start, 300 * n);
	ck_assert_msg(got == 0, "%s", chunk_error(in));
	ck_assert_int_eq(n, 200);
	pthread_join(thread, NULL);
	chunk_close(in);
	chunk_free(&c);
	chunk_header_free(h);
	close(fd[0]);
	close(file.fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("stream");
	TCase *t = tcase_create("stream");

	tcase_set_timeout(t, 60);
	LOOP(every_shape_and_type_comes_back, shapes);
	LOOP(images_and_gaps_come_back, sizes);
	tcase_add_test(t, room_has_an_end);
	tcase_add_test(t, copies_and_swaps_keep_payloads);
	tcase_add_test(t, values_are_float32_whatever_their_type);
	tcase_add_test(t, a_stream_of_nothing_is_sound);
	tcase_add_test(t, the_grid_is_that_of_the_text);
	tcase_add_test(t, a_descriptor_that_does_not_block_is_waited_for);
	suite_add_tcase(s, t);
	return unit_main(s);
}
