/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pathnames.c - a file's name from a pattern, the time and the layer of a
 * field.
 */
#include "cli/pathnames.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"

#define CONVERSIONS "YmdHMSyjFTRDGgVUWuwaAbBhCeIlkp%L"

void
pathnames_check(const char *pattern)
{
	if (strlen(pattern) > PATHNAMES_PATTERN_MAX)
		cmd_usage("-o: a pattern of over %d bytes", PATHNAMES_PATTERN_MAX);
	for (const char *p = strchr(pattern, '%'); p != NULL; p = strchr(p + 2, '%'))
		if (p[1] == '\0' || strchr(CONVERSIONS, p[1]) == NULL)
			cmd_usage("-o %s: %%%.1s stands for nothing here", pattern, p + 1);
}

/* The layer as a part of a name; in a stream without layers, the variable. */
static size_t
put_layer(const struct chunk_header *h, const struct chunk *c, char *to, size_t room)
{
	const char *variable = chunk_get(h, "variable");
	const char *layer = c->layer[0] != '\0' ? c->layer : variable != NULL ? variable : "field";
	size_t n = 0;

	for (; layer[n] != '\0' && n < room - 1; n++)
		to[n] = layer[n] == '/' ? '_' : layer[n];
	return n;
}

static void
put_name(const char *pattern, const struct chunk_header *h, const struct chunk *c, char *path)
{
	time_t start = (time_t)c->start;
	struct tm tm;
	size_t n = 0;

	if (gmtime_r(&start, &tm) == NULL)
		memset(&tm, 0, sizeof tm);
	for (const char *p = pattern; *p != '\0'; p++)
		if (*p != '%')
			path[n++] = *p;
		else if (*++p == 'L')
			n += put_layer(h, c, path + n, PATHNAMES_PART_MAX);
		else
			n += strftime(path + n, PATHNAMES_PART_MAX, (char[]){ '%', *p, '\0' }, &tm);
	path[n] = '\0';
}

int
pathnames_make(const char *pattern, const struct chunk_header *h, const struct chunk *c,
    char *path, char *why)
{
	char when[CHUNK_TIME_MAX];

	put_name(pattern, h, c, path);
	if (cmd_is_new(path))
		return 0;
	return chunk_reason(why, "%.300s: %s%s%s would get the name of a field before it: "
	    "put more of %%Y%%m%%dT%%H%%M%%S, or %%L for the layer, into -o",
	    path, chunk_time_text(c->start, when), c->layer[0] != '\0' ? ", " : "", c->layer);
}
