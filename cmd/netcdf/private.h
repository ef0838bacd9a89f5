/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder share: an open file, one variable
 * of it, and how its fields lie in space, time and bytes.
 *
 * The library is not safe in threads: only unpack.c and nctime.c may be called
 * from several. Reasons (`why`, CHUNK_WHY_MAX bytes) do not name the file.
 */
#ifndef NETCDF_PRIVATE_H
#define NETCDF_PRIVATE_H

#include <netcdf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"
#include "grid/box.h"
#include "grid/projection.h"
#include "grid/units.h"
#include "netcdf/nctime.h"

#define TEXT_MAX       2048             /* bytes of an attribute; what is longer is cut */
#define NAME_MAX_BYTES (NC_MAX_NAME + 1)
#define DIMS_MAX       8                /* of a variable that is read */
#define FILLS_MAX      8
#define CHOICES_MAX    8

/* ---- Files (file.c) ---------------------------------------------------- */

/*
 * file_open() opens a netCDF file for reading. 0, or -1 with a reason: it is
 * cut short, or of another format, which is named. nc_close() closes it.
 */
int file_open(const char *path, int *id, char *why);

/* -1 with what the library says to a status that is not NC_NOERR. */
int file_reason(int status, const char *what, char *why);

/*
 * Attributes of a variable, or of a group for NC_GLOBAL. att_text() gives a
 * text without control characters and blanks at its ends; false, and "", if
 * there is none. att_numbers() gives at most `max` numbers, and how many.
 */
bool att_text(int group, int variable, const char *name, char *text, size_t room);
size_t att_numbers(int group, int variable, const char *name, double *numbers, size_t max);
/*
 * att_exact() gives exactly n numbers, which may be written as text: 1; 0 if
 * there is no such attribute; -1 with a reason if it has others.
 */
int att_exact(int group, int variable, const char *name, double *numbers, size_t n, char *why);
/*
 * scale_factor and add_offset, 1 and 0 if there are none. 0, or -1 with a
 * reason.
 */
int att_scale(int group, int variable, double *scale, double *offset, char *why);

/* The variable of a name in a group, or in those above it; false if none. */
bool file_find(int group, const char *name, int *where, int *variable);

/* ---- Which variable (variable.c) --------------------------------------- */

enum role { ROLE_OTHER, ROLE_X, ROLE_Y, ROLE_T };

struct dimension {
	enum role role;
	size_t length;
	char name[NAME_MAX_BYTES];
	int group, variable;            /* of its coordinates; variable -1: none */
};

struct variable {
	int group, id;
	nc_type type;
	char name[NAME_MAX_BYTES];
	int n;                          /* dimensions */
	struct dimension dims[DIMS_MAX];
	int x, y, t;                    /* which of them are these; t -1: none */
	size_t index[DIMS_MAX];         /* of the others: the one that is taken */
	struct units units;
	char spelt[48];                 /* the units as the file has them */
};

struct choice {
	const char *variable;           /* NULL: the only one of rain */
	const char *units;              /* NULL: the file's */
	bool stamped, stepped;          /* --stamp and --step were given */
	struct {
		const char *name;
		size_t length;          /* of the name */
		size_t index;
	} at[CHOICES_MAX];              /* --index */
	size_t n;
};

/* The variable of a file that is meant. 0, or -1 with a reason. */
int variable_choose(int file, const struct choice *c, struct variable *v, char *why);
/*
 * What is known of a variable; false if it has not both x and y, or too many
 * dimensions.
 */
bool variable_look(int group, int id, struct variable *v);
/* Whether a text is one of the words up to NULL, in any case. */
bool variable_is_one_of(const char *text, const char *const *words);
/* Whether its names speak of rain, of something else, or of neither. */
enum says { SAYS_NOTHING, SAYS_RAIN, SAYS_OTHER };
enum says variable_says(const struct variable *v);

/* ---- Where the cells are (axes.c, place.c, mapping.c, crs.c) ----------- */

struct place {
	struct chunk_grid grid;         /* row 0 north, column 0 west; metres or degrees */
	bool degrees;                   /* longitude and latitude; */
	bool rotated;                   /* or degrees about a pole of the file's own */
	bool flip_x, flip_y;            /* the file goes from east to west, from south to north */
	char crs[PROJECTION_TEXT_MAX];
	char mapping[80];               /* the name of a grid mapping that is not known here; or "" */
};

/* Grid and CRS of a variable's fields. `crs` NULL: the file's. */
int place_find(const struct variable *v, const char *crs, struct place *p, char *why);

/*
 * Whether the coordinates of a variable are the centres of this grid, in
 * whatever order: then sets the rest of the place, but not the CRS.
 */
bool place_check(const struct variable *v, const struct chunk_grid *g, struct place *p);
/*
 * Whether the grid mapping of a variable by chunk2nc is as it was written for
 * this stream.
 */
bool place_marked(const struct variable *v, const struct chunk_header *h);

/*
 * Takes the place that GDAL, and chunk2nc, write beside the coordinates, if it
 * is the same: it has all digits.
 */
void place_exact(const struct variable *v, struct chunk_grid *g);

/* Metres or degrees in one unit of coordinates; 0 if the unit is another. */
double axis_scale(const char *units, bool *degrees);
/*
 * All numbers of a variable, which has `n` of them; the caller frees them. NULL
 * with a reason.
 */
double *axis_numbers(int group, int variable, size_t n, char *why);
/* Whether coordinates are about another pole: no longitude and latitude. */
bool axis_is_rotated(const struct dimension *d);

/*
 * axis_fit() finds evenly spaced cells. `at` are n coordinates, n > 1; `single`
 * says that they were rounded to float32. *first is the edge before the first
 * cell, or with `edges` the first coordinate itself. False if they are not
 * even.
 */
bool axis_fit(const double *at, size_t n, bool single, bool edges, double *first, double *step);

/*
 * mapping_text() writes the PROJ string of a CF grid mapping, `name`, whose
 * parameters numbers() gives, with how many there are; lengths are multiplied
 * by `metre`. `ellipsoid` is its name, "" if there is none. False if the mapping
 * or its ellipsoid is not known.
 */
typedef size_t mapping_numbers_fn(const void *arg, const char *key, double *numbers, size_t max);
bool mapping_text(const char *name, mapping_numbers_fn *numbers, const void *arg, double metre,
    const char *ellipsoid, char *text);

/*
 * crs_find() names the CRS of a variable in `p`: "EPSG:n", a PROJ string or
 * "unknown". One unit of its coordinates is so many metres.
 */
void crs_find(const struct variable *v, double metre, struct place *p);
/*
 * A PROJ string of coordinates that were made metres, whatever units it counts
 * in; false if it is none.
 */
bool crs_in_metres(const char *said, char *text);

/* ---- When (times.c, stamps.c) ------------------------------------------ */

/* The times of a file's fields, in seconds of its own calendar. */
struct times {
	struct nctime by;
	size_t n;
	bool bounded;                   /* start and end are known */
	bool forecast;                  /* the differences say nothing of the steps */
	int64_t *start, *end;           /* both the stamp, if not bounded */
};

/*
 * Reads the times of a variable. 0, or -1 with a reason. times_free() frees
 * them.
 */
int times_read(const struct variable *v, struct times *t, char *why);
void times_free(struct times *t);

enum stamp { STAMP_UNSAID, STAMP_START, STAMP_MID, STAMP_END };

/* What the stamps of all files without bounds have in common. */
struct stamps {
	enum stamp asked;
	int64_t asked_step;             /* 0: not asked */
	bool amounts;
	int64_t step;                   /* the smallest difference; 0: there is none */
	bool not_midnight, not_noon;    /* a stamp is not at that time of day, */
	bool not_first, not_new_year;   /* or not at the beginning of a month, of a year */
	size_t n;
	int64_t first, last;
};

/* stamps_add() takes the stamps of files in the order of time. */
void stamps_add(struct stamps *s, const struct times *t);
/*
 * Gives each stamp of a file its interval. 0, or -1 with a reason, which names
 * the variable and its units.
 */
int stamps_place(const struct stamps *s, struct times *t, const char *name, const char *units,
    char *why);

/* ---- Of what time (methods.c) ------------------------------------------ */

#define METHOD_MAX 40

/*
 * methods_read() gives what values are of the time: "point", "mean", "maximum",
 * "minimum", "sum", or "" if the file does not say. 0, or -1 with a reason if
 * it says what such units cannot be.
 */
int methods_read(const struct variable *v, char *method, char *why);
/* Whether two files with these can be in one stream. */
bool methods_agree(const char *a, const char *b);

/* ---- Values (packing.c, unpack.c) -------------------------------------- */

enum negative { NEGATIVE_REFUSED, NEGATIVE_MISSING, NEGATIVE_ZERO, NEGATIVE_RIGHT };

struct packing {
	nc_type type;                   /* as stored, with _Unsigned taken into account */
	double fills[FILLS_MAX];
	size_t n_fills;
	double low, high;               /* of what is valid, as stored */
	double scale, offset;
	double factor;                  /* to the units of the stream */
	double noise;                   /* what packing makes of 0, at most */
	enum negative negative;         /* values below 0 */
};

/* What a file says of a variable's values. 0, or -1 with a reason. */
int packing_read(const struct variable *v, struct packing *p, char *why);
/* Bytes of a stored value; 0: not a number. */
size_t packing_size(nc_type type);

/*
 * A rectangle of stored values: element (row, col) is at from + row * down +
 * col * right.
 */
struct raw {
	const struct packing *packing;
	const void *from;
	ptrdiff_t down, right;          /* elements */
};

/* What is wrong with a value, if anything is. */
struct bad {
	uint32_t row, col;
	double value;
	size_t count;
};

/*
 * Writes rows x cols values to `to`, whose rows are `width` apart: those of
 * `now`, less those of `before` if that is not NULL, times `factor`. The first
 * that is refused is noted in `bad`, whose count is left 0 if there is none.
 */
void unpack(const struct raw *now, const struct raw *before, double factor, uint32_t rows,
    uint32_t cols, float *to, size_t width, struct bad *bad);

#endif
