/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim2rain - radar composites in HDF5 to rain.
 *
 * In: images in ODIM_H5 or KNMI's HDF5, as radar-unzip takes them out of
 * archives, and gaps. Out: their codes as fields, with a table of what each code
 * means, or their values; and the gaps.
 */
#include "cli/cmd.h"
#include "hdf5/odim.h"
#include "radar/convert.h"

static const char usage[] =
"usage: odim2rain [-kqv] [-j n] [-o file] [-Q RATE|ACRR|DBZH|TH|DBZV|TV] [--dataset n]\n"
"                 [-g gain] [-b offset] [-n nodata] [-u undetect] [-z a,b] [--dbz] [--min-dbz x]\n"
"                 [--max-rate x] [--units u] [--rate] [--negative missing|zero] [--crs c]\n"
"                 [--affine a,b,c,d,e,f] [--credit text] [--float] [file ...]\n"
"\n"
"Turn radar composites in ODIM_H5 or KNMI's HDF5 into rain: dBZ into mm/h by Z = a R^b, rates and sums as they are.\n"
"\n"
"  -Q, --quantity q       RATE, ACRR, DBZH, TH, DBZV or TV, of a file with several images\n"
"      --dataset n        the image in dataset n, or KNMI's image n\n"
"  -g, --gain x           value per code (default: the file's)\n"
"  -b, --offset x         value of code 0 (default: the file's)\n"
"  -n, --nodata x         the stored value that means no data: a number, nan or none\n"
"                         (default: the file's)\n"
"  -u, --undetect x       the one that means no echo, 0 mm/h, or none (default: the file's)\n"
CONVERT_HELP
CMD_HELP_KEEP_GOING
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip -p 'OPERA@%Y%m%dT%H%M@0@RATE.h5' opera | odim2rain --max-rate 200 -o day.chunk\n";

enum { DATASET = CONVERT_OWN };

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "quantity", required_argument, NULL, 'Q' },
		{ "dataset", required_argument, NULL, DATASET },
		CONVERT_LONG_OPTIONS
	};
	static struct rain rain = { .decode = odim_read, .asked = ZR_DEFAULTS };
	struct odim_choice choice = { 0 };
	struct chunk_stream *in, *out;
	struct cmd cmd;

	cmd_start(&cmd, "odim2rain", usage);
	for (int option;
	     (option = cmd_option(&cmd, argc, argv, "Q:" CONVERT_SHORT_OPTIONS, longs)) != -1;)
		if (option == 'Q')
			choice.quantity = optarg;
		else if (option == DATASET)
			choice.dataset = (int)cmd_integer("--dataset", optarg, 1, 9999);
		else
			convert_option(&rain, option, optarg);
	convert_check_options(&rain);
	if (choice.quantity != NULL && !odim_is_quantity(choice.quantity))
		cmd_usage("-Q %s: RATE, ACRR, DBZH, TH, DBZV and TV are read", choice.quantity);
	odim_choose(&choice);

	out = cmd_output(&cmd);
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_IMAGES);
	convert(&cmd, &rain, in, out);
	if (cmd.verbose && rain.first.note[0] != '\0')
		cmd_warn("%s: %s", rain.first_name, rain.first.note);
	return cmd_finish(&cmd, in, out);
}
