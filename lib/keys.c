/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keys.c - finds the lines of a header by their keys, in an index, so that a
 * header at its limit of 1 MiB is as quick to use as a short one.
 *
 * The index is an array of the lines, sorted by key, and by place among equal
 * keys. It is made when a header is parsed or copied, and goes when one is
 * changed: a header without an index is searched from its start.
 */
#include <stdlib.h>
#include <string.h>

#include "format.h"

/* A byte of a key. The end of a key, '=' in its line, is less than any other. */
static int
key_byte(const char *p)
{
	return *p == '=' ? 0 : (unsigned char)*p;
}

static int
compare_lines(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	bool before = x < y;

	for (; key_byte(x) == key_byte(y); x++, y++)
		if (key_byte(x) == 0)
			return before ? -1 : 1;
	return key_byte(x) - key_byte(y);
}

int
keys_index(struct chunk_header *h)
{
	size_t n = 0;

	keys_forget(h);
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
		n++;
	if (n == 0)
		return 0;
	if ((h->sorted = calloc(n, sizeof *h->sorted)) == NULL)
		return -1;
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
		h->sorted[h->lines++] = line;
	qsort(h->sorted, n, sizeof *h->sorted, compare_lines);
	return 0;
}

const char *
keys_twice(const struct chunk_header *h)
{
	static const struct key_part history[] = { { "history", 7 }, { NULL, 0 } };

	for (size_t i = 1; i < h->lines; i++) {
		const char *line = h->sorted[i];
		struct key_part key[] = { { line, strcspn(line, "=") }, { NULL, 0 } };

		if (keys_compare(h->sorted[i - 1], key) == 0 && keys_compare(line, history) != 0)
			return line;
	}
	return NULL;
}

void
keys_forget(struct chunk_header *h)
{
	free(h->sorted);
	h->sorted = NULL;
	h->lines = 0;
}

int
keys_compare(const char *line, const struct key_part *key)
{
	for (; key->bytes != NULL; key++)
		for (size_t i = 0; i < key->size; i++, line++)
			if (key_byte(line) != (unsigned char)key->bytes[i])
				return key_byte(line) - (unsigned char)key->bytes[i];
	return key_byte(line);
}

const char *
keys_find(const struct chunk_header *h, const struct key_part *key, size_t n)
{
	size_t low = 0, high = h->lines;

	if (h->sorted == NULL) {
		for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
			if (keys_compare(line, key) == 0 && n-- == 0)
				return line;
		return NULL;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (keys_compare(h->sorted[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (n >= h->lines - low || keys_compare(h->sorted[low + n], key) != 0)
		return NULL;
	return h->sorted[low + n];
}
