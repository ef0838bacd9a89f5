/* SPDX-License-Identifier: BSD-2-Clause */
/* utf8.h - well-formed UTF-8, as RFC 3629, section 4, has it. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/*
 * The length of the character at p, of which n bytes are there; 0 if none is
 * well-formed.
 */
static inline size_t
utf8_length(const unsigned char *p, size_t n)
{
	size_t length = *p < 0x80 ? 1 :
	    *p < 0xc2 ? 0 :
	    *p < 0xe0 ? 2 :
	    *p < 0xf0 ? 3 :
	    *p < 0xf5 ? 4 : 0;

	if (length > n)
		return 0;
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f)) /* overlong; surrogates */
		return 0;
	if ((*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f)) /* overlong; over 10ffff */
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

#endif
