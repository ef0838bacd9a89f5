/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder ask of each other: HDF5 files in
 * memory, attributes, values, and the place of a grid.
 *
 * The HDF5 library and PROJ are called by one thread at a time, between
 * hdf5_enter() and hdf5_leave(). What costs time, to inflate chunks and to put
 * them in place, is done outside (data.c).
 */
#ifndef HDF5_PRIVATE_H
#define HDF5_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

#include "grid/geometry.h"
#include "grid/image.h"
#include "hdf5/odim.h"

/* ---- hdf5-file.c: a file in memory, and attributes --------------------------- */

struct hdf5 {
	const void *bytes;
	size_t size;
	hid_t file;                             /* -1: not open */
	char *why;
};

/* Lock and unlock the library. Entering also stops it from printing. */
void hdf5_enter(void);
void hdf5_leave(void);

/* Writes a reason to f->why, and returns `status`. */
__attribute__((format(printf, 3, 4)))
int hdf5_fail(const struct hdf5 *f, int status, const char *format, ...);

/*
 * hdf5_damaged() is hdf5_fail() of IMAGE_DAMAGED for what the library could not
 * read, with its own words for the cause.
 */
int hdf5_damaged(const struct hdf5 *f, const char *what);

/*
 * hdf5_open() opens f->bytes, without a copy in a file. 0 or a status.
 * hdf5_close() closes it with all that was opened in it.
 */
int hdf5_open(struct hdf5 *f);
void hdf5_close(struct hdf5 *f);

/* Whether there is a link of this name in a group. */
bool hdf5_has(hid_t group, const char *name);

/*
 * hdf5_numbered() lists the n of all links prefix{n} in a group, 1 to 9999, in
 * order: how many; or -1 if they cannot be read, or are more than `max`.
 */
int hdf5_numbered(hid_t group, const char *prefix, int *numbers, int max);

/*
 * Groups that may have an attribute, the nearest one first. hdf5_add_level()
 * adds one if it is there: false only if it cannot be opened.
 */
#define HDF5_LEVELS 4
struct hdf5_levels {
	hid_t group[HDF5_LEVELS];
	int count;
};

bool hdf5_add_level(struct hdf5_levels *l, hid_t parent, const char *path);
void hdf5_close_levels(struct hdf5_levels *l);

/*
 * The attribute in the nearest group that has it: a single number of any type,
 * or a text that is one; a text without blanks at its end, in which what is not
 * printable ASCII is '?'. 1; 0 if there is none, and nothing is changed; else a
 * status.
 */
#define HDF5_TEXT_MAX 512
int hdf5_number(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, double *x);
int hdf5_text(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, char *text);

/* ---- data.c, data-chunks.c: the values of a dataset --------------------- */

struct data {
	struct hdf5 *f;
	hid_t set;                              /* -1: not open */
	uint32_t rows, cols;
	enum chunk_type type;                   /* of the field that is made of it */
	size_t stored;                          /* bytes of a value in the file */
	bool is_float, is_signed, swapped;      /* swapped: in the other order of bytes */
	bool raw;                               /* chunks are read raw, else by H5Dread() */
	/* The filters of raw chunks, in this order; and their bits in the mask of a chunk. */
	bool shuffled, deflated;
	uint32_t shuffle_bit, deflate_bit;
	uint32_t chunk_rows, chunk_cols;
	unsigned char fill[8];                  /* a value as stored, of chunks that are absent */
	unsigned char *packed;                  /* chunks as they are stored, one after the other */
	struct data_chunk *chunks;              /* row by row */
};

/*
 * data_open() opens the dataset `name` in a group and fills in all down to
 * `fill`. 0, or a status for what is not a grid of numbers within the limits.
 * data_fetch() gets the bytes out of the library: chunks as they are stored, or
 * the values, into `out`. Both inside the lock. data_decode() makes the field
 * of what was fetched, outside. data_free() frees all, inside.
 */
int data_open(struct data *d, struct hdf5 *f, hid_t group, const char *name);
int data_fetch(struct data *d, struct chunk *out);
int data_decode(const struct data *d, struct chunk *out);
void data_free(struct data *d);

/* A chunk: where it is among the packed bytes. */
struct data_chunk {
	size_t at, size;                        /* size 0: absent */
	uint32_t left_out;                      /* the bits of filters that it went past */
};

/* data_fetch() and data_decode() of raw chunks (data-chunks.c). */
int chunks_fetch(struct data *d);
int chunks_decode(const struct data *d, void *to);

/* ---- odim-grid.c: the place of a grid ----------------------------------- */

/*
 * What /where says. Unused bytes are 0, so that equal places have equal bytes.
 * Corners are LL, UL, UR, LR in degrees, NaN where the file does not say them.
 */
enum { CORNER_LL, CORNER_UL, CORNER_UR, CORNER_LR, CORNERS };

struct where {
	char projdef[HDF5_TEXT_MAX];
	double xscale, yscale;                  /* m, or km; NaN: not said */
	struct point corner[CORNERS];
	uint32_t rows, cols;
};

/*
 * where_grid() computes affine and CRS of a place, and writes to image->note if
 * cells are as large as the corners say, not as the scale does. The last place
 * is remembered. 0, or IMAGE_REFUSED with a reason.
 */
int where_grid(const struct where *w, struct image *g, char *why);

/*
 * where_crs() makes the PROJ string of a stream: metres, even if the file has
 * its ellipsoid or its units in km. PROJECTION_TEXT_MAX bytes. 0, or -1.
 */
int where_crs(const char *said, char *text, char *why);

/* ---- odim-image.c: what ODIM_H5 says of one image ----------------------- */

/*
 * image_describe() fills in scale, times, place and source of `g`, whose
 * quantity is known. 0, or a status.
 */
int image_describe(const struct hdf5 *f, const struct hdf5_levels *what,
    const struct hdf5_levels *where, const struct data *d, struct image *g);

/* ---- knmi.c: KNMI's layout ---------------------------------------------- */

/*
 * What KNMI's file has in addition to nodata. Two stored values can mean
 * missing; `other` becomes nodata.
 */
struct knmi {
	bool has_other;
	double other;
};

/* knmi_describe() fills in `g` and opens the values. 0, or a status. */
int knmi_describe(struct hdf5 *f, const struct odim_choice *choice, struct image *g,
    struct data *d, struct knmi *k);
/* knmi_finish() gives all missing cells the code for nodata. */
void knmi_finish(const struct knmi *k, const struct image *g, struct chunk *c);

#endif
