/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd.h - what the tools share: options, numbers, times, streams, and output
 * files that are either complete or absent.
 *
 * A function here that fails says so in one line and ends the tool (message.h).
 * At exit every output file that was not finished is removed, so no tool cleans
 * up by hand. The main() of a filter is:
 *
 *	cmd_start(&cmd, "name", usage);
 *	while ((option = cmd_option(&cmd, argc, argv, "f:", longs)) != -1)
 *		...
 *	out = cmd_output(&cmd);
 *	in = cmd_input(&cmd, argv + optind, argc - optind);
 *	cmd_require(&cmd, in, CMD_FIELDS);
 *	cmd_begin_output(out, header);          made from cmd_header(&cmd, in)
 *	cmd_map(&cmd, in, out, work, &arg);
 *	return cmd_finish(&cmd, in, out);
 */
#ifndef CMD_H
#define CMD_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "chunk.h"
#include "grid/units.h"
#include "cli/message.h"

/* The options that all tools have, and the tool's line for the history. */
struct cmd {
	const char *name;               /* "subsample": for messages and the history */
	const char *usage; /* what --help prints; its first paragraph is the synopsis */
	const char *output;             /* -o; NULL for standard output */
	int threads;                    /* -j; 0 if not given */
	bool keep_going, quiet, verbose;/* -k, -q, -v */
	char history[4096]; /* "subsample 0.1 -f 2": name, version, options that change data */
	size_t noted;                   /* bytes of it before the last option */
	uint64_t began;                 /* clock_now() when the tool started */
	const struct chunk_stream *second; /* another input beside cmd_finish()'s, for -v; or NULL */
	bool no_layers;                 /* set by cmd_require(): records of layers are refused, */
	bool no_images;                 /* and encoded images */
};

/*
 * The common options for getopt_long(): the last entries of every tool's own
 * table.
 */
#define CMD_LONG_OPTIONS \
	{ "threads", required_argument, NULL, 'j' }, \
	{ "output", required_argument, NULL, 'o' }, \
	{ "quiet", no_argument, NULL, 'q' }, \
	{ "verbose", no_argument, NULL, 'v' }, \
	{ "help", no_argument, NULL, CMD_HELP }, \
	{ "version", no_argument, NULL, CMD_VERSION }, \
	{ NULL, 0, NULL, 0 }
#define CMD_KEEP_GOING { "keep-going", no_argument, NULL, 'k' }

/*
 * The lines of --help that tools share. Text begins in column 26, also in the
 * tools' own lines.
 */
#define CMD_HELP_KEEP_GOING \
	"  -k, --keep-going       make a gap of each damaged image, and go on\n"
#define CMD_HELP_THREADS \
	"  -j, --threads n        threads, 1 to 256 (default: the CPUs, up to 16)\n"
#define CMD_HELP_OUTPUT \
	"  -o, --output file      write to file instead of standard output\n"
#define CMD_HELP_COMMON \
	"  -q, --quiet            no progress\n" \
	"  -v, --verbose          say at the end what was done and what took the time\n" \
	"  -h, --help             this text\n" \
	"      --version          the version\n"

/* A tool numbers its options without a short form from CMD_OWN on. */
enum { CMD_HELP = 1000, CMD_VERSION, CMD_OWN };

/*
 * cmd_start() comes first in main(): it keeps name and usage, and prepares the
 * process before it opens a file.
 *
 * cmd_option() is getopt_long() that handles the common options itself, adds
 * the others to the history, and returns only the tool's own; -1 at the end,
 * when optind is at the first operand. `own` lists the tool's short options
 * ("f:m:"), "" for none; a 'k' in it, without a value, is --keep-going. An
 * unknown option ends the tool with status 2.
 */
void cmd_start(struct cmd *cmd, const char *name, const char *usage);
/*
 * Takes the option that came last out of the history, which has no name of a
 * file: the same input under another name gives the same bytes.
 */
void cmd_keep_out(struct cmd *cmd);
int cmd_option(struct cmd *cmd, int argc, char **argv, const char *own, const struct option *longs);

/*
 * Values of options. `option` is the option's name, for the message: an invalid
 * value, or one out of range, ends the tool with status 2.
 */
long cmd_integer(const char *option, const char *text, long low, long high);
double cmd_real(const char *option, const char *text, double low, double high);
/*
 * Splits "a,b" at the first comma: a is copied to `first` (CMD_PAIR_MAX bytes),
 * and b, a part of `text`, is returned. Neither is checked. `example`, such as
 * "0.1,50", is for the message.
 */
#define CMD_PAIR_MAX 64
const char *cmd_pair(const char *option, const char *text, const char *example, char *first);
/* The index of `text` in `choices`, such as "pick|mean|max". */
int cmd_choice(const char *option, const char *text, const char *choices);
/*
 * The text of --credit: one line of valid UTF-8 without control characters, up
 * to CMD_CREDIT_MAX - 1 bytes, or a usage error. "" says that there is none.
 */
#define CMD_CREDIT_MAX 256
const char *cmd_credit(const char *text);
/*
 * 2020-11-01 or 2020-11-01T06:00, also with seconds or Z: seconds since
 * 1970-01-01 UTC.
 */
int64_t cmd_time(const char *option, const char *text);
/* 30s, 5min, 3h, 1d, 2w: seconds, above 0. */
int64_t cmd_duration(const char *option, const char *text);

/* 500MB, 4GB: bytes, above 0; also kB, TB, and powers of 1024 as KiB to TiB. */
uint64_t cmd_memory(const char *option, const char *text);

/* The same for times and durations that are not options. False if invalid. */
bool cmd_parse_time(const char *text, int64_t *t);
/* Seconds from midnight that an option's time of day, such as 06:00, means. */
int64_t cmd_time_of_day(const char *option, const char *text);
bool cmd_parse_duration(const char *text, int64_t *seconds);

/* The units that --units names. */
struct units cmd_units(const char *text);

/* ---- Streams ----------------------------------------------------------- */

/*
 * The writer on -o or standard output. Call it before an input is opened: it
 * writes the magic.
 */
struct chunk_stream *cmd_output(struct cmd *cmd);
/* The reader of the operands, or of standard input, with its header read. */
struct chunk_stream *cmd_input(struct cmd *cmd, char **paths, int n);
/*
 * The checks of cmd_input(), for tools with other input: names of standard
 * input become "-"; a terminal, or a file that is also an output, ends the
 * tool.
 */
void cmd_check_inputs(char **paths, int n);

/*
 * cmd_copy_header() copies the input's header, or makes an empty one for NULL.
 * A copy that is made at the end of the input also says how many streams were
 * joined. cmd_header() adds this tool's line of history.
 */
struct chunk_header *cmd_copy_header(const struct chunk_stream *in);
struct chunk_header *cmd_header(struct cmd *cmd, const struct chunk_stream *in);

/* What a tool needs of its input. Other input ends the tool, with advice. */
enum cmd_want {
	CMD_FIELDS = 1,                 /* fields, not images */
	CMD_IMAGES = 2,                 /* images, as radar-unzip gives them */
	CMD_NO_DBZ = 4,                 /* no reflectivity: means of dBZ are wrong */
	CMD_NO_LAYERS = 8,              /* no layers, such as stats and --count make */
	CMD_PARTIAL = 16,               /* partial statistics too, which are refused otherwise */
	CMD_NO_CATEGORIES = 64,         /* no categories, such as regions: they have no mean */
	CMD_MEANS = CMD_NO_DBZ | CMD_NO_CATEGORIES,
	CMD_SERIES = 32                 /* values of one time after the other: no statistics, */
	                                /* climatologies or windows that overlap */
};

/*
 * Checks the header. cmd_read(), cmd_source() and cmd_map() check the layers of
 * records.
 */
void cmd_require(struct cmd *cmd, const struct chunk_stream *in, unsigned want);
/* Ends the tool if --units says units that the stream's own cannot be told in; NULL is well. */
void cmd_require_units(const struct chunk_stream *in, const char *units);
/*
 * What sums and means in time need, or else they end the tool: rates or amounts
 * for the sums that `option` wants; no amounts for means, where `option` makes
 * sums; and the time step of the images, which is returned in seconds.
 */
void cmd_require_sums(const struct chunk_stream *in, const char *option);
void cmd_require_no_amounts(const struct chunk_stream *in, const char *option);
int64_t cmd_require_step(const struct chunk_stream *in);
/* Whether values are depths in mm, not rates. */
bool cmd_is_amount(const struct chunk_header *h);

/* Ends the tool if the stream had no fields. */
void cmd_require_some(const struct chunk_stream *in);

/* Writes the header, and frees it. */
void cmd_begin_output(struct chunk_stream *out, struct chunk_header *h);
/* Reads the next record: false at the clean end. */
bool cmd_read(const struct cmd *cmd, struct chunk_stream *in, struct chunk *c);
/* Writes a record, and packs it where it is: chunk_room() comes before the next. */
void cmd_write(struct chunk_stream *out, struct chunk *c);

/*
 * chunk_map() in the threads of -j, with progress. The reason of work() becomes
 * the message.
 */
void cmd_map(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out,
    chunk_work_fn *work, void *arg);
/*
 * For the source() and sink() of a chunk_flow(), with their results.
 * cmd_source() shows progress; cmd_next() is the same in silence, for a thread
 * of its own.
 */
int cmd_next(const struct cmd *cmd, struct chunk_stream *in, struct chunk *c, char *why);
int cmd_source(struct cmd *cmd, struct chunk_stream *in, struct chunk *c, char *why);
int cmd_sink(struct chunk_stream *out, struct chunk *c, char *why);
/* The pool of -j threads, made on first use. */
struct chunk_pool *cmd_pool(struct cmd *cmd);

/* Gives a key a whole number. */
void cmd_set_number(struct chunk_header *h, const char *key, int64_t n);

/*
 * cmd_join_methods() gives `key` the cell_methods of values that had `old` (or
 * NULL) and then went through `method`: "time: mean" replaces "time: point";
 * others are appended. cmd_cell_methods() does so for the stream, and
 * cmd_all_methods() for it and for the layers that have methods of their own.
 */
void cmd_join_methods(struct chunk_header *h, const char *key, const char *old, const char *method);
void cmd_cell_methods(struct chunk_header *h, const char *method);
void cmd_all_methods(struct chunk_header *h, const char *method);
/* Replaces the stream's method in time, whatever it is; those of areas stay. */
void cmd_time_method(struct chunk_header *h, const char *method);
/* Variable and units of rain rates that were summed to depths; of a difference it stays one. */
void cmd_set_depth(struct chunk_header *h);

/* Whether a list of sources, with "; " between them, has one, of n bytes. */
bool cmd_has_source(const char *list, const char *source, size_t n);

/*
 * What a layer holds: its variable; of depths in mm in a stream of rates, such
 * as the layer sum of stats, rainfall_amount. NULL if nothing is said.
 */
const char *cmd_layer_variable(const struct chunk_header *h, const char *layer);

/* ---- Files ------------------------------------------------------------- */

/*
 * cmd_create() opens an output file, which has a temporary name beside its own
 * until cmd_finish(), and is removed if the tool fails or is interrupted. NULL
 * or "-" is standard output. What is not a regular file (/dev/full, a FIFO), or
 * is a descriptor of this process (/dev/stdout, /dev/fd/3), is written
 * directly. Two outputs that are the same file end the tool. cmd_create_text()
 * accepts a terminal, cmd_create() does not.
 *
 * cmd_put() writes all bytes. cmd_text() gives a file for stdio instead, whose
 * errors cmd_finish() reports. cmd_close() closes the file early, still under
 * its temporary name, for tools that write many.
 */
struct cmd_file;
struct cmd_file *cmd_create(const char *path);
struct cmd_file *cmd_create_text(const char *path);
int cmd_fd(const struct cmd_file *f);
/* As messages name it. */
const char *cmd_name(const struct cmd_file *f);
/*
 * Its temporary name, for libraries that open a file by name; NULL if it is
 * written directly.
 */
const char *cmd_path(const struct cmd_file *f);
/* Whether no file of cmd_create() has this path so far. */
bool cmd_is_new(const char *path);
void cmd_put(struct cmd_file *f, const void *bytes, size_t size);
void cmd_put_at(struct cmd_file *f, const void *bytes, size_t size, uint64_t offset);
FILE *cmd_text(struct cmd_file *f);
void cmd_close(struct cmd_file *f);

/*
 * Opens a file of text for reading, such as a list of points. A path to an
 * inherited descriptor (/dev/stdin, /dev/fd/3) is read from where that is. NULL
 * with errno.
 */
FILE *cmd_open_text(const char *path);

/* ---- Progress and the end ---------------------------------------------- */

/*
 * A progress line on stderr, if that is a terminal and this tool ends the
 * pipeline. cmd_progress() shows how far a stream is, cmd_progress_of() a time
 * and what is done of a total (0: unknown). Both are cheap enough for every
 * record.
 */
void cmd_progress(struct cmd *cmd, const struct chunk_stream *s);
void cmd_progress_of(struct cmd *cmd, int64_t time, uint64_t done, uint64_t total);

/*
 * How far a stream is: in bytes if its input is files; otherwise in what its
 * header counts as records: fields, or time steps if records are instants,
 * since a gap may stand for many steps.
 */
struct cmd_reached {
	int64_t time;                   /* the latest end of a record */
	uint64_t records, bytes;        /* that came */
	uint64_t done, total;           /* total is 0 if unknown */
};
void cmd_reached(const struct chunk_stream *s, struct cmd_reached *r);
/* Whether records are instants, as images are, one for each time step. */
bool cmd_instants(const struct chunk_header *h);

/*
 * For tools with progress lines of their own. cmd_forecast() writes "37 %" and
 * "12 s to go" (CMD_FORECAST_MAX bytes each), or "". cmd_show_line() shows as
 * many of the parts, up to NULL, as the terminal has room for.
 */
#define CMD_FORECAST_MAX 48

void cmd_forecast(const struct cmd *cmd, const struct cmd_reached *r, char *percent, char *rest);
void cmd_show_line(const struct cmd *cmd, const char *const *parts);
/* Nanoseconds since cmd_start(). */
uint64_t cmd_elapsed(const struct cmd *cmd);
/* Whether stderr is a terminal and -q was not given. */
bool cmd_watched(const struct cmd *cmd);

/*
 * cmd_finish() ends a tool well: `out`, if not NULL, gets its end record; every
 * file is synced and renamed; standard output is closed, with its error
 * checked; -v says where the time went and which side is slower. Frees what cmd
 * made, and `in` and `out`. Returns the exit status 0.
 */
int cmd_finish(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out);

#endif
