/* SPDX-License-Identifier: BSD-2-Clause */
/* divisor.h - the greatest common divisor, for steps of time and of values. */
#ifndef DIVISOR_H
#define DIVISOR_H

#include <stdint.h>

/* The largest number that divides a and b, which are at least 0; the other one if one is 0. */
static inline int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

#endif
