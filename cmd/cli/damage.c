/* SPDX-License-Identifier: BSD-2-Clause */
/* damage.c - gaps that a tool makes of damaged images under --keep-going. */
#include "cli/damage.h"

#include <stdio.h>
#include <string.h>

#define BEFORE_NAME "damaged: "
#define AFTER_NAME  ": "

int
damage_gap(struct chunk *c, const char *how, char *why)
{
	size_t size = strlen(BEFORE_NAME) + strlen(c->name) + strlen(AFTER_NAME) + strlen(how);

	if (chunk_room(c, size) == NULL)
		return chunk_reason(why, "out of memory");
	snprintf(c->data, size + 1, BEFORE_NAME "%s" AFTER_NAME "%s", c->name, how);
	c->kind = CHUNK_GAP;
	c->type = CHUNK_BYTES;
	c->have = 0;
	c->expected = 1;
	c->layer[0] = '\0';
	return 0;
}

const char *
damage_how(const struct chunk *c)
{
	if (c->kind != CHUNK_GAP || c->name[0] == '\0')
		return NULL;
	return (const char *)c->data + strlen(BEFORE_NAME) + strlen(c->name) + strlen(AFTER_NAME);
}

void
damage_warned(struct chunk *c)
{
	c->name[0] = '\0';
}
