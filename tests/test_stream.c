/* SPDX-License-Identifier: BSD-2-Clause */
/* test_stream - what was written comes back to the bit, and whatever is not whole is refused. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>

#include "le.h"
#include "streams.h"

/* A field, a gap, an image, and a field of a layer: 128 bytes each, and as many for the end. */
static struct file
write_small(void)
{
	struct chunk_header *h = small_header();
	struct chunk c[] = { field(0, 300), gap(300, 600, "missing"),
		record(CHUNK_BLOB, CHUNK_BYTES, 600, 900, "II*", 3), field(900, 1200) };

	strcpy(c[2].name, "radar.tif");
	strcpy(c[3].layer, "max");
	struct file f = write_file(h, c, COUNT(c));

	chunk_header_free(h);
	return f;
}

static void
refused(const unsigned char *bytes, size_t size, const char *expected, const char *what, size_t at)
{
	struct file f = new_file(bytes, size);
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_files(&f, 1, NULL, why) < 0, "%s %zu is taken", what, at);
	ck_assert_msg(strstr(why, expected) != NULL, "%s %zu: %s", what, at, why);
	ck_assert_ptr_null(strchr(why, '\n'));
	close(f.fd);
}

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

/* ---- What is not whole ------------------------------------------------------------------------ */

START_TEST(every_prefix_is_refused)
{
	struct file f = write_small();
	unsigned char bytes[SMALL];
	size_t size = bytes_of(&f, bytes);

	refused(bytes, 0, "empty", "prefix", 0);
	for (size_t n = 1; n < size; n++)
		refused(bytes, n, "cut short", "prefix", n);
	close(f.fd);
}
END_TEST

START_TEST(a_sealed_field_is_the_same_unless_it_is_changed)
{
	struct chunk_header *h = small_header();
	struct chunk c = { 0 }, plain = field(0, 300);
	unsigned char bytes[SMALL], expected[SMALL];
	struct file f = write_file(h, &plain, 1);
	size_t size = bytes_of(&f, expected);

	ck_assert_int_eq(chunk_copy(&c, &plain), 0);
	chunk_seal(&c);
	close(f.fd);
	f = write_file(h, &c, 1);
	ck_assert_uint_eq(bytes_of(&f, bytes), size);
	ck_assert_mem_eq(bytes, expected, size);
	close(f.fd);
	((unsigned char *)c.data)[3] ^= 1;
	f = write_file(h, &c, 1);
	size = bytes_of(&f, bytes);
	refused(bytes, size, "bad checksum", "changed after", 0);
	close(f.fd);
	/* Other room has other values: nothing is sealed then. */
	memcpy(chunk_room(&c, 6), "\1\1\1\1\1\1", 6);
	f = write_file(h, &c, 1);
	ck_assert_uint_eq(bytes_of(&f, bytes), size);
	close(f.fd);
	chunk_free(&c);
	chunk_header_free(h);
}
END_TEST

/* What was given is filled again, where it stands. */
START_TEST(a_record_that_was_given_is_sealed_no_more)
{
	struct chunk_header *h = small_header();
	struct chunk c = { 0 }, plain = field(0, 300);
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_copy(&c, &plain), 0);
	chunk_seal(&c);
	ck_assert_int_eq(chunk_give(out, &c), 0);
	memcpy(c.data, "\1\1\1\1\1\1", 6);
	c.start = 300;
	c.end = 600;
	ck_assert_int_eq(chunk_give(out, &c), 0);
	ck_assert_int_eq(chunk_finish(out), 0);
	ck_assert_msg(read_files(&f, 1, NULL, why) == 2, "%s", why);
	chunk_close(out);
	chunk_free(&c);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(every_byte_is_guarded)
{
	struct file f = write_small();
	unsigned char bytes[SMALL];
	size_t size = bytes_of(&f, bytes);

	for (size_t i = 0; i < size; i++) {
		for (int bit = 0; bit < 8; bit++) {
			bytes[i] ^= (unsigned char)(1 << bit);
			refused(bytes, size, ":", "byte", i);
			bytes[i] ^= (unsigned char)(1 << bit);
		}
	}
	close(f.fd);
}
END_TEST

START_TEST(only_a_stream_may_follow_a_stream)
{
	struct file f = write_small();
	unsigned char bytes[SMALL];
	size_t size = bytes_of(&f, bytes);

	for (size_t more = 1; more <= 128; more++) {
		memset(bytes + size, 0, more);
		refused(bytes, size + more, "after the end", "zeros", more);
	}
	memcpy(bytes + size, MAGIC, MAGIC_SIZE);
	refused(bytes, size + MAGIC_SIZE, "cut short", "a job that died at once", MAGIC_SIZE);
	close(f.fd);
}
END_TEST

START_TEST(a_record_left_out_doubled_or_exchanged_is_noticed)
{
	struct file f = write_small();
	unsigned char bytes[SMALL], other[SMALL + 128];
	size_t size = bytes_of(&f, bytes), first = size - 5 * 128;

	for (size_t i = 0; i < 4; i++) {
		size_t at = first + i * 128;

		memcpy(other, bytes, at);
		memcpy(other + at, bytes + at + 128, size - at - 128);
		refused(other, size - 128, "records are missing", "without record", i);

		/* Another record, sound in itself: the head says one second more. */
		memcpy(other, bytes, size);
		other[at + 16]++;
		put32(other + at + 60, crc_of(0, other + at, 60));
		refused(other, size, i == 3 ? "records are missing" : ":", "another record", i);
	}
	memcpy(other, bytes, first + 256);
	memcpy(other + first + 256, bytes + first + 128, size - first - 128);
	refused(other, size + 128, "before the one ahead of it ended", "twice record", 1);
	close(f.fd);
}
END_TEST

/*
 * What the checksums do not notice, because whoever wrote it made them fit: `value` is put at `at`
 * of the prelude (part 0), of the body (1) or the table in it (9), or of the head of a record (2: the
 * first, a field; 3: a gap; 4: an image; 6: the end) or of its payload (10 more), and all CRCs are made
 * again.
 */
static const struct {
	int part;
	size_t at, width;
	uint32_t value;
	const char *why;
} forged[] = {
	{ 0, 6, 1, 2, "version 2" },
	{ 0, 8, 4, CHUNK_TEXT_MAX + 1, "beyond the limits" },
	{ 0, 12, 4, 257, "beyond the limits" },
	{ 0, 20, 1, 1, "later version" },
	{ 0, 59, 1, 1, "later version" },
	{ 1, 0, 1, 0xff, "UTF-8" },
	{ 1, 5, 1, '0', "a grid of 0 x 3" },
	{ 9, 0, 4, 0x7f800000, "means infinity" },
	{ 9, 1020, 4, 0xff800000, "means infinity" },
	{ 2, 0, 4, 0, "no record begins here" },
	{ 2, 4, 2, 0, "unknown kind of record 0" },
	{ 2, 4, 2, 5, "unknown kind of record 5" },
	{ 2, 6, 2, 0, "unknown value type 0" },
	{ 2, 6, 2, 5, "unknown value type 5" },
	{ 2, 6, 2, 2, "table of 65536" },
	{ 2, 6, 2, 3, "needs 24" },
	{ 2, 16, 4, 0, "end after it starts" },
	{ 2, 12, 4, 0x7fffffff, "the years 1 to 9999" },
	{ 2, 24, 4, 5, "needs 6" },
	{ 2, 24, 4, 0xffffffff, "needs 6" },
	{ 2, 28, 4, 2, "says 2 images of 1 expected" },
	{ 2, 36, 1, ' ', "layer's name" },
	{ 2, 37, 1, 'x', "after the layer" },
	{ 2, 56, 1, 1, "later version" },
	{ 3, 6, 2, 1, "no field" },
	{ 3, 24, 4, CHUNK_REASON_MAX + 1, "a gap with" },
	{ 3, 28, 4, 1, "a gap with" },
	{ 3, 36, 1, 'x', "no field" },
	{ 4, 24, 4, 4 + CHUNK_NAME_MAX + CHUNK_BLOB_MAX + 1, "over the limit" },
	{ 14, 0, 4, 0, "proper name" },
	{ 14, 0, 4, 13, "proper name" },
	{ 14, 0, 4, 0xffffffff, "proper name" },
	{ 14, 6, 1, 0, "proper name" },
	{ 6, 24, 4, 60, "end record of 60" },
	{ 16, 0, 4, 3, "records are missing" },
	{ 16, 8, 4, 2, "records are missing" },
	{ 16, 16, 4, 2, "records are missing" },
	{ 16, 24, 4, 0, "records are missing" },
	{ 16, 28, 1, 1, "later version" },
	{ 16, 63, 1, 1, "later version" },
};

static void
mend_checksums(unsigned char *bytes, size_t body, size_t first)
{
	uint32_t heads = 0;

	put32(bytes + 16, crc_of(0, bytes + PRELUDE_SIZE, body));
	put32(bytes + 60, crc_of(0, bytes, 60));
	for (int i = 0; i < 5; i++) {
		unsigned char *head = bytes + first + i * 128;

		put32(head + 52, crc_of(0, head + HEAD_SIZE, 64));
		put32(head + 60, crc_of(0, head, 60));
		heads = i < 4 ? crc_of(heads, head, HEAD_SIZE) : heads;
	}
}

START_TEST(what_checksums_do_not_notice_is_refused)
{
	struct file f = write_small();
	unsigned char bytes[SMALL], *at;
	size_t size = bytes_of(&f, bytes), first = size - 5 * 128;
	int part = forged[_i].part;

	at = part == 0 ? bytes : part == 1 ? bytes + PRELUDE_SIZE :
	    part == 9 ? bytes + PRELUDE_SIZE + get32(bytes + 8) :
	    bytes + first + (part % 10 - 2) * 128 + (part > 10 ? 64 : 0);
	if (forged[_i].width == 4)
		put32(at + forged[_i].at, forged[_i].value);
	else if (forged[_i].width == 2)
		put16(at + forged[_i].at, (uint16_t)forged[_i].value);
	else
		at[forged[_i].at] = (unsigned char)forged[_i].value;
	mend_checksums(bytes, first - PRELUDE_SIZE, first);
	refused(bytes, size, forged[_i].why, "forged", (size_t)_i);
	close(f.fd);
}
END_TEST

START_TEST(errors_say_where)
{
	struct file f = write_small();
	unsigned char bytes[SMALL];
	size_t size = bytes_of(&f, bytes), fourth = size - 2 * 128;
	char place[64];

	bytes[fourth + HEAD_SIZE] ^= 1;
	snprintf(place, sizeof place, "record 4, byte %zu, 1970-01-01T00:15Z: bad checksum", fourth + 128);
	refused(bytes, size, place, "byte", fourth);
	close(f.fd);
}
END_TEST

static const struct {
	const char *bytes;
	size_t size;
	const char *what;
} others[] = {
	{ "II*\0\10\0\0\0", 8, "radar-unzip" },
	{ "PK\3\4aaaa", 8, "radar-unzip" },
	{ "<html>aa", 8, "web page" },
	{ "SIMPLE  = T", 11, "not a chunk stream" },
	{ "PK", 2, "not a chunk stream" },
	{ "\x8a" "CHUNK" "\x02" "\n", 8, "version 2" },
};

START_TEST(what_is_no_stream_is_named)
{
	const unsigned char *bytes = (const unsigned char *)others[_i].bytes;

	refused(bytes, others[_i].size, others[_i].what, "other", (size_t)_i);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	struct file f = { .path = "/nowhere/x.chunk" };
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(read_files(&f, 1, NULL, why), -1);
	ck_assert_str_eq(why, "/nowhere/x.chunk: cannot open: No such file or directory");
}
END_TEST

/* ---- Writers refuse what readers would -------------------------------------------------------- */

static const struct {
	enum chunk_kind kind;
	enum chunk_type type;
	int64_t start, end;
	uint32_t have, expected;
	size_t size;
	const char *layer, *name, *why;
} unwritable[] = {
	{ CHUNK_END, CHUNK_BYTES, 0, 1, 0, 0, 64, "", "", "not a record to write" },
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

#define LOOP(test, array) tcase_add_loop_test(t, test, 0, (int)COUNT(array))

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
	tcase_add_test(t, every_prefix_is_refused);
	tcase_add_test(t, a_sealed_field_is_the_same_unless_it_is_changed);
	tcase_add_test(t, a_record_that_was_given_is_sealed_no_more);
	tcase_add_test(t, every_byte_is_guarded);
	tcase_add_test(t, only_a_stream_may_follow_a_stream);
	tcase_add_test(t, a_record_left_out_doubled_or_exchanged_is_noticed);
	LOOP(what_checksums_do_not_notice_is_refused, forged);
	tcase_add_test(t, errors_say_where);
	LOOP(what_is_no_stream_is_named, others);
	tcase_add_test(t, a_file_that_is_not_there_is_named);
	LOOP(a_record_that_no_reader_takes_is_not_written, unwritable);
	tcase_add_test(t, calls_in_the_wrong_order_are_errors);
	tcase_add_test(t, a_full_disk_is_noticed);
	LOOP(a_header_that_no_reader_takes_is_not_written, no_headers);
	tcase_add_test(t, the_grid_is_that_of_the_text);
	tcase_add_test(t, a_descriptor_that_does_not_block_is_waited_for);
	suite_add_tcase(s, t);
	return unit_main(s);
}
