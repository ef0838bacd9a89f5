/* SPDX-License-Identifier: BSD-2-Clause */
/* quantity.c - what a layer shows, by its variable, methods, units and name. */
#include "picture/quantity.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold/cycle.h"
#include "picture/caption.h"

#define EPOCH "seconds since 1970-01-01"
#define METHOD_MAX 64

/* What the header says of a layer. */
struct words {
	const char *layer;
	const char *units, *stream_units;       /* its own or the stream's; the stream's */
	char method[METHOD_MAX];                /* the last in time: "mean"; "" */
	char detail[METHOD_MAX];                /* what follows in brackets: "where > 1"; "" */
	char above[CHUNK_NUMBER_MAX];           /* the values are those above this; "" */
	bool again;                             /* of values that had a method in time before */
	bool own;                               /* its methods are its own, not the stream's */
	char noun[QUANTITY_TITLE_MAX];          /* "rain rate" */
};

/* ---- The words of the header ------------------------------------------- */

/* The words after a method's own: " within days", or " over days". */
static size_t
cycle_length(const char *at)
{
	size_t n = strncmp(at, " within ", 8) == 0 ? 8 : strncmp(at, " over ", 6) == 0 ? 6 : 0;

	return n > 0 ? n + strcspn(at + n, " ") : 0;
}

/* Reads "time: mean area: maximum" up to the last method of time. */
static void
read_method(const char *methods, struct words *w)
{
	const char *at, *last = NULL, *where;

	for (at = methods; (at = strstr(at, "time: ")) != NULL; at += 6) {
		/* Within days and over days is one method, of a climatology. */
		w->again |= last != NULL && strncmp(last + strcspn(last, " "), " within ", 8) != 0;
		last = at + 6;
	}
	if (last == NULL)
		return;
	snprintf(w->method, sizeof w->method, "%.*s", (int)strcspn(last, " "), last);
	last += strcspn(last, " ");
	last += cycle_length(last);
	if ((where = strstr(last, "where > ")) != NULL && strchr(last, '(') != NULL)
		snprintf(w->above, sizeof w->above, "%.*s", (int)strcspn(where + 8, ",)"), where + 8);
	if (strncmp(last, " (", 2) == 0)
		snprintf(w->detail, sizeof w->detail, "%.*s", (int)strcspn(last + 2, ")"), last + 2);
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* Whether stats or bin-average made a layer of this name. */
static bool
is_made_here(const char *name)
{
	static const char *const names[] = { "", "min", "max", "mean", "std", "count", "sum",
		"when_min", "when_max", NULL };

	return is_one_of(name, names) || strncmp(name, "above_", 6) == 0 ||
	    (name[0] == 'q' && isdigit((unsigned char)name[1]));
}

static void
blanks_for_lines(char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '_')
			*text = ' ';
}

static void
put_words(const char *name, char *text, size_t size)
{
	caption_cut(text, size, "%s", name);
	blanks_for_lines(text);
}

static void
find_noun(const struct chunk_header *h, struct words *w)
{
	static const struct { const char *variable, *words, *units; } known[] = {
		{ "rainfall_rate", "rain rate", "mm h-1" },
		{ "rainfall_amount", "rainfall", "mm" },
		{ "equivalent_reflectivity_factor", "radar reflectivity", "dBZ" }
	};
	const char *variable = caption_get(h, w->layer, "variable");

	put_words(variable, w->noun, sizeof w->noun);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		/* The sum of rates is a depth. */
		bool depth = strcmp(w->units, "mm") == 0 && strcmp(known[i].units, "mm") == 0 &&
		    strcmp(variable, "rainfall_rate") == 0;

		if (depth || strcmp(known[i].variable, variable) == 0)
			strcpy(w->noun, known[i].words);
	}
	/* Statistics of windows: "maximum 24-hour rainfall". */
	if (w->layer[0] != '\0')
		caption_window(h, w->layer, w->noun, sizeof w->noun);
}

static void
read_words(const struct chunk_header *h, const char *layer, struct words *w)
{
	char key[CHUNK_LAYER_MAX + 32];

	w->layer = layer;
	w->units = caption_get(h, layer, "units");
	w->stream_units = caption_get(h, "", "units");
	snprintf(key, sizeof key, "layer.%s.cell_methods", layer);
	w->own = layer[0] == '\0' || chunk_get(h, key) != NULL;
	if (w->own)
		read_method(caption_get(h, layer, "cell_methods"), w);
	find_noun(h, w);
}

/* ---- Units and titles -------------------------------------------------- */

void
quantity_units(const char *units, char *text)
{
	size_t n = strlen(units);
	const char *space = strrchr(units, ' ');

	if (strncmp(units, EPOCH, strlen(EPOCH)) == 0)
		strcpy(text, "UTC");
	else if (strcmp(units, "1") == 0)
		*text = '\0';
	else if (space != NULL && n > 3 && strcmp(units + n - 2, "-1") == 0)
		caption_cut(text, QUANTITY_UNITS_MAX, "%.*s/%.*s", (int)(space - units), units,
		    (int)(units + n - 3 - space), space + 1);
	else
		caption_cut(text, QUANTITY_UNITS_MAX, "%s", units);
}

/* The noun, and which of its values are meant: "rain rate above 1 mm/h". */
static void
find_above(struct words *w)
{
	char units[QUANTITY_UNITS_MAX];
	size_t n = strlen(w->noun);

	quantity_units(w->stream_units, units);
	if (w->above[0] != '\0' && strcmp(w->units, "h") != 0)
		caption_cut(w->noun + n, sizeof w->noun - n, " above %s%s%s", w->above,
		    units[0] != '\0' ? " " : "", units);
}

/* "Median rain rate", "95th percentile of rain rate". */
static void
title_quantile(const struct words *w, char *title)
{
	char number[CHUNK_NUMBER_MAX];
	double percent = round(strtod(w->detail, NULL) * 1e9) / 1e7;
	const char *ending = "th";
	int whole = percent >= 0 && percent <= 100 ? (int)percent : -1;

	chunk_number_text(percent, number);
	if (percent == whole && whole / 10 != 1)
		ending = whole % 10 == 1 ? "st" : whole % 10 == 2 ? "nd" : whole % 10 == 3 ? "rd" : "th";
	if (percent == 50)
		caption_cut(title, QUANTITY_TITLE_MAX, "median %s", w->noun);
	else
		caption_cut(title, QUANTITY_TITLE_MAX, "%s%s percentile of %s", number, ending, w->noun);
}

/* "Hours above 1 mm/h", of stats --exceed. */
static void
title_above(const struct words *w, char *title)
{
	char units[QUANTITY_UNITS_MAX];

	quantity_units(w->stream_units, units);
	caption_cut(title, QUANTITY_TITLE_MAX, "hours above %s%s%s", w->detail + strlen("where > "),
	    units[0] != '\0' ? " " : "", units);
}

static void
title_method(const struct words *w, char *title)
{
	static const struct { const char *method, *before; } before[] = { { "mean", "mean " },
		{ "minimum", "minimum " }, { "maximum", "maximum " }, { "median", "median " } };
	static const char *const silent[] = { "", "point", NULL };
	bool depth = strcmp(w->method, "sum") == 0 && (strcmp(w->units, "mm") == 0 || strcmp(w->units, "1") == 0);
	char after[METHOD_MAX];

	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (strcmp(before[i].method, w->method) == 0) {
			caption_cut(title, QUANTITY_TITLE_MAX, "%s%s", before[i].before, w->noun);
			return;
		}
	put_words(w->method, after, sizeof after);
	if (is_one_of(w->method, silent) || depth)
		*after = '\0';
	caption_cut(title, QUANTITY_TITLE_MAX, "%s%s%s", w->noun, *after != '\0' ? ", " : "", after);
}

static bool
is_count(const struct words *w)
{
	return strcmp(w->layer, "count") == 0 && strcmp(w->units, "1") == 0;
}

static bool
is_above(const struct words *w)
{
	return strcmp(w->units, "h") == 0 && strncmp(w->detail, "where > ", 8) == 0;
}

/*
 * Counts of bins, in a stream whose methods in time are the bins', are of
 * images too: a mean weighs as much as its images.
 */
static void
make_title(const struct words *w, char *title)
{
	static const char *const ends[] = { "minimum", "maximum", NULL };
	size_t n;

	if (is_count(w))
		strcpy(title, w->again ? "number of values" : "number of images");
	else if (strncmp(w->units, EPOCH, strlen(EPOCH)) == 0)
		caption_cut(title, QUANTITY_TITLE_MAX, "time%s%s",
		    is_one_of(w->method, ends) ? " of the " : "",
		    is_one_of(w->method, ends) ? w->method : "");
	else if (is_above(w))
		title_above(w, title);
	else if (strcmp(w->method, "quantile") == 0)
		title_quantile(w, title);
	else
		title_method(w, title);
	n = strlen(title);
	if (!is_made_here(w->layer) || (!w->own && !is_count(w))) {
		char layer[CHUNK_LAYER_MAX + 1];

		put_words(w->layer, layer, sizeof layer);
		caption_cut(title + n, QUANTITY_TITLE_MAX - n, "%s%s", n > 0 ? ", " : "", layer);
	}
	title[0] = (char)toupper((unsigned char)title[0]);
}

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

	if (strncmp(w->units, EPOCH, strlen(EPOCH)) == 0) {
		q->form = QUANTITY_TIMES;
		set_range(q, t.start, t.end, false);
	} else if (is_above(w)) {
		set_range(q, t.hours > 0.2 ? 0.1 : t.hours / 10, t.hours, true);
		q->complete = t.all;
	} else if (is_count(w)) {
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
	char own[CHUNK_LAYER_MAX + 32];
	const char *value;

	snprintf(own, sizeof own, "layer.%s.%s", layer, key);
	value = chunk_get(h, *layer ? own : key);
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
			blanks_for_lines(q->name[n]);
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
	    "%d categories, and eyes tell %d colours apart: merge some, or show them as numbers, "
	    "such as by --range 0,%d", n, PALETTE_CATEGORIES, n);
}

int
quantity_of(struct quantity *q, const struct chunk_header *h, const char *layer,
    const struct chunk *first, char *why)
{
	const char *values = flags(h, layer, "flag_values");
	struct words w = { 0 };

	memset(q, 0, sizeof *q);
	read_words(h, layer, &w);
	find_above(&w);
	make_title(&w, q->title);
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
