/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buffer.c - the memory of records.
 *
 * Large buffers are mappings, so that their pages can be lent to a pipe and
 * unmapped at any time (lend.c). Buffers that are used in turn lie side by side
 * in huge pages, if the system has some: page accounting per 2 MiB instead of 4
 * KiB.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stream.h"

/* `size` bytes, or NULL. */
static void *
map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* The same, beginning at a huge page. */
static unsigned char *
map_huge(size_t size)
{
	unsigned char *p = map(size + HUGE_PAGE);
	size_t before;

	if (p == NULL)
		return NULL;
	before = -(uintptr_t)p % HUGE_PAGE;
	if (before > 0)
		munmap(p, before);
	munmap(p + before + size, HUGE_PAGE - before);
#ifdef MADV_HUGEPAGE
	madvise(p + before, size, MADV_HUGEPAGE);       /* advice only */
#endif
	return p + before;
}

/*
 * The buffer for a payload: with the padding of a stream, or the NUL after a
 * reason.
 */
static size_t
room_for(size_t size)
{
	return padded(size + 1);
}

void *
chunk_room(struct chunk *c, size_t size)
{
	size_t room = room_for(size);

	if (size > PTRDIFF_MAX - ALIGNMENT)
		return NULL;
	if (room > c->room) {
		void *buffer = room < BUFFER_LARGE ? aligned_alloc(ALIGNMENT, room) : map(room);

		if (buffer == NULL)
			return NULL;
		buffer_free(c);
		c->buffer = buffer;
		c->room = room;
	}
	c->data = c->buffer;
	c->size = size;
	c->sealed = false;
	return c->data;
}

void
buffers_prepare(struct chunk *const *c, size_t n, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE),
	       room = (room_for(size) + page - 1) / page * page;
	unsigned char *p;

	if (room < BUFFER_LARGE || n * room < HUGE_PAGE || (p = map_huge(n * room)) == NULL)
		return;                 /* then each is allocated when it is used */
	for (size_t i = 0; i < n; i++) {
		c[i]->buffer = p + i * room;
		c[i]->room = room;
	}
}

void
buffer_free(struct chunk *c)
{
	if (c->room < BUFFER_LARGE)
		free(c->buffer);
	else
		munmap(c->buffer, c->room);
	c->buffer = NULL;
	c->room = 0;
}

void
chunk_free(struct chunk *c)
{
	buffer_free(c);
	*c = (struct chunk){ 0 };
}
