/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exact.h - sums of the values of a table without rounding, and results that are
 * rounded once.
 *
 * Every float32 is an integer times a power of two, so all values of a table are
 * integers times one power, 2^exponent. A sum of such integers is kept in limbs,
 * each an int64_t:
 *
 *	sum = (limb[0] + limb[1] 2^bits + limb[2] 2^(2 bits) ...) 2^exponent
 *
 * A value adds less than 2^bits to a limb, and `bits` leaves room for all values to
 * come. So adding a value is one integer addition per limb, without carries: the
 * order and the grouping of values do not matter.
 *
 * If more values come than limbs have room for, limbs are emptied into digits now
 * and then: the same sum with its carries done, each digit below 2^bits and only the
 * last one signed. A sum has exactly one form in digits.
 */
#ifndef EXACT_H
#define EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXACT_VALUES_MAX (1 << 23)      /* 80 years of five minutes: then limbs have 40 bits */
#define EXACT_SUM_MAX    9              /* limbs that any table of float32 needs */
#define EXACT_SQUARE_MAX 17             /* the same for squares */

struct exact {
	int bits;                       /* of a limb */
	int exponent;                   /* of the unit of a sum; a square's is twice that */
	int width;                      /* bits of the largest value, in units */
	int sums, squares;              /* limbs of a sum of values, and of their squares */
	double unit;                    /* 2^exponent */
};

/* The form for sums of up to `most` of these n values; NaNs are ignored. */
struct exact exact_form(const float *values, uint32_t n, uint32_t most);

/* The form of the digits for limbs of this form. */
struct exact exact_digits(const struct exact *form);

/*
 * Adds limbs or digits to n digits that begin with the same power, and does the
 * carries.
 */
void exact_carry(const struct exact *form, const int64_t *add, int added, int64_t *digit, int n);

/* The limbs of one value, and of its square. */
void exact_value(const struct exact *form, float value, int64_t *limbs);
void exact_square(const struct exact *form, float value, int64_t *limbs);

/* sum / n as float32, correctly rounded (to nearest, ties to even), n > 0. */
float exact_mean(const struct exact *form, const int64_t *sum, uint32_t n);

/*
 * The same for `pixels` sums of one limb and their n; NaN if n is less than
 * `least`.
 */
void exact_means(const struct exact *form, const int64_t *sum, const uint32_t *n, uint32_t least,
    size_t pixels, float *to);

/* sum / n within an ulp of float64. */
double exact_mean_double(const struct exact *form, const int64_t *sum, uint32_t n);

/*
 * sqrt(squares / n - (sum / n)^2), the standard deviation of the n values,
 * correctly rounded.
 */
float exact_std(const struct exact *form, const int64_t *sum, const int64_t *squares, uint32_t n);

#endif
