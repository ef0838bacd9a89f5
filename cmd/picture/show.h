/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * show.h - what the tools that draw have in common: their options, and for each
 * layer of a stream its title, range, colours and picture.
 */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>

#include "cli/cmd.h"
#include "picture/palette.h"
#include "picture/picture.h"
#include "picture/quantity.h"
#include "picture/spread.h"

/* ---- Options ----------------------------------------------------------- */

enum show_scale { SHOW_LOG, SHOW_LINEAR, SHOW_BY_UNITS };

/* What --map draws. */
enum { SHOW_COAST = 1, SHOW_BORDERS = 2, SHOW_GRID = 4 };

#define SHOW_LINES_MAX 16                       /* files of --lines */

struct show {
	bool ranged, automatic;                 /* --range lo,hi; --range auto */
	double low, high;
	enum show_scale scale;
	int ramp;
	const char *title, *layer, *credit;     /* NULL: not given */
	bool no_legend;
	int zoom;                               /* 0: by the grid */

	unsigned map;                           /* SHOW_COAST and others */
	int places;
	const char *points, *zone;              /* NULL: none */
	const char *lines[SHOW_LINES_MAX];
	int n_lines;
};

#define SHOW_DEFAULTS { .scale = SHOW_BY_UNITS, .map = SHOW_COAST | SHOW_BORDERS }

/*
 * The last entries of getopt_long()'s names, except a tool's own before them;
 * tools that make pictures have SHOW_PICTURE_OPTIONS.
 */
#define SHOW_PICTURE_OPTIONS \
	{ "no-legend", no_argument, NULL, SHOW_NO_LEGEND }, \
	{ "zoom", required_argument, NULL, SHOW_ZOOM }, \
	SHOW_LONG_OPTIONS
#define SHOW_LONG_OPTIONS \
	{ "range", required_argument, NULL, SHOW_RANGE }, \
	{ "scale", required_argument, NULL, SHOW_SCALE }, \
	{ "colors", required_argument, NULL, SHOW_COLORS }, \
	{ "title", required_argument, NULL, SHOW_TITLE }, \
	{ "layer", required_argument, NULL, SHOW_LAYER }, \
	{ "credit", required_argument, NULL, SHOW_CREDIT }, \
	{ "map", required_argument, NULL, SHOW_MAP }, \
	{ "places", required_argument, NULL, SHOW_PLACES }, \
	{ "points", required_argument, NULL, SHOW_POINTS }, \
	{ "lines", required_argument, NULL, SHOW_LINES }, \
	{ "zone", required_argument, NULL, SHOW_ZONE }, \
	CMD_LONG_OPTIONS

enum {
	SHOW_RANGE = CMD_OWN, SHOW_SCALE, SHOW_COLORS, SHOW_TITLE, SHOW_LAYER, SHOW_NO_LEGEND,
	SHOW_ZOOM, SHOW_CREDIT, SHOW_MAP, SHOW_PLACES, SHOW_POINTS, SHOW_LINES, SHOW_ZONE,
	SHOW_OWN                                /* the first of a tool's own options */
};

#define SHOW_SYNOPSIS \
"[--range lo,hi|auto] [--scale log|linear]\n" \
"               [--colors rain|dark|radar|grey] [--title text] [--layer name] [--no-legend]\n" \
"               [--zoom n] [--map list] [--places n] [--points file] [--lines file]\n" \
"               [--zone name] [--credit text]"

#define SHOW_HELP \
SHOW_HELP_VALUES \
"      --layer name       which layer, if the stream has several\n" \
"      --no-legend        leave out colour bar and scale bar\n" \
"      --zoom n           n x n pixels for a cell, 1 to 64 (default: small grids\n" \
"                         are enlarged)\n" \
SHOW_HELP_MAP \
"      --places n         the names of the n largest places, up to 500\n" \
SHOW_HELP_MARKS

#define SHOW_HELP_VALUES \
"      --range lo,hi      values from the first colour to the last, or auto: those that\n" \
"                         come (default: by units)\n" \
"      --scale name       log or linear steps between them (default: by units)\n" \
"      --colors name      rain (default), dark, radar or grey\n" \
"      --title text       a title above, instead of what is shown; '' for none\n"
#define SHOW_HELP_MAP \
"      --map list         any of coast, borders, grid (default coast,borders), or none\n"
#define SHOW_HELP_MARKS \
"      --points file      marks at points, as chunk-extract reads them\n" \
"      --lines file       lines of GeoJSON, such as catchments; may be repeated\n" \
"      --zone name        local time as well, such as Europe/Helsinki\n" \
"      --credit text      whose data it is (default: as the stream says); '' for none\n"

/*
 * Takes one of these options with optarg; false for any other. Usage errors end
 * the tool.
 */
bool show_option(struct show *s, struct cmd *cmd, int option);
/* Ends the tool if options contradict each other. */
void show_check(const struct show *s);

/* ---- Where values come from -------------------------------------------- */

/*
 * The input, which --range auto reads twice if it can be: files, but no pipe.
 * Fill in the operands; show_open() opens it as cmd_input() does.
 */
struct show_input {
	struct cmd *cmd;
	char **paths;
	int n;
	/* Set by show_open(). */
	struct chunk_stream *stream;
	const struct chunk_header *header;
	bool twice;
	int64_t began;                          /* of standard input: where that was */
};

void show_open(struct show_input *in);

/* ---- A layer ------------------------------------------------------------ */

#define SHOW_RANGE_MAX 1e9                      /* the bounds of --range */

struct shown {
	char layer[CHUNK_LAYER_MAX + 1];
	struct quantity quantity;
	struct palette palette;
	struct picture picture;
	bool once;                              /* the range is of the first field, the only one */
	struct spread *spread;                  /* of what was drawn; NULL for times and the like */
	uint64_t fields;
};

/*
 * show_settle() finds out what a layer is and makes its colours; `first` is the
 * first record that is shown. show_begin() also makes its picture, of which the
 * caller has set `gaps`. What fails ends the tool. show_free() frees what they
 * allocated.
 */
void show_settle(struct shown *l, const struct show *s, struct show_input *in, const char *layer,
    const struct chunk *first);
void show_begin(struct shown *l, const struct show *s, struct show_input *in, const char *layer,
    const struct chunk *first);
void show_free(struct shown *l);

/*
 * show_draw() draws a record on l->picture.sheet.canvas. 0, or -1 with a reason
 * if the range could not have been known from the first field of a pipe.
 * show_note() only checks and counts what comes, for a tool that draws otherwise.
 */
int show_note(struct shown *l, const struct chunk_header *h, const struct chunk *c, char *why);
int show_draw(struct shown *l, const struct chunk *c, char *why);

/* Warns if hardly anything was within the range. */
void show_end(const struct shown *l, const struct show *s);

/* ---- The palette for other programs ------------------------------------- */

enum show_program { SHOW_GDALDEM, SHOW_QGIS };

#define SHOW_PROGRAMS "gdaldem|qgis"

/* Writes steps and colours as such a program reads them. */
void show_palette(const struct palette *p, enum show_program program, FILE *to);

#endif
