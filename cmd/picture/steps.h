/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps.h - where a palette cuts its values: round numbers, and round times.
 *
 * All fill in count, step and label of a palette whose bounds are set. There
 * are at most PALETTE_STEPS intervals.
 */
#ifndef STEPS_H
#define STEPS_H

#include "picture/palette.h"

/* From low to high: see palette_make(). */
void steps_range(struct palette *p, bool logarithmic);

/* From low to high with 0 in the middle of an interval. */
void steps_difference(struct palette *p, bool even);

/* From time[0] to `end`; also fills in time and apart. */
void steps_times(struct palette *p, int64_t start, int64_t end);

/* As palette_text(), of a time. */
void steps_time_text(const struct palette *p, int i, char *text);

#endif
