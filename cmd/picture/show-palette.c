/* SPDX-License-Identifier: BSD-2-Clause */
/* show-palette.c - steps and colours as files for gdaldem and QGIS. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "picture/show.h"

/*
 * The bounds of the classes of a palette, from what is least on: class i is
 * [from[i], from[i + 1]).
 */
struct bounds {
	int n;
	unsigned class[PALETTE_STEPS + 2];
	float from[PALETTE_STEPS + 2];
	char label[PALETTE_STEPS + 2][2 * PALETTE_TEXT_MAX + 8];
};

static void
add_bound(struct bounds *b, unsigned class, float from, const char *label)
{
	b->class[b->n] = class;
	b->from[b->n] = from;
	snprintf(b->label[b->n++], sizeof b->label[0], "%s", label);
}

/*
 * Below the first step is what is dry, or less; from the last on is what is
 * more. There are no times outside.
 */
static void
find_bounds(const struct palette *p, struct bounds *b)
{
	char text[PALETTE_TEXT_MAX], next[PALETTE_TEXT_MAX], label[2 * PALETTE_TEXT_MAX + 8];
	unsigned first = CLASS_FIRST + p->both_ways;

	b->n = 0;
	palette_dry_text(p, text);
	if (!p->times)
		add_bound(b, p->both_ways ? CLASS_FIRST : CLASS_DRY, -INFINITY, text);
	for (int i = 0; i < p->count; i++) {
		palette_text(p, i, text);
		palette_text(p, i + 1, next);
		snprintf(label, sizeof label, "%s to %s", text, next);
		add_bound(b, first + (unsigned)i, p->times && i == 0 ? -INFINITY : p->step[i],
		    label);
	}
	palette_text(p, p->count, text);
	snprintf(label, sizeof label, ">= %s", text);
	if (!p->times)
		add_bound(b, first + (unsigned)p->count, p->step[p->count], label);
}

static const uint8_t *
colour_of(const struct palette *p, unsigned class)
{
	return p->rgb[palette_index(p, class, GROUND_LAND)];
}

/* The float32 before x, as no class ends between two of these. */
static double
last_before(float x)
{
	return (double)nextafterf(x, -INFINITY);
}

static void
write_missing(const struct palette *p, FILE *to)
{
	const uint8_t *rgb = colour_of(p, CLASS_MISSING);

	fprintf(to, "nv %d %d %d\n", rgb[0], rgb[1], rgb[2]);
}

/*
 * gdaldem mixes the colours of two lines: each class has two lines of one
 * colour.
 */
static void
write_gdaldem(const struct palette *p, const struct bounds *b, FILE *to)
{
	char number[CHUNK_NUMBER_MAX];

	for (int i = 0; i < b->n; i++) {
		const uint8_t *rgb = colour_of(p, b->class[i]);

		if (i > 0)
			fprintf(to, "%s %d %d %d\n", chunk_number_text((double)b->from[i], number),
			    rgb[0], rgb[1], rgb[2]);
		if (i + 1 < b->n)
			fprintf(to, "%s %d %d %d\n",
			    chunk_number_text(last_before(b->from[i + 1]), number), rgb[0], rgb[1],
			    rgb[2]);
	}
	write_missing(p, to);
}

/* A line of QGIS holds up to and including its value. */
static void
write_qgis(const struct palette *p, const struct bounds *b, FILE *to)
{
	char number[CHUNK_NUMBER_MAX];

	fputs("INTERPOLATION:DISCRETE\n", to);
	for (int i = 0; i < b->n; i++) {
		const uint8_t *rgb = colour_of(p, b->class[i]);

		fprintf(to, "%s,%d,%d,%d,255,%s\n", i + 1 < b->n ?
		    chunk_number_text(last_before(b->from[i + 1]), number) : "inf",
		    rgb[0], rgb[1], rgb[2], b->label[i]);
	}
}

static void
write_categories(const struct palette *p, enum show_program program, FILE *to)
{
	char number[CHUNK_NUMBER_MAX];

	if (program == SHOW_QGIS)
		fputs("INTERPOLATION:EXACT\n", to);
	for (int i = 0; i < p->values; i++) {
		const uint8_t *rgb = colour_of(p, CLASS_FIRST + (unsigned)i);
		char name[PALETTE_TEXT_MAX];

		snprintf(name, sizeof name, "%s", p->name[i]);
		for (char *at = name; (at = strchr(at, ',')) != NULL; )
			*at = ' ';
		chunk_number_text((double)p->value[i], number);
		if (program == SHOW_QGIS)
			fprintf(to, "%s,%d,%d,%d,255,%s\n", number, rgb[0], rgb[1], rgb[2], name);
		else
			fprintf(to, "%s %d %d %d\n", number, rgb[0], rgb[1], rgb[2]);
	}
	if (program == SHOW_GDALDEM)
		write_missing(p, to);
}

void
show_palette(const struct palette *p, enum show_program program, FILE *to)
{
	struct bounds b;

	if (program == SHOW_QGIS)
		fputs("# QGIS Generated Color Map Export File\n", to);
	if (p->categories) {
		write_categories(p, program, to);
		return;
	}
	find_bounds(p, &b);
	if (program == SHOW_QGIS)
		write_qgis(p, &b, to);
	else
		write_gdaldem(p, &b, to);
}
