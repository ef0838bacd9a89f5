/* SPDX-License-Identifier: BSD-2-Clause */
/* input-header.c - where a stream begins: its prelude and the body after it. */
#include <stdlib.h>
#include <string.h>

#include "le.h"
#include "stream.h"

bool
input_zeros(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/*
 * What a file that is not a stream seems to be, by its first bytes, and what
 * reads it.
 */
static const char *
looks_like(const unsigned char *p)
{
	static const struct { const char *bytes; size_t n; const char *what; } known[] = {
		{ "II*\0", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "MM\0*", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "II+\0", 4, "a TIFF image: radar-unzip reads it, then tif2rain" },
		{ "PK", 2, "a zip archive: radar-unzip reads it" },
		{ "\x1f\x8b", 2, "compressed by gzip: 'gzip -dc FILE |' before this reads it" },
		{ "BZh", 3, "compressed by bzip2: 'bzip2 -dc FILE |' before this reads it" },
		{ "\xfd" "7zXZ", 5, "compressed by xz: 'xz -dc FILE |' before this reads it" },
		{ "\x28\xb5\x2f\xfd", 4, "compressed by zstd: 'zstd -dc FILE |' before this reads it" },
		{ "\x89HDF", 4, "HDF5: radar-unzip reads it, then odim2rain; if it is netCDF, nc2chunk" },
		{ "CDF", 3, "netCDF: nc2chunk reads it" },
		{ "GIF8", 4, "a GIF picture" },
		{ "<", 1, "a web page: the download failed?" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (memcmp(p, known[i].bytes, known[i].n) == 0)
			return known[i].what;
	return "something else";
}

int
input_body(struct chunk_stream *s, struct chunk_header *h, const unsigned char *prelude)
{
	uint32_t text = get32(prelude + 8), codes = get32(prelude + 12);
	size_t table = codes * sizeof(float), body = padded(text + table);
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	int result = -1;

	if (text > CHUNK_TEXT_MAX || (codes != 0 && codes != 256 && codes != 65536))
		return stream_fail(s, "a header of %u bytes and %u codes is beyond the limits",
		    text, codes);
	if (input_payload(s, &c, body) < 0)
		goto out;
	if (crc_of(0, c.buffer, body) != get32(prelude + 16)) {
		stream_fail(s, "bad checksum of the header");
		goto out;
	}
	if (!input_zeros((unsigned char *)c.buffer + text + table, body - text - table)) {
		stream_fail(s, "padding of the header that is not zero");
		goto out;
	}
	if (header_parse(h, c.buffer, text, why) < 0 || header_parse_grid(h, why) < 0) {
		stream_fail(s, "%s", why);
		goto out;
	}
	if (codes > 0) {
		float *values = malloc(table);

		if (values == NULL) {
			stream_fail(s, "out of memory");
			goto out;
		}
		memcpy(values, (char *)c.buffer + text, table);
		free(h->table);
		h->table = values;
		h->codes = codes;
	}
	result = header_table_is_finite(h->table, codes) ? 0 : stream_fail(s, "a code of the table means infinity");
out:
	chunk_free(&c);
	return result;
}

int
input_prelude(struct chunk_stream *s, unsigned char *prelude)
{
	ssize_t got = input_some(s, prelude, MAGIC_SIZE);

	if (got <= 0)
		return (int)got;
	if (memcmp(prelude, MAGIC, (size_t)got < 6 ? (size_t)got : 6) != 0) {
		memset(prelude + got, 0, MAGIC_SIZE - (size_t)got);
		if (s->counts.streams > 0)
			return stream_fail(s, "trailing bytes that are not another stream");
		return stream_fail(s, "not a chunk stream but %s", looks_like(prelude));
	}
	if ((size_t)got < MAGIC_SIZE)
		return input_cut_short(s);
	if (memcmp(prelude, MAGIC, MAGIC_SIZE) != 0)
		return stream_fail(s, "version %u of the format, this program reads version %u",
		    (unsigned)prelude[6], (unsigned)(unsigned char)MAGIC[6]);
	if (input_all(s, prelude + MAGIC_SIZE, PRELUDE_SIZE - MAGIC_SIZE) < 0)
		return -1;
	if (crc_of(0, prelude, 60) != get32(prelude + 60))
		return stream_fail(s, memcmp(prelude + MAGIC_SIZE, MAGIC, MAGIC_SIZE) == 0 ?
		    "cut short at its beginning, where another stream comes: the job that wrote it failed" :
		    "bad checksum of the stream's beginning");
	return input_zeros(prelude + 20, 40) ? 1 : stream_fail(s, "made by a later version");
}
