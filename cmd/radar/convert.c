/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * convert.c - images in, fields of rain out: options, the first image, the
 * flow.
 */
#include "radar/convert.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/damage.h"
#include "tiff/crs.h"

/* ---- Options ----------------------------------------------------------- */

static struct special
special_option(const char *option, const char *text)
{
	struct special s = { SPECIAL_NONE, 0 };

	if (strcmp(text, "none") == 0)
		return s;
	s.is = SPECIAL_SET;
	/* What is not a number is never "no echo". */
	s.x = strcmp(text, "nan") == 0 && strcmp(option, "-n") == 0 ? NAN : cmd_real(option, text, -FLT_MAX, FLT_MAX);
	return s;
}

/* Six numbers, separated by commas. */
static const double *
affine_option(const char *text)
{
	static double a[6];
	char rest[256], *at = rest, *part;
	int n = 0;

	if (strlen(text) >= sizeof rest)
		cmd_usage("--affine: is too long for six numbers");
	strcpy(rest, text);
	while ((part = strsep(&at, ",")) != NULL) {
		if (n == 6)
			cmd_usage("--affine %s: has more than six numbers", text);
		a[n++] = cmd_real("--affine", part, -1e9, 1e9);
	}
	if (n < 6)
		cmd_usage("--affine %s: has %d numbers of six, such as 0,2000,0,0,0,-2000", text, n);
	if (!(a[1] > 0) || !(a[5] < 0))
		cmd_usage("--affine %s: row 0 must be the north, column 0 the west: b over 0, f below",
		    text);
	return a;
}

static void
zr_option(const char *text, struct zr *z)
{
	char a[CMD_PAIR_MAX];
	const char *b = cmd_pair("-z", text, "200,1.5", a);

	z->a = cmd_real("-z", a, 1e-6, 1e9);
	z->b = cmd_real("-z", b, 0.01, 100);
}

bool
convert_option(struct rain *r, int option, const char *value)
{
	struct zr *z = &r->asked;

	switch (option) {
	case 'g': z->gain = cmd_real("-g", value, -1e6, 1e6); break;
	case 'b': z->offset = cmd_real("-b", value, -1e6, 1e6); break;
	case 'n': z->nodata = special_option("-n", value); break;
	case 'u': z->undetect = special_option("-u", value); break;
	case 'z': zr_option(value, z); break;
	case CONVERT_UNITS: z->units = cmd_units(value); break;
	case CONVERT_RATE: r->rate = true; break;
	case CONVERT_NEGATIVE:
		z->negative = (enum zr_negative)(1 + cmd_choice("--negative", value, "missing|zero"));
		break;
	case CONVERT_AFFINE: r->affine = affine_option(value); break;
	case CONVERT_DBZ: z->dbz = true; break;
	case CONVERT_MIN_DBZ: z->min_dbz = cmd_real("--min-dbz", value, -1e6, 1e6); break;
	case CONVERT_MAX_RATE: z->max_rate = cmd_real("--max-rate", value, 1e-3, 1e6); break;
	case CONVERT_CRS: r->crs = value; break;
	case CONVERT_CREDIT: r->credit = cmd_credit(value); break;
	case CONVERT_FLOAT: r->floats = true; break;
	default: return false;
	}
	return true;
}

void
convert_check_options(struct rain *r)
{
	const struct zr *z = &r->asked;

	if (z->gain == 0)
		cmd_usage("-g 0: would make all codes one");
	if (z->undetect.is == SPECIAL_SET && special_is(&z->nodata, z->undetect.x))
		cmd_usage("-n and -u: one code cannot be no data and no echo");
	if (z->dbz && isfinite(z->max_rate))
		cmd_usage("--max-rate: clips rain rates, and --dbz gives none");
	if (r->crs != NULL && !crs_is_name(r->crs))
		cmd_usage("--crs %s: is neither EPSG:n nor a PROJ string, such as \"+proj=...\"",
		    r->crs);
}

/* ---- The stream -------------------------------------------------------- */

struct conversion {
	struct cmd *cmd;
	struct rain *rain;
	struct chunk_stream *in, *out;
	struct chunk *waiting;                  /* records read before the header could be made */
	size_t n_waiting, next_waiting;
	size_t damaged;                         /* images that became gaps; only the sink counts */
	size_t beyond;                          /* fields with codes over ZR_BEYOND dBZ; the same */
};

/* Warns of the image that a gap stands for, if this tool made the gap. */
static void
warn_of_damage(struct conversion *t, struct chunk *c)
{
	const char *how = damage_how(c);
	char when[CHUNK_TIME_MAX];

	if (how == NULL)
		return;
	cmd_warn("%s, %s: %s", c->name, chunk_time_text(c->start, when), how);
	damage_warned(c);
	t->damaged++;
}

static void
say_beyond(const struct rain *r, const struct chunk *c)
{
	char when[CHUNK_TIME_MAX], codes[64] = "";

	if (r->beyond.any)
		snprintf(codes, sizeof codes, " have codes from %u to %u, which", r->beyond.low,
		    r->beyond.high);
	cmd_warn("%s, %s: many cells%s would be more than %d dBZ, and not even hail is: -g, -b or -n "
	    "is wrong?", c->name, chunk_time_text(c->start, when), codes, ZR_BEYOND);
}

/*
 * Warns of the first image with codes that cannot be rain; the others are
 * counted.
 */
static void
warn_of_codes(struct conversion *t, struct chunk *c)
{
	if (c->kind != CHUNK_FIELD || c->name[0] == '\0')
		return;
	if (t->beyond++ == 0)
		say_beyond(t->rain, c);
	c->name[0] = '\0';
}

static int
next_record(void *arg, struct chunk *c, char *why)
{
	struct conversion *t = arg;

	if (t->next_waiting < t->n_waiting) {
		chunk_swap(c, &t->waiting[t->next_waiting++]);
		return 1;
	}
	return cmd_source(t->cmd, t->in, c, why);
}

static int
convert_record(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct conversion *t = arg;

	if (rain_convert(t->rain, in, out, why) < 0)
		return -1;
	chunk_pack(out);
	return 0;
}

static int
write_record(void *arg, struct chunk *c, char *why)
{
	struct conversion *t = arg;

	warn_of_damage(t, c);
	warn_of_codes(t, c);
	return cmd_sink(t->out, c, why);
}

/* Appends a record, which is empty afterwards. */
static void
keep_waiting(struct conversion *t, struct chunk *c)
{
	t->waiting = reallocarray(t->waiting, t->n_waiting + 1, sizeof *c);
	if (t->waiting == NULL)
		cmd_fail("out of memory");
	t->waiting[t->n_waiting++] = *c;
	*c = (struct chunk){ 0 };
}

/*
 * Reads up to the first image that can be decoded, which sets the grid of the
 * stream. It and the gaps before it wait until the header is written.
 */
static void
find_first(struct conversion *t)
{
	struct rain *r = t->rain;
	struct chunk c = { 0 }, decoded = { 0 };
	char why[CHUNK_WHY_MAX];
	int got = 0;

	while (got == 0 && cmd_read(t->cmd, t->in, &c)) {
		if (c.kind == CHUNK_BLOB) {
			memcpy(r->first_name, c.name, sizeof c.name);
			got = rain_decode(r, &c, &decoded, &r->first, why);
			if (got < 0)
				cmd_fail("%s", why);
			chunk_swap(&c, &decoded);
		}
		keep_waiting(t, &c);
	}
	chunk_free(&c);
	chunk_free(&decoded);
	if (got > 0)
		return;
	for (size_t i = 0; i < t->n_waiting; i++)
		warn_of_damage(t, &t->waiting[i]);
	if (t->damaged > 0)
		cmd_fail("all of the images (%zu) are damaged: nothing to go on with", t->damaged);
	cmd_fail("no images: the input is sound, but there is nothing in it to decode");
}

/* The header, which the first image completes. */
static struct chunk_header *
make_header(struct conversion *t)
{
	const struct chunk *first = &t->waiting[t->n_waiting - 1];
	struct chunk_header *h = cmd_header(t->cmd, t->in);
	char reason[CHUNK_WHY_MAX], why[CHUNK_WHY_MAX];

	chunk_set(h, "sidecar", NULL);
	if (rain_describe(t->rain, first->start, first->end, h, reason) < 0) {
		rain_reason(t->rain->first_name, first->start, reason, why);
		chunk_header_free(h);
		cmd_fail("%s", why);
	}
	return h;
}

void
convert(struct cmd *cmd, struct rain *r, struct chunk_stream *in, struct chunk_stream *out)
{
	struct conversion t = { .cmd = cmd, .rain = r, .in = in, .out = out };
	struct chunk_flow flow = { .source = next_record, .work = convert_record,
		.sink = write_record, .arg = &t };
	char why[CHUNK_WHY_MAX];

	r->keep_going = cmd->keep_going;
	r->sidecar = chunk_get(chunk_header(in), "sidecar");
	find_first(&t);
	cmd_begin_output(out, make_header(&t));
	flow.record = (size_t)r->first.grid.rows * r->first.grid.cols *
	    (rain_has_codes(r) ? 2 : 4 + chunk_value_size(r->first.type));
	if (chunk_flow(&flow, cmd_pool(cmd), why) < 0)
		cmd_fail("%s", why);
	if (t.beyond > 1)
		cmd_warn("images with codes of more than %d dBZ: %zu", ZR_BEYOND, t.beyond);
	if (t.damaged > 0)
		cmd_warn("images left out as gaps because they are damaged: %zu", t.damaged);
	for (size_t i = 0; i < t.n_waiting; i++)
		chunk_free(&t.waiting[i]);
	free(t.waiting);
}

int
convert_main(int argc, char **argv, const char *name, const char *usage, image_decode_fn *decode)
{
	static const struct option longs[] = { CONVERT_LONG_OPTIONS };
	static struct rain rain = { .asked = ZR_DEFAULTS };
	struct chunk_stream *in, *out;
	struct cmd cmd;

	rain.decode = decode;
	cmd_start(&cmd, name, usage);
	for (int option;
	     (option = cmd_option(&cmd, argc, argv, CONVERT_SHORT_OPTIONS, longs)) != -1;)
		convert_option(&rain, option, optarg);
	convert_check_options(&rain);

	out = cmd_output(&cmd);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_IMAGES);
	convert(&cmd, &rain, in, out);
	return cmd_finish(&cmd, in, out);
}
