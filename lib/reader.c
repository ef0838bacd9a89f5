/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader.c - reads files one after the other and joins the streams in them. A
 * record is handed out only if it is whole, in order, and has the right
 * checksum.
 */
#include <stdlib.h>

#include "le.h"
#include "stream.h"

struct chunk_stream *
chunk_open(char *const *paths, int n)
{
	static char dash[] = "-";
	static char *const standard_input[] = { dash };
	struct chunk_stream *s = stream_new();

	if (s == NULL)
		return NULL;
	s->paths = n > 0 ? paths : standard_input;
	s->left = n > 0 ? n : 1;
	s->name = "standard input";
	return s;
}

/* ---- Headers ----------------------------------------------------------- */

/*
 * What a file that is not a stream seems to be, by its first bytes, and what
 * reads it.
 */
static const char *
looks_like(const unsigned char *p)
{
	static const struct { const char *bytes; size_t n; const char *what; } known[] = {
		{ "II*\0", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "MM\0*", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "II+\0", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "PK", 2, "a zip archive: radar-unzip reads it" },
		{ "\x1f\x8b", 2, "compressed by gzip" },
		{ "\x89HDF", 4, "HDF5, which is not read here" },
		{ "CDF", 3, "netCDF, which is not read here" },
		{ "GIF8", 4, "a GIF picture" },
		{ "<", 1, "a web page: the download failed?" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (memcmp(p, known[i].bytes, known[i].n) == 0)
			return known[i].what;
	return "something else";
}

static int
get_body(struct chunk_stream *s, struct chunk_header *h, const unsigned char *prelude)
{
	uint32_t text = get32(prelude + 8), codes = get32(prelude + 12);
	size_t table = codes * sizeof(float), body = padded(text + table);
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	int result = -1;

	if (text > CHUNK_TEXT_MAX || (codes != 0 && codes != 256 && codes != 65536))
		return stream_fail(s, "a header of %u bytes and %u codes is beyond the limits",
		    text, codes);
	if (input_payload(s, &c, body) < 0)
		goto out;
	if (crc_of(0, c.buffer, body) != get32(prelude + 16)) {
		stream_fail(s, "bad checksum of the header");
		goto out;
	}
	if (header_parse(h, c.buffer, text, why) < 0 || header_parse_grid(h, why) < 0) {
		stream_fail(s, "%s", why);
		goto out;
	}
	if (codes > 0) {
		float *values = malloc(table);

		if (values == NULL) {
			stream_fail(s, "out of memory");
			goto out;
		}
		memcpy(values, (char *)c.buffer + text, table);
		free(h->table);
		h->table = values;
		h->codes = codes;
	}
	result = header_table_is_finite(h->table, codes) ? 0 : stream_fail(s, "a code of the table means infinity");
out:
	chunk_free(&c);
	return result;
}

/* Reads the prelude: 1, 0 if the file ended cleanly before it, or -1. */
static int
get_prelude(struct chunk_stream *s, unsigned char *prelude)
{
	ssize_t got = input_some(s, prelude, MAGIC_SIZE);

	if (got <= 0)
		return (int)got;
	if (memcmp(prelude, MAGIC, (size_t)got < 6 ? (size_t)got : 6) != 0) {
		memset(prelude + got, 0, MAGIC_SIZE - (size_t)got);
		if (s->counts.streams > 0)
			return stream_fail(s, "trailing bytes that are not another stream");
		return stream_fail(s, "not a chunk stream but %s", looks_like(prelude));
	}
	if ((size_t)got < MAGIC_SIZE)
		return input_cut_short(s);
	if (memcmp(prelude, MAGIC, MAGIC_SIZE) != 0)
		return stream_fail(s, "version %u of the format, this program reads version %u",
		    (unsigned)prelude[6], (unsigned)(unsigned char)MAGIC[6]);
	if (input_all(s, prelude + MAGIC_SIZE, PRELUDE_SIZE - MAGIC_SIZE) < 0)
		return -1;
	if (crc_of(0, prelude, 60) != get32(prelude + 60))
		return stream_fail(s, memcmp(prelude + MAGIC_SIZE, MAGIC, MAGIC_SIZE) == 0 ?
		    "cut short at its beginning, where another stream comes: the job that wrote it failed" :
		    "bad checksum of the stream's beginning");
	for (int i = 20; i < 60; i++)
		if (prelude[i] != 0)
			return stream_fail(s, "made by a later version");
	return 1;
}

/* A header that follows another stream must agree with the first. */
static int
join(struct chunk_stream *s, const unsigned char *prelude)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX];
	int result = -1;

	if (h == NULL)
		return stream_fail(s, "out of memory");
	if (get_body(s, h, prelude) < 0)
		goto out;
	if (header_agree(s->header, h, why) < 0) {
		stream_fail(s, "%s", why);
		goto out;
	}
	s->joining = true;
	if (s->started)
		order_join(&s->order, s->reached_in, s->reached);
	s->header->joined = s->counts.streams + 1;
	result = 0;
out:
	chunk_header_free(h);
	return result;
}

/*
 * Goes to the next stream, in this file or another: 1, 0 at the clean end of
 * the last, or -1.
 */
static int
next_stream(struct chunk_stream *s)
{
	unsigned char prelude[PRELUDE_SIZE];
	int got;

	for (;;) {
		bool opened = s->fd < 0;

		if (opened && s->left == 0)
			return 0;
		if (opened && input_open(s) < 0)
			return -1;
		s->record = 0;
		s->placed = false;
		if ((got = get_prelude(s, prelude)) < 0)
			return -1;
		if (got > 0)
			break;
		if (opened)
			return input_cut_short(s);
		input_close(s);
	}
	s->heads = 0;
	memset(s->kinds, 0, sizeof s->kinds);
	if (s->header != NULL) {
		if (join(s, prelude) < 0)
			return -1;
	} else {
		if ((s->header = chunk_header_copy(NULL)) == NULL)
			return stream_fail(s, "out of memory");
		if (get_body(s, s->header, prelude) < 0)
			return -1;
		if (s->header->codes > 0)
			s->digest = crc_of(0, s->header->table, s->header->codes * sizeof(float));
	}
	s->counts.streams++;
	return 1;
}

int
chunk_read_header(struct chunk_stream *s)
{
	if (s->error[0] != '\0')
		return -1;
	if (s->header != NULL)
		return stream_fail(s, "the header was read already");
	return next_stream(s) == 1 ? 0 : -1;
}

/* ---- Records ----------------------------------------------------------- */

/* The payload of a blob begins with its name. */
static int
take_name(struct chunk_stream *s, struct chunk *c, uint32_t length)
{
	const unsigned char *p = c->buffer;
	uint32_t n = length < 4 ? UINT32_MAX : get32(p);

	if (n == 0 || n > CHUNK_NAME_MAX || n > length - 4 || memchr(p + 4, '\0', n) != NULL)
		return stream_fail(s, "an image without a proper name");
	if (length - 4 - n > CHUNK_BLOB_MAX)
		return stream_fail(s, "an image of %u bytes, over the limit of %u", length - 4 - n,
		    CHUNK_BLOB_MAX);
	memcpy(c->name, p + 4, n);
	c->name[n] = '\0';
	c->data = (char *)c->buffer + 4 + n;
	c->size = length - 4 - n;
	return 0;
}

static int
check_end(struct chunk_stream *s, const unsigned char *p)
{
	if (get64(p) != s->kinds[CHUNK_FIELD] || get64(p + 8) != s->kinds[CHUNK_BLOB] ||
	    get64(p + 16) != s->kinds[CHUNK_GAP] || get32(p + 24) != s->heads)
		return stream_fail(s, "records are missing: the end record's counts do not match");
	for (size_t i = 28; i < END_SIZE; i++)
		if (p[i] != 0)
			return stream_fail(s, "made by a later version");
	return 0;
}

/* Reads the next record of the file, which may be the end record: 0, or -1. */
static int
get_record(struct chunk_stream *s, struct chunk *c)
{
	unsigned char head[HEAD_SIZE];
	uint32_t length, crc;
	char why[CHUNK_WHY_MAX];

	s->record++;
	s->placed = false;
	if (input_all(s, head, HEAD_SIZE) < 0)
		return -1;
	if (head_get(head, c, &length, &crc, why) < 0)
		return stream_fail(s, "%s", why);
	s->at = c->start;
	s->placed = c->kind != CHUNK_END;
	if (record_check(s->header, c, length, why) < 0)
		return stream_fail(s, "%s", why);
	if (input_payload(s, c, padded(length)) < 0)
		return -1;
	if (crc_of(0, c->buffer, padded(length)) != crc)
		return stream_fail(s, "bad checksum");
	c->check = crc;
	c->sealed = false;
	if (c->kind == CHUNK_END)
		return check_end(s, c->buffer);
	s->heads = crc_of(s->heads, head, HEAD_CHECKED);
	s->kinds[c->kind]++;
	if (chunk_get(s->header, "partial") == NULL && order_check(&s->order, c, s->name, why) < 0)
		return stream_fail(s, "%s", why);
	if (c->kind == CHUNK_BLOB)
		return take_name(s, c, length);
	c->data = c->buffer;
	c->size = length;
	if (c->kind == CHUNK_GAP)
		((char *)c->data)[length] = '\0';
	return 0;
}

/*
 * Makes `c` the gap for the time between two joined streams, if there is any,
 * and keeps the record that follows. Partial statistics may come in any order
 * of time, and so have no such gaps. 0, or -1.
 */
static int
bridge_hole(struct chunk_stream *s, struct chunk *c)
{
	static const char reason[] = "missing";
	int64_t from = s->reached, to = c->start, step = chunk_step(s->header);

	s->joining = false;
	if (!s->started || to <= from || step == 0 || chunk_get(s->header, "partial") != NULL)
		return 0;
	chunk_swap(c, &s->after_hole);
	s->has_after_hole = true;
	if (chunk_room(c, sizeof reason - 1) == NULL)
		return stream_fail(s, "out of memory");
	memcpy(c->data, reason, sizeof reason);
	c->kind = CHUNK_GAP;
	c->type = CHUNK_BYTES;
	c->start = from;
	c->end = to;
	c->check = crc_of_zeros(crc_of(0, reason, c->size), padded(c->size) - c->size);
	c->have = 0;
	c->expected = (to - from) / step > UINT32_MAX ? UINT32_MAX : (uint32_t)((to - from) / step);
	c->layer[0] = c->name[0] = '\0';
	return 0;
}

/*
 * The next record of all streams, with gaps for the holes between: 1, 0 at the
 * clean end, or -1.
 */
static int
next_record(struct chunk_stream *s, struct chunk *c)
{
	int got;

	if (s->has_after_hole) {
		chunk_swap(c, &s->after_hole);
		s->has_after_hole = false;
	} else {
		do {
			if (get_record(s, c) < 0)
				return -1;
			if (c->kind == CHUNK_END && (got = next_stream(s)) <= 0)
				return got;
		} while (c->kind == CHUNK_END);
	}
	if (s->joining && bridge_hole(s, c) < 0)
		return -1;
	if (!s->started || c->end > s->reached) {
		s->reached = c->end;
		s->reached_in = s->name;
	}
	s->started = true;
	return 1;
}

/*
 * Merges a gap with those that follow it directly for the same reason, if it
 * can count them: 0, or -1.
 */
static int
merge_gaps(struct chunk_stream *s, struct chunk *gap)
{
	struct chunk *next = &s->after_gap;
	int got;

	while ((got = next_record(s, next)) == 1 && next->kind == CHUNK_GAP &&
	    next->start == gap->end && next->expected <= UINT32_MAX - gap->expected &&
	    next->size == gap->size && memcmp(next->data, gap->data, gap->size) == 0) {
		gap->end = next->end;
		gap->expected += next->expected;
	}
	s->has_after_gap = got == 1;
	s->over = got == 0;
	return got < 0 ? -1 : 0;
}

/*
 * The digest is of heads as a writer would make them now: gaps may have been
 * merged.
 */
static void
digest(struct chunk_stream *s, const struct chunk *c)
{
	unsigned char head[HEAD_SIZE];

	head_put(head, c, record_length(c), c->check);
	s->digest = crc_of(s->digest, head, HEAD_CHECKED);
}

int
chunk_read(struct chunk_stream *s, struct chunk *c)
{
	int got = 1;

	if (s->error[0] != '\0')
		return -1;
	if (s->header == NULL)
		return stream_fail(s, "a record is read before the header");
	if (s->over)
		return 0;
	if (s->has_after_gap)
		chunk_swap(c, &s->after_gap);
	else
		got = next_record(s, c);
	s->has_after_gap = false;
	s->over = got == 0;
	if (got <= 0)
		return got;
	if (c->kind == CHUNK_GAP && merge_gaps(s, c) < 0)
		return -1;
	stream_count(s, c);
	digest(s, c);
	return 1;
}
