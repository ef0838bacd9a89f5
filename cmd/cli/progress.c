/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * progress.c - shows how far a tool is, and says at the end where its time
 * went.
 */
#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/private.h"

#define OFTEN   200000000u              /* nanoseconds from one progress line to the next */
#define RECORDS_MAX   (UINT64_C(1) << 40)     /* records; a header that claims more is not believed */
#define LONGEST (100 * 3600.0)          /* seconds to go; longer forecasts are not shown */

/* What cmd_input() reads: its bytes, 0 if unknown, and whether it is a pipe. */
static uint64_t input_bytes;
static bool input_piped;

static bool
is_pipe(const struct stat *st)
{
	return S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode);
}

bool
progress_piped(const struct cmd *cmd)
{
	struct stat st;

	return (cmd->output == NULL || strcmp(cmd->output, "-") == 0) &&
	    fstat(STDOUT_FILENO, &st) == 0 && is_pipe(&st);
}

void
progress_input(char *const *paths, int n)
{
	bool regular = true;
	struct stat st;

	for (int i = 0; i < (n > 0 ? n : 1); i++) {
		bool standard = n == 0 || strcmp(paths[i], "-") == 0;

		if ((standard ? fstat(STDIN_FILENO, &st) : stat(paths[i], &st)) < 0)
			st.st_mode = 0;
		regular &= S_ISREG(st.st_mode);
		input_piped |= is_pipe(&st);
		input_bytes += regular ? (uint64_t)st.st_size : 0;
	}
	if (!regular)
		input_bytes = 0;
}

/* ---- How far ----------------------------------------------------------- */

bool
cmd_instants(const struct chunk_header *h)
{
	const char *methods = chunk_get(h, "cell_methods");

	return chunk_grid(h)->rows == 0 ||
	    (methods != NULL && strstr(methods, "time: point") != NULL);
}

void
cmd_reached(const struct chunk_stream *s, struct cmd_reached *r)
{
	const struct chunk_counts *n = chunk_counts(s);
	const struct chunk_header *h = chunk_header(s);
	const char *records = chunk_get(h, "records");
	int64_t step = chunk_step(h);

	r->records = n->fields + n->blobs + n->gaps;
	r->bytes = n->bytes;
	r->time = n->end;
	if (input_bytes > 0) {
		r->done = n->bytes;
		r->total = input_bytes;
		return;
	}
	r->done = step > 0 && cmd_instants(h) ? (uint64_t)((n->end - n->start) / step) :
	    n->fields + n->blobs;
	r->total = records != NULL ? strtoull(records, NULL, 10) : 0;
	/*
	 * The header is that of the first stream alone, if several are joined.
	 */
	if (r->total < r->done || r->total > RECORDS_MAX)
		r->total = 0;
}

static void
duration(double seconds, char *text)
{
	const size_t size = CMD_FORECAST_MAX;
	long s = (long)(seconds + 0.5);

	if (s < 100)
		snprintf(text, size, "%ld s to go", s);
	else if (s < 100 * 60)
		snprintf(text, size, "%ld min %02ld s to go", s / 60, s % 60);
	else
		snprintf(text, size, "%ld h %02ld min to go", s / 3600, s / 60 % 60);
}

void
cmd_forecast(const struct cmd *cmd, const struct cmd_reached *r, char *percent, char *rest)
{
	double seconds, elapsed = (double)cmd_elapsed(cmd) * 1e-9;

	*percent = *rest = '\0';
	if (r->total == 0)
		return;
	snprintf(percent, CMD_FORECAST_MAX, "%d %%",
	    (int)(100.0 * (double)r->done / (double)r->total));
	seconds = r->done > 0 ? elapsed * (double)(r->total - r->done) / (double)r->done : LONGEST;
	if (seconds < LONGEST)
		duration(seconds, rest);
}

/* ---- The line ---------------------------------------------------------- */

bool
cmd_watched(const struct cmd *cmd)
{
	const char *terminal = getenv("TERM");

	/* A dumb terminal, such as inside an editor, cannot replace a line. */
	return !cmd->quiet && isatty(STDERR_FILENO) &&
	    (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

/*
 * Whether it is time for a line: if somebody watches, and this tool ends the
 * pipeline.
 */
static bool
is_due(const struct cmd *cmd)
{
	static int watching = -1;
	static uint64_t shown;
	uint64_t elapsed;

	if (watching < 0)
		watching = cmd_watched(cmd) && !progress_piped(cmd);
	if (!watching)
		return false;
	elapsed = cmd_elapsed(cmd);
	if (elapsed - shown < OFTEN)
		return false;
	shown = elapsed;
	return true;
}

void
cmd_show_line(const struct cmd *cmd, const char *const *parts)
{
	struct winsize window;
	size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ?
	    window.ws_col : 80;
	size_t used = strlen(cmd->name) + 1;
	char text[512] = "";

	/* A line that wraps cannot be replaced: parts that do not fit go. */
	for (; *parts != NULL; parts++) {
		size_t size = **parts ? strlen(*parts) + 2 : 0;

		if (used + size >= columns || strlen(text) + size >= sizeof text)
			break;
		if (size > 0)
			strcat(strcat(text, *text ? "  " : ""), *parts);
		used += size;
	}
	if (*text != '\0')
		message_progress(text);
}

static void
show(const struct cmd *cmd, const struct cmd_reached *r)
{
	char when[CHUNK_TIME_MAX], percent[CMD_FORECAST_MAX], rest[CMD_FORECAST_MAX], rate[32] = "";
	double megabytes = (double)r->bytes * 1e3 / (double)cmd_elapsed(cmd);

	cmd_forecast(cmd, r, percent, rest);
	if (r->total == 0)
		snprintf(percent, sizeof percent, "%" PRIu64 " done", r->done);
	if (r->bytes > 0)
		snprintf(rate, sizeof rate, "%.*f MB/s", megabytes < 10, megabytes);
	cmd_show_line(cmd,
	    (const char *const[]){ chunk_time_text(r->time, when), percent, rest, rate, NULL });
}

void
cmd_progress_of(struct cmd *cmd, int64_t time, uint64_t done, uint64_t total)
{
	struct cmd_reached r = { .time = time, .done = done, .total = total };

	if (is_due(cmd))
		show(cmd, &r);
}

void
cmd_progress(struct cmd *cmd, const struct chunk_stream *s)
{
	struct cmd_reached r;

	if (!is_due(cmd))
		return;
	cmd_reached(s, &r);
	if (r.records > 0)
		show(cmd, &r);
}

/* ---- Where the time went ----------------------------------------------- */

/*
 * Seconds that threads of this process were ready but had no processor; -1 if
 * unknown.
 */
static double
without_processor(void)
{
	DIR *tasks = opendir("/proc/self/task");
	double sum = 0;
	bool known = false;

	for (struct dirent *e; tasks != NULL && (e = readdir(tasks)) != NULL; ) {
		unsigned long long ran, waited;
		char path[300];
		FILE *f;

		snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", e->d_name);
		if (e->d_name[0] == '.' || (f = fopen(path, "r")) == NULL)
			continue;
		if (fscanf(f, "%llu %llu", &ran, &waited) == 2) {
			sum += (double)waited * 1e-9;
			known = true;
		}
		fclose(f);
	}
	if (tasks != NULL)
		closedir(tasks);
	return known ? sum : -1;
}

/*
 * Where a stage's seconds went. Several threads may add up to more than `all`.
 */
struct spent {
	double all, processor, starved, reading, writing;
};

/* What slows the pipeline down, as far as one of its stages can tell. */
static const char *
bottleneck(const struct spent *t, bool piped)
{
	double rest = t->all - t->reading - t->writing;

	/*
	 * Waiting for a stage that has no processor is waiting for a processor.
	 */
	if (t->starved > t->all / 3 && t->starved > t->processor / 2)
		return "short of processors";
	if (t->reading >= rest && t->reading >= t->writing && input_piped)
		return "an earlier stage is slower";
	if (t->writing >= rest && t->writing > t->reading && piped)
		return "a later stage is slower";
	/* Copying to and from files is processor time, not a disk's. */
	return t->processor > t->all / 2 ? "this is the bottleneck" : "the disk is slower";
}

static void
amount(char *text, size_t size, const char *which, const struct chunk_stream *s, double seconds)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	const struct chunk_counts *n = chunk_counts(s);
	const uint64_t counts[] = { n->blobs, n->fields, n->gaps };
	static const char *const names[] = { "images", "fields", "gaps" };
	size_t used = strlen(text), unit = 0;
	double bytes = (double)n->bytes / 1e3;

	for (; bytes >= 1000 && unit < 3; unit++)
		bytes /= 1e3;
	used += (size_t)snprintf(text + used, size - used, "; %s", which);
	for (int i = 0; i < 3; i++)
		if (counts[i] > 0)
			used += (size_t)snprintf(text + used, size - used, " %" PRIu64 " %s,",
			    counts[i], names[i]);
	snprintf(text + used, size - used, " %.*f %s (%.0f MB/s)", bytes < 10, bytes, units[unit],
	    (double)n->bytes * 1e-6 / seconds);
}

void
progress_report(const struct cmd *cmd, const struct chunk_stream *in,
    const struct chunk_stream *out, bool piped)
{
	struct spent t = { .all = (double)cmd_elapsed(cmd) * 1e-9, .starved = without_processor() };
	char text[512] = "", input[64] = "", starved[64] = "";
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	t.processor = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
	t.reading = in != NULL ? (double)chunk_counts(in)->waited * 1e-9 : 0;
	/* Two inputs are waited for at the same time. */
	if (cmd->second != NULL)
		t.reading = fmax(t.reading, (double)chunk_counts(cmd->second)->waited * 1e-9);
	t.writing = (double)file_waited() * 1e-9 +
	    (out != NULL ? (double)chunk_counts(out)->waited * 1e-9 : 0);
	if (in != NULL) {
		amount(text, sizeof text, "in", in, t.all);
		snprintf(input, sizeof input, "%7.2f for input,", t.reading);
	}
	if (out != NULL)
		amount(text, sizeof text, "out", out, t.all);
	if (t.starved >= 0)
		snprintf(starved, sizeof starved, ", %.2f for a processor", t.starved);
	/* The numbers of several stages stand in columns. */
	cmd_warn("%*s%7.2f s, CPU %7.2f, waited %18s %7.2f for output%s: %s%s",
	    (int)(strlen(cmd->name) < 11 ? 11 - strlen(cmd->name) : 0), "", t.all, t.processor, input, t.writing,
	    starved, bottleneck(&t, piped), text);
}
