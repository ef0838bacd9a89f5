/* SPDX-License-Identifier: BSD-2-Clause */
/* clock.h - a clock that only goes forward, and the length of a day. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

#define DAY INT64_C(86400)              /* seconds; UTC as POSIX counts it has no leap seconds */

/* clock_now() is nanoseconds since some point in the past. */
static inline uint64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#endif
