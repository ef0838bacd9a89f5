/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_order - time goes forward, within a layer and from stream to stream,
 * and layers have a limit.
 */
#include "streams.h"

/* Two fields: may the second follow the first? */
static const struct {
	int64_t first[2], second[2];
	const char *layers[2];
	bool partial, well;
} orders[] = {
	{ { 0, 300 }, { 300, 600 }, { "", "" }, false, true },
	{ { 0, 300 }, { 900, 1200 }, { "", "" }, false, true },
	{ { 0, 300 }, { 0, 300 }, { "", "" }, false, false },
	{ { 0, 300 }, { 299, 600 }, { "", "" }, false, false },
	{ { 300, 600 }, { 0, 300 }, { "", "" }, false, false },
	{ { 0, 300 }, { 0, 300 }, { "min", "max" }, false, true },
	{ { 0, 300 }, { 0, 300 }, { "", "max" }, false, true },
	{ { 0, 300 }, { 0, 300 }, { "max", "max" }, false, false },
	{ { 0, 300 }, { 0, 300 }, { "max", "max" }, true, true },
};

START_TEST(time_goes_forward_within_a_layer)
{
	struct chunk_header *h = small_header();
	struct chunk c[2] = { field(orders[_i].first[0], orders[_i].first[1]),
		field(orders[_i].second[0], orders[_i].second[1]) };
	struct file f = new_file("", 0), one[2];
	struct chunk_stream *out = chunk_create(f.fd, "test");
	char why[CHUNK_WHY_MAX];

	if (orders[_i].partial)
		chunk_set(h, "partial", "1");
	for (int i = 0; i < 2; i++) {
		strcpy(c[i].layer, orders[_i].layers[i]);
		one[i] = write_file(h, &c[i], 1);
	}
	chunk_write_header(out, h);
	ck_assert_int_eq(chunk_write(out, &c[0]), 0);
	ck_assert_int_eq(chunk_write(out, &c[1]), orders[_i].well ? 0 : -1);
	if (!orders[_i].well)
		ck_assert_ptr_nonnull(strstr(chunk_error(out), "starts at 1970-01-01T00:0"));

	/* Two files are read as one is written. */
	ck_assert_msg((read_files(one, 2, NULL, why) >= 0) == orders[_i].well, "%s", why);
	if (!orders[_i].well) {
		ck_assert_msg(strstr(why, one[0].path) && strstr(why, one[1].path), "%s", why);
		ck_assert_msg(strstr(why, "ended, 1970-01-01T00:"), "%s", why);
	}
	chunk_close(out);
	chunk_header_free(h);
	close(one[0].fd);
	close(one[1].fd);
	close(f.fd);
}
END_TEST

/*
 * Records of two streams. One without a layer counts for all layers: neither
 * stream may have such a record in the other's time. Within one stream it may,
 * as a gap inside a bin.
 */
static const struct {
	enum chunk_kind first, second;
	const char *layers[2];
	int64_t start;                          /* of the second; the first is 300 to 900 */
	bool joins;
} overlaps[] = {
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 600, false }, { CHUNK_GAP, CHUNK_FIELD, { "", "" }, 300, false },
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 0, false }, { CHUNK_GAP, CHUNK_FIELD, { "", "" }, 900, true },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 600, false }, { CHUNK_FIELD, CHUNK_GAP, { "", "" }, 900, true },
	{ CHUNK_FIELD, CHUNK_GAP, { "min", "" }, 600, false }, { CHUNK_GAP, CHUNK_FIELD, { "", "max" }, 300, true },
	{ CHUNK_FIELD, CHUNK_FIELD, { "min", "max" }, 300, true }, { CHUNK_FIELD, CHUNK_FIELD, { "min", "" }, 300, false },
};

START_TEST(joined_streams_share_no_time)
{
	struct chunk_header *h = small_header();
	struct chunk c[2];
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < 2; i++) {
		int64_t start = i ? overlaps[_i].start : 300;

		c[i] = (i ? overlaps[_i].second : overlaps[_i].first) == CHUNK_GAP ?
		    gap(start, start + 600, "missing") : field(start, start + 600);
		strcpy(c[i].layer, overlaps[_i].layers[i]);
	}
	struct file one[] = { write_file(h, &c[0], 1), write_file(h, &c[1], 1) };
	bool joins = read_files(one, 2, NULL, why) >= 0;

	ck_assert_msg(joins == overlaps[_i].joins, "%s", why);
	if (!joins)
		ck_assert_msg(strstr(why, one[0].path) && strstr(why, one[1].path) &&
		    strstr(why, "ended, 1970-01-01T00:15Z"), "%s", why);
	/* They may be records of one stream: only each kind and layer has its order. */
	if (c[0].kind != c[1].kind) {
		struct file whole = write_file(h, c, 2);

		ck_assert_msg(read_files(&whole, 1, NULL, why) == 2, "%s", why);
		close(whole.fd);
	}
	/* Partial statistics may be of any days. */
	chunk_set(h, "partial", "1");
	struct file parts[] = { write_file(h, &c[0], 1), write_file(h, &c[1], 1) };

	ck_assert_msg(read_files(parts, 2, NULL, why) == 2, "%s", why);
	chunk_header_free(h);
	for (int i = 0; i < 2; i++) {
		close(one[i].fd);
		close(parts[i].fd);
	}
}
END_TEST

START_TEST(layers_have_a_limit)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	unsigned n = 0;

	chunk_write_header(out, h);
	for (struct chunk c = field(0, 300); n <= CHUNK_LAYERS_MAX + 2; n++) {
		snprintf(c.layer, sizeof c.layer, "layer%u", n);
		if (chunk_write(out, &c) < 0)
			break;
	}
	ck_assert_uint_ge(n, CHUNK_LAYERS_MAX);
	ck_assert_uint_le(n, CHUNK_LAYERS_MAX + 2);
	ck_assert_ptr_nonnull(strstr(chunk_error(out), "layers"));
	chunk_close(out);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("order");
	TCase *t = tcase_create("order");

	tcase_set_timeout(t, 60);
	LOOP(time_goes_forward_within_a_layer, orders);
	LOOP(joined_streams_share_no_time, overlaps);
	tcase_add_test(t, layers_have_a_limit);
	suite_add_tcase(s, t);
	return unit_main(s);
}
