/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wide.c - integers of any width that exact.c needs to decide how a result
 * rounds.
 */
#include <math.h>
#include <string.h>

#include "fold/private.h"

typedef unsigned __int128 uint128;

void
wide_trim(struct wide *a)
{
	while (a->n > 0 && a->word[a->n - 1] == 0)
		a->n--;
}

struct wide
wide_of(uint64_t value)
{
	return (struct wide){ value != 0, { value } };
}

struct wide
wide_product(const struct wide *a, const struct wide *b)
{
	struct wide c = { .n = a->n + b->n };

	memset(c.word, 0, sizeof c.word);
	for (int i = 0; i < a->n; i++) {
		uint64_t carry = 0;

		for (int j = 0; j < b->n; j++) {
			uint128 t = (uint128)a->word[i] * b->word[j] + c.word[i + j] + carry;

			c.word[i + j] = (uint64_t)t;
			carry = (uint64_t)(t >> 64);
		}
		c.word[i + b->n] = carry;
	}
	wide_trim(&c);
	return c;
}

struct wide
wide_shifted(const struct wide *a, int bits)
{
	struct wide c = { .n = 0 };
	int words = bits / 64, rest = bits % 64;

	memset(c.word, 0, sizeof c.word);
	for (int i = 0; i < a->n; i++) {
		c.word[i + words] |= a->word[i] << rest;
		if (rest > 0)
			c.word[i + words + 1] |= a->word[i] >> (64 - rest);
	}
	c.n = a->n + words + 1;
	wide_trim(&c);
	return c;
}

int
wide_compare(const struct wide *a, const struct wide *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (int i = a->n - 1; i >= 0; i--)
		if (a->word[i] != b->word[i])
			return a->word[i] < b->word[i] ? -1 : 1;
	return 0;
}

struct wide
wide_difference(const struct wide *a, const struct wide *b)
{
	struct wide c = *a;
	uint64_t borrow = 0;

	for (int i = 0; i < a->n; i++) {
		uint128 t = (uint128)a->word[i] - (i < b->n ? b->word[i] : 0) - borrow;

		c.word[i] = (uint64_t)t;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	wide_trim(&c);
	return c;
}

double
wide_double(const struct wide *a)
{
	double d = 0;

	for (int i = a->n - 1; i >= 0 && i >= a->n - 3; i--)
		d += ldexp((double)a->word[i], 64 * i);
	return d;
}
