/* SPDX-License-Identifier: BSD-2-Clause */
/* input.c - the bytes of the files that a stream is read from. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "stream.h"
#include "wait.h"

/* Memory is allocated as bytes arrive, in steps that double from this. */
#define FIRST_STEP ((size_t)1 << 20)

int
input_open(struct chunk_stream *s)
{
	const char *path = *s->paths++;
	struct stat st;
	bool standard = strcmp(path, "-") == 0;

	s->left--;
	s->name = standard ? "standard input" : path;
	s->offset = s->record = 0;
	s->placed = false;
	s->fd = standard ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		return stream_fail(s, "cannot open: %s", strerror(errno));
	if (fstat(s->fd, &st) < 0)
		return stream_fail(s, "cannot read: %s", strerror(errno));
	s->from_stage = standard && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
	stream_widen(s->fd);
	return 0;
}

void
input_close(struct chunk_stream *s)
{
	if (s->fd > 0)
		close(s->fd);
	s->fd = -1;
}

ssize_t
input_some(struct chunk_stream *s, void *to, size_t size)
{
	uint64_t began = clock_now();
	size_t have = 0;

	while (have < size) {
		ssize_t got = read(s->fd, (char *)to + have, size - have);

		if (got < 0 && wait_again(s->fd, POLLIN))
			continue;
		if (got < 0)
			return stream_fail(s, "cannot read: %s", strerror(errno));
		if (got == 0)
			break;
		have += (size_t)got;
	}
	s->counts.waited += clock_now() - began;
	s->offset += have;
	s->counts.bytes += have;
	return (ssize_t)have;
}

int
input_cut_short(struct chunk_stream *s)
{
	if (s->from_stage)
		return chunk_reason(s->error, "input ended early: an earlier stage failed");
	if (s->offset == 0)
		return stream_fail(s, "empty: not even the beginning of a stream");
	return stream_fail(s, "cut short: the file ends before its stream does");
}

int
input_all(struct chunk_stream *s, void *to, size_t size)
{
	ssize_t got = input_some(s, to, size);

	if (got < 0)
		return -1;
	return (size_t)got == size ? 0 : input_cut_short(s);
}

int
input_payload(struct chunk_stream *s, struct chunk *c, size_t size)
{
	size_t have = 0;

	do {
		size_t target = have < FIRST_STEP / 2 ? FIRST_STEP : 2 * have;

		if (target > size || c->room > size)
			target = size;
		if (buffer_grow(c, buffer_room(target), have) < 0)
			return stream_fail(s, "out of memory for a record of %zu bytes", size);
		if (input_all(s, (char *)c->buffer + have, target - have) < 0)
			return -1;
		have = target;
	} while (have < size);
	return 0;
}
