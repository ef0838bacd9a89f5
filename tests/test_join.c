/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_join - streams that agree are one, and the digest knows the same data.
 */
#include "streams.h"

/* ---- Joining ---------------------------------------------------------------------------------- */

static const struct {
	const char *key, *value;
	bool joins;
} keys[] = {
	{ "rows", "3", false }, { "cols", "2", false }, { "affine", "10 2 0 20 0 -3", false },
	{ "crs", "EPSG:3006", false }, { "crs", NULL, false }, { "variable", "rainfall_amount", false },
	{ "units", "dBZ", false }, { "cell_methods", "time: mean", false }, { "step", "600", false },
	{ "partial", "1", false }, { "layer.max.units", "1", false },
	{ "records", "17", true }, { "history", "another tool", true },
	{ "note", "unknown keys need not agree", true },
};

START_TEST(joined_streams_must_agree)
{
	struct chunk_header *a = small_header(), *b = small_header();
	struct chunk c[2] = { field(0, 300), field(300, 600) };
	char why[CHUNK_WHY_MAX];

	chunk_set(b, keys[_i].key, keys[_i].value);
	if (strcmp(keys[_i].key, "rows") == 0 || strcmp(keys[_i].key, "cols") == 0) {
		struct chunk_grid g = *chunk_grid(b);

		g.rows = keys[_i].key[0] == 'r' ? 3 : 2;
		g.cols = keys[_i].key[0] == 'c' ? 2 : 3;
		chunk_set_grid(b, &g);
		c[1].size = g.rows * g.cols;
		c[1].data = "123456789";
	}
	struct file f[] = { write_file(a, &c[0], 1), write_file(b, &c[1], 1) };

	ck_assert_msg(read_files(f, 2, NULL, why) == (keys[_i].joins ? 2 : -1), "%s", why);
	if (!keys[_i].joins) {
		ck_assert_msg(strstr(why, keys[_i].key) && strstr(why, f[1].path), "%s", why);
		ck_assert_msg(strstr(why, keys[_i].value ? keys[_i].value : "not given"), "%s", why);
	}
	chunk_header_free(a);
	chunk_header_free(b);
	close(f[0].fd);
	close(f[1].fd);
}
END_TEST

START_TEST(joined_tables_must_be_the_same_bits)
{
	struct chunk_header *a = small_header(), *b = small_header();
	struct chunk c[2] = { field(0, 300), field(300, 600) };
	float table[256];
	char why[CHUNK_WHY_MAX];

	memcpy(table, chunk_table(a, NULL), sizeof table);
	table[17] = nextafterf(table[17], 100);
	chunk_set_table(b, table, 256);
	struct file f[] = { write_file(a, &c[0], 1), write_file(b, &c[1], 1) };

	ck_assert_int_eq(read_files(f, 2, NULL, why), -1);
	ck_assert_msg(strstr(why, "code 17 is 4.25"), "%s", why);
	chunk_header_free(a);
	chunk_header_free(b);
	close(f[0].fd);
	close(f[1].fd);
}
END_TEST

/*
 * Records of streams and what their join gives, as letters: a field F, a gap "missing" M, a gap
 * "damaged" D, each 300 s long; '.' is 300 s that nothing covers.
 */
static const struct {
	const char *streams;            /* each begins where the one before it, its dots too, ends */
	const char *step;
	const char *joined;             /* M300 is a gap "missing" of 300 s */
} joins[] = {
	{ "F|F", "300", "F0 F300" },
	{ "F|.F", "300", "F0 M300+300 F600" },
	{ "F|...F", "300", "F0 M300+900 F1200" },
	{ "F..|.F", "300", "F0 M300+900 F1200" },
	{ "FM|.F", "300", "F0 M300+600 F900" },
	{ "F|.MF", "300", "F0 M300+600 F900" },
	{ "FM|.MF", "300", "F0 M300+900 F1200" },
	{ "FM|MF", "300", "F0 M300+600 F900" },
	{ "FD|.DF", "300", "F0 D300+300 M600+300 D900+300 F1200" },
	{ "FD|MF", "300", "F0 D300+300 M600+300 F900" },
	{ "FM|M", "300", "F0 M300+600" },
	{ "FMM|DDM", "300", "F0 M300+600 D900+600 M1500+300" },
	{ "|..F", "300", "F600" },
	{ "F|..F", NULL, "F0 F900" },
	{ "F.F|F", "300", "F0 F600 F900" },
	{ "M.MF|F", "300", "M0+300 M600+300 F900 F1200" },
	{ "F|F|F", "300", "F0 F300 F600" },
	{ "F|.F|F|..F", "300", "F0 M300+300 F600 F900 M1200+600 F1800" },
	{ "F|.F|.F|.F", "300", "F0 M300+300 F600 M900+300 F1200 M1500+300 F1800" },
	{ "F|.M|.F", "300", "F0 M300+900 F1200" },
	{ "F|.D|.F", "300", "F0 M300+300 D600+300 M900+300 F1200" },
	{ "F||.F", "300", "F0 M300+300 F600" },
	{ "FD|.D|.D|F", "300", "F0 D300+300 M600+300 D900+300 M1200+300 D1500+300 F1800" },
};

static int64_t
write_letters(struct file *f, const struct chunk_header *h, const char *letters, int64_t t)
{
	struct chunk c[8];
	size_t n = 0;

	for (; *letters && *letters != '|'; letters++, t += 300)
		if (*letters == 'F')
			c[n++] = field(t, t + 300);
		else if (*letters != '.')
			c[n++] = gap(t, t + 300, *letters == 'M' ? "missing" : "damaged: it does not open");
	*f = write_file(h, c, n);
	return t;
}

/* The line of history that a copy of the reader's header has, and its own header has not. */
static void
check_joined(const struct chunk_stream *in, int n)
{
	struct chunk_header *copy = chunk_header_copy(chunk_header(in));
	char line[64];

	snprintf(line, sizeof line, "joined %d streams", n);
	ck_assert_str_eq(chunk_nth(copy, "history", 1), line);
	ck_assert_ptr_null(chunk_nth(copy, "history", 2));
	ck_assert_ptr_null(chunk_nth(chunk_header(in), "history", 1));
	chunk_header_free(copy);
}

static void
read_letters(const struct file *f, int n, char *letters)
{
	char *paths[4] = { NULL };
	struct chunk_stream *in = chunk_open(paths, n);
	struct chunk c = { 0 };
	int got;

	for (int i = 0; i < n; i++)
		paths[i] = (char *)f[i].path;

	ck_assert_int_eq(chunk_read_header(in), 0);
	while ((got = chunk_read(in, &c)) == 1) {
		char kind = c.kind == CHUNK_FIELD ? 'F' : ((char *)c.data)[0] == 'm' ? 'M' : 'D';

		letters += sprintf(letters, "%s%c%d", c.start || kind != 'F' ? " " : "", kind, (int)c.start);
		if (c.kind == CHUNK_GAP) {
			letters += sprintf(letters, "+%d", (int)(c.end - c.start));
			ck_assert_uint_eq(c.expected, (uint64_t)(c.end - c.start) / 300);
			ck_assert_uint_eq(c.have, 0);
		}
	}
	ck_assert_msg(got == 0, "%s", chunk_error(in));
	check_joined(in, n);
	chunk_free(&c);
	chunk_close(in);
}

START_TEST(time_between_joined_streams_is_missing)
{
	struct chunk_header *h = small_header();
	const char *stream = joins[_i].streams;
	char letters[256] = "";
	struct file f[4];
	int64_t t = 0;
	int n = 0;

	chunk_set(h, "step", joins[_i].step);
	for (; stream != NULL; stream = strchr(stream, '|') ? strchr(stream, '|') + 1 : NULL)
		t = write_letters(&f[n++], h, stream, t);
	read_letters(f, n, letters);
	ck_assert_str_eq(letters[0] == ' ' ? letters + 1 : letters, joins[_i].joined);
	chunk_header_free(h);
	while (n > 0)
		close(f[--n].fd);
}
END_TEST

START_TEST(streams_in_one_file_are_streams_in_several)
{
	struct chunk_header *h = small_header();
	struct file f[3], all = new_file("", 0);
	uint32_t digest[2];
	char why[CHUNK_WHY_MAX];
	int64_t t = 0;

	for (int i = 0; i < 3; i++) {
		unsigned char bytes[SMALL];

		t = write_letters(&f[i], h, i ? ".FMF" : "FF", t);
		size_t n = bytes_of(&f[i], bytes);
		ck_assert_int_eq(write(all.fd, bytes, n), (ssize_t)n);
	}
	ck_assert_msg(read_files(f, 3, &digest[0], why) == 10, "%s", why);
	ck_assert_msg(read_files(&all, 1, &digest[1], why) == 10, "%s", why);
	ck_assert_uint_eq(digest[0], digest[1]);

	char *path = all.path;
	struct chunk_stream *in = chunk_open(&path, 1);
	struct chunk c = { 0 };

	chunk_read_header(in);
	while (chunk_read(in, &c) == 1)
		;
	ck_assert_uint_eq(chunk_counts(in)->streams, 3);
	check_joined(in, 3);
	chunk_free(&c);
	chunk_close(in);
	chunk_header_free(h);
	for (int i = 0; i < 3; i++)
		close(f[i].fd);
	close(all.fd);
}
END_TEST

/* ---- Digest ----------------------------------------------------------------------------------- */

static uint32_t
digest_of(const struct chunk_header *h, const struct chunk *c, size_t n)
{
	struct file f = write_file(h, c, n);
	uint32_t digest;
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_files(&f, 1, &digest, why) >= 0, "%s", why);
	close(f.fd);
	return digest;
}

START_TEST(the_digest_is_of_records_and_table_alone)
{
	struct chunk_header *h = small_header(), *other = small_header();
	struct chunk c[2] = { field(0, 300), gap(300, 600, "missing") };
	uint32_t digest = digest_of(h, c, 2);
	float table[256] = { 0 };

	chunk_add(other, "history", "another way to the same");
	ck_assert_uint_eq(digest_of(other, c, 2), digest);
	chunk_set_table(other, table, 256);
	ck_assert_uint_ne(digest_of(other, c, 2), digest);
	ck_assert_uint_ne(digest_of(h, c, 1), digest);
	c[0].data = "\0\1\2\375\376\376";
	ck_assert_uint_ne(digest_of(h, c, 2), digest);
	c[0] = field(0, 299);
	ck_assert_uint_ne(digest_of(h, c, 2), digest);
	c[0] = field(0, 300);
	c[0].have = 0;
	ck_assert_uint_ne(digest_of(h, c, 2), digest);
	c[0].have = 1;
	strcpy(c[0].layer, "x");
	ck_assert_uint_ne(digest_of(h, c, 2), digest);
	c[0].layer[0] = '\0';
	c[1] = gap(300, 600, "missinG");
	ck_assert_uint_ne(digest_of(h, c, 2), digest);
	chunk_header_free(h);
	chunk_header_free(other);
}
END_TEST

START_TEST(gaps_are_joined_as_far_as_they_can_be_counted)
{
	struct chunk_header *h = small_header();
	struct chunk c[] = { gap(0, 300, "missing"), gap(300, 600, "missing"), gap(600, 900, "missing") };
	char why[CHUNK_WHY_MAX];

	c[0].expected = UINT32_MAX - 1;
	struct file f = write_file(h, c, 3);

	ck_assert_msg(read_files(&f, 1, NULL, why) == 2, "%s", why);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(a_join_has_the_digest_of_the_whole)
{
	struct chunk_header *h = small_header();
	struct chunk c[] = { field(0, 300), gap(300, 900, "missing"), field(900, 1200),
		record(CHUNK_BLOB, CHUNK_BYTES, 1200, 1500, "II*", 3) };

	strcpy(c[3].name, "radar.tif");
	struct chunk first[] = { c[0], gap(300, 600, "missing") };
	struct file f[] = { write_file(h, first, 2), write_file(h, c + 2, 2) };
	uint32_t joined;
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_files(f, 2, &joined, why) == 4, "%s", why);
	ck_assert_uint_eq(joined, digest_of(h, c, 4));
	chunk_header_free(h);
	close(f[0].fd);
	close(f[1].fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("join");
	TCase *t = tcase_create("join");

	tcase_set_timeout(t, 60);
	LOOP(joined_streams_must_agree, keys);
	tcase_add_test(t, joined_tables_must_be_the_same_bits);
	LOOP(time_between_joined_streams_is_missing, joins);
	tcase_add_test(t, streams_in_one_file_are_streams_in_several);
	tcase_add_test(t, the_digest_is_of_records_and_table_alone);
	tcase_add_test(t, gaps_are_joined_as_far_as_they_can_be_counted);
	tcase_add_test(t, a_join_has_the_digest_of_the_whole);
	suite_add_tcase(s, t);
	return unit_main(s);
}
