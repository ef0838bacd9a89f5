/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flags.h - layers whose values are categories, by CF's keys flag_values and
 * flag_meanings, and which of them fit into bytes.
 */
#ifndef FLAGS_H
#define FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

#define FLAGS_MAX 256

struct flags {
	const char *values, *meanings;          /* as the header has them; no meanings: NULL */
	size_t n;
	double value[FLAGS_MAX];
	/*
	 * A whole number from 0 to 255 that is none of them, for what is missing: 0, or
	 * else the largest. -1: some are no such numbers, or there is none left.
	 */
	int missing;
};

/*
 * flags_key() returns the value of flag_values or flag_meanings, or NULL: of the
 * layer alone, since what is said of the stream's variable, whose layer is "", is
 * not said of it.
 */
const char *flags_key(const struct chunk_header *h, const char *layer, const char *key);

/*
 * flags_of() tells the categories of a layer; "" is the stream's own variable.
 * false if its values are no categories, or these are not at most FLAGS_MAX
 * different numbers.
 */
bool flags_of(const struct chunk_header *h, const char *layer, struct flags *f);

/*
 * flags_fit() tells whether each of n values is missing, or a whole number from 0
 * to 255 that does not mean missing. flags_bytes() makes bytes of such.
 */
bool flags_fit(const struct flags *f, const float *value, size_t n);
void flags_bytes(int missing, const float *value, size_t n, uint8_t *to);

#endif
