/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * palette.h - the colours of a picture, at most 32, and the colour of a value.
 *
 * The range of values is cut at round steps. Values between two steps have one
 * colour, those above the range another, and those below it are drawn as dry.
 */
#ifndef PALETTE_H
#define PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PALETTE_COLOURS 32
#define PALETTE_STEPS   20                      /* intervals between lo and hi, at most */

/* The choices of --colors, in the order of palette_make()'s `ramp`. */
#define PALETTE_RAMPS "rain|dark|radar|grey"

/*
 * Colours with a meaning of their own; those of values begin at PALETTE_FIRST.
 */
enum palette_colour {
	PALETTE_SAME,                           /* transparent: as it was in the frame before */
	PALETTE_MISSING,                        /* no value: outside the coverage */
	PALETTE_OUTLINE,                        /* no value, beside a cell with one */
	PALETTE_DRY,                            /* a value below the range */
	PALETTE_PAGE,                           /* behind everything */
	PALETTE_INK,                            /* text */
	PALETTE_FAINT,                          /* frames and ticks */
	PALETTE_ALERT,                          /* text that should be noticed */
	PALETTE_FIRST
};

struct palette {
	uint8_t rgb[PALETTE_COLOURS][3];
	int count;                              /* intervals: 1 to PALETTE_STEPS */
	float step[PALETTE_STEPS + 1];          /* interval i is [step[i], step[i + 1]) */
	bool label[PALETTE_STEPS + 1];          /* has a number in the legend */
	double low, high;                       /* the range that was asked for */
};

/*
 * palette_make() cuts [low, high] at round numbers and gives each interval a
 * colour of the ramp. Logarithmic steps (0 < low) are 1, 1.5, 2, 3, 5, 7 times
 * a power of ten, or as many of these as fit; linear ones are multiples of 1, 2
 * or 5 times a power of ten. If low is 0, the first interval begins just above
 * it: 0 is dry. Bounds are 0 or at least FLT_MIN away from it.
 */
void palette_make(struct palette *p, double low, double high, bool logarithmic, int ramp);

/* The colour of a value, and those of n values in a row. */
uint8_t palette_colour(const struct palette *p, float value);
void palette_colours(const struct palette *p, const float *value, size_t n, uint8_t *colour);

#endif
