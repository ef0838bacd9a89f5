/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radar-synth - make archives of synthetic radar images.
 *
 * In: only options. Out: for each day a zip of 288 five-minute GeoTIFFs of
 * reflectivity codes, as SMHI publishes them. The same options give the same
 * bytes, and no day depends on another.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/cmd.h"
#include "clock.h"
#include "radar/weather.h"
#include "tiff/geotiff.h"

static const char usage[] =
"usage: radar-synth [-qv] [-j n] --from day [--days n] [--rows r] [--cols c]\n"
"                   [--echo percent] [--seed s] -o dir\n"
"\n"
"Write daily zips of synthetic radar images, as SMHI publishes real ones.\n"
"\n"
"  -o, --output dir       where YYYY-MM-DD.zip go; made if it is missing\n"
"      --from day         the first day, such as 2020-11-01\n"
"      --days n           how many days (default 1)\n"
"      --rows r           rows of an image (default 887); the area stays the same\n"
"      --cols c           columns of an image (default 471)\n"
"      --echo percent     how many cells have an echo on average, 0 to 60 (default 6)\n"
"      --seed s           other weather for another number (default 1)\n"
CMD_HELP_THREADS
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-synth --from 2020-12-01 --days 3 -o december\n";

#define STEP (DAY / WEATHER_IMAGES)

/* The years that fit both two digits in a name and the date field of a zip. */
#define FIRST_DAY INT64_C(315532800)    /* 1980-01-01 */
#define END_DAY   INT64_C(3124224000)   /* 2069-01-01 */

/*
 * The grid of SMHI's archive, also in the page. As there, the keys have no
 * datum.
 */
#define PIXEL 2014.9581656050955
#define WEST  126648.404
#define NORTH 7771252.876
#define KEYS  "1,1,0,5,1024,0,1,1,1025,0,1,1,3072,0,1,32767,3074,0,1,16033,3076,0,1,9001"

struct options {
	int64_t from;
	long days, rows, cols, seed;
	double echo;
};

/* The work on a day. */
struct synth {
	struct weather *weather;
	struct image image;
	struct geotiff_items items;     /* that this weather is not SMHI's */
	int64_t day;                    /* 00:00 of it */
	unsigned begun;                 /* images handed out to be drawn */
	struct archive *zip;            /* used by the sink alone */
	struct archive_entry *member;
	const char *path;
};

static int
next_image(void *arg, struct chunk *c, char *why)
{
	struct synth *s = arg;
	time_t t = (time_t)(s->day + (int64_t)s->begun * STEP);
	struct tm tm;

	(void)why;
	if (s->begun == WEATHER_IMAGES)
		return 0;
	s->begun++;
	c->kind = CHUNK_BLOB;
	c->start = t;
	c->end = t + STEP;
	strftime(c->name, sizeof c->name, "radar_%y%m%d%H%M.tif", gmtime_r(&t, &tm));
	return 1;
}

/* Draws the codes into `in`, which is empty, and encodes them to `out`. */
static int
draw_image(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct synth *s = arg;
	const struct chunk_grid *g = &s->image.grid;
	uint8_t *codes = chunk_room(in, (size_t)g->rows * g->cols);
	char reason[CHUNK_WHY_MAX] = "out of memory";
	void *bytes = NULL, *room = NULL;
	size_t size;

	if (codes != NULL) {
		weather_draw(s->weather, (unsigned)((in->start - s->day) / STEP), codes);
		if (geotiff_write(&s->image, codes, GEOTIFF_LZW, &s->items, &bytes, &size, reason) == 0)
			room = chunk_room(out, size);
	}
	if (room != NULL)
		memcpy(room, bytes, size);
	else
		snprintf(why, CHUNK_WHY_MAX, "%s: %s: %.200s", s->path, in->name, reason);
	free(bytes);
	out->start = in->start;
	memcpy(out->name, in->name, sizeof out->name);
	return room != NULL ? 0 : -1;
}

/* errno says more than libarchive's "Write error". */
static int
zip_failed(const struct synth *s, const char *name, char *why)
{
	int error = archive_errno(s->zip);

	snprintf(why, CHUNK_WHY_MAX, "%s: %s: cannot write: %s", s->path, name,
	    error > 0 ? strerror(error) : archive_error_string(s->zip));
	return -1;
}

/* Owner and times of a member are fixed, so the bytes of a zip are too. */
static int
add_member(void *arg, struct chunk *c, char *why)
{
	struct synth *s = arg;

	archive_entry_clear(s->member);
	archive_entry_set_pathname(s->member, c->name);
	archive_entry_set_filetype(s->member, AE_IFREG);
	archive_entry_set_perm(s->member, 0644);
	archive_entry_set_mtime(s->member, (time_t)c->start, 0);
	archive_entry_set_size(s->member, (la_int64_t)c->size);
	if (archive_write_header(s->zip, s->member) < ARCHIVE_OK ||
	    archive_write_data(s->zip, c->data, c->size) != (la_ssize_t)c->size)
		return zip_failed(s, c->name, why);
	return 0;
}

/* Writes the zip of a day, which has a temporary name until cmd_finish(). */
static void
make_day(struct cmd *cmd, struct synth *s)
{
	struct chunk_flow flow = { .source = next_image, .work = draw_image, .sink = add_member,
		.arg = s };
	char why[CHUNK_WHY_MAX], date[CHUNK_TIME_MAX], path[PATH_MAX];
	struct cmd_file *file;

	chunk_time_text(s->day, date);
	if (snprintf(path, sizeof path, "%s/%.10s.zip", cmd->output, date) >= (int)sizeof path)
		cmd_fail("%s: the name is too long", cmd->output);
	file = cmd_create(path);
	s->path = path;
	s->begun = 0;
	s->zip = archive_write_new();
	if (s->zip == NULL)
		cmd_fail("%s: out of memory", path);
	if (archive_write_set_format_zip(s->zip) < ARCHIVE_OK ||
	    archive_write_open_fd(s->zip, cmd_fd(file)) < ARCHIVE_OK)
		cmd_fail("%s: %s", path, strerror(archive_errno(s->zip) > 0 ? archive_errno(s->zip) : ENOMEM));
	flow.record = 2 * (size_t)s->image.grid.rows * s->image.grid.cols;
	if (chunk_flow(&flow, cmd_pool(cmd), why) < 0 ||
	    (archive_write_close(s->zip) < ARCHIVE_OK && zip_failed(s, "directory", why) < 0))
		cmd_fail("%s", why);
	archive_write_free(s->zip);
	cmd_close(file);
}

static void
parse_options(struct cmd *cmd, struct options *o, int argc, char **argv)
{
	enum { FROM = CMD_OWN, DAYS, ROWS, COLS, PERCENT, SEED };
	static const struct option longs[] = {
		{ "from", required_argument, NULL, FROM },
		{ "days", required_argument, NULL, DAYS },
		{ "rows", required_argument, NULL, ROWS },
		{ "cols", required_argument, NULL, COLS },
		{ "echo", required_argument, NULL, PERCENT },
		{ "seed", required_argument, NULL, SEED },
		CMD_LONG_OPTIONS
	};
	int c;

	while ((c = cmd_option(cmd, argc, argv, "", longs)) != -1)
		switch (c) {
		case FROM:
			o->from = cmd_time("--from", optarg);
			break;
		case DAYS:
			o->days = cmd_integer("--days", optarg, 1, 3660);
			break;
		case ROWS:
			o->rows = cmd_integer("--rows", optarg, 1, CHUNK_SIDE_MAX);
			break;
		case COLS:
			o->cols = cmd_integer("--cols", optarg, 1, CHUNK_SIDE_MAX);
			break;
		case PERCENT:
			o->echo = cmd_real("--echo", optarg, 0, 60);
			break;
		case SEED:
			o->seed = cmd_integer("--seed", optarg, 0, INT32_MAX);
			break;
		}
	if (optind < argc)
		cmd_usage("%s: takes no files", argv[optind]);
	if (cmd->output == NULL)
		cmd_usage("-o: say which directory the zips go to, such as -o archive");
	if (o->from == INT64_MIN)
		cmd_usage("--from: say which is the first day, such as --from 2020-11-01");
	if (o->from % DAY != 0)
		cmd_usage("--from: a day without a time, such as 2020-11-01");
	if (o->from < FIRST_DAY || o->from > END_DAY - (int64_t)o->days * DAY)
		cmd_usage(
		    "--from, --days: days of 1980 to 2068: names have two digits for the year");
	if ((uint64_t)o->rows * (uint64_t)o->cols > CHUNK_CELLS_MAX)
		cmd_usage("--rows, --cols: at most %u cells", CHUNK_CELLS_MAX);
}

int
main(int argc, char **argv)
{
	struct cmd cmd;
	struct options o = { .from = INT64_MIN, .days = 1, .rows = WEATHER_ROWS, .cols = WEATHER_COLS,
		.seed = 1, .echo = 6 };
	struct synth s = { .image = { .type = CHUNK_U8, .geokeys = KEYS } };

	cmd_start(&cmd, "radar-synth", usage);
	parse_options(&cmd, &o, argc, argv);

	s.image.grid = (struct chunk_grid){ (uint32_t)o.rows, (uint32_t)o.cols,
		{ WEST, PIXEL * ((double)WEATHER_COLS / (double)o.cols), 0,
		  NORTH, 0, -PIXEL * ((double)WEATHER_ROWS / (double)o.rows) } };
	geotiff_item(&s.items, "source", NULL, "radar-synth, invented weather");
	s.weather = weather_new((uint32_t)o.rows, (uint32_t)o.cols);
	s.member = archive_entry_new();
	if (s.weather == NULL || s.member == NULL)
		cmd_fail("out of memory");
	if (mkdir(cmd.output, 0777) < 0 && errno != EEXIST)
		cmd_fail("%s: cannot make the directory: %s", cmd.output, strerror(errno));
	/* A zip has local times: the same bytes need the same time zone. */
	setenv("TZ", "UTC0", 1);
	tzset();

	for (s.day = o.from; s.day < o.from + (int64_t)o.days * DAY; s.day += DAY) {
		weather_day(s.weather, (uint32_t)o.seed, s.day / DAY, o.echo);
		make_day(&cmd, &s);
		cmd_progress_of(&cmd, s.day, (uint64_t)((s.day - o.from) / DAY + 1),
		    (uint64_t)o.days);
	}
	archive_entry_free(s.member);
	weather_free(s.weather);
	return cmd_finish(&cmd, NULL, NULL);
}
