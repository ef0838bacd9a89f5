/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk2html - a stream as one page to look at, to send, and to keep.
 *
 * In: fields, of one layer or of several, and gaps. Out: an HTML file that needs
 * no network and no other file: its script shows the fields on a map, and the
 * series of a place. It appears only if the stream was complete.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/json.h"
#include "fold/cycle.h"
#include "page/code.h"
#include "page/layer.h"
#include "page/mapping.h"
#include "page/pack.h"
#include "page/template.h"
#include "picture/caption.h"
#include "picture/label.h"
#include "cli/layers.h"
#include "picture/show.h"

static const char usage[] =
"usage: chunk2html [-qv] [-j n] [-o file] [--range lo,hi|auto] [--scale log|linear]\n"
"               [--colors rain|dark|radar|grey] [--title text] [--layer names] [--map list]\n"
"               [--places n] [--points file] [--lines file] [--zone name] [--credit text]\n"
"               [file ...]\n"
"\n"
"Make a page of a stream: a map to play and to point at, and the series of a place.\n"
"It is one file, which a browser shows without a network.\n"
"\n"
SHOW_HELP_VALUES
"      --layer names      only these layers, such as mean,max (default: all, to choose from)\n"
SHOW_HELP_MAP
"      --places n         the names of the n largest places, up to 500 (default 60,\n"
"                         of which those are shown that have room)\n"
SHOW_HELP_MARKS
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  bin-average -w 3h day.chunk | subsample -f 2 | chunk2html -o day.html\n";

#define PAGE_MAX   (64u << 20)                  /* bytes: more is slow in a browser */
#define CELLS_MAX  (1u << 24)                   /* of a grid: more is too much for its canvas */
#define FEW        64                           /* fields: their small values are more exact */

struct chunk2html {
	struct show show;
	struct cmd *cmd;
	struct show_input in;
	struct cycle cycle;
	struct layers names;                    /* for the message if --layer did not come */
	struct shown *shown[CHUNK_LAYERS_MAX];  /* in the order in which layers came */
	size_t layers;
	bool *mask;                             /* cells missing in the first field that has values */
	bool masked;                            /* there was such a field */
	struct cmd_file *file;
	size_t written;
	bool first;                             /* no frame was written so far */
	bool few;                               /* fields, by the header */
};

/* ---- Frames ------------------------------------------------------------ */

/* The number of a layer, or of the next one. */
static size_t
find_layer(const struct chunk2html *t, const char *name)
{
	size_t i = 0;

	while (i < t->layers && strcmp(t->shown[i]->layer, name) != 0)
		i++;
	return i;
}

/*
 * The number of a layer that there is. For work(), beside which source() may add
 * others after it.
 */
static size_t
known_layer(const struct chunk2html *t, const char *name)
{
	size_t i = 0;

	while (strcmp(t->shown[i]->layer, name) != 0)
		i++;
	return i;
}

/* The source of chunk_flow(): a gap, or a field whose layer is known. */
static int
source(void *arg, struct chunk *c, char *why)
{
	struct chunk2html *t = arg;
	size_t i;

	for (;;) {
		int status = cmd_source(t->cmd, t->in.stream, c, why);

		if (status <= 0)
			return status;
		if (c->kind == CHUNK_GAP)
			return 1;
		if (layers_note(&t->names, c->layer))
			break;
	}
	i = find_layer(t, c->layer);
	if (i == t->layers) {
		if ((t->shown[i] = calloc(1, sizeof *t->shown[i])) == NULL)
			return chunk_reason(why, "out of memory");
		show_settle(t->shown[i], &t->show, &t->in, c->layer, c);
		t->layers++;
	}
	/* Fields before it have no codes, and so need no mask. */
	t->masked = t->masked || code_mask(t->in.header, c, t->mask);
	return show_note(t->shown[i], t->in.header, c, why) < 0 ? -1 : 1;
}

/* What a field and a gap have in common: when, and how much of it there is. */
static void
write_times(const struct chunk2html *t, const struct chunk *c, FILE *to)
{
	char when[LABEL_MAX], local[LABEL_MAX] = "";

	label_when(&t->cycle, c->start, c->end, when);
	if (t->show.zone != NULL && t->cycle.kind == CYCLE_NONE)
		label_interval(c->start, c->end, t->show.zone, local);
	fprintf(to, "[%lld,%lld,%u,%u,", (long long)c->start, (long long)c->end, c->have, c->expected);
	json_string(to, when, sizeof when);
	putc(',', to);
	json_string(to, local, sizeof local);
	putc(',', to);
}

/* The codes of a field, and what makes values of them. */
static int
write_field(const struct chunk2html *t, const struct chunk *c, FILE *to, char *why)
{
	const struct chunk_grid *g = chunk_grid(t->in.header);
	size_t cells = (size_t)g->rows * g->cols, layer = known_layer(t, c->layer);
	uint32_t *codes = malloc(cells * sizeof *codes);
	char *text = NULL, base[CHUNK_NUMBER_MAX], step[CHUNK_NUMBER_MAX];
	struct code code;
	int status = -1;

	if (codes == NULL) {
		chunk_reason(why, "out of memory");
	} else if (code_field(&code, &t->shown[layer]->quantity, t->in.header, c, t->few,
	    codes, why) == 0) {
		struct pack pack = { .rows = g->rows, .cols = g->cols, .bytes = code.bytes,
			.fill = code_least(&code), .mask = t->mask };

		text = code.bytes == 0 ? strdup("") : pack_codes(&pack, codes);
		if (text == NULL)
			chunk_reason(why, "out of memory");
	}
	if (text != NULL) {
		fprintf(to, "%zu,%d,%d,%d,%s,%s,%d,\"%s\"]", layer, code.form, code.bytes, code.exact,
		    chunk_number_text(code.base, base), chunk_number_text(code.step, step), code.zero, text);
		status = 0;
	}
	free(codes);
	free(text);
	return status;
}

/* The work of chunk_flow(): a record as an array of JavaScript. */
static int
encode(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct chunk2html *t = arg;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	int status = 0;

	if (to == NULL)
		return chunk_reason(why, "out of memory");
	write_times(t, in, to);
	if (in->kind == CHUNK_GAP) {
		fputs("-1,", to);
		json_string(to, in->data, in->size);
		putc(']', to);
	} else {
		status = write_field(t, in, to, why);
	}
	if ((fclose(to) != 0 || text == NULL) && status == 0)
		status = chunk_reason(why, "out of memory");
	if (status == 0 && chunk_room(out, size) == NULL)
		status = chunk_reason(why, "out of memory");
	if (status == 0) {
		memcpy(out->data, text, size);
		out->kind = CHUNK_BLOB;
		out->start = in->start;
	}
	free(text);
	return status;
}

static int
sink(void *arg, struct chunk *c, char *why)
{
	struct chunk2html *t = arg;

	t->written += c->size;
	if (t->written > PAGE_MAX)
		return chunk_reason(why, "the page would have more than %u MiB, which browsers are slow with: put "
		    "subsample, crop or bin-average before", PAGE_MAX >> 20);
	cmd_put(t->file, t->first ? "\n" : ",\n", t->first ? 1 : 2);
	t->first = false;
	cmd_put(t->file, c->data, c->size);
	return 0;
}

/* ---- The page ---------------------------------------------------------- */

/* What was written in memory goes to the file. */
static void
put_text(struct chunk2html *t, FILE *memory, char **text, size_t *size)
{
	if (fclose(memory) != 0 || *text == NULL)
		cmd_fail("out of memory");
	cmd_put(t->file, *text, *size);
	free(*text);
}

/* The stream's codes as values: float32 from the lowest byte, NaN for missing. */
static void
write_table(FILE *to, const struct chunk_header *h)
{
	uint32_t n = 0;
	const float *table = chunk_table(h, &n);
	uint8_t *bytes = malloc(4 * (size_t)n + 1);
	char *text;

	if (bytes == NULL)
		cmd_fail("out of memory");
	for (uint32_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &table[i], sizeof bits);
		for (int k = 0; k < 4; k++)
			bytes[4 * i + (uint32_t)k] = (uint8_t)(bits >> 8 * k);
	}
	if ((text = pack_bytes(bytes, 4 * (size_t)n)) == NULL)
		cmd_fail("out of memory");
	fprintf(to, "\"table\":\"%s\",\n", n > 0 ? text : "");
	free(text);
	free(bytes);
}

/* All before the frames. Returns whether there are coasts or borders. */
static bool
write_head(struct chunk2html *t)
{
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool mapped;

	if (to == NULL)
		cmd_fail("out of memory");
	template_begin(t->file);
	fputs("{", to);
	mapped = mapping_write(to, &t->show, t->in.header, t->cmd->verbose);
	write_table(to, t->in.header);
	fputs("\"frames\":[", to);
	put_text(t, to, &text, &size);
	return mapped;
}

/* All after them: what is known of layers at the end of the stream. */
static void
write_tail(struct chunk2html *t, bool mapped)
{
	char credit[PICTURE_TEXT_MAX], *text, *history = caption_history(t->in.header, t->cmd->history);
	size_t size;
	const struct chunk_grid *g = chunk_grid(t->in.header);
	char *mask = pack_bits(t->mask, g->rows, g->cols);
	FILE *to = open_memstream(&text, &size);

	if (to == NULL || history == NULL || mask == NULL)
		cmd_fail("out of memory");
	fprintf(to, "],\n\"mask\":\"%s\",\n\"layers\":[", mask);
	for (size_t i = 0; i < t->layers; i++) {
		fputs(i > 0 ? ",\n" : "\n", to);
		layer_write(to, t->shown[i]);
	}
	caption_credit(t->in.header, t->show.credit, mapped, credit, sizeof credit);
	fprintf(to, "],\n\"cycle\":%s,\n\"credit\":", t->cycle.kind != CYCLE_NONE ? "true" : "false");
	json_string(to, credit, sizeof credit);
	fputs(",\n\"history\":", to);
	json_string(to, history, strlen(history));
	fputs("}", to);
	put_text(t, to, &text, &size);
	template_end(t->file);
	free(history);
	free(mask);
}

/* ---- The tool ---------------------------------------------------------- */

static void
check_command(const struct chunk2html *t)
{
	const char *name = t->cmd->output, *dot = name != NULL ? strrchr(name, '.') : NULL;

	show_check(&t->show);
	if (dot != NULL && strcasecmp(dot, ".gif") == 0)
		cmd_usage("-o %s: chunk2html makes pages: gifmake makes GIFs", name);
	if (dot != NULL && strcasecmp(dot, ".png") == 0)
		cmd_usage("-o %s: chunk2html makes pages: chunk2png makes PNGs", name);
}

static void
check_grid(const struct chunk_grid *g)
{
	if ((uint64_t)g->rows * g->cols > CELLS_MAX)
		cmd_fail("a grid of %u x %u cells is too large for a page: put subsample or crop before",
		    g->rows, g->cols);
}

/* Whether there are so few fields that each may take more bytes. */
static bool
is_few(const struct chunk_header *h)
{
	const char *records = chunk_get(h, "records");

	return records != NULL && strtoul(records, NULL, 10) <= FEW;
}

static void
write_page(struct chunk2html *t)
{
	struct chunk_flow flow = { .source = source, .work = encode, .sink = sink, .arg = t };
	const struct chunk_grid *g = chunk_grid(t->in.header);
	char why[CHUNK_WHY_MAX];
	bool mapped;

	check_grid(g);
	if ((t->mask = malloc((size_t)g->rows * g->cols * sizeof *t->mask)) == NULL)
		cmd_fail("out of memory");
	/* A field, its values and codes, and the text of them. */
	flow.record = 24 * (size_t)g->rows * g->cols;
	mapped = write_head(t);
	if (chunk_flow(&flow, cmd_pool(t->cmd), why) < 0)
		cmd_fail("%s", why);
	cmd_require_some(t->in.stream);
	layers_require(&t->names);
	write_tail(t, mapped);
	free(t->mask);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = { SHOW_LONG_OPTIONS };
	static struct chunk2html t = { .show = SHOW_DEFAULTS, .first = true };
	struct cmd cmd;
	int option;

	cmd_start(&cmd, "chunk2html", usage);
	t.cmd = t.in.cmd = &cmd;
	t.show.places = MAPPING_USUAL;
	while ((option = cmd_option(&cmd, argc, argv, "", longs)) != -1)
		show_option(&t.show, &cmd, option);
	check_command(&t);

	t.file = cmd_create(cmd.output);
	t.in.paths = argv + optind;
	t.in.n = argc - optind;
	show_open(&t.in);
	cycle_of_stream(t.in.stream, &t.cycle);
	t.names.wanted = t.show.layer;
	t.few = is_few(t.in.header);
	write_page(&t);
	for (size_t i = 0; i < t.layers; i++) {
		show_end(t.shown[i], &t.show);
		show_free(t.shown[i]);
		free(t.shown[i]);
	}
	return cmd_finish(&cmd, t.in.stream, NULL);
}
