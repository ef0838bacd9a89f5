/* SPDX-License-Identifier: BSD-2-Clause */
/* csv.c - splits lines of CSV into cells, and quotes cells. */
#include "table/csv.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

char
csv_delimiter(const char *line)
{
	static const char delimiters[] = ",;\t";
	size_t count[3] = { 0 }, most = 0;
	bool quoted = false;

	for (const char *found; *line != '\0'; line++)
		if (*line == '"')
			quoted = !quoted;
		else if (!quoted && (found = strchr(delimiters, *line)) != NULL)
			count[found - delimiters]++;
	for (size_t i = 1; i < 3; i++)
		most = count[i] > 0 && count[i] >= count[most] ? i : most;
	return delimiters[most];
}

/*
 * Takes the first cell of *rest, without the quotes and spaces around it, and
 * moves *rest past its delimiter, or to NULL at the end of the line. NULL if a
 * quote is not closed.
 */
static char *
take_cell(char **rest, char delimiter)
{
	const char *blanks = delimiter == '\t' ? " " : " \t", ends[] = { delimiter, '\0' };
	char *p = *rest + strspn(*rest, blanks), *cell = p, *end;

	if (*p == '"') {
		for (end = cell = ++p; *p != '"' || p[1] == '"'; *end++ = *p++) {
			if (*p == '\0')
				return NULL;
			p += *p == '"';
		}
		p++;
		p += strspn(p, blanks);
		if (*p != delimiter && *p != '\0')
			return NULL;
	} else {
		p += strcspn(p, ends);
		for (end = p; end > cell && (end[-1] == ' ' || (delimiter != '\t' && end[-1] == '\t')); end--)
			;
	}
	*rest = *p == delimiter ? p + 1 : NULL;
	*end = '\0';
	return cell;
}

int
csv_split(char *line, char delimiter, char **cells)
{
	int n = 0;

	while (line != NULL) {
		if (n == CSV_COLUMNS || (cells[n++] = take_cell(&line, delimiter)) == NULL)
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

void
csv_put_number(FILE *to, float x)
{
	char text[32] = ",0";

	for (int digits = 6; x != 0 && digits <= 9; digits++) {
		snprintf(text, sizeof text, ",%.*g", digits, (double)x);
		if ((float)strtod(text + 1, NULL) == x)
			break;
	}
	fputs(text, to);
}
