/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tiles.c - fields cut into chunks and compressed, as HDF5 stores them: values
 * row by row, shuffled, as a zlib stream.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

#include "grid/flags.h"
#include "grid/units.h"
#include "ncout/private.h"

enum chunk_type
tiles_type(const struct ncout *n, const struct chunk *c)
{
	if (c->type == CHUNK_F64)
		return CHUNK_F64;
	if (category_of(n, c->layer, c->type) != NULL)
		return CHUNK_U8;
	return n->line.fits && (c->type == CHUNK_U8 || c->type == CHUNK_U16) ? c->type : CHUNK_F32;
}

size_t
tiles_size(const struct ncout *n, enum chunk_type type)
{
	return n->chunk[0] * n->chunk[1] * n->chunk[2] * chunk_value_size(type);
}

size_t
tiles_room(size_t size)
{
	return (size + 63) / 64 * 64;
}

size_t
tiles_bound(const struct ncout *n, enum chunk_type type)
{
	size_t size = tiles_size(n, type);

	if (n->level == 0)
		return size;
#ifdef HAVE_LIBDEFLATE
	/* The bound of any compressor. */
	return libdeflate_zlib_compress_bound(NULL, size);
#else
	return compressBound(size);
#endif
}

struct part
tiles_part(const struct ncout *n, size_t tile)
{
	struct part p = { .row = tile / n->right * n->chunk[1],
	    .col = tile % n->right * n->chunk[2] };

	p.rows = n->rows - p.row < n->chunk[1] ? n->rows - p.row : n->chunk[1];
	p.cols = n->cols - p.col < n->chunk[2] ? n->cols - p.col : n->chunk[2];
	return p;
}

/* Values of a category's layer in a row: not its codes, of which several may be missing. */
static void
take_bytes(const struct ncout *n, const struct chunk *c, uint8_t missing, size_t first,
    size_t count, uint8_t *to)
{
	float values[256];

	for (size_t at = 0; at < count; at += 256) {
		size_t some = count - at < 256 ? count - at : 256;

		chunk_floats(n->header, c, first + at, some, values);
		flags_bytes(missing, values, some, to + at);
	}
}

void
tiles_take(const struct ncout *n, const struct chunk *c, struct part p, void *to, size_t width)
{
	const struct category *category = category_of(n, c->layer, c->type);
	enum chunk_type type = tiles_type(n, c);
	size_t size = chunk_value_size(type);
	const char *units;
	double times = units_of_layer(n->header, c->layer, n->options->units, &units);

	/* Whole rows lie one after the other. */
	if (p.cols == n->cols && width == n->cols) {
		p.cols *= p.rows;
		p.rows = 1;
	}
	for (size_t i = 0; i < p.rows; i++) {
		size_t first = (p.row + i) * n->cols + p.col;
		char *row = (char *)to + i * width * size;

		if (category != NULL) {
			take_bytes(n, c, category->missing, first, p.cols, (uint8_t *)row);
			continue;
		}
		if (type != CHUNK_F32) {
			memcpy(row, (const char *)c->data + first * size, p.cols * size);
			for (size_t k = 0; type == CHUNK_F64 && times != 1 && k < p.cols; k++)
				((double *)row)[k] *= times;
			continue;
		}
		chunk_floats(n->header, c, first, p.cols, (float *)row);
		units_multiply((float *)row, p.cols, times);
	}
}

void
tiles_clear(const struct ncout *n, const char *layer, enum chunk_type type, void *to)
{
	const struct category *category = category_of(n, layer, type);
	size_t values = n->chunk[0] * n->chunk[1] * n->chunk[2];

	for (size_t i = 0; i < values; i++)
		switch (type) {
		case CHUNK_U8:
			((uint8_t *)to)[i] = category != NULL ? category->missing : (uint8_t)n->line.missing;
			break;
		case CHUNK_U16:
			((uint16_t *)to)[i] = (uint16_t)n->line.missing;
			break;
		case CHUNK_F64:
			((double *)to)[i] = NAN;
			break;
		default:
			((float *)to)[i] = NAN;
		}
}

/* The first bytes of all values, then the second ones, and so on. */
static void
shuffle(const unsigned char *from, size_t values, size_t size, unsigned char *to)
{
	if (size == 4) {
		for (size_t i = 0; i < values; i++) {
			to[i] = from[4 * i];
			to[values + i] = from[4 * i + 1];
			to[2 * values + i] = from[4 * i + 2];
			to[3 * values + i] = from[4 * i + 3];
		}
		return;
	}
	for (size_t b = 0; b < size; b++)
		for (size_t i = 0; i < values; i++)
			to[b * values + i] = from[i * size + b];
}

static size_t
deflate_bytes(int level, const void *from, size_t size, void *to, size_t room)
{
#ifdef HAVE_LIBDEFLATE
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);
	size_t got = c != NULL ? libdeflate_zlib_compress(c, from, size, to, room) : 0;

	libdeflate_free_compressor(c);
	return got;
#else
	uLongf got = room;

	return compress2(to, &got, from, size, level) == Z_OK ? got : 0;
#endif
}

size_t
tiles_compress(const struct ncout *n, enum chunk_type type, const void *from, void *spare, void *to)
{
	size_t size = tiles_size(n, type), width = chunk_value_size(type);

	if (n->level == 0) {
		memcpy(to, from, size);
		return size;
	}
	if (n->shuffle && width > 1) {
		shuffle(from, size / width, width, spare);
		from = spare;
	}
	return deflate_bytes(n->level, from, size, to, tiles_bound(n, type));
}
