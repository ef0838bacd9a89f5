/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caption.c - the credit and the history of a stream, from its
 * header.
 */
#include "picture/caption.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

const char *
caption_get(const struct chunk_header *h, const char *layer, const char *key)
{
	const char *value = chunk_layer_get(h, layer, key);

	return value != NULL ? value : "";
}

void
caption_window(const struct chunk_header *h, const char *layer, char *text, size_t size)
{
	static const struct { long seconds, most; const char *name;
	} units[] = { { 3600, 259200, "hour" }, { 86400, LONG_MAX, "day" }, { 3600, LONG_MAX, "hour" },
		{ 60, LONG_MAX, "minute" }, { 1, LONG_MAX, "second" } };
	long window = strtol(caption_get(h, layer, "window"), NULL, 10);
	char *after = strdup(text);
	size_t i = 0;

	while (window > 0 && (window % units[i].seconds != 0 || window > units[i].most))
		i++;
	if (window > 0 && after != NULL && *after != '\0')
		caption_cut(text, size, "%ld-%s %c%s", window / units[i].seconds, units[i].name,
		    tolower((unsigned char)*after), after + 1);
	free(after);
}

bool
caption_has_word(const char *name, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = name; (at = strstr(at, word)) != NULL; at++)
		if ((at == name || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[n]))
			return true;
	return false;
}

void
caption_cut(char *text, size_t size, const char *format, ...)
{
	static const char mark[] = "...";
	size_t at = size - sizeof mark;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, size, format, arguments);
	va_end(arguments);
	if ((size_t)length < size || size < sizeof mark)
		return;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)     /* within a letter */
		at--;
	strcpy(text + at, mark);
}

/* ---- Credit -------------------------------------------------------------- */

/* The part of an ODIM source such as "ORG:82,CMT:swegmaps" after a key. */
static bool
odim_part(const char *source, const char *key, char *text, size_t size)
{
	const char *at = strstr(source, key);

	if (at == NULL || (at > source && at[-1] != ',' && at[-1] != ' '))
		return false;
	at += strlen(key);
	snprintf(text, size, "%.*s", (int)strcspn(at, ","), at);
	return *text != '\0';
}

/*
 * Whether a source is a list of ODIM's keys, of three capitals or digits and a
 * colon.
 */
static bool
is_odim(const char *source)
{
	for (const char *at = source;; at++) {
		for (int i = 0; i < 3; i++, at++)
			if (!isupper((unsigned char)*at) && !isdigit((unsigned char)*at))
				return false;
		if (*at != ':')
			return false;
		at += strcspn(at, ",");
		if (*at == '\0')
			return true;
		at += strspn(at, ", ") - 1;
	}
}

/* The centres of ORG, by WMO's Common Code Table C-11. */
static const char *
centre_of(const char *number)
{
	static const struct { int number; const char *name; } centres[] = {
		{ 74, "Met Office" }, { 78, "DWD" }, { 82, "SMHI" }, { 85, "M\u00e9t\u00e9o-France" },
		{ 86, "FMI" }, { 88, "MET Norway" }, { 94, "DMI" }, { 99, "KNMI" }, { 215, "MeteoSwiss" },
		{ 224, "GeoSphere Austria" }, { 247, "EUMETNET OPERA" }
	};

	for (size_t i = 0; i < sizeof centres / sizeof *centres; i++)
		if (strtol(number, NULL, 10) == centres[i].number)
			return centres[i].name;
	return NULL;
}

/* A source as people say it. */
static void
source_words(const char *source, char *text, size_t size)
{
	char number[16];
	const char *centre = NULL;

	if (is_odim(source) && odim_part(source, "ORG:", number, sizeof number))
		centre = centre_of(number);
	if (centre != NULL)
		snprintf(text, size, "%s", centre);
	else if (!is_odim(source) ||
	    (!odim_part(source, "CMT:", text, size) && !odim_part(source, "PLC:", text, size)))
		caption_cut(text, size, "%s", source);
}

/* The sources of a stream, which chunk-combine may have joined, each once. */
static void
all_sources(const char *source, char *text, size_t size)
{
	char one[256], words[256];

	*text = '\0';
	for (size_t n; *source != '\0'; source += n) {
		size_t used = strlen(text);
		const char *end = strstr(source, "; ");

		n = end != NULL ? (size_t)(end - source) : strlen(source);
		snprintf(one, sizeof one, "%.*s", (int)n, source);
		n += end != NULL ? 2 : 0;
		source_words(one, words, sizeof words);
		if (*words != '\0' && !cmd_has_source(text, words, strlen(words)))
			caption_cut(text + used, size - used, "%s%s", used > 0 ? "; " : "", words);
	}
}

void
caption_credit(const struct chunk_header *h, const char *option, bool map, char *text, size_t size)
{
	char words[256] = "";
	const char *end;

	if (option == NULL)
		all_sources(caption_get(h, "", "source"), words, sizeof words);
	else
		snprintf(words, sizeof words, "%s", option);
	end = *words != '\0' ? words + strlen(words) - 1 : words;
	caption_cut(text, size, "%s%s%s%s%s",
	    *words != '\0' && strncasecmp(words, "Data:", 5) != 0 ? "Data: " : "", words,
	    *words == '\0' || *end == '.' ? "" : ".", *words != '\0' && map ? "  " : "",
	    map ? "Coast and borders: Natural Earth." : "");
}

/* ---- History ------------------------------------------------------------- */

char *
caption_history(const struct chunk_header *h, const char *own)
{
	size_t size = strlen(own) + 2;
	const char *line;
	char *text, *p;

	for (size_t i = 0; (line = chunk_nth(h, "history", i)); i++)
		size += strlen(line) + 1;
	if ((text = p = malloc(size)) == NULL)
		return NULL;
	for (size_t i = 0; (line = chunk_nth(h, "history", i)); i++)
		p = stpcpy(stpcpy(p, line), "\n");
	stpcpy(stpcpy(p, own), "\n");
	return text;
}
