/* SPDX-License-Identifier: BSD-2-Clause */
/* statistics.c - the statistics that stats knows, and their layers. */
#include "fold/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *method, *units;      /* units: NULL for the input's */
	unsigned needs;
	enum fold_result result;
} kinds[] = {
	[STATISTIC_MIN] = { "min", "time: minimum", NULL, FOLD_RANGE, FOLD_MIN },
	[STATISTIC_MAX] = { "max", "time: maximum", NULL, FOLD_RANGE, FOLD_MAX },
	[STATISTIC_MEAN] = { "mean", "time: mean", NULL, FOLD_SUM, FOLD_MEAN },
	[STATISTIC_STD] = { "std", "time: standard_deviation", NULL, FOLD_SUM | FOLD_SQUARES, FOLD_STD },
	[STATISTIC_COUNT] = { "count", "time: sum", "1", 0, FOLD_COUNT },
	[STATISTIC_DEPTH] = { "sum", "time: sum", "mm", FOLD_SUM, FOLD_MEAN },
	[STATISTIC_WHEN_MIN] = { "when_min", "time: minimum", "seconds since 1970-01-01T00:00:00Z", FOLD_RANGE | FOLD_WHEN, FOLD_MIN },
	[STATISTIC_WHEN_MAX] = { "when_max", "time: maximum", "seconds since 1970-01-01T00:00:00Z", FOLD_RANGE | FOLD_WHEN, FOLD_MAX },
	[STATISTIC_ABOVE] = { NULL, "time: sum", "h", 0, 0 },
	[STATISTIC_QUANTILE] = { NULL, "time: quantile", NULL, FOLD_HISTOGRAM, 0 },
};

static void
add_layer(struct statistics *s, enum statistic what, const char *name, double value)
{
	struct statistic_layer *l = &s->layer[s->n];

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->layer[i].name, name) == 0)
			cmd_usage("the layer %s is asked for twice", name);
	if (s->n == STATISTICS_MAX || (what == STATISTIC_ABOVE && s->above == FOLD_ABOVE_MAX))
		cmd_usage("at most %d layers, %d of them of --exceed", STATISTICS_MAX,
		    FOLD_ABOVE_MAX);
	l->what = what;
	l->value = value;
	l->n = what == STATISTIC_ABOVE ? s->above++ : 0;
	snprintf(l->name, sizeof l->name, "%s", name);
	s->needs |= kinds[what].needs;
	s->n++;
}

void
statistics_add(struct statistics *s, enum statistic what)
{
	add_layer(s, what, kinds[what].name, 0);
}

void
statistics_add_layers(struct statistics *s, char *list)
{
	if (strcmp(list, "none") == 0)
		return;
	for (char *name = strsep(&list, ","); name != NULL; name = strsep(&list, ",")) {
		if (strcmp(name, "median") == 0)
			cmd_usage("--layers: the median is --quantiles 0.5");
		statistics_add(s,
		    (enum statistic)cmd_choice("--layers", name, "min|max|mean|std|count"));
	}
}

void
statistics_add_above(struct statistics *s, char *list)
{
	char name[CHUNK_LAYER_MAX + 1];

	for (char *text = strsep(&list, ","); text != NULL; text = strsep(&list, ",")) {
		double value = cmd_real("--exceed", text, -1e6, 1e6) + 0.0;     /* no -0 */

		if (!fold_above_name(value, name))
			cmd_usage("--exceed: %s has more digits than a layer's name has room for",
			    text);
		add_layer(s, STATISTIC_ABOVE, name, value);
	}
}

void
statistics_add_quantiles(struct statistics *s, char *list)
{
	char name[32];

	for (char *text = strsep(&list, ","); text != NULL; text = strsep(&list, ",")) {
		double value = cmd_real("--quantiles", text, 0, 1) + 0.0;       /* no -0 */

		if (snprintf(name, sizeof name, "q%.9g", value) > (int)CHUNK_LAYER_MAX ||
		    strtod(name + 1, NULL) != value)
			cmd_usage(
			    "--quantiles: %s has more digits than a layer's name has room for",
			    text);
		add_layer(s, STATISTIC_QUANTILE, name, value);
	}
}

bool
statistics_have(const struct statistics *s, enum statistic what)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->layer[i].what == what)
			return true;
	return false;
}

struct chunk_header *
statistics_header(const struct statistics *s, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_copy_header(in);
	char number[CHUNK_NUMBER_MAX];
	const float *table;
	uint32_t n;
	float *wet;

	if (!s->wet)
		return h;
	chunk_set(h, "wet", chunk_number_text(s->wet_above, number));
	if (chunk_get(h, "wet") == NULL)
		cmd_fail("out of memory");
	if ((table = chunk_table(h, &n)) == NULL)
		return h;
	if ((wet = malloc(n * sizeof *wet)) == NULL)
		cmd_fail("out of memory for the table");
	for (uint32_t i = 0; i < n; i++)
		wet[i] = table[i] > (float)s->wet_above ? table[i] : NAN;
	chunk_set_table(h, wet, n);
	/* No writer will refuse a header that ran out of memory: this one is not written. */
	if (memcmp(chunk_table(h, &n), wet, n * sizeof *wet) != 0)
		cmd_fail("out of memory for the table");
	free(wet);
	return h;
}

/* ---- What they make ---------------------------------------------------- */

/*
 * What a statistic is, as cell_methods say it: "time: quantile (0.9)", or in a
 * climatology "time: maximum within days time: maximum over days".
 */
static void
method_text(const struct statistics *s, const struct statistic_layer *l, enum cycle_kind by,
    char *text, size_t size)
{
	static const char *const rounds[] = { [CYCLE_HOUR] = "days", [CYCLE_WEEKDAY] = "weeks",
		[CYCLE_MONTH] = "years", [CYCLE_SEASON] = "years" };
	const char *method = kinds[l->what].method;
	char number[CHUNK_NUMBER_MAX], brackets[80] = "";

	if (l->what == STATISTIC_QUANTILE)
		snprintf(brackets, sizeof brackets, " (%.9g%s", l->value, s->wet ? "" : ")");
	else if (l->what == STATISTIC_ABOVE)
		snprintf(brackets, sizeof brackets, " (where > %.9g)", l->value);
	if (s->wet && l->what != STATISTIC_ABOVE)
		snprintf(brackets + strlen(brackets), sizeof brackets - strlen(brackets),
		    "%swhere > %s)", *brackets ? ", " : " (", chunk_number_text(s->wet_above, number));
	if (by == CYCLE_NONE)
		snprintf(text, size, "%s%s", method, brackets);
	else
		snprintf(text, size, "%s within %s %s over %s%s", method, rounds[by], method,
		    rounds[by], brackets);
}

static void
describe_layer(const struct statistics *s, struct chunk_header *h, const struct statistic_layer *l,
    enum cycle_kind by)
{
	char key[64], text[256];

	snprintf(key, sizeof key, "layer.%s.cell_methods", l->name);
	method_text(s, l, by, text, sizeof text);
	cmd_join_methods(h, key, chunk_get(h, "cell_methods"), text);
	snprintf(key, sizeof key, "layer.%s.window", l->name);
	if (kinds[l->what].units == NULL && l->what != STATISTIC_ABOVE)
		chunk_set(h, key, chunk_get(h, "window"));
	if (kinds[l->what].units != NULL) {
		snprintf(key, sizeof key, "layer.%s.units", l->name);
		chunk_set(h, key, kinds[l->what].units);
	}
}

void
statistics_describe(const struct statistics *s, struct chunk_header *h, enum cycle_kind by)
{
	chunk_set(h, "layer.", NULL);  /* those of the input */
	for (size_t i = 0; i < s->n; i++)
		describe_layer(s, h, &s->layer[i], by);
}

/* The depth of a group: its mean rate times its hours. */
static bool
fill_depth(const struct group *g, int64_t step, double min_fraction, float *to)
{
	double steps = step ? (double)(g->seconds / step) : 0;

	/* Rounding may lift a whole number: 0.07 x 100 > 7. */
	return fold_result(g->fold, FOLD_MEAN, fmax(ceil(min_fraction * steps - 1e-6), 1),
	    (double)g->seconds / 3600, to);
}

bool
statistics_fill(const struct statistic_layer *l, const struct group *g, int64_t step,
    double min_fraction, struct chunk *c, size_t cells)
{
	bool when = l->what == STATISTIC_WHEN_MIN || l->what == STATISTIC_WHEN_MAX;
	const char *why;

	c->type = when ? CHUNK_F64 : CHUNK_F32;
	if (chunk_room(c, chunk_value_size(c->type) * cells) == NULL)
		cmd_fail("out of memory for the grid");
	strcpy(c->layer, l->name);
	switch (l->what) {
	case STATISTIC_DEPTH:
		return fill_depth(g, step, min_fraction, c->data);
	case STATISTIC_WHEN_MIN:
	case STATISTIC_WHEN_MAX:
		fold_when(g->fold, kinds[l->what].result, c->data);
		return true;
	case STATISTIC_ABOVE:
		fold_hours_above(g->fold, l->n, c->data);
		return true;
	case STATISTIC_QUANTILE:
		why = fold_quantile(g->fold, l->value, c->data);
		if (why != NULL && strncmp(why, "out of memory", strlen("out of memory")) == 0)
			cmd_fail("%s", why);
		return why == NULL;
	default:
		return fold_result(g->fold, kinds[l->what].result, 1, 1, c->data);
	}
}
