/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radolan2rain - DWD's RADOLAN composites to rain.
 *
 * In: binary composites or ASCII grids, as radar-unzip takes them out of
 * archives, and gaps. Out: fields of amounts, or of rates by reflectivity or by
 * --rate; and the gaps.
 */
#include "cli/cmd.h"
#include "radar/convert.h"
#include "radolan/radolan.h"

static const char usage[] =
"usage: radolan2rain [-kqv] [-j n] [-o file] [-g gain] [-b offset] [-n nodata] [-u undetect] [-z a,b] [--dbz]\n"
"                    [--min-dbz x] [--max-rate x] [--units u] [--rate] [--negative missing|zero] [--crs c]\n"
"                    [--affine a,b,c,d,e,f] [--credit text] [--float]\n"
"                    [file ...]\n"
"\n"
"Turn composites of the German weather service (RADOLAN, binary or ASCII) into amounts in mm, or rain\n"
"rates in mm/h.\n"
"\n"
"  -g, --gain x           value per code (default: the file's)\n"
"  -b, --offset x         value of code 0 (default: the file's)\n"
"  -n, --nodata x         the stored value that means no data: a number, nan or none\n"
"                         (default: the file's)\n"
"  -u, --undetect x       the one that means no echo, 0 mm/h, or none (default: 0 of\n"
"                         reflectivity)\n"
CONVERT_HELP
CMD_HELP_KEEP_GOING
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip -p 'raa01-rw_10000-%y%m%d%H%M-dwd---bin' --step 1h --origin 00:50 --stamp end rw.tar |\n"
"      radolan2rain -o rw.chunk\n";

int
main(int argc, char **argv)
{
	return convert_main(argc, argv, "radolan2rain", usage, radolan_read);
}
