/* SPDX-License-Identifier: BSD-2-Clause */
/* layers.c - chooses the layers of a stream that are taken. */
#include "cli/layers.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

/* Room for all names, each with quotes or a comma. */
#define NAMES_MAX (CHUNK_LAYERS_MAX * (CHUNK_LAYER_MAX + 3))

static void
note_name(struct layers *l, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->met[i], name) == 0)
			return;
	if (l->count < CHUNK_LAYERS_MAX)
		strcpy(l->met[l->count++], name);
}

static const char *
shown_as(const char *name)
{
	return *name ? name : "''";
}

static void
list_names(const struct layers *l, char *text)
{
	*text = '\0';
	for (size_t i = 0; i < l->count; i++)
		text += sprintf(text, "%s%s", i ? ", " : "", shown_as(l->met[i]));
}

bool
layers_take(struct layers *l, const char *name, const struct cmd *cmd, struct chunk_stream *in)
{
	struct chunk c = { 0 };
	char names[NAMES_MAX];

	note_name(l, name);
	l->one = true;
	if (l->wanted != NULL && strcmp(l->wanted, name) != 0)
		return false;
	if (!l->known)
		strcpy(l->shown, name);
	l->known = true;
	if (strcmp(l->shown, name) == 0)
		return true;
	while (cmd_read(cmd, in, &c))
		if (c.kind == CHUNK_FIELD)
			note_name(l, c.layer);
	list_names(l, names);
	cmd_fail("the stream has layers %s: choose one, such as --layer %s", names,
	    shown_as(l->met[0]));
}

/* ---- A list of layers --------------------------------------------------- */

/* Whether a name, of n bytes, is in a list with commas. */
static bool
is_listed(const char *list, const char *name, size_t n)
{
	for (size_t length;; list += length + 1) {
		length = strcspn(list, ",");
		if (length == n && memcmp(list, name, n) == 0)
			return true;
		if (list[length] == '\0')
			return false;
	}
}

bool
layers_note(struct layers *l, const char *name)
{
	bool shown = l->wanted == NULL || is_listed(l->wanted, name, strlen(name));

	note_name(l, name);
	l->known = l->known || shown;
	return shown;
}

void
layers_cut_header(const struct layers *l, struct chunk_header *h)
{
	static const char begin[] = "layer.";
	struct chunk_header *before = chunk_header_copy(h);

	if (before == NULL)
		cmd_fail("out of memory");
	for (const char *line = NULL; (line = chunk_line(before, line)) != NULL; ) {
		size_t key = strcspn(line, "="), end = key;
		char *text;

		/* A name may have dots, the key after it has none. */
		while (end > 0 && line[end] != '.')
			end--;
		if (strncmp(line, begin, strlen(begin)) != 0 || end < strlen(begin) || l->wanted == NULL ||
		    is_listed(l->wanted, line + strlen(begin), end - strlen(begin)))
			continue;
		if ((text = strndup(line, key)) == NULL)
			cmd_fail("out of memory");
		chunk_set(h, text, NULL);
		free(text);
	}
	chunk_header_free(before);
}

static bool
has_met(const struct layers *l, const char *name, size_t n)
{
	for (size_t i = 0; i < l->count; i++)
		if (strlen(l->met[i]) == n && memcmp(l->met[i], name, n) == 0)
			return true;
	return false;
}

void
layers_require(const struct layers *l)
{
	char names[NAMES_MAX];

	if (l->wanted == NULL || (l->one && l->known))
		return;
	list_names(l, names);
	if (l->one && !l->known)
		cmd_fail("--layer %s: no such layer: the stream has %s", shown_as(l->wanted), names);
	for (const char *name = l->wanted;; name += strcspn(name, ",") + 1) {
		size_t n = strcspn(name, ",");

		if (!has_met(l, name, n))
			cmd_fail("--layer %.*s: no such layer: the stream has %s", n > 0 ? (int)n : 2,
			    n > 0 ? name : "''", names);
		if (name[n] == '\0')
			return;
	}
}
