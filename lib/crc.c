/* SPDX-License-Identifier: BSD-2-Clause */
/* crc.c - CRC-32: zlib's, or libdeflate's where it was found, which gives the same number sooner. */
#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

#include "stream.h"

uint32_t
crc_of(uint32_t crc, const void *bytes, size_t size)
{
#ifdef HAVE_LIBDEFLATE
	return libdeflate_crc32(crc, bytes, size);
#else
	return (uint32_t)crc32_z(crc, bytes, size);
#endif
}

uint32_t
crc_of_zeros(uint32_t crc, size_t size)
{
	static const unsigned char zeros[ALIGNMENT];

	return size ? crc_of(crc, zeros, size) : crc;
}
