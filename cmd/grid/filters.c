/* SPDX-License-Identifier: BSD-2-Clause */
/* filters.c - chunks of HDF5: inflated, unshuffled, and in our order of bytes. */
#include "grid/filters.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>

void *
filters_inflater(void)
{
	return libdeflate_alloc_decompressor();
}

void
filters_free(void *inflater)
{
	libdeflate_free_decompressor(inflater);
}

bool
filters_inflate(void *inflater, const void *from, size_t n, void *to, size_t size)
{
	return libdeflate_zlib_decompress(inflater, from, n, to, size, NULL) == LIBDEFLATE_SUCCESS;
}
#else
#include <zlib.h>

void *
filters_inflater(void)
{
	return malloc(1);
}

void
filters_free(void *inflater)
{
	free(inflater);
}

bool
filters_inflate(void *inflater, const void *from, size_t n, void *to, size_t size)
{
	uLongf got = (uLongf)size;

	(void)inflater;
	return uncompress(to, &got, from, (uLong)n) == Z_OK && got == size;
}
#endif

/*
 * Gathers n values of `size` bytes, a constant, whose bytes are `apart` from
 * each other: in a register, since bytes alone take twice as long.
 */
static inline void
gather(const unsigned char *from, unsigned char *to, size_t n, size_t apart, size_t size)
{
	for (size_t i = 0; i < n; i++, to += size) {
		uint64_t x = 0;

		for (size_t byte = 0; byte < size; byte++)
			x |= (uint64_t)from[byte * apart + i] << 8 * byte;
		x = htole64(x);
		memcpy(to, &x, size);
	}
}

void
filters_unshuffle(const unsigned char *from, unsigned char *to, size_t first, size_t n,
    size_t all, size_t size)
{
	from += first;
	to += first * size;
	switch (size) {
	case 2: gather(from, to, n, all, 2); break;
	case 4: gather(from, to, n, all, 4); break;
	default: gather(from, to, n, all, 8); break;
	}
}

#define LOAD(type, from, i) __extension__ ({ \
	type x_; \
	memcpy(&x_, (const unsigned char *)(from) + (i) * sizeof x_, sizeof x_); \
	x_; })

#define SWAP(type, swap) \
	for (size_t i = 0; i < n; i++) { \
		type x = swap(LOAD(type, from, i)); \
		memcpy((unsigned char *)to + i * sizeof x, &x, sizeof x); \
	}

void
filters_swap(const void *from, void *to, size_t n, size_t size)
{
	switch (size) {
	case 2: SWAP(uint16_t, __builtin_bswap16) break;
	case 4: SWAP(uint32_t, __builtin_bswap32) break;
	default: SWAP(uint64_t, __builtin_bswap64) break;
	}
}
