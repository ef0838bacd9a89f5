/* SPDX-License-Identifier: BSD-2-Clause */
/* flags.c - categories, from the header. */
#include "grid/flags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
flags_key(const struct chunk_header *h, const char *layer, const char *key)
{
	char own[CHUNK_LAYER_MAX + 32];

	snprintf(own, sizeof own, "layer.%s.%s", layer, key);
	return chunk_get(h, *layer != '\0' ? own : key);
}

/* Reads numbers with blanks or commas between. */
static bool
read_values(struct flags *f)
{
	static const char blanks[] = ", \t";

	for (const char *at = f->values + strspn(f->values, blanks); *at != '\0'; f->n++) {
		char *end;
		double value = strtod(at, &end);

		if (end != at + strcspn(at, blanks) || !isfinite(value) || f->n == FLAGS_MAX)
			return false;
		for (size_t i = 0; i < f->n; i++)
			if (f->value[i] == value)
				return false;
		f->value[f->n] = value;
		at = end + strspn(end, blanks);
	}
	return f->n > 0;
}

static bool
is_byte(double value)
{
	return value >= 0 && value <= UINT8_MAX && value == floor(value);
}

static int
find_missing(const struct flags *f)
{
	bool taken[FLAGS_MAX] = { false };
	int last = UINT8_MAX;

	for (size_t i = 0; i < f->n; i++) {
		if (!is_byte(f->value[i]))
			return -1;
		taken[(int)f->value[i]] = true;
	}
	if (!taken[0])
		return 0;
	while (last > 0 && taken[last])
		last--;
	return last > 0 ? last : -1;
}

bool
flags_of(const struct chunk_header *h, const char *layer, struct flags *f)
{
	*f = (struct flags){ .values = flags_key(h, layer, "flag_values"),
		.meanings = flags_key(h, layer, "flag_meanings") };
	if (f->values == NULL || !read_values(f))
		return false;
	f->missing = find_missing(f);
	return true;
}

bool
flags_fit(const struct flags *f, const float *value, size_t n)
{
	if (f->missing < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i]) && (!is_byte((double)value[i]) || (int)value[i] == f->missing))
			return false;
	return true;
}

void
flags_bytes(int missing, const float *value, size_t n, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(isnan(value[i]) ? missing : (int)value[i]);
}
