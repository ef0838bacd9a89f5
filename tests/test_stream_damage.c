/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_stream_damage - a stream that is cut, changed or put together wrongly
 * is refused, and the reader says where.
 */
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

/* 8 x 32 cells, more than half of which repeat what is before them. */
static struct chunk
wide_field(int64_t start, unsigned char *codes)
{
	for (int i = 0; i < 256; i++)
		codes[i] = i < 100 ? (unsigned char)i : 255;
	return record(CHUNK_FIELD, CHUNK_U8, start, start + 300, codes, 256);
}

static struct chunk_header *
wide_header(void)
{
	struct chunk_header *h = small_header();

	chunk_set_grid(h, &(struct chunk_grid){ 8, 32, { 10, 2, 0, 20, 0, -2 } });
	return h;
}

START_TEST(a_field_is_the_same_whoever_packs_it)
{
	struct chunk_header *h = wide_header();
	unsigned char codes[256], bytes[SMALL], expected[SMALL];
	struct chunk c = { 0 }, plain = wide_field(0, codes);
	struct file f = write_file(h, &plain, 1);
	size_t size = bytes_of(&f, expected);

	ck_assert_int_eq(chunk_copy(&c, &plain), 0);
	chunk_pack(&c);
	ck_assert_uint_eq(c.whole, 256);
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
	/* Other room has other values, which nobody packed yet. */
	memset(chunk_room(&c, 256), 1, 256);
	f = write_file(h, &c, 1);
	ck_assert_uint_lt(bytes_of(&f, bytes), size);
	close(f.fd);
	chunk_free(&c);
	chunk_header_free(h);
}
END_TEST

START_TEST(every_prefix_and_byte_of_a_packed_field_counts)
{
	struct chunk_header *h = wide_header();
	unsigned char codes[256], bytes[SMALL];
	struct chunk c[] = { wide_field(0, codes), wide_field(300, codes) };
	struct file f = write_file(h, c, 2);
	size_t size = bytes_of(&f, bytes);

	for (size_t n = 1; n < size; n++)
		refused(bytes, n, "cut short", "prefix", n);
	for (size_t i = 0; i < size; i++)
		for (int bit = 0; bit < 8; bit++) {
			bytes[i] ^= (unsigned char)(1 << bit);
			refused(bytes, size, ":", "byte", i);
			bytes[i] ^= (unsigned char)(1 << bit);
		}
	close(f.fd);
	chunk_header_free(h);
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
		refused(bytes, size + more, "trailing bytes", "zeros", more);
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
	{ 0, 6, 1, 3, "version 3" },
	{ 0, 6, 1, 1, "version 1 of the format, this program reads version 2" },
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
	{ 2, 56, 1, 2, "later version" },
	{ 2, 56, 1, 1, "a packed field of 6 bytes" },
	{ 3, 56, 1, 1, "a packed record that is not a field" },
	{ 3, 6, 2, 1, "not a field" },
	{ 3, 24, 4, CHUNK_REASON_MAX + 1, "a gap with" },
	{ 3, 28, 4, 1, "a gap with" },
	{ 3, 36, 1, 'x', "not a field" },
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
	{ "\x8a" "CHUNK" "\x01" "\n", 8, "version 1" },
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

int
main(void)
{
	Suite *s = suite_create("stream_damage");
	TCase *t = tcase_create("stream_damage");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_prefix_is_refused);
	tcase_add_test(t, a_field_is_the_same_whoever_packs_it);
	tcase_add_test(t, every_prefix_and_byte_of_a_packed_field_counts);
	tcase_add_test(t, every_byte_is_guarded);
	tcase_add_test(t, only_a_stream_may_follow_a_stream);
	tcase_add_test(t, a_record_left_out_doubled_or_exchanged_is_noticed);
	LOOP(what_checksums_do_not_notice_is_refused, forged);
	tcase_add_test(t, errors_say_where);
	LOOP(what_is_no_stream_is_named, others);
	tcase_add_test(t, a_file_that_is_not_there_is_named);
	suite_add_tcase(s, t);
	return unit_main(s);
}
