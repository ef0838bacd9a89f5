/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crc.c - CRC-32 as zlib has it. libdeflate is faster, ISA-L the fastest;
 * configure finds out which there are.
 */
#if defined(HAVE_ISAL)
#include <isa-l/crc.h>
#elif defined(HAVE_LIBDEFLATE)
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

#include "format.h"

uint32_t
crc_of(uint32_t crc, const void *bytes, size_t size)
{
#if defined(HAVE_ISAL)
	return crc32_gzip_refl(crc, bytes, size);
#elif defined(HAVE_LIBDEFLATE)
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
