/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exact.c - exact sums of float32, and their means and deviations rounded once.
 */
#include "fold/exact.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "fold/private.h"

typedef unsigned __int128 uint128;
typedef __int128 int128;

/* ---- Values ------------------------------------------------------------ */

/* value = integer x 2^exponent, the integer odd or 0. */
static int32_t
split_float(float value, int *exponent)
{
	int e;
	int32_t m = (int32_t)ldexpf(frexpf(value, &e), 24);

	e -= 24;
	while (m != 0 && m % 2 == 0) {
		m /= 2;
		e++;
	}
	*exponent = e;
	return m;
}

struct exact
exact_form(const float *values, uint32_t n, uint32_t most)
{
	struct exact form = { .bits = 63, .sums = 1, .squares = 1, .unit = 1 };
	int low = 128, high = -150;

	for (; most > 0; most /= 2)
		form.bits--;

	for (uint32_t i = 0; i < n; i++) {
		int e, top;

		if (values[i] == 0 || !isfinite(values[i]))
			continue;
		split_float(values[i], &e);
		frexpf(values[i], &top);
		low = e < low ? e : low;
		high = top > high ? top : high;
	}
	if (low > high)
		return form;
	/*
	 * Digits of several limbs must be exact in float64, which has 53 bits.
	 */
	if (high - low > form.bits && form.bits > 52)
		form.bits = 52;
	form.exponent = low;
	form.unit = ldexp(1, low);
	form.width = high - low;
	form.sums = (high - low + form.bits - 1) / form.bits;
	form.squares = (2 * (high - low) + form.bits - 1) / form.bits;
	return form;
}

struct exact
exact_digits(const struct exact *form)
{
	struct exact digits = *form;
	int more = 25;                          /* EXACT_VALUES_MAX of them, and a sign */

	digits.sums = (form->width + more + form->bits - 1) / form->bits;
	digits.squares = (2 * form->width + more + form->bits - 1) / form->bits;
	return digits;
}

static int64_t
mask(int bits)
{
	return (INT64_C(1) << bits) - 1;
}

void
exact_carry(const struct exact *form, const int64_t *add, int added, int64_t *digit, int n)
{
	int64_t carry = 0;

	for (int k = 0; k < n - 1 && (k < added || carry != 0); k++) {
		int64_t t = digit[k] + (k < added ? add[k] : 0) + carry;

		digit[k] = t & mask(form->bits);
		carry = t >> form->bits;
	}
	digit[n - 1] += carry + (added == n ? add[n - 1] : 0);
}

/* Puts integer x 2^shift into limbs. */
static void
spread(uint64_t integer, int shift, bool negative, int bits, int64_t *limbs, int n)
{
	uint128 rest = (uint128)integer << shift % bits;

	memset(limbs, 0, (size_t)n * sizeof *limbs);
	for (int k = shift / bits; k < n; k++) {
		limbs[k] = (int64_t)(rest & (uint128)mask(bits));
		if (negative)
			limbs[k] = -limbs[k];
		rest >>= bits;
	}
}

void
exact_value(const struct exact *form, float value, int64_t *limbs)
{
	int e;
	int32_t m = split_float(value, &e);

	spread((uint64_t)(m < 0 ? -m : m), m ? e - form->exponent : 0, m < 0, form->bits,
	    limbs, form->sums);
}

void
exact_square(const struct exact *form, float value, int64_t *limbs)
{
	int e;
	int64_t m = split_float(value, &e);

	spread((uint64_t)(m * m), m ? 2 * (e - form->exponent) : 0, false, form->bits,
	    limbs, form->squares);
}

/* The absolute value of limbs; true if they are below 0. */
static bool
wide_of_limbs(const int64_t *limb, int n, int bits, struct wide *a)
{
	int64_t carry = 0, digit[EXACT_SQUARE_MAX + 2];
	bool negative;

	for (int k = 0; k <= n; k++) {
		int64_t t = (k < n ? limb[k] : 0) + carry;

		digit[k] = t & mask(bits);
		carry = t >> bits;
	}
	if ((negative = carry < 0))
		for (int k = 0, one = 1; k <= n; k++) {
			int64_t t = mask(bits) - digit[k] + one;

			digit[k] = t & mask(bits);
			one = t > mask(bits);
		}
	memset(a->word, 0, sizeof a->word);
	for (int k = 0; k <= n; k++) {
		int bit = bits * k, i = bit / 64, rest = bit % 64;

		a->word[i] |= (uint64_t)digit[k] << rest;
		if (rest > 64 - bits)
			a->word[i + 1] |= (uint64_t)digit[k] >> (64 - rest);
	}
	a->n = (bits * (n + 1) + 63) / 64;
	wide_trim(a);
	return negative;
}

/* ---- Rounding once ----------------------------------------------------- */

/*
 * The exact result is (a / b)^(1 / root) x 2^exponent, and `near` has a
 * relative error below 2^-46. float32 has 24 bits, so `near` rounds as the
 * exact result does, except near the middle between two float32: there the
 * integers decide.
 */
struct fraction {
	const struct wide *a, *b;
	int exponent, root;
};

/*
 * Whether the exact result is below (-1), at (0) or above (1) `middle`, which
 * is above 0.
 */
static int
compare_to_middle(const struct fraction *f, double middle)
{
	int e, shift;
	struct wide m = wide_of((uint64_t)ldexp(frexp(middle, &e), 53)), right = m, left = *f->a;

	/* (a / b) 2^(root exponent) against m^root 2^(root (e - 53)) */
	if (f->root == 2)
		right = wide_product(&m, &m);
	right = wide_product(&right, f->b);
	shift = f->root * (f->exponent - (e - 53));
	if (shift > 0)
		left = wide_shifted(&left, shift);
	else
		right = wide_shifted(&right, -shift);
	return wide_compare(&left, &right);
}

static float
round_at(const struct fraction *f, double near)
{
	float nearest = (float)near, other = (double)nearest > near ? nextafterf(nearest, 0) :
	    nextafterf(nearest, INFINITY);
	float low = nearest < other ? nearest : other, high = nearest < other ? other : nearest;
	int s = compare_to_middle(f, ((double)low + (double)high) / 2);
	uint32_t bits;

	if (s != 0)
		return s < 0 ? low : high;
	memcpy(&bits, &low, sizeof bits);
	return bits % 2 == 0 ? low : high;
}

/*
 * Whether a float64 is so near the middle between two float32 that its error
 * matters.
 */
static bool
in_doubt(double near)
{
	uint64_t bits;

	if (near == 0)
		return false;
	if (near < 2 * (double)FLT_MIN)
		return true;            /* subnormal: fewer than 24 bits */
	memcpy(&bits, &near, sizeof bits);
	bits &= (1 << 29) - 1;
	return bits > (1 << 28) - 256 && bits < (1 << 28) + 256;
}

double
exact_mean_double(const struct exact *form, const int64_t *sum, uint32_t n)
{
	int64_t carry = 0, digit[EXACT_SUM_MAX];
	double d;

	if (form->sums == 1)
		return (double)sum[0] * form->unit / n;
	/*
	 * Only the last digit is signed, so the sum of digits does not cancel.
	 */
	for (int k = 0; k < form->sums; k++) {
		digit[k] = (sum[k] + carry) & mask(form->bits);
		carry = (sum[k] + carry) >> form->bits;
	}
	d = (double)carry;
	for (int k = form->sums - 1; k >= 0; k--)
		d = d * (double)(INT64_C(1) << form->bits) + (double)digit[k];
	return d * form->unit / n;
}

float
exact_mean(const struct exact *form, const int64_t *sum, uint32_t n)
{
	double near = exact_mean_double(form, sum, n);
	struct wide a, b;
	struct fraction f = { &a, &b, form->exponent, 1 };
	bool negative;

	if (!in_doubt(fabs(near)))
		return (float)near;
	negative = wide_of_limbs(sum, form->sums, form->bits, &a);
	b = wide_of(n);
	return negative ? -round_at(&f, -near) : round_at(&f, near);
}

void
exact_means(const struct exact *form, const int64_t *sum, const uint32_t *n, uint32_t least,
    size_t pixels, float *to)
{
	for (size_t i = 0; i < pixels; i++) {
		double near;

		if (n[i] < least) {
			to[i] = NAN;
		} else if (sum[i] == 0) {
			to[i] = 0;      /* most pixels of a bin are dry */
		} else {
			near = (double)sum[i] * form->unit / n[i];
			to[i] =
			    in_doubt(fabs(near)) ? exact_mean(form, sum + i, n[i]) : (float)near;
		}
	}
}

/* In integers of any width. */
static float
wide_std(const struct exact *form, const int64_t *sum, const int64_t *squares, uint32_t n)
{
	struct wide s, q, count = wide_of(n), a, b = wide_product(&count, &count);
	struct fraction f = { &a, &b, form->exponent, 2 };
	double near;

	/* n^2 var = n squares - sum^2, exactly */
	wide_of_limbs(sum, form->sums, form->bits, &s);
	wide_of_limbs(squares, form->squares, form->bits, &q);
	s = wide_product(&s, &s);
	q = wide_product(&q, &count);
	if (wide_compare(&q, &s) <= 0)
		return 0;
	a = wide_difference(&q, &s);
	near = ldexp(sqrt(wide_double(&a)), form->exponent) / n;
	return in_doubt(near) ? round_at(&f, near) : (float)near;
}

/* Limbs as one integer; false if 127 bits are not enough. */
static bool
narrow(const int64_t *limb, int n, int bits, int128 *value)
{
	*value = 0;
	for (int k = n - 1; k >= 0; k--)
		if (__builtin_mul_overflow(*value, (int128)1 << bits, value) ||
		    __builtin_add_overflow(*value, limb[k], value))
			return false;
	return true;
}

/* exact_std() in integers of 128 bits, enough for months of a usual table. */
static bool
narrow_std(const struct exact *form, const int64_t *sum, const int64_t *squares, uint32_t n,
    double *near)
{
	int128 s, q;

	if (!narrow(sum, form->sums, form->bits, &s) ||
	    !narrow(squares, form->squares, form->bits, &q) || __builtin_mul_overflow(s, s, &s) ||
	    __builtin_mul_overflow(q, (int128)n, &q))
		return false;
	*near = q > s ? sqrt((double)(q - s)) * form->unit / n : 0;
	return !in_doubt(*near);
}

float
exact_std(const struct exact *form, const int64_t *sum, const int64_t *squares, uint32_t n)
{
	double near;

	return narrow_std(form, sum, squares, n, &near) ? (float)near :
	    wide_std(form, sum, squares, n);
}
