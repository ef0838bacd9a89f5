/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lend.c - payloads that go into a pipe without being copied.
 *
 * vmsplice(2) makes a pipe refer to pages of this process. They must not change until the reader has
 * copied them, and a reader that moves pages on instead, by splice(2) or tee(2), keeps them for longer than
 * the writer can know. So pages are lent on two conditions:
 *
 *	The reader promised to copy. A reader of this library holds a read lock on its pipe (F_SETLK),
 *	which a writer can see (F_OFD_GETLK) and which ends with the reader's process, whatever ends
 *	that. Its length tells it from the locks of others; where it starts, one promise from the next.
 *
 *	A buffer is used again only when the pipe holds no more bytes than were written after it, and the
 *	promise that it was lent under holds still: nobody but who made it can have read them.
 *
 * Where there is no promise, or not any more, payloads are written as ever. Buffers that are not used again,
 * those of a stream that is closed too, are given back to the system: large ones are mappings, and pages
 * that a pipe refers to live until its reader, too, has done with them.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "clock.h"
#include "stream.h"

#define LEND_MAX ((size_t)16 << 20)     /* bytes of a payload: another buffer of more would be too much */
#define PROMISE  0x636875               /* bytes that a promise locks */

#if defined(F_OFD_GETLK) && defined(SPLICE_F_MOVE)

void
lend_promise(int fd, bool hold)
{
	struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	if (hold) {
		lock.l_type = F_RDLCK;
		lock.l_start = (off_t)clock_now();
		lock.l_len = PROMISE;
	}
	fcntl(fd, F_SETLK, &lock);      /* where it does not work, nothing is lent */
}

/* The promise that holds on this pipe; 0 where there is none. */
static uint64_t
promised(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_GETLK, &lock) < 0 || lock.l_type != F_RDLCK || lock.l_len != PROMISE)
		return 0;
	return (uint64_t)lock.l_start;
}

/* The bytes that are in the pipe; -1 where the system does not say. */
static int
unread(int fd)
{
	int n;

	return ioctl(fd, FIONREAD, &n) == 0 ? n : -1;
}

ssize_t
lend_some(struct chunk_stream *s, const struct iovec *part)
{
	return vmsplice(s->fd, part, 1, 0);
}

#else

void
lend_promise(int fd, bool hold)
{
	(void)fd, (void)hold;
}

static uint64_t
promised(int fd)
{
	(void)fd;
	return 0;
}

static int
unread(int fd)
{
	(void)fd;
	return -1;
}

ssize_t
lend_some(struct chunk_stream *s, const struct iovec *part)
{
	(void)s, (void)part;
	errno = ENOSYS;
	return -1;
}

#endif

bool
lend_may(const struct chunk_stream *s, const struct chunk *c)
{
	return s->may_lend && c->kind == CHUNK_FIELD && c->size >= BUFFER_LARGE && c->size <= LEND_MAX &&
	    c->data == c->buffer;
}

void
lend_forget(struct chunk_stream *s)
{
	while (s->lents > 0)
		chunk_free(&s->lent[--s->lents].payload);
}

/*
 * How many of the buffers, the oldest first, may be used again; -1 where none may be lent. What the pipe
 * holds is asked for first: if the promise still holds after that, it was its reader who read the rest.
 */
static int
came_back(struct chunk_stream *s)
{
	int left = unread(s->fd), n = 0;
	uint64_t promise = promised(s->fd);

	if (promise != s->promise)
		lend_forget(s);
	s->promise = promise;
	s->may_lend = left >= 0;
	if (promise == 0 || left < 0)
		return -1;
	while (n < s->lents && (uint64_t)left <= s->offset - s->lent[n].end)
		n++;
	return n;
}

/*
 * A huge page of buffers is twice what a pipe of 1 MiB refers to: how many they are, 0 where there is none and
 * they come one by one.
 */
static int
stock(struct chunk_stream *s, size_t size)
{
	struct chunk *c[LENT_MAX];
	size_t n = HUGE_PAGE / size + 1 < LENT_MAX ? HUGE_PAGE / size + 1 : LENT_MAX;

	for (size_t i = 0; i < n; i++)
		c[i] = &s->lent[i].payload;
	buffers_prepare(c, n, size);
	if (s->lent[0].payload.buffer != NULL)
		s->lents = (int)n;
	return s->lents;
}

bool
lend_spare(struct chunk_stream *s, struct chunk *spare, size_t size)
{
	int n = came_back(s);

	if (n < 0)
		return false;
	if (s->lents == 0)
		n = stock(s, size);
	/* The one read last is the one that caches still know. */
	if (n > 0) {
		chunk_swap(spare, &s->lent[n - 1].payload);
		s->lents--;
		memmove(s->lent + n - 1, s->lent + n, (size_t)(s->lents - n + 1) * sizeof *s->lent);
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
