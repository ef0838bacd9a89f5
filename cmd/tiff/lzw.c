/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lzw.c - see lzw.h.
 *
 * A code stands for a string that was put out before: when it was made, it was the string of the
 * code before it and the byte that came next, which lie side by side in what has been decoded. So
 * an entry of the table is a place and a length there, and decoding is copying.
 */
#include <endian.h>
#include <string.h>

#include "lzw.h"

enum { CLEAR = 256, END = 257, FIRST = 258, WIDTH_MIN = 9, WIDTH_MAX = 12 };

struct string {
	uint32_t at, length;            /* in what has been decoded */
};

/* Codes, most significant bit first. */
struct bits {
	const uint8_t *next, *end;
	uint64_t window;                /* `held` bits of it, at the top; zeros below */
	unsigned held;
};

/* The next code; past the end of the bytes, zeros: the caller sees that by `held`. */
static inline unsigned
take(struct bits *b, unsigned width)
{
	unsigned code;

	if (b->held < WIDTH_MAX) {
		if (b->end - b->next >= 8) {
			uint64_t more;

			memcpy(&more, b->next, sizeof more);
			b->window |= be64toh(more) >> b->held;
			b->next += (63 - b->held) / 8;
			b->held |= 56;
		} else {
			while (b->held <= 56 && b->next < b->end) {
				b->window |= (uint64_t)*b->next++ << (56 - b->held);
				b->held += 8;
			}
		}
	}
	code = (unsigned)(b->window >> (64 - width));
	b->window <<= width;
	b->held -= width;               /* below 0, it is huge */
	return code;
}

/*
 * Copies a string to where decoding is, `room` bytes before the end; what lies behind the string there
 * may be overwritten. A string that was just made ends in the first byte of its own copy: so the last
 * byte is taken when that is there.
 */
static inline void
copy(uint8_t *to, const uint8_t *from, uint32_t length, size_t room)
{
	if (length > 64 || room < 64 + 16)
		memcpy(to, from, length - 1);
	else
		for (uint32_t i = 0; i < length; i += 16) {
			uint8_t part[16];

			memcpy(part, from + i, sizeof part);
			memcpy(to + i, part, sizeof part);
		}
	to[length - 1] = from[length - 1];
}

bool
lzw_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size)
{
	struct bits b = { .next = from, .end = from + n };
	struct string table[1 << WIDTH_MAX];
	uint8_t bytes[CLEAR + 16];              /* what codes below CLEAR stand for */
	struct string last = { 0, 0 };          /* what was put out last; no length after a CLEAR */
	unsigned width = WIDTH_MIN, free = FIRST;
	size_t done = 0;

	/* The first code is CLEAR; what older writers made, with bits the other way round, begins otherwise. */
	if (n < 2 || from[0] != CLEAR >> 1 || from[1] >> 7 != 0)
		return false;
	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)i;
	for (unsigned i = 0; i < CLEAR; i++)
		table[i] = (struct string){ i, 1 };
	while (done < size) {
		unsigned code = take(&b, width);
		struct string s;

		if (b.held > 64)
			return false;           /* the bytes ended */
		if (code == CLEAR) {
			width = WIDTH_MIN;
			free = FIRST;
			last.length = 0;
			continue;
		}
		if (last.length > 0) {
			if (free == 1 << WIDTH_MAX)
				return false;
			table[free++] = (struct string){ last.at, last.length + 1 };
			/* TIFF widens codes one entry early. */
			width += free == (1u << width) - 1 && width < WIDTH_MAX;
		}
		if (code == END || code >= free)
			return false;
		s = table[code];
		if (s.length > size - done)
			return false;
		copy(to + done, (code < CLEAR ? bytes : to) + s.at, s.length, size - done);
		last = (struct string){ (uint32_t)done, s.length };
		done += s.length;
	}
	return true;
}
