/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radar-unzip - images out of archives, in the order of time.
 *
 * Archives of radar images are read, or the images themselves. Out flows a
 * stream of the images as they are, still encoded, with a gap for every run of
 * time steps that have none.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "archive/pattern.h"
#include "archive/series.h"
#include "cli/cmd.h"
#include "cli/damage.h"
#include "clock.h"

static const char usage[] =
"usage: radar-unzip [-kqv] [-j n] [-o file] [-p pattern] [--from t] [--to t] [--step d] [--origin time]\n"
"                   [--pick] [--stamp start|end] [--no-whole-days] [--time t] [archive ...]\n"
"\n"
"Take radar images out of archives, in the order of time, with gaps for those that are missing.\n"
"\n"
"  -p, --pattern p        names of images, as strptime(3) reads them\n"
"                         (default radar_%y%m%d%H%M.tif)\n"
"      --from t           only from this time on, such as 2020-11-01 or\n"
"                         2020-11-01T06:00 (UTC)\n"
"      --to t             only before this time\n"
"      --step d           time from one image to the next, such as 15min or 1h\n"
"                         (default 5min)\n"
"      --origin time      the time of day of a day's first image, such as 00:50\n"
"      --pick             leave out images between the steps, instead of refusing them\n"
"      --stamp which      whether the time in a name is the start (default) or the\n"
"                         end of its step\n"
"      --no-whole-days    no gaps before the first image and after the last\n"
"      --time t           the time of the one image that there is, whatever its name\n"
CMD_HELP_KEEP_GOING
"  -j, --threads n        threads, 1 to 256 (default: up to 2)\n"
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip --from 2020-11-01T06:00 --to 2020-11-02T06:00 2020-11-0*.zip | tif2rain | stats -o day.chunk\n";

struct unzip {
	struct cmd *cmd;
	struct chunk_stream *out;

	const char *pattern;                    /* NULL: any name, with --time */
	bool has_time, has_stamp, stamp_end;
	bool has_origin;
	int64_t origin;                         /* if has_origin: seconds of the day, of a stamp */
	int64_t time;                           /* if has_time */
	struct series series;

	size_t written, damaged;                /* images: only the sink counts */
};

/* ---- Which images ------------------------------------------------------ */

/* The time that a name gives, if it can be that of an image. */
static enum images_choice
read_time(const struct unzip *u, const char *name, int64_t *t, char *why)
{
	int64_t step = u->series.step;
	struct pattern_times times;
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];
	enum pattern_match match = pattern_time(u->pattern, name, &times);

	if (match == PATTERN_OTHER)
		return IMAGES_OTHER;
	*t = times.start;
	if (u->has_time)
		return IMAGES_TAKEN;
	if (match == PATTERN_AMBIGUOUS) {
		chunk_reason(why, "its name gives several times under -p %s: what stands for text "
		    "must not stand for digits of the time", u->pattern);
		return IMAGES_WRONG;
	}
	if (match == PATTERN_INVALID) {
		chunk_reason(why, "no calendar has the time in its name");
		return IMAGES_WRONG;
	}
	if (times.interval && times.end - times.start != step) {
		chunk_reason(why, "its name says from %s to %s, which is not one step of %" PRId64
		    " s: see --step", chunk_time_text(times.start, start),
		    chunk_time_text(times.end, end), step);
		return IMAGES_WRONG;
	}
	return IMAGES_TAKEN;
}

/* An image between the steps; with --pick the reason gives the --origin that takes it. */
static enum images_choice
off_the_grid(const struct unzip *u, int64_t t, char *why)
{
	int64_t step = u->series.step;
	char time[CHUNK_TIME_MAX], origin[CHUNK_TIME_MAX];

	chunk_time_text(t, time);
	if (!u->series.picks) {
		chunk_reason(why, "%s is off the grid of one image every %" PRId64 " s: see --step, "
		    "--origin and --pick", time, step);
		return IMAGES_WRONG;
	}
	/* Of 1970-01-01T00:30Z, the 00:30. */
	chunk_time_text((t % step + step) % step, origin);
	chunk_reason(why, "%s is between the steps of %" PRId64 " s: --origin %.*s takes it",
	    time, step, (int)strcspn(origin + 11, "Z"), origin + 11);
	return IMAGES_OUTSIDE;
}

static enum images_choice
choose_image(void *arg, const char *name, int64_t *start, char *why)
{
	const struct unzip *u = arg;
	const struct series *s = &u->series;
	enum images_choice choice = IMAGES_TAKEN;
	char time[CHUNK_TIME_MAX];
	int64_t t = 0;

	if (!s->rule.any_name)
		choice = read_time(u, name, &t, why);
	if (choice != IMAGES_TAKEN)
		return choice;
	if (u->has_time)
		t = u->time;
	if ((t - u->origin) % s->step != 0)
		return off_the_grid(u, t, why);
	*start = u->stamp_end ? t - s->step : t;
	if (*start >= s->from && *start < s->to)
		return IMAGES_TAKEN;
	chunk_reason(why, "its step starts at %s, not between --from and --to",
	    chunk_time_text(*start, time));
	return IMAGES_OUTSIDE;
}

/* The end of a pattern from its last dot on, if it is always the same; else "". */
static const char *
find_ending(const char *pattern)
{
	const char *dot = strrchr(pattern, '.');

	return dot != NULL && strpbrk(dot, "%*?") == NULL ? dot : "";
}

/* ---- The source, work and sink of chunk_flow() ------------------------- */

static int
source(void *arg, struct chunk *c, char *why)
{
	struct unzip *u = arg;

	return series_next(&u->series, c, why);
}

static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	struct unzip *u = arg;

	return series_unpack(&u->series, in, out, why);
}

/* Names the image that a gap stands for, if it was damaged. */
static void
warn_of_damage(struct unzip *u, struct chunk *c)
{
	const char *how = damage_how(c);
	char place[CHUNK_WHY_MAX];

	if (how == NULL)
		return;
	cmd_warn("%s: %s: it is a gap now",
	    series_place(&u->series, c->name, c->start, place), how);
	damage_warned(c);
	u->damaged++;
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct unzip *u = arg;

	warn_of_damage(u, c);
	u->written += c->kind == CHUNK_BLOB;
	if (c->kind == CHUNK_BLOB && u->pattern != NULL)
		pattern_spell(u->pattern, c->name);
	if (cmd_sink(u->out, c, why) < 0)
		return -1;
	cmd_progress(u->cmd, u->out);
	return 0;
}

/* What is missing in the stream must not lie in the archive unseen. */
static void
tell_passed(const struct unzip *u)
{
	const struct names_passed *passed = &u->series.sources.passed;
	const char *want = u->pattern != NULL ? u->pattern : "that of an archive";

	/* With --time it is the one image that is meant, and nothing else. */
	if (u->has_time && !u->cmd->verbose)
		return;
	if (passed->count == 1)
		cmd_warn("left out: %s: its name is not %s (see -p)", passed->example, want);
	else if (passed->count > 1)
		cmd_warn("left out: %" PRIu64 " files or members whose names are not %s (see -p), "
		    "such as %s", passed->count, want, passed->example);
}

static void
run(struct unzip *u)
{
	struct series *s = &u->series;
	struct chunk_flow flow = { .source = source, .work = work, .sink = sink, .arg = u,
		.record = s->largest };
	struct chunk_header *h = cmd_header(u->cmd, NULL);
	char why[CHUNK_WHY_MAX];

	cmd_set_number(h, "step", s->step);
	/* Missing images count too: the next tools show progress in time. */
	cmd_set_number(h, "records", s->steps);
	if (s->values[0] != '\0')
		chunk_set(h, "sidecar", s->values);
	cmd_begin_output(u->out, h);
	if (chunk_flow(&flow, cmd_pool(u->cmd), why) < 0)
		cmd_fail("%s", why);
	if (u->written == 0)
		cmd_fail("no images: all %" PRIu64 " are damaged", s->taken);
	if (u->damaged > 0 || s->damaged > 0)
		cmd_warn("damaged: %zu of %" PRIu64 " images, %zu of %zu files: "
		    "gaps stand for what is lost",
		    u->damaged, s->taken, s->damaged, s->sources.count);
	if (u->cmd->verbose && s->matched > s->taken)
		cmd_warn("%" PRIu64 " images are %snot between --from and --to",
		    s->matched - s->taken, u->series.picks ? "between the steps, or " : "");
	if (u->cmd->verbose && s->harmless > 0)
		cmd_warn("%" PRIu64 " members left out cannot be images by their names",
		    s->harmless);
}

/* ---- Options ----------------------------------------------------------- */

enum { FROM = CMD_OWN, TO, STEP, ORIGIN, PICK, STAMP, NO_WHOLE_DAYS, TIME };

static void
set_option(struct unzip *u, int option)
{
	struct series *s = &u->series;

	switch (option) {
	case 'p':
		u->pattern = optarg;
		break;
	case FROM:
		s->from = cmd_time("--from", optarg);
		break;
	case TO:
		s->to = cmd_time("--to", optarg);
		break;
	case STEP:
		s->step = cmd_duration("--step", optarg);
		break;
	case ORIGIN:
		u->origin = cmd_time_of_day("--origin", optarg);
		u->has_origin = true;
		break;
	case PICK:
		s->picks = true;
		break;
	case STAMP:
		u->stamp_end = cmd_choice("--stamp", optarg, "start|end") == 1;
		u->has_stamp = true;
		break;
	case NO_WHOLE_DAYS:
		s->whole_days = false;
		break;
	case TIME:
		u->time = cmd_time("--time", optarg);
		u->has_time = true;
		break;
	}
}

/*
 * The pattern must give the whole time of an image; with --time it only has to
 * know its name.
 */
static void
check_pattern(struct unzip *u)
{
	int64_t step = u->series.step;
	int finest;

	if (u->pattern == NULL && u->has_time)
		return;
	if (u->pattern == NULL)
		u->pattern = "radar_%y%m%d%H%M.tif";
	finest = pattern_resolution(u->pattern);
	if (finest == PATTERN_UNKNOWN)
		cmd_usage("-p %s: the conversions of strptime(3) that it may have are "
		    "%%Y %%y %%m %%b %%d %%j %%F %%H %%M %%S %%s %%%%", u->pattern);
	if (finest == PATTERN_TWICE)
		cmd_usage("-p %s: it says a part of the time twice: only two full times may follow "
		    "each other, the start and the end of a step", u->pattern);
	if (u->has_time)
		return;
	if (u->has_stamp && pattern_is_interval(u->pattern))
		cmd_usage("--stamp: the pattern gives the start and the end of a step");
	if (finest == PATTERN_NO_TIME)
		cmd_usage("-p %s: it gives no full time: give --time too, for the one image",
		    u->pattern);
	if (finest > step)
		cmd_usage("-p %s: it cannot tell times %" PRId64 " s apart: see --step",
		    u->pattern, step);
}

/* Checks what the command line says, before any file is read. */
static void
check_command(struct unzip *u, char **operands, int n)
{
	struct series *s = &u->series;

	/* Of a day's first image, the step starts where its days do. */
	if (u->has_origin)
		s->day = u->origin - (u->stamp_end ? s->step : 0);
	if (DAY % s->step != 0)
		cmd_usage("--step: a day must be whole steps, and is not a multiple of "
		    "%" PRId64 " s", s->step);
	if (s->from >= s->to)
		cmd_usage("--from must be before --to");
	if ((s->from != INT64_MIN && (s->from - u->origin) % s->step != 0) ||
	    (s->to != INT64_MAX && (s->to - u->origin) % s->step != 0) ||
	    (u->has_time && (u->time - u->origin) % s->step != 0))
		cmd_usage("--from, --to and --time must be whole steps of %" PRId64 " s from "
		    "midnight, or from --origin: see --step", s->step);
	check_pattern(u);
	for (int i = 0; i < n; i++)
		if (n > 1 && strcmp(operands[i], "-") == 0)
			cmd_usage("standard input must be the only input: "
			    "several files are put in the order of time");
	cmd_check_inputs(operands, n);
}

static void
add_sources(struct series *s, char **operands, int n)
{
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < (n > 0 ? n : 1); i++)
		if (sources_add(&s->sources, n > 0 ? operands[i] : "-", &s->rule, why) < 0)
			cmd_fail("%s", why);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "pattern", required_argument, NULL, 'p' },
		{ "from", required_argument, NULL, FROM },
		{ "to", required_argument, NULL, TO },
		{ "step", required_argument, NULL, STEP },
		{ "origin", required_argument, NULL, ORIGIN },
		{ "pick", no_argument, NULL, PICK },
		{ "stamp", required_argument, NULL, STAMP },
		{ "no-whole-days", no_argument, NULL, NO_WHOLE_DAYS },
		{ "time", required_argument, NULL, TIME },
		CMD_KEEP_GOING,
		CMD_LONG_OPTIONS
	};
	struct cmd cmd;
	struct unzip u = { .cmd = &cmd, .series = SERIES };
	struct series *s = &u.series;
	char why[CHUNK_WHY_MAX];
	int option;

	cmd_start(&cmd, "radar-unzip", usage);
	while ((option = cmd_option(&cmd, argc, argv, "kp:", longs)) != -1)
		set_option(&u, option);
	check_command(&u, argv + optind, argc - optind);
	s->rule = (struct images_rule){ .choose = choose_image, .arg = &u,
		.any_name = u.has_time && u.pattern == NULL, .one = u.has_time,
		.keep_going = cmd.keep_going };
	for (const char *c = u.pattern; c != NULL && *c != '\0'; c++)
		s->rule.folders += *c == '/';
	s->rule.ending = s->rule.any_name ? NULL : find_ending(u.pattern);
	/* Decoding, in the next tool, takes longer: two threads keep up. */
	if (cmd.threads == 0 && chunk_threads() > 2)
		cmd.threads = 2;

	u.out = cmd_output(&cmd);
	add_sources(s, argv + optind, argc - optind);
	if (series_scan(s, why) < 0)
		cmd_fail("%s", why);
	tell_passed(&u);
	run(&u);
	series_free(s);
	return cmd_finish(&cmd, NULL, u.out);
}
