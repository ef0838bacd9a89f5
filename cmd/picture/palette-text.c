/* SPDX-License-Identifier: BSD-2-Clause */
/* palette-text.c - what stands beside the colours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/palette.h"
#include "picture/steps.h"

/* As few digits as tell a step from other float32; nine always do. */
static void
number_text(const struct palette *p, int i, char *text)
{
	double value = i == 0 ? p->low : i == p->count ? p->high : (double)p->step[i];
	const char *format = p->both_ways ? "%+.*g" : "%.*g";

	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, PALETTE_TEXT_MAX, format, digits, value);
		if (strtof(text, NULL) == (float)value)
			break;
	}
}

/* A share that is not 0 and would be rounded to it says so. */
static void
category_text(const struct palette *p, int i, char *text)
{
	double percent = 100 * p->share[i];

	if (percent < 0)
		strcpy(text, p->name[i]);
	else
		snprintf(text, PALETTE_TEXT_MAX,
		    percent > 0 && percent < 0.5 ? "%.50s  < 1 %%" : "%.50s  %.0f %%", p->name[i],
		    percent);
}

void
palette_text(const struct palette *p, int i, char *text)
{
	if (p->categories)
		category_text(p, i, text);
	else if (p->times)
		steps_time_text(p, i, text);
	else
		number_text(p, i, text);
}

void
palette_dry_text(const struct palette *p, char *text)
{
	char low[PALETTE_TEXT_MAX];

	palette_text(p, 0, low);
	snprintf(text, PALETTE_TEXT_MAX, "%s %.50s", p->low == 0 ? "\u2264" : "<", low);
}
