/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exact.h - sums of the values of a table, without rounding, and what follows from them rounded once.
 *
 * Every float32 is an integer times a power of two, and so are the values of a table times one
 * power they share, 2^exponent. A sum of such integers is kept in limbs of so many bits, each an
 * int64_t: sum = (limb[0] + limb[1] 2^bits + limb[2] 2^(2 bits) ...) 2^exponent. A value puts less
 * than 2^bits into a limb, and bits are as many as leave room for all the values to come; so adding
 * is one integer addition a limb, without carries: in any order, in any grouping, the same.
 *
 * Where more values come than limbs have room for, they are emptied now and then into digits: the
 * same sum with its carries done, of more limbs (exact_digits()), each below 2^bits and only the last
 * one signed. Digits are the one way to write a sum down, whatever way it came together.
 */
#ifndef EXACT_H
#define EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXACT_VALUES_MAX (1 << 23)      /* 80 years of five minutes: then limbs have 40 bits */
#define EXACT_SUM_MAX    9              /* limbs that any table of float32 needs, */
#define EXACT_SQUARE_MAX 17             /* and their squares */

struct exact {
	int bits;                       /* of a limb */
	int exponent;                   /* of the unit of a sum; a square's is twice that */
	int width;                      /* bits of the largest value, in units */
	int sums, squares;              /* limbs of a sum of values, and of their squares */
	double unit;                    /* 2^exponent */
};

/* The form that holds sums of up to `most` of these n values; NaNs among them are left out. */
struct exact exact_form(const float *values, uint32_t n, uint32_t most);

/* The form of the digits that hold what limbs of this form, emptied again and again, come to. */
struct exact exact_digits(const struct exact *form);

/* Adds limbs or digits to digits, n of them, beginning with the same power; sets them right again. */
void exact_carry(const struct exact *form, const int64_t *add, int added, int64_t *digit, int n);

/* The limbs of one value, and of its square. */
void exact_value(const struct exact *form, float value, int64_t *limbs);
void exact_square(const struct exact *form, float value, int64_t *limbs);

/* sum / n as float32, correctly rounded (to nearest, ties to even), n > 0. */
float exact_mean(const struct exact *form, const int64_t *sum, uint32_t n);

/* The same for the `pixels` sums of one limb and their n, where n is at least `least`; else NaN. */
void exact_means(const struct exact *form, const int64_t *sum, const uint32_t *n, uint32_t least, size_t pixels,
    float *to);

/* sum / n within an ulp of float64. */
double exact_mean_double(const struct exact *form, const int64_t *sum, uint32_t n);

/* sqrt(squares / n - (sum / n)^2), the standard deviation of the n values, correctly rounded. */
float exact_std(const struct exact *form, const int64_t *sum, const int64_t *squares, uint32_t n);

#endif
