/* SPDX-License-Identifier: BSD-2-Clause */
/* features.c - what features of GeoJSON are called, and which are asked for. */
#include "polygon/features.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "polygon/polygons.h"

/*
 * A string or a number as text, which the caller frees; NULL for others, and if
 * it is empty.
 */
static char *
text_of(const json_t *value)
{
	char number[CHUNK_NUMBER_MAX];

	if (json_is_string(value))
		return *json_string_value(value) != '\0' ? strdup(json_string_value(value)) : NULL;
	if (json_is_integer(value))
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		chunk_number_text(json_real_value(value), number);
	else
		return NULL;
	return strdup(number);
}

char *
feature_name(const json_t *feature)
{
	static const char *const keys[] = { "name", "NAME", "Name" };
	const json_t *properties = json_object_get(feature, "properties");
	char *name = NULL;

	for (size_t i = 0; i < 3 && name == NULL; i++)
		name = text_of(json_object_get(properties, keys[i]));
	return name != NULL ? name : text_of(json_object_get(feature, "id"));
}

static bool
equals(const json_t *value, const char *text)
{
	char *end;
	double number;
	long long whole;

	if (json_is_string(value))
		return strcmp(json_string_value(value), text) == 0;
	/* Numbers of keys may be too long for float64. */
	errno = 0;
	whole = strtoll(text, &end, 10);
	if (json_is_integer(value) && end != text && *end == '\0' && errno == 0)
		return whole == json_integer_value(value);
	number = strtod(text, &end);
	return end != text && *end == '\0' && json_is_number(value) &&
	    number == json_number_value(value);
}

bool
feature_is_asked(const char *asked, const json_t *feature)
{
	const json_t *value;
	const char *sign;
	char key[POLYGONS_KEY_MAX + 1];

	if (asked == NULL)
		return true;
	sign = strchr(asked, '=');
	snprintf(key, sizeof key, "%.*s", (int)(sign - asked), asked);
	value = json_object_get(json_object_get(feature, "properties"), key);
	if (value == NULL && strcmp(key, "id") == 0)
		value = json_object_get(feature, "id");
	return equals(value, sign + 1);
}
