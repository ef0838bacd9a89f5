/* SPDX-License-Identifier: BSD-2-Clause */
/* layers.c - chooses the layer of a stream that is shown. */
#include "picture/layers.h"

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

bool
layers_note(struct layers *l, const char *name)
{
	bool shown = l->wanted == NULL || strcmp(l->wanted, name) == 0;

	note_name(l, name);
	l->known = l->known || shown;
	return shown;
}

void
layers_require(const struct layers *l)
{
	char names[NAMES_MAX];

	if (l->known || l->wanted == NULL)
		return;
	list_names(l, names);
	cmd_fail("--layer %s: no such layer: the stream has %s", shown_as(l->wanted), names);
}
