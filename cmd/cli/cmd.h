/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmd.h - what the tools share: options, messages, numbers, times, and files that are whole or not there.
 *
 * A tool's main() reads: options, prepare, run, `return cmd_finish(...)`. Whatever fails on the way
 * says so in one line and exits (cmd_fail, cmd_usage); at exit every output file that was not
 * finished is removed, so no tool cleans up by hand.
 */
#ifndef CMD_H
#define CMD_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "chunk.h"
#include "cli/message.h"

/* What every tool has: the options that mean the same everywhere, and its line for the history. */
struct cmd {
	const char *name;               /* "subsample": for messages and the history */
	const char *usage;              /* what --help prints; its first paragraph is the synopsis */
	const char *output;             /* -o, NULL for standard output */
	int threads;                    /* -j, else chunk_threads() */
	bool keep_going, quiet, verbose;/* -k, -q, -v */
	char history[4096];             /* "subsample 0.1 -f 2": name, version, options that change data */
	uint64_t began;                 /* nanoseconds, when the tool started */
	bool no_layers;                 /* records of layers are refused: see cmd_require() */
};

/* getopt_long()'s names of the common options: the last entry of every tool's own table. */
#define CMD_LONG_OPTIONS \
	{ "threads", required_argument, NULL, 'j' }, \
	{ "output", required_argument, NULL, 'o' }, \
	{ "quiet", no_argument, NULL, 'q' }, \
	{ "verbose", no_argument, NULL, 'v' }, \
	{ "help", no_argument, NULL, CMD_HELP }, \
	{ "version", no_argument, NULL, CMD_VERSION }, \
	{ NULL, 0, NULL, 0 }
#define CMD_KEEP_GOING { "keep-going", no_argument, NULL, 'k' }

/* The lines of --help that tools share: each begins its text in column 26, and so do the tools' own. */
#define CMD_HELP_KEEP_GOING \
	"  -k, --keep-going       make a gap of each damaged image, and go on\n"
#define CMD_HELP_THREADS \
	"  -j, --threads n        threads, 1 to 256 (default: as many as there are CPUs)\n"
#define CMD_HELP_OUTPUT \
	"  -o, --output file      write to file instead of standard output\n"
#define CMD_HELP_COMMON \
	"  -q, --quiet            no progress\n" \
	"  -v, --verbose          say at the end what was done and what took the time\n" \
	"      --help             this text\n" \
	"      --version          the version\n"

enum { CMD_HELP = 1000, CMD_VERSION, CMD_OWN };  /* a tool's long-only options count from CMD_OWN */

/*
 * cmd_start() comes first in main(): name, usage, and what a process needs before it opens a file.
 * cmd_option() is getopt_long() that takes the common options itself, notes the others for the
 * history, and returns only the tool's own; -1 at the end, when optind is at the first operand.
 * `own` lists the tool's short options ("f:m:"); 'k' in it is taken as --keep-going. An unknown
 * option exits with status 2.
 */
void cmd_start(struct cmd *cmd, const char *name, const char *usage);
int cmd_option(struct cmd *cmd, int argc, char **argv, const char *own, const struct option *longs);

/* ---- Numbers of options: `option` is its name for the message; out of range is a usage error. -- */
long cmd_integer(const char *option, const char *text, long low, long high);
double cmd_real(const char *option, const char *text, double low, double high);
/*
 * Takes "a,b" apart: the first half is copied to `first` (CMD_PAIR_MAX bytes), the second is
 * returned. `example` is for the message.
 */
#define CMD_PAIR_MAX 64
const char *cmd_pair(const char *option, const char *text, const char *example, char *first);
/* The index of `text` in `choices`, a list "pick|mean|max" as the usage writes it. */
int cmd_choice(const char *option, const char *text, const char *choices);
/* 2020-11-01, 2020-11-01T06:00, with seconds and Z if you like; always UTC. Seconds since 1970. */
int64_t cmd_time(const char *option, const char *text);
/* 30s, 5min, 3h, 1d, 2w. In seconds, over 0. */
int64_t cmd_duration(const char *option, const char *text);

/* The parsers behind them, for tools that read times from elsewhere (and for fuzzing). */
bool cmd_parse_time(const char *text, int64_t *t);
bool cmd_parse_duration(const char *text, int64_t *seconds);

/* ---- Streams ---------------------------------------------------------------------------------- */

/* The writer on -o or standard output. Call it before any input is opened: it writes the magic. */
struct chunk_stream *cmd_output(struct cmd *cmd);
/*
 * Looks at the operands before anything is read: names of standard input become "-"; a terminal, or what is an
 * output too, is an error.
 */
void cmd_check_inputs(char **paths, int n);
/* The reader of the operands, or standard input, with its header read. */
struct chunk_stream *cmd_input(struct cmd *cmd, char **paths, int n);
/* A copy of the input's header, or an empty one for NULL. Made at the end of the input, it also says how many
 * streams were joined. */
struct chunk_header *cmd_copy_header(const struct chunk_stream *in);
/* The same, with this tool's line of history. */
struct chunk_header *cmd_header(struct cmd *cmd, const struct chunk_stream *in);
/* The next record: false at the clean end. */
bool cmd_read(const struct cmd *cmd, struct chunk_stream *in, struct chunk *c);
/* Writes the header, and frees it. */
void cmd_begin_output(struct chunk_stream *out, struct chunk_header *h);
/* Writes a record; its payload may be another one afterwards, see chunk_give(). */
void cmd_write(struct chunk_stream *out, struct chunk *c);
/* The same for the source and the sink of a chunk_flow(), with progress: results and reasons are its. */
int cmd_source(struct cmd *cmd, struct chunk_stream *in, struct chunk *c, char *why);
int cmd_sink(struct chunk_stream *out, struct chunk *c, char *why);
/* chunk_map() in the threads of -j, with progress. */
void cmd_map(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out, chunk_work_fn *work, void *arg);
/* The pool of -j threads, made on first use. */
struct chunk_pool *cmd_pool(struct cmd *cmd);

/* What a tool asks of its input; a stream that is something else ends with advice and status 1. */
enum cmd_want {
	CMD_FIELDS = 1,                 /* fields, not images */
	CMD_IMAGES = 2,                 /* images, as radar-unzip gives them */
	CMD_NO_DBZ = 4,                 /* means of dBZ are wrong: tif2rain without --dbz comes before */
	CMD_NO_LAYERS = 8,              /* not what stats or --count made */
	CMD_PARTIAL = 16                /* partial statistics are welcome too; else they never are */
};
/* What is wanted of the records too (CMD_NO_LAYERS) is kept in `cmd`, and seen to by what reads them. */
void cmd_require(struct cmd *cmd, const struct chunk_stream *in, unsigned want);
/* Dies with "no fields" where a stream ended without one. */
void cmd_require_some(const struct chunk_stream *in);

/*
 * cell_methods of a value that went through `old` and now goes through another method: "time: point"
 * and "time: mean" make "time: mean"; "time: mean" and "time: maximum" make both, in order. `text`
 * has CMD_METHODS_MAX bytes. cmd_cell_methods() does that to a header's own.
 */
#define CMD_METHODS_MAX 512

void cmd_join_methods(const char *old, const char *method, char *text);
void cmd_cell_methods(struct chunk_header *h, const char *method);

/* ---- Files ------------------------------------------------------------------------------------ */

/*
 * cmd_create() opens a file that appears under its name only at cmd_finish(): a temporary name
 * beside it till then, removed if the tool fails or is interrupted. NULL or "-" is standard
 * output. What is no regular file (/dev/full, a FIFO), and what is a descriptor of this process
 * (/dev/stdout, /dev/fd/3), is written directly. Dies if it cannot, if it leads to the same file as one
 * before, or if it is a terminal, to which cmd_create_text() may write.
 * cmd_put() writes all of the bytes. cmd_close() closes the file early, still under its temporary
 * name, for tools that make many.
 */
struct cmd_file;
struct cmd_file *cmd_create(const char *path);
struct cmd_file *cmd_create_text(const char *path);
int cmd_fd(const struct cmd_file *f);
const char *cmd_name(const struct cmd_file *f);     /* as messages name it */
/*
 * cmd_path() is the name under which the file is being written, for libraries that open a file by
 * its name: its temporary one. NULL for what is written directly: standard output, FIFOs.
 */
const char *cmd_path(const struct cmd_file *f);
bool cmd_is_new(const char *path);                  /* it leads to the file of no cmd_create() so far */
void cmd_put(struct cmd_file *f, const void *bytes, size_t size);
void cmd_put_at(struct cmd_file *f, const void *bytes, size_t size, uint64_t offset);
void cmd_close(struct cmd_file *f);

/* ---- The end ---------------------------------------------------------------------------------- */

/*
 * A progress line on stderr, where that is a terminal and this tool ends the pipeline: how far the
 * input is, or the output of a tool that has no stream as input; or the time that was come to, with
 * what is done of a total (0 where that is not known). Cheap enough for every record.
 */
void cmd_progress(struct cmd *cmd, const struct chunk_stream *s);
void cmd_progress_of(struct cmd *cmd, int64_t time, uint64_t done, uint64_t total);

/*
 * cmd_reached() says how far a stream is: in bytes, where its input is files; else in what its header
 * counts as records: fields or, where those are instants, time steps, for a gap may stand for many.
 */
struct cmd_reached {
	int64_t time;                   /* the latest end of a record */
	uint64_t records, bytes;        /* that came */
	uint64_t done, total;           /* total is 0 where nobody knows */
};
void cmd_reached(const struct chunk_stream *s, struct cmd_reached *r);
/* Whether records are instants, as images are, and so one a time step. */
bool cmd_instants(const struct chunk_header *h);

/* What makes such lines: "37 %" and "12 s to go", or ""; the parts, up to NULL, that there is room for. */
#define CMD_FORECAST_MAX 48

uint64_t cmd_elapsed(const struct cmd *cmd);        /* nanoseconds since cmd_start() */
bool cmd_watched(const struct cmd *cmd);            /* stderr is a terminal, and there is no -q */
void cmd_forecast(const struct cmd *cmd, const struct cmd_reached *r, char *percent, char *rest);
void cmd_show_line(const struct cmd *cmd, const char *const *parts);

/*
 * cmd_finish() ends a tool well: the stream `out` (or NULL) gets its end record, every file is
 * synced and gets its name, standard output is closed with a look at whether it could be; -v
 * says where the time went, which side is the slower one, and what was done. Frees what cmd made, `in` and `out` too. Returns the
 * exit status 0; what fails says so and exits 1.
 */
int cmd_finish(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out);

#endif
