/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tif2rain - GeoTIFF images to rain.
 *
 * In: GeoTIFF images, as radar-unzip takes them out of archives, and gaps. Out:
 * their codes as fields, with a table of what each code means, or float32
 * values; and the gaps.
 */
#include "cli/cmd.h"
#include "radar/convert.h"
#include "tiff/geotiff.h"

static const char usage[] =
"usage: tif2rain [-kqv] [-j n] [-o file] [-g gain] [-b offset] [-n nodata] [-u undetect] [-z a,b] [--dbz]\n"
"                [--min-dbz x] [--max-rate x] [--units u] [--rate] [--negative missing|zero] [--crs c]\n"
"                [--affine a,b,c,d,e,f] [--credit text] [--float]\n"
"                [file ...]\n"
"\n"
"Turn images into rain rates in mm/h, or amounts in mm: value = gain x stored + offset; of reflectivity\n"
"that is dBZ, and rate = (10^(dBZ/10) / a)^(1/b).\n"
"\n"
"  -g, --gain x           value per code, such as dB (default: the file's; 0.4 for SMHI's images)\n"
"  -b, --offset x         value of code 0 (default: the file's; -30 for SMHI's images)\n"
"  -n, --nodata x         the stored value that means no data: a number, nan or none\n"
"                         (default: the file's; 255 for SMHI's images)\n"
"  -u, --undetect x       the one that means no echo, 0 mm/h, or none (default: the file's,\n"
"                         else 0 of codes of reflectivity)\n"
CONVERT_HELP
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
	return convert_main(argc, argv, "tif2rain", usage, geotiff_read);
}
