/* SPDX-License-Identifier: BSD-2-Clause */
/* headers.c - what tools say in the header of what they write. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/private.h"

void
cmd_set_number(struct chunk_header *h, const char *key, int64_t n)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, n);
	chunk_set(h, key, text);
}

/* ---- Methods and quantities -------------------------------------------- */

void
cmd_join_methods(struct chunk_header *h, const char *key, const char *old, const char *method)
{
	const char *point = old != NULL ? strstr(old, "time: point") : NULL;
	char *text;
	int got;

	/* A method in time replaces an instant; others are appended. */
	if (old == NULL)
		got = asprintf(&text, "%s", method);
	else if (point != NULL && strncmp(method, "time:", 5) == 0)
		got = asprintf(&text, "%.*s%s%s", (int)(point - old), old, method, point + strlen("time: point"));
	else
		got = asprintf(&text, "%s %s", old, method);
	if (got < 0)
		cmd_fail("out of memory");
	chunk_set(h, key, text);
	free(text);
}

void
cmd_cell_methods(struct chunk_header *h, const char *method)
{
	cmd_join_methods(h, "cell_methods", chunk_get(h, "cell_methods"), method);
}

void
cmd_all_methods(struct chunk_header *h, const char *method)
{
	static const char tail[] = ".cell_methods";
	struct chunk_header *before = chunk_header_copy(h);

	if (before == NULL)
		cmd_fail("out of memory");
	cmd_cell_methods(h, method);
	for (const char *line = NULL; (line = chunk_line(before, line)) != NULL; ) {
		size_t n = strcspn(line, "="), end = strlen(tail);
		char *key;

		if (strncmp(line, "layer.", 6) != 0 || n < end || strncmp(line + n - end, tail, end) != 0)
			continue;
		if ((key = strndup(line, n)) == NULL)
			cmd_fail("out of memory");
		cmd_join_methods(h, key, line + n + 1, method);
		free(key);
	}
	chunk_header_free(before);
}

void
cmd_set_depth(struct chunk_header *h)
{
	static const char *const ends[] = { "_difference", "_anomaly" };
	const char *variable = chunk_get(h, "variable");
	size_t n = variable != NULL ? strlen(variable) : 0, end;
	char text[64] = "rainfall_amount";

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (n > (end = strlen(ends[i])) && strcmp(variable + n - end, ends[i]) == 0)
			strcat(text, ends[i]);
	chunk_set(h, "variable", text);
	chunk_set(h, "units", "mm");
}

bool
cmd_has_source(const char *list, const char *source, size_t n)
{
	for (const char *at = list; at != NULL; ) {
		const char *end = strstr(at, "; ");

		if ((end != NULL ? (size_t)(end - at) : strlen(at)) == n && strncmp(at, source, n) == 0)
			return true;
		at = end != NULL ? end + 2 : NULL;
	}
	return false;
}

const char *
cmd_layer_variable(const struct chunk_header *h, const char *layer)
{
	static const struct { const char *rate, *amount; } known[] = {
		{ "rainfall_rate", "rainfall_amount" },
		{ "rainfall_rate_difference", "rainfall_amount_difference" },
		{ "rainfall_rate_anomaly", "rainfall_amount_anomaly" },
	};
	const char *variable = chunk_layer_get(h, layer, "variable"),
	    *units = chunk_layer_get(h, layer, "units");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (variable != NULL && units != NULL && strcmp(units, "mm") == 0 &&
		    strcmp(variable, known[i].rate) == 0)
			return known[i].amount;
	return variable;
}

void
cmd_time_method(struct chunk_header *h, const char *method)
{
	const char *old = chunk_get(h, "cell_methods");
	const char *time = old != NULL ? strstr(old, "time: ") : NULL;
	char *text;
	int got;

	if (time == NULL)
		got = asprintf(&text, "%s%s%s", method, old != NULL ? " " : "",
		    old != NULL ? old : "");
	else
		got = asprintf(&text, "%.*s%s%s", (int)(time - old), old, method,
		    time + 6 + strcspn(time + 6, " "));
	if (got < 0)
		cmd_fail("out of memory");
	chunk_set(h, "cell_methods", text);
	free(text);
}
