/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * header.c - what a stream says of itself: keys in order, and the table of
 * codes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "utf8.h"

/*
 * The text is kept as "key=value\0key=value\0", so that values are strings; a
 * stream has newlines there. Keys may come more than once, as history does, and
 * their order is kept.
 */

static void
add_joined(struct chunk_header *h, uint64_t streams)
{
	char text[64];

	snprintf(text, sizeof text, "joined %llu streams", (unsigned long long)streams);
	chunk_add(h, "history", text);
}

static void
header_clear(struct chunk_header *h)
{
	keys_forget(h);
	free(h->text);
	free(h->table);
	*h = (struct chunk_header){ 0 };
}

struct chunk_header *
chunk_header_copy(const struct chunk_header *from)
{
	struct chunk_header *h = calloc(1, sizeof *h);

	if (h == NULL || from == NULL)
		return h;
	h->grid = from->grid;
	h->failed = from->failed;
	if (from->size > 0) {
		if ((h->text = malloc(from->size)) == NULL)
			goto fail;
		memcpy(h->text, from->text, from->size);
		h->size = h->room = from->size;
	}
	chunk_set_table(h, from->table, from->codes);
	if (from->joined > 1)
		add_joined(h, from->joined);
	if ((h->failed != NULL && from->failed == NULL) || keys_index(h) < 0)
		goto fail;
	return h;
fail:
	chunk_header_free(h);
	return NULL;
}

void
chunk_header_free(struct chunk_header *h)
{
	if (h != NULL)
		header_clear(h);
	free(h);
}

/*
 * After the last line. An empty text may be NULL, to which nothing may be
 * added.
 */
static char *
text_end(const struct chunk_header *h)
{
	return h->size > 0 ? h->text + h->size : h->text;
}

const char *
chunk_nth(const struct chunk_header *h, const char *key, size_t n)
{
	const struct key_part whole[] = { { key, strlen(key) }, { NULL, 0 } };
	const char *line = keys_find(h, whole, n);

	return line != NULL ? line + strlen(key) + 1 : NULL;
}

const char *
chunk_get(const struct chunk_header *h, const char *key)
{
	return chunk_nth(h, key, 0);
}

/*
 * Replaces `old` bytes at offset `at` by `size` bytes of room; returns their
 * address, or NULL.
 */
static char *
replace(struct chunk_header *h, size_t at, size_t old, size_t size)
{
	keys_forget(h);
	if (h->size - old + size > h->room) {
		size_t room = 2 * (h->size + size) + 256;
		char *text = realloc(h->text, room);

		if (text == NULL) {
			h->failed = "out of memory";
			return NULL;
		}
		h->text = text;
		h->room = room;
	}
	if (h->text == NULL)
		return NULL;
	memmove(h->text + at + size, h->text + at + old, h->size - at - old);
	h->size = h->size - old + size;
	return h->text + at;
}

static bool
is_key(const char *key)
{
	for (const char *p = key; *p; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
		    !(*p >= '0' && *p <= '9') && strchr("_-.", *p) == NULL)
			return false;
	return *key != '\0';
}

/* Makes a line valid for readers: options and file names may hold any bytes. */
static void
make_text(char *line)
{
	for (char *p = line, *end = line + strlen(line); p < end; ) {
		size_t n = utf8_length((unsigned char *)p, (size_t)(end - p));

		if (n == 0)
			*p = '?';
		else if (*p == '\n')
			*p = ' ';
		p += n == 0 ? 1 : n;
	}
}

/*
 * Replaces `old` bytes at offset `at` by a line. The value may be a string of
 * this header.
 */
static void
put_line(struct chunk_header *h, size_t at, size_t old, const char *key, const char *value)
{
	char *line, *to;

	if (!is_key(key)) {
		h->failed = "a key is of letters, digits, '_', '-' and '.'";
		return;
	}
	if (asprintf(&line, "%s=%s", key, value) < 0) {
		h->failed = "out of memory";
		return;
	}
	make_text(line);
	if ((to = replace(h, at, old, strlen(line) + 1)) != NULL)
		strcpy(to, line);
	free(line);
}

/*
 * Removes the lines with a key, except the first `keep` of them, in one pass.
 * If none is kept, a key that ends with '.' stands for all that begin with it.
 */
static void
remove_lines(struct chunk_header *h, const char *key, size_t keep)
{
	size_t length = strlen(key), size;
	bool prefix = keep == 0 && length > 0 && key[length - 1] == '.';
	char *to = h->text, *end = text_end(h);

	keys_forget(h);
	if (h->size == 0)
		return;
	for (char *line = h->text; line < end; line += size) {
		size = strlen(line) + 1;
		if (strncmp(line, key, length) == 0 && (prefix || line[length] == '=')) {
			if (keep == 0)
				continue;
			keep--;
		}
		memmove(to, line, size);
		to += size;
	}
	h->size = (size_t)(to - h->text);
}

void
chunk_set(struct chunk_header *h, const char *key, const char *value)
{
	const struct key_part whole[] = { { key, strlen(key) }, { NULL, 0 } };
	const char *line = value != NULL ? keys_find(h, whole, 0) : NULL;
	size_t at = line != NULL ? (size_t)(line - h->text) : h->size;
	size_t old = line != NULL ? strlen(line) + 1 : 0;

	if (value != NULL)
		put_line(h, at, old, key, value);
	remove_lines(h, key, value != NULL ? 1 : 0);
}

void
chunk_add(struct chunk_header *h, const char *key, const char *value)
{
	put_line(h, h->size, 0, key, value);
}

const char *
chunk_line(const struct chunk_header *h, const char *line)
{
	const char *next = line == NULL ? h->text : line + strlen(line) + 1;

	return next < text_end(h) ? next : NULL;
}

const char *
chunk_layer_get(const struct chunk_header *h, const char *layer, const char *key)
{
	const struct key_part own[] = { { "layer.", 6 }, { layer, strlen(layer) }, { ".", 1 },
		{ key, strlen(key) }, { NULL, 0 } };
	const char *line = keys_find(h, own, 0);

	return line != NULL ? strchr(line, '=') + 1 : chunk_get(h, key);
}

char *
chunk_text(const struct chunk_header *h)
{
	char *text = malloc(h->size + 1);

	if (text == NULL)
		return NULL;
	for (size_t i = 0; i < h->size; i++)
		text[i] = h->text[i] == '\0' ? '\n' : h->text[i];
	text[h->size] = '\0';
	return text;
}

/* ---- Table ------------------------------------------------------------- */

const float *
chunk_table(const struct chunk_header *h, uint32_t *n)
{
	if (n != NULL)
		*n = h->codes;
	return h->table;
}

void
chunk_set_table(struct chunk_header *h, const float *table, uint32_t n)
{
	float *copy = NULL;

	if (n > 0) {
		if ((copy = malloc(n * sizeof *copy)) == NULL) {
			h->failed = "out of memory";
			return;
		}
		memcpy(copy, table, n * sizeof *copy);
	}
	free(h->table);
	h->table = copy;
	h->codes = n;
}

bool
header_table_is_finite(const float *table, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (isinf(table[i]))
			return false;
	return true;
}

size_t
chunk_field_size(const struct chunk_header *h)
{
	size_t value = h->codes == 0 ? sizeof(float) :
	    h->codes == 256 ? sizeof(uint8_t) : sizeof(uint16_t);

	return (size_t)h->grid.rows * h->grid.cols * value;
}

/* ---- Text as a stream has it ------------------------------------------- */

int
header_parse(struct chunk_header *h, const char *text, size_t size, char *why)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + size;
	const char *line;

	if (size > 0 && text[size - 1] != '\n')
		return chunk_reason(why, "the header's last line does not end");
	while (p < end) {
		size_t n = utf8_length(p, (size_t)(end - p));

		if (n == 0 || *p == '\0')
			return chunk_reason(why, "the header is not UTF-8 text");
		p += n;
	}
	if (replace(h, 0, h->size, size) == NULL && size > 0)
		return chunk_reason(why, "out of memory");
	for (size_t i = 0; i < size; i++)
		h->text[i] = text[i] == '\n' ? '\0' : text[i];
	for (line = NULL; (line = chunk_line(h, line)) != NULL; )
		if (strchr(line, '=') == NULL || *line == '=')
			return chunk_reason(why, "\"%.60s\" in the header is not key=value", line);
	if (keys_index(h) < 0)
		return chunk_reason(why, "out of memory");
	line = keys_twice(h);
	return line == NULL ? 0 : chunk_reason(why, "the key \"%.*s\" stands twice in the header",
	    (int)strcspn(line, "=") < 60 ? (int)strcspn(line, "=") : 60, line);
}
