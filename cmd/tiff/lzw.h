/* SPDX-License-Identifier: BSD-2-Clause */
/* lzw.h - TIFF's LZW, decoded as fast as radar images allow. */
#ifndef LZW_H
#define LZW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * lzw_decode() decodes a strip or tile of `n` bytes to exactly `size` bytes, under 4 GiB, at `to`. False
 * where the codes do not make so many, or are not as section 13 of TIFF 6.0 has them: then what is at
 * `to` means nothing, and libtiff, which knows older forms too, is the one to say what is wrong.
 */
bool lzw_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size);

#endif
