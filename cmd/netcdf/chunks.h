/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunks.h - values of netCDF-4 by the chunks in which HDF5 keeps them.
 *
 * The library inflates in the one thread that may call it, by zlib. Chunks that
 * are read as they are stored can be inflated in any thread, by libdeflate.
 */
#ifndef NETCDF_CHUNKS_H
#define NETCDF_CHUNKS_H

#include "netcdf/state.h"

struct chunk_file;              /* a dataset that is open by HDF5 */

/*
 * chunks_open() opens the dataset of a source. NULL if it is not kept in a way
 * that is read here, which is no error: the library reads it.
 */
struct chunk_file *chunks_open(const struct source *source);
void chunks_close(struct chunk_file *f);

/*
 * chunks_read() puts the chunks of one time that the part needs after the first
 * `head` bytes of a record. 1; 0 if the library had better read them; -1 with a
 * reason.
 */
int chunks_read(struct chunk_file *f, const struct reading_state *s, const struct source *source,
    size_t time, struct chunk *c, size_t head, char *why);

/*
 * chunks_unpack() makes a field of what chunks_read() gave, in any thread. 0,
 * or -1 with a reason; values that are refused are noted in `bad`.
 */
int chunks_unpack(const struct reading_state *s, const struct source *source,
    const unsigned char *bytes, double factor, float *to, struct bad *bad, char *why);

/* ---- Between the two --------------------------------------------------- */

/*
 * What the bytes begin with; then a chunk_place for each chunk, then the
 * chunks.
 */
struct chunk_list {
	size_t n;
	size_t high, wide;              /* cells of a chunk along y and x */
	unsigned char fill[8];          /* what a chunk that is not there holds */
	unsigned deflate_bit, shuffle_bit;      /* in `left_out`; 0: no such filter */
	bool swapped;                   /* values are in the other order of bytes */
};

struct chunk_place {
	size_t y, x;                    /* where the chunk begins in the file */
	size_t at, size;                /* its bytes; size 0: it is not there */
	uint32_t left_out;              /* the filters that were left out */
};

/* A rectangle of the file that a part of the grid is read from. */
struct window {
	size_t y, x, high, wide;
};

/* The columns up to the seam of the grid, or those after it. */
struct window window_find(const struct reading_state *s, const struct source *source,
    bool after_seam);

#endif
