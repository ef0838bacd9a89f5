/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lend.c - payloads that go into a pipe without being copied.
 *
 * vmsplice(2) makes a pipe refer to pages of this process. They must not change until the reader has
 * copied them, and a reader that moves pages on instead, by splice(2) or tee(2), keeps them for longer than
 * the writer can know. So pages are lent on two conditions:
 *
 *	The reader said that it copies. A reader of this library holds a read lock on its pipe
 *	(F_OFD_SETLK), and a writer can see that somebody does (F_OFD_GETLK).
 *
 *	A buffer is used again only when the pipe holds no more bytes than were written after it.
 *
 * Where the first does not hold, or not any more, payloads are written as ever. What was lent when a
 * stream is closed stays in the pipe: large buffers are mappings of their own, and one that is unmapped
 * lives until the reader, too, has done with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stream.h"

#define LEND_MAX ((size_t)16 << 20)     /* bytes of a payload: another buffer of more would be too much */

#if defined(F_OFD_GETLK) && defined(SPLICE_F_MOVE)

void
lend_promise(int fd, bool hold)
{
	struct flock lock = { .l_type = hold ? F_RDLCK : F_UNLCK, .l_whence = SEEK_SET };

	fcntl(fd, F_OFD_SETLK, &lock);  /* where it does not work, nothing is lent */
}

/* Whether the reader of this pipe promised. */
static bool
promised(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_RDLCK;
}

bool
lend_may(const struct chunk_stream *s, const struct chunk *c)
{
	return s->pipe && c->kind == CHUNK_FIELD && c->size >= BUFFER_LARGE && c->size <= LEND_MAX &&
	    c->data == c->buffer && promised(s->fd);
}

ssize_t
lend_some(struct chunk_stream *s, const struct iovec *part)
{
	return vmsplice(s->fd, part, 1, 0);
}

/* Whether what was written up to byte `end` of this stream has left the pipe. */
static bool
was_read(const struct chunk_stream *s, uint64_t end)
{
	int unread;

	return ioctl(s->fd, FIONREAD, &unread) == 0 && unread >= 0 && (uint64_t)unread <= s->offset - end;
}

#else

void
lend_promise(int fd, bool hold)
{
	(void)fd, (void)hold;
}

bool
lend_may(const struct chunk_stream *s, const struct chunk *c)
{
	(void)s, (void)c;
	return false;
}

ssize_t
lend_some(struct chunk_stream *s, const struct iovec *part)
{
	(void)s, (void)part;
	errno = ENOSYS;
	return -1;
}

static bool
was_read(const struct chunk_stream *s, uint64_t end)
{
	(void)s, (void)end;
	return false;
}

#endif

/* A huge page of buffers is twice what a pipe of 1 MiB refers to; where there is none, they come one by one. */
static void
stock(struct chunk_stream *s, size_t size)
{
	struct chunk *c[LENT_MAX];
	size_t n = HUGE_PAGE / size + 1 < LENT_MAX ? HUGE_PAGE / size + 1 : LENT_MAX;

	for (size_t i = 0; i < n; i++)
		c[i] = &s->lent[i].payload;
	buffers_prepare(c, n, size);
	if (s->lent[0].payload.buffer != NULL)
		s->lents = (int)n;
}

bool
lend_spare(struct chunk_stream *s, struct chunk *spare, size_t size)
{
	int read = 0;

	if (s->lents == 0)
		stock(s, size);
	while (read < s->lents && was_read(s, s->lent[read].end))
		read++;
	/* The one read last is the one that caches still know. */
	if (read > 0) {
		chunk_swap(spare, &s->lent[read - 1].payload);
		s->lents--;
		memmove(s->lent + read - 1, s->lent + read, (size_t)(s->lents - read + 1) * sizeof *s->lent);
	}
	if (s->lents < LENT_MAX && chunk_room(spare, size) != NULL)
		return true;
	chunk_free(spare);
	return false;
}

void
lend_note(struct chunk_stream *s, struct chunk *c, struct chunk *spare)
{
	chunk_swap(c, spare);
	chunk_describe(c, spare);
	s->lent[s->lents].payload = *spare;
	s->lent[s->lents++].end = s->offset;
}
