/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder share: a file that is being
 * written.
 */
#ifndef NCOUT_PRIVATE_H
#define NCOUT_PRIVATE_H

#include <hdf5.h>
#include <netcdf.h>
#include <proj.h>
#include <stdint.h>

#include "ncout/ncout.h"
#include "netcdf/mark.h"

#define TILE_MAX   ((size_t)4 << 20)    /* bytes of a chunk, if nobody says how large */
#define TIMES_ROOM 1024                 /* times that are written at once, and of a chunk */

/* ---- Where the cells are (crs.c, centres.c) ----------------------------- */

enum axes { AXES_UNKNOWN, AXES_METRES, AXES_DEGREES, AXES_ROTATED };

struct system {
	PJ_CONTEXT *context;
	PJ *crs;                        /* NULL: unknown */
	enum axes axes;
	double metre;                   /* of one unit of the coordinates, if they are lengths */
};

/* The system that a stream names. 0, or -1 with a reason. */
int system_open(const char *name, struct system *s, char *why);
void system_close(struct system *s);
/*
 * Writes it to the variable `id`, with the place of the grid. 0 or an error of
 * netCDF.
 */
int system_write(const struct system *s, int file, int id, const struct chunk_grid *g);

/* Defines 2-D longitudes and latitudes on the dimensions y and x. */
int centres_define(int file, const int *dims, const size_t *chunk, int ids[2]);
/* Computes and writes them, so many rows at once. 0, or -1 with a reason. */
int centres_write(int file, const int ids[2], const struct chunk_header *h, struct chunk_pool *pool,
    size_t band, char *why);

/* ---- Names (names.c) --------------------------------------------------- */

#define NAME_ROOM 96
#define NAME_LONG_ROOM 160

/* The name of the variable of a layer, in NAME_ROOM bytes. */
void name_variable(const struct chunk_header *h, const char *layer, char *name);
/* What the values of a layer are, as people would say it, in NAME_LONG_ROOM bytes. */
void name_long(const struct chunk_header *h, const char *layer, char *name);
/* The standard name of such values; NULL if there is none. */
const char *name_standard(const char *layer, const char *units);

/* ---- The file ---------------------------------------------------------- */

struct layer {
	char name[CHUNK_LAYER_MAX + 1];
	enum chunk_type type;           /* of its values in the file */
	hid_t set;
	uint64_t fields;                /* of it that came */
	struct chunk buffer;            /* of depth > 1: fields that are not yet written */
};

/* The values of a stream's table as a line: code x gain + offset. */
struct line {
	bool fits;                      /* and one code is missing: */
	uint32_t missing;
	double gain, offset;
};

/* A layer of codes that number categories: they are stored as bytes. */
struct category {
	char layer[CHUNK_LAYER_MAX + 1];
	uint8_t missing;
};

struct ncout {
	const char *path;
	const struct chunk_header *header;
	const struct ncout_options *options;
	struct system system;
	size_t rows, cols;
	size_t chunk[3];                /* times, rows and columns of a chunk */
	size_t down, right;             /* chunks of a field */
	struct line line;
	struct category categories[CHUNK_LAYERS_MAX + 1];
	size_t n_categories;
	bool shuffle;
	int level;                      /* of deflate; 0: none */

	hid_t file, time, bounds, have, expected;
	struct layer layers[CHUNK_LAYERS_MAX];
	size_t n_layers;

	int64_t start, end;             /* of the time that fields come of, */
	uint32_t has, of;
	uint64_t times;                 /* of which there were so many, */
	struct mark_times mark;         /* all of them */
	uint64_t written;               /* and so many are in the file; the rest are here: */
	int64_t starts[TIMES_ROOM], pairs[TIMES_ROOM][2];
	uint32_t haves[TIMES_ROOM], expecteds[TIMES_ROOM];
	int64_t reached;                /* where the last record ends */
	bool joined;                    /* a file that goes on has gone on */
	char *gaps;                     /* those that came, as text */
	size_t gaps_size, gaps_room;
};

/* Definitions in an open file, up to the first error. */
struct definition {
	int file, status;
};

/*
 * A text as an attribute, unless it is NULL; a variable, whose id is returned.
 */
void definition_text(struct definition *to, int id, const char *name, const char *text);
int definition_variable(struct definition *to, const char *name, nc_type type, int n,
    const int *dims);
/* The climatology of a stream that is one, in a file with all its times that is being defined. */
void climatology_define(struct definition *to, const struct chunk_header *h);
/*
 * Closes the file; `status` is 0, or -1 with a reason, and is returned if it
 * is.
 */
int definition_end(struct definition *to, int status, char *why);

/* -1 with what the system or the library says; errno was 0 before. */
int define_reason(int status, const char *what, char *why);
/* Makes the file, without a variable of values. */
int define_file(struct ncout *n, char *why);
/* Adds the variable of a layer. The file is not open. */
int define_layer(struct ncout *n, const struct layer *l, char *why);
/* Writes what is known only at the end. The file is not open. */
int define_end(struct ncout *n, const struct chunk_header *h, char *why);

/* Opens the file by HDF5, and closes it. */
int hdf_open(struct ncout *n, char *why);
int hdf_close(struct ncout *n, char *why);
/* Keeps HDF5 from writing to stderr in this thread. */
void hdf_quiet(void);
/*
 * -1 with why the file cannot be written: errno if it says that, which was 0
 * before; or else what the library says.
 */
int hdf_reason(const char *instead, char *why);
/* Writes a chunk at an index in time. */
int hdf_put(const struct ncout *n, const struct layer *l, uint64_t time, size_t tile,
    const void *bytes, size_t size, char *why);
/* Makes a layer as long as there are times. */
int hdf_extend(const struct ncout *n, const struct layer *l, char *why);
/*
 * Whether a layer of a file that goes on is stored as this tool does it: the
 * bytes of chunks go past the filters.
 */
bool hdf_is_stored(const struct ncout *n, const struct layer *l);
/* Reads the last fields of a layer that fill no whole chunk. */
int hdf_read(const struct ncout *n, const struct layer *l, uint64_t first, uint64_t count, void *to,
    char *why);
/* Writes the times that are kept, and how many images they have. */
int hdf_times(struct ncout *n, char *why);

/* Begins a field, and perhaps its time and its layer; NULL with a reason. */
struct layer *put_begin(struct ncout *n, const struct chunk *c, enum chunk_type type, char *why);
/* Takes a gap. */
int put_other(struct ncout *n, const struct chunk *c, char *why);

/* Room for the fields of a layer that are kept, if the depth is more than 1. */
int series_room(const struct ncout *n, struct layer *l, char *why);
/* Writes what is kept at the end. */
int series_end(const struct ncout *n, struct chunk_pool *pool, char *why);

/* Looks into the file that goes on, and checks that the stream fits it. */
int append_look(struct ncout *n, char *why);
/*
 * Checks how layers are stored, and reads fields that fill no whole chunk. The
 * file is open.
 */
int append_rest(struct ncout *n, char *why);

/* ---- Categories (categories.c) ------------------------------------------ */

/* Finds the layers that are stored as bytes. */
void categories_find(struct ncout *n);
/* The layer, if it is one of these and its values are codes; or NULL. */
const struct category *category_of(const struct ncout *n, const char *layer, enum chunk_type type);
/* Says what the numbers in the variable of a layer mean, if they are categories. */
void categories_define(struct definition *to, const struct ncout *n, const struct layer *l, int id);

/* ---- Bytes (tiles.c) --------------------------------------------------- */

/* The type that values of a record have in the file. */
enum chunk_type tiles_type(const struct ncout *n, const struct chunk *c);
/* Bytes of a chunk, and the most that it has when it is compressed. */
size_t tiles_size(const struct ncout *n, enum chunk_type type);
size_t tiles_bound(const struct ncout *n, enum chunk_type type);
/* So many bytes, and as many as keep what comes after them aligned. */
size_t tiles_room(size_t size);
/* The cells of a chunk that are in the grid. */
struct part {
	size_t row, col, rows, cols;
};
struct part tiles_part(const struct ncout *n, size_t tile);
/* Takes values out of a field, rows `width` values apart. */
void tiles_take(const struct ncout *n, const struct chunk *c, struct part p, void *to,
    size_t width);
/* Fills all that a chunk of a layer has room for with missing. */
void tiles_clear(const struct ncout *n, const char *layer, enum chunk_type type, void *to);
/*
 * Compresses a chunk; `spare` has its size, too. Returns the bytes at `to`, 0 if
 * out of memory.
 */
size_t tiles_compress(const struct ncout *n, enum chunk_type type, const void *from, void *spare,
    void *to);

#endif
