/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * foreign.c - members of a zip that are neither stored nor deflated, made whole
 * by libarchive: each as a zip of its own. So they are read by the directory,
 * like the others, in any order and by any thread.
 */
#include "archive/private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "le.h"

#define HEAD_SIZE (ZIPDIR_LOCAL + 1)    /* a local header and a name */

/* The methods of APPNOTE.TXT 6.3.10, section 4.4.5. */
static const struct method {
	uint16_t number;
	bool read;                      /* here, or by libarchive if it was built so */
	const char *name;
} methods[] = {
	{ ZIPDIR_STORED, true, "nothing" }, { 1, false, "Shrink" }, { 2, false, "Reduce" },
	{ 3, false, "Reduce" }, { 4, false, "Reduce" }, { 5, false, "Reduce" },
	{ 6, false, "Implode" }, { ZIPDIR_DEFLATED, true, "Deflate" }, { 9, false, "Deflate64" },
	{ 10, false, "TERSE" }, { 12, true, "bzip2" }, { 14, true, "LZMA" }, { 16, false, "CMPSC" },
	{ 18, false, "TERSE" }, { 19, false, "LZ77" }, { 20, false, "zstd" }, { 93, true, "zstd" },
	{ 94, false, "MP3" }, { 95, true, "xz" }, { 96, false, "JPEG" }, { 97, false, "WavPack" },
	{ 98, true, "PPMd" }, { 99, false, "AES encryption" },
};

static const struct method *
find_method(uint16_t number)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (methods[i].number == number)
			return &methods[i];
	return NULL;
}

bool
foreign_is_readable(uint16_t number)
{
	const struct method *method = find_method(number);

	return method != NULL && method->read;
}

int
foreign_refuse(uint16_t number, const char *path, char *why)
{
	const struct method *method = find_method(number);

	return chunk_reason(why, "%.200s: compressed by %s (method %u of zips), which is not read "
	    "here: unpack the zip, and give the folder", path,
	    method != NULL ? method->name : "a method without a name", number);
}

/* What libarchive reads: the head and the data of a zip, without a directory. */
struct blocks {
	unsigned char head[HEAD_SIZE];
	const void *data;
	size_t size;
	int given;
};

static la_ssize_t
read_block(struct archive *a, void *arg, const void **bytes)
{
	struct blocks *b = arg;

	(void)a;
	switch (b->given++) {
	case 0:
		*bytes = b->head;
		return sizeof b->head;
	case 1:
		*bytes = b->data;
		return (la_ssize_t)b->size;
	default:
		return 0;
	}
}

static void
set_head(struct blocks *b, const struct foreign *f)
{
	memset(b->head, 0, sizeof b->head);
	memcpy(b->head, "PK\3\4", 4);
	put16(b->head + 4, 63);         /* the version that knows all methods */
	put16(b->head + 8, f->method);
	put32(b->head + 14, f->crc);
	put32(b->head + 18, (uint32_t)f->packed);
	put32(b->head + 22, (uint32_t)f->size);
	put16(b->head + 26, 1);
	b->head[ZIPDIR_LOCAL] = 'x';
}

static enum outcome
explain_failure(struct archive *a, char *why)
{
	enum outcome outcome = unpacked_reason(a, why);

	/* What libarchive says is different for each method. */
	if (outcome == OUTCOME_DAMAGED && strcmp(why, REASON_CHECKSUM) != 0)
		chunk_reason(why, REASON_DATA);
	return outcome;
}

/* Reads the only member: OUTCOME_FOUND if it has exactly that many bytes. */
static enum outcome
read_member(struct archive *a, struct blocks *b, void *to, size_t size, char *why)
{
	struct archive_entry *e;
	size_t used = 0;
	la_ssize_t got = 1;
	char more;

	errno = 0;
	if (archive_read_open(a, b, NULL, read_block, NULL) != ARCHIVE_OK ||
	    archive_read_next_header(a, &e) != ARCHIVE_OK)
		return explain_failure(a, why);
	for (; used < size && got > 0; used += got > 0 ? (size_t)got : 0)
		got = archive_read_data(a, (char *)to + used, size - used);
	/* Its end is where libarchive verifies the checksum. */
	if (used == size)
		got = archive_read_data(a, &more, 1);
	if (got < 0)
		return explain_failure(a, why);
	if (used == size && got == 0)
		return OUTCOME_FOUND;
	chunk_reason(why, REASON_DATA);
	return OUTCOME_DAMAGED;
}

enum outcome
foreign_unpack(const struct foreign *f, const void *from, void *to, char *why)
{
	struct blocks blocks = { .data = from, .size = f->packed };
	struct archive *a = archive_read_new();
	enum outcome outcome;

	if (a == NULL) {
		chunk_reason(why, "out of memory");
		return OUTCOME_FAILED;
	}
	set_head(&blocks, f);
	archive_read_support_format_zip_streamable(a);
	outcome = read_member(a, &blocks, to, f->size, why);
	archive_read_free(a);
	return outcome;
}
