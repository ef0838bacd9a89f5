/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * streams.c - opens a tool's streams, checks that they suit it, and finishes
 * them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/private.h"

static struct chunk_pool *pool;         /* the only one of the process */

struct chunk_stream *
cmd_output(struct cmd *cmd)
{
	struct cmd_file *f = cmd_create(cmd->output);
	struct chunk_stream *out = chunk_create(cmd_fd(f), cmd_name(f));

	if (out == NULL)
		cmd_fail("out of memory");
	if (*chunk_error(out) != '\0')
		cmd_fail("%s", chunk_error(out));
	return out;
}

void
cmd_check_inputs(char **paths, int n)
{
	bool standard = n == 0;

	target_inputs(paths, n);
	file_refuse_inputs(paths, n);
	for (int i = 0; i < n; i++)
		if (strcmp(paths[i], "-") == 0)
			standard = true;
	if (standard && isatty(STDIN_FILENO))
		cmd_usage("standard input is a terminal: name files, or pipe something in");
}

struct chunk_stream *
cmd_input(struct cmd *cmd, char **paths, int n)
{
	struct chunk_stream *in;

	(void)cmd;
	cmd_check_inputs(paths, n);
	progress_input(paths, n);
	if ((in = chunk_open(paths, n)) == NULL)
		cmd_fail("out of memory");
	if (chunk_read_header(in) < 0)
		cmd_fail("%s", chunk_error(in));
	return in;
}

struct chunk_header *
cmd_copy_header(const struct chunk_stream *in)
{
	struct chunk_header *h = chunk_header_copy(in != NULL ? chunk_header(in) : NULL);

	if (h == NULL)
		cmd_fail("out of memory");
	return h;
}

struct chunk_header *
cmd_header(struct cmd *cmd, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_copy_header(in);

	chunk_add(h, "history", cmd->history);
	return h;
}

/*
 * What cmd_require() cannot see in a header: names of layers are in it only if
 * they differ from the stream, and a stream of fields may hide an image.
 */
static int
check_record(const struct cmd *cmd, const struct chunk_stream *in, const struct chunk *c, char *why)
{
	char start[CHUNK_TIME_MAX];

	if (cmd->no_images && c->kind == CHUNK_BLOB)
		return chunk_reason(why, "%s: %s: an image that is still encoded, among fields",
		    chunk_name(in), chunk_time_text(c->start, start));
	if (!cmd->no_layers || c->layer[0] == '\0')
		return 0;
	return chunk_reason(why,
	    "%s: %s: the input has layers, such as stats or --count make, here %s: use "
	    "this tool before that",
	    chunk_name(in), chunk_time_text(c->start, start), c->layer);
}

int
cmd_next(const struct cmd *cmd, struct chunk_stream *in, struct chunk *c, char *why)
{
	int got = chunk_read(in, c);

	if (got < 0)
		return chunk_reason(why, "%s", chunk_error(in));
	return got > 0 && check_record(cmd, in, c, why) < 0 ? -1 : got;
}

bool
cmd_read(const struct cmd *cmd, struct chunk_stream *in, struct chunk *c)
{
	char why[CHUNK_WHY_MAX];
	int got = cmd_next(cmd, in, c, why);

	if (got < 0)
		cmd_fail("%s", why);
	return got > 0;
}

void
cmd_begin_output(struct chunk_stream *out, struct chunk_header *h)
{
	if (chunk_write_header(out, h) < 0)
		cmd_fail("%s", chunk_error(out));
	chunk_header_free(h);
}

void
cmd_write(struct chunk_stream *out, struct chunk *c)
{
	chunk_pack(c);
	if (chunk_write(out, c) < 0)
		cmd_fail("%s", chunk_error(out));
}

int
cmd_source(struct cmd *cmd, struct chunk_stream *in, struct chunk *c, char *why)
{
	int got = cmd_next(cmd, in, c, why);

	if (got >= 0)
		cmd_progress(cmd, in);
	return got;
}

int
cmd_sink(struct chunk_stream *out, struct chunk *c, char *why)
{
	return chunk_write(out, c) == 0 ? 0 : chunk_reason(why, "%s", chunk_error(out));
}

struct chunk_pool *
cmd_pool(struct cmd *cmd)
{
	int threads = cmd->threads ? cmd->threads : chunk_threads();

	if (pool != NULL || (pool = chunk_pool_new(threads)) != NULL)
		return pool;
	if (threads == 1)               /* no thread was to be started */
		cmd_fail("out of memory");
	cmd_fail("cannot start %d threads: %s", threads, strerror(errno));
}

/* ---- From stream to stream --------------------------------------------- */

struct seen {
	struct cmd *cmd;
	struct chunk_stream *in;
};

static int
see_record(void *arg, const struct chunk *c, char *why)
{
	const struct seen *s = arg;

	if (check_record(s->cmd, s->in, c, why) < 0)
		return -1;
	cmd_progress(s->cmd, s->in);
	return 0;
}

void
cmd_map(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out, chunk_work_fn *work,
    void *arg)
{
	struct seen seen = { cmd, in };
	struct chunk_map map = { .in = in, .out = out, .work = work, .arg = arg, .seen = see_record,
		.seen_arg = &seen };
	char why[CHUNK_WHY_MAX];

	if (chunk_map(&map, cmd_pool(cmd), why) < 0)
		cmd_fail("%s", why);
}

/* ---- What a tool asks of its input ------------------------------------- */

static bool
has_layers(const struct chunk_header *h)
{
	/* A stream of layers has keys for their units or methods. */
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; )
		if (strncmp(line, "layer.", 6) == 0)
			return true;
	return false;
}

/* Whether values are something else in time than points, means or sums of it. */
static bool
is_statistic(const char *methods)
{
	const char *at = methods != NULL ? strstr(methods, "time: ") : NULL;

	return at != NULL && strncmp(at + strlen("time: "), "point", 5) != 0 &&
	    strncmp(at + strlen("time: "), "mean", 4) != 0 && strncmp(at + strlen("time: "), "sum", 3) != 0;
}

static void
require_series(const struct chunk_header *h)
{
	const char *methods = chunk_get(h, "cell_methods");

	if (is_statistic(methods))
		cmd_fail("the input is a statistic (%s), which means and sums of time make nothing of",
		    methods);
	if (chunk_get(h, "window") != NULL)
		cmd_fail(
		    "the input is windows of rolling, which overlap, so that rain would count more than once: "
		    "use this tool before that");
	if (chunk_get(h, "climatology") != NULL)
		cmd_fail("the input is a climatology, whose fields do not follow each other in time");
}

/*
 * Whether the stream's own values are categories, or those of a layer. In a stream
 * of layers, such as statistics, what is said of its variable is not said of them.
 */
static bool
has_categories(const struct chunk_header *h)
{
	if (!has_layers(h))
		return chunk_get(h, "flag_values") != NULL;
	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; ) {
		size_t n = strcspn(line, "=");

		if (strncmp(line, "layer.", 6) == 0 && n > 12 &&
		    strncmp(line + n - 12, ".flag_values", 12) == 0)
			return true;
	}
	return false;
}

void
cmd_require(struct cmd *cmd, const struct chunk_stream *in, unsigned want)
{
	const struct chunk_header *h = chunk_header(in);
	const char *units = chunk_get(h, "units");
	bool fields = chunk_grid(h)->rows > 0;

	if ((want & CMD_FIELDS) && !fields)
		cmd_fail(
		    "the input holds images that are still encoded: tif2rain belongs in between");
	if ((want & CMD_IMAGES) && fields && chunk_get(h, "partial") == NULL)
		cmd_fail(
		    "%s: a stream of fields already, which need no decoding: stats, bin-average, gifmake "
		    "and the others read it; %s reads images, from radar-unzip", chunk_name(in), cmd->name);
	if ((want & CMD_NO_DBZ) && units != NULL && strcmp(units, "dBZ") == 0)
		cmd_fail(
		    "the input is dBZ, and a mean of dBZ is not a mean of rain: use tif2rain without --dbz");
	cmd->no_images = want & CMD_FIELDS;
	if (chunk_get(h, "partial") != NULL) {
		if (!(want & CMD_PARTIAL))
			cmd_fail(
			    "the input is partial statistics, which are not fields yet: stats finishes them");
		return;
	}
	cmd->no_layers = want & CMD_NO_LAYERS;
	if (cmd->no_layers && has_layers(h))
		cmd_fail(
		    "the input has layers, such as stats or --count make: use this tool before that");
	if ((want & CMD_NO_CATEGORIES) && has_categories(h))
		cmd_fail("the values are categories, which have no mean: -m pick of subsample and -m nearest "
		         "of regrid keep them");
	if (want & CMD_SERIES)
		require_series(h);
}

void
cmd_require_units(const struct chunk_stream *in, const char *units)
{
	const char *own = chunk_get(chunk_header(in), "units");
	char why[CHUNK_WHY_MAX];
	double times;

	if (units != NULL && units_convert(own != NULL ? own : "", units, &times, why) < 0)
		cmd_fail("--units: %s", why);
}

bool
cmd_is_amount(const struct chunk_header *h)
{
	const char *units = chunk_get(h, "units");

	return units != NULL && strcmp(units, "mm") == 0;
}

void
cmd_require_sums(const struct chunk_stream *in, const char *option)
{
	const char *units = chunk_get(chunk_header(in), "units");

	if (!cmd_is_amount(chunk_header(in)) && (units == NULL || strcmp(units, "mm h-1") != 0))
		cmd_fail("%s wants rates in mm h-1 or amounts in mm, the input is in %s", option,
		    units != NULL ? units : "no units");
}

void
cmd_require_no_amounts(const struct chunk_stream *in, const char *option)
{
	if (cmd_is_amount(chunk_header(in)))
		cmd_fail("the input is amounts in mm, and their mean means little: use %s, or --rate of the "
		         "tool that read them", option);
}

int64_t
cmd_require_step(const struct chunk_stream *in)
{
	int64_t step = chunk_step(chunk_header(in));

	if (step == 0)
		cmd_fail("the input does not say its time step, so that nobody knows how many images there "
		         "should be");
	return step;
}

void
cmd_require_some(const struct chunk_stream *in)
{
	if (chunk_counts(in)->fields == 0)
		cmd_fail("no fields: the input is sound, but there is nothing in it");
}

/* ---- The end ----------------------------------------------------------- */

int
cmd_finish(struct cmd *cmd, struct chunk_stream *in, struct chunk_stream *out)
{
	bool piped = progress_piped(cmd);

	if (out != NULL && chunk_finish(out) < 0)
		cmd_fail("%s", chunk_error(out));
	file_commit();
	if (cmd->verbose)
		progress_report(cmd, in, out, piped);
	message_progress(NULL);
	chunk_close(in);
	chunk_close(out);
	chunk_pool_free(pool);
	pool = NULL;
	return 0;
}
