/* SPDX-License-Identifier: BSD-2-Clause */
/* formats.c - files by their first bytes. */
#include "grid/formats.h"

#include <string.h>

const char *
formats_name(const void *bytes, size_t n)
{
	static const struct {
		size_t at, size;
		const char *magic, *name;
	} formats[] = {
		{ 0, 8, "\x89HDF\r\n\x1a\n", "HDF5" },
		{ 0, 4, "\x0e\x03\x13\x01", "HDF4" },
		{ 0, 4, "CDF\1", "netCDF" },
		{ 0, 4, "CDF\2", "netCDF" },
		{ 0, 4, "CDF\5", "netCDF" },
		{ 0, 4, "GRIB", "GRIB" },
		{ 0, 4, "BUFR", "BUFR" },
		{ 0, 8, "\x89PNG\r\n\x1a\n", "PNG" },
		{ 0, 4, "GIF8", "GIF" },
		{ 0, 3, "\xff\xd8\xff", "JPEG" },
		{ 0, 12, "\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000" },
		{ 0, 4, "\xff\x4f\xff\x51", "JPEG 2000" },
		{ 0, 12, "\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL" },
		{ 8, 4, "WEBP", "WebP" },
		{ 0, 2, "BM", "BMP" },
		{ 0, 3, "P5\n", "PGM" },
		{ 0, 3, "P6\n", "PPM" },
		{ 0, 4, "%PDF", "PDF" },
		{ 0, 2, "\x1f\x8b", "gzip" },
		{ 0, 3, "BZh", "bzip2" },
		{ 0, 6, "\xfd" "7zXZ\0", "xz" },
		{ 0, 4, "\x28\xb5\x2f\xfd", "zstd" },
		{ 0, 4, "\x04\x22\x4d\x18", "lz4" },
		{ 0, 4, "LZIP", "lzip" },
		{ 0, 2, "\x1f\x9d", "compress" },
		{ 0, 4, "PK\3\4", "zip" },
		{ 0, 4, "PK\5\6", "zip" },
		{ 0, 6, "7z\xbc\xaf\x27\x1c", "7z" },
		{ 0, 6, "Rar!\x1a\x07", "RAR" },
		{ 257, 5, "ustar", "tar" },
	};
	const char *p = bytes;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (n >= formats[i].at + formats[i].size &&
		    memcmp(p + formats[i].at, formats[i].magic, formats[i].size) == 0)
			return formats[i].name;
	return NULL;
}
