/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_stream_write - a writer refuses what no reader would take, and notices
 * a full disk.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "streams.h"

/* ---- Writers refuse what readers would -------------------------------------------------------- */

static const struct {
	enum chunk_kind kind;
	enum chunk_type type;
	int64_t start, end;
	uint32_t have, expected;
	size_t size;
	const char *layer, *name, *why;
} unwritable[] = {
	{ CHUNK_END, CHUNK_BYTES, 0, 0, 0, 0, 64, "", "", "not a record to write" },
	{ CHUNK_END, CHUNK_BYTES, 0, 1, 0, 0, 64, "", "", "an end record with" },
	{ CHUNK_FIELD, CHUNK_U8, 0, 0, 1, 1, 6, "", "", "end after it starts" },
	{ CHUNK_FIELD, CHUNK_U8, 5, 1, 1, 1, 6, "", "", "end after it starts" },
	{ CHUNK_FIELD, CHUNK_U8, INT64_MIN, 1, 1, 1, 6, "", "", "the years 1 to 9999" },
	{ CHUNK_FIELD, CHUNK_U8, 0, INT64_MAX, 1, 1, 6, "", "", "the years 1 to 9999" },
	{ CHUNK_FIELD, CHUNK_U8, 0, 1, 2, 1, 6, "", "", "says 2 images of 1 expected" },
	{ CHUNK_FIELD, CHUNK_U8, 0, 1, 1, 1, 5, "", "", "needs 6" },
	{ CHUNK_FIELD, CHUNK_U8, 0, 1, 1, 1, 6, "a b", "", "layer's name" },
	{ CHUNK_FIELD, CHUNK_U8, 0, 1, 1, 1, 6, "\xc3\xa5", "", "layer's name" },
	{ CHUNK_FIELD, CHUNK_U16, 0, 1, 1, 1, 12, "", "", "table of 65536" },
	{ CHUNK_FIELD, CHUNK_BYTES, 0, 1, 1, 1, 6, "", "", "value type" },
	{ CHUNK_GAP, CHUNK_BYTES, 0, 1, 0, 1, CHUNK_REASON_MAX + 1, "", "", "a gap with" },
	{ CHUNK_GAP, CHUNK_BYTES, 0, 1, 1, 1, 3, "", "", "a gap with" },
	{ CHUNK_BLOB, CHUNK_BYTES, 0, 1, 1, 1, CHUNK_BLOB_MAX + 1, "", "a", "" },
	{ CHUNK_BLOB, CHUNK_BYTES, 0, 1, 1, 1, 3, "", "", "name" },
};

START_TEST(a_record_that_no_reader_takes_is_not_written)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	struct chunk c = { .kind = unwritable[_i].kind, .type = unwritable[_i].type,
		.start = unwritable[_i].start, .end = unwritable[_i].end,
		.have = unwritable[_i].have, .expected = unwritable[_i].expected };

	memset(chunk_room(&c, unwritable[_i].size), 'x', unwritable[_i].size);
	strcpy(c.layer, unwritable[_i].layer);
	strcpy(c.name, unwritable[_i].name);
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_write(out, &c), -1);
	ck_assert_msg(strstr(chunk_error(out), unwritable[_i].why) != NULL, "%s", chunk_error(out));
	ck_assert_int_eq(chunk_finish(out), -1);
	chunk_close(out);
	chunk_free(&c);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(calls_in_the_wrong_order_are_errors)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	struct chunk c = field(0, 300);

	ck_assert_int_eq(chunk_write(out, &c), -1);
	chunk_close(out);
	out = chunk_create(f.fd, "test");
	ck_assert_int_eq(chunk_finish(out), -1);
	chunk_close(out);
	out = chunk_create(f.fd, "test");
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_finish(out), 0);
	ck_assert_int_eq(chunk_write(out, &c), -1);
	chunk_close(out);
	chunk_close(NULL);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
	struct chunk_header *h = small_header();
	int fd = open("/dev/full", O_WRONLY);
	struct chunk_stream *out = chunk_create(fd, "full");

	ck_assert_int_eq(chunk_write_header(out, h), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "full: cannot write: No space left"));
	ck_assert_int_eq(chunk_finish(out), -1);
	chunk_close(out);
	chunk_header_free(h);
	close(fd);
}
END_TEST

/* ---- Headers that no reader takes ---- */

static void
long_text(struct chunk_header *h)
{
	char *text = malloc(CHUNK_TEXT_MAX + 1);

	memset(text, 'x', CHUNK_TEXT_MAX);
	text[CHUNK_TEXT_MAX] = '\0';
	chunk_set(h, "note", text);
	free(text);
}

static void
infinite_table(struct chunk_header *h)
{
	float table[256] = { [7] = INFINITY };

	chunk_set_table(h, table, 256);
}

static void
short_table(struct chunk_header *h)
{
	float table[100] = { 0 };

	chunk_set_table(h, table, 100);
}

static void
huge_grid(struct chunk_header *h)
{
	chunk_set_grid(h, &(struct chunk_grid){ 70000, 1, { 0, 1, 0, 0, 0, -1 } });
}

static void
endless_grid(struct chunk_header *h)
{
	chunk_set_grid(h, &(struct chunk_grid){ 2, 3, { NAN, 1, 0, 0, 0, -1 } });
}

static void
grid_half_removed(struct chunk_header *h)
{
	chunk_set(h, "rows", NULL);
}

static void
no_key(struct chunk_header *h)
{
	chunk_set(h, "", "x");
}

static void
key_with_a_line(struct chunk_header *h)
{
	chunk_add(h, "note\nunits=mm", "x");
}

static const struct {
	void (*spoil)(struct chunk_header *h);
	const char *why;
} no_headers[] = {
	{ long_text, "over the limit" }, { infinite_table, "means infinity" }, { short_table, "a table of 100 codes" },
	{ huge_grid, "a grid of 70000 x 1" }, { endless_grid, "affine is six numbers" },
	{ grid_half_removed, "a grid of no rows x 3" }, { no_key, "a key is of letters" },
	{ key_with_a_line, "a key is of letters" },
};

START_TEST(a_header_that_no_reader_takes_is_not_written)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	struct chunk c = field(0, 300);

	no_headers[_i].spoil(h);
	ck_assert_int_eq(chunk_write_header(out, h), -1);
	ck_assert_msg(strstr(chunk_error(out), no_headers[_i].why) != NULL, "%s", chunk_error(out));
	ck_assert_int_eq(chunk_write(out, &c), -1);
	ck_assert_int_eq(chunk_finish(out), -1);
	chunk_close(out);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("stream_write");
	TCase *t = tcase_create("stream_write");

	tcase_set_timeout(t, 60);
	LOOP(a_record_that_no_reader_takes_is_not_written, unwritable);
	tcase_add_test(t, calls_in_the_wrong_order_are_errors);
	tcase_add_test(t, a_full_disk_is_noticed);
	LOOP(a_header_that_no_reader_takes_is_not_written, no_headers);
	suite_add_tcase(s, t);
	return unit_main(s);
}
