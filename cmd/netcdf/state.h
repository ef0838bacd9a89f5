/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * state.h - what the parts of reading.h share: the files that were looked into.
 */
#ifndef NETCDF_STATE_H
#define NETCDF_STATE_H

#include "netcdf/private.h"
#include "netcdf/reading.h"

/* A file that was looked into, and is opened again when its turn comes. */
struct source {
	char *path, *group;             /* the full name of the variable's group */
	struct variable variable;       /* its ids are of the first time */
	struct packing packing;
	struct place place;
	struct times times;             /* after reading_settle(): seconds since 1970 UTC */
	char method[METHOD_MAX];        /* of the time; "" if it does not say */
	size_t from, to;                /* which of them are asked for */
	size_t chunk_times;             /* times in a chunk; 1 if it is not stored in chunks */
	size_t block;                   /* times that are read at once */
};

struct reading_state {
	struct source *sources;         /* after reading_settle() in the order of time */
	size_t n, room;
	struct box_part part;           /* of the grid: what is asked for */
	struct stamps stamps;
	int64_t step;                   /* of all fields; 0: they differ */
	char origin[500];               /* institution and source of the first file */

	/* Where reading_next() is. */
	size_t at, time;                /* the source, and the time in it, of the next field */
	int64_t reached;                /* what came so far ends here */
	size_t open;                    /* the source that is open, plus 1; 0: none */
	int file, group, id;            /* of it, and its variable */
	struct chunk_file *chunks;      /* the source whose chunks are open, or NULL; */
	size_t chunks_source;           /* which it is, or was tried, plus 1 */
	struct chunk block;             /* the stored values of some times of it: */
	size_t block_source, block_first, block_n;      /* n 0: none */
	struct chunk before;            /* for sums since midnight, the field before: */
	size_t before_source;
	int64_t before_end;             /* where that ends; INT64_MIN: there is none */
};

/* What stored values begin with, on their way to the threads. */
struct stored {
	size_t source, before;          /* whose numbers unpack them */
	size_t size;                    /* of one field */
	bool has_before;
	bool chunked;                   /* chunks follow, instead of values: see chunks.h */
	char padding[64 - 3 * sizeof(size_t) - 2 * sizeof(bool)];
};

/* Bytes of one field as it is stored. */
size_t slabs_size(const struct reading_state *s, const struct source *source);
/*
 * Reads the stored values of a field to `to`: slabs_size() bytes. 0, or -1 with
 * a reason.
 */
int slabs_read(struct reading_state *s, size_t source, size_t time, unsigned char *to, char *why);
/* Closes the file that is open. */
void slabs_close(struct reading_state *s);
/* How many times are best read at once. */
size_t slabs_block(const struct source *source, const struct box_part *p);

/* -1 with the reason `reason` at a file, and a time if it is not INT64_MIN. */
int source_reason(const struct source *source, int64_t time, const char *reason, char *why);

#endif
