/* SPDX-License-Identifier: BSD-2-Clause */
/* json.c - text as a string of JSON. */
#include "cli/json.h"

#include <ctype.h>

#include "utf8.h"

void
json_string(FILE *to, const char *text, size_t n)
{
	putc('"', to);
	for (size_t i = 0; i < n && text[i]; ) {
		size_t length = utf8_length((const unsigned char *)text + i, n - i);

		if (length == 0)
			fputs("\\ufffd", to);
		else if (text[i] == '"' || text[i] == '\\')
			fprintf(to, "\\%c", text[i]);
		else if (iscntrl((unsigned char)text[i]) || text[i] == '<')     /* no "</script>" */
			fprintf(to, "\\u%04x", (unsigned)text[i]);
		else
			fwrite(text + i, 1, length, to);
		i += length ? length : 1;
	}
	putc('"', to);
}
