/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nc2chunk - rain out of netCDF files, in the order of time.
 *
 * In: netCDF files, each of one or many times. Out: a stream of float32 fields
 * in mm, mm h-1 or dBZ, with a gap for every run of time steps that are
 * missing.
 */
#include <string.h>

#include "cli/cmd.h"
#include "grid/units.h"
#include "netcdf/reading.h"
#include "tiff/crs.h"

static const char usage[] =
"usage: nc2chunk [-qv] [-j n] [-o file] [-V variable] [--units u] [--stamp start|mid|end] [--step d]\n"
"                [--cumulative day] [--bbox w,s,e,n] [--index dim=i] [--rate] [--crs c]\n"
"                [--negative missing|zero] [--from t] [--to t] [--credit text] file.nc ...\n"
"\n"
"Read rain from netCDF files, in the order of time, with gaps for steps that are missing.\n"
"\n"
"  -V, --variable name    the variable, if there are several of rain\n"
"      --units u          its units, whatever the files say, such as \"mm h-1\"\n"
"      --stamp which      whether times without bounds are the start, middle or end of\n"
"                         their step\n"
"      --step d           how long each of them is, such as 1h (default: the smallest\n"
"                         difference)\n"
"      --cumulative day   values are sums since midnight UTC\n"
"      --bbox w,s,e,n     only the rows and columns with a centre in this box, in degrees\n"
"      --index dim=i      the i-th value, from 0 on, of another dimension\n"
"      --rate             rain rates in mm/h of amounts\n"
"      --crs c            the CRS, whatever the files say: EPSG:n or a PROJ string\n"
"      --negative what    make values below 0 missing or zero, instead of refusing them\n"
"      --from t           only from this time on, such as 2020-11-01 or\n"
"                         2020-11-01T06:00 (UTC)\n"
"      --to t             only before this time\n"
"      --credit text      who made them, for pictures, such as 'KNMI, CC BY 4.0'\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  nc2chunk -V precipitationCal --bbox -75,-15,-61,-10 3B-DAY*.nc4 | bin-average -c month --sum -o months.chunk\n";

struct nc2chunk {
	struct cmd *cmd;
	struct chunk_stream *out;
	struct reading reading;
};

/* ---- The source, work and sink of chunk_flow() ------------------------- */

static int
source(void *arg, struct chunk *c, char *why)
{
	struct nc2chunk *t = arg;

	return reading_next(&t->reading, c, why);
}

static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct nc2chunk *t = arg;

	return reading_convert(&t->reading, in, out, why);
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct nc2chunk *t = arg;

	if (cmd_sink(t->out, c, why) < 0)
		return -1;
	cmd_progress(t->cmd, t->out);
	return 0;
}

static void
run(struct nc2chunk *t, char **paths, int n)
{
	struct reading *r = &t->reading;
	struct chunk_flow flow = { .source = source, .work = work, .sink = sink, .arg = t };
	struct chunk_header *h;
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < n; i++)
		if (reading_add(r, paths[i], why) < 0)
			cmd_fail("%s", why);
	if (reading_settle(r, why) < 0)
		cmd_fail("%s", why);
	if (reading_doubts(r, why))
		cmd_warn("%s", why);
	if (reading_has_holes(r, why))
		cmd_warn("%s", why);
	if (t->cmd->verbose)
		cmd_warn("%s", reading_text(r, why));
	h = cmd_header(t->cmd, NULL);
	reading_describe(r, h);
	if (reading_lacks_crs(r, why))
		cmd_warn("%s", why);
	cmd_begin_output(t->out, h);
	flow.record = r->record;
	if (chunk_flow(&flow, cmd_pool(t->cmd), why) < 0)
		cmd_fail("%s", why);
}

/* ---- Options ----------------------------------------------------------- */

enum { UNITS = CMD_OWN, STAMP, STEP, CUMULATIVE, BBOX, INDEX, RATE, CRS, NEGATIVE, FROM, TO, CREDIT };

static void
set_text_option(struct reading *r, int option)
{
	char why[CHUNK_WHY_MAX];

	switch (option) {
	case 'V':
		r->variable = optarg;
		break;
	case UNITS:
		r->units = optarg;
		break;
	case BBOX:
		if (box_parse(optarg, &r->box, why) < 0)
			cmd_usage("--bbox %s", why);
		r->has_box = true;
		break;
	case INDEX:
		if (!reading_index_is_valid(optarg))
			cmd_usage("--index takes a dimension and a number from 0 on, such as number=0, "
			    "not \"%s\"", optarg);
		if (r->indexes == READING_INDEXES)
			cmd_usage("--index: at most %d times", READING_INDEXES);
		r->index[r->indexes++] = optarg;
		break;
	case CRS:
		if (!crs_is_name(optarg))
			cmd_usage("--crs %s: is neither EPSG:n nor a PROJ string, such as \"+proj=...\"",
			    optarg);
		r->crs = optarg;
		break;
	}
}

static void
set_option(struct reading *r, int option)
{
	switch (option) {
	case STAMP:
		r->stamp = (enum reading_stamp)(READING_START +
		    cmd_choice("--stamp", optarg, "start|mid|end"));
		break;
	case STEP:
		r->step = cmd_duration("--step", optarg);
		break;
	case CUMULATIVE:
		cmd_choice("--cumulative", optarg, "day");
		r->cumulative = true;
		break;
	case RATE:
		r->rate = true;
		break;
	case NEGATIVE:
		r->negative = cmd_choice("--negative", optarg, "missing|zero") == 0 ?
		    READING_MISSING : READING_ZERO;
		break;
	case FROM:
		r->from = cmd_time("--from", optarg);
		break;
	case CREDIT:
		r->credit = cmd_credit(optarg);
		break;
	case TO:
		r->to = cmd_time("--to", optarg);
		break;
	default:
		set_text_option(r, option);
	}
}

/* Checks what the command line says, before any file is read. */
static void
check_command(const struct reading *r, char **paths, int n)
{
	struct units u;
	char why[CHUNK_WHY_MAX];

	if (r->units != NULL && units_require(r->units, &u, why) < 0)
		cmd_usage("--units: %s", why);
	if (r->from >= r->to)
		cmd_usage("--from must be before --to");
	if (r->cumulative && r->stamp != READING_UNSAID && r->stamp != READING_END)
		cmd_usage("--cumulative: the times of sums since midnight are their ends");
	if (n == 0)
		cmd_usage("name the files: netCDF is not read from standard input");
	for (int i = 0; i < n; i++)
		if (strcmp(paths[i], "-") == 0)
			cmd_usage("-: netCDF is not read from standard input: name files");
	cmd_check_inputs(paths, n);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "variable", required_argument, NULL, 'V' },
		{ "units", required_argument, NULL, UNITS },
		{ "stamp", required_argument, NULL, STAMP },
		{ "step", required_argument, NULL, STEP },
		{ "cumulative", required_argument, NULL, CUMULATIVE },
		{ "bbox", required_argument, NULL, BBOX },
		{ "index", required_argument, NULL, INDEX },
		{ "rate", no_argument, NULL, RATE },
		{ "crs", required_argument, NULL, CRS },
		{ "negative", required_argument, NULL, NEGATIVE },
		{ "from", required_argument, NULL, FROM },
		{ "to", required_argument, NULL, TO },
		{ "credit", required_argument, NULL, CREDIT },
		CMD_LONG_OPTIONS
	};
	struct cmd cmd;
	struct nc2chunk t = { .cmd = &cmd, .reading = READING };
	int option;

	cmd_start(&cmd, "nc2chunk", usage);
	while ((option = cmd_option(&cmd, argc, argv, "V:", longs)) != -1)
		set_option(&t.reading, option);
	check_command(&t.reading, argv + optind, argc - optind);
	t.out = cmd_output(&cmd);
	run(&t, argv + optind, argc - optind);
	reading_free(&t.reading);
	return cmd_finish(&cmd, NULL, t.out);
}
