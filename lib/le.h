/* SPDX-License-Identifier: BSD-2-Clause */
/* le.h - little-endian numbers at any address. */
#ifndef LE_H
#define LE_H

#include <stdint.h>
#include <string.h>

/*
 * A field's payload is used where it lies, so the host's floats and u16 must be
 * the stream's.
 */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "payloads are used in place: this host needs a byte swap in reader.c and writer.c"
#endif

static inline void
put16(unsigned char *p, uint16_t v)
{
	memcpy(p, &v, sizeof v);
}

static inline void
put32(unsigned char *p, uint32_t v)
{
	memcpy(p, &v, sizeof v);
}

static inline void
put64(unsigned char *p, uint64_t v)
{
	memcpy(p, &v, sizeof v);
}

static inline uint16_t
get16(const unsigned char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline uint32_t
get32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline uint64_t
get64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

#endif
