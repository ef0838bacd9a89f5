/* SPDX-License-Identifier: BSD-2-Clause */
/* gunzip.c - a gzip made whole again, from front to back. */
#include "archive/private.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

struct gunzip {
	int fd;
	z_stream z;
	bool between;                   /* a gzip ended, and no other has begun */
	unsigned char in[64u << 10], out[128u << 10];
};

struct gunzip *
gunzip_open(int fd)
{
	struct gunzip *g = calloc(1, sizeof *g);

	if (g == NULL)
		return NULL;
	g->fd = fd;
	/* 16 asks for the header and the end of a gzip, and of nothing else. */
	if (inflateInit2(&g->z, MAX_WBITS + 16) != Z_OK) {
		free(g);
		return NULL;
	}
	return g;
}

void
gunzip_close(struct gunzip *g)
{
	if (g == NULL)
		return;
	inflateEnd(&g->z);
	free(g);
}

/* Makes sure that there is input. OUTCOME_NONE: the file ends. */
static enum outcome
fill_input(struct gunzip *g, char *why)
{
	ssize_t got;

	if (g->z.avail_in > 0)
		return OUTCOME_FOUND;
	do
		got = read(g->fd, g->in, sizeof g->in);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		bytes_unreadable(why);
		return OUTCOME_FAILED;
	}
	g->z.next_in = g->in;
	g->z.avail_in = (uInt)got;
	return got > 0 ? OUTCOME_FOUND : OUTCOME_NONE;
}

/*
 * Begins the gzip that follows another, or skips the zeros that fill up a
 * block.
 */
static int
begin_next(struct gunzip *g, char *why)
{
	if (*g->z.next_in == 0x1f) {
		inflateReset(&g->z);
		g->between = false;
		return 0;
	}
	for (; g->z.avail_in > 0; g->z.next_in++, g->z.avail_in--)
		if (*g->z.next_in != 0)
			return chunk_reason(why, REASON_MORE);
	return 0;
}

static int
inflate_input(struct gunzip *g, char *why)
{
	int got;

	if (g->between && begin_next(g, why) < 0)
		return -1;
	if (g->between)
		return 0;
	got = inflate(&g->z, Z_NO_FLUSH);
	if (got == Z_MEM_ERROR)
		return chunk_reason(why, "out of memory");
	if (got != Z_OK && got != Z_STREAM_END)
		return chunk_reason(why, REASON_DOUBTFUL);
	g->between = got == Z_STREAM_END;
	return 0;
}

enum outcome
gunzip_read(struct gunzip *g, const void **bytes, size_t *size, char *why)
{
	enum outcome input = OUTCOME_FOUND;

	g->z.next_out = g->out;
	g->z.avail_out = sizeof g->out;
	while (g->z.avail_out > 0 && (input = fill_input(g, why)) == OUTCOME_FOUND)
		if (inflate_input(g, why) < 0)
			return OUTCOME_FAILED;
	if (input == OUTCOME_FAILED)
		return OUTCOME_FAILED;
	*bytes = g->out;
	*size = sizeof g->out - g->z.avail_out;
	/* What came before a cut is handed out first. */
	if (*size > 0)
		return OUTCOME_FOUND;
	if (g->between)
		return OUTCOME_NONE;
	chunk_reason(why, REASON_CUT);
	return OUTCOME_DAMAGED;
}
