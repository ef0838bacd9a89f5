/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk2nc - a stream as one netCDF file.
 *
 * In: fields and gaps. Out: a netCDF-4 file in the words of CF 1.8, for xarray,
 * CDO, GDAL and QGIS, with a variable for each layer. It appears only if the
 * stream was complete.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "ncout/ncout.h"

static const char usage[] =
"usage: chunk2nc [-qv] [-j n] -o file [--units u] [--chunks t,y,x|series] [--level n] [--no-lonlat]\n"
"                [--append] [--title s] [file ...]\n"
"\n"
"Write the fields of a stream as a netCDF file, for xarray, CDO, GDAL and QGIS.\n"
"\n"
"  -o, --output file      the file; netCDF cannot be written to a pipe\n"
"      --units u          values in these units, such as mm/day of mm/h\n"
"      --chunks t,y,x     times, rows and columns that are compressed together (default:\n"
"                         a field), or series, for reading single cells in time\n"
"      --level n          how much to compress, 0 (not at all) to 9 (default 1)\n"
"      --no-lonlat        no longitude and latitude for each cell of a projected grid\n"
"      --append           add to the end of the file, if it is there\n"
"      --title s          its title\n"
CMD_HELP_THREADS
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk2nc -o november.nc november.chunk\n";

struct chunk2nc {
	struct cmd *cmd;
	struct chunk_stream *in;
	struct ncout_options options;
	struct ncout *out;
	const char *name;               /* of the file */
};

/* ---- The source, work and sink of chunk_flow() ------------------------- */

static int
source(void *arg, struct chunk *c, char *why)
{
	struct chunk2nc *t = arg;

	return cmd_source(t->cmd, t->in, c, why);
}

static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct chunk2nc *t = arg;

	return ncout_work(t->out, in, out, why);
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct chunk2nc *t = arg;
	char reason[CHUNK_WHY_MAX];

	return ncout_put(t->out, c, reason) == 0 ? 0 :
	    chunk_reason(why, "%.200s: %.800s", t->name, reason);
}

/* Chunks of several times are put together here, and compressed by threads. */
static void
run_series(struct chunk2nc *t)
{
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];

	while (cmd_read(t->cmd, t->in, &c)) {
		cmd_progress(t->cmd, t->in);
		if (ncout_push(t->out, cmd_pool(t->cmd), &c, why) < 0)
			cmd_fail("%s: %s", t->name, why);
	}
	chunk_free(&c);
}

static void
run(struct chunk2nc *t, const char *path)
{
	struct chunk_flow flow = { .source = source, .work = work, .sink = sink, .arg = t };
	struct chunk_header *h;
	char why[CHUNK_WHY_MAX];

	t->out = ncout_open(path, chunk_header(t->in), &t->options, why);
	if (t->out == NULL)
		cmd_fail("%s: %s", t->name, why);
	flow.record = ncout_record(t->out);
	if (ncout_depth(t->out) > 1)
		run_series(t);
	else if (chunk_flow(&flow, cmd_pool(t->cmd), why) < 0)
		cmd_fail("%s", why);
	/* A day without images is gaps, which a file that is there takes. */
	if (!t->options.append || chunk_counts(t->in)->gaps == 0)
		cmd_require_some(t->in);
	h = cmd_header(t->cmd, t->in);  /* it says now how many streams were joined */
	if (ncout_finish(t->out, cmd_pool(t->cmd), h, why) < 0)
		cmd_fail("%s: %s", t->name, why);
	chunk_header_free(h);
	ncout_close(t->out);
}

/* ---- Options ----------------------------------------------------------- */

enum { UNITS = CMD_OWN, CHUNKS, LEVEL, NO_LONLAT, APPEND, TITLE };

static void
set_chunks(struct ncout_options *o, const char *text)
{
	char first[CMD_PAIR_MAX], second[CMD_PAIR_MAX];
	const char *rest;

	o->series = strcmp(text, "series") == 0;
	if (o->series)
		return;
	rest = cmd_pair("--chunks", text, "24,128,128", first);
	rest = cmd_pair("--chunks", rest, "24,128,128", second);
	o->chunk[0] = (size_t)cmd_integer("--chunks", first, 1, 1 << 20);
	o->chunk[1] = (size_t)cmd_integer("--chunks", second, 1, CHUNK_SIDE_MAX);
	o->chunk[2] = (size_t)cmd_integer("--chunks", rest, 1, CHUNK_SIDE_MAX);
}

static void
set_option(struct ncout_options *o, int option)
{
	switch (option) {
	case UNITS:
		cmd_units(optarg);
		o->units = optarg;
		break;
	case CHUNKS:
		set_chunks(o, optarg);
		break;
	case LEVEL:
		o->level = (int)cmd_integer("--level", optarg, 0, 9);
		break;
	case NO_LONLAT:
		o->lonlat = false;
		break;
	case APPEND:
		o->append = true;
		break;
	case TITLE:
		o->title = optarg;
		break;
	}
}

/*
 * Opens the file that goes on, and locks it until the process ends: two that add
 * to it at once would lose what one of them added. -1 if it is not there.
 */
static int
open_locked(const char *path)
{
	for (int i = 0; i < 100; i++) {
		struct stat here, there;
		/* NFS locks only what can be written. */
		int f = open(path, O_RDWR | O_CLOEXEC);

		if (f < 0)
			f = open(path, O_RDONLY | O_CLOEXEC);
		if (f < 0 && errno == ENOENT)
			return -1;
		if (f < 0)
			cmd_fail("%s: cannot open: %s", path, strerror(errno));
		if (flock(f, LOCK_EX | LOCK_NB) < 0) {
			if (errno == EWOULDBLOCK)
				break;
			cmd_fail("%s: --append: cannot be locked: %s", path, strerror(errno));
		}
		/* Another one may have replaced it before the lock. */
		if (fstat(f, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev &&
		    here.st_ino == there.st_ino)
			return f;
		close(f);
	}
	cmd_fail("%s: another --append is at work on it: try again when it has ended", path);
}

/* Copies the file that goes on, if it is there. */
static bool
copy_file(const char *path, struct cmd_file *to)
{
	static char bytes[1 << 16];
	int f = open_locked(path);
	ssize_t n;

	if (f < 0)
		return false;
	while ((n = read(f, bytes, sizeof bytes)) > 0)
		cmd_put(to, bytes, (size_t)n);
	if (n < 0)
		cmd_fail("%s: cannot read: %s", path, strerror(errno));
	return true;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "units", required_argument, NULL, UNITS },
		{ "chunks", required_argument, NULL, CHUNKS },
		{ "level", required_argument, NULL, LEVEL },
		{ "no-lonlat", no_argument, NULL, NO_LONLAT },
		{ "append", no_argument, NULL, APPEND },
		{ "title", required_argument, NULL, TITLE },
		CMD_LONG_OPTIONS
	};
	struct cmd cmd;
	struct chunk2nc t = { .cmd = &cmd, .options = { .level = 1, .lonlat = true } };
	struct cmd_file *f;
	int option;

	cmd_start(&cmd, "chunk2nc", usage);
	while ((option = cmd_option(&cmd, argc, argv, "", longs)) != -1)
		set_option(&t.options, option);
	if (cmd.output == NULL)
		cmd_usage("-o: name the file, such as -o rain.nc");
	t.options.history = cmd.history;
	t.options.pool = cmd_pool(&cmd);
	f = cmd_create(cmd.output);
	t.name = cmd_name(f);
	if (cmd_path(f) == NULL)
		cmd_fail("%s: netCDF goes back and forth in its file, which a pipe does not allow: write to "
		    "a file", t.name);
	t.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, t.in, CMD_FIELDS);
	cmd_require_units(t.in, t.options.units);
	if (t.options.append)
		t.options.append = copy_file(cmd.output, f);
	run(&t, cmd_path(f));
	return cmd_finish(&cmd, t.in, NULL);
}
