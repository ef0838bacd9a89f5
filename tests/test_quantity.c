/* SPDX-License-Identifier: BSD-2-Clause */
/* test_quantity - what is shown of a layer: its title, units, range and kind. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "picture/quantity.h"
#include "pictures.h"

static const struct line {
	const char *layer, *variable, *methods, *units;  /* of the layer; NULL: the stream's */
	const char *title, *words;
	enum quantity_form form;
	bool usual;
	double low, high;
	bool logarithmic;
} lines[] = {
	{ "", NULL, NULL, NULL, "Rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "", NULL, "time: mean", NULL, "Mean rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "", NULL, "time: mean area: maximum", NULL, "Mean rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "", "rainfall_amount", "time: sum", "mm", "Rainfall", "mm", QUANTITY_RANGE, true, 0.5, 200, true },
	{ "", "equivalent_reflectivity_factor", NULL, "dBZ", "Radar reflectivity", "dBZ", QUANTITY_RANGE, true, -10, 60,
	    false },
	{ "", "air_temperature", NULL, "K", "Air temperature", "K", QUANTITY_RANGE, false, 0, 0, false },
	{ "", "", NULL, "1", "", "", QUANTITY_RANGE, false, 0, 0, false },
	{ "", NULL, "time: sum", NULL, "Rain rate, sum", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	/* Layers of stats: of images, and of bins. */
	{ "mean", NULL, "time: mean", NULL, "Mean rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "min", NULL, "time: minimum", NULL, "Minimum rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "max", NULL, "time: mean time: maximum", NULL, "Maximum rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50,
	    true },
	{ "max", "rainfall_amount", "time: sum time: maximum", "mm", "Maximum rainfall", "mm", QUANTITY_RANGE, true, 0.5,
	    200, true },
	{ "std", NULL, "time: standard_deviation", NULL, "Rain rate, standard deviation", "mm/h", QUANTITY_RANGE, true,
	    0.02, 10, true },
	{ "std", "rainfall_amount", "time: standard_deviation", "mm", "Rainfall, standard deviation", "mm", QUANTITY_RANGE,
	    true, 0.1, 40, true },
	{ "count", NULL, "time: sum", "1", "Number of images", "", QUANTITY_RANGE, true, 0, 36, false },
	{ "count", NULL, NULL, "1", "Number of images", "", QUANTITY_RANGE, true, 0, 36, false },
	{ "count", NULL, "time: mean time: sum", "1", "Number of values", "", QUANTITY_RANGE, false, 0, 0, false },
	{ "sum", NULL, "time: sum", "mm", "Rainfall", "mm", QUANTITY_RANGE, true, 0.5, 200, true },
	{ "when_min", NULL, "time: minimum", "seconds since 1970-01-01T00:00:00Z", "Time of the minimum", "UTC",
	    QUANTITY_TIMES, true, FROM, FROM + 3 * HOUR, false },
	{ "when_max", NULL, "time: mean time: maximum", "seconds since 1970-01-01T00:00:00Z", "Time of the maximum", "UTC",
	    QUANTITY_TIMES, true, FROM, FROM + 3 * HOUR, false },
	{ "above_1", NULL, "time: sum (where > 1)", "h", "Hours above 1 mm/h", "h", QUANTITY_RANGE, true, 0.1, 3, true },
	{ "above_0.25", NULL, "time: mean time: sum (where > 0.25)", "h", "Hours above 0.25 mm/h", "h", QUANTITY_RANGE,
	    true, 0.1, 3, true },
	{ "q0.5", NULL, "time: quantile (0.5)", NULL, "Median rain rate", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "q0.95", NULL, "time: quantile (0.95)", NULL, "95th percentile of rain rate", "mm/h", QUANTITY_RANGE, true, 0.1,
	    50, true },
	{ "q0.999", NULL, "time: quantile (0.999)", NULL, "99.9th percentile of rain rate", "mm/h", QUANTITY_RANGE, true,
	    0.1, 50, true },
	{ "q0.01", NULL, "time: quantile (0.01)", NULL, "1st percentile of rain rate", "mm/h", QUANTITY_RANGE, true, 0.1,
	    50, true },
	{ "q0.12", NULL, "time: quantile (0.12)", NULL, "12th percentile of rain rate", "mm/h", QUANTITY_RANGE, true, 0.1,
	    50, true },
	{ "q0.22", NULL, "time: quantile (0.22)", NULL, "22nd percentile of rain rate", "mm/h", QUANTITY_RANGE, true, 0.1,
	    50, true },
	/* Of a climatology, and of wet values only. */
	{ "mean", NULL, "time: mean within days time: mean over days", NULL, "Mean rain rate", "mm/h", QUANTITY_RANGE, true,
	    0.1, 50, true },
	{ "count", NULL, "time: sum within years time: sum over years", "1", "Number of images", "", QUANTITY_RANGE, true, 0,
	    36, false },
	{ "count", NULL, "time: mean time: sum within years time: sum over years", "1", "Number of values", "",
	    QUANTITY_RANGE, false, 0, 0, false },
	{ "above_1", NULL, "time: sum within days time: sum over days (where > 1)", "h", "Hours above 1 mm/h", "h",
	    QUANTITY_RANGE, true, 0.1, 3, true },
	{ "mean", NULL, "time: mean (where > 1)", NULL, "Mean rain rate above 1 mm/h", "mm/h", QUANTITY_RANGE, true, 0.1, 50,
	    true },
	{ "q0.95", NULL, "time: quantile within years time: quantile over years (0.95, where > 0.5)", NULL,
	    "95th percentile of rain rate above 0.5 mm/h", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	/* Of other programs. */
	{ "gauge_2", NULL, NULL, NULL, "Rain rate, gauge 2", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "gauge", NULL, "time: mean", NULL, "Mean rain rate, gauge", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "difference", NULL, NULL, NULL, "Rain rate, difference", "mm/h", QUANTITY_DIFFERENCE, true, -10, 10, false },
	{ "", "rainfall_amount_anomaly", "time: sum", "mm", "Rainfall anomaly", "mm", QUANTITY_DIFFERENCE, true,
	    -50, 50, false },
	{ "sum", "rainfall_rate_difference", "time: sum", "mm", "Rainfall difference", "mm", QUANTITY_DIFFERENCE, true,
	    -50, 50, false },
	{ "", "rainfall_rate_difference", "time: mean", NULL, "Mean rain rate difference", "mm/h", QUANTITY_DIFFERENCE,
	    true, -10, 10, false },
	{ "bias", NULL, NULL, "1", "Rain rate, bias", "", QUANTITY_DIFFERENCE, false, 0, 0, false },
	{ "unbiased", NULL, NULL, NULL, "Rain rate, unbiased", "mm/h", QUANTITY_RANGE, true, 0.1, 50, true },
	{ "above_5", NULL, NULL, "h", "Rain rate, above 5", "h", QUANTITY_RANGE, false, 0, 0, false }
};

static void
set_layer(struct chunk_header *h, const char *layer, const char *key, const char *value)
{
	char name[64];

	snprintf(name, sizeof name, *layer != '\0' ? "layer.%s.%s" : "%s%s", layer, key);
	if (value != NULL)
		chunk_set(h, name, value);
}

START_TEST(a_layer_is_told_in_words)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const struct line *l = &lines[i];
		struct chunk_header *h = new_header(2, 2);
		struct chunk first = { .kind = CHUNK_FIELD, .start = FROM, .end = FROM + 3 * HOUR, .expected = 36 };
		struct quantity q;
		char why[CHUNK_WHY_MAX];

		chunk_set(h, "variable", l->variable != NULL ? l->variable : "rainfall_rate");
		if (l->variable != NULL && *l->layer != '\0')
			chunk_set(h, "units", l->units);
		set_layer(h, l->layer, "cell_methods", l->methods);
		set_layer(h, l->layer, "units", l->units);
		ck_assert_int_eq(quantity_of(&q, h, l->layer, &first, why), 0);
		ck_assert_str_eq(q.title, l->title);
		ck_assert_str_eq(q.units, l->words);
		ck_assert_msg(q.form == l->form && q.usual == l->usual && q.logarithmic == l->logarithmic, "%zu: %s", i,
		    l->title);
		ck_assert_msg(!q.usual || (q.low == l->low && q.high == l->high), "%s: %g to %g", l->title, q.low, q.high);
		chunk_header_free(h);
	}
}
END_TEST

START_TEST(windows_are_told)
{
	static const struct { const char *layer, *variable, *methods, *units, *window, *title;
	} windows[] = {
		{ "", "rainfall_amount", "time: sum", "mm", "86400", "24-hour rainfall" },
		{ "", "rainfall_rate", "time: mean", "mm h-1", "900", "15-minute mean rain rate" },
		{ "", "rainfall_rate", "time: maximum", "mm h-1", "259200", "72-hour maximum rain rate" },
		{ "", "rainfall_amount", "time: sum", "mm", "432000", "5-day rainfall" },
		{ "", "rainfall_amount", "time: sum", "mm", "262800", "73-hour rainfall" },
		{ "", "rainfall_amount", "time: sum", "mm", "90", "90-second rainfall" },
		{ "", "number_of_observations", "time: sum", "1", "3600", "1-hour number of observations" },
		{ "", "rainfall_amount", "time: sum", "mm", "no", "Rainfall" },
		{ "max", "rainfall_amount", "time: sum time: maximum", "mm", "86400", "Maximum 24-hour rainfall" },
		{ "q0.5", "rainfall_amount", "time: sum time: quantile (0.5)", "mm", "3600", "Median 1-hour rainfall" },
	};
	struct chunk first = { .kind = CHUNK_FIELD, .start = FROM, .end = FROM + HOUR, .expected = 36 };
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		struct chunk_header *h = new_header(2, 2);
		struct quantity q;

		chunk_set(h, "variable", windows[i].variable);
		set_layer(h, "", "units", windows[i].units);
		set_layer(h, windows[i].layer, "cell_methods", windows[i].methods);
		set_layer(h, windows[i].layer, "window", windows[i].window);
		ck_assert_int_eq(quantity_of(&q, h, windows[i].layer, &first, why), 0);
		ck_assert_str_eq(q.title, windows[i].title);
		chunk_header_free(h);
	}
}
END_TEST

START_TEST(units_are_written_as_people_do)
{
	static const char *const units[][2] = {
		{ "mm h-1", "mm/h" }, { "mm", "mm" }, { "dBZ", "dBZ" }, { "1", "" }, { "kg m-2 s-1", "kg m-2/s" },
		{ "", "" }, { "seconds since 1970-01-01T00:00:00Z", "UTC" }, { "-1", "-1" }
	};
	char text[QUANTITY_UNITS_MAX];

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		quantity_units(units[i][0], text);
		ck_assert_str_eq(text, units[i][1]);
	}
}
END_TEST

START_TEST(no_text_of_a_header_is_too_long)
{
	static char name[5000];
	struct chunk_header *h = new_header(2, 2);
	struct chunk first = { .kind = CHUNK_FIELD, .end = 300, .expected = 1 };
	static const char *const keys[] = { "variable", "units", "cell_methods", "flag_meanings" };
	char why[CHUNK_WHY_MAX];
	struct quantity q;

	memset(name, 'x', sizeof name - 1);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		chunk_set(h, keys[i], name);
	chunk_set(h, "flag_values", "1 2");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), 0);
	ck_assert_uint_eq(strlen(q.title), QUANTITY_TITLE_MAX - 1);
	ck_assert_str_eq(q.title + QUANTITY_TITLE_MAX - 6, "xx...");
	ck_assert_uint_eq(strlen(q.units), QUANTITY_UNITS_MAX - 1);
	memcpy(name, "time: ", 6);
	chunk_set(h, "cell_methods", name);
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), 0);
	memcpy(name, "time: quantile (", 16);
	chunk_set(h, "cell_methods", name);
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), 0);
	chunk_header_free(h);
}
END_TEST

START_TEST(categories_are_flags)
{
	char many[300] = "";
	struct chunk_header *h = new_header(2, 2);
	struct chunk first = { .kind = CHUNK_FIELD, .end = 300, .expected = 1 };
	char why[CHUNK_WHY_MAX];
	struct quantity q;

	chunk_set(h, "flag_values", "0b, 1b, 2b");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), -1);
	chunk_set(h, "flag_values", " 0, 1,2.5  -4");
	chunk_set(h, "flag_meanings", "none light_rain heavy");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), 0);
	ck_assert_int_eq(q.form, QUANTITY_CATEGORIES);
	ck_assert_int_eq(q.categories, 4);
	ck_assert_str_eq(q.name[1], "light rain");
	ck_assert(q.value[2] == 2.5f);
	ck_assert_str_eq(q.name[3], "-4");
	/* Statistics of categories are none. */
	ck_assert_int_eq(quantity_of(&q, h, "mean", &first, why), 0);
	ck_assert_int_eq(q.form, QUANTITY_RANGE);
	chunk_set(h, "flag_values", "0,1,,2");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), -1);
	chunk_set(h, "flag_values", "0 1 2 1");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), -1);
	ck_assert_msg(strstr(why, "twice") != NULL, "%s", why);
	chunk_set(h, "flag_values", "0 1");
	ck_assert_int_eq(quantity_of(&q, h, "", &first, why), -1);
	ck_assert_msg(strstr(why, "more names") != NULL, "%s", why);
	for (int i = 1; i <= 65; i++) {
		char *end = many + strlen(many);

		ck_assert_int_eq(i == 1 ? 0 : quantity_of(&q, h, "mean", &first, why), 0);
		sprintf(end, " %d", i);
		chunk_set(h, "layer.mean.flag_values", many);
	}
	ck_assert_int_eq(quantity_of(&q, h, "mean", &first, why), -1);
	ck_assert_msg(strstr(why, "65 categories") != NULL && strstr(why, "64 colours") != NULL &&
	    strstr(why, "--range 0,65") != NULL, "%s", why);
	chunk_header_free(h);
}
END_TEST

START_TEST(regions_are_told_by_what_they_are_of)
{
	static const struct { const char *layer, *variable, *regions, *title; } table[] = {
		{ "cluster", "region", "8 kmeans correlation sqrt", "Regions whose rain rate varies together" },
		{ "cluster", "region", "8 kmeans amount sqrt", "Regions of similar rain rate" },
		{ "landmark", "region", "8 kmeans correlation sqrt", "Regions of the landmarks" },
		{ "silhouette", "silhouette", "8 spectral correlation none", "Silhouette of the regions" },
		{ "cluster", "region", NULL, "Region, cluster" },
		{ "silhouette", "silhouette", NULL, "Silhouette, silhouette" }
	};
	struct chunk first = { .kind = CHUNK_FIELD, .end = 300, .expected = 1 };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct chunk_header *h = new_header(2, 2);
		char key[64], why[CHUNK_WHY_MAX];
		struct quantity q;

		snprintf(key, sizeof key, "layer.%s.variable", table[i].layer);
		chunk_set(h, key, table[i].variable);
		snprintf(key, sizeof key, "layer.%s.units", table[i].layer);
		chunk_set(h, key, "1");
		chunk_set(h, "regions", table[i].regions);
		ck_assert_int_eq(quantity_of(&q, h, table[i].layer, &first, why), 0);
		ck_assert_str_eq(q.title, table[i].title);
		ck_assert_str_eq(q.units, "");
		if (strncmp(table[i].title, "Silhouette of", 13) == 0)
			ck_assert(q.form == QUANTITY_DIFFERENCE && q.usual && q.even && q.low == -1 && q.high == 1);
		/* A sum of rates is a depth. */
		chunk_set(h, "units", "mm");
		ck_assert_int_eq(quantity_of(&q, h, table[i].layer, &first, why), 0);
		ck_assert(i > 1 || strstr(q.title, " rainfall") != NULL);
		chunk_header_free(h);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("quantity");
	TCase *t = tcase_create("quantity");

	tcase_add_test(t, a_layer_is_told_in_words);
	tcase_add_test(t, windows_are_told);
	tcase_add_test(t, units_are_written_as_people_do);
	tcase_add_test(t, no_text_of_a_header_is_too_long);
	tcase_add_test(t, categories_are_flags);
	tcase_add_test(t, regions_are_told_by_what_they_are_of);
	suite_add_tcase(s, t);
	return unit_main(s);
}
