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
	{ { 300, 600 }, { 300, 900 }, { "min", "max" }, false, true },
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
 * Two records, in one stream and in two that are joined. A record without a
 * layer counts for all layers: neither stream may have one in the other's time.
 * Within one stream a gap lies wholly in the field ahead of it, or after it.
 */
static const struct {
	enum chunk_kind first, second;
	const char *layers[2];
	int64_t start, end;                     /* of the second; the first is 300 to 900 */
	const char *within, *joined;            /* why not; NULL: it is well */
} overlaps[] = {
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 600, 1200, "in a gap that lasts until", "ended" },
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 300, 900, "in a gap that lasts until", "ended" },
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 0, 600, "before the one ahead of it starts", "ended" },
	{ CHUNK_GAP, CHUNK_FIELD, { "", "" }, 900, 1500, NULL, NULL },
	{ CHUNK_GAP, CHUNK_FIELD, { "", "max" }, 300, 900, "in a gap that lasts until",
	    "in a gap that lasts until" },
	{ CHUNK_GAP, CHUNK_GAP, { "", "" }, 600, 1200, "ended", "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 600, 1200, "gaps end there too", "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 300, 900, NULL, "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 600, 900, NULL, "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 0, 300, "before the one ahead of it starts", "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 0, 1200, "before the one ahead of it starts", "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "", "" }, 900, 1500, NULL, NULL },
	{ CHUNK_FIELD, CHUNK_GAP, { "min", "" }, 600, 1200, "gaps end there too", "ended" },
	{ CHUNK_FIELD, CHUNK_GAP, { "min", "" }, 600, 900, NULL, "ended" },
	{ CHUNK_FIELD, CHUNK_FIELD, { "min", "max" }, 300, 900, NULL, NULL },
	{ CHUNK_FIELD, CHUNK_FIELD, { "min", "max" }, 600, 1200, NULL, NULL },
	{ CHUNK_FIELD, CHUNK_FIELD, { "min", "max" }, 0, 900, "before the one ahead of it starts",
	    "before the one ahead of it starts" },
	{ CHUNK_FIELD, CHUNK_FIELD, { "min", "" }, 300, 900, NULL, "ended" },
};

/* Whether files are refused with a reason that has this text; NULL: they are read. */
static void
expect(const struct file *files, int n, const char *reason)
{
	char why[CHUNK_WHY_MAX] = "read";
	bool well = read_files(files, n, NULL, why) >= 0;

	ck_assert_msg(well == (reason == NULL), "%s", why);
	if (reason != NULL)
		ck_assert_msg(strstr(why, reason) != NULL, "%s", why);
	for (int i = 0; i < n; i++)
		close(files[i].fd);
}

START_TEST(records_share_no_time)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	struct chunk c[2];

	for (int i = 0; i < 2; i++) {
		int64_t start = i ? overlaps[_i].start : 300, end = i ? overlaps[_i].end : 900;

		c[i] = (i ? overlaps[_i].second : overlaps[_i].first) == CHUNK_GAP ?
		    gap(start, end, "missing") : field(start, end);
		strcpy(c[i].layer, overlaps[_i].layers[i]);
	}
	expect((struct file[]){ write_file(h, &c[0], 1), write_file(h, &c[1], 1) }, 2,
	    overlaps[_i].joined);
	/* A writer refuses what a reader would. */
	chunk_write_header(out, h);
	ck_assert_int_eq(chunk_write(out, &c[0]), 0);
	ck_assert_int_eq(chunk_write(out, &c[1]), overlaps[_i].within == NULL ? 0 : -1);
	if (overlaps[_i].within != NULL)
		ck_assert_msg(strstr(chunk_error(out), overlaps[_i].within) != NULL, "%s",
		    chunk_error(out));
	/* Partial statistics may be of any days. */
	chunk_set(h, "partial", "1");
	expect((struct file[]){ write_file(h, &c[0], 1), write_file(h, &c[1], 1) }, 2, NULL);
	chunk_close(out);
	chunk_header_free(h);
	close(f.fd);
}
END_TEST

START_TEST(layers_have_a_limit)
{
	struct chunk_header *h = small_header();
	struct file f = new_file("", 0);
	struct chunk_stream *out = chunk_create(f.fd, "test");
	unsigned n = 0;

	chunk_write_header(out, h);
	for (struct chunk c = field(0, 300); n <= CHUNK_LAYERS_MAX; n++) {
		snprintf(c.layer, sizeof c.layer, "layer%u", n);
		if (chunk_write(out, &c) < 0)
			break;
	}
	ck_assert_uint_eq(n, CHUNK_LAYERS_MAX);
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
	LOOP(records_share_no_time, overlaps);
	tcase_add_test(t, layers_have_a_limit);
	suite_add_tcase(s, t);
	return unit_main(s);
}
