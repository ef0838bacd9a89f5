/* SPDX-License-Identifier: BSD-2-Clause */
/* formats.h - what bytes are that no decoder here takes. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stddef.h>

/*
 * formats_name() names the format that a file's first `n` bytes are of, such
 * as "HDF5", "PNG" or "gzip"; NULL if they are of none that is known. A TIFF
 * has none of these names.
 */
const char *formats_name(const void *bytes, size_t n);

#endif
