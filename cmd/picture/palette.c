/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * palette.c - round steps for a range of values, and colours that grow with
 * them.
 */
#include "picture/palette.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANCHORS_MAX 13

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
	    { { 163, 216, 244 }, { 88, 170, 236 }, { 30, 105, 210 }, { 16, 60, 150 },
		{ 20, 140, 70 }, { 95, 190, 60 }, { 240, 228, 66 }, { 250, 170, 30 },
		{ 238, 90, 36 }, { 190, 20, 40 }, { 200, 40, 170 } } },
	/* grey */
	{ 2, { { 172, 172, 172 }, { 12, 12, 12 } } }
};

/* The full tone of each text, and what is behind it. */
static const uint8_t page[3] = { 255, 255, 255 }, ink[3] = { 33, 37, 41 }, faint[3] = { 122, 131, 143 },
    alert[3] = { 190, 60, 0 };

/* Missing and dry, on sea and on land. */
static const uint8_t tints[CLASS_FIRST][2][3] = {
	[CLASS_MISSING] = { { 203, 210, 220 }, { 213, 214, 210 } },
	[CLASS_DRY] = { { 233, 239, 246 }, { 251, 250, 246 } }
};

/* What lines are drawn in: dark, or light on dark colours. */
static const uint8_t dark_line[3] = { 47, 56, 70 }, light_line[3] = { 255, 255, 255 };

/*
 * Mantissas of a decade, in tenths, from fine to coarse; the labelled ones are
 * 1, 2 and 5.
 */
static const struct mantissas {
	int count, tenths[10];
} decades[] = {
	{ 10, { 10, 12, 15, 20, 25, 30, 40, 50, 60, 80 } },
	{ 6, { 10, 15, 20, 30, 50, 70 } },
	{ 3, { 10, 20, 50 } },
	{ 2, { 10, 30 } },
	{ 1, { 10 } }
};

/*
 * Adds a step if it is in the range and above the last; false if there are too
 * many.
 */
static bool
add_step(struct palette *p, float value, bool label)
{
	if (!(value > p->step[p->count - 1] && value < (float)p->high))
		return true;
	if (p->count == PALETTE_STEPS)
		return false;
	p->step[p->count] = value;
	p->label[p->count++] = label;
	return true;
}

/*
 * Tries one set of mantissas in every `every`-th decade. Numbers are read from
 * text, so 0.3f is 3e-1.
 */
static bool
try_decades(struct palette *p, const struct mantissas *m, int every)
{
	int first = (int)floor(log10(p->low)) - 1, last = (int)ceil(log10(p->high)) + 1;

	p->count = 1;
	for (int decade = first; decade <= last; decade++) {
		for (int i = 0; decade % every == 0 && i < m->count; i++) {
			int tenths = m->tenths[i];
			char text[32];

			snprintf(text, sizeof text, "%de%d", tenths, decade - 1);
			if (!add_step(p, strtof(text, NULL),
				tenths == 10 || tenths == 20 || tenths == 50 || m->count == 2))
				return false;
		}
	}
	return true;
}

static void
steps_log(struct palette *p)
{
	size_t sets = sizeof decades / sizeof *decades;

	for (size_t i = 0; i < sets; i++)
		if (try_decades(p, &decades[i], 1))
			return;
	for (int every = 2; !try_decades(p, &decades[sets - 1], every); every++)
		;
}

/* Multiples of `unit` powers of ten; every `major`-th has a label. */
static bool
try_multiples(struct palette *p, int unit, int exponent, int major)
{
	double power = pow(10, abs(exponent));
	double step = exponent < 0 ? unit / power : unit * power;
	double first = floor(p->low / step), last = ceil(p->high / step);

	p->count = 1;
	if (last - first > 2 * PALETTE_STEPS)
		return false;
	for (double i = first; i <= last; i++) {
		double value = exponent < 0 ? i * unit / power : i * unit * power;

		if (!add_step(p, (float)value, fmod(i, major) == 0))
			return false;
	}
	return true;
}

static void
steps_linear(struct palette *p)
{
	static const struct { int unit, major; } tries[] = { { 1, 5 }, { 2, 5 }, { 5, 2 } };

	for (int exponent = (int)floor(log10(p->high - p->low)) - 2;; exponent++)
		for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
			if (try_multiples(p, tries[i].unit, exponent, tries[i].major))
				return;
}

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
 * Lines over a class. The parts of the brightness that an sRGB colour has from
 * red, green and blue are about 3, 6 and 1.
 */
static void
make_lines(struct palette *p, unsigned class, unsigned ground, const uint8_t *colour)
{
	bool light = 3 * colour[0] + 6 * colour[1] + colour[2] < 10 * 112;
	unsigned last = class < CLASS_FIRST ? ground : GROUNDS - 1;

	for (; ground <= last; ground += GROUND_LAND)
		for (unsigned i = 0; i <= GROUND_STRENGTH; i++)
			blend(colour, light ? light_line : dark_line, 5 * (int)i, 20,
			    p->rgb[palette_index(class, ground + i)]);
}

void
palette_make(struct palette *p, double low, double high, bool logarithmic, int ramp)
{
	memset(p, 0, sizeof *p);
	p->low = low;
	p->high = high;
	p->step[0] = low == 0 ? FLT_TRUE_MIN : (float)low;
	p->label[0] = true;
	if (logarithmic)
		steps_log(p);
	if (p->count < 5)
		steps_linear(p);
	p->step[p->count] = (float)high;
	p->label[p->count] = true;

	memcpy(p->rgb[PALETTE_SAME], page, sizeof page);
	memcpy(p->rgb[PALETTE_PAGE], page, sizeof page);
	make_tones(p, PALETTE_INK, ink);
	make_tones(p, PALETTE_FAINT, faint);
	make_tones(p, PALETTE_ALERT, alert);
	for (unsigned class = 0; class < CLASS_FIRST; class++)
		for (unsigned land = 0; land < 2; land++)
			make_lines(p, class, land * GROUND_LAND, tints[class][land]);
	for (int i = 0; i <= p->count; i++) {
		uint8_t rgb[3];

		mix(&ramps[ramp], i, p->count + 1, rgb);
		make_lines(p, CLASS_FIRST + (unsigned)i, 0, rgb);
	}
}

/* Missing and dry have eight colours each, others four. */
uint8_t
palette_index(unsigned class, unsigned ground)
{
	unsigned fours = class < CLASS_FIRST ? 2 * class + ground / GROUND_LAND : class + CLASS_FIRST;

	return (uint8_t)(PALETTE_FIRST + 4 * fours + ground % GROUND_LAND);
}

uint8_t
palette_class(const struct palette *p, float value)
{
	int below = 0, above = p->count + 1;

	if (!(value >= p->step[0]))
		return isnan(value) ? CLASS_MISSING : CLASS_DRY;
	while (above - below > 1) {
		int middle = (below + above) / 2;

		if (value >= p->step[middle])
			below = middle;
		else
			above = middle;
	}
	return (uint8_t)(CLASS_FIRST + below);
}

void
palette_classes(const struct palette *p, const float *value, size_t n, uint8_t *class)
{
	for (size_t i = 0; i < n; i++)
		class[i] = palette_class(p, value[i]);
}

/* As few digits as tell a step from other float32; nine always do. */
void
palette_text(const struct palette *p, int i, char *text)
{
	double value = i == 0 ? p->low : i == p->count ? p->high : (double)p->step[i];

	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, PALETTE_TEXT_MAX, "%.*g", digits, value);
		if (strtof(text, NULL) == (float)value)
			break;
	}
}

void
palette_dry_text(const struct palette *p, char *text)
{
	char low[PALETTE_TEXT_MAX];

	palette_text(p, 0, low);
	snprintf(text, PALETTE_TEXT_MAX, "%s %.60s", p->low == 0 ? "<=" : "<", low);
}
