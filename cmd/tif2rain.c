/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tif2rain - radar images to rain rates.
 *
 * In: GeoTIFF images, as radar-unzip takes them out of archives, and gaps. Out:
 * their codes as fields, with a table of the rain rate of each code; and the
 * gaps.
 */
#include "cli/cmd.h"
#include "radar/convert.h"
#include "tiff/geotiff.h"

static const char usage[] =
"usage: tif2rain [-kqv] [-j n] [-o file] [-g gain] [-b offset] [-n nodata] [-u undetect] [-z a,b] [--dbz]\n"
"                [--min-dbz x] [--max-rate x] [--crs c] [--float] [file ...]\n"
"\n"
"Turn radar images into rain rates in mm/h: dBZ = gain x code + offset, rate = (10^(dBZ/10) / a)^(1/b).\n"
"\n"
"  -g, --gain x           dB per code (default: the file's; 0.4 for SMHI's images)\n"
"  -b, --offset x         dBZ of code 0 (default: the file's; -30 for SMHI's images)\n"
"  -n, --nodata code      the code that means no data, or none (default: the file's;\n"
"                         255 for SMHI's images)\n"
"  -u, --undetect code    the code that means no echo, 0 mm/h, or none (default: the\n"
"                         file's, else 0)\n"
"  -z, --zr a,b           of Z = a R^b (default 200,1.5)\n"
"      --dbz              reflectivity in dBZ instead of rain rates\n"
"      --min-dbz x        no echo below x dBZ\n"
"      --max-rate x       clip at x mm/h\n"
"      --crs c            the images' CRS, whatever they say: EPSG:n or a PROJ string\n"
"      --float            float32 values instead of codes\n"
CMD_HELP_KEEP_GOING
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-01.zip | tif2rain --max-rate 200 -o day.chunk\n";

int
main(int argc, char **argv)
{
	static const struct option longs[] = { CONVERT_LONG_OPTIONS };
	static struct rain rain = { .decode = geotiff_read, .asked = ZR_DEFAULTS };
	struct chunk_stream *in, *out;
	struct cmd cmd;

	cmd_start(&cmd, "tif2rain", usage);
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
