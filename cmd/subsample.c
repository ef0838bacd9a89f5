/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * subsample - a coarser grid: one cell for every block of factor x factor
 * cells.
 *
 * In: fields and gaps. Out: fields of floor(rows / f) x floor(cols / f) cells,
 * each the upper-left cell of its block (pick), or the mean or maximum of the
 * values there; and the gaps.
 */
#include "cli/cmd.h"
#include "grid/blocks.h"

static const char usage[] =
"usage: subsample [-qv] [-j n] [-o file] -f factor [-m pick|mean|max] [file ...]\n"
"\n"
"Make every grid coarser: one cell for each block of factor x factor cells.\n"
"\n"
"  -f, --factor n         rows and columns of a block, 1 to 65535\n"
"  -m, --method name      pick (the upper-left cell, default), or mean or max of the\n"
"                         values that are there\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  subsample -f 5 -m mean -o coarse.chunk day.chunk\n";

static struct chunk_header *
prepare(struct cmd *cmd, struct blocks *b, const struct chunk_stream *in)
{
	struct chunk_header *h = cmd_header(cmd, in);

	blocks_prepare(b, chunk_header(in));
	if (b->factor == 1)
		return h;
	if (b->to.rows == 0 || b->to.cols == 0)
		cmd_fail(
		    "-f %zu: larger than the grid of %u rows x %u columns: use a smaller factor",
		    b->factor, b->from.rows, b->from.cols);
	chunk_set_grid(h, &b->to);
	if (b->method != BLOCKS_PICK)
		cmd_all_methods(h, b->method == BLOCKS_MEAN ? "area: mean" : "area: maximum");
	if (!blocks_keep_codes(b))
		chunk_set_table(h, NULL, 0);
	return h;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "factor", required_argument, NULL, 'f' },
		{ "method", required_argument, NULL, 'm' },
		CMD_LONG_OPTIONS
	};
	static struct blocks b;      /* its ranks are too large for a stack */
	struct chunk_stream *in, *out;
	struct cmd cmd;
	int option;

	cmd_start(&cmd, "subsample", usage);
	while ((option = cmd_option(&cmd, argc, argv, "f:m:", longs)) != -1)
		if (option == 'f')
			b.factor = (size_t)cmd_integer("-f", optarg, 1, CHUNK_SIDE_MAX);
		else
			b.method = (enum blocks_method)cmd_choice("-m", optarg, "pick|mean|max");
	if (b.factor == 0)
		cmd_usage("-f: say by which factor, such as -f 2");

	out = cmd_output(&cmd);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_FIELDS | (b.method == BLOCKS_MEAN ? CMD_MEANS : 0));
	cmd_begin_output(out, prepare(&cmd, &b, in));
	cmd_map(&cmd, in, out, blocks_work, &b);
	return cmd_finish(&cmd, in, out);
}
