/* SPDX-License-Identifier: BSD-2-Clause */
/* unit.h - what libcheck programs here share; each ends with `return unit_main(suite);` */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <stdint.h>

#include "chunk.h"

/* The elements of an array; and one run of a test for each of them, which _i counts. */
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LOOP(test, array) tcase_add_loop_test(t, test, 0, (int)COUNT(array))

/* Runs a suite, prints a TAP line for each of its tests, and returns main()'s exit status. */
int unit_main(Suite *s);

/* The text of a header, as chunk_text() gives it; until the next call. */
const char *text_of(const struct chunk_header *h);

/* A number below n, the same ones in every run of a test. */
uint32_t unit_random(uint32_t n);

#endif
