/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gifmake - an animation of the fields of a stream.
 *
 * In: fields of one layer. Out: a GIF with a frame for each field, and for each
 * gap between images. It appears only if the stream was complete.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "picture/caption.h"
#include "picture/gifout.h"
#include "cli/layers.h"
#include "picture/show.h"

static const char usage[] =
"usage: gifmake [-qv] [-j n] [-o file] [--delay n] [--loop n]\n"
"               " SHOW_SYNOPSIS "\n"
"               [--palette gdaldem|qgis] [file ...]\n"
"\n"
"Make an animated GIF of a stream: a frame for each field, with time, colour bar and scale.\n"
"\n"
"      --delay n          show a frame for n/100 s, 2 to 65535 (default 10)\n"
"      --loop n           play n times, up to 65535; 0 (default) for ever\n"
SHOW_HELP
"      --palette program  no GIF, but its steps and colours for gdaldem or qgis\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  bin-average -n 8 day.chunk | gifmake --title 'First of November' -o day.gif\n";

#define GAP_DELAYS 10                           /* a gap is shown as long as so many steps, at most */

struct gifmake {
	/* Options. */
	struct show show;
	unsigned delay, plays;
	int program;                            /* of --palette, or -1 */
	/* Input. */
	struct cmd *cmd;
	struct show_input in;
	struct layers layers;
	struct chunk record;                    /* the one that was read last */
	bool waiting;                           /* it was not drawn yet */
	/* Output. */
	struct shown shown;
	bool begun;                             /* the picture holds a frame */
	struct gifout *gif;
};

/* The next record that has a frame; false at the end. */
static bool
next_record(struct gifmake *g)
{
	while (cmd_read(g->cmd, g->in.stream, &g->record)) {
		cmd_progress(g->cmd, g->in.stream);
		if (g->record.kind == CHUNK_FIELD ?
			layers_take(&g->layers, g->record.layer, g->cmd, g->in.stream) :
			g->shown.picture.gaps)
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
	const struct canvas *canvas = &g->shown.picture.sheet.canvas;
	size_t size = (size_t)canvas->width * (size_t)canvas->height;
	uint8_t *to;

	if (!g->waiting && !next_record(g))
		return 0;
	g->waiting = false;
	to = chunk_room(c, g->begun ? 2 * size : size);
	if (to == NULL)
		return chunk_reason(why, "out of memory");
	if (g->begun)
		memcpy(to + size, canvas->pixel, size);
	if (show_draw(&g->shown, &g->record, why) < 0)
		return -1;
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
	const struct canvas *canvas = &g->shown.picture.sheet.canvas;
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
	return chunk_reason(why, "cannot make a frame of the GIF");
}

static void
write_bytes(void *arg, const void *bytes, size_t size)
{
	cmd_put(arg, bytes, size);
}

static void
make_frames(struct gifmake *g, struct cmd_file *file)
{
	const struct canvas *canvas = &g->shown.picture.sheet.canvas;
	size_t size = (size_t)canvas->width * (size_t)canvas->height;
	struct chunk_flow flow = { .source = source, .work = encode, .sink = sink, .arg = g,
		.record = 2 * size + gifout_room(size) };
	char *comment = caption_history(g->in.header, g->cmd->history), why[CHUNK_WHY_MAX];

	if (comment != NULL)
		g->gif = gifout_open(write_bytes, file, canvas->width, canvas->height,
		    g->shown.palette.rgb, PALETTE_SAME, g->plays, comment);
	if (g->gif == NULL)
		cmd_fail("out of memory");
	free(comment);
	if (chunk_flow(&flow, cmd_pool(g->cmd), why) < 0)
		cmd_fail("%s", why);
	if (gifout_close(g->gif) < 0)
		cmd_fail("%s: cannot end the GIF", cmd_name(file));
}

/*
 * ---- The palette alone ----------------------------------------------------
 */

/*
 * With a range and without operands no stream is needed: steps are those of
 * rain.
 */
static void
palette_alone(struct gifmake *g)
{
	const struct show *s = &g->show;
	struct cmd_file *file = cmd_create_text(g->cmd->output);
	struct palette *p = &g->shown.palette;

	if (s->low == -s->high)
		palette_make_difference(p, s->low, s->high, s->scale == SHOW_LINEAR);
	else
		palette_make(p, s->low, s->high, s->scale != SHOW_LINEAR && s->low > 0, s->ramp);
	show_palette(p, (enum show_program)g->program, cmd_text(file));
	exit(cmd_finish(g->cmd, NULL, NULL));
}

/* The rest of the stream is read too: what is not whole has no palette. */
static void
write_palette(struct gifmake *g, struct cmd_file *file)
{
	while (next_record(g))
		;
	show_palette(&g->shown.palette, (enum show_program)g->program, cmd_text(file));
}

/* ---- The tool ---------------------------------------------------------- */

enum { DELAY = SHOW_OWN, LOOP, PALETTE };

static void
set_option(struct gifmake *g, int option)
{
	switch (option) {
	case DELAY:
		g->delay = (unsigned)cmd_integer("--delay", optarg, 2, 65535);
		break;
	case LOOP:
		g->plays = (unsigned)cmd_integer("--loop", optarg, 0, 65535);
		break;
	case PALETTE:
		g->program = cmd_choice("--palette", optarg, SHOW_PROGRAMS);
		break;
	default:
		show_option(&g->show, g->cmd, option);
	}
}

static void
check_command(const struct gifmake *g)
{
	const char *name = g->cmd->output, *dot = name != NULL ? strrchr(name, '.') : NULL;

	show_check(&g->show);
	if (dot != NULL && strcasecmp(dot, ".png") == 0)
		cmd_usage("-o %s: gifmake makes GIFs: chunk2png makes PNGs", name);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "delay", required_argument, NULL, DELAY },
		{ "loop", required_argument, NULL, LOOP },
		{ "palette", required_argument, NULL, PALETTE },
		SHOW_PICTURE_OPTIONS
	};
	static struct gifmake g = { .show = SHOW_DEFAULTS, .delay = 10, .program = -1 };
	struct cmd_file *file;
	struct cmd cmd;
	int option;

	cmd_start(&cmd, "gifmake", usage);
	g.cmd = g.in.cmd = &cmd;
	while ((option = cmd_option(&cmd, argc, argv, "", longs)) != -1)
		set_option(&g, option);
	check_command(&g);
	if (g.program >= 0 && g.show.ranged && optind == argc)
		palette_alone(&g);

	file = g.program >= 0 ? cmd_create_text(cmd.output) : cmd_create(cmd.output);
	g.in.paths = argv + optind;
	g.in.n = argc - optind;
	show_open(&g.in);
	/* The stream has the images' own times. */
	g.shown.picture.gaps = cmd_instants(g.in.header);
	g.layers.wanted = g.show.layer;

	g.waiting = next_record(&g);
	if (g.waiting) {
		show_begin(&g.shown, &g.show, &g.in, g.layers.known ? g.layers.shown :
		    g.show.layer != NULL ? g.show.layer : "", &g.record);
		if (g.program >= 0)
			write_palette(&g, file);
		else
			make_frames(&g, file);
	}
	cmd_require_some(g.in.stream);
	layers_require(&g.layers);
	if (g.waiting || g.begun)
		show_end(&g.shown, &g.show);
	show_free(&g.shown);
	chunk_free(&g.record);
	return cmd_finish(&cmd, g.in.stream, NULL);
}
