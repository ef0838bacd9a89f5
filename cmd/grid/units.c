/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * units.c - units of precipitation.
 *
 * 1 kg of water on 1 m2 stands 1 mm high. Spellings are those of CF, ODIM, GDAL,
 * GRIB decoders, CHIRPS, ERA5, IMERG and KNMI.
 */
#include "grid/units.h"

#include <ctype.h>
#include <string.h>

#define UNITS_TEXT_MAX 64

/* Without case, blanks, brackets and signs of powers. */
static const struct {
	const char *text;
	struct units units;
} known[] = {
	{ "", { UNITS_UNSAID, 1 } },
	{ "dbz", { UNITS_DBZ, 1 } },
	{ "dbze", { UNITS_DBZ, 1 } },
	{ "dbzh", { UNITS_DBZ, 1 } },
	{ "dbzv", { UNITS_DBZ, 1 } },
	{ "mmh-1", { UNITS_RATE, 1 } },
	{ "mm/h", { UNITS_RATE, 1 } },
	{ "mm/hr", { UNITS_RATE, 1 } },
	{ "mm/hour", { UNITS_RATE, 1 } },
	{ "mmhr-1", { UNITS_RATE, 1 } },
	{ "mmhour-1", { UNITS_RATE, 1 } },
	{ "kgm-2h-1", { UNITS_RATE, 1 } },
	{ "kg/m2/h", { UNITS_RATE, 1 } },
	{ "mmd-1", { UNITS_RATE, 1 / 24. } },
	{ "mm/d", { UNITS_RATE, 1 / 24. } },
	{ "mm/day", { UNITS_RATE, 1 / 24. } },
	{ "mmday-1", { UNITS_RATE, 1 / 24. } },
	{ "kgm-2d-1", { UNITS_RATE, 1 / 24. } },
	{ "kgm-2day-1", { UNITS_RATE, 1 / 24. } },
	{ "kgm-2s-1", { UNITS_RATE, 3600 } },
	{ "kg/m2/s", { UNITS_RATE, 3600 } },
	{ "kg/m2s", { UNITS_RATE, 3600 } },
	{ "mms-1", { UNITS_RATE, 3600 } },
	{ "mm/s", { UNITS_RATE, 3600 } },
	{ "ms-1", { UNITS_RATE, 3.6e6 } },
	{ "m/s", { UNITS_RATE, 3.6e6 } },
	{ "mm", { UNITS_AMOUNT, 1 } },
	{ "millimeter", { UNITS_AMOUNT, 1 } },
	{ "millimeters", { UNITS_AMOUNT, 1 } },
	{ "millimetre", { UNITS_AMOUNT, 1 } },
	{ "millimetres", { UNITS_AMOUNT, 1 } },
	{ "kgm-2", { UNITS_AMOUNT, 1 } },
	{ "kg/m2", { UNITS_AMOUNT, 1 } },
	{ "lm-2", { UNITS_AMOUNT, 1 } },
	{ "l/m2", { UNITS_AMOUNT, 1 } },
	{ "m", { UNITS_AMOUNT, 1000 } },
	{ "mofwaterequivalent", { UNITS_AMOUNT, 1000 } },
	{ "cm", { UNITS_AMOUNT, 10 } },
	{ "in", { UNITS_AMOUNT, 25.4 } },
	{ "inch", { UNITS_AMOUNT, 25.4 } },
	{ "inches", { UNITS_AMOUNT, 25.4 } },
	{ "0.1mm", { UNITS_AMOUNT, 0.1 } },
	{ "1/10mm", { UNITS_AMOUNT, 0.1 } },
	{ "0.01mm", { UNITS_AMOUNT, 0.01 } },
	{ "1/100mm", { UNITS_AMOUNT, 0.01 } },
};

/* A text without what does not matter; false if it is longer than any that is known. */
static bool
fold(const char *text, char *plain)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (strchr(" \t_()[]{}^*.", *text) != NULL &&
		    !(*text == '.' && isdigit((unsigned char)text[1]) && n > 0))
			continue;
		if (n + 1 == UNITS_TEXT_MAX)
			return false;
		plain[n++] = (char)tolower((unsigned char)*text);
	}
	plain[n] = '\0';
	return true;
}

struct units
units_find(const char *text)
{
	char plain[UNITS_TEXT_MAX];

	if (fold(text, plain))
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (strcmp(plain, known[i].text) == 0)
				return known[i].units;
	return (struct units){ UNITS_OTHER, 1 };
}

int
units_require(const char *text, struct units *u, char *why)
{
	*u = units_find(text);
	if (u->kind > UNITS_OTHER)
		return 0;
	return chunk_reason(why, "units \"%.60s\" are none of mm h-1, mm day-1, kg m-2 s-1, m s-1, "
	    "mm, kg m-2, m, cm, in, 0.1 mm and dBZ", text);
}

const char *
units_of_stream(enum units_kind kind)
{
	static const char *const names[] = { [UNITS_UNSAID] = "", [UNITS_OTHER] = "",
		[UNITS_DBZ] = "dBZ", [UNITS_RATE] = "mm h-1", [UNITS_AMOUNT] = "mm" };

	return names[kind];
}

int
units_convert(const char *stream, const char *wanted, double *factor, char *why)
{
	struct units from = units_find(stream), to;

	if (units_require(wanted, &to, why) < 0)
		return -1;
	if (from.kind != to.kind)
		return chunk_reason(why, "values in \"%.60s\" cannot be told in \"%.60s\"", stream,
		    wanted);
	*factor = from.factor / to.factor;
	return 0;
}

double
units_of_layer(const struct chunk_header *h, const char *layer, const char *wanted,
    const char **units)
{
	char why[CHUNK_WHY_MAX];
	double times;

	*units = chunk_layer_get(h, layer, "units");
	if (wanted == NULL || *units == NULL || units_convert(*units, wanted, &times, why) < 0)
		return 1;
	*units = wanted;
	return times;
}

static const char since[] = "seconds since 1970-01-01";

bool
units_are_times(const struct chunk_header *h, const char *layer)
{
	const char *units = chunk_layer_get(h, layer, "units");

	return units != NULL && strncmp(units, since, strlen(since)) == 0;
}

bool
units_have_times(const struct chunk_header *h)
{
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; ) {
		size_t key = strcspn(line, "=");

		if (key >= 5 && strncmp(line + key - 5, "units", 5) == 0 &&
		    line[key] != '\0' && strncmp(line + key + 1, since, strlen(since)) == 0)
			return true;
	}
	return false;
}

void
units_multiply(float *values, size_t n, double times)
{
	for (size_t i = 0; times != 1 && i < n; i++)
		values[i] = (float)((double)values[i] * times);
}
