/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metadata.c - the items of GDAL's tag 42112.
 *
 * Not all of XML, but what GDAL writes: <Item> elements without children, with
 * attributes. If it is truncated or broken, nothing of it is used.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/private.h"

#define SPACE " \t\r\n"
#define NUMBER_MAX 64

struct attribute {
	const char *name, *value;
	size_t name_size, value_size;
};

static bool
is(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* Reads the attribute at `at`, which moves past it; false if there is none. */
static bool
take_attribute(const char **at, struct attribute *a)
{
	const char *p = *at + strspn(*at, SPACE), *end;

	a->name = p;
	a->name_size = strcspn(p, "=<>/\"'" SPACE);
	p += a->name_size + strspn(p + a->name_size, SPACE);
	if (*p++ != '=' || a->name_size == 0)
		return false;
	p += strspn(p, SPACE);
	end = *p == '"' || *p == '\'' ? strchr(p + 1, *p) : NULL;
	if (end == NULL)
		return false;
	a->value = p + 1;
	a->value_size = (size_t)(end - a->value);
	*at = end + 1;
	return true;
}

/*
 * Reads an item after "<Item": 1 if it is the wanted one, 0, or -1 if it is
 * broken.
 */
static int
read_item(const char **at, const char *wanted, const char **value, size_t *n)
{
	bool band = true, role = false;
	struct attribute a;

	while (take_attribute(at, &a))
		if (is(a.name, a.name_size, "role"))
			role = is(a.value, a.value_size, wanted);
		else if (is(a.name, a.name_size, "sample"))
			band = is(a.value, a.value_size, "0");
	*at += strspn(*at, SPACE);
	if (**at != '>' && strncmp(*at, "/>", 2) != 0)
		return -1;
	if (!band || !role)                     /* an item of the file may hold XML */
		return 0;
	*value = *at + strspn(*at, ">" SPACE);
	*n = **at == '/' ? 0 : strcspn(*value, "<");
	*at = *value + *n;
	while (*n > 0 && strchr(SPACE, (*value)[*n - 1]) != NULL)
		--*n;
	return strncmp(*at, "</Item", 6) == 0 || **at == '/' ? 1 : -1;
}

int
metadata_item(const char *xml, const char *role, const char **value, size_t *n)
{
	const char *found;
	size_t size;
	int items = 0;

	/* If anything was cut off, so was this. */
	if (strstr(xml, "</GDALMetadata>") == NULL)
		return -1;
	for (const char *at = strstr(xml, "<Item"); at != NULL; at = strstr(at, "<Item")) {
		int status;

		at += strlen("<Item");
		if (strchr("/>" SPACE, *at) == NULL)
			continue;
		status = read_item(&at, role, &found, &size);
		if (status < 0)
			return -1;
		if (status > 0 && items < 2) {
			*value = found;
			*n = size;
			items++;
		}
	}
	return items;
}

bool
metadata_number(const char *value, size_t n, double *x)
{
	char text[NUMBER_MAX], *end;

	if (n == 0 || n >= sizeof text)
		return false;
	memcpy(text, value, n);
	text[n] = '\0';
	*x = strtod(text, &end);
	return *end == '\0' && isfinite(*x);
}
