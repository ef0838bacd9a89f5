/* SPDX-License-Identifier: BSD-2-Clause */
/* avx2.h - functions that are also compiled for processors with AVX2. */
#ifndef AVX2_H
#define AVX2_H

#include <stdbool.h>

/*
 * A function marked AVX2 is compiled for processors with AVX2, BMI and
 * POPCNT, with all that it calls. The operations are the same, with the
 * same rounding. avx2_is_here() tells whether this is such a processor; where
 * there is none, such functions are like any other.
 */
#if defined(__x86_64__) && defined(__GNUC__)
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt"), flatten))

static inline bool
avx2_is_here(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}
#else
#define AVX2

static inline bool
avx2_is_here(void)
{
	return false;
}
#endif

#endif
