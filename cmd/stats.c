/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stats - statistics over all of time, all in one pass.
 *
 * In: fields in time order, and gaps.
 * Out: a float32 field for each statistic, from the first record's start to the last one's end, with
 * how many images went in of how many there should have been; gaps as they came.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "fold.h"

static const char usage[] =
"usage: stats [-qv] [-j n] [-o file] [--layers min,max,mean,std,count] [file ...]\n"
"\n"
"The smallest, largest and mean value of every pixel over all of time, and the standard deviation.\n"
"\n"
"      --layers list      of min, max, mean, std, count, in this order (default min,max,mean,std)\n"
"  -j, --threads n        threads, 1 to 256\n"
"  -o, --output file      write the stream to file\n"
"  -q, --quiet            no progress\n"
"  -v, --verbose          say at the end what was done\n"
"      --help             this text\n"
"      --version          the version\n";

enum { LAYERS = CMD_OWN };

/* The statistics there are; the index is the enum fold_result. */
static const struct layer {
	const char *name, *method;
	unsigned needs;
} layers[] = {
	[FOLD_MIN] = { "min", "time: minimum", FOLD_RANGE },
	[FOLD_MAX] = { "max", "time: maximum", FOLD_RANGE },
	[FOLD_MEAN] = { "mean", "time: mean", FOLD_SUM },
	[FOLD_STD] = { "std", "time: standard_deviation", FOLD_SUM | FOLD_SQUARES },
	[FOLD_COUNT] = { "count", "time: sum", 0 },
};
#define LAYERS_N (sizeof layers / sizeof *layers)

struct options {
	enum fold_result layer[LAYERS_N];
	size_t n;
	unsigned needs;
};

/* What is known of the whole, beside the fold. */
struct whole {
	uint64_t have, expected;        /* of the fields */
	int64_t covered;                /* seconds, by fields */
	struct chunk *gap;              /* as they came */
	size_t gaps, room;
};

static void
add_layer(struct options *o, enum fold_result what)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->layer[i] == what)
			cmd_usage("--layers has %s twice", layers[what].name);
	o->layer[o->n++] = what;
	o->needs |= layers[what].needs;
}

static void
set_layers(struct options *o, char *list)
{
	o->n = o->needs = 0;
	for (char *name = strsep(&list, ","); name != NULL; name = strsep(&list, ","))
		add_layer(o, (enum fold_result)cmd_choice("--layers", name, "min|max|mean|std|count"));
}

static void
parse(struct cmd *cmd, struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "layers", required_argument, NULL, LAYERS },
		CMD_LONG_OPTIONS
	};
	char defaults[] = "min,max,mean,std";

	set_layers(o, defaults);
	while (cmd_option(cmd, argc, argv, "", longs) == LAYERS)
		set_layers(o, strdupa(optarg));
}

static struct chunk_header *
header(struct cmd *cmd, const struct options *o, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_header(cmd, in);
	char key[64], method[CMD_METHODS_MAX], records[32];

	chunk_set_table(h, NULL, 0);
	for (size_t i = 0; i < o->n; i++) {
		const struct layer *l = &layers[o->layer[i]];

		cmd_join_methods(chunk_get(h, "cell_methods"), l->method, method);
		snprintf(key, sizeof key, "layer.%s.cell_methods", l->name);
		chunk_set(h, key, method);
		if (o->layer[i] == FOLD_COUNT)
			chunk_set(h, "layer.count.units", "1");
	}
	chunk_set(h, "cell_methods", NULL);     /* each layer has its own */
	snprintf(records, sizeof records, "%zu", o->n);
	chunk_set(h, "records", records);
	return h;
}

/* Keeps a gap for the output, whose header comes first and is known only at the end. */
static void
keep_gap(struct whole *w, const struct chunk *c)
{
	if (w->gaps == w->room) {
		w->room = 2 * w->room + 16;
		w->gap = reallocarray(w->gap, w->room, sizeof *w->gap);
		if (w->gap == NULL)
			cmd_fail("out of memory for %zu gaps", w->room);
	}
	w->gap[w->gaps] = (struct chunk){ 0 };
	if (chunk_copy(&w->gap[w->gaps++], c) < 0)
		cmd_fail("out of memory for %zu gaps", w->gaps);
}

static void
take(struct whole *w, struct fold *fold, struct chunk *c)
{
	if (c->kind != CHUNK_FIELD) {
		keep_gap(w, c);
		return;
	}
	w->have += c->have;
	w->expected += c->expected;
	w->covered += c->end - c->start;
	if (!fold_push(fold, c, 1))
		cmd_fail("more fields than can be summed exactly");
}

/*
 * All of time from the first record to the last is in a field or it is missing: gaps, which may lie
 * within a bin that counts them already, need no second look.
 */
static uint64_t
expected(const struct whole *w, const struct chunk_stream *in)
{
	const struct chunk_counts *n = chunk_counts(in);
	int64_t step = chunk_step(chunk_header(in));

	return w->expected + (step ? (uint64_t)((n->end - n->start - w->covered) / step) : 0);
}

static void
write_result(const struct options *o, struct whole *w, struct fold *fold, const struct chunk_stream *in,
    struct chunk_stream *out)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(in));
	struct chunk c = { .kind = CHUNK_FIELD, .type = CHUNK_F32, .start = chunk_counts(in)->start,
		.end = chunk_counts(in)->end, .have = (uint32_t)w->have, .expected = (uint32_t)expected(w, in) };

	for (size_t i = 0; i < w->gaps; i++) {
		cmd_write(out, &w->gap[i]);
		chunk_free(&w->gap[i]);
	}
	free(w->gap);
	if (!chunk_room(&c, sizeof(float) * g->rows * g->cols))
		cmd_fail("out of memory for the grid");
	for (size_t i = 0; i < o->n; i++) {
		fold_result(fold, o->layer[i], 1, 1, c.data);
		strcpy(c.layer, layers[o->layer[i]].name);
		cmd_write(out, &c);
	}
	chunk_free(&c);
}

int
main(int argc, char **argv)
{
	struct chunk_stream *in, *out;
	struct whole whole = { 0 };
	struct chunk c = { 0 };
	struct options o;
	struct fold *fold;
	struct cmd cmd;

	cmd_start(&cmd, "stats", usage);
	parse(&cmd, &o, argc, argv);
	out = cmd_output(&cmd);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(in, CMD_FIELDS | CMD_NO_LAYERS | (o.needs & FOLD_SUM ? CMD_NO_DBZ : 0));
	if ((fold = fold_new(chunk_header(in), o.needs, FOLD_MOST, cmd_pool(&cmd))) == NULL)
		cmd_fail("out of memory for the grid");
	while (cmd_read(in, &c)) {
		take(&whole, fold, &c);
		cmd_progress(&cmd, in);
	}
	cmd_require_some(in);
	fold_wait(fold);
	cmd_begin_output(out, header(&cmd, &o, in));
	write_result(&o, &whole, fold, in, out);
	fold_free(fold);
	chunk_free(&c);
	return cmd_finish(&cmd, in, out);
}
