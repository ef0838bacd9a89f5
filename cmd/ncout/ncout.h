/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ncout.h - a stream as a netCDF-4 file in the words of the CF conventions 1.8,
 * with 2-D longitudes and latitudes, and with all that a stream of its own
 * says: see netcdf/mark.h.
 *
 * netCDF-C defines the file and closes it; then chunks that threads compressed
 * are put into it as HDF5 stores them, which is far faster. Neither library is
 * called in two threads at once: ncout_work() calls neither, and all other
 * functions belong to one thread at a time.
 *
 * Functions return 0, or -1 with a reason that does not name the file
 * (CHUNK_WHY_MAX bytes).
 */
#ifndef NCOUT_H
#define NCOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "chunk.h"

struct ncout_options {
	const char *units;              /* values in these; NULL: in those of the stream */
	const char *title;              /* or NULL */
	struct chunk_pool *pool;        /* its threads compute longitudes and latitudes */
	const char *history;            /* this tool's line, for a file that goes on */
	size_t chunk[3];                /* times, rows and columns of a chunk; 0: the default */
	bool series;                    /* chunks for reading single cells in time */
	int level;                      /* of deflate, 1 to 9; 0: not compressed */
	bool lonlat;                    /* of a projected grid, all longitudes and latitudes */
	bool append;                    /* what is at `path` is such a file, and goes on */
};

struct ncout;

/*
 * ncout_open() makes the file `path` for a stream, or opens it to go on. NULL
 * with a reason. `h` and the options must live as long as the result.
 */
struct ncout *ncout_open(const char *path, const struct chunk_header *h,
    const struct ncout_options *o, char *why);

/* About how many bytes a field takes, before and after ncout_work(). */
size_t ncout_record(const struct ncout *n);
/* How many fields of a layer are kept until they are written together. */
size_t ncout_depth(const struct ncout *n);

/*
 * The work and the sink of a chunk_flow(), if the depth is 1: compresses a
 * record, and writes it. `arg` is the struct ncout.
 */
int ncout_work(void *arg, struct chunk *in, struct chunk *out, char *why);
int ncout_put(void *arg, struct chunk *c, char *why);
/* Takes a record, if the depth is larger; the threads of `pool` compress. */
int ncout_push(struct ncout *n, struct chunk_pool *pool, const struct chunk *c, char *why);

/*
 * Writes what is left. `h` is the header with the history at the end, this
 * tool's line too.
 */
int ncout_finish(struct ncout *n, struct chunk_pool *pool, const struct chunk_header *h, char *why);
void ncout_close(struct ncout *n);

#endif
