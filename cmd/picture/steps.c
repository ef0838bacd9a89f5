/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps.c - round steps for a range of values, for differences and for times.
 */
#include "picture/steps.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"

/* ---- From low to high --------------------------------------------------- */

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

void
steps_range(struct palette *p, bool logarithmic)
{
	p->count = 0;
	p->step[0] = p->low == 0 ? FLT_TRUE_MIN : (float)p->low;
	p->label[0] = true;
	if (logarithmic)
		steps_log(p);
	if (p->count < 5)
		steps_linear(p);
	p->step[p->count] = (float)p->high;
	p->label[p->count] = true;
}

/* ---- On both sides of 0 ------------------------------------------------- */

#define SIDE 5                                  /* steps on the larger side */

/* The next smaller of 1, 2, 5 times a power of ten. */
static double
rounder(double x)
{
	static const int tenths[] = { 50, 20, 10, 5 };
	int decade = (int)floor(log10(x) + 1e-9);

	for (size_t i = 0; i < sizeof tenths / sizeof *tenths; i++) {
		char text[32];
		double value;

		snprintf(text, sizeof text, "%de%d", tenths[i], decade - 1);
		value = strtod(text, NULL);
		if (value < x * (1 - 1e-6))
			return value;
	}
	return x / 2;
}

/* A round number that is contained in x five times or fewer. */
static double
even_unit(double x)
{
	double unit = x;

	for (double next = rounder(unit); x / next < SIDE + 0.5; next = rounder(unit))
		unit = next;
	return unit;
}

/*
 * The sizes of steps, the largest first; a step near a bound would be a sliver.
 */
static int
sizes(double most, bool even, double *size)
{
	double unit = even ? even_unit(most) : 0, next = even ? ceil(most / unit) * unit : most;
	int n = 0;

	for (size[n++] = most; n < SIDE; size[n++] = next) {
		next = even ? (ceil(next / unit - 1e-6) - 1) * unit : rounder(next);
		if (next > 0.9 * most)
			next = even ? next - unit : rounder(next);
		if (!(next > 0))
			break;
	}
	return n;
}

void
steps_difference(struct palette *p, bool even)
{
	double size[SIDE], least;
	int n = sizes(fmax(-p->low, p->high), even, size), at = 0;

	least = size[n - 1];
	p->step[at++] = (float)p->low;
	for (int i = 0; i < n; i++)
		if (-size[i] > p->low + 0.05 * least)
			p->step[at++] = (float)-size[i];
	for (int i = n - 1; i >= 0; i--)
		if (size[i] < p->high - 0.05 * least)
			p->step[at++] = (float)size[i];
	p->step[at] = (float)p->high;
	p->count = at;
	for (int i = 0; i <= at; i++)
		p->label[i] = true;
}

/* ---- Times -------------------------------------------------------------- */

/*
 * How far round times are apart: seconds, or months, which are of unequal
 * length.
 */
static const struct apart {
	int64_t seconds;
	int months;
} aparts[] = {
	{ 300, 0 }, { 600, 0 }, { 900, 0 }, { 1800, 0 }, { 3600, 0 }, { 2 * 3600, 0 },
	{ 3 * 3600, 0 }, { 6 * 3600, 0 }, { 12 * 3600, 0 }, { DAY, 0 }, { 2 * DAY, 0 }, { 7 * DAY, 0 },
	{ 30 * DAY, 1 }, { 91 * DAY, 3 }, { 182 * DAY, 6 }, { 365 * DAY, 12 }, { 2 * 365 * DAY, 24 },
	{ 5 * 365 * DAY, 60 }, { 10 * 3652 * DAY / 10, 120 }, { 50 * 3652 * DAY / 10, 600 },
	{ 100 * 3652 * DAY / 10, 1200 }, { 500 * 3652 * DAY / 10, 6000 }
};

static struct tm
date_of(int64_t time)
{
	time_t t = (time_t)time;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	return tm;
}

/*
 * The first round time after `time`; weeks begin on Monday, and 1970 on a
 * Thursday.
 */
static int64_t
round_after(int64_t time, const struct apart *a)
{
	int64_t shift = a->seconds == 7 * DAY ? 3 * DAY : 0;
	struct tm tm;
	int months;

	if (a->months == 0) {
		int64_t past = ((time + shift) % a->seconds + a->seconds) % a->seconds;

		return time - past + a->seconds;
	}
	tm = date_of(time);
	months = (tm.tm_year + 1900) * 12 + tm.tm_mon;
	months = (months / a->months + 1) * a->months;
	tm = (struct tm){ .tm_year = months / 12 - 1900, .tm_mon = months % 12, .tm_mday = 1 };
	return timegm(&tm);
}

static bool
try_apart(struct palette *p, int64_t start, int64_t end, const struct apart *a)
{
	int n = 1;

	p->time[0] = start;
	for (int64_t t = round_after(start, a); t < end; t = round_after(t, a)) {
		if (n == PALETTE_STEPS)
			return false;
		p->time[n++] = t;
	}
	p->time[n] = end;
	p->count = n;
	p->apart = a->seconds;
	return true;
}

void
steps_times(struct palette *p, int64_t start, int64_t end)
{
	size_t i = 0;

	while (!try_apart(p, start, end, &aparts[i]) && i + 1 < sizeof aparts / sizeof *aparts)
		i++;
	for (int k = 0; k <= p->count; k++) {
		p->step[k] = (float)p->time[k];
		p->label[k] = true;
	}
}

void
steps_time_text(const struct palette *p, int i, char *text)
{
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	int64_t time = p->time[i];
	struct tm tm = date_of(time);
	bool outer = i == 0 || i == p->count, midnight = tm.tm_hour + tm.tm_min + tm.tm_sec == 0;
	const char *month = months[tm.tm_mon % 12];
	int year = tm.tm_year + 1900;

	if (p->apart >= 365 * DAY && !outer)
		snprintf(text, PALETTE_TEXT_MAX, "%d", year);
	else if (p->apart >= 30 * DAY && tm.tm_mday == 1)
		snprintf(text, PALETTE_TEXT_MAX, "%s %d", month, year);
	else if (p->apart >= 30 * DAY)
		snprintf(text, PALETTE_TEXT_MAX, "%d %s %d", tm.tm_mday, month, year);
	else if (midnight)
		snprintf(text, PALETTE_TEXT_MAX, "%d %s", tm.tm_mday, month);
	else if (outer)
		snprintf(text, PALETTE_TEXT_MAX, "%d %s %02d:%02d", tm.tm_mday, month, tm.tm_hour,
		    tm.tm_min);
	else
		snprintf(text, PALETTE_TEXT_MAX, "%02d:%02d", tm.tm_hour, tm.tm_min);
}
