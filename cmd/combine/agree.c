/* SPDX-License-Identifier: BSD-2-Clause */
/* agree.c - whether two streams can be combined, and the result's header. */
#include "combine/agree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "grid/flags.h"

static bool
same(const char *x, const char *y)
{
	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static const char *
or_none(const char *text)
{
	return text != NULL ? text : "none";
}

/* ---- Places ------------------------------------------------------------ */

static int
agree_affine(const struct chunk_grid *a, const struct chunk_grid *b, char *why)
{
	static const struct { int at; const char *name; } parts[] = { { 0, "origin x" },
		{ 3, "origin y" }, { 1, "width of cells" }, { 5, "height of cells" },
		{ 2, "turn of x by rows" }, { 4, "turn of y by columns" } };
	char x[CHUNK_NUMBER_MAX], y[CHUNK_NUMBER_MAX];
	const char *name = NULL;
	int at = 0;

	/* The first that is enough for another place; else the first that differs. */
	for (int any = 0; any < 2 && name == NULL; any++)
		for (size_t i = 0; i < sizeof parts / sizeof *parts && name == NULL; i++) {
			struct chunk_grid moved = *a;

			at = parts[i].at;
			moved.affine[at] = b->affine[at];
			if (any ? a->affine[at] != b->affine[at] : !chunk_same_place(a, &moved))
				name = parts[i].name;
		}
	return chunk_reason(why, "other grids: the %s is %s in a and %s in b: regrid brings one stream "
	    "onto the grid of the other, or of both", or_none(name), chunk_number_text(a->affine[at], x),
	    chunk_number_text(b->affine[at], y));
}

int
agree_places(const struct chunk_header *a, const struct chunk_header *b, char *why)
{
	const struct chunk_grid *g = chunk_grid(a), *h = chunk_grid(b);
	const char *crs = chunk_get(a, "crs"), *other = chunk_get(b, "crs");

	if (g->rows != h->rows || g->cols != h->cols)
		return chunk_reason(why, "other grids: a has %u %s and b %u: regrid brings one stream onto "
		    "the grid of the other, or of both", g->rows != h->rows ? g->rows : g->cols,
		    g->rows != h->rows ? "rows" : "columns",
		    g->rows != h->rows ? h->rows : h->cols);
	if (!same(crs, other))
		return chunk_reason(why, "other grids: the CRS is %.200s in a and %.200s in b: regrid brings "
		    "one stream onto the grid of the other, or of both", or_none(crs), or_none(other));
	return chunk_same_place(g, h) ? 0 : agree_affine(g, h, why);
}

/* ---- Units ------------------------------------------------------------- */

static bool
is_time(const char *units)
{
	return units != NULL && strncmp(units, "seconds since ", 14) == 0;
}

/* A mask is a count, a share or a category: rain is one only by a threshold. */
static int
agree_mask(const struct values *v, const char *layer, char *why)
{
	const char *units = chunk_layer_get(v->b, layer, "units");
	enum units_kind kind = units_find(units != NULL ? units : "").kind;

	if (v->has_above || flags_key(v->b, layer, "flag_values") != NULL)
		return 0;
	if (kind == UNITS_DBZ || kind == UNITS_RATE || kind == UNITS_AMOUNT || is_time(units))
		return chunk_reason(why, "b%s%s is no mask: its units are %.100s: --above says which of its "
		    "values count, such as --above 1, or stats --layers none --exceed makes a layer of hours above one",
		    *layer != '\0' ? ", layer " : "", layer, units);
	return 0;
}

/* What must not be added, or divided. */
static const char *
nonsense(enum combine_method method, const char *units, bool categories)
{
	bool dbz = units != NULL && strcmp(units, "dBZ") == 0;

	if (categories && method != COMBINE_FILL)
		return "values that are categories have no order and no sum: only fill and mask take them";
	if (dbz && (method == COMBINE_ADD || method == COMBINE_MEAN || method == COMBINE_RATIO))
		return "values in dBZ are logarithms: tif2rain without --dbz gives rates";
	if (is_time(units) && method != COMBINE_SUB && method != COMBINE_MIN &&
	    method != COMBINE_MAX && method != COMBINE_FILL)
		return "values that are times can be subtracted, or the earlier or later be taken";
	return NULL;
}

int
agree_units(const struct values *v, const char *layer_a, const char *layer_b, char *why)
{
	static const char *const keys[] = { "flag_values", "flag_meanings" };
	const char *a = chunk_layer_get(v->a, layer_a, "units");
	const char *b = chunk_layer_get(v->b, layer_b, "units"), *bad;
	bool categories = false;

	if (v->method == COMBINE_MASK)
		return agree_mask(v, layer_b, why);
	if (!same(a, b))
		return chunk_reason(why, "%s%sthe units are %.100s in a and %.100s in b: one of the two is to "
		    "be brought to the other's", *layer_a != '\0' ? layer_a : "",
		    *layer_a != '\0' ? ": " : "", or_none(a), or_none(b));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *x = flags_key(v->a, layer_a, keys[i]);
		const char *y = flags_key(v->b, layer_b, keys[i]);

		categories |= x != NULL || y != NULL;
		if (!same(x, y))
			return chunk_reason(why, "the categories differ: %s is %.200s in a and %.200s in b",
			    keys[i], or_none(x), or_none(y));
	}
	if ((bad = nonsense(v->method, a, categories)) != NULL)
		return chunk_reason(why, "%s", bad);
	return 0;
}

/* ---- The header of the result ------------------------------------------ */

/* Keys that cannot speak for values that were made in two ways. */
static const char *const ways[] = { "gain", "offset", "nodata", "undetect", "a", "b", "min-dbz",
	"max-rate", "numbers", "quantity", "sidecar" };

/* Calls fn() for each line "layer.NAME.KEY" of a header with this end. */
static void
each_layer_key(const struct chunk_header *from, const char *end,
    void fn(struct chunk_header *h, const char *key, const char *value, const void *arg),
    struct chunk_header *h, const void *arg)
{
	size_t tail = strlen(end);

	for (const char *line = NULL; (line = chunk_line(from, line)) != NULL; ) {
		size_t n = strcspn(line, "=");
		char key[CHUNK_LAYER_MAX + 64];

		if (strncmp(line, "layer.", 6) != 0 || n >= sizeof key || n < tail ||
		    strncmp(line + n - tail, end, tail) != 0)
			continue;
		memcpy(key, line, n);
		key[n] = '\0';
		fn(h, key, line + n + 1, arg);
	}
}

static void
drop_if_other(struct chunk_header *h, const char *key, const char *value, const void *b)
{
	if (!same(value, chunk_get(b, key)))
		chunk_set(h, key, NULL);
}

static void
add_if_new(struct chunk_header *h, const char *key, const char *value, const void *unused)
{
	(void)unused;
	if (chunk_get(h, key) == NULL)
		chunk_set(h, key, value);
}

/* The units of a difference: of logarithms dB, of times s. */
static const char *
difference_units(const char *units)
{
	return is_time(units) ? "s" : units != NULL && strcmp(units, "dBZ") == 0 ? "dB" : units;
}

static void
change_units(struct chunk_header *h, const char *key, const char *value, const void *method)
{
	bool ratio = *(const enum combine_method *)method == COMBINE_RATIO;

	if (value != NULL || ratio)
		chunk_set(h, key, ratio ? "1" : difference_units(value));
}

/* Pictures know a difference by its variable. */
static void
set_variable(struct chunk_header *h, const char *variable, const char *what)
{
	char *text;

	if (asprintf(&text, "%s_%s", variable != NULL ? variable : "field", what) < 0)
		cmd_fail("out of memory");
	chunk_set(h, "variable", text);
	free(text);
}

/* Adds a source to a list with "; " between, unless it is there. NULL if out of memory. */
static char *
add_source(char *list, const char *source, size_t n)
{
	char *longer;

	if (list == NULL || cmd_has_source(list, source, n))
		return list;
	if (asprintf(&longer, "%s%s%.*s", list, *list != '\0' ? "; " : "", (int)n, source) < 0)
		longer = NULL;
	free(list);
	return longer;
}

/* "A; B": the sources of a, and those of b that a has not. */
static void
set_source(struct chunk_header *h, const char *a, const char *b)
{
	char *list = strdup(a != NULL ? a : "");

	while (b != NULL && *b != '\0') {
		const char *end = strstr(b, "; ");
		size_t n = end != NULL ? (size_t)(end - b) : strlen(b);

		list = add_source(list, b, n);
		b = end != NULL ? end + 2 : b + n;
	}
	if (list == NULL)
		cmd_fail("out of memory");
	if (*list != '\0')
		chunk_set(h, "source", list);
	free(list);
}

/* The lines of b come after those of a, each marked. */
static void
add_history(struct chunk_header *h, const struct chunk_header *b)
{
	const char *line;
	char *text;

	for (size_t n = 0; (line = chunk_nth(b, "history", n)) != NULL; n++) {
		if (asprintf(&text, "b: %s", line) < 0)
			cmd_fail("out of memory");
		chunk_add(h, "history", text);
		free(text);
	}
}

/* What holds for the values of both: all of this is a's for a mask. */
static void
agree_values(const struct values *v, enum agree_by by, struct chunk_header *h)
{
	const char *methods = chunk_get(v->a, "cell_methods");

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		drop_if_other(h, ways[i], chunk_get(v->a, ways[i]), v->b);
	set_source(h, chunk_get(v->a, "source"), chunk_get(v->b, "source"));
	if (by == AGREE_TIME || by == AGREE_OUTER) {
		drop_if_other(h, "window", chunk_get(v->a, "window"), v->b);
		drop_if_other(h, "window_begins", chunk_get(v->a, "window_begins"), v->b);
		drop_if_other(h, "wet", chunk_get(v->a, "wet"), v->b);
	}
	if (v->method == COMBINE_SUB || v->method == COMBINE_RATIO) {
		/* Images do not store differences. */
		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
			chunk_set(h, ways[i], NULL);
		change_units(h, "units", chunk_get(v->a, "units"), &v->method);
		each_layer_key(v->a, ".units", change_units, h, &v->method);
		set_variable(h, chunk_get(v->a, "variable"), v->method == COMBINE_RATIO ? "ratio" :
		    by == AGREE_GROUPS ? "anomaly" : "difference");
	} else if (by == AGREE_TIME || by == AGREE_OUTER) {
		drop_if_other(h, "cell_methods", methods, v->b);
		each_layer_key(v->a, ".cell_methods", drop_if_other, h, v->b);
	}
	if (by == AGREE_OUTER && v->method != COMBINE_SUB && v->method != COMBINE_RATIO)
		each_layer_key(v->b, "", add_if_new, h, NULL);
}

void
agree_header(const struct values *v, enum agree_by by, struct chunk_header *h)
{
	if (by == AGREE_OUTER)
		chunk_set(h, "records", NULL);
	if (by == AGREE_OUTER || by == AGREE_TIME)
		drop_if_other(h, "step", chunk_get(v->a, "step"), v->b);
	if (v->method != COMBINE_MASK)
		agree_values(v, by, h);
	add_history(h, v->b);
	if (!v->keeps_codes)
		chunk_set_table(h, NULL, 0);
}

const char *
agree_differs(const struct values *v, size_t *n)
{
	static const char *const keys[] = { "variable", "cell_methods", "step", "quantity", "window",
		"wet" };

	while (*n < sizeof keys / sizeof *keys) {
		const char *key = keys[(*n)++];

		if (!same(chunk_get(v->a, key), chunk_get(v->b, key)))
			return key;
	}
	return NULL;
}
