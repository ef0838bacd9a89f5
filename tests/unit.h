/* SPDX-License-Identifier: BSD-2-Clause */
/* unit.h - what every libcheck program here ends with: `return unit_main(suite);` */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

/* Runs a suite, prints a TAP line for each of its tests, and returns main()'s exit status. */
int unit_main(Suite *s);

#endif
