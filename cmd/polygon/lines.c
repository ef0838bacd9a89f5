/* SPDX-License-Identifier: BSD-2-Clause */
/* lines.c - lines of a GeoJSON file. */
#include "polygon/lines.h"

#include <stdlib.h>

#ifdef HAVE_JANSSON
#include "polygon/geojson-text.h"
#include "polygon/private.h"

int
lines_read(const char *path, lines_fn *line, void *arg, char *why)
{
	char reason[CHUNK_WHY_MAX], *text;
	size_t size;
	int status = -1;

	text = geojson_file(path, &size, reason);
	if (text != NULL)
		status = geojson_lines(text, size, line, arg, reason);
	free(text);
	return status == 0 ? 0 : chunk_reason(why, "%.300s: %s", path, reason);
}
#else
int
lines_read(const char *path, lines_fn *line, void *arg, char *why)
{
	(void)line;
	(void)arg;
	return chunk_reason(why, "%.300s: GeoJSON is not read: this build has no jansson (Debian: "
	    "libjansson-dev)", path);
}
#endif
