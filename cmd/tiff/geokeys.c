/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geokeys.c - the GeoKeys of a GeoTIFF.
 *
 * A directory of shorts has four for each key, in ascending order. Values are
 * in the directory itself or in two other tags. All of it comes from files, so
 * every index is checked first.
 */
#include "tiff/geokeys.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/private.h"

/* The entry of a key: key, tag, count, value; NULL if there is none. */
static const uint16_t *
find(const struct geokeys *k, unsigned key)
{
	for (unsigned i = 4; i + 4 <= k->n_shorts; i += 4)
		if (k->shorts[i] == key)
			return &k->shorts[i];
	return NULL;
}

int
geokeys_short(const struct geokeys *k, unsigned key)
{
	const uint16_t *entry = find(k, key);

	return entry != NULL && entry[1] == 0 ? entry[3] : 0;
}

bool
geokeys_has(const struct geokeys *k, unsigned key)
{
	return find(k, key) != NULL;
}

const double *
geokeys_numbers(const struct geokeys *k, unsigned key, unsigned *n)
{
	const uint16_t *entry = find(k, key);

	if (entry == NULL || entry[1] != TAG_KEY_NUMBERS || entry[2] < 1 ||
	    entry[3] >= k->n_numbers || entry[2] > k->n_numbers - entry[3])
		return NULL;
	*n = entry[2];
	return &k->numbers[entry[3]];
}

bool
geokeys_number(const struct geokeys *k, unsigned key, double *x)
{
	unsigned n;
	const double *numbers = geokeys_numbers(k, key, &n);

	if (numbers == NULL || !isfinite(numbers[0]))
		return false;
	*x = numbers[0];
	return true;
}

/* Makes room for a key in ascending order; false if there is none left. */
static bool
set(struct geokeys *k, unsigned key, unsigned tag, size_t count, size_t value)
{
	unsigned at = 4;

	if (k->n_shorts < 4) {
		memcpy(k->shorts, (uint16_t[]){ 1, 1, 0, 0 }, 4 * sizeof(uint16_t));
		k->n_shorts = 4;
	}
	while (at < k->n_shorts && k->shorts[at] < key)
		at += 4;
	if (at == k->n_shorts || k->shorts[at] != key) {
		if (k->n_shorts + 4 > GEOKEYS_SHORTS)
			return false;
		memmove(&k->shorts[at + 4], &k->shorts[at],
		    (k->n_shorts - at) * sizeof(k->shorts[0]));
		k->n_shorts += 4;
		k->shorts[3]++;
	}
	k->shorts[at] = (uint16_t)key;
	k->shorts[at + 1] = (uint16_t)tag;
	k->shorts[at + 2] = (uint16_t)count;
	k->shorts[at + 3] = (uint16_t)value;
	return true;
}

void
geokeys_set_short(struct geokeys *k, unsigned key, int code)
{
	set(k, key, 0, 1, (size_t)code);
}

void
geokeys_set_number(struct geokeys *k, unsigned key, double x)
{
	if (k->n_numbers < GEOKEYS_NUMBERS && set(k, key, TAG_KEY_NUMBERS, 1, k->n_numbers))
		k->numbers[k->n_numbers++] = x;
}

void
geokeys_set_text(struct geokeys *k, unsigned key, const char *text)
{
	size_t at = strlen(k->text), n = strlen(text) + 1;

	if (at + n < sizeof k->text && set(k, key, TAG_KEY_TEXT, n, at)) {
		memcpy(k->text + at, text, n - 1);
		memcpy(k->text + at + n - 1, "|", 2);
	}
}

/* Numbers with commas between them; `at` moves past them. */
static bool
parse_shorts(const char **at, struct geokeys *k)
{
	char *end;

	for (;; (*at)++) {
		long x = strtol(*at, &end, 10);

		if (end == *at || x < 0 || x > 65535 || k->n_shorts == GEOKEYS_SHORTS)
			return false;
		k->shorts[k->n_shorts++] = (uint16_t)x;
		*at = end;
		if (*end != ',')
			return true;
	}
}

static bool
parse_numbers(const char **at, struct geokeys *k)
{
	char *end;

	for (;; (*at)++) {
		double x = strtod(*at, &end);

		if (end == *at || k->n_numbers == GEOKEYS_NUMBERS)
			return false;
		k->numbers[k->n_numbers++] = x;
		*at = end;
		if (*end != ',')
			return true;
	}
}

bool
geokeys_parse(const char *text, struct geokeys *k)
{
	k->n_shorts = k->n_numbers = 0;
	k->text[0] = '\0';
	if (!parse_shorts(&text, k) || k->n_shorts != 4 + 4u * k->shorts[3])
		return false;
	if (*text == '|' && *++text != '|' && *text != '\0' && !parse_numbers(&text, k))
		return false;
	if (*text == '|' && strlen(++text) < sizeof k->text) {
		strcpy(k->text, text);
		return true;
	}
	return *text == '\0';
}

/* Appends to `text`; false if it is full. */
static bool
append(char *text, size_t *at, const char *more)
{
	size_t n = strlen(more);

	if (*at + n >= IMAGE_KEYS_MAX)
		return false;
	memcpy(text + *at, more, n + 1);
	*at += n;
	return true;
}

void
geokeys_format(const struct geokeys *k, char *text)
{
	char number[CHUNK_NUMBER_MAX + 1];
	size_t at = 0;
	bool fits = k->n_shorts >= 4;

	text[0] = '\0';
	for (unsigned i = 0; fits && i < k->n_shorts; i++) {
		snprintf(number, sizeof number, "%s%u", i > 0 ? "," : "", (unsigned)k->shorts[i]);
		fits = append(text, &at, number);
	}
	fits = fits && append(text, &at, "|");
	for (unsigned i = 0; fits && i < k->n_numbers; i++) {
		number[0] = ',';
		chunk_number_text(k->numbers[i], number + 1);
		fits = append(text, &at, number + (i == 0));
	}
	fits = fits && append(text, &at, "|") && append(text, &at, k->text);
	if (!fits)
		text[0] = '\0';
}
