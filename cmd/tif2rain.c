/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tif2rain - radar images to rain rates.
 *
 * GeoTIFF images flow in, as radar-unzip takes them out of archives. Out flow their codes as
 * fields, with a table that says how much rain each code is. Gaps pass through.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/damage.h"
#include "tiff/crs.h"
#include "radar/rain.h"

static const char usage[] =
"usage: tif2rain [-kqv] [-j n] [-o file] [-g gain] [-b offset] [-n nodata] [-u undetect] [-z a,b] [--dbz]\n"
"                [--min-dbz x] [--max-rate x] [--crs c] [--float] [file ...]\n"
"\n"
"Turn radar images into rain rates in mm/h: dBZ = gain x code + offset, rate = (10^(dBZ/10) / a)^(1/b).\n"
"\n"
"  -g, --gain x         dB a code (the file's scale, else 0.4)\n"
"  -b, --offset x       dBZ of code 0 (the file's offset, else -30)\n"
"  -n, --nodata code    code that means no data, or none (the file's, else 255)\n"
"  -u, --undetect code  code that means no echo, 0 mm/h, or none (0)\n"
"  -z, --zr a,b         of Z = a R^b (200,1.5)\n"
"      --dbz            reflectivity in dBZ instead of rain rates\n"
"      --min-dbz x      no echo below x dBZ\n"
"      --max-rate x     clip at x mm/h\n"
"      --crs c          the images' CRS, whatever they say: EPSG:n or a PROJ string\n"
"      --float          float32 values instead of codes\n"
"  -k, --keep-going     make a gap of each damaged image, and go on\n"
"  -j, --threads n      threads, 1 to 256\n"
"  -o, --output file    write the stream to file\n"
"  -q, --quiet          no progress\n"
"  -v, --verbose        say at the end what was done\n"
"      --help           this text\n"
"      --version        the version\n";

struct tif2rain {
	struct rain rain;
	struct chunk *waiting;                  /* records read before the header could be made */
	size_t n_waiting, next_waiting;
	struct cmd *cmd;
	struct chunk_stream *in, *out;
	size_t damaged;                         /* images that became gaps; only the sink counts */
};

/* Names the image that a gap stands for, if this tool made the gap. */
static void
warn(struct tif2rain *t, struct chunk *c)
{
	const char *how = damage_how(c);
	char when[CHUNK_TIME_MAX];

	if (how == NULL)
		return;
	cmd_warn("%s, %s: %s", c->name, chunk_time_text(c->start, when), how);
	damage_warned(c);
	t->damaged++;
}

static int
source(void *arg, struct chunk *c, char *why)
{
	struct tif2rain *t = arg;

	if (t->next_waiting < t->n_waiting) {
		chunk_swap(c, &t->waiting[t->next_waiting++]);
		return 1;
	}
	return cmd_source(t->cmd, t->in, c, why);
}

static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	if (rain_convert(&((struct tif2rain *)arg)->rain, in, out, why) < 0)
		return -1;
	chunk_seal(out);
	return 0;
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct tif2rain *t = arg;

	warn(t, c);
	return cmd_sink(t->out, c, why);
}

/*
 * Reads up to the first image that can be decoded, which sets the grid of the stream. It and the
 * gaps before it wait for the header to be written.
 */
static void
find_first(struct tif2rain *t)
{
	char why[CHUNK_WHY_MAX];
	int got = 0;

	while (got == 0) {
		struct chunk c = { 0 }, made = { 0 };

		if (!cmd_read(t->in, &c))
			break;
		if (c.kind == CHUNK_BLOB) {
			memcpy(t->rain.first_name, c.name, sizeof c.name);
			got = rain_decode(&t->rain, &c, &made, &t->rain.first, why);
			if (got < 0)
				cmd_fail("%s", why);
			chunk_swap(&c, &made);
			chunk_free(&made);
		}
		t->waiting = reallocarray(t->waiting, t->n_waiting + 1, sizeof c);
		if (t->waiting == NULL)
			cmd_fail("out of memory");
		t->waiting[t->n_waiting++] = c;
	}
	if (got > 0)
		return;
	for (size_t i = 0; i < t->n_waiting; i++)
		warn(t, &t->waiting[i]);
	if (t->damaged > 0)
		cmd_fail("all of the images (%zu) are damaged: nothing to go on with", t->damaged);
	cmd_fail("no images: the input is sound, but there is nothing in it to decode");
}

/* The header, which the first image completes. */
static struct chunk_header *
describe(struct tif2rain *t)
{
	struct chunk_header *h = cmd_header(t->cmd, t->in);
	char reason[CHUNK_WHY_MAX], why[CHUNK_WHY_MAX];

	if (rain_describe(&t->rain, h, reason) < 0) {
		rain_blame(t->rain.first_name, t->waiting[t->n_waiting - 1].start, reason, why);
		cmd_fail("%s", why);
	}
	return h;
}

static int
code_option(const char *option, const char *text)
{
	return strcmp(text, "none") == 0 ? ZR_NONE : (int)cmd_integer(option, text, 0, 65535);
}

static void
zr_option(const char *text, struct zr *z)
{
	const char *comma = strchr(text, ',');
	char a[32];

	if (comma == NULL || comma - text >= (ptrdiff_t)sizeof a)
		cmd_usage("-z %s: is not two numbers, as 200,1.5", text);
	snprintf(a, sizeof a, "%.*s", (int)(comma - text), text);
	z->a = cmd_real("-z", a, 1e-6, 1e9);
	z->b = cmd_real("-z", comma + 1, 0.01, 100);
}

static void
check_options(const struct rain *r)
{
	const struct zr *z = &r->asked;

	if (z->gain == 0)
		cmd_usage("-g 0: would make all codes one");
	if (z->nodata >= 0 && z->nodata == z->undetect)
		cmd_usage("-n and -u: one code cannot be no data and no echo");
	if (z->dbz && isfinite(z->max_rate))
		cmd_usage("--max-rate: clips rain rates, and --dbz gives none");
	if (z->dbz && isfinite(z->min_dbz) && z->undetect == ZR_NONE)
		cmd_usage("--min-dbz: with --dbz needs the code for no echo, not -u none");
	if (r->crs != NULL && !crs_is_name(r->crs))
		cmd_usage("--crs %s: is neither EPSG:n nor a PROJ string, as \"+proj=...\"", r->crs);
}

static void
take_options(struct cmd *cmd, struct rain *r, int argc, char **argv)
{
	enum { DBZ = CMD_OWN, MIN_DBZ, MAX_RATE, CRS, FLOAT };
	static const struct option longs[] = {
		{ "gain", required_argument, NULL, 'g' },
		{ "offset", required_argument, NULL, 'b' },
		{ "nodata", required_argument, NULL, 'n' },
		{ "undetect", required_argument, NULL, 'u' },
		{ "zr", required_argument, NULL, 'z' },
		{ "dbz", no_argument, NULL, DBZ },
		{ "min-dbz", required_argument, NULL, MIN_DBZ },
		{ "max-rate", required_argument, NULL, MAX_RATE },
		{ "crs", required_argument, NULL, CRS },
		{ "float", no_argument, NULL, FLOAT },
		CMD_KEEP_GOING,
		CMD_LONG_OPTIONS
	};
	struct zr *z = &r->asked;
	int option;

	while ((option = cmd_option(cmd, argc, argv, "g:b:n:u:z:k", longs)) != -1)
		switch (option) {
		case 'g': z->gain = cmd_real("-g", optarg, -1e6, 1e6); break;
		case 'b': z->offset = cmd_real("-b", optarg, -1e6, 1e6); break;
		case 'n': z->nodata = code_option("-n", optarg); break;
		case 'u': z->undetect = code_option("-u", optarg); break;
		case 'z': zr_option(optarg, z); break;
		case DBZ: z->dbz = true; break;
		case MIN_DBZ: z->min_dbz = cmd_real("--min-dbz", optarg, -1e6, 1e6); break;
		case MAX_RATE: z->max_rate = cmd_real("--max-rate", optarg, 1e-3, 1e6); break;
		case CRS: r->crs = optarg; break;
		case FLOAT: r->floats = true; break;
		}
	r->keep_going = cmd->keep_going;
	check_options(r);
}

int
main(int argc, char **argv)
{
	static struct tif2rain t = { .rain.asked = ZR_DEFAULTS };
	struct chunk_flow flow = { source, work, sink, &t, 0, 0 };
	char why[CHUNK_WHY_MAX];
	struct cmd cmd;

	cmd_start(&cmd, "tif2rain", usage);
	t.cmd = &cmd;
	take_options(&cmd, &t.rain, argc, argv);

	t.out = cmd_output(&cmd);
	t.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(t.in, CMD_IMAGES);
	find_first(&t);
	cmd_begin_output(t.out, describe(&t));
	flow.record = (size_t)t.rain.first.grid.rows * t.rain.first.grid.cols * (t.rain.floats ? 6 : 2);
	flow.payload = chunk_field_size(chunk_header(t.out));
	if (chunk_flow(&flow, cmd_pool(&cmd), why) < 0)
		cmd_fail("%s", why);
	if (t.damaged > 0)
		cmd_warn("images left out as gaps because they are damaged: %zu", t.damaged);
	for (size_t i = 0; i < t.n_waiting; i++)
		chunk_free(&t.waiting[i]);
	free(t.waiting);
	return cmd_finish(&cmd, t.in, t.out);
}
