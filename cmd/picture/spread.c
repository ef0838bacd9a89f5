/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spread.c - counts values by the upper half of their bits, which are in order.
 */
#include "picture/spread.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BINS  65536
#define ZERO  32768                             /* the bin of 0 and the smallest above */
#define TAIL  0.02                              /* left out at each end */
#define SPAN  500                               /* of logarithmic steps, as in the usual ranges */
#define BATCH 256

struct spread {
	uint64_t bin[BINS];
	uint64_t zeros;                         /* of bin[ZERO], values that are 0 */
	uint64_t code[65536];                   /* not yet in bins, but for one field */
};

/*
 * The bits of float32 numbers are in their order, but for those below 0, which
 * are in the opposite one.
 */
static uint32_t
order_of(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits >> 31 ? ~bits : bits | UINT32_C(1) << 31;
}

/* The lowest value of a bin. */
static double
edge_of(uint32_t bin)
{
	uint32_t bits = bin << 16;
	float x;

	bits = bits >> 31 ? bits & ~(UINT32_C(1) << 31) : ~bits;
	memcpy(&x, &bits, sizeof x);
	return (double)x;
}

static void
add_value(struct spread *s, float x, uint64_t times)
{
	if (isnan(x))
		return;
	if (x == 0) {
		s->zeros += times;
		x = 0;                          /* also of -0 */
	}
	s->bin[order_of(x) >> 16] += times;
}

struct spread *
spread_new(void)
{
	return calloc(1, sizeof(struct spread));
}

void
spread_free(struct spread *s)
{
	free(s);
}

static void
add_codes(struct spread *s, const struct chunk_header *h, const struct chunk *c, size_t cells)
{
	const uint8_t *bytes = c->data;
	const uint16_t *words = c->data;
	uint32_t codes;
	const float *table = chunk_table(h, &codes);

	memset(s->code, 0, codes * sizeof *s->code);
	for (size_t i = 0; i < cells; i++)
		s->code[c->type == CHUNK_U8 ? bytes[i] : words[i]]++;
	for (uint32_t i = 0; i < codes; i++)
		if (s->code[i] > 0)
			add_value(s, table[i], s->code[i]);
}

void
spread_add(struct spread *s, const struct chunk_header *h, const struct chunk *c)
{
	const struct chunk_grid *grid = chunk_grid(h);
	size_t cells = (size_t)grid->rows * grid->cols;
	float value[BATCH];

	if (c->type == CHUNK_U8 || c->type == CHUNK_U16) {
		add_codes(s, h, c, cells);
		return;
	}
	for (size_t at = 0; at < cells; at += BATCH) {
		size_t n = cells - at < BATCH ? cells - at : BATCH;

		chunk_floats(h, c, at, n, value);
		for (size_t i = 0; i < n; i++)
			add_value(s, value[i], 1);
	}
}

/* ---- Round bounds ------------------------------------------------------- */

/* How many values there are in a bin, without zeros if they are left out. */
static uint64_t
in_bin(const struct spread *s, uint32_t bin, bool zeros)
{
	return bin == ZERO && !zeros ? s->bin[bin] - s->zeros : s->bin[bin];
}

/* The bin up to which this share of the values from `first` on lies. */
static uint32_t
bin_at(const struct spread *s, uint32_t first, bool zeros, double share, uint64_t all)
{
	uint64_t passed = 0;
	uint32_t bin = first;

	for (; bin < BINS; bin++) {
		passed += in_bin(s, bin, zeros);
		if (passed > 0 && (double)passed >= share * (double)all)
			break;
	}
	return bin < BINS ? bin : BINS - 1;
}

/*
 * 1, 2 or 5 times a power of ten: the largest up to x, or the smallest from x
 * on.
 */
static double
round_number(double x, bool up)
{
	static const double digits[] = { 1, 2, 5, 10 };
	double power = pow(10, floor(log10(x))), result = up ? 10 * power : power;

	for (int i = 0; i < 4; i++) {
		double value = digits[i] * power;

		if (up && value >= x * (1 - 1e-6))
			return value;
		if (!up && value <= x * (1 + 1e-6))
			result = value;
	}
	return result;
}

/* Multiples of a round number that is a tenth of the width, or some more. */
static void
round_linear(double *low, double *high)
{
	double unit;

	if (!(*high > *low))
		*high = *low + (*low != 0 ? fabs(*low) / 10 : 1);
	unit = round_number((*high - *low) / 10, true);
	*low = floor(*low / unit + 1e-6) * unit;
	*high = ceil(*high / unit - 1e-6) * unit + 0.0;     /* no -0 */
}

static bool
range_difference(const struct spread *s, double *low, double *high)
{
	uint64_t all = 0, passed = 0;
	uint32_t size = 0;

	for (uint32_t i = 0; i < BINS; i++)
		all += in_bin(s, i, false);
	if (all == 0)
		return false;
	/*
	 * Bins ZERO + size and ZERO - 1 - size have the same sizes of numbers.
	 */
	for (; size < ZERO; size++) {
		passed += in_bin(s, ZERO + size, false) + in_bin(s, ZERO - 1 - size, false);
		if (passed > 0 && (double)passed >= (1 - 2 * TAIL) * (double)all)
			break;
	}
	*high = round_number(fabs(edge_of(ZERO + (size < ZERO - 1 ? size + 1 : size))), true);
	*low = -*high;
	return isfinite(*high);
}

bool
spread_range(const struct spread *s, struct spread_wish wish, double *low, double *high,
    bool *logarithmic)
{
	uint32_t first = wish.amounts ? ZERO : 0, below, above;
	uint64_t all = 0;

	*logarithmic = false;
	if (wish.difference)
		return range_difference(s, low, high);
	for (uint32_t i = first; i < BINS; i++)
		all += in_bin(s, i, !wish.amounts);
	if (all == 0)
		return false;
	below = bin_at(s, first, !wish.amounts, TAIL, all);
	above = bin_at(s, first, !wish.amounts, 1 - TAIL, all);
	*low = edge_of(below);
	*high = above == below ? *low : edge_of(above + 1);
	if (!isfinite(*low) || !isfinite(*high))
		return false;
	if (*low > 0 && *high / *low > (wish.amounts ? 5 : 50)) {
		*logarithmic = true;
		*high = round_number(*high, true);
		*low = round_number(*low, false);
		if (wish.rain)
			*low = fmax(*low, round_number(*high / SPAN, true));
	} else {
		round_linear(low, high);
	}
	return true;
}

/* ---- Below a bound ------------------------------------------------------ */

double
spread_below(const struct spread *s, double low)
{
	uint32_t bound = order_of((float)low) >> 16, least = 0;
	uint64_t all = 0, below = 0;

	while (least < BINS - 1 && s->bin[least] == 0)
		least++;
	for (uint32_t i = 0; i < BINS; i++) {
		uint64_t n = low < 0 && i == least ? 0 : in_bin(s, i, low < 0);

		all += n;
		below += i < bound ? n : 0;
	}
	return all > 0 ? (double)below / (double)all : 0;
}

double
spread_within(const struct spread *s, double low, double high)
{
	uint32_t first = order_of((float)low) >> 16, bound = order_of((float)high) >> 16;
	uint64_t all = 0, within = 0;

	for (uint32_t i = 0; i < BINS; i++) {
		uint64_t n = in_bin(s, i, false);

		all += n;
		within += i >= first && i < bound ? n : 0;
	}
	return all > 0 ? (double)within / (double)all : 0;
}

bool
spread_is_empty(const struct spread *s)
{
	for (uint32_t i = 0; i < BINS; i++)
		if (s->bin[i] > 0)
			return false;
	return true;
}

bool
spread_has_negative(const struct spread *s)
{
	for (uint32_t i = 0; i < ZERO; i++)
		if (s->bin[i] > 0)
			return true;
	return false;
}
