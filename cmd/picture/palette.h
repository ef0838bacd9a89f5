/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * palette.h - the classes of values, and the colours of a picture.
 *
 * The range of values is cut at round steps. Values between two steps are one
 * class, those above the range another; those below it are dry, and what has no
 * value is missing. Under the values lies a ground: land or sea, and lines of
 * the map in four strengths. Each class has a colour of its own on each ground,
 * so that a pixel tells its class wherever it lies; of more than 47 categories,
 * wherever no line is.
 */
#ifndef PALETTE_H
#define PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PALETTE_COLOURS 128
#define PALETTE_STEPS   20                      /* intervals between lo and hi, at most */
#define PALETTE_TONES   4                       /* of text: from the faintest to the full colour */
#define PALETTE_CATEGORIES 64                   /* as many as there are colours for */
#define PALETTE_TEXT_MAX   64

/* The choices of --colors, in the order of palette_make()'s `ramp`. */
#define PALETTE_RAMPS "rain|dark|radar|grey"

/*
 * Colours of what is no value. Text has as many tones as PALETTE_TONES, of
 * which the full one is last.
 */
enum palette_colour {
	PALETTE_SAME,                           /* transparent: as it was in the frame before */
	PALETTE_PAGE,                           /* behind everything */
	PALETTE_INK = PALETTE_PAGE + PALETTE_TONES,     /* text */
	PALETTE_FAINT = PALETTE_INK + PALETTE_TONES,    /* frames, ticks and small print */
	PALETTE_ALERT = PALETTE_FAINT + PALETTE_TONES,  /* text that should be noticed */
	PALETTE_FIRST = 16                      /* of the classes */
};

/* The classes of values. */
enum palette_class {
	CLASS_MISSING,                          /* no value: outside the coverage */
	CLASS_DRY,                              /* below the range */
	CLASS_FIRST,                            /* the first interval */
	CLASSES = CLASS_FIRST + PALETTE_CATEGORIES + 1
};

/* A ground: the strength of a line, 0 for none, and whether it is land. */
enum {
	GROUND_STRENGTH = 3,
	GROUND_LAND = 4,
	GROUNDS = 8                             /* 0 to 7 */
};

/*
 * What the legend draws.
 *
 * Of a range: a bar of `count` intervals with an arrow above it for the class
 * of what is more, and either a swatch for what is dry or, if `both_ways`, an
 * arrow below it for the class of what is less. Classes from CLASS_FIRST on are
 * then: less (if both_ways), the intervals, more.
 *
 * Of times: the bar alone, since there are none outside. Classes are intervals.
 *
 * Of categories: no bar, but a swatch for each of `count`, with its name.
 * Values that are none of them are one more class.
 *
 * Lines of the map take `shades` colours of each class: 4, one for each
 * strength; 2, without and with a line, of 24 to 47 categories; or, of more, 1
 * for the class, and all share the colours of lines, a dark and a light one.
 */
struct palette {
	uint8_t rgb[PALETTE_COLOURS][3];
	int shades;
	int count;                              /* intervals: 1 to PALETTE_STEPS */
	float step[PALETTE_STEPS + 1];          /* interval i is [step[i], step[i + 1]) */
	bool label[PALETTE_STEPS + 1];          /* has a number in the legend */
	double low, high;                       /* the range that was asked for */
	bool both_ways, times, categories;

	int64_t time[PALETTE_STEPS + 1];        /* of times: what step has to seven digits */
	int64_t apart;                          /* seconds from one to the next, about */
	int values;                             /* of categories; count may be one more */
	float value[PALETTE_CATEGORIES];
	char name[PALETTE_CATEGORIES + 1][PALETTE_TEXT_MAX];
	double share[PALETTE_CATEGORIES + 1];   /* of the cells with a value; below 0: unknown */
};

/*
 * palette_text() writes what stands beside step i (0 to count) of a range or of
 * times, or the name of category i and its share, if that is known, in
 * PALETTE_TEXT_MAX bytes of UTF-8. palette_dry_text()
 * writes which values are dry, such as "< 0.1".
 */
void palette_text(const struct palette *p, int i, char *text);
void palette_dry_text(const struct palette *p, char *text);

/*
 * palette_make() cuts [low, high] at round numbers and gives each interval a
 * colour of the ramp. Logarithmic steps (0 < low) are 1, 1.5, 2, 3, 5, 7 times
 * a power of ten, or as many of these as fit; linear ones are multiples of 1, 2
 * or 5 times a power of ten. If low is 0, the first interval begins just above
 * it: 0 is dry. Bounds are 0 or at least FLT_MIN away from it.
 */
void palette_make(struct palette *p, double low, double high, bool logarithmic, int ramp);

/*
 * Puts the upper bound itself, which is else the first value above, into the
 * last interval.
 */
void palette_include_high(struct palette *p);

/*
 * palette_make_difference() is for values on both sides of 0, low < 0 < high:
 * brown below, blue-green above, and pale in the interval around 0. Steps are
 * 1, 2, 5 times powers of ten, the largest five on each side, or at even
 * distances if `even`.
 *
 * palette_make_times() cuts the time from start to end, in seconds since 1970
 * UTC, at round hours, days, months or years.
 *
 * palette_make_categories() gives n values colours that have no order, and
 * keeps their names.
 */
void palette_make_difference(struct palette *p, double low, double high, bool even);
void palette_make_times(struct palette *p, int64_t start, int64_t end, int ramp);
void palette_make_categories(struct palette *p, int n, const float *value, char *const *name);

/*
 * Sets the shares of categories by the number of values in each class
 * (CLASSES). If there are values of no category, they get a name and a swatch.
 */
void palette_set_shares(struct palette *p, const uint64_t *values);

/* The class of a value, and those of n values in a row. */
uint8_t palette_class(const struct palette *p, float value);
void palette_classes(const struct palette *p, const float *value, size_t n, uint8_t *class);

/* The colour of a class on a ground. */
uint8_t palette_index(const struct palette *p, unsigned class, unsigned ground);

#endif
