/* SPDX-License-Identifier: BSD-2-Clause */
/* formats.c - formats by the first bytes of a file. */
#include "grid/formats.h"

#include <ctype.h>
#include <string.h>

#include "grid/image.h"

#define RADOLAN "radolan2rain reads it"
#define TIFF    "tif2rain reads it"
#define STREAM  "tif2rain reads one of images, and stats, gifmake and others one of fields"
#define GRIB    "gdal_translate makes GeoTIFFs of it, and cdo -f nc4 copy netCDF"
#ifdef HAVE_ODIM2RAIN
#define HDF5    "odim2rain reads ODIM_H5 and KNMI's, and nc2chunk netCDF-4"
#else
#define HDF5    "odim2rain would read it, but was built without HDF5 and PROJ (Debian: libhdf5-dev, libproj-dev)"
#endif
#ifdef HAVE_NC2CHUNK
#define NETCDF  "nc2chunk reads it"
#else
#define NETCDF  "nc2chunk would read it, but was built without netCDF, HDF5 and PROJ (Debian: libnetcdf-dev, libhdf5-dev, libproj-dev)"
#endif

static const struct {
	size_t at, size;
	const char *mark;
	struct format format;
} formats[] = {
	{ 0, 8, "\x89HDF\r\n\x1a\n", { "HDF5", FORMAT_DATA, HDF5 } },
	{ 0, 4, "\x0e\x03\x13\x01", { "HDF4", FORMAT_DATA, NULL } },
	{ 0, 4, "CDF\1", { "netCDF", FORMAT_DATA, NETCDF } },
	{ 0, 4, "CDF\2", { "netCDF", FORMAT_DATA, NETCDF } },
	{ 0, 4, "CDF\5", { "netCDF", FORMAT_DATA, NETCDF } },
	{ 0, 4, "GRIB", { "GRIB", FORMAT_DATA, GRIB } },
	{ 0, 4, "BUFR", { "BUFR", FORMAT_DATA, NULL } },
	{ 0, 8, "\x89PNG\r\n\x1a\n", { "a PNG picture", FORMAT_DATA, NULL } },
	{ 0, 4, "GIF8", { "a GIF picture", FORMAT_DATA, NULL } },
	{ 0, 3, "\xff\xd8\xff", { "a JPEG picture", FORMAT_DATA, NULL } },
	{ 0, 8, "\0\0\0\x0cjP  ", { "a JPEG 2000 picture", FORMAT_DATA, NULL } },
	{ 0, 4, "\xff\x4f\xff\x51", { "a JPEG 2000 picture", FORMAT_DATA, NULL } },
	{ 0, 8, "\0\0\0\x0cJXL ", { "a JPEG XL picture", FORMAT_DATA, NULL } },
	{ 8, 4, "WEBP", { "a WebP picture", FORMAT_DATA, NULL } },
	{ 0, 3, "P5\n", { "a PGM picture", FORMAT_DATA, NULL } },
	{ 0, 3, "P6\n", { "a PPM picture", FORMAT_DATA, NULL } },
	{ 0, 4, "%PDF", { "a PDF", FORMAT_DATA, NULL } },
	{ 0, 6, "ncols ", { "an ASCII grid", FORMAT_DATA, RADOLAN } },
	{ 0, 6, "NCOLS ", { "an ASCII grid", FORMAT_DATA, RADOLAN } },
	{ 0, 4, "RIFF", { "a RIFF file", FORMAT_DATA, NULL } },
	{ 0, 9, "SIMPLE  =", { "FITS", FORMAT_DATA, NULL } },
	{ 0, 15, "SQLite format 3", { "an SQLite file, such as GeoPackage", FORMAT_DATA, NULL } },
	{ 0, 15, "EHFA_HEADER_TAG", { "an ERDAS file", FORMAT_DATA, NULL } },
	{ 0, 4, "<VRT", { "a VRT of GDAL", FORMAT_DATA, NULL } },
	{ 0, 23, "version https://git-lfs", { "a pointer of Git LFS", FORMAT_DATA, NULL } },
	{ 0, 6, "Rar!\x1a\7", { "a RAR archive", FORMAT_ARCHIVE, NULL } },
	{ 0, 8, "!<arch>\n", { "an ar archive", FORMAT_ARCHIVE, NULL } },
	{ 0, 4, "MSCF", { "a cab archive", FORMAT_ARCHIVE, NULL } },
	{ 0, 4, "xar!", { "a xar archive", FORMAT_ARCHIVE, NULL } },
	{ 0, 4, "\xed\xab\xee\xdb", { "an RPM", FORMAT_ARCHIVE, NULL } },
	{ 0, 4, "\x04\"M\x18", { "compressed by lz4", FORMAT_PACKED, NULL } },
	{ 0, 4, "\x02!L\x18", { "compressed by lz4", FORMAT_PACKED, NULL } },
	{ 0, 9, "\x89LZO\0\r\n\x1a\n", { "compressed by lzop", FORMAT_PACKED, NULL } },
	{ 0, 4, "LRZI", { "compressed by lrzip", FORMAT_PACKED, NULL } },
	{ 0, 3, "\x5d\0\0", { "compressed by lzma", FORMAT_PACKED, NULL } },
	{ 0, 2, "\x1f\x8b", { "compressed by gzip", FORMAT_READ, NULL } },
	{ 0, 3, "BZh", { "compressed by bzip2", FORMAT_READ, NULL } },
	{ 0, 6, "\xfd" "7zXZ\0", { "compressed by xz", FORMAT_READ, NULL } },
	{ 0, 4, "\x28\xb5\x2f\xfd", { "compressed by zstd", FORMAT_READ, NULL } },
	{ 0, 4, "LZIP", { "compressed by lzip", FORMAT_READ, NULL } },
	{ 0, 2, "\x1f\x9d", { "compressed by compress", FORMAT_READ, NULL } },
	{ 0, 4, "PK\3\4", { "a zip", FORMAT_READ, NULL } },
	{ 0, 4, "PK\5\6", { "a zip", FORMAT_READ, NULL } },
	{ 0, 6, "7z\xbc\xaf\x27\x1c", { "a 7z", FORMAT_READ, NULL } },
	{ 257, 5, "ustar", { "a tar", FORMAT_READ, NULL } },
	{ 0, 6, "\x8a" "CHUNK", { "a stream already", FORMAT_STREAM, STREAM } },
};

/* RADOLAN begins with a product, such as RW, and 15 digits of time and place. */
static bool
is_radolan(const char *p, size_t n)
{
	if (n < 19 || !isupper((unsigned char)p[0]) || !isalnum((unsigned char)p[1]))
		return false;
	for (int i = 2; i < 17; i++)
		if (!isdigit((unsigned char)p[i]))
			return false;
	return p[17] == 'B' && p[18] == 'Y';
}

static bool
is_tiff(const char *p, size_t n)
{
	return n >= 4 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "II+\0", 4) == 0 ||
	    memcmp(p, "MM\0*", 4) == 0 || memcmp(p, "MM\0+", 4) == 0);
}

const struct format *
formats_find(const void *bytes, size_t n)
{
	static const struct format radolan = { "a composite of RADOLAN", FORMAT_DATA, RADOLAN };
	static const struct format bmp = { "a BMP picture", FORMAT_DATA, NULL };
	static const struct format lha = { "an lha archive", FORMAT_ARCHIVE, NULL };
	const char *p = bytes;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (n >= formats[i].at + formats[i].size &&
		    memcmp(p + formats[i].at, formats[i].mark, formats[i].size) == 0)
			return &formats[i].format;
	if (is_radolan(p, n))
		return &radolan;
	/* The size of the file, and the offset of the pixels in it. */
	if (n > 18 && p[0] == 'B' && p[1] == 'M' && memcmp(p + 6, "\0\0\0", 4) == 0)
		return &bmp;
	/* A method of lha stands between two hyphens: -lh5-. */
	return n > 7 && p[2] == '-' && p[3] == 'l' && p[6] == '-' ? &lha : NULL;
}

int
formats_refuse(const void *bytes, size_t n, const char *wanted, char *why)
{
	static const struct format tiff = { "a TIFF", FORMAT_DATA, TIFF };
	const struct format *f = is_tiff(bytes, n) ? &tiff : formats_find(bytes, n);

	if (f == NULL) {
		chunk_reason(why, n == 0 ? "is empty" : "is not %s", wanted);
		return IMAGE_DAMAGED;
	}
	chunk_reason(why, "is %s, not %s: %s", f->name, wanted,
	    f->reader != NULL ? f->reader : "those are what is read here");
	return IMAGE_REFUSED;
}
