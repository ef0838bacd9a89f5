/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk2png - every field as a picture, for reports and pages.
 *
 * In: fields. Out: a PNG for each, of all layers or of one, each with a title,
 * range and colours of its own. Files are renamed at the end, after the last
 * one was written; without -o the PNGs follow each other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/pathnames.h"
#include "picture/caption.h"
#include "cli/layers.h"
#include "picture/pngout.h"
#include "picture/show.h"

static const char usage[] =
"usage: chunk2png [-qv] [-j n] [-o pattern]\n"
"               " SHOW_SYNOPSIS "\n"
"               [file ...]\n"
"\n"
"Draw every field as a PNG, with title, time, colour bar and scale.\n"
"\n"
"  -o, --output pattern   names of the files: %Y %m %d %H %M ... are replaced by the\n"
"                         start of the field in UTC, %L by its layer, such as\n"
"                         rain-%Y%m%dT%H%M.png or november-%L.png\n"
SHOW_HELP
CMD_HELP_THREADS
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk2png -o november-%L.png november.chunk\n";

struct chunk2png {
	struct show show;
	struct cmd *cmd;
	struct show_input in;
	struct chunk record;                    /* the one that was read last */
	bool waiting;                           /* it was not drawn yet */
	struct shown *shown[CHUNK_LAYERS_MAX];  /* in the order in which layers came */
	size_t layers;
	struct layers names;                    /* for the message if --layer did not come */
	char *history;
	struct cmd_file *file;                  /* standard output; NULL if there are files */
	char path[PATHNAMES_ROOM];              /* of the file being written: too large for a stack */
};

/* ---- One picture ------------------------------------------------------- */

static struct shown *
layer_of(struct chunk2png *t, const char *name)
{
	for (size_t i = 0; i < t->layers; i++)
		if (strcmp(t->shown[i]->layer, name) == 0)
			return t->shown[i];
	return NULL;
}

/* The layer of the record; its first one makes its colours. */
static struct shown *
take_layer(struct chunk2png *t)
{
	struct shown *l = layer_of(t, t->record.layer);

	if (l != NULL)
		return l;
	l = calloc(1, sizeof *l);
	if (l == NULL)
		cmd_fail("out of memory");
	show_begin(l, &t->show, &t->in, t->record.layer, &t->record);
	t->shown[t->layers++] = l;
	return l;
}

/* The next field that is shown; false at the end. */
static bool
next_field(struct chunk2png *t)
{
	while (cmd_read(t->cmd, t->in.stream, &t->record)) {
		cmd_progress(t->cmd, t->in.stream);
		if (t->record.kind != CHUNK_FIELD)
			continue;
		if (layers_note(&t->names, t->record.layer))
			return true;
	}
	return false;
}

/* The source of chunk_flow(): a drawn field. */
static int
source(void *arg, struct chunk *c, char *why)
{
	struct chunk2png *t = arg;
	const struct canvas *canvas;
	struct shown *l;
	size_t size;

	if (!t->waiting && !next_field(t))
		return 0;
	t->waiting = false;
	l = take_layer(t);
	canvas = &l->picture.sheet.canvas;
	size = (size_t)canvas->width * (size_t)canvas->height;
	if (show_draw(l, &t->record, why) < 0)
		return -1;
	if (chunk_room(c, size) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(c->data, canvas->pixel, size);
	c->kind = CHUNK_BLOB;
	c->start = t->record.start;
	c->end = t->record.end;
	memcpy(c->layer, t->record.layer, sizeof c->layer);
	return 1;
}

/*
 * The work of chunk_flow(). What it looks up was there before its picture was
 * drawn.
 */
static int
encode(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	struct chunk2png *t = arg;
	const struct shown *l = NULL;
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	for (size_t i = 0; l == NULL; i++)
		if (strcmp(t->shown[i]->layer, in->layer) == 0)
			l = t->shown[i];
	chunk_time_text(in->start, start);
	chunk_time_text(in->end, end);
	const struct pngout_text texts[] = { { "Title", l->picture.title },
		{ "Source", l->picture.credit }, { "Start", start }, { "End", end },
		{ "History", t->history } };
	struct pngout p = { .width = l->picture.sheet.canvas.width,
		.height = l->picture.sheet.canvas.height, .rgb = l->palette.rgb,
		.colours = PALETTE_COLOURS, .texts = texts,
		.n_texts = (int)(sizeof texts / sizeof *texts) };

	if (pngout_encode(&p, in->data, out, why) < 0)
		return -1;
	out->kind = CHUNK_BLOB;
	out->start = in->start;
	memcpy(out->layer, in->layer, sizeof out->layer);
	return 0;
}

static int
write_file(void *arg, struct chunk *c, char *why)
{
	struct chunk2png *t = arg;
	struct cmd_file *f;

	if (t->file != NULL) {
		cmd_put(t->file, c->data, c->size);
		return 0;
	}
	if (pathnames_make(t->cmd->output, t->in.header, c, t->path, why) < 0)
		return -1;
	f = cmd_create(t->path);
	cmd_put(f, c->data, c->size);
	cmd_close(f);
	return 0;
}

/* ---- The tool ---------------------------------------------------------- */

static void
check_command(struct chunk2png *t)
{
	static const char *const others[] = { ".jpg", ".jpeg", ".tif", ".tiff", ".pdf", ".svg", ".webp" };
	const char *name = t->cmd->output, *dot = name != NULL ? strrchr(name, '.') : NULL;

	show_check(&t->show);
	if (dot != NULL && strcasecmp(dot, ".gif") == 0)
		cmd_usage("-o %s: chunk2png makes PNGs: gifmake makes GIFs", name);
	for (size_t i = 0; dot != NULL && i < sizeof others / sizeof *others; i++)
		if (strcasecmp(dot, others[i]) == 0)
			cmd_usage("-o %s: chunk2png makes PNGs: end the name with .png", name);
	if (name != NULL && strcmp(name, "-") != 0)
		pathnames_check(name);
	else
		t->file = cmd_create(NULL);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = { SHOW_PICTURE_OPTIONS };
	static struct chunk2png t = { .show = SHOW_DEFAULTS };
	struct chunk_flow flow = { .source = source, .work = encode, .sink = write_file, .arg = &t };
	char why[CHUNK_WHY_MAX];
	struct cmd cmd;
	int option;

	cmd_start(&cmd, "chunk2png", usage);
	t.cmd = t.in.cmd = &cmd;
	while ((option = cmd_option(&cmd, argc, argv, "", longs)) != -1)
		show_option(&t.show, &cmd, option);
	check_command(&t);

	t.in.paths = argv + optind;
	t.in.n = argc - optind;
	show_open(&t.in);
	t.names.wanted = t.show.layer;
	if ((t.history = caption_history(t.in.header, cmd.history)) == NULL)
		cmd_fail("out of memory");
	t.waiting = next_field(&t);
	if (t.waiting) {
		const struct canvas *canvas = &take_layer(&t)->picture.sheet.canvas;

		flow.record = 2 * (size_t)canvas->width * (size_t)canvas->height;
		if (chunk_flow(&flow, cmd_pool(&cmd), why) < 0)
			cmd_fail("%s", why);
	}
	cmd_require_some(t.in.stream);
	layers_require(&t.names);
	for (size_t i = 0; i < t.layers; i++) {
		show_end(t.shown[i], &t.show);
		show_free(t.shown[i]);
		free(t.shown[i]);
	}
	chunk_free(&t.record);
	free(t.history);
	return cmd_finish(&cmd, t.in.stream, NULL);
}
