/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk-top - a look into a pipe: how fast a stream flows, how far it is, and
 * which side is slow.
 *
 * In: any stream. Out: the same stream, with each record checked and none
 * changed. What it shows goes to standard error, once a second, or as often as
 * asked for.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "cli/cmd.h"

static const char usage[] =
"usage: chunk-top [-qv] [-j n] [-o file] [--interval s] [file ...]\n"
"\n"
"Pass a stream on unchanged, and show how fast it flows, how far it is, and which side is slow.\n"
"\n"
"      --interval s       show every s seconds (default 1 on a terminal, else never)\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-0*.zip | tif2rain | chunk-top | stats -o november.chunk\n";

enum side { INPUT, OUTPUT };

/* A measurement. */
struct moment {
	uint64_t clock;                 /* nanoseconds since the tool started */
	uint64_t waited[2];             /* of these, inside read() and write() */
	struct cmd_reached at;
};

/*
 * Two threads: one passes records on, one shows. The lock protects what they
 * share. The first updates `now` whenever it changes from one side to the
 * other. Nothing is shown after `over` is set, so that no line follows that of
 * an error.
 */
struct top {
	struct cmd cmd;
	double interval;                /* seconds, 0 if nothing is shown */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	struct moment now;
	enum side side;                 /* of the first thread, since now.clock */
	bool over;
};

/* ---- The thread that shows --------------------------------------------- */

/*
 * The share of the time between two measurements spent waiting for a side, in
 * percent.
 */
static int
share(const struct moment *from, const struct moment *to, enum side side)
{
	double waited = (double)to->waited[side] - (double)from->waited[side];

	/* A wait that is not over may be overestimated. */
	waited /= (double)(to->clock - from->clock);
	return waited <= 0 ? 0 : waited >= 1 ? 100 : (int)(100 * waited + 0.5);
}

/* Shows a line about the time between two measurements. */
static void
show(const struct cmd *cmd, const struct moment *from, const struct moment *to)
{
	double seconds = (double)(to->clock - from->clock) * 1e-9;
	double records = (double)(to->at.records - from->at.records) / seconds;
	double megabytes = (double)(to->at.bytes - from->at.bytes) * 1e-6 / seconds;
	char when[CHUNK_TIME_MAX] = "no record yet", percent[CMD_FORECAST_MAX],
	     rest[CMD_FORECAST_MAX];
	char waits[64], bytes[32], rate[32];

	if (to->at.records > 0)
		chunk_time_text(to->at.time, when);
	cmd_forecast(cmd, &to->at, percent, rest);
	/* All except the last part fits into 80 columns. */
	snprintf(waits, sizeof waits, "waits %d%% in, %d%% out", share(from, to, INPUT),
	    share(from, to, OUTPUT));
	snprintf(bytes, sizeof bytes, "%.*f MB/s", megabytes < 10, megabytes);
	snprintf(rate, sizeof rate, "%.*f/s", records < 10, records);
	if (cmd_watched(cmd))
		cmd_show_line(cmd,
		    (const char *const[]){ when, percent, rest, waits, bytes, rate, NULL });
	else
		cmd_warn("%s%s%s%s%s  %s  %s  %s", when, *percent ? "  " : "", percent, *rest ? "  " : "", rest,
		    waits, bytes, rate);
}

/*
 * Waits until a time of the clock; false at the end. Called with the lock held.
 */
static bool
sleep_until(struct top *top, struct timespec *t)
{
	int got = 0;

	while (!top->over && got != ETIMEDOUT)
		got = pthread_cond_timedwait(&top->ended, &top->lock, t);
	return !top->over;
}

static void *
watch(void *arg)
{
	struct top *top = arg;
	struct moment before = { 0 };
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	pthread_mutex_lock(&top->lock);
	for (;;) {
		struct moment now;
		int64_t next = t.tv_nsec + (int64_t)(top->interval * 1e9);

		t.tv_sec += next / 1000000000;
		t.tv_nsec = next % 1000000000;
		if (!sleep_until(top, &t))
			break;
		now = top->now;
		now.clock = cmd_elapsed(&top->cmd);
		now.waited[top->side] += now.clock - top->now.clock;
		/* A terminal that is stopped does not stop the stream. */
		pthread_mutex_unlock(&top->lock);
		show(&top->cmd, &before, &now);
		pthread_mutex_lock(&top->lock);
		before = now;
	}
	pthread_mutex_unlock(&top->lock);
	return NULL;
}

static void
start(struct top *top)
{
	pthread_condattr_t monotonic;
	int error;

	pthread_mutex_init(&top->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&top->ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (top->interval > 0 && (error = pthread_create(&top->thread, NULL, watch, top)) != 0)
		cmd_fail("cannot start a thread: %s", strerror(error));
}

static void
stop(struct top *top)
{
	pthread_mutex_lock(&top->lock);
	top->over = true;
	pthread_cond_signal(&top->ended);
	pthread_mutex_unlock(&top->lock);
	if (top->interval > 0)
		pthread_join(top->thread, NULL);
}

/* ---- The thread that passes on ----------------------------------------- */

/* Notes that the stream is at a side from now on. */
static void
change_side(struct top *top, enum side side, const struct chunk_stream *in,
    const struct chunk_stream *out)
{
	struct moment now = { .clock = cmd_elapsed(&top->cmd),
		.waited = { chunk_counts(in)->waited, chunk_counts(out)->waited } };

	if (top->interval == 0)
		return;
	cmd_reached(in, &now.at);
	pthread_mutex_lock(&top->lock);
	top->now = now;
	top->side = side;
	pthread_mutex_unlock(&top->lock);
}

static void
pass(struct top *top, struct chunk_stream *in, struct chunk_stream *out)
{
	struct chunk c = { 0 };
	int got;

	chunk_keep_packed(in);
	for (;;) {
		change_side(top, INPUT, in, out);
		if ((got = chunk_read(in, &c)) <= 0)
			break;
		change_side(top, OUTPUT, in, out);
		if (chunk_write(out, &c) < 0)
			break;
	}
	stop(top);
	if (got != 0)
		cmd_fail("%s", chunk_error(got < 0 ? in : out));
	chunk_free(&c);
}

int
main(int argc, char **argv)
{
	enum { INTERVAL = CMD_OWN };
	static const struct option longs[] = {
		{ "interval", required_argument, NULL, INTERVAL },
		CMD_LONG_OPTIONS
	};
	struct chunk_stream *in, *out;
	struct top top = { .interval = 0 };

	cmd_start(&top.cmd, "chunk-top", usage);
	while (cmd_option(&top.cmd, argc, argv, "", longs) != -1)
		top.interval = cmd_real("--interval", optarg, 0.01, 86400);
	if (top.cmd.quiet)
		top.interval = 0;
	else if (top.interval == 0 && cmd_watched(&top.cmd))
		top.interval = 1;

	out = cmd_output(&top.cmd);
	in = cmd_input(&top.cmd, argv + optind, argc - optind);
	/* No line for the history: the output is the input. */
	cmd_begin_output(out, cmd_copy_header(in));
	start(&top);
	pass(&top, in, out);
	return cmd_finish(&top.cmd, in, out);
}
