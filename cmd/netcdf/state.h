/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * state.h - what the parts of reading.h share: the files that were looked into.
 */
#ifndef NETCDF_STATE_H
#define NETCDF_STATE_H

#include "netcdf/mark.h"
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
	size_t number;                  /* of the file, as it was named */
	struct chunk_file *chunks;      /* its chunks, if they are open; */
	bool chunks_tried;
	struct chunk stored;            /* the stored values of some times of it: */
	size_t stored_first, stored_n;  /* n 0: none */

	/* Of a file by chunk2nc; a source for each layer. */
	size_t layer, layers;           /* which layer it is, of how many; layers 0: another file */
	char name[CHUNK_LAYER_MAX + 1];
	bool wide;                      /* its values are float64 */
	struct own *own;                /* of the first layer, which frees it; else NULL */
};

/* What a file by chunk2nc says beside its values. */
struct own {
	struct chunk_header *header;
	uint32_t *have, *expected;      /* of each time */
	char *text;                     /* that gaps are in */
	struct mark_gap *gaps;
	size_t n_gaps, at_gap;          /* the next one */
};

struct reading_state {
	struct source *sources;         /* after reading_settle() in the order of time */
	size_t n, room;
	struct box_part part;           /* of the grid: what is asked for */
	struct stamps stamps;
	int64_t step;                   /* of all fields; 0: they differ */
	char origin[256];               /* institution or source of the first file */
	bool own;                       /* all files are by chunk2nc */
	char doubt[500];                /* why the first that was changed since is not believed */
	size_t files;                   /* that were named */

	/* Where reading_next() is. */
	size_t at, time;                /* the source, and the time in it, of the next field */
	size_t layer;                   /* of it, in a file by chunk2nc */
	int64_t reached;                /* what came so far ends here */
	size_t open;                    /* the number of the file that is open; 0: none */
	size_t open_source;             /* whose variable `id` is */
	int file, group, id;            /* of it, and its variable */
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

/* The next source to add to, made from `path`; NULL if out of memory. */
struct source *source_add(struct reading *r, const char *path);
/* The chunks in which values are stored. 0, or -1 with a reason. */
int source_chunks(struct source *s, char *why);
/* Closes what is open of a source, and frees values that are kept. */
void source_rest(struct source *s);
/*
 * Reads a field: 1; 0 if it is a sum whose beginning is missing; -1 with a
 * reason.
 */
int record_read(struct reading *r, struct chunk *c, size_t source, size_t time, char *why);
/* Makes a gap of a record. 1, or -1 with a reason. */
int record_gap(struct chunk *c, int64_t start, int64_t end, uint32_t expected, const char *reason,
    char *why);

/* ---- Files by chunk2nc (own.c) ----------------------------------------- */

/*
 * own_look() takes all layers of a file that chunk2nc wrote, and that still is
 * as it was: 1; 0 if it is another file; -1 with a reason.
 */
int own_look(struct reading *r, int file, const char *path, char *why);
/* From the first record to the end of the last. */
void own_span(const struct reading_state *s, int64_t *first, int64_t *last);
/* reading_next() for such files. */
int own_next(struct reading *r, struct chunk *c, char *why);
void own_free(struct own *own);

/* -1 with the reason `reason` at a file, and a time if it is not INT64_MIN. */
int source_reason(const struct source *source, int64_t time, const char *reason, char *why);

#endif
