/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writer.c - writes the magic at once, then the header, the records, and the
 * end record.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>

#include "clock.h"
#include "le.h"
#include "stream.h"
#include "wait.h"

/* Writes all parts in as many calls as needed. Changes `part`. */
static int
put(struct chunk_stream *s, struct iovec *part, int n)
{
	uint64_t began = clock_now();

	while (n > 0) {
		ssize_t wrote = writev(s->fd, part, n);

		if (wrote < 0 && wait_again(s->fd, POLLOUT))
			continue;
		if (wrote < 0)
			return stream_fail(s, "cannot write: %s", strerror(errno));
		s->offset += (uint64_t)wrote;
		s->counts.bytes += (uint64_t)wrote;
		while (n > 0 && (size_t)wrote >= part->iov_len) {
			wrote -= (ssize_t)part->iov_len;
			part++;
			n--;
		}
		if (n > 0) {
			part->iov_base = (char *)part->iov_base + wrote;
			part->iov_len -= (size_t)wrote;
		}
	}
	s->counts.waited += clock_now() - began;
	return 0;
}

struct chunk_stream *
chunk_create(int fd, const char *name)
{
	struct chunk_stream *s = stream_new();
	struct iovec magic = { MAGIC, MAGIC_SIZE };

	if (s == NULL)
		return NULL;
	s->writing = true;
	s->fd = fd;
	s->name = name;
	stream_widen(fd);
	put(s, &magic, 1);
	return s;
}

/*
 * The stream's own copy of a header, as a reader will understand it, and its
 * text. 0, or -1.
 */
static int
take_header(struct chunk_stream *s, const struct chunk_header *given, char **text)
{
	struct chunk_header *h = s->header = chunk_header_copy(given);
	char why[CHUNK_WHY_MAX];

	if (h == NULL)
		return stream_fail(s, "out of memory");
	if (h->failed != NULL)
		return stream_fail(s, "%s", h->failed);
	if (h->size > CHUNK_TEXT_MAX)
		return stream_fail(s, "a header of %zu bytes, over the limit of %u", h->size,
		    CHUNK_TEXT_MAX);
	if (h->codes != 0 && h->codes != 256 && h->codes != 65536)
		return stream_fail(s, "a table of %u codes, not of 256 or 65536", h->codes);
	if (!header_table_is_finite(h->table, h->codes))
		return stream_fail(s, "a code of the table means infinity");
	if ((*text = chunk_text(h)) == NULL)
		return stream_fail(s, "out of memory");
	if (header_parse(h, *text, h->size, why) < 0 || header_parse_grid(h, why) < 0)
		return stream_fail(s, "%s", why);
	return 0;
}

static int
put_header(struct chunk_stream *s, char *text)
{
	unsigned char prelude[PRELUDE_SIZE] = MAGIC;
	static unsigned char zeros[ALIGNMENT];
	const struct chunk_header *h = s->header;
	size_t table = h->codes * sizeof *h->table, body = h->size + table;
	uint32_t crc = crc_of(0, text, h->size);

	if (table > 0)
		crc = crc_of(crc, h->table, table);
	put32(prelude + 8, (uint32_t)h->size);
	put32(prelude + 12, h->codes);
	put32(prelude + 16, crc_of_zeros(crc, padded(body) - body));
	put32(prelude + 60, crc_of(0, prelude, 60));
	return put(s, (struct iovec[]){
		{ prelude + MAGIC_SIZE, PRELUDE_SIZE - MAGIC_SIZE },
		{ text, h->size },
		{ h->table, table },
		{ zeros, padded(body) - body } }, 4);
}

int
chunk_write_header(struct chunk_stream *s, const struct chunk_header *given)
{
	char *text = NULL;
	int result;

	if (s->error[0] != '\0')
		return -1;
	if (s->header != NULL)
		return stream_fail(s, "the header is written already");
	result = take_header(s, given, &text);
	if (result == 0)
		result = put_header(s, text);
	free(text);
	return result;
}

/* The checksum of a payload that lies in several parts. */
static uint32_t
crc_of_parts(const struct iovec *part, int n)
{
	uint32_t crc = 0;

	for (int i = 0; i < n; i++)
		if (part[i].iov_len > 0)
			crc = crc_of(crc, part[i].iov_base, part[i].iov_len);
	return crc;
}

/* Writes a record that was checked. */
static int
put_record(struct chunk_stream *s, const struct chunk *c)
{
	static unsigned char zeros[ALIGNMENT];
	unsigned char head[HEAD_SIZE], length[4];
	uint32_t size = record_length(c);
	struct iovec part[5] = { { head, HEAD_SIZE } };
	int n = 1;

	if (c->kind == CHUNK_BLOB) {
		put32(length, (uint32_t)strlen(c->name));
		part[n++] = (struct iovec){ length, sizeof length };
		part[n++] = (struct iovec){ (char *)c->name, strlen(c->name) };
	}
	part[n++] = (struct iovec){ c->data, c->size };
	part[n++] = (struct iovec){ zeros, padded(size) - size };
	head_put(head, c, c->sealed ? c->check : crc_of_parts(part + 1, n - 1));
	if (c->kind != CHUNK_END)
		s->heads = crc_of(s->heads, head, HEAD_CHECKED);
	return put(s, part, n);
}

/* Writes a field that may not be packed yet. */
static int
put_field(struct chunk_stream *s, const struct chunk *c)
{
	int made = c->sealed || c->whole > 0 ? 0 : packed_make(&s->packed, c);

	if (made < 0)
		return stream_fail(s, "out of memory for a field of %zu bytes", c->size);
	if (made == 0)
		return put_record(s, c);
	chunk_describe(&s->packed, c);
	return put_record(s, &s->packed);
}

int
chunk_write(struct chunk_stream *s, const struct chunk *c)
{
	char why[CHUNK_WHY_MAX];

	if (s->error[0] != '\0')
		return -1;
	if (s->header == NULL || s->over)
		return stream_fail(s, "a record %s", s->over ? "after the end" : "before the header");
	s->record++;
	s->at = c->start;
	s->placed = true;
	if (record_check(s->header, c, record_length(c), c->whole > 0, why) < 0)
		return stream_fail(s, "%s", why);
	if (c->kind == CHUNK_BLOB && c->name[0] == '\0')
		return stream_fail(s, "an image without a name");
	if (c->kind == CHUNK_END || (c->kind == CHUNK_BLOB && c->size > CHUNK_BLOB_MAX))
		return stream_fail(s, "not a record to write: kind %u, %zu bytes",
		    (unsigned)c->kind, c->size);
	if (chunk_get(s->header, "partial") == NULL && order_check(&s->order, c, s->name, why) < 0)
		return stream_fail(s, "%s", why);
	s->kinds[c->kind]++;
	stream_count(s, c);
	return c->kind == CHUNK_FIELD ? put_field(s, c) : put_record(s, c);
}

int
chunk_finish(struct chunk_stream *s)
{
	unsigned char counts[END_SIZE] = { 0 };
	struct chunk end = { .kind = CHUNK_END, .data = counts, .size = END_SIZE };

	if (s->error[0] != '\0')
		return -1;
	if (s->header == NULL || s->over)
		return stream_fail(s, "an end %s", s->over ? "after the end" : "before the header");
	put64(counts, s->kinds[CHUNK_FIELD]);
	put64(counts + 8, s->kinds[CHUNK_BLOB]);
	put64(counts + 16, s->kinds[CHUNK_GAP]);
	put32(counts + 24, s->heads);
	s->over = true;
	return put_record(s, &end);
}
