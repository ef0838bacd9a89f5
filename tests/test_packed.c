/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_packed - fields without what only repeats, against a packer of a few plain loops: each field
 * has one form, comes back bit for bit, and nothing else is taken.
 */
#include <stdlib.h>

#include "le.h"
#include "streams.h"

#define BYTES_MAX 70000                 /* of a field here: more than one word of marks, and a rest */

static const enum chunk_type types[] = { CHUNK_U8, CHUNK_U16, CHUNK_F32, CHUNK_F64 };

static unsigned char whole[BYTES_MAX], expected[2 * BYTES_MAX];

/* ---- The model ---------------------------------------------------------------------------------- */

/* Packs as chunk(5) says, a value at a time: how many bytes; 0 if that is not shorter. */
static size_t
pack_plainly(size_t size, size_t value)
{
	size_t runs = (size + 15) / 16, n = 0;
	unsigned char before[8] = { 0 };
	unsigned char marks[BYTES_MAX / 16] = { 0 };

	for (size_t run = 0; run < runs; run++) {
		size_t from = run * 16, to = from + 16 < size ? from + 16 : size;
		bool repeats = true;

		for (size_t i = from; i < to; i += value) {
			repeats = repeats && memcmp(whole + i, before, value) == 0;
			memcpy(before, whole + i, value);
		}
		if (repeats) {
			marks[run / 8] |= (unsigned char)(1 << run % 8);
		} else {
			memcpy(expected + n, whole + from, to - from);
			n += to - from;
		}
	}
	memcpy(expected + n, marks, (runs + 63) / 64 * 8);
	n += (runs + 63) / 64 * 8;
	return n < size ? n : 0;
}

/* Stretches of one value, of any length, and others without order between them. */
static void
make_field(size_t size, size_t value, unsigned wet)
{
	unsigned char same[8] = { 0 };

	for (size_t i = 0, left = 0; i < size; i += value, left--) {
		if (left == 0) {
			left = 1 + unit_random(unit_random(4) == 0 ? 2000 : 40);
			for (size_t k = 0; k < value; k++)
				same[k] = (unsigned char)(unit_random(3) ? 0 : unit_random(256));
			if (unit_random(100) < wet)
				same[0] = 1;
		}
		memcpy(whole + i, same, value);
		if (same[0] == 1)
			whole[i] = (unsigned char)unit_random(256);
	}
}

/* ---- Tests -------------------------------------------------------------------------------------- */

static void
check_field(enum chunk_type type, size_t size)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = type }, other = { .kind = CHUNK_FIELD, .type = type };
	size_t value = chunk_value_size(type), length = pack_plainly(size, value);
	char why[CHUNK_WHY_MAX];

	memcpy(chunk_room(&c, size), whole, size);
	memcpy(chunk_room(&other, size), whole, size);
	ck_assert_int_eq(packed_make(&other, &c), length > 0);
	chunk_pack(&c);
	ck_assert_uint_eq(c.whole, length > 0 ? size : 0);
	ck_assert_uint_eq(c.size, length > 0 ? length : size);
	ck_assert_mem_eq(c.data, length > 0 ? expected : whole, c.size);
	ck_assert_uint_eq(other.whole, c.whole);
	ck_assert_mem_eq(other.data, c.data, c.size);
	ck_assert_msg(packed_check(&c, why) == 0, "%zu: %s", size, why);
	chunk_pack(&c);                         /* once more changes nothing */
	ck_assert_uint_eq(c.size, length > 0 ? length : size);
	for (size_t run = 0; length > 0 && run < (size + 15) / 16; run++) {
		const unsigned char *marks = chunk_marks(&c);
		size_t at = chunk_run_offset(&c, run), bytes = size - run * 16 < 16 ? size - run * 16 : 16;

		if (!(marks[run / 8] >> run % 8 & 1))
			ck_assert_mem_eq((unsigned char *)c.data + at, whole + run * 16, bytes);
		else if (at > 0)
			ck_assert_mem_eq((unsigned char *)c.data + at - value, whole + run * 16, value);
		else
			ck_assert_mem_eq("\0\0\0\0\0\0\0", whole + run * 16, value);
	}
	ck_assert_int_eq(chunk_unpack(&c), 0);
	ck_assert_uint_eq(c.size, size);
	ck_assert_uint_eq(c.whole, 0);
	ck_assert_mem_eq(c.data, whole, size);
	chunk_free(&c);
	chunk_free(&other);
}

START_TEST(fields_come_back_bit_for_bit)
{
	size_t value = chunk_value_size(types[_i]);

	for (size_t n = 1; n <= 300; n++)
		for (unsigned wet = 0; wet <= 50; wet += 25) {
			make_field(n * value, value, wet);
			check_field(types[_i], n * value);
		}
	for (int i = 0; i < 300; i++) {
		size_t size = (1 + unit_random(BYTES_MAX / 8 - 1)) * value;

		make_field(size, value, unit_random(100));
		check_field(types[_i], size);
	}
}
END_TEST

/* Values whose bits differ are others, also if they compare as equal, and NaN that are the same bits repeat. */
START_TEST(values_are_told_by_their_bits)
{
	static const uint32_t nan[] = { 0x7fc00000, 0x7fc00001 }, zero[] = { 0, 0x80000000 };

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < 4096; i += 4) {
			const uint32_t *of = k == 0 ? nan : zero;

			memcpy(whole + i, &of[i / 4 % 64 == 63], 4);
			if (i == 4092)
				check_field(CHUNK_F32, 4096);
		}
}
END_TEST

START_TEST(zeros_are_marks_alone)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F64 };

	memset(whole, 0, BYTES_MAX);
	check_field(CHUNK_F64, 65536);
	memcpy(chunk_room(&c, 65536), whole, 65536);
	chunk_pack(&c);
	ck_assert_uint_eq(c.size, 65536 / 128);
	chunk_free(&c);
}
END_TEST

/* Only its own buffer has room for marks. */
START_TEST(values_elsewhere_stay_whole)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_U8, .data = whole, .size = 4096 };

	memset(whole, 7, 4096);
	chunk_pack(&c);
	ck_assert_uint_eq(c.whole, 0);
	ck_assert_ptr_eq(c.data, whole);
	ck_assert_uint_eq(c.size, 4096);
}
END_TEST

/* ---- What is not the one form of a field -------------------------------------------------------- */

static struct chunk
packed_field(size_t size)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_U8 };

	for (size_t i = 0; i < size; i++)
		whole[i] = (unsigned char)(i < 100 ? i * i : 9);
	memcpy(chunk_room(&c, size), whole, size);
	chunk_pack(&c);
	ck_assert_uint_eq(c.whole, size);
	return c;
}

static void
is_refused(struct chunk *c, const char *expected_why)
{
	char why[CHUNK_WHY_MAX] = "taken";

	ck_assert_int_eq(packed_check(c, why), -1);
	ck_assert_msg(strstr(why, expected_why) != NULL, "%s", why);
	chunk_free(c);
}

START_TEST(marks_and_length_must_agree)
{
	struct chunk c = packed_field(1003);
	unsigned char *marks = (unsigned char *)chunk_marks(&c);

	ck_assert_uint_eq(marks[7], 0x7f);      /* 63 runs */
	marks[7] = 0xff;                        /* one more than there are */
	is_refused(&c, "marks of more runs");
	c = packed_field(1003);
	((unsigned char *)chunk_marks(&c))[6] ^= 1;
	is_refused(&c, "its marks say 128");
	c = packed_field(1003);
	((unsigned char *)chunk_marks(&c))[7] ^= 0x40;  /* the last run, which is shorter */
	is_refused(&c, "its marks say 123");
	c = packed_field(1003);
	memmove((unsigned char *)c.data + 96, chunk_marks(&c), 8);
	c.size -= 16;
	is_refused(&c, "96 bytes of runs, its marks say 112");
}
END_TEST

START_TEST(no_run_may_repeat)
{
	struct chunk c = packed_field(1003);
	unsigned char *x = c.data;

	memset(x + 32, x[31], 16);
	is_refused(&c, "repeats");
	c = packed_field(1003);
	memset(c.data, 0, 16);                  /* before the first run there is 0 */
	is_refused(&c, "repeats");
	/* The last run, alone after a mark that was taken away. */
	c = packed_field(1003);
	x = c.data;
	memmove(x + 112 + 11, x + 112, 8);
	memset(x + 112, 9, 11);
	c.size += 11;
	((unsigned char *)chunk_marks(&c))[7] ^= 0x40;
	is_refused(&c, "repeats");
}
END_TEST

START_TEST(what_gains_is_packed)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_U8 };

	memset(chunk_room(&c, 1003), 9, 1003);
	is_refused(&c, "not packed");
}
END_TEST

START_TEST(heads_tell_lengths_that_can_be)
{
	struct chunk_header *h = small_header();
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_U8, .start = 0, .end = 300 };
	char why[CHUNK_WHY_MAX];

	chunk_set_grid(h, &(struct chunk_grid){ 17, 59, { 10, 2, 0, 20, 0, -2 } });
	ck_assert_int_eq(record_check(h, &c, 1003, false, why), 0);
	ck_assert_int_eq(record_check(h, &c, 1002, false, why), -1);
	ck_assert_int_eq(record_check(h, &c, 1002, true, why), 0);
	ck_assert_int_eq(record_check(h, &c, 8, true, why), 0);
	ck_assert_int_eq(record_check(h, &c, 7, true, why), -1);
	ck_assert_int_eq(record_check(h, &c, 1003, true, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "of 1003 bytes, of 8 to 1002 that it may have"));
	c.kind = CHUNK_GAP;
	c.type = CHUNK_BYTES;
	ck_assert_int_eq(record_check(h, &c, 7, true, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "not a field"));
	chunk_header_free(h);
}
END_TEST

/* ---- Through a stream --------------------------------------------------------------------------- */

/* A reader that keeps fields packed hands out what a writer takes as it is. */
START_TEST(packed_fields_pass_through)
{
	struct chunk_header *h = small_header();
	struct chunk c = { 0 }, records[2] = { packed_field(1003), { .kind = CHUNK_FIELD, .type = CHUNK_U8 } };
	unsigned char bytes[SMALL], again[SMALL];
	char *paths[1];
	size_t size;

	chunk_set_grid(h, &(struct chunk_grid){ 17, 59, { 10, 2, 0, 20, 0, -2 } });
	for (int i = 0; i < 1003; i++)
		whole[i] = (unsigned char)(i * i / 3);
	memcpy(chunk_room(&records[1], 1003), whole, 1003);     /* does not gain */
	for (int i = 0; i < 2; i++) {
		records[i].start = 300 * i;
		records[i].end = 300 * i + 300;
		records[i].have = records[i].expected = 1;
	}
	struct file f = write_file(h, records, 2), g = new_file("", 0);
	struct chunk_stream *in, *out = chunk_create(g.fd, "test");

	paths[0] = f.path;
	in = chunk_open(paths, 1);
	ck_assert_int_eq(chunk_read_header(in), 0);
	chunk_keep_packed(in);
	ck_assert_int_eq(chunk_write_header(out, chunk_header(in)), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(chunk_read(in, &c), 1);
		ck_assert_uint_eq(c.whole, i == 0 ? 1003 : 0);
		ck_assert_int_eq(chunk_write(out, &c), 0);
	}
	ck_assert_int_eq(chunk_read(in, &c), 0);
	ck_assert_int_eq(chunk_finish(out), 0);
	size = bytes_of(&f, bytes);
	ck_assert_uint_eq(bytes_of(&g, again), size);
	ck_assert_mem_eq(bytes, again, size);
	chunk_close(in);
	chunk_close(out);
	for (int i = 0; i < 2; i++)
		chunk_free(&records[i]);
	chunk_free(&c);
	chunk_header_free(h);
	close(f.fd);
	close(g.fd);
}
END_TEST

START_TEST(a_packed_field_of_another_grid_is_refused)
{
	struct chunk_header *h = small_header();
	struct chunk c = packed_field(1003);
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");

	chunk_set_grid(h, &(struct chunk_grid){ 17, 60, { 10, 2, 0, 20, 0, -2 } });
	c.end = 300;
	ck_assert_int_eq(chunk_write_header(out, h), 0);
	ck_assert_int_eq(chunk_write(out, &c), -1);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "another grid"));
	chunk_close(out);
	chunk_free(&c);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("packed");
	TCase *t = tcase_create("packed");

	LOOP(fields_come_back_bit_for_bit, types);
	tcase_add_test(t, values_are_told_by_their_bits);
	tcase_add_test(t, zeros_are_marks_alone);
	tcase_add_test(t, values_elsewhere_stay_whole);
	tcase_add_test(t, marks_and_length_must_agree);
	tcase_add_test(t, no_run_may_repeat);
	tcase_add_test(t, what_gains_is_packed);
	tcase_add_test(t, heads_tell_lengths_that_can_be);
	tcase_add_test(t, packed_fields_pass_through);
	tcase_add_test(t, a_packed_field_of_another_grid_is_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
