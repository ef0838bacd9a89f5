/* SPDX-License-Identifier: BSD-2-Clause */
/* record.c - records in memory, and their heads in a stream. */
#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "le.h"

/* Offsets in a head. */
enum {
	AT_MAGIC = 0,
	AT_KIND = 4,
	AT_TYPE = 6,
	AT_START = 8,
	AT_END = 16,
	AT_LENGTH = 24,
	AT_HAVE = 28,
	AT_EXPECTED = 32,
	AT_LAYER = 36,
	AT_PAYLOAD_CRC = 52,
	AT_PACKED = 56,
	AT_CRC = 60
};

void
chunk_describe(struct chunk *to, const struct chunk *from)
{
	to->kind = from->kind;
	to->type = from->type;
	to->start = from->start;
	to->end = from->end;
	to->have = from->have;
	to->expected = from->expected;
	memcpy(to->layer, from->layer, sizeof to->layer);
	memcpy(to->name, from->name, sizeof to->name);
}

int
chunk_copy(struct chunk *to, const struct chunk *from)
{
	if (chunk_room(to, from->size) == NULL)
		return -1;
	if (from->size > 0)
		memcpy(to->data, from->data, from->size);
	((char *)to->data)[from->size] = '\0';
	to->whole = from->whole;
	chunk_describe(to, from);
	return 0;
}

void
chunk_swap(struct chunk *a, struct chunk *b)
{
	struct chunk t = *a;

	*a = *b;
	*b = t;
}

size_t
chunk_value_size(enum chunk_type type)
{
	switch (type) {
	case CHUNK_U8:
		return 1;
	case CHUNK_U16:
		return 2;
	case CHUNK_F32:
		return 4;
	case CHUNK_F64:
		return 8;
	default:
		return 0;
	}
}

void
chunk_floats(const struct chunk_header *h, const struct chunk *c, size_t first, size_t count,
    float *to)
{
	const void *from = (const char *)c->data + first * chunk_value_size(c->type);
	const uint8_t *u8 = from;
	const uint16_t *u16 = from;
	const double *f64 = from;

	switch (c->type) {
	case CHUNK_U8:
		for (size_t i = 0; i < count; i++)
			to[i] = h->table[u8[i]];
		break;
	case CHUNK_U16:
		for (size_t i = 0; i < count; i++)
			to[i] = h->table[u16[i]];
		break;
	case CHUNK_F32:
		memcpy(to, from, count * sizeof *to);
		break;
	case CHUNK_F64:
		for (size_t i = 0; i < count; i++)
			to[i] = (float)f64[i];
		break;
	default:
		break;
	}
}

void
head_put(unsigned char bytes[HEAD_SIZE], const struct chunk *c, uint32_t crc)
{
	memset(bytes, 0, HEAD_SIZE);
	put32(bytes + AT_MAGIC, RECORD_MAGIC);
	put16(bytes + AT_KIND, (uint16_t)c->kind);
	put16(bytes + AT_TYPE, (uint16_t)c->type);
	put64(bytes + AT_START, (uint64_t)c->start);
	put64(bytes + AT_END, (uint64_t)c->end);
	put32(bytes + AT_LENGTH, record_length(c));
	put32(bytes + AT_HAVE, c->have);
	put32(bytes + AT_EXPECTED, c->expected);
	memcpy(bytes + AT_LAYER, c->layer, strnlen(c->layer, CHUNK_LAYER_MAX));
	put32(bytes + AT_PAYLOAD_CRC, crc);
	put32(bytes + AT_PACKED, c->whole > 0);
	put32(bytes + AT_CRC, crc_of(0, bytes, AT_CRC));
}

int
head_get(const unsigned char bytes[HEAD_SIZE], struct chunk *c, struct payload *p, char *why)
{
	if (get32(bytes + AT_MAGIC) != RECORD_MAGIC)
		return chunk_reason(why, "no record begins here");
	if (get32(bytes + AT_CRC) != crc_of(0, bytes, AT_CRC))
		return chunk_reason(why, "bad checksum of the record's head");
	if (get32(bytes + AT_PACKED) > 1)
		return chunk_reason(why, "a later version's record");
	c->kind = get16(bytes + AT_KIND);
	c->type = get16(bytes + AT_TYPE);
	c->start = (int64_t)get64(bytes + AT_START);
	c->end = (int64_t)get64(bytes + AT_END);
	c->have = get32(bytes + AT_HAVE);
	c->expected = get32(bytes + AT_EXPECTED);
	memcpy(c->layer, bytes + AT_LAYER, CHUNK_LAYER_MAX);
	c->layer[CHUNK_LAYER_MAX] = '\0';
	for (size_t i = strlen(c->layer); i < CHUNK_LAYER_MAX; i++)
		if (c->layer[i] != '\0')
			return chunk_reason(why, "bytes after the layer's name");
	c->name[0] = '\0';
	c->whole = 0;
	p->length = get32(bytes + AT_LENGTH);
	p->crc = get32(bytes + AT_PAYLOAD_CRC);
	p->packed = get32(bytes + AT_PACKED) != 0;
	return 0;
}

/* Times a calendar can show: years 0001 to 9999. */
static bool
time_is_sane(int64_t t)
{
	return t >= -62135596800 && t <= 253402300800;
}

/* Whether a field of the grid may have a payload of this length. */
static int
length_check(const struct chunk_grid *g, size_t value, uint32_t length, bool packed, char *why)
{
	uint64_t whole = (uint64_t)g->rows * g->cols * value;

	if (!packed && length != whole)
		return chunk_reason(why, "a field of %u bytes, the grid of %u x %u needs %llu",
		    length, g->rows, g->cols, (unsigned long long)whole);
	if (packed && (length >= whole || length < packed_marks(whole)))
		return chunk_reason(why, "a packed field of %u bytes, of %llu to %llu that it may have",
		    length, (unsigned long long)packed_marks(whole), (unsigned long long)whole - 1);
	return 0;
}

static int
field_check(const struct chunk_header *h, const struct chunk *c, uint32_t length, bool packed,
    char *why)
{
	uint64_t cells = (uint64_t)h->grid.rows * h->grid.cols;

	if (cells == 0)
		return chunk_reason(why, "a field in a stream without a grid");
	if (chunk_value_size(c->type) == 0)
		return chunk_reason(why, "unknown value type %u", (unsigned)c->type);
	if (c->type == CHUNK_U8 && h->codes != 256)
		return chunk_reason(why,
		    "8-bit codes need a table of 256 values, the header has %u", h->codes);
	if (c->type == CHUNK_U16 && h->codes != 65536)
		return chunk_reason(why,
		    "16-bit codes need a table of 65536 values, the header has %u", h->codes);
	if (c->whole > 0 && c->whole != cells * chunk_value_size(c->type))
		return chunk_reason(why, "a packed field of another grid");
	if (length_check(&h->grid, chunk_value_size(c->type), length, packed, why) < 0)
		return -1;
	for (const char *p = c->layer; *p; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
		    !(*p >= '0' && *p <= '9') && strchr("_.-", *p) == NULL)
			return chunk_reason(why,
			    "a layer's name is of letters, digits, '_', '.' and '-'");
	return 0;
}

static int
end_check(const struct chunk *c, uint32_t length, char *why)
{
	if (length != END_SIZE)
		return chunk_reason(why, "an end record of %u bytes", length);
	if (c->type != CHUNK_BYTES || c->start != 0 || c->end != 0 || c->have != 0 ||
	    c->expected != 0 || c->layer[0] != '\0')
		return chunk_reason(why, "an end record with a type, a time, counts or a layer");
	return 0;
}

int
record_check(const struct chunk_header *h, const struct chunk *c, uint32_t length, bool packed,
    char *why)
{
	if (packed && c->kind != CHUNK_FIELD)
		return chunk_reason(why, "a packed record that is not a field");
	if (c->kind == CHUNK_END)
		return end_check(c, length, why);
	if (c->kind != CHUNK_FIELD && c->kind != CHUNK_BLOB && c->kind != CHUNK_GAP)
		return chunk_reason(why, "unknown kind of record %u", (unsigned)c->kind);
	if (!time_is_sane(c->start) || !time_is_sane(c->end))
		return chunk_reason(why, "the record's time is not within the years 1 to 9999");
	if (c->start >= c->end)
		return chunk_reason(why, "the record's time does not end after it starts");
	if (c->have > c->expected)
		return chunk_reason(why, "says %u images of %u expected", c->have, c->expected);
	if (c->kind == CHUNK_FIELD)
		return field_check(h, c, length, packed, why);
	if (c->type != CHUNK_BYTES)
		return chunk_reason(why, "values in a record that is not a field");
	if (c->layer[0] != '\0')
		return chunk_reason(why, "a layer in a record that is not a field");
	if (c->kind == CHUNK_GAP && (length > CHUNK_REASON_MAX || c->have != 0))
		return chunk_reason(why, "a gap with %u bytes of reason and %u images", length,
		    c->have);
	if (c->kind == CHUNK_BLOB && length > 4 + CHUNK_NAME_MAX + CHUNK_BLOB_MAX)
		return chunk_reason(why, "an image of %u bytes, over the limit of %u", length,
		    CHUNK_BLOB_MAX);
	return 0;
}

uint32_t
record_length(const struct chunk *c)
{
	size_t length = c->size;

	if (c->kind == CHUNK_BLOB)
		length += 4 + strlen(c->name);
	return length > UINT32_MAX ? UINT32_MAX : (uint32_t)length;
}
