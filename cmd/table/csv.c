/* SPDX-License-Identifier: BSD-2-Clause */
/* csv.c - splits lines of CSV into cells, and quotes cells. */
#include "table/csv.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

/*
 * Takes the first cell of *rest, without the quotes and spaces around it, and
 * moves *rest past its comma, or to NULL at the end of the line. NULL if a
 * quote is not closed.
 */
static char *
take_cell(char **rest)
{
	char *p = *rest + strspn(*rest, " \t"), *cell = p, *end;

	if (*p == '"') {
		for (end = cell = ++p; *p != '"' || p[1] == '"'; *end++ = *p++) {
			if (*p == '\0')
				return NULL;
			p += *p == '"';
		}
		p++;
		p += strspn(p, " \t");
		if (*p != ',' && *p != '\0')
			return NULL;
	} else {
		p += strcspn(p, ",");
		for (end = p; end > cell && (end[-1] == ' ' || end[-1] == '\t'); end--)
			;
	}
	*rest = *p == ',' ? p + 1 : NULL;
	*end = '\0';
	return cell;
}

int
csv_split(char *line, char **cells)
{
	int n = 0;

	while (line != NULL) {
		if (n == CSV_COLUMNS || (cells[n++] = take_cell(&line)) == NULL)
			return 0;
	}
	return n;
}

char *
csv_cell(const char *text)
{
	bool quotes = text[strcspn(text, ",\"")] != '\0';
	char *cell = malloc(2 * strlen(text) + 3), *to = cell;

	if (cell == NULL)
		cmd_fail("out of memory");
	if (quotes)
		*to++ = '"';
	for (; *text != '\0'; text++) {
		if (*text == '"')
			*to++ = '"';
		*to++ = (char)(iscntrl((unsigned char)*text) ? '?' : *text);
	}
	if (quotes)
		*to++ = '"';
	*to = '\0';
	return cell;
}
