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

/* A header that follows another stream must agree with the first. */
static int
join(struct chunk_stream *s, const unsigned char *prelude)
{
	struct chunk_header *h = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX];
	int result = -1;

	if (h == NULL)
		return stream_fail(s, "out of memory");
	if (input_body(s, h, prelude) < 0)
		goto out;
	if (header_agree(s->header, h, s->any_step, why) < 0) {
		stream_fail(s, "%s", why);
		goto out;
	}
	s->joining = true;
	s->next_step = chunk_step(h);
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
		if ((got = input_prelude(s, prelude)) < 0)
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
		if (input_body(s, s->header, prelude) < 0)
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
	if (next_stream(s) != 1)
		return -1;
	s->step = chunk_step(s->header);
	return 0;
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
	return input_zeros(p + 28, END_SIZE - 28) ? 0 : stream_fail(s, "made by a later version");
}

static int
take_reason(struct chunk_stream *s, struct chunk *c)
{
	if (memchr(c->data, '\0', c->size) != NULL)
		return stream_fail(s, "the reason of a gap has a byte 0");
	((char *)c->data)[c->size] = '\0';
	return 0;
}

/* A field is packed in the one way that there is, or not at all. */
static int
take_field(struct chunk_stream *s, struct chunk *c, bool packed)
{
	const struct chunk_grid *g = &s->header->grid;
	char why[CHUNK_WHY_MAX];

	c->whole = packed ? (size_t)g->rows * g->cols * chunk_value_size(c->type) : 0;
	if (packed_check(c, why) < 0)
		return stream_fail(s, "%s", why);
	c->sealed = packed;
	return 0;
}

/* Reads the payload that a head announces into the record's buffer: 0, or -1. */
static int
get_payload(struct chunk_stream *s, struct chunk *c, const struct payload *p)
{
	size_t room = padded(p->length);

	if (input_payload(s, c, room) < 0)
		return -1;
	if (crc_of(0, c->buffer, room) != p->crc)
		return stream_fail(s, "bad checksum");
	if (!input_zeros((unsigned char *)c->buffer + p->length, room - p->length))
		return stream_fail(s, "padding that is not zero");
	c->data = c->buffer;
	c->size = p->length;
	c->whole = 0;
	c->check = p->crc;
	c->sealed = false;
	return 0;
}

/* Reads the next record of the file, which may be the end record: 0, or -1. */
static int
get_record(struct chunk_stream *s, struct chunk *c)
{
	unsigned char head[HEAD_SIZE];
	struct payload p;
	char why[CHUNK_WHY_MAX];

	s->record++;
	s->placed = false;
	if (input_all(s, head, HEAD_SIZE) < 0)
		return -1;
	if (head_get(head, c, &p, why) < 0)
		return stream_fail(s, "%s", why);
	s->at = c->start;
	s->placed = c->kind != CHUNK_END;
	if (record_check(s->header, c, p.length, p.packed, why) < 0)
		return stream_fail(s, "%s", why);
	if (get_payload(s, c, &p) < 0)
		return -1;
	if (c->kind == CHUNK_END)
		return check_end(s, c->buffer);
	s->heads = crc_of(s->heads, head, HEAD_CHECKED);
	s->kinds[c->kind]++;
	if (chunk_get(s->header, "partial") == NULL && order_check(&s->order, c, s->name, why) < 0)
		return stream_fail(s, "%s", why);
	switch (c->kind) {
	case CHUNK_FIELD:
		return take_field(s, c, p.packed);
	case CHUNK_BLOB:
		return take_name(s, c, p.length);
	default:
		return take_reason(s, c);
	}
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
	int64_t from = s->reached, to = c->start, step = s->step;

	s->joining = false;
	s->step = s->next_step;
	if (!s->started || to <= from || step == 0 || chunk_get(s->header, "partial") != NULL)
		return 0;
	if ((to - from) / step > UINT32_MAX)
		return stream_fail(s, "more than %u steps are missing before it", UINT32_MAX);
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
	c->expected = (uint32_t)((to - from) / step);
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
	if (!s->started)
		s->covered = c->start;
	if (c->kind == CHUNK_FIELD && c->end > s->covered)
		s->covered = c->end;
	s->started = true;
	return 1;
}

/* The step of a gap's images; 0 if it is not whole seconds. */
static int64_t
step_of(const struct chunk *gap)
{
	int64_t length = gap->end - gap->start;

	return gap->expected > 0 && length % gap->expected == 0 ? length / gap->expected : 0;
}

/*
 * Whether `next` is more of the same gap. What lies inside a field, such as a
 * bin that counts it already, stays apart from what follows the field.
 */
static bool
is_continued(const struct chunk_stream *s, const struct chunk *gap, const struct chunk *next)
{
	return next->kind == CHUNK_GAP && next->start == gap->end &&
	    next->expected <= UINT32_MAX - gap->expected &&
	    (step_of(gap) == step_of(next) || step_of(gap) == 0 || step_of(next) == 0) &&
	    next->size == gap->size &&
	    memcmp(next->data, gap->data, gap->size) == 0 &&
	    !(gap->start < s->covered && next->end > s->covered);
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

	while ((got = next_record(s, next)) == 1 && is_continued(s, gap, next)) {
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

	head_put(head, c, c->check);
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
	if (!s->keep_packed && chunk_unpack(c) < 0)
		return stream_fail(s, "out of memory for a field of %zu bytes", c->whole);
	return 1;
}

void
chunk_join_steps(struct chunk_stream *in)
{
	in->any_step = true;
}

int64_t
chunk_step_now(const struct chunk_stream *in)
{
	return in->step;
}

void
chunk_keep_packed(struct chunk_stream *in)
{
	in->keep_packed = true;
}
