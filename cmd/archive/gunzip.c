/* SPDX-License-Identifier: BSD-2-Clause */
/* gunzip.c - what gzip made smaller. */
#include "archive/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "chunk.h"
#include "archive/unpacked.h"

struct gunzip {
	int fd;
	z_stream z;
	bool between;                   /* a gzip ended, and no other began */
	unsigned char in[64u << 10], out[128u << 10];
};

struct gunzip *
gunzip_open(int fd)
{
	struct gunzip *g = calloc(1, sizeof *g);

	if (!g)
		return NULL;
	g->fd = fd;
	/* 16 is for the header and the end of a gzip, and for no other. */
	if (inflateInit2(&g->z, MAX_WBITS + 16) != Z_OK) {
		free(g);
		return NULL;
	}
	return g;
}

void
gunzip_close(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

static int
because(char *why, const char *reason)
{
	snprintf(why, CHUNK_WHY_MAX, "%s", reason);
	return -2;
}

/* Sees to it that there is input: 1, 0 at the end of the file, -2 where that cannot be read. */
static int
fill(struct gunzip *g, char *why)
{
	ssize_t got;

	if (g->z.avail_in > 0)
		return 1;
	do
		got = read(g->fd, g->in, sizeof g->in);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		snprintf(why, CHUNK_WHY_MAX, "cannot read: %s", strerror(errno));
		return -2;
	}
	g->z.next_in = g->in;
	g->z.avail_in = (uInt)got;
	return got > 0;
}

/* Goes on with what follows a gzip: another, or zeros to the end of the file. */
static int
follow(struct gunzip *g, char *why)
{
	if (*g->z.next_in == 0x1f) {
		inflateReset(&g->z);
		g->between = false;
		return 0;
	}
	for (; g->z.avail_in > 0; g->z.next_in++, g->z.avail_in--)
		if (*g->z.next_in != 0)
			return because(why, UNPACKED_MORE);
	return 0;
}

ssize_t
gunzip_read(struct gunzip *g, const void **bytes, char *why)
{
	int got = Z_OK, more = 1;

	g->z.next_out = g->out;
	g->z.avail_out = sizeof g->out;
	while (g->z.avail_out > 0 && (more = fill(g, why)) == 1) {
		if (g->between && follow(g, why) < 0)
			return -2;
		if (g->between)
			continue;
		got = inflate(&g->z, Z_NO_FLUSH);
		if (got == Z_MEM_ERROR)
			return because(why, "out of memory");
		if (got != Z_OK && got != Z_STREAM_END)
			return because(why, UNPACKED_DAMAGED);
		g->between = got == Z_STREAM_END;
	}
	if (more < 0)
		return -2;
	*bytes = g->out;
	/* What came before a cut is handed out first. */
	if (g->z.avail_out < sizeof g->out || g->between)
		return (ssize_t)(sizeof g->out - g->z.avail_out);
	because(why, "it is cut short");
	return -1;
}
