/* SPDX-License-Identifier: BSD-2-Clause */
/* unpack.c - stored values to rain, whatever the order of their dimensions. */
#include <math.h>

#include "netcdf/private.h"

#define TILE 32                 /* rows and columns of a block: both orders stay in the cache */

/* The stored values of a tile, as numbers. */
#define TAKE(type) \
	do { \
		const type *p = (const type *)r->from + (ptrdiff_t)row * r->down + \
		    (ptrdiff_t)col * r->right; \
		for (uint32_t i = 0; i < rows; i++) \
			for (uint32_t k = 0; k < cols; k++) \
				tile[i * TILE + k] = (double) \
				    p[(ptrdiff_t)i * r->down + (ptrdiff_t)k * r->right]; \
	} while (0)

static void
take(const struct raw *r, uint32_t row, uint32_t col, uint32_t rows, uint32_t cols, double *tile)
{
	switch (r->packing->type) {
	case NC_BYTE: TAKE(int8_t); break;
	case NC_UBYTE: TAKE(uint8_t); break;
	case NC_SHORT: TAKE(int16_t); break;
	case NC_USHORT: TAKE(uint16_t); break;
	case NC_INT: TAKE(int32_t); break;
	case NC_UINT: TAKE(uint32_t); break;
	case NC_INT64: TAKE(int64_t); break;
	case NC_UINT64: TAKE(uint64_t); break;
	case NC_FLOAT: TAKE(float); break;
	default: TAKE(double); break;
	}
}

/* Makes values of a row of them, NaN if missing. */
static void
scale(const struct packing *p, double *x, uint32_t n)
{
	for (size_t f = 0; f < p->n_fills; f++)
		for (uint32_t k = 0; k < n; k++)
			x[k] = x[k] == p->fills[f] ? NAN : x[k];
	/* What is not scaled keeps its bits, also those of -0 and of NaN. */
	if (p->scale == 1 && p->offset == 0) {
		for (uint32_t k = 0; k < n; k++)
			x[k] = x[k] < p->low || x[k] > p->high ? NAN : x[k];
		return;
	}
	for (uint32_t k = 0; k < n; k++)
		x[k] = x[k] >= p->low && x[k] <= p->high ? x[k] * p->scale + p->offset : NAN;
}

/* What becomes of a value below 0, in units of the file. */
static double
below_zero(double x, double noise, enum negative negative)
{
	if (negative == NEGATIVE_RIGHT)
		return x;
	if (negative == NEGATIVE_ZERO || x >= -noise)
		return 0;
	return NAN;
}

static void
note(struct bad *bad, uint32_t row, uint32_t col, double value)
{
	if (bad->count++ > 0 && (bad->row < row || (bad->row == row && bad->col <= col)))
		return;
	bad->row = row;
	bad->col = col;
	bad->value = value;
}

/* Writes a row of a tile. */
static void
put(const struct packing *p, double factor, double noise, const double *x, uint32_t n, float *to,
    uint32_t row, uint32_t col, struct bad *bad)
{
	for (uint32_t k = 0; k < n; k++) {
		double value = x[k];

		if (value < 0) {
			value = below_zero(value, noise, p->negative);
			if (isnan(value) && p->negative == NEGATIVE_REFUSED)
				note(bad, row, col + k, x[k] * factor);
		}
		to[k] = (float)(value * factor);
		if (isinf(to[k]))
			note(bad, row, col + k, value * factor);
	}
}

void
unpack(const struct raw *now, const struct raw *before, double factor, uint32_t rows,
    uint32_t cols, float *to, size_t width, struct bad *bad)
{
	const struct packing *p = now->packing;
	double a[TILE * TILE], b[TILE * TILE];
	double noise = before != NULL ? p->noise + before->packing->noise : 0;

	for (uint32_t row = 0; row < rows; row += TILE)
		for (uint32_t col = 0; col < cols; col += TILE) {
			uint32_t high = rows - row < TILE ? rows - row : TILE;
			uint32_t wide = cols - col < TILE ? cols - col : TILE;

			take(now, row, col, high, wide, a);
			if (before != NULL)
				take(before, row, col, high, wide, b);
			for (uint32_t i = 0; i < high; i++) {
				double *x = a + i * TILE, *y = b + i * TILE;

				scale(p, x, wide);
				if (before != NULL) {
					scale(before->packing, y, wide);
					for (uint32_t k = 0; k < wide; k++)
						x[k] -= y[k];
				}
				put(p, factor, noise, x, wide, to + (row + i) * width + col,
				    row + i, col, bad);
			}
		}
}
