/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lend.c - payloads that go into a pipe without being copied.
 *
 * vmsplice(2) makes a pipe refer to pages of this process. They must not change
 * until the reader has copied them. A reader that moves pages on instead, by
 * splice(2) or tee(2), keeps them for longer than the writer can know. So pages
 * are lent on two conditions:
 *
 *	The reader promised to copy. A reader of this library holds a read lock on
 *	its pipe (F_SETLK), which the writer can see (F_OFD_GETLK) and which ends
 *	with the reader's process. The length of the lock tells it from locks of
 *	other programs; its start tells one promise from the next.
 *
 *	A buffer is used again only if the pipe holds no more bytes than were
 *	written after it, and the promise that it was lent under still holds:
 *	then only the process that promised can have read them.
 *
 * Without a promise, payloads are written as usual. Buffers that are not used
 * again, such as those of a closed stream, are unmapped: pages that the pipe
 * refers to live until they are read.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "clock.h"
#include "stream.h"

#define LEND_MAX ((size_t)16 << 20)     /* bytes of a payload: a spare buffer costs as much again */
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
	fcntl(fd, F_SETLK, &lock);      /* if it fails, nothing is lent */
}

/* The promise that holds on this pipe, 0 if there is none. */
static uint64_t
promised(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_GETLK, &lock) < 0 || lock.l_type != F_RDLCK || lock.l_len != PROMISE)
		return 0;
	return (uint64_t)lock.l_start;
}

/* The bytes in the pipe, -1 if the system does not say. */
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
	return s->may_lend && c->kind == CHUNK_FIELD && c->size >= BUFFER_LARGE &&
	    c->size <= LEND_MAX && c->data == c->buffer;
}

void
lend_forget(struct chunk_stream *s)
{
	while (s->lents > 0)
		chunk_free(&s->lent[--s->lents].payload);
}

/*
 * How many of the buffers, from the oldest, may be used again; -1 if none may
 * be lent. The pipe is asked first: if the promise still holds after that, it
 * was the promising reader that read the rest.
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
 * Prepares a huge page of buffers, twice what a pipe of 1 MiB refers to.
 * Returns how many; 0 if there is no huge page, and they are allocated one by
 * one.
 */
static int
prepare_stock(struct chunk_stream *s, size_t size)
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
		n = prepare_stock(s, size);
	/* The one that was read last is still in caches. */
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
