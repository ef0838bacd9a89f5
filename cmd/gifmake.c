/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gifmake - an animation of the fields of a stream.
 *
 * In: fields of one layer. Out: a GIF with a frame for each field, and for each
 * gap between images. It appears only if the stream was complete.
 */
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "picture/caption.h"
#include "picture/gifout.h"
#include "picture/layers.h"
#include "picture/picture.h"

static const char usage[] =
"usage: gifmake [-qv] [-j n] [-o file] [--range lo,hi] [--scale log|linear]\n"
"               [--colors name] [--delay n] [--loop n] [--title text] [--layer name]\n"
"               [--no-legend] [--zoom n] [file ...]\n"
"\n"
"Make an animated GIF of a stream: a frame for each field, with time, colour bar and scale.\n"
"\n"
"      --range lo,hi      values from the first colour to the last (default: by units)\n"
"      --scale name       log or linear steps between them (default: by units)\n"
"      --colors name      rain (default), dark, radar or grey\n"
"      --delay n          show a frame for n/100 s, 2 to 65535 (default 10)\n"
"      --loop n           play n times, up to 65535; 0 (default) for ever\n"
"      --title text       a title above, instead of what is shown; '' for none\n"
"      --layer name       which layer, if the stream has several\n"
"      --no-legend        leave out colour bar and scale bar\n"
"      --zoom n           n x n pixels for a cell, 1 to 64 (default: small grids\n"
"                         are enlarged)\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  bin-average -n 8 day.chunk | gifmake --title 'First of November' -o day.gif\n";

#define GAP_DELAYS 10                           /* a gap is shown as long as so many steps, at most */

enum scale { LOG, LINEAR, BY_UNITS };

struct gifmake {
	/* Options. */
	double low, high;                       /* equal if not given */
	enum scale scale;
	int ramp;
	unsigned delay, plays;
	const char *title;
	/* Input. */
	struct cmd *cmd;
	struct chunk_stream *in;
	const struct chunk_header *header;
	struct layers layers;
	struct chunk record;                    /* the one that was read last */
	bool waiting;                           /* it was not drawn yet */
	/* Output. */
	struct palette palette;
	struct picture picture;
	bool begun;                             /* the picture holds a frame */
	struct gifout *gif;
};

/* The next record that has a frame; false at the end. */
static bool
next_record(struct gifmake *g)
{
	while (cmd_read(g->cmd, g->in, &g->record)) {
		cmd_progress(g->cmd, g->in);
		if (g->record.kind == CHUNK_FIELD ?
			layers_take(&g->layers, g->record.layer, g->cmd, g->in) : g->picture.gaps)
			return true;
	}
	return false;
}

/* ---- Frames ------------------------------------------------------------ */

/*
 * The source of chunk_flow(): the picture of the next record, then the previous
 * picture.
 */
static int
source(void *arg, struct chunk *c, char *why)
{
	struct gifmake *g = arg;
	const struct canvas *canvas = &g->picture.sheet.canvas;
	size_t size = (size_t)canvas->width * (size_t)canvas->height;
	uint8_t *to;

	if (!g->waiting && !next_record(g))
		return 0;
	g->waiting = false;
	to = chunk_room(c, g->begun ? 2 * size : size);
	if (to == NULL) {
		snprintf(why, CHUNK_WHY_MAX, "out of memory");
		return -1;
	}
	if (g->begun)
		memcpy(to + size, canvas->pixel, size);
	picture_draw(&g->picture, &g->record);
	memcpy(to, canvas->pixel, size);
	c->kind = g->record.kind;
	c->expected = g->record.expected;
	g->begun = true;
	return 1;
}

/* The work of chunk_flow(): encodes the later of two pictures. */
static int
encode(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct gifmake *g = arg;
	const struct canvas *canvas = &g->picture.sheet.canvas;
	size_t size = (size_t)canvas->width * (size_t)canvas->height;
	const uint8_t *now = in->data, *before = in->size > size ? now + size : NULL;

	if (chunk_room(out, gifout_room(size)) == NULL ||
	    gifout_encode(now, before, canvas->width, canvas->height, PALETTE_SAME, out->data) == 0)
		return chunk_reason(why, "out of memory");
	out->kind = in->kind;
	out->expected = in->expected;
	return 0;
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct gifmake *g = arg;
	unsigned steps = c->kind == CHUNK_GAP ? c->expected : 1, delay;

	steps = steps < 1 ? 1 : steps > GAP_DELAYS ? GAP_DELAYS : steps;
	delay = g->delay * steps;
	if (gifout_put(g->gif, c->data, delay < 65535 ? delay : 65535) == 0)
		return 0;
	snprintf(why, CHUNK_WHY_MAX, "cannot make a frame of the GIF");
	return -1;
}

/* ---- What is shown ----------------------------------------------------- */

static void
make_palette(struct gifmake *g)
{
	const char *layer = g->layers.shown, *units = caption_get(g->header, layer, "units");
	double low = g->low, high = g->high;
	bool logarithmic = false, known = caption_range(units, &low, &high, &logarithmic);

	if (g->low < g->high) {
		low = g->low;
		high = g->high;
	} else if (!known) {
		cmd_fail("no usual range for %s%sunits '%s': say which, such as --range 0,100", layer,
		    *layer ? ", " : "", units);
	}
	if (g->scale == LOG && low <= 0)
		cmd_fail(
		    "--scale log: the usual range for %s is not above 0: add one, such as --range 1,60",
		    units);
	if (g->scale != BY_UNITS)
		logarithmic = g->scale == LOG;
	palette_make(&g->palette, low, high, logarithmic && low > 0, g->ramp);
}

/* The first record tells the layer, and how long intervals are. */
static void
make_picture(struct gifmake *g)
{
	const char *layer = g->layers.shown;
	struct picture *p = &g->picture;
	char why[CHUNK_WHY_MAX];

	p->header = g->header;
	p->palette = &g->palette;
	caption_title(g->header, layer, p->title, sizeof p->title);
	if (g->title != NULL)
		snprintf(p->title, sizeof p->title, "%s", g->title);
	caption_units(caption_get(g->header, layer, "units"), p->units, sizeof p->units);
	p->km = caption_cell_km(g->header);
	if (picture_make(p, &g->record, why) < 0)
		cmd_fail("%s", why);
}

static void
write_bytes(void *arg, const void *bytes, size_t size)
{
	cmd_put(arg, bytes, size);
}

static void
make_frames(struct gifmake *g, struct cmd_file *file)
{
	const struct canvas *canvas = &g->picture.sheet.canvas;
	size_t size = (size_t)canvas->width * (size_t)canvas->height;
	struct chunk_flow flow = { .source = source, .work = encode, .sink = sink, .arg = g,
		.record = 2 * size + gifout_room(size) };
	char *comment = caption_history(g->header, g->cmd->history), why[CHUNK_WHY_MAX];

	if (comment != NULL)
		g->gif = gifout_open(write_bytes, file, canvas->width, canvas->height,
		    g->palette.rgb, PALETTE_SAME, g->plays, comment);
	if (g->gif == NULL)
		cmd_fail("out of memory");
	free(comment);
	if (chunk_flow(&flow, cmd_pool(g->cmd), why) < 0)
		cmd_fail("%s", why);
	if (gifout_close(g->gif) < 0)
		cmd_fail("%s: cannot end the GIF", cmd_name(file));
}

/* ---- The tool ---------------------------------------------------------- */

/* A bound of --range. Values are float32, in which it must not become 0. */
static double
bound(const char *range, const char *text)
{
	double value;

	errno = 0;
	value = cmd_real("--range", text, -1e9, 1e9);
	if (errno == ERANGE || (value != 0 && fabs(value) < (double)FLT_MIN))
		cmd_usage("--range %s: %s is too near to 0 for float32: say 0, or 1e-37 and more",
		    range, text);
	return value == 0 ? 0 : value;          /* no -0 in the legend */
}

static void
set_range(struct gifmake *g, const char *text)
{
	char low[CMD_PAIR_MAX];
	const char *high = cmd_pair("--range", text, "0.1,50", low);

	g->low = bound(text, low);
	g->high = bound(text, high);
	if (g->low >= g->high)
		cmd_usage("--range %s: the lowest comes first, such as 0.1,50", text);
	if ((float)g->low >= (float)g->high)
		cmd_usage("--range %s: the same number twice in float32, which has 7 digits", text);
}

enum { RANGE = CMD_OWN, SCALE, COLORS, DELAY, LOOP, TITLE, LAYER, NO_LEGEND, ZOOM };

static void
set_option(struct gifmake *g, int option)
{
	switch (option) {
	case RANGE:
		set_range(g, optarg);
		break;
	case SCALE:
		g->scale = (enum scale)cmd_choice("--scale", optarg, "log|linear");
		break;
	case COLORS:
		g->ramp = cmd_choice("--colors", optarg, PALETTE_RAMPS);
		break;
	case DELAY:
		g->delay = (unsigned)cmd_integer("--delay", optarg, 2, 65535);
		break;
	case LOOP:
		g->plays = (unsigned)cmd_integer("--loop", optarg, 0, 65535);
		break;
	case TITLE:
		g->title = optarg;
		break;
	case LAYER:
		g->layers.wanted = optarg;
		break;
	case NO_LEGEND:
		g->picture.legend = false;
		break;
	case ZOOM:
		g->picture.zoom = (int)cmd_integer("--zoom", optarg, 1, 64);
		break;
	}
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "range", required_argument, NULL, RANGE },
		{ "scale", required_argument, NULL, SCALE },
		{ "colors", required_argument, NULL, COLORS },
		{ "delay", required_argument, NULL, DELAY },
		{ "loop", required_argument, NULL, LOOP },
		{ "title", required_argument, NULL, TITLE },
		{ "layer", required_argument, NULL, LAYER },
		{ "no-legend", no_argument, NULL, NO_LEGEND },
		{ "zoom", required_argument, NULL, ZOOM },
		CMD_LONG_OPTIONS
	};
	static struct gifmake g = { .scale = BY_UNITS, .delay = 10, .picture.legend = true };
	struct cmd_file *file;
	struct cmd cmd;
	int option;

	cmd_start(&cmd, "gifmake", usage);
	while ((option = cmd_option(&cmd, argc, argv, "", longs)) != -1)
		set_option(&g, option);
	if (g.title != NULL && strlen(g.title) >= PICTURE_TEXT_MAX)
		cmd_usage("--title: longer than %d bytes", PICTURE_TEXT_MAX - 1);
	if (g.scale == LOG && g.low < g.high && g.low <= 0)
		cmd_usage("--scale log: needs a range above 0, such as --range 0.1,50");

	file = cmd_create(cmd.output);
	g.cmd = &cmd;
	g.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, g.in, CMD_FIELDS);
	g.header = chunk_header(g.in);
	/* The stream has the images' own times. */
	g.picture.gaps = cmd_instants(g.header);

	g.waiting = next_record(&g);
	if (g.waiting) {
		make_palette(&g);
		make_picture(&g);
		make_frames(&g, file);
	}
	cmd_require_some(g.in);
	layers_require(&g.layers);

	picture_free(&g.picture);
	chunk_free(&g.record);
	return cmd_finish(&cmd, g.in, NULL);
}
