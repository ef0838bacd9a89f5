/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filters.h - what HDF5, and so netCDF-4, does to the bytes of a chunk before it
 * is stored, undone without that library, which only one thread may call.
 */
#ifndef FILTERS_H
#define FILTERS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What inflates; one for each thread. filters_inflater() returns NULL if out of
 * memory, and never NULL otherwise, though it may have nothing to keep.
 */
void *filters_inflater(void);
void filters_free(void *inflater);

/*
 * Inflates n bytes of a zlib stream to exactly `size`; false if they do not give
 * just as many, or are damaged: Adler-32 is checked.
 */
bool filters_inflate(void *inflater, const void *from, size_t n, void *to, size_t size);

/*
 * Undoes the filter shuffle, which puts the first bytes of all values of a chunk
 * before all second bytes, and so on (H5Pset_shuffle() in HDF5's manual):
 * values number `first` to first + n - 1 of the `all` of a chunk, of 2, 4 or 8
 * bytes each, to their place in `to`, which must not overlap `from`.
 */
void filters_unshuffle(const unsigned char *from, unsigned char *to, size_t first, size_t n,
    size_t all, size_t size);

/* Puts n values of 2, 4 or 8 bytes in the other order of bytes; from and to may be the same. */
void filters_swap(const void *from, void *to, size_t n, size_t size);

#endif
