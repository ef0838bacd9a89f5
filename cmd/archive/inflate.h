/* SPDX-License-Identifier: BSD-2-Clause */
/* inflate.h - deflated members of a zip made whole again, by several threads at once. */
#ifndef INFLATE_H
#define INFLATE_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

/*
 * Decompressors that no thread is using: one is made where there is none, so that there are never
 * more than threads, and none is made twice. Starts as INFLATERS; inflaters_free() ends it.
 */
struct inflaters {
	pthread_mutex_t lock;                   /* of what follows */
	void *idle[CHUNK_THREADS_MAX];
	int count;
};

#define INFLATERS { .lock = PTHREAD_MUTEX_INITIALIZER }

enum inflated { INFLATE_DONE, INFLATE_DAMAGED, INFLATE_NO_MEMORY };

/* Inflates `packed` bytes of raw deflate at `from` to exactly `size` bytes at `to`. */
enum inflated inflate_member(struct inflaters *all, const void *from, size_t packed, void *to, size_t size);
void inflaters_free(struct inflaters *all);

/* CRC-32, as a zip has it for each member. */
uint32_t inflate_crc(const void *bytes, size_t size);

#endif
