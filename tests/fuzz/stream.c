/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.c - any bytes as a stream, and any text as its header.
 *
 * What the reader hands out, the writer takes, and reads again as the same. A sound stream that was
 * cut or changed anywhere is sound no more.
 */
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "stream.h"

struct result {
	bool sound;
	uint64_t records, streams;
	uint32_t digest;
};

/* The values of a field are looked at, so that a sanitizer sees where they are. */
static void
look_at(const struct chunk_header *h, const struct chunk *c)
{
	size_t cells = (size_t)chunk_grid(h)->rows * chunk_grid(h)->cols;
	float value[1024];

	if (c->kind == CHUNK_GAP)
		fuzz_require(strlen(c->data) <= c->size, "no NUL after a gap's reason");
	if (c->kind != CHUNK_FIELD)
		return;
	fuzz_require(c->size == cells * chunk_value_size(c->type), "%zu bytes", c->size);
	for (size_t i = 0; i < cells; i += 1024)
		chunk_floats(h, c, i, cells - i < 1024 ? cells - i : 1024, value);
}

/* A packed field has one form: unpacked and packed again it is the same. */
static void
unpack_and_pack(struct chunk *c)
{
	struct chunk other = { 0 };

	fuzz_require(chunk_copy(&other, c) == 0 && chunk_unpack(&other) == 0, "out of memory");
	fuzz_require(other.size == c->whole, "%zu bytes unpacked, of %zu", other.size, c->whole);
	chunk_pack(&other);
	fuzz_require(other.whole == c->whole && other.size == c->size &&
	    memcmp(other.data, c->data, c->size) == 0, "packed otherwise");
	chunk_free(&other);
	fuzz_require(chunk_unpack(c) == 0, "out of memory");
}

/* Reads a stream to its end, and writes what it reads to `copy` if that is not NULL. */
static struct result
read_stream(const char *path, struct chunk_stream *copy)
{
	char *paths[] = { (char *)path };
	struct chunk_stream *in = chunk_open(paths, 1);
	struct chunk c = { 0 };
	struct result r = { 0 };
	int got = chunk_read_header(in) == 0 ? 1 : -1;

	if (got == 1 && copy != NULL)
		fuzz_require(chunk_write_header(copy, chunk_header(in)) == 0, "%s", chunk_error(copy));
	if (copy != NULL)
		chunk_keep_packed(in);
	while (got == 1 && (got = chunk_read(in, &c)) == 1) {
		r.records++;
		if (c.whole > 0)
			unpack_and_pack(&c);
		look_at(chunk_header(in), &c);
		if (copy != NULL)
			fuzz_require(chunk_write(copy, &c) == 0, "%s", chunk_error(copy));
	}
	fuzz_require((got < 0) == (chunk_error(in)[0] != '\0'), "an error without a message, or a message");
	r.sound = got == 0;
	r.digest = chunk_digest(in);
	r.streams = chunk_counts(in)->streams;
	chunk_free(&c);
	chunk_close(in);
	return r;
}

static struct result
read_bytes(const uint8_t *bytes, size_t size)
{
	char path[FUZZ_PATH_MAX];
	int fd = fuzz_file(bytes, size, path);
	struct result r = read_stream(path, NULL);

	close(fd);
	return r;
}

/* One stream, sound: a piece of it is not, nor is one with another bit anywhere. */
static void
break_it(const uint8_t *bytes, size_t size, size_t at)
{
	uint8_t *other = malloc(size);

	fuzz_require(!read_bytes(bytes, at).sound, "cut to %zu bytes", at);
	memcpy(other, bytes, size);
	other[at] ^= (uint8_t)(1 << at % 8);
	fuzz_require(!read_bytes(other, size).sound, "byte %zu was changed", at);
	free(other);
}

void
fuzz_stream(const uint8_t *bytes, size_t size)
{
	char path[FUZZ_PATH_MAX], copied[FUZZ_PATH_MAX];
	int fd = fuzz_file(bytes, size, path), to = fuzz_file(NULL, 0, copied);
	struct chunk_stream *copy = chunk_create(to, "copy");
	struct result first = read_stream(path, copy), second;

	if (first.sound) {
		fuzz_require(chunk_finish(copy) == 0, "%s", chunk_error(copy));
		second = read_stream(copied, NULL);
		fuzz_require(second.sound, "what was written is not sound");
		fuzz_require(second.records == first.records && second.digest == first.digest,
		    "other records or another digest when read again");
		if (first.streams == 1)
			break_it(bytes, size, first.digest % size);
	}
	chunk_close(copy);
	close(fd);
	close(to);
}

/* Setters leave what other code reads: every key can be changed, and the text be taken again. */
static void
set_keys(struct chunk_header *h)
{
	struct chunk_header *again = chunk_header_copy(h);
	char why[CHUNK_WHY_MAX];

	fuzz_require(header_agree(h, again, false, why) == 0, "a copy of a header does not agree: %s", why);
	chunk_set(again, "units", "mm");
	chunk_set(again, "crs", NULL);
	chunk_add(again, "history", "two\nlines");
	if (chunk_grid(h)->rows > 0)
		chunk_set_grid(again, chunk_grid(h));
	fuzz_require(strcmp(chunk_get(again, "units"), "mm") == 0, "a value that was set is another");
	chunk_header_free(again);
}

/* As a reader takes a header: its text, then the grid that this has. */
static int
parse(struct chunk_header *h, const char *text, size_t size, char *why)
{
	return header_parse(h, text, size, why) < 0 ? -1 : header_parse_grid(h, why);
}

void
fuzz_header(const uint8_t *bytes, size_t size)
{
	struct chunk_header *h = chunk_header_copy(NULL), *again = chunk_header_copy(NULL);
	char why[CHUNK_WHY_MAX];
	char *text;

	if (parse(h, (const char *)bytes, size, why) == 0) {
		text = chunk_text(h);
		fuzz_require(strlen(text) == size && memcmp(text, bytes, size) == 0, "another text");
		free(text);
		chunk_step(h);
		chunk_nth(h, "history", 1);
		set_keys(h);
		if (chunk_grid(h)->rows > 0) {
			chunk_set_grid(h, chunk_grid(h));
			text = chunk_text(h);
			fuzz_require(parse(again, text, strlen(text), why) == 0, "%s", why);
			free(text);
			fuzz_require(memcmp(chunk_grid(h), chunk_grid(again), sizeof(struct chunk_grid)) == 0,
			    "another grid when read again");
		}
	} else {
		fuzz_require(strlen(why) > 0 && strlen(why) < CHUNK_WHY_MAX, "no reason");
	}
	chunk_header_free(h);
	chunk_header_free(again);
}
