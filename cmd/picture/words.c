/* SPDX-License-Identifier: BSD-2-Clause */
/* words.c - what the header says of a layer, in people's words. */
#include "picture/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "picture/caption.h"

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

void
words_of_lines(char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '_')
			*text = ' ';
}

static void
put_words(const char *name, char *text, size_t size)
{
	caption_cut(text, size, "%s", name);
	words_of_lines(text);
}

/* The words of a variable and of what follows them in its name. */
static void
name_part(const char *words, const char *rest, char *text, size_t size)
{
	caption_cut(text, size, "%s%s", words, rest);
	words_of_lines(text);
}

static void
find_noun(const struct chunk_header *h, struct words *w)
{
	/* Of regions it is what they were found in. */
	const char *layer = w->regions != NULL ? "" : w->layer;
	static const struct { const char *variable, *words, *units; } known[] = {
		{ "rainfall_rate", "rain rate", "mm h-1" },
		{ "rainfall_amount", "rainfall", "mm" },
		{ "equivalent_reflectivity_factor", "radar reflectivity", "dBZ" }
	};
	const char *units = w->regions != NULL ? w->stream_units : w->units;
	const char *variable = cmd_layer_variable(h, layer);

	if (variable == NULL)
		variable = "";
	put_words(variable, w->noun, sizeof w->noun);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t n = strlen(known[i].variable);

		if (strcmp(known[i].variable, variable) == 0)
			strcpy(w->noun, known[i].words);
		/* "rain rate difference" */
		else if (strncmp(known[i].variable, variable, n) == 0 && variable[n] == '_' &&
		    strcmp(units, known[i].units) == 0)
			name_part(known[i].words, variable + n, w->noun, sizeof w->noun);
	}
	/* Statistics of windows: "maximum 24-hour rainfall". */
	if (w->layer[0] != '\0')
		caption_window(h, w->layer, w->noun, sizeof w->noun);
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

/* The layers of regions(1). */
static void
find_regions(const struct chunk_header *h, struct words *w)
{
	static const char *const variables[] = { "region", "silhouette", NULL };

	if (*w->layer != '\0' && is_one_of(caption_get(h, w->layer, "variable"), variables))
		w->regions = chunk_get(h, "regions");
}

void
words_read(const struct chunk_header *h, const char *layer, struct words *w)
{
	char key[CHUNK_LAYER_MAX + 32];

	w->layer = layer;
	w->units = caption_get(h, layer, "units");
	w->stream_units = caption_get(h, "", "units");
	snprintf(key, sizeof key, "layer.%s.cell_methods", layer);
	w->own = layer[0] == '\0' || chunk_get(h, key) != NULL;
	if (w->own)
		read_method(caption_get(h, layer, "cell_methods"), w);
	find_regions(h, w);
	find_noun(h, w);
	find_above(w);
}

/* ---- Units and titles -------------------------------------------------- */

void
quantity_units(const char *units, char *text)
{
	size_t n = strlen(units);
	const char *space = strrchr(units, ' ');

	if (strncmp(units, WORDS_EPOCH, strlen(WORDS_EPOCH)) == 0)
		strcpy(text, "UTC");
	else if (strcmp(units, "1") == 0)
		*text = '\0';
	else if (space != NULL && n > 3 && strcmp(units + n - 2, "-1") == 0)
		caption_cut(text, QUANTITY_UNITS_MAX, "%.*s/%.*s", (int)(space - units), units,
		    (int)(units + n - 3 - space), space + 1);
	else
		caption_cut(text, QUANTITY_UNITS_MAX, "%s", units);
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

bool
words_silhouette(const struct words *w)
{
	return w->regions != NULL && strcmp(w->layer, "silhouette") == 0;
}

/*
 * What makes a region is the course of its values, or how much there is:
 * "Regions whose rain rate varies together", "Regions of similar rain rate".
 */
static void
title_regions(const struct words *w, char *title)
{
	if (words_silhouette(w))
		strcpy(title, "silhouette of the regions");
	else if (strcmp(w->layer, "landmark") == 0)
		strcpy(title, "regions of the landmarks");
	else if (caption_has_word(w->regions, "correlation"))
		caption_cut(title, QUANTITY_TITLE_MAX, "regions whose %s varies together", w->noun);
	else
		caption_cut(title, QUANTITY_TITLE_MAX, "regions of similar %s", w->noun);
}

bool
words_count(const struct words *w)
{
	return strcmp(w->layer, "count") == 0 && strcmp(w->units, "1") == 0;
}

bool
words_above(const struct words *w)
{
	return strcmp(w->units, "h") == 0 && strncmp(w->detail, "where > ", 8) == 0;
}

/*
 * Counts of bins, in a stream whose methods in time are the bins', are of
 * images too: a mean weighs as much as its images.
 */
void
words_title(const struct words *w, char *title)
{
	static const char *const ends[] = { "minimum", "maximum", NULL };
	size_t n;

	if (w->regions != NULL)
		title_regions(w, title);
	else if (words_count(w))
		strcpy(title, w->again ? "number of values" : "number of images");
	else if (strncmp(w->units, WORDS_EPOCH, strlen(WORDS_EPOCH)) == 0)
		caption_cut(title, QUANTITY_TITLE_MAX, "time%s%s",
		    is_one_of(w->method, ends) ? " of the " : "",
		    is_one_of(w->method, ends) ? w->method : "");
	else if (words_above(w))
		title_above(w, title);
	else if (strcmp(w->method, "quantile") == 0)
		title_quantile(w, title);
	else
		title_method(w, title);
	n = strlen(title);
	if (w->regions == NULL && (!is_made_here(w->layer) || (!w->own && !words_count(w)))) {
		char layer[CHUNK_LAYER_MAX + 1];

		put_words(w->layer, layer, sizeof layer);
		caption_cut(title + n, QUANTITY_TITLE_MAX - n, "%s%s", n > 0 ? ", " : "", layer);
	}
	title[0] = (char)toupper((unsigned char)title[0]);
}
