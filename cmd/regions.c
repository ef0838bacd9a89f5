/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * regions - regions of pixels whose rain comes and goes together.
 *
 * In: fields in time order, and gaps. Out: a map over all of time with the
 * number of each pixel's region, and the gaps; or, with --try, CSV with a line
 * for each number of regions that was tried.
 */
#include <string.h>

#include "cli/cmd.h"
#include "cluster/fields.h"
#include "cluster/kmeans.h"
#include "cluster/result.h"
#include "cluster/try.h"
#include "grid/flags.h"

static const char usage[] =
"usage: regions [-qv] [-j n] [-o file] -k n [--method kmeans|spectral] [--distance correlation|amount]\n"
"               [--transform sqrt|none] [--landmarks n] [--min-fraction f] [--gamma g] [--order size|north]\n"
"               [--seed n] [--layer name] [--layers list] [file ...]\n"
"       regions [-qv] [-j n] [-o file] --try a-b [--method kmeans|spectral] [--distance correlation|amount]\n"
"               [--transform sqrt|none] [--landmarks n] [--min-fraction f] [--gamma g] [--seed n]\n"
"               [--layer name] [file ...]\n"
"\n"
"Divide a grid into regions of pixels whose rain comes and goes together.\n"
"\n"
"  -k, --regions n        how many, 2 to 64\n"
"      --method m         kmeans or spectral (default kmeans)\n"
"      --distance d       how near two series are: by correlation, whatever their amounts,\n"
"                         or by amount (default correlation)\n"
"      --transform t      of all values, before anything else: sqrt or none (default sqrt)\n"
"      --landmarks n      pixels that all are compared with, 16 to 256 (default 100)\n"
"      --min-fraction f   a pixel with values in less than this share of the fields gets no\n"
"                         label (default 0.8)\n"
"      --gamma g          with --method spectral, how fast similarity falls with distance\n"
"                         (default 1; by amount 1 / the median of squared distances)\n"
"      --order o          regions are numbered by size or from the north: size or north\n"
"                         (default size)\n"
"      --seed n           other landmarks and starts (default 0)\n"
"      --layer name       only this layer of the input, such as the mean of stats --by hour\n"
"      --layers list      any of cluster, silhouette, landmark (default cluster)\n"
"      --try a-b          a table for these numbers of regions, to choose -k by\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-*.zip | tif2rain | bin-average -w 1h | regions -k 6 -o regions.chunk\n";

enum {
	METHOD = CMD_OWN, DISTANCE, TRANSFORM, LANDMARKS, MIN_FRACTION, GAMMA, ORDER, SEED, LAYER,
	LAYERS, TRY
};

/* ---- Options ----------------------------------------------------------- */

static void
set_layers(struct regions_options *o, char *list)
{
	char *word;

	o->n_layers = 0;
	while ((word = strsep(&list, ",")) != NULL) {
		int layer = cmd_choice("--layers", word, "cluster|silhouette|landmark");

		for (int i = 0; i < o->n_layers; i++)
			if (o->layer[i] == (enum regions_layer)layer)
				cmd_usage("--layers: %s comes twice", word);
		o->layer[o->n_layers++] = (enum regions_layer)layer;
	}
}

static void
set_try(struct regions_options *o, char *text)
{
	char *last = text;
	const char *first = strsep(&last, "-");

	if (last == NULL)
		cmd_usage("--try takes the smallest and the largest number, such as 2-12, not \"%s\"", text);
	o->k = (int)cmd_integer("--try", first, 2, KMEANS_MAX);
	o->k_last = (int)cmd_integer("--try", last, 2, KMEANS_MAX);
	if (o->k > o->k_last)
		cmd_usage("--try: %d is more than %d", o->k, o->k_last);
}

/* Checks that options go together. */
static void
check_options(const struct regions_options *o, const struct regions_options *asked)
{
	if (o->k == 0)
		cmd_usage("-k: say how many regions, such as -k 8, or --try 2-12 for a table to choose by");
	if (o->k_last > 0 && asked->k > 0)
		cmd_usage("--try makes the table to choose -k by: give one of the two");
	if (o->k_last > 0 && asked->n_layers > 0)
		cmd_usage("--try writes a table, which has no layers");
	if (o->k_last > 0 && asked->north)
		cmd_usage("--try writes a table, which has no --order");
	if ((o->k_last > 0 ? o->k_last : o->k) > o->landmarks)
		cmd_usage("--landmarks %d: fewer than %d regions, each of which needs one", o->landmarks,
		    o->k_last > 0 ? o->k_last : o->k);
	if (o->gamma > 0 && !o->spectral)
		cmd_usage("--gamma is for --method spectral");
}

static void
parse(struct cmd *cmd, struct regions_options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "regions", required_argument, NULL, 'k' },
		{ "method", required_argument, NULL, METHOD },
		{ "distance", required_argument, NULL, DISTANCE },
		{ "transform", required_argument, NULL, TRANSFORM },
		{ "landmarks", required_argument, NULL, LANDMARKS },
		{ "min-fraction", required_argument, NULL, MIN_FRACTION },
		{ "gamma", required_argument, NULL, GAMMA },
		{ "order", required_argument, NULL, ORDER },
		{ "seed", required_argument, NULL, SEED },
		{ "layer", required_argument, NULL, LAYER },
		{ "layers", required_argument, NULL, LAYERS },
		{ "try", required_argument, NULL, TRY },
		CMD_LONG_OPTIONS
	};
	struct regions_options asked = { 0 };

	for (int option; (option = cmd_option(cmd, argc, argv, "k:", longs)) != -1; )
		switch (option) {
		case 'k':
			o->k = asked.k = (int)cmd_integer("-k", optarg, 2, KMEANS_MAX);
			break;
		case METHOD:
			o->spectral = cmd_choice("--method", optarg, "kmeans|spectral") == 1;
			break;
		case DISTANCE:
			o->amount = cmd_choice("--distance", optarg, "correlation|amount") == 1;
			break;
		case TRANSFORM:
			o->root = cmd_choice("--transform", optarg, "sqrt|none") == 0;
			break;
		case LANDMARKS:
			o->landmarks = (int)cmd_integer("--landmarks", optarg, 16, LANDMARKS_MAX);
			break;
		case MIN_FRACTION:
			o->min_fraction = cmd_real("--min-fraction", optarg, 0, 1);
			break;
		case GAMMA:
			o->gamma = cmd_real("--gamma", optarg, 1e-9, 1e9);
			break;
		case ORDER:
			o->north = asked.north = cmd_choice("--order", optarg, "size|north") == 1;
			break;
		case SEED:
			o->seed = (uint64_t)cmd_integer("--seed", optarg, 0, 1000000000);
			break;
		case LAYER:
			o->from_layer = optarg;
			break;
		case LAYERS:
			asked.n_layers = 1;
			set_layers(o, optarg);
			break;
		case TRY:
			set_try(o, optarg);
			break;
		}
	check_options(o, &asked);
}

/* ---- Results ----------------------------------------------------------- */

/* The regions of all fields, written as layers. */
static void
write_regions(struct cmd *cmd, struct fields *f, struct chunk_stream *out)
{
	const struct regions_options *o = f->o;
	const struct chunk_header *h = chunk_header(f->in);
	char why[CHUNK_WHY_MAX];
	struct result r;
	bool keep = false;

	/* Silhouettes need the sums again. */
	for (int i = 0; i < o->n_layers; i++)
		keep = keep || o->layer[i] == REGIONS_SILHOUETTE;
	if (result_prepare(&r, &f->cross[0], o, o->k, keep ? EMBED_APART : EMBED_IN_PLACE,
		why) < 0 ||
	    result_find(&r, chunk_grid(h), o, o->k, why) < 0)
		cmd_fail("%s: %s", chunk_name(f->in), why);
	if (!cmd->quiet) {
		result_warn_input(&r, o, h);
		result_warn_small(&r);
	}
	if (cmd->verbose)
		result_report(&r);
	result_write(cmd, &r, f, out);
	result_free(&r);
}

int
main(int argc, char **argv)
{
	struct regions_options o = { .root = true, .landmarks = 100, .min_fraction = 0.8,
		.layer = { REGIONS_CLUSTER }, .n_layers = 1 };
	struct chunk_stream *out = NULL;
	struct cmd_file *file = NULL;
	struct fields in = { .o = &o };
	struct cmd cmd;

	cmd_start(&cmd, "regions", usage);
	parse(&cmd, &o, argc, argv);
	if (o.k_last > 0)
		file = cmd_create_text(cmd.output);
	else
		out = cmd_output(&cmd);
	in.in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in.in, CMD_FIELDS | CMD_NO_DBZ | (o.from_layer == NULL ?
	    CMD_NO_LAYERS | CMD_NO_CATEGORIES : 0));
	if (o.from_layer != NULL && flags_key(chunk_header(in.in), o.from_layer, "flag_values") != NULL)
		cmd_fail("--layer: the values of %s are categories, which have no mean", o.from_layer);
	fields_read(&cmd, &in);
	if (o.k_last > 0)
		try_write(&cmd, &in, cmd_text(file));
	else
		write_regions(&cmd, &in, out);
	fields_free(&in);
	return cmd_finish(&cmd, in.in, out);
}
