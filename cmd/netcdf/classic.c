/* SPDX-License-Identifier: BSD-2-Clause */
/* classic.c - the header of a classic netCDF file, read for lengths alone. */
#include "netcdf/classic.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chunk.h"

#define DIMENSIONS_MAX 65536u
#define STREAMED       UINT64_MAX               /* the number of records is not said */

enum tag { ABSENT, DIMENSIONS = 10, VARIABLES = 11, ATTRIBUTES = 12 };

/* What is wrong with a header. */
enum fault { SOUND, CUT, BROKEN };

struct header {
	FILE *f;
	uint64_t size, at;                      /* bytes of the file, and read so far */
	int version;                            /* 1, 2 or 5 */
	enum fault fault;

	uint64_t records;
	uint64_t *lengths;                      /* of the dimensions; 0 for that of records */
	size_t dimensions;

	uint64_t need;                          /* where variables without records end */
	uint64_t first, first_end;              /* the first record: where it begins and ends */
	uint64_t record;                        /* bytes from one record to the next, */
	uint64_t bare;                          /* without the padding of its last variable */
	size_t record_variables;
};

static void
fail(struct header *h, enum fault fault)
{
	if (h->fault == SOUND)
		h->fault = fault;
}

/* ---- Numbers, which are big-endian ------------------------------------- */

static uint64_t
take(struct header *h, int bytes)
{
	uint64_t value = 0;

	if (h->fault != SOUND)
		return 0;
	for (int i = 0; i < bytes; i++) {
		int c = getc(h->f);

		if (c == EOF) {
			fail(h, CUT);
			return 0;
		}
		value = value << 8 | (unsigned)c;
	}
	h->at += (uint64_t)bytes;
	return value;
}

/* A count or a length, which CDF-5 has with 64 bits. */
static uint64_t
take_count(struct header *h)
{
	return take(h, h->version == 5 ? 8 : 4);
}

static uint64_t
multiply(struct header *h, uint64_t a, uint64_t b)
{
	uint64_t product;

	if (!__builtin_mul_overflow(a, b, &product) && product < UINT64_C(1) << 60)
		return product;
	fail(h, BROKEN);
	return 0;
}

static uint64_t
padded(uint64_t n)
{
	return (n + 3) / 4 * 4;
}

/* Passes over so many bytes and their padding. */
static void
skip(struct header *h, uint64_t n)
{
	if (h->fault != SOUND)
		return;
	if (n > h->size - h->at || padded(n) > h->size - h->at) {
		fail(h, CUT);
		return;
	}
	n = padded(n);
	h->at += n;
	if (n <= 4096)
		while (n-- > 0)
			(void)getc(h->f);
	else if (fseeko(h->f, (off_t)h->at, SEEK_SET) < 0)
		fail(h, CUT);
}

static uint64_t
type_size(struct header *h, uint64_t type)
{
	static const unsigned char sizes[] = { 0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8 };

	if (type >= 1 && type < sizeof sizes)
		return sizes[type];
	fail(h, BROKEN);
	return 0;
}

/* ---- Lists ------------------------------------------------------------- */

/* The elements of a list that begins with a tag; an absent one has none. */
static uint64_t
take_list(struct header *h, enum tag wanted)
{
	uint64_t tag = take(h, 4), n = take_count(h);

	if (tag != wanted && !(tag == ABSENT && n == 0))
		fail(h, BROKEN);
	return h->fault == SOUND ? n : 0;
}

static void
take_dimensions(struct header *h)
{
	uint64_t n = take_list(h, DIMENSIONS);

	if (n > DIMENSIONS_MAX) {
		fail(h, BROKEN);
		return;
	}
	h->lengths = calloc(n + 1, sizeof *h->lengths);
	if (h->lengths == NULL) {
		fail(h, BROKEN);
		return;
	}
	for (h->dimensions = 0; h->dimensions < n && h->fault == SOUND; h->dimensions++) {
		skip(h, take_count(h));
		h->lengths[h->dimensions] = take_count(h);
	}
}

static void
take_attributes(struct header *h)
{
	uint64_t n = take_list(h, ATTRIBUTES);

	for (uint64_t i = 0; i < n && h->fault == SOUND; i++) {
		uint64_t size;

		skip(h, take_count(h));
		size = type_size(h, take(h, 4));
		skip(h, multiply(h, take_count(h), size));
	}
}

/* Where a variable's data are: `bytes` of them in all, or in each record. */
static void
note_variable(struct header *h, bool has_records, uint64_t begin, uint64_t bytes)
{
	if (begin > UINT64_C(1) << 60) {
		fail(h, BROKEN);
		return;
	}
	if (!has_records) {
		if (bytes > 0 && begin + bytes > h->need)
			h->need = begin + bytes;
		return;
	}
	if (h->record_variables++ == 0 || begin < h->first)
		h->first = begin;
	if (begin + bytes > h->first_end)
		h->first_end = begin + bytes;
	h->bare = h->record + bytes;
	h->record += padded(bytes);
	if (h->record > UINT64_C(1) << 60)
		fail(h, BROKEN);
}

static void
take_variable(struct header *h)
{
	uint64_t dimensions, bytes = 1, begin;
	bool has_records = false;

	skip(h, take_count(h));
	dimensions = take_count(h);
	for (uint64_t i = 0; i < dimensions && h->fault == SOUND; i++) {
		uint64_t id = take_count(h);

		if (id >= h->dimensions)
			fail(h, BROKEN);
		else if (i == 0 && h->lengths[id] == 0)
			has_records = true;
		else
			bytes = multiply(h, bytes, h->lengths[id]);
	}
	take_attributes(h);
	bytes = multiply(h, bytes, type_size(h, take(h, 4)));
	/* The size that it says is cut off at 4 GiB, and not needed. */
	(void)take_count(h);
	begin = take(h, h->version == 1 ? 4 : 8);
	if (h->fault == SOUND)
		note_variable(h, has_records, begin, bytes);
}

/* ---- The file ---------------------------------------------------------- */

static void
take_header(struct header *h)
{
	uint64_t all = h->version == 5 ? UINT64_MAX : UINT32_MAX, n;

	h->records = take_count(h);
	if (h->records == all)
		h->records = STREAMED;
	take_dimensions(h);
	take_attributes(h);
	n = take_list(h, VARIABLES);
	for (uint64_t i = 0; i < n && h->fault == SOUND; i++)
		take_variable(h);
	/* Of a single variable the records are not padded. */
	if (h->record_variables == 1)
		h->record = h->bare;
	if (h->at > h->need)
		h->need = h->at;
}

/* Of records whose number is not said, the last one must be whole. */
static bool
streamed_is_whole(const struct header *h)
{
	uint64_t rest;

	if (h->record == 0 || h->size < h->first)
		return h->record == 0;
	rest = (h->size - h->first) % h->record;
	return rest == 0 || rest >= h->first_end - h->first;
}

static int
judge(struct header *h, char *why)
{
	uint64_t need = h->need, last = 0;

	if (h->fault == CUT)
		return chunk_reason(why, "is cut short in its header: did the download break off?");
	if (h->records == STREAMED) {
		if (h->fault == SOUND && !streamed_is_whole(h))
			return chunk_reason(why, "is cut short in its last record: did the download break off?");
	} else if (h->record_variables > 0 && h->records > 0) {
		last = multiply(h, h->records - 1, h->record);
		if (h->first_end + last > need)
			need = h->first_end + last;
	}
	if (h->fault == BROKEN)
		return chunk_reason(why, "has a damaged header: fetch it anew");
	if (h->size < need)
		return chunk_reason(why, "is %" PRIu64 " bytes shorter than its header says: did the "
		    "download break off?", need - h->size);
	return 0;
}

int
classic_check(FILE *f, uint64_t size, char *why)
{
	struct header h = { .f = f, .size = size };
	int status;

	if (take(&h, 3) != 0x434446)
		fail(&h, h.fault == CUT ? CUT : BROKEN);
	h.version = (int)take(&h, 1);
	if (h.version != 1 && h.version != 2 && h.version != 5)
		fail(&h, BROKEN);
	if (h.fault == SOUND)
		take_header(&h);
	status = judge(&h, why);
	free(h.lengths);
	return status;
}
