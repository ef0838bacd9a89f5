/* SPDX-License-Identifier: BSD-2-Clause */
/* palette.c - the colours of classes, on every ground. */
#include "picture/palette.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/steps.h"

#define ANCHORS_MAX 13

/* Behind those of what is missing or dry are the colours of values. */
enum {
	VALUES_FIRST = PALETTE_FIRST + GROUNDS * CLASS_FIRST,
	ROOM = PALETTE_COLOURS - VALUES_FIRST,
	/* Of lines over more categories than have two colours each. */
	SHARED_DARK = PALETTE_COLOURS - 2,
	SHARED_LIGHT
};

/*
 * Colours from weak to strong, in sRGB; those between two anchors are mixed.
 * The anchors of rain and dark are at even distances in CIELAB (D65), and were
 * moved until neighbours differed for people who do not see red or green
 * (Machado et al. 2009, doi:10.1109/TVCG.2009.113). The unit test repeats that
 * calculation.
 */
static const struct ramp {
	int count;
	uint8_t rgb[ANCHORS_MAX][3];
} ramps[] = {
	/* rain: pale to deep blue, violet, then a glow in the cores */
	{ 13,
	    { { 172, 227, 241 }, { 124, 207, 239 }, { 65, 182, 235 }, { 1, 154, 218 },
		{ 8, 124, 197 }, { 4, 94, 194 }, { 89, 59, 180 }, { 155, 19, 148 }, { 214, 0, 101 },
		{ 247, 66, 56 }, { 251, 136, 23 }, { 253, 188, 10 }, { 246, 240, 114 } } },
	/* dark: every step is darker, so that it prints in grey too */
	{ 11,
	    { { 180, 229, 242 }, { 128, 206, 238 }, { 75, 182, 234 }, { 11, 156, 226 },
		{ 2, 131, 215 }, { 43, 102, 221 }, { 117, 64, 191 }, { 154, 1, 131 },
		{ 142, 0, 73 }, { 120, 1, 30 }, { 79, 18, 3 } } },
	/*
	 * radar: usual in weather services; hard to read for the colour-blind
	 */
	{ 11,
	    { { 138, 198, 240 }, { 88, 170, 236 }, { 30, 105, 210 }, { 16, 60, 150 },
		{ 20, 140, 70 }, { 95, 190, 60 }, { 240, 228, 66 }, { 250, 170, 30 },
		{ 238, 90, 36 }, { 190, 20, 40 }, { 200, 40, 170 } } },
	/* grey */
	{ 2, { { 172, 172, 172 }, { 12, 12, 12 } } }
};

/* Of differences: from 0 down, and from 0 up. */
static const struct ramp less = { 6, { { 249, 248, 243 }, { 243, 228, 194 }, { 221, 189, 124 },
    { 184, 126, 52 }, { 133, 80, 20 }, { 78, 42, 10 } } }, more = { 6, { { 249, 248, 243 },
    { 196, 231, 227 }, { 132, 203, 194 }, { 66, 152, 146 }, { 10, 103, 99 }, { 2, 58, 54 } } };

/*
 * Of categories: first the colours of M. Okabe and K. Ito for all eyes, without
 * black, which text and lines have, and a brown as dark. Each colour after them
 * is, of those that are neither grey nor glaring, the one farthest in CIELAB
 * from all before it, for all eyes as above; and far from the one before it.
 */
static const uint8_t categories[PALETTE_CATEGORIES][3] = {
	{ 86, 180, 233 }, { 230, 159, 0 }, { 0, 158, 115 }, { 204, 121, 167 }, { 0, 114, 178 },
	{ 240, 228, 66 }, { 213, 94, 0 }, { 80, 50, 30 }, { 100, 255, 140 }, { 60, 60, 180 },
	{ 140, 120, 255 }, { 140, 40, 120 }, { 180, 160, 80 }, { 160, 100, 60 },
	{ 140, 200, 140 }, { 80, 80, 0 }, { 0, 100, 80 }, { 255, 200, 100 }, { 160, 240, 255 },
	{ 200, 240, 180 }, { 120, 0, 140 }, { 160, 40, 60 }, { 255, 120, 220 }, { 180, 40, 160 },
	{ 220, 160, 180 }, { 20, 220, 255 }, { 140, 80, 120 }, { 180, 0, 20 }, { 140, 160, 100 },
	{ 140, 160, 255 }, { 160, 200, 60 }, { 160, 120, 220 }, { 255, 60, 140 },
	{ 120, 80, 200 }, { 140, 140, 40 }, { 100, 80, 140 }, { 180, 80, 20 }, { 140, 160, 200 },
	{ 200, 200, 120 }, { 80, 140, 80 }, { 160, 100, 160 }, { 240, 60, 80 }, { 80, 60, 100 },
	{ 240, 180, 240 }, { 20, 80, 80 }, { 240, 120, 60 }, { 160, 220, 180 }, { 200, 0, 100 },
	{ 200, 80, 200 }, { 180, 240, 220 }, { 220, 140, 140 }, { 220, 240, 100 },
	{ 40, 60, 140 }, { 255, 180, 160 }, { 140, 140, 255 }, { 180, 180, 80 }, { 100, 100, 40 },
	{ 60, 140, 140 }, { 200, 140, 0 }, { 120, 60, 40 }, { 100, 40, 120 }, { 180, 120, 100 },
	{ 180, 60, 40 }, { 100, 180, 160 }
};

/* What is no category. */
static const uint8_t uncategorised[3] = { 120, 120, 120 };

/* The full tone of each text, and what is behind it. */
static const uint8_t page[3] = { 255, 255, 255 }, ink[3] = { 33, 37, 41 }, faint[3] = { 122, 131, 143 },
    alert[3] = { 190, 60, 0 };

/* Missing and dry, on sea and on land. */
static const uint8_t tints[CLASS_FIRST][2][3] = {
	[CLASS_MISSING] = { { 196, 204, 215 }, { 206, 207, 203 } },
	[CLASS_DRY] = { { 233, 239, 246 }, { 251, 250, 246 } }
};

/* What lines are drawn in: dark, or light on dark colours. */
static const uint8_t dark_line[3] = { 47, 56, 70 }, light_line[3] = { 255, 255, 255 };

static void
blend(const uint8_t *from, const uint8_t *to, int weight, int whole, uint8_t *rgb)
{
	for (int k = 0; k < 3; k++)
		rgb[k] = (uint8_t)((from[k] * (whole - weight) + to[k] * weight + whole / 2) / whole);
}

/*
 * The colour at i of n, mixed from two anchors in integers: the same on every
 * machine.
 */
static void
mix(const struct ramp *r, int i, int n, uint8_t *rgb)
{
	int at = n > 1 ? i * (r->count - 1) * 256 / (n - 1) : 0;
	int anchor = at / 256 < r->count - 1 ? at / 256 : r->count - 2;

	blend(r->rgb[anchor], r->rgb[anchor + 1], at - anchor * 256, 256, rgb);
}

/* A text's tones, from nearly the page to its full colour. */
static void
make_tones(struct palette *p, int full, const uint8_t *colour)
{
	for (int i = 1; i <= PALETTE_TONES; i++)
		blend(page, colour, i, PALETTE_TONES, p->rgb[full - PALETTE_TONES + i]);
}

/*
 * Whether lines over a colour are light. The parts of the brightness that an
 * sRGB colour has from red, green and blue are about 3, 6 and 1.
 */
static bool
is_dark(const uint8_t *colour)
{
	return 3 * colour[0] + 6 * colour[1] + colour[2] < 10 * 112;
}

/* Lines over a class: a quarter more of the line's colour for each strength. */
static void
make_lines(struct palette *p, unsigned class, unsigned ground, const uint8_t *colour)
{
	const uint8_t *line = is_dark(colour) ? light_line : dark_line;
	unsigned last = class < CLASS_FIRST ? ground : GROUNDS - 1;

	for (; ground <= last; ground += GROUND_LAND)
		for (unsigned i = 0; i <= GROUND_STRENGTH; i++)
			blend(colour, line, 5 * (int)i, 20, p->rgb[palette_index(p, class, ground + i)]);
}

/*
 * Lines over a category that has fewer colours: none, or one between those of
 * the two greater strengths.
 */
static void
make_category(struct palette *p, unsigned class, const uint8_t *colour)
{
	if (p->shades == 4) {
		make_lines(p, class, 0, colour);
		return;
	}
	memcpy(p->rgb[palette_index(p, class, 0)], colour, 3);
	if (p->shades == 2)
		blend(colour, is_dark(colour) ? light_line : dark_line, 12, 20,
		    p->rgb[palette_index(p, class, GROUND_STRENGTH)]);
}

/*
 * The colours of all that is not a value, and of values that are missing or
 * dry.
 */
static void
make_ground(struct palette *p, int shades)
{
	p->shades = shades;
	memcpy(p->rgb[PALETTE_SAME], page, sizeof page);
	memcpy(p->rgb[PALETTE_PAGE], page, sizeof page);
	make_tones(p, PALETTE_INK, ink);
	make_tones(p, PALETTE_FAINT, faint);
	make_tones(p, PALETTE_ALERT, alert);
	for (unsigned class = 0; class < CLASS_FIRST; class++)
		for (unsigned land = 0; land < 2; land++)
			make_lines(p, class, land * GROUND_LAND, tints[class][land]);
}

/*
 * Lines over one colour may give another, mostly of greys: then it is moved by
 * what nobody sees. No class is left black, which stands for no class.
 */
static void
make_different(struct palette *p)
{
	static const uint8_t none[3];

	for (int i = 1; i < PALETTE_COLOURS; i++) {
		uint8_t *rgb = p->rgb[i];
		int k = 1;

		if (memcmp(rgb, none, sizeof none) == 0)
			continue;
		for (int up = rgb[2] < 128 ? 1 : -1; k < i; k++)
			if (memcmp(rgb, p->rgb[k], sizeof none) == 0) {
				rgb[2] = (uint8_t)(rgb[2] + up);
				k = 0;
			}
	}
}

/* The colours of n classes, from weak to strong. */
static void
make_ramp(struct palette *p, const struct ramp *r, int n)
{
	for (int i = 0; i < n; i++) {
		uint8_t rgb[3];

		mix(r, i, n, rgb);
		make_lines(p, CLASS_FIRST + (unsigned)i, 0, rgb);
	}
}

void
palette_make(struct palette *p, double low, double high, bool logarithmic, int ramp)
{
	memset(p, 0, sizeof *p);
	p->low = low;
	p->high = high;
	steps_range(p, logarithmic);
	make_ground(p, 4);
	make_ramp(p, &ramps[ramp], p->count + 1);
	make_different(p);
}

void
palette_include_high(struct palette *p)
{
	p->step[p->count] = nextafterf(p->step[p->count], INFINITY);
}

void
palette_make_difference(struct palette *p, double low, double high, bool even)
{
	int zero = 1, most;

	memset(p, 0, sizeof *p);
	p->low = low;
	p->high = high;
	p->both_ways = true;
	steps_difference(p, even);
	make_ground(p, 4);
	while (zero < p->count && p->step[zero] <= 0)
		zero++;                         /* the class of the interval that 0 is in */
	most = zero > p->count + 1 - zero ? zero : p->count + 1 - zero;
	for (int i = 0; i < p->count + 2; i++) {
		uint8_t rgb[3];

		mix(i < zero ? &less : &more, abs(i - zero), most + 1, rgb);
		make_lines(p, CLASS_FIRST + (unsigned)i, 0, rgb);
	}
	make_different(p);
}

void
palette_make_times(struct palette *p, int64_t start, int64_t end, int ramp)
{
	memset(p, 0, sizeof *p);
	p->low = (double)start;
	p->high = (double)end;
	p->times = true;
	steps_times(p, start, end);
	make_ground(p, 4);
	make_ramp(p, &ramps[ramp], p->count);
	make_different(p);
}

void
palette_make_categories(struct palette *p, int n, const float *value, char *const *name)
{
	memset(p, 0, sizeof *p);
	p->categories = true;
	p->count = p->values = n;
	make_ground(p, n < ROOM / 4 ? 4 : n < ROOM / 2 ? 2 : 1);
	if (p->shades == 1) {
		memcpy(p->rgb[SHARED_DARK], dark_line, sizeof dark_line);
		memcpy(p->rgb[SHARED_LIGHT], light_line, sizeof light_line);
	}
	for (int i = 0; i < n; i++) {
		p->value[i] = value[i];
		p->share[i] = -1;
		snprintf(p->name[i], sizeof p->name[i], "%s", name[i]);
		make_category(p, CLASS_FIRST + (unsigned)i, categories[i]);
	}
	p->share[n] = -1;
	strcpy(p->name[n], "other");
	make_category(p, CLASS_FIRST + (unsigned)n, uncategorised);
	make_different(p);
}

void
palette_set_shares(struct palette *p, const uint64_t *values)
{
	uint64_t all = 0;

	for (unsigned class = CLASS_FIRST; class < CLASSES; class++)
		all += values[class];
	if (values[CLASS_FIRST + (unsigned)p->values] > 0)
		p->count = p->values + 1;
	for (int i = 0; all > 0 && i < p->count; i++)
		p->share[i] = (double)values[CLASS_FIRST + (unsigned)i] / (double)all;
}

/* Missing and dry have eight colours each, others as many as there are shades. */
uint8_t
palette_index(const struct palette *p, unsigned class, unsigned ground)
{
	unsigned strength = ground % GROUND_LAND, shades = (unsigned)p->shades, own;

	if (class < CLASS_FIRST)
		return (uint8_t)(PALETTE_FIRST + GROUNDS * class + ground);
	own = VALUES_FIRST + shades * (class - CLASS_FIRST);
	if (shades == 1 && strength > 1)
		return is_dark(p->rgb[own]) ? SHARED_LIGHT : SHARED_DARK;
	return (uint8_t)(own + strength * shades / 4);
}

static unsigned
category_of(const struct palette *p, float value)
{
	unsigned i = 0, n = (unsigned)p->values;

	if (isnan(value))
		return CLASS_MISSING;
	while (i < n && p->value[i] != value)
		i++;
	return CLASS_FIRST + i;
}

uint8_t
palette_class(const struct palette *p, float value)
{
	int below = 0, above = p->count + (p->times ? 0 : 1);

	if (p->categories)
		return (uint8_t)category_of(p, value);
	if (isnan(value))
		return CLASS_MISSING;
	if (!(value >= p->step[0]) && !p->times)
		return p->both_ways ? CLASS_FIRST : CLASS_DRY;
	while (above - below > 1) {
		int middle = (below + above) / 2;

		if (value >= p->step[middle])
			below = middle;
		else
			above = middle;
	}
	return (uint8_t)(CLASS_FIRST + below + p->both_ways);
}

void
palette_classes(const struct palette *p, const float *value, size_t n, uint8_t *class)
{
	for (size_t i = 0; i < n; i++)
		class[i] = palette_class(p, value[i]);
}
