/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netcdf.c - what nc2chunk reads of netCDF itself: the header of a classic file, and the texts of
 * times and grid mappings. The library's own reading is not tried.
 *
 * Bytes that begin with CDF are a file. Others are lines: units, a calendar, a number; or, after
 * "mapping ", the name of one, and a line KEY NUMBER NUMBER for each of its parameters.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "chunk.h"
#include "fuzz.h"
#include "grid/box.h"
#include "netcdf/classic.h"
#include "netcdf/private.h"

#define TEXT_ROOM 4000
#define YEAR_10000 INT64_C(253402300800)

/* ---- Classic files ----------------------------------------------------- */

static bool
is_whole(uint8_t *bytes, size_t size, uint64_t claimed)
{
	char why[CHUNK_WHY_MAX] = "";
	FILE *f = fmemopen(bytes, size, "rb");
	bool whole;

	fuzz_require(f != NULL, "no memory");
	whole = classic_check(f, claimed, why) == 0;
	fclose(f);
	fuzz_require(whole == (why[0] == '\0'), "a reason: \"%s\"", why);
	return whole;
}

static void
try_file(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size);

	fuzz_require(copy != NULL, "no memory");
	memcpy(copy, bytes, size);
	/* The number of records that is not said depends on the length. */
	if (is_whole(copy, size, size) && size > 12 && memcmp(copy + 4, "\xff\xff\xff\xff", 4) != 0) {
		fuzz_require(is_whole(copy, size, size + 1000), "a longer file is not whole");
		fuzz_require(!is_whole(copy, size, 8), "8 bytes are whole");
	}
	free(copy);
}

/* ---- Texts ------------------------------------------------------------- */

/* Cuts off the first line and returns it; *rest is what follows. */
static char *
line_of(char **rest)
{
	char *line = *rest;
	size_t n = strcspn(line, "\n");

	*rest = line[n] == '\0' ? line + n : line + n + 1;
	line[n] = '\0';
	return line;
}

static void
try_time(char *text)
{
	const char *units = line_of(&text), *calendar = line_of(&text);
	double value = strtod(text, NULL);
	char why[CHUNK_WHY_MAX];
	struct nctime t;
	int64_t seconds, start, day;

	if (nctime_parse(units, calendar, &t, why) < 0 || !nctime_at(&t, value, &seconds))
		return;
	start = nctime_start(&t, seconds);
	fuzz_require(start >= -YEAR_10000 && start < YEAR_10000, "%s %.17g", units, value);
	fuzz_require(nctime_end(&t, seconds + 3600) > start, "an hour that ends before it begins");
	fuzz_require(nctime_end(&t, seconds + 3600) <= start + 3600 + 86400, "an hour of days");
	if (nctime_no_such_day(&t, start, start + 86400 * 1000, &day))
		fuzz_require(day >= start && day + 86400 <= start + 86400 * 1000, "a day elsewhere");
}

static size_t
numbers_of(const void *arg, const char *key, double *numbers, size_t max)
{
	const char *p = arg;
	size_t n = strlen(key), found = 0;

	for (; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		char *end;

		if (strncmp(p, key, n) != 0 || p[n] != ' ')
			continue;
		for (p += n; found < max; found++, p = end) {
			numbers[found] = strtod(p, &end);
			if (end == p)
				break;
		}
		return found;
	}
	return 0;
}

static void
try_mapping(char *text)
{
	char crs[PROJECTION_TEXT_MAX], again[PROJECTION_TEXT_MAX], why[CHUNK_WHY_MAX];
	const char *name = line_of(&text);

	if (!mapping_text(name, numbers_of, text, 1, "", crs) || strncmp(crs, "EPSG:", 5) == 0)
		return;
	fuzz_require(projection_text(crs, again, why) == 0, "no PROJ string: %s: %s", crs, why);
}

static void
try_box(const char *text)
{
	static const struct chunk_grid grids[] = { { 180, 360, { 0, 1, 0, 90, 0, -1 } },
		{ 50, 70, { -200, 0.5, 0, 10, 0, -0.5 } } };
	char why[CHUNK_WHY_MAX];
	struct box_part p;
	struct box b;

	if (box_parse(text, &b, why) < 0)
		return;
	for (int i = 0; i < 2; i++)
		if (box_of_degrees(&grids[i], &b, &p, why) == 0)
			fuzz_require(p.rows > 0 && p.cols > 0 && p.row + p.rows <= grids[i].rows &&
			    p.col + p.cols <= grids[i].cols && p.more <= p.col &&
			    p.grid.cols == p.cols + p.more, "%s", text);
}

void
fuzz_netcdf(const uint8_t *bytes, size_t size)
{
	char text[TEXT_ROOM + 1], copy[TEXT_ROOM + 1];

	if (size >= 3 && memcmp(bytes, "CDF", 3) == 0) {
		try_file(bytes, size);
		return;
	}
	size = size < TEXT_ROOM ? size : TEXT_ROOM;
	memcpy(text, bytes, size);
	text[size] = '\0';
	strcpy(copy, text);
	try_box(text);
	if (strncmp(copy, "mapping ", 8) == 0)
		try_mapping(copy + 8);
	else
		try_time(copy);
}
