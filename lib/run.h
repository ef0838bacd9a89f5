/* SPDX-License-Identifier: BSD-2-Clause */
/* run.h - a run of a packed field, CHUNK_RUN bytes, in a register. */
#ifndef RUN_H
#define RUN_H

#include <string.h>

#include "chunk.h"

typedef unsigned char run_bytes __attribute__((vector_size(CHUNK_RUN)));

static inline run_bytes
run_load(const unsigned char *from)
{
	run_bytes run;

	memcpy(&run, from, sizeof run);
	return run;
}

static inline void
run_store(unsigned char *to, run_bytes run)
{
	memcpy(to, &run, sizeof run);
}

/* A run of copies of a value of `size` bytes. */
static inline run_bytes
run_copies(const unsigned char *value, size_t size)
{
	typedef uint16_t run_16 __attribute__((vector_size(CHUNK_RUN)));
	typedef uint32_t run_32 __attribute__((vector_size(CHUNK_RUN)));
	typedef uint64_t run_64 __attribute__((vector_size(CHUNK_RUN)));
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (size) {
	case 1:
		return (run_bytes){ 0 } + *value;
	case 2:
		memcpy(&u16, value, sizeof u16);
		return (run_bytes)((run_16){ 0 } + u16);
	case 4:
		memcpy(&u32, value, sizeof u32);
		return (run_bytes)((run_32){ 0 } + u32);
	default:
		memcpy(&u64, value, sizeof u64);
		return (run_bytes)((run_64){ 0 } + u64);
	}
}

/* `a`, or `b` if `choose_b`, without a branch. */
static inline run_bytes
run_select(run_bytes a, run_bytes b, bool choose_b)
{
	const run_bytes mask = (run_bytes){ 0 } - (unsigned char)choose_b;

	return (a & ~mask) | (b & mask);
}

#endif
