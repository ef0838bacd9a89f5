/* SPDX-License-Identifier: BSD-2-Clause */
/* buffer.c - the memory of records. */
#include <stdlib.h>

#include "stream.h"

size_t
buffer_room(size_t size)
{
	return padded(size + 1) + padded(packed_marks(size));
}

int
buffer_grow(struct chunk *c, size_t room, size_t keep)
{
	void *buffer;

	if (room <= c->room)
		return 0;
	if ((buffer = aligned_alloc(ALIGNMENT, room)) == NULL)
		return -1;
	if (keep > 0)
		memcpy(buffer, c->buffer, keep);
	free(c->buffer);
	c->buffer = buffer;
	c->room = room;
	return 0;
}

void *
chunk_room(struct chunk *c, size_t size)
{
	if (size > PTRDIFF_MAX / 2 || buffer_grow(c, buffer_room(size), 0) < 0)
		return NULL;
	c->data = c->buffer;
	c->size = size;
	c->whole = 0;
	c->sealed = false;
	return c->data;
}

void
chunk_free(struct chunk *c)
{
	free(c->buffer);
	*c = (struct chunk){ 0 };
}
