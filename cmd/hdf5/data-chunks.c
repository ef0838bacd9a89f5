/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * data-chunks.c - chunks as they are stored, to values in their place: inflated,
 * unshuffled, swapped, and clipped at the edges of the grid.
 *
 * A chunk holds chunk_rows x chunk_cols values, also at the edges (HDF5 File
 * Format Specification 3.0).
 */
#include "hdf5/private.h"

#include <stdlib.h>
#include <string.h>

#include "grid/filters.h"

#define ASKED_MAX 1000          /* slow questions, beyond which the library reads all at once */

static uint32_t
chunks_across(const struct data *d)
{
	return (d->cols + d->chunk_cols - 1) / d->chunk_cols;
}

static size_t
count_chunks(const struct data *d)
{
	return (size_t)((d->rows + d->chunk_rows - 1) / d->chunk_rows) * chunks_across(d);
}

static size_t
chunk_bytes(const struct data *d)
{
	return (size_t)d->chunk_rows * d->chunk_cols * d->stored;
}

/* ---- Inside the lock --------------------------------------------------- */

/* Where a chunk begins in the grid, as the library wants it. */
static void
chunk_origin(const struct data *d, size_t i, hsize_t *origin)
{
	origin[0] = i / chunks_across(d) * d->chunk_rows;
	origin[1] = i % chunks_across(d) * d->chunk_cols;
}

/*
 * The size of a chunk as it is stored, 0 if it is absent. False if it cannot be
 * read. HDF5 before 1.12 has an error for absent chunks, and says of chunks
 * without filters that they are as large as they should be, but reads them as
 * large as the file has them. Another function knows better, and is slow.
 */
static bool
chunk_size(const struct data *d, const hsize_t *origin, hsize_t *size, size_t *asked)
{
	bool filtered = d->shuffled || d->deflated;
	unsigned left_out;
	haddr_t at = HADDR_UNDEF;

	*size = 0;
	if (filtered && H5Dget_chunk_storage_size(d->set, origin, size) >= 0)
		return true;
	++*asked;
	if (H5Dget_chunk_info_by_coord(d->set, origin, &left_out, &at, size) < 0)
		return false;
	return at == HADDR_UNDEF ? *size == 0 : !filtered;
}

/* The sizes of all chunks; in a sound file they lie apart from each other. */
static int
measure_chunks(struct data *d, size_t *total)
{
	size_t count = count_chunks(d), asked = 0;

	*total = 0;
	for (size_t i = 0; i < count && asked <= ASKED_MAX; i++) {
		hsize_t origin[2], size;

		chunk_origin(d, i, origin);
		if (!chunk_size(d, origin, &size, &asked))
			return hdf5_damaged(d->f, "has chunks that cannot be read");
		if (size > d->f->size - *total)
			return hdf5_fail(d->f, IMAGE_DAMAGED, "has chunks larger than the file");
		d->chunks[i] = (struct data_chunk){ .at = *total, .size = (size_t)size };
		*total += (size_t)size;
	}
	if (asked > ASKED_MAX)
		d->raw = false;
	return 0;
}

int
chunks_fetch(struct data *d)
{
	size_t count = count_chunks(d), total;
	int status;

	d->chunks = calloc(count, sizeof *d->chunks);
	if (d->chunks == NULL)
		return hdf5_fail(d->f, IMAGE_REFUSED, "out of memory");
	status = measure_chunks(d, &total);
	if (status < 0 || !d->raw)
		return status;
	d->packed = malloc(total + 1);
	if (d->packed == NULL)
		return hdf5_fail(d->f, IMAGE_REFUSED, "out of memory");
	for (size_t i = 0; i < count; i++) {
		struct data_chunk *c = &d->chunks[i];
		hsize_t origin[2];

		if (c->size == 0)
			continue;
		chunk_origin(d, i, origin);
		if (H5Dread_chunk(d->set, H5P_DEFAULT, origin, &c->left_out, d->packed + c->at) < 0)
			return hdf5_damaged(d->f, "has chunks that cannot be read");
	}
	return 0;
}

/* ---- Outside ----------------------------------------------------------- */

/* Where a chunk is decoded: each step goes from one to the other. */
struct bench {
	unsigned char *inflated, *whole;
	void *inflater;
};

#define LOAD(type, from, i) __extension__ ({ \
	type x_; \
	memcpy(&x_, (const unsigned char *)(from) + (i) * sizeof x_, sizeof x_); \
	x_; })

/* n stored values, in our order of bytes, to those of the field. */
static void
widen(const struct data *d, const void *from, void *to, size_t n)
{
	if (d->stored == 1)
		for (size_t i = 0; i < n; i++)
			((float *)to)[i] = (float)((const int8_t *)from)[i];
	else if (d->stored == 2)
		for (size_t i = 0; i < n; i++)
			((float *)to)[i] = (float)LOAD(int16_t, from, i);
	else if (d->is_signed)
		for (size_t i = 0; i < n; i++)
			((double *)to)[i] = (double)LOAD(int32_t, from, i);
	else
		for (size_t i = 0; i < n; i++)
			((double *)to)[i] = (double)LOAD(uint32_t, from, i);
}

/* Whether the stored bytes are those of the field. */
static bool
is_plain(const struct data *d)
{
	return d->stored == chunk_value_size(d->type);
}

/* Puts the values of chunk i at their place in the field. */
static void
place_chunk(const struct data *d, size_t i, unsigned char *from, unsigned char *to)
{
	size_t value = chunk_value_size(d->type), line = (size_t)d->chunk_cols * d->stored;
	hsize_t origin[2];
	uint32_t rows, cols;

	chunk_origin(d, i, origin);
	rows = d->rows - (uint32_t)origin[0];
	cols = d->cols - (uint32_t)origin[1];
	rows = rows < d->chunk_rows ? rows : d->chunk_rows;
	cols = cols < d->chunk_cols ? cols : d->chunk_cols;
	to += (origin[0] * d->cols + origin[1]) * value;
	for (uint32_t r = 0; r < rows; r++, from += line, to += d->cols * value) {
		if (is_plain(d) && d->swapped) {
			filters_swap(from, to, cols, d->stored);
		} else if (is_plain(d)) {
			memcpy(to, from, cols * value);
		} else {
			if (d->swapped)
				filters_swap(from, from, cols, d->stored);
			widen(d, from, to, cols);
		}
	}
}

/* Decodes chunk i; `direct`, if not NULL, is where it may be inflated at once. */
static int
decode_chunk(const struct data *d, const struct bench *b, size_t i, unsigned char *direct,
    unsigned char *to)
{
	size_t size = chunk_bytes(d), n = d->chunks[i].size;
	uint32_t left_out = d->chunks[i].left_out;
	bool deflated = d->deflated && (left_out & d->deflate_bit) == 0;
	const unsigned char *packed = d->packed + d->chunks[i].at;
	unsigned char *at = direct != NULL ? direct : b->inflated;

	if (n == 0) {
		for (size_t v = 0; v < size; v += d->stored)
			memcpy(at + v, d->fill, d->stored);
	} else if (deflated ? !filters_inflate(b->inflater, packed, n, at, size) : n != size) {
		hsize_t origin[2];

		chunk_origin(d, i, origin);
		return hdf5_fail(d->f, IMAGE_DAMAGED, "cannot decode the chunk at row %llu, column "
		    "%llu: it is not what it should be, or cut short",
		    (unsigned long long)origin[0], (unsigned long long)origin[1]);
	} else if (!deflated) {
		memcpy(at, packed, size);
	}
	if (direct != NULL)
		return 0;
	if (d->shuffled && (left_out & d->shuffle_bit) == 0 && d->stored > 1 && n != 0) {
		filters_unshuffle(at, b->whole, 0, size / d->stored, size / d->stored, d->stored);
		at = b->whole;
	}
	place_chunk(d, i, at, to);
	return 0;
}

static int
decode_all(const struct data *d, const struct bench *b, unsigned char *to)
{
	size_t count = count_chunks(d), size = chunk_bytes(d);
	size_t whole = (size_t)d->rows * d->cols * d->stored;
	/* Chunks of whole rows follow each other in the field just as in the file. */
	bool direct = is_plain(d) && !d->swapped && (!d->shuffled || d->stored == 1) &&
	    d->chunk_cols == d->cols;

	for (size_t i = 0; i < count; i++) {
		unsigned char *at = direct && (i + 1) * size <= whole ? to + i * size : NULL;
		int status = decode_chunk(d, b, i, at, to);

		if (status < 0)
			return status;
	}
	return 0;
}

int
chunks_decode(const struct data *d, void *to)
{
	struct bench b = { .inflated = malloc(chunk_bytes(d)),
		.whole = d->shuffled ? malloc(chunk_bytes(d)) : NULL, .inflater = filters_inflater() };
	bool memory = b.inflated != NULL && (b.whole != NULL || !d->shuffled) && b.inflater != NULL;
	int status = memory ? decode_all(d, &b, to) :
	    hdf5_fail(d->f, IMAGE_REFUSED, "out of memory");

	if (b.inflater != NULL)
		filters_free(b.inflater);
	free(b.inflated);
	free(b.whole);
	return status;
}
