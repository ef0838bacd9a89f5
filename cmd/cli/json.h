/* SPDX-License-Identifier: BSD-2-Clause */
/* json.h - text as a string of JSON. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes at most n bytes, or those up to a NUL, as a string, which may also
 * stand in a script of an HTML page. An invalid byte becomes U+FFFD.
 */
void json_string(FILE *to, const char *text, size_t n);

#endif
