/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lzw.c - decodes TIFF's LZW.
 *
 * A code means a string that occurred in the output before: that of the
 * previous code and the byte after it, which are adjacent there. So an entry of
 * the table is an offset and a length in the output, and decoding is copying.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/private.h"

enum { CLEAR = 256, END = 257, FIRST = 258, WIDTH_MIN = 9, WIDTH_MAX = 12 };

#define AHEAD 64                        /* bytes after a string that its copy may overwrite */

struct string {
	uint32_t at, length;            /* in the output */
};

struct lzw {
	const uint8_t *from;
	size_t n, bit;                  /* bytes of input, and the next bit */
	uint8_t *to;
	size_t size, done;
	unsigned width, free;           /* bits of a code; the next code without a string */
	struct string last;             /* the previous string; length 0 after CLEAR */
	struct string *table;           /* of 1 << WIDTH_MAX */
	uint8_t bytes[CLEAR + 16];      /* what codes below CLEAR stand for */
};

static inline void
copy_16(uint8_t *to, const uint8_t *from)
{
	uint8_t part[16];

	memcpy(part, from, sizeof part);
	memcpy(to, part, sizeof part);
}

/*
 * Decodes codes of one width quickly: up to the next change of width, or a code
 * that is special, invalid, or near the end of input or output. decode_code()
 * handles those.
 */
static inline __attribute__((always_inline)) void
run(struct lzw *z, const unsigned width)
{
	const uint8_t *from = z->from, *bytes = z->bytes;
	uint8_t *to = z->to;
	struct string *table = z->table, last = z->last;
	size_t bit = z->bit, done = z->done;
	unsigned free = z->free, code;
	size_t end, sure;
	struct string s;
	const uint8_t *p;
	uint64_t window;

	if (z->n < sizeof window || z->size < AHEAD || last.length == 0)
		return;
	end = 8 * (z->n - sizeof window);
	sure = z->size - AHEAD;
	while (free < (1u << width) - 2 && bit <= end) {
		memcpy(&window, from + bit / 8, sizeof window);
		code = (unsigned)(be64toh(window) << bit % 8 >> (64 - width));
		table[free] = (struct string){ last.at, last.length + 1 };
		s = table[code];
		if (code > free || done + s.length > sure)
			break;
		p = (code < CLEAR ? bytes : to) + s.at;
		copy_16(to + done, p);
		for (uint32_t i = 16; i < s.length; i += 48) {
			copy_16(to + done + i, p + i);
			copy_16(to + done + i + 16, p + i + 16);
			copy_16(to + done + i + 32, p + i + 32);
		}
		to[done + s.length - 1] = p[s.length - 1];
		last = (struct string){ (uint32_t)done, s.length };
		done += s.length;
		free++;
		bit += width;
	}
	z->bit = bit;
	z->done = done;
	z->free = free;
	z->last = last;
}

/* The next code; false at the end of the input. */
static bool
take_code(struct lzw *z, unsigned *code)
{
	uint32_t window = 0;

	if (z->bit + z->width > 8 * z->n)
		return false;
	for (size_t i = z->bit / 8; i < z->bit / 8 + 3; i++)
		window = window << 8 | (i < z->n ? z->from[i] : 0);
	*code = window >> (24 - z->bit % 8 - z->width) & ((1u << z->width) - 1);
	z->bit += z->width;
	return true;
}

/* Decodes one code of any kind. */
static bool
decode_code(struct lzw *z)
{
	unsigned code;
	struct string s;
	const uint8_t *p;

	if (!take_code(z, &code))
		return false;
	if (code == CLEAR) {
		z->width = WIDTH_MIN;
		z->free = FIRST;
		z->last.length = 0;
		return true;
	}
	if (z->last.length > 0) {
		if (z->free == 1 << WIDTH_MAX)
			return false;
		z->table[z->free++] = (struct string){ z->last.at, z->last.length + 1 };
		/* TIFF widens codes one entry early. */
		z->width += z->free == (1u << z->width) - 1 && z->width < WIDTH_MAX;
	}
	if (code == END || code >= z->free)
		return false;
	s = z->table[code];
	if (s.length > z->size - z->done)
		return false;
	/*
	 * A string that was just made ends with the first byte of its own copy.
	 */
	p = (code < CLEAR ? z->bytes : z->to) + s.at;
	memcpy(z->to + z->done, p, s.length - 1);
	z->to[z->done + s.length - 1] = p[s.length - 1];
	z->last = (struct string){ (uint32_t)z->done, s.length };
	z->done += s.length;
	return true;
}

/* Decodes all; the table has room for all codes. */
static bool
decode(struct lzw *z)
{
	for (unsigned i = 0; i < sizeof z->bytes; i++)
		z->bytes[i] = (uint8_t)i;
	for (unsigned i = 0; i < CLEAR; i++)
		z->table[i] = (struct string){ i, 1 };
	/* Too long for run(). */
	z->table[CLEAR] = z->table[END] = (struct string){ 0, UINT32_MAX };
	while (z->done < z->size) {
		if (!decode_code(z))
			return false;
		switch (z->width) {
		case 9: run(z, 9); break;
		case 10: run(z, 10); break;
		case 11: run(z, 11); break;
		case 12: run(z, 12); break;
		}
	}
	return true;
}

bool
lzw_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size)
{
	struct lzw z = { .from = from, .n = n, .to = to, .size = size, .width = WIDTH_MIN, .free = FIRST };
	bool whole;

	/*
	 * The first code is CLEAR, except in old files with the bits reversed.
	 */
	if (n < 2 || from[0] != CLEAR >> 1 || from[1] >> 7 != 0)
		return false;
	/* Half of the stack that a tool may take. */
	if ((z.table = malloc((1 << WIDTH_MAX) * sizeof *z.table)) == NULL)
		return false;
	whole = decode(&z);
	free(z.table);
	return whole;
}
