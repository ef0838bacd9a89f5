/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kinds.c - files that may be whole, but are of a kind that is not read here:
 * they are named, so that nobody takes them for damaged.
 */
#include "archive/private.h"

#include <string.h>

#define DATA    "convert it to GeoTIFFs first"
#define ARCHIVE "unpack it, and give the folder"
#define PACKED  "unpack it first"
#define ISO_AT  32769u                  /* where an ISO 9660 has its mark */

static const struct {
	const char *mark;
	size_t size;
	const char *kind, *advice;
} kinds[] = {
	{ "\x89HDF\r\n\x1a\n", 8, "an HDF5 file (or netCDF 4, or ODIM)", DATA },
	{ "\x0e\x03\x13\x01", 4, "an HDF4 file", DATA },
	{ "CDF\1", 4, "a netCDF file", DATA },
	{ "CDF\2", 4, "a netCDF file", DATA },
	{ "CDF\5", 4, "a netCDF file", DATA },
	{ "GRIB", 4, "a GRIB file", DATA },
	{ "BUFR", 4, "a BUFR file", DATA },
	{ "\x89PNG\r\n\x1a\n", 8, "a PNG picture", DATA },
	{ "GIF8", 4, "a GIF picture", DATA },
	{ "\xff\xd8\xff", 3, "a JPEG picture", DATA },
	{ "\0\0\0\x0cjP  ", 8, "a JPEG 2000 picture", DATA },
	{ "Rar!\x1a\7", 6, "a RAR archive", ARCHIVE },
	{ "!<arch>\n", 8, "an ar archive", ARCHIVE },
	{ "MSCF", 4, "a cab archive", ARCHIVE },
	{ "xar!", 4, "a xar archive", ARCHIVE },
	{ "\xed\xab\xee\xdb", 4, "an RPM", ARCHIVE },
	{ "\x04\"M\x18", 4, "compressed by lz4", PACKED },
	{ "\x02!L\x18", 4, "compressed by lz4", PACKED },
	{ "\x89LZO\0\r\n\x1a\n", 9, "compressed by lzop", PACKED },
	{ "LRZI", 4, "compressed by lrzip", PACKED },
	{ "\x5d\0\0", 3, "compressed by lzma", PACKED },
	{ "\x8a" "CHUNK", 6, "a stream, as this tool writes", "give it to the next tool" },
};

static int
refuse(const char *kind, const char *advice, char *why)
{
	return chunk_reason(why, "%s, which is not read here: %s", kind, advice);
}

int
kinds_require(int fd, const unsigned char *head, size_t n, char *why)
{
	char mark[5];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (n >= kinds[i].size && memcmp(head, kinds[i].mark, kinds[i].size) == 0)
			return refuse(kinds[i].kind, kinds[i].advice, why);
	/* A method of lha stands between two hyphens: -lh5-. */
	if (n > 7 && head[2] == '-' && head[3] == 'l' && head[6] == '-')
		return refuse("an lha archive", ARCHIVE, why);
	if (fd >= 0 && bytes_read(fd, mark, sizeof mark, ISO_AT) == sizeof mark &&
	    memcmp(mark, "CD001", sizeof mark) == 0)
		return refuse("an ISO 9660 image of a disk", ARCHIVE, why);
	return 0;
}
