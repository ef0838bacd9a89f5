/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * regrid - onto the grid of another stream, in its CRS.
 *
 * In: fields and gaps. Out: fields on that grid, each cell the value of the
 * cell that holds its centre (nearest), or the mean of those whose centres it
 * holds; and the gaps. With --extend the grid is larger by whole cells, so that
 * it holds all of the input.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "grid/extend.h"
#include "grid/onto.h"

static const char usage[] =
"usage: regrid [-qv] [-j n] [-o file] --like b.chunk [--extend] [-m nearest|mean]\n"
"              [file ...]\n"
"\n"
"Bring fields onto the grid and the CRS of another stream.\n"
"\n"
"      --like file        the stream whose grid it is; of this only the header is read\n"
"      --extend           make that grid larger, by whole cells, so that it holds the input\n"
"  -m, --method name      nearest (the cell that holds the centre of the new one,\n"
"                         default), or mean of the cells whose centres the new one holds\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  regrid --like sweden.chunk --extend -o both.chunk finland.chunk\n";

struct regrid {
	struct cmd cmd;
	struct onto onto;
	char *like;
	bool extend;
	struct chunk_stream *model, *in, *out;
	struct chunk_header *extended;          /* or NULL */
};

static void
parse(struct regrid *t, int argc, char **argv)
{
	enum { LIKE = CMD_OWN, EXTEND };
	static const struct option longs[] = {
		{ "like", required_argument, NULL, LIKE },
		{ "extend", no_argument, NULL, EXTEND },
		{ "method", required_argument, NULL, 'm' },
		CMD_LONG_OPTIONS
	};
	int option;

	while ((option = cmd_option(&t->cmd, argc, argv, "m:", longs)) != -1)
		switch (option) {
		case 'm':
			t->onto.method = (enum onto_method)cmd_choice("-m", optarg, "nearest|mean");
			break;
		case EXTEND:
			t->extend = true;
			break;
		case LIKE:
			if (t->like != NULL)
				cmd_usage("--like: given twice");
			t->like = optarg;
			cmd_keep_out(&t->cmd);
			break;
		}
	if (t->like == NULL)
		cmd_usage("--like: name a stream whose grid is wanted");
}

/* Reads the header that has the grid. */
static void
open_model(struct regrid *t)
{
	cmd_check_inputs(&t->like, 1);
	if (strcmp(t->like, "-") == 0)
		cmd_usage("--like: name a file: only its beginning is read");
	if ((t->model = chunk_open(&t->like, 1)) == NULL)
		cmd_fail("out of memory");
	if (chunk_read_header(t->model) < 0)
		cmd_fail("--like: %s", chunk_error(t->model));
	if (chunk_grid(chunk_header(t->model))->rows == 0)
		cmd_fail("--like: %s: has no grid, since it holds images that are still encoded", t->like);
}

/* The header that has the grid: that of --like, or a copy with a larger grid. */
static const struct chunk_header *
wanted(struct regrid *t, char *why)
{
	struct chunk_grid grid;

	if (!t->extend)
		return chunk_header(t->model);
	if (grid_extend(chunk_header(t->model), chunk_header(t->in), cmd_pool(&t->cmd), &grid,
	    why) < 0)
		cmd_fail("%s", why);
	t->extended = cmd_copy_header(t->model);
	chunk_set_grid(t->extended, &grid);
	return t->extended;
}

static struct chunk_header *
prepare(struct regrid *t)
{
	static const char *const keys[] = { "crs", "geokeys" };
	struct onto *o = &t->onto;
	struct chunk_header *h = cmd_header(&t->cmd, t->in);
	char why[CHUNK_WHY_MAX];

	o->from = chunk_header(t->in);
	o->to = wanted(t, why);
	if (onto_prepare(o, cmd_pool(&t->cmd), why) < 0)
		cmd_fail("%s", why);
	chunk_set_grid(h, chunk_grid(o->to));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		chunk_set(h, keys[i], chunk_get(o->to, keys[i]));
	if (o->method == ONTO_MEAN)
		cmd_all_methods(h, "area: mean");
	if (!o->keeps_codes)
		chunk_set_table(h, NULL, 0);
	return h;
}

static void
report(const struct regrid *t)
{
	const struct onto *o = &t->onto;

	if (t->cmd.verbose)
		cmd_warn("%zu of %zu cells have their centres in the grid of the input%s", o->covered, o->cells,
		    o->method == ONTO_NEAREST && o->covered < o->cells && !o->keeps_codes &&
		    chunk_table(o->from, &(uint32_t){ 0 }) != NULL ?
		    "; no code means missing, so that values are float32" : "");
	if (t->cmd.verbose && o->empty > 0)
		cmd_warn("%zu of them hold no centre of a cell of the input, and are missing", o->empty);
}

int
main(int argc, char **argv)
{
	static struct regrid t;
	struct chunk_header *h;

	cmd_start(&t.cmd, "regrid", usage);
	parse(&t, argc, argv);
	t.out = cmd_output(&t.cmd);
	open_model(&t);
	t.in = cmd_input(&t.cmd, argv + optind, argc - optind);
	cmd_require(&t.cmd, t.in, CMD_FIELDS | (t.onto.method == ONTO_MEAN ? CMD_MEANS : 0));
	h = prepare(&t);
	cmd_begin_output(t.out, h);
	cmd_map(&t.cmd, t.in, t.out, onto_work, &t.onto);
	report(&t);
	onto_free(&t.onto);
	chunk_header_free(t.extended);
	chunk_close(t.model);
	return cmd_finish(&t.cmd, t.in, t.out);
}
