/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * code.h - the values of a field as the codes of a page: as few bytes as the eye
 * and a table of numbers need, and how far from the values they are.
 *
 * Codes of a stream stay as they are. Whole numbers, and multiples of 0.1 or 0.01
 * that are float32, keep their value. Amounts
 * that spread over powers of ten, and differences, get steps that are even in
 * asinh(x): even near 0, and relative further out; all other values even steps.
 */
#ifndef CODE_H
#define CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "chunk.h"
#include "picture/quantity.h"

enum code_form {
	CODE_TABLE,                             /* the stream's own codes, and its table */
	CODE_EVEN,                              /* base + (code - 1) * step */
	CODE_ARSINH                             /* base * sinh((code - zero) * step) */
};

/* Whether values were rounded; if not, whether they are the float32 of a multiple of 0.01. */
enum code_exact { CODE_ROUNDED, CODE_EXACT, CODE_SINGLE };

/* How the codes of a field become values. Except in a table, 0 stands for missing. */
struct code {
	enum code_form form;
	int bytes;                              /* of a code: 1 to 4; 0 if all cells are missing */
	enum code_exact exact;
	double base, step;
	int zero;
};

/*
 * code_field() finds codes for an unpacked field, and writes them to `codes`,
 * one for each cell. `quantity` says what its layer is; of `few` fields, small
 * values are more exact. 0, or -1 with a reason: a value is infinite, or out of
 * memory.
 */
int code_field(struct code *code, const struct quantity *quantity, const struct chunk_header *h,
    const struct chunk *c, bool few, uint32_t *codes, char *why);

/* The code of what is dry, or else of the least value. */
uint32_t code_least(const struct code *code);

/*
 * code_mask() writes which cells of a field are missing. False if all are.
 */
bool code_mask(const struct chunk_header *h, const struct chunk *c, bool *mask);

#endif
