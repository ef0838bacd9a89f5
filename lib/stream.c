/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.c - what readers and writers share: errors with their place, counts,
 * closing.
 */
#include "stream.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct chunk_stream *
stream_new(void)
{
	struct chunk_stream *s = calloc(1, sizeof *s);

	if (s != NULL)
		s->fd = -1;
	return s;
}

void
chunk_close(struct chunk_stream *s)
{
	if (s == NULL)
		return;
	if (!s->writing)
		input_close(s);
	chunk_header_free(s->header);
	chunk_free(&s->after_hole);
	chunk_free(&s->after_gap);
	chunk_free(&s->packed);
	free(s);
}

const char *
chunk_error(const struct chunk_stream *s)
{
	return s->error;
}

const char *
chunk_name(const struct chunk_stream *s)
{
	return s->name;
}

const struct chunk_header *
chunk_header(const struct chunk_stream *s)
{
	return s->header;
}

const struct chunk_counts *
chunk_counts(const struct chunk_stream *s)
{
	return &s->counts;
}

uint32_t
chunk_digest(const struct chunk_stream *in)
{
	return in->digest;
}

int
chunk_reason(char *why, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(why, CHUNK_WHY_MAX, format, ap);
	va_end(ap);
	return -1;
}

int
stream_fail(struct chunk_stream *s, const char *format, ...)
{
	char what[CHUNK_WHY_MAX / 2], when[CHUNK_TIME_MAX] = "", place[128] = "";
	va_list ap;

	if (s->error[0] != '\0')
		return -1;
	va_start(ap, format);
	vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	if (s->placed)
		chunk_time_text(s->at, when);
	if (s->record > 0)
		snprintf(place, sizeof place,
		    "record %llu, byte %llu%s%s: ", (unsigned long long)s->record,
		    (unsigned long long)s->offset, *when ? ", " : "", when);
	return chunk_reason(s->error, "%.200s: %s%s", s->name, place, what);
}

void
stream_widen(int fd)
{
#ifdef F_SETPIPE_SZ
	if (fcntl(fd, F_GETPIPE_SZ) < 1 << 20)
		fcntl(fd, F_SETPIPE_SZ, 1 << 20);       /* may fail: not a pipe, or not allowed */
#else
	(void)fd;
#endif
}

void
stream_count(struct chunk_stream *s, const struct chunk *c)
{
	struct chunk_counts *n = &s->counts;

	if (n->fields + n->blobs + n->gaps == 0 || c->start < n->start)
		n->start = c->start;
	if (n->fields + n->blobs + n->gaps == 0 || c->end > n->end)
		n->end = c->end;
	n->fields += c->kind == CHUNK_FIELD;
	n->blobs += c->kind == CHUNK_BLOB;
	n->gaps += c->kind == CHUNK_GAP;
}

const char *
chunk_time_text(int64_t t, char *text)
{
	time_t seconds = (time_t)t;
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL) {
		snprintf(text, CHUNK_TIME_MAX, "%lld", (long long)t);
	} else {
		/* strftime() would write the year 20 with two digits. */
		int year = snprintf(text, CHUNK_TIME_MAX, "%04ld", 1900 + (long)tm.tm_year);
		const char *rest = tm.tm_sec ? "-%m-%dT%H:%M:%SZ" : "-%m-%dT%H:%MZ";

		strftime(text + year, (size_t)(CHUNK_TIME_MAX - year), rest, &tm);
	}
	return text;
}
