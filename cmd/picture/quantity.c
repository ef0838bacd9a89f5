/* SPDX-License-Identifier: BSD-2-Clause */
/* quantity.c - what a layer shows: its range, and which kind of colours suits it. */
#include "picture/quantity.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold/cycle.h"
#include "grid/flags.h"
#include "picture/caption.h"
#include "picture/words.h"

/* ---- Ranges ------------------------------------------------------------ */

static bool
is_difference(const struct chunk_header *h, const struct words *w)
{
	static const char *const signs[] = { "difference", "anomaly", "bias", "change" };
	const char *variable = caption_get(h, w->layer, "variable");

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (caption_has_word(variable, signs[i]) || caption_has_word(w->layer, signs[i]))
			return true;
	return false;
}

static void
set_range(struct quantity *q, double low, double high, bool logarithmic)
{
	q->usual = high > low;
	q->low = low;
	q->high = high;
	q->logarithmic = logarithmic;
}

/* What ordinary weather and extremes have in these units. */
static void
range_of_units(struct quantity *q, const struct words *w)
{
	static const struct {
		const char *units;
		double low, high;
		bool logarithmic;
		double spread_low, spread_high, difference;
	} usual[] = {
		{ "mm h-1", 0.1, 50, true, 0.02, 10, 10 },
		{ "mm", 0.5, 200, true, 0.1, 40, 50 },
		{ "dBZ", -10, 60, false, 0.5, 20, 20 }
	};
	bool spread = strcmp(w->method, "standard_deviation") == 0;

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		if (strcmp(usual[i].units, w->units) != 0)
			continue;
		if (q->form == QUANTITY_DIFFERENCE)
			set_range(q, -usual[i].difference, usual[i].difference, false);
		else if (spread)
			set_range(q, usual[i].spread_low, usual[i].spread_high,
			    usual[i].logarithmic);
		else
			set_range(q, usual[i].low, usual[i].high, usual[i].logarithmic);
	}
}

/* The time that a layer is of: the record's, or that of its group in a climatology. */
struct of_time {
	double start, end, hours;
	bool all;                               /* no other record has more */
};

static struct of_time
time_of(const struct chunk_header *h, const struct chunk *first)
{
	double steps = (double)first->expected * (double)chunk_step(h);
	char why[CHUNK_WHY_MAX];
	struct cycle c;

	if (cycle_read(h, &c, why) != 1)
		return (struct of_time){ (double)first->start, (double)first->end,
			(double)(first->end - first->start) / 3600, true };
	return (struct of_time){ (double)c.span.start, (double)c.span.end, steps / 3600, false };
}

static void
make_range(struct quantity *q, const struct words *w, const struct chunk_header *h,
    const struct chunk *first)
{
	struct of_time t = time_of(h, first);

	if (strncmp(w->units, WORDS_EPOCH, strlen(WORDS_EPOCH)) == 0) {
		q->form = QUANTITY_TIMES;
		set_range(q, t.start, t.end, false);
	} else if (words_silhouette(w)) {
		q->form = QUANTITY_DIFFERENCE;
		q->even = q->complete = true;
		set_range(q, -1, 1, false);
	} else if (words_above(w)) {
		set_range(q, t.hours > 0.2 ? 0.1 : t.hours / 10, t.hours, true);
		q->complete = t.all;
	} else if (words_count(w)) {
		/* How many values there were before is not said. */
		set_range(q, 0, w->again ? 0 : first->expected, false);
		q->complete = t.all;
	} else {
		range_of_units(q, w);
	}
}

/* ---- Categories -------------------------------------------------------- */

/* Of a layer, or of the stream's own variable: statistics of categories are none. */
static const char *
flags(const struct chunk_header *h, const char *layer, const char *key)
{
	const char *value = flags_key(h, layer, key);

	return value != NULL ? value : "";
}

static bool
is_new(const struct quantity *q, int n, float value)
{
	for (int i = 0; i < n && i < PALETTE_CATEGORIES; i++)
		if (q->value[i] == value)
			return false;
	return true;
}

/*
 * flag_values as CF has them, numbers with blanks or commas between; a name
 * without a meaning is its number.
 */
static int
read_categories(struct quantity *q, const char *values, const char *meanings, char *why)
{
	static const char blanks[] = ", \t";
	int n = 0;

	if (strstr(values, ",,") != NULL)
		return chunk_reason(why, "the key flag_values has an empty number: '%.200s'", values);

	for (const char *at = values + strspn(values, blanks); *at != '\0'; n++) {
		size_t length = strcspn(at, blanks), letters;
		char *end, number[CHUNK_NUMBER_MAX];
		double value = strtod(at, &end);

		if (end != at + length || !isfinite(value))
			return chunk_reason(why,
			    "the key flag_values of the stream is not numbers: '%.200s'", values);
		if (!is_new(q, n, (float)value))
			return chunk_reason(why, "the key flag_values has a number twice: '%.200s'", values);
		meanings += strspn(meanings, " ");
		letters = strcspn(meanings, " ");
		if (n < PALETTE_CATEGORIES) {
			q->value[n] = (float)value;
			if (letters > 0)
				caption_cut(q->name[n], QUANTITY_NAME_MAX, "%.*s", (int)letters,
				    meanings);
			else
				strcpy(q->name[n], chunk_number_text(value, number));
			words_of_lines(q->name[n]);
		}
		meanings += letters;
		at = end + strspn(end, blanks);
	}
	q->categories = n;
	if (meanings[strspn(meanings, " ")] != '\0')
		return chunk_reason(why, "the key flag_meanings has more names than flag_values has numbers");
	if (n <= PALETTE_CATEGORIES)
		return 0;
	return chunk_reason(why,
	    "%d categories, and there are %d colours: merge some, or show them as numbers, "
	    "such as by --range 0,%d", n, PALETTE_CATEGORIES, n);
}

int
quantity_of(struct quantity *q, const struct chunk_header *h, const char *layer,
    const struct chunk *first, char *why)
{
	const char *values = flags(h, layer, "flag_values");
	struct words w = { 0 };

	memset(q, 0, sizeof *q);
	words_read(h, layer, &w);
	words_title(&w, q->title);
	if (*layer == '\0')
		caption_window(h, layer, q->title, sizeof q->title);
	quantity_units(w.units, q->units);
	if (is_difference(h, &w))
		q->form = QUANTITY_DIFFERENCE;
	make_range(q, &w, h, first);
	if (*values == '\0')
		return 0;
	q->form = QUANTITY_CATEGORIES;
	return read_categories(q, values, flags(h, layer, "flag_meanings"), why);
}
