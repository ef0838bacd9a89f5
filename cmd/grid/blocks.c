/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blocks.c - a coarser grid: one cell for every block of factor x factor cells.
 *
 * One thread does a whole field, in the order of its cells, so the result does
 * not depend on the number of threads.
 */
#include "grid/blocks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grid/geometry.h"

/*
 * Inlined for each value size, and for factor 2, so that each is a loop of its
 * own.
 */
static inline void
pick_row(unsigned char *to, const unsigned char *from, size_t n, size_t factor, size_t size)
{
	for (size_t i = 0; i < n; i++)
		memcpy(to + i * size, from + i * factor * size, size);
}

static void
pick(const struct blocks *b, const struct chunk *in, struct chunk *out)
{
	size_t n = b->to.cols, f = b->factor, size = chunk_value_size(in->type);
	const unsigned char *from = in->data;
	unsigned char *to = out->data;

	for (size_t row = 0; row < b->to.rows;
	     row++, from += f * b->from.cols * size, to += n * size) {
		if (size == 1 && f == 2)
			pick_row(to, from, n, 2, 1);
		else if (size == 1)
			pick_row(to, from, n, f, 1);
		else if (size == 2)
			pick_row(to, from, n, f, 2);
		else if (size == 4 && f == 2)
			pick_row(to, from, n, 2, 4);
		else if (size == 4)
			pick_row(to, from, n, f, 4);
		else
			pick_row(to, from, n, f, 8);
	}
}

/*
 * The code of largest rank in each block. If all cells of a block are missing,
 * it keeps its first code.
 */
static void
max_codes(const struct blocks *b, const struct chunk *in, struct chunk *out)
{
	const uint8_t *bytes = in->type == CHUNK_U8 ? in->data : NULL;
	const uint16_t *words = in->data;
	uint8_t *to = out->data;
	uint16_t *to_words = out->data;

	for (size_t row = 0, cell = 0; row < b->to.rows; row++) {
		for (size_t col = 0; col < b->to.cols; col++, cell++) {
			size_t first = row * b->factor * b->from.cols + col * b->factor;
			uint16_t best = bytes != NULL ? bytes[first] : words[first];

			for (size_t i = 0; i < b->factor; i++, first += b->from.cols) {
				for (size_t j = first; j < first + b->factor; j++) {
					uint16_t code = bytes != NULL ? bytes[j] : words[j];

					if (b->rank[code] > b->rank[best])
						best = code;
				}
			}
			if (bytes != NULL)
				to[cell] = (uint8_t)best;
			else
				to_words[cell] = best;
		}
	}
}

static void
add_row(const float *row, size_t n, size_t factor, double *sum, uint32_t *count)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < factor; j++) {
			float value = *row++;

			sum[i] += isnan(value) ? 0.0 : (double)value;
			count[i] += !isnan(value);
		}
	}
}

static void
max_row(const float *row, size_t n, size_t factor, float *best)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < factor; j++, row++)
			if (*row > best[i] || isnan(best[i]))
				best[i] = *row;
}

/*
 * Means, and maxima of codes that do not compare: float32 in and out, sums in
 * float64 in the order of the cells, rounded once. A row of the input, the sums
 * and the counts are kept after the result in its buffer, so no record
 * allocates. NULL, or a reason.
 */
static const char *
fold(const struct blocks *b, const struct chunk *in, struct chunk *out)
{
	size_t n = b->to.cols, values = b->to.rows * n * sizeof(float);
	size_t after = (values + 63) / 64 * 64;
	unsigned char *room = chunk_room(out, after + n * (8 + 4) + b->from.cols * sizeof(float));
	float *to = out->data;

	if (room == NULL)
		return "out of memory";
	double *sum = (double *)(room + after);
	uint32_t *count = (uint32_t *)(sum + n);
	float *line = (float *)(count + n);

	out->size = values;
	for (size_t row = 0; row < b->to.rows; row++, to += n) {
		memset(sum, 0, n * (sizeof *sum + sizeof *count));
		for (size_t i = 0; i < n; i++)
			to[i] = NAN;
		for (size_t i = 0; i < b->factor; i++) {
			chunk_floats(b->header, in, (row * b->factor + i) * b->from.cols,
			    b->from.cols, line);
			if (b->method == BLOCKS_MAX)
				max_row(line, n, b->factor, to);
			else
				add_row(line, n, b->factor, sum, count);
		}
		for (size_t i = 0; i < n; i++) {
			if (count[i])
				to[i] = (float)(sum[i] / count[i]);
			/* Both infinities: a mean of NaN. Maxima: sums of 0. */
			if (isinf(to[i]) || !isfinite(sum[i]))
				return "values that are infinite, or beyond float32";
		}
	}
	return NULL;
}

bool
blocks_keep_codes(const struct blocks *b)
{
	return b->method == BLOCKS_PICK || b->factor == 1 || (b->method == BLOCKS_MAX && b->ranked);
}

int
blocks_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct blocks *b = arg;
	bool codes = in->type == CHUNK_U8 || in->type == CHUNK_U16;
	bool keeps = b->method == BLOCKS_PICK || (codes && blocks_keep_codes(b));
	size_t cells = (size_t)b->to.rows * b->to.cols;
	char start[CHUNK_TIME_MAX];
	const char *bad = NULL;

	if (in->kind != CHUNK_FIELD || b->factor == 1) {
		chunk_swap(in, out);
		return 0;
	}
	chunk_describe(out, in);
	out->type = keeps ? in->type : CHUNK_F32;
	if (!keeps)
		bad = fold(b, in, out);
	else if (chunk_room(out, cells * chunk_value_size(in->type)) == NULL)
		bad = "out of memory";
	if (bad != NULL) {
		snprintf(why, CHUNK_WHY_MAX, "%s: %s%s%s%s", chunk_time_text(in->start, start),
		    in->layer[0] ? "layer " : "", in->layer, in->layer[0] ? ": " : "", bad);
		return -1;
	}
	if (b->method == BLOCKS_PICK)
		pick(b, in, out);
	else if (keeps)
		max_codes(b, in, out);
	return 0;
}

/*
 * Whether the table never decreases, except for missing codes: then codes
 * compare as values.
 */
static bool
rank_codes(const float *table, uint32_t n, uint32_t *rank)
{
	float last = -INFINITY;

	for (uint32_t i = 0; i < n; i++) {
		rank[i] = isnan(table[i]) ? 0 : i + 1;
		if (table[i] < last)
			return false;
		if (rank[i])
			last = table[i];
	}
	return n > 0;
}

void
blocks_prepare(struct blocks *b, const struct chunk_header *h)
{
	double moved = b->method == BLOCKS_PICK ? (1 - (double)b->factor) / 2 : 0;
	struct chunk_grid corner;
	uint32_t codes;
	const float *table = chunk_table(h, &codes);

	b->header = h;
	b->ranked = rank_codes(table, codes, b->rank);
	b->from = *chunk_grid(h);
	/* A picked cell keeps its centre; others stand for their block. */
	corner = grid_moved(&b->from, moved, moved);
	b->to = grid_scaled(&corner, (uint32_t)b->factor);
}
