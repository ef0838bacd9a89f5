/* SPDX-License-Identifier: BSD-2-Clause */
/* zipdir.c - the directory of a zip. */
#include "archive/private.h"

#include <string.h>

#include "le.h"

#define LOCAL_MAGIC 0x04034b50u         /* "PK\3\4" */
#define ENTRY_MAGIC 0x02014b50u         /* "PK\1\2" */
#define END_MAGIC   0x06054b50u         /* "PK\5\6" */
#define END64_MAGIC 0x06064b50u         /* "PK\6\6", the end record with 64-bit numbers */
#define WHERE_MAGIC 0x07064b50u         /* "PK\6\7", which points at that one */

/* Reasons. */
#define BAD_DIRECTORY "its directory is damaged: "
#define TWO_COUNTS    BAD_DIRECTORY "two counts of its members"

enum { ENTRY_SIZE = 46, END_SIZE = 22, END64_SIZE = 56, WHERE_SIZE = 20, FLAG_ENCRYPTED = 1 };

/*
 * Where the end record starts in the tail. Its comment must reach exactly to
 * the end of the file, or to the zeros there: tapes and some archivers fill up
 * their last block with zeros.
 */
static const unsigned char *
find_end_record(const unsigned char *tail, size_t n)
{
	size_t zeros = 0;

	while (zeros < n && zeros < ZIPDIR_ZEROS && tail[n - 1 - zeros] == 0)
		zeros++;
	for (size_t left = 0; left <= UINT16_MAX + zeros && left + END_SIZE <= n; left++) {
		const unsigned char *p = tail + n - END_SIZE - left;

		if (get32(p) == END_MAGIC && get16(p + 20) <= left && left - get16(p + 20) <= zeros)
			return p;
	}
	return NULL;
}

static enum outcome
damaged(char *why, const char *how)
{
	chunk_reason(why, "%s", how);
	return OUTCOME_DAMAGED;
}

/* The zip may be whole. */
static enum outcome
unsupported(char *why, const char *how)
{
	chunk_reason(why, "%s", how);
	return OUTCOME_FAILED;
}

/*
 * Reads the 64-bit end record, which is before the record `where` that points
 * at it, at *end.
 */
static enum outcome
read_end64(const unsigned char *tail, uint64_t tail_at, const unsigned char *where,
    struct zipdir *d, uint64_t *end, char *why)
{
	uint64_t at = get64(where + 8), where_at = tail_at + (uint64_t)(where - tail);
	const unsigned char *p;

	if (at < tail_at || at > where_at || where_at - at < END64_SIZE)
		return damaged(why, BAD_DIRECTORY
		    "the 64-bit end record is not where it should be");
	p = tail + (at - tail_at);
	if (get32(p) != END64_MAGIC || get64(p + 4) != where_at - at - 12)
		return damaged(why, BAD_DIRECTORY "there is no 64-bit end record");
	if (get32(p + 16) != 0 || get32(p + 20) != 0 || get32(where + 16) > 1)
		return unsupported(why, ZIPDIR_ONE_PART);
	if (get64(p + 24) != get64(p + 32))
		return damaged(why, TWO_COUNTS);
	d->entries = get64(p + 32);
	d->size = get64(p + 40);
	d->offset = get64(p + 48);
	*end = at;
	return OUTCOME_FOUND;
}

/* Reads the end record at p, or the 64-bit one before it, to `d`. */
static enum outcome
read_end(const unsigned char *tail, uint64_t tail_at, const unsigned char *p, struct zipdir *d,
    char *why)
{
	uint64_t end = tail_at + (uint64_t)(p - tail);

	if (p - tail >= WHERE_SIZE && get32(p - WHERE_SIZE) == WHERE_MAGIC) {
		enum outcome outcome = read_end64(tail, tail_at, p - WHERE_SIZE, d, &end, why);

		if (outcome != OUTCOME_FOUND)
			return outcome;
	} else {
		if (get16(p + 4) != 0 || get16(p + 6) != 0)
			return unsupported(why, ZIPDIR_ONE_PART);
		if (get16(p + 8) != get16(p + 10))
			return damaged(why, TWO_COUNTS);
		d->entries = get16(p + 10);
		d->size = get32(p + 12);
		d->offset = get32(p + 16);
	}
	if (d->size > end || d->offset > end - d->size)
		return damaged(why,
		    "its directory reaches beyond its end: a piece of the file is missing");
	if (d->size > ZIPDIR_MAX)
		return unsupported(why, "its directory is over the limit of 64 MiB");
	/* The offsets of a self-extracting zip do not count its program. */
	d->before = end - d->size - d->offset;
	d->offset += d->before;
	return OUTCOME_FOUND;
}

enum outcome
zipdir_find(const unsigned char *tail, size_t n, uint64_t size, struct zipdir *d, char *why)
{
	const unsigned char *p = find_end_record(tail, n);

	if (p == NULL)
		return OUTCOME_NONE;
	return read_end(tail, size - n, p, d, why);
}

bool
zipdir_is_program(const unsigned char *head)
{
	return memcmp(head, "MZ", 2) == 0 || memcmp(head, "#!", 2) == 0 ||
	    memcmp(head, "\177ELF", 4) == 0;
}

/* Reads the next 64-bit number if this one did not fit into 32 bits. */
static bool
widen(uint64_t *value, const unsigned char **p, const unsigned char *end)
{
	if (*value != UINT32_MAX)
		return true;
	if (end - *p < 8)
		return false;
	*value = get64(*p);
	*p += 8;
	return true;
}

static bool
read_extra(struct zipdir_entry *e, const unsigned char *p, size_t n)
{
	while (n >= 4) {
		size_t id = get16(p), size = get16(p + 2);

		if (size > n - 4)
			break;
		p += 4, n -= 4;
		if (id == 1) {
			const unsigned char *end = p + size;

			return widen(&e->size, &p, end) && widen(&e->packed, &p, end) &&
			    widen(&e->offset, &p, end);
		}
		p += size, n -= size;
	}
	return true;
}

static int
read_entry(const struct zipdir *d, const unsigned char *bytes, struct zipdir_place *place,
    struct zipdir_entry *e, char *why)
{
	const unsigned char *p = bytes + place->at;
	size_t left = d->size - place->at, extra, length;

	if (left < ENTRY_SIZE || get32(p) != ENTRY_MAGIC)
		return chunk_reason(why, BAD_DIRECTORY "it has fewer members than it says");
	e->encrypted = get16(p + 8) & FLAG_ENCRYPTED;
	/* A mode of Unix stands in the upper half of the attributes. */
	e->link = (p[5] == 3 || p[5] == 19) && (get32(p + 38) >> 16 & 0170000) == 0120000;
	e->method = get16(p + 10);
	e->crc = get32(p + 16);
	e->packed = get32(p + 20);
	e->size = get32(p + 24);
	e->name = (const char *)p + ENTRY_SIZE;
	e->name_size = get16(p + 28);
	extra = get16(p + 30);
	length = ENTRY_SIZE + e->name_size + extra + get16(p + 32);
	e->offset = get32(p + 42);
	if (length > left || !read_extra(e, p + ENTRY_SIZE + e->name_size, extra))
		return chunk_reason(why, BAD_DIRECTORY "a member's entry is cut short");
	if (e->offset > d->offset - d->before)
		return chunk_reason(why, BAD_DIRECTORY "a member lies beyond it");
	e->offset += d->before;
	place->at += length;
	place->seen++;
	return 0;
}

enum outcome
zipdir_next(const struct zipdir *d, const unsigned char *bytes, struct zipdir_place *place,
    struct zipdir_entry *e, char *why)
{
	if (place->seen < d->entries)
		return read_entry(d, bytes, place, e, why) < 0 ? OUTCOME_DAMAGED : OUTCOME_FOUND;
	if (place->at == d->size)
		return OUTCOME_NONE;
	chunk_reason(why, BAD_DIRECTORY "it is longer than its members need");
	return OUTCOME_DAMAGED;
}

uint64_t
zipdir_data(const struct zipdir_entry *e, const unsigned char *local, size_t n)
{
	if (n < ZIPDIR_LOCAL + e->name_size || get32(local) != LOCAL_MAGIC ||
	    get16(local + 8) != e->method || get16(local + 26) != e->name_size ||
	    memcmp(local + ZIPDIR_LOCAL, e->name, e->name_size) != 0)
		return 0;
	return e->offset + ZIPDIR_LOCAL + get16(local + 26) + get16(local + 28);
}
