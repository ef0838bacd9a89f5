/* SPDX-License-Identifier: BSD-2-Clause */
/* pack.h - bytes as short text, which a page unpacks with what every browser has. */
#ifndef PACK_H
#define PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * pack_codes() makes text of the codes of a field, each of 1 to 4 bytes: a plane
 * of rows x cols bytes for each byte, from the lowest; each byte less its
 * prediction from its neighbours; all in the format of zlib; in base64. Where `mask` is
 * true, cells are expected to be missing, which is 0; as neighbours these, and
 * what is outside the grid, have the code `fill`.
 *
 * pack_bytes() makes base64 of zlib of bytes, and pack_bits() of n bits in rows of
 * `cols`, the first in the highest bit of a byte; rows begin with a byte of their own.
 *
 * All return a string that the caller frees; NULL if out of memory.
 */
struct pack {
	size_t rows, cols;
	int bytes;
	uint32_t fill;
	const bool *mask;
};
char *pack_codes(const struct pack *p, const uint32_t *codes);
char *pack_bytes(const void *bytes, size_t size);
char *pack_bits(const bool *bits, size_t rows, size_t cols);

#endif
