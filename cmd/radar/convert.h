/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * convert.h - a stream of encoded images to a stream of rain: what every tool
 * with a decoder of its own does (tif2rain; others differ in rain->decode).
 */
#ifndef CONVERT_H
#define CONVERT_H

#include "cli/cmd.h"
#include "radar/rain.h"

/*
 * The options of the conversion: the last entries of getopt_long()'s names, and
 * the short ones.
 */
#define CONVERT_SHORT_OPTIONS "g:b:n:u:z:k"
#define CONVERT_LONG_OPTIONS \
	{ "gain", required_argument, NULL, 'g' }, \
	{ "offset", required_argument, NULL, 'b' }, \
	{ "nodata", required_argument, NULL, 'n' }, \
	{ "undetect", required_argument, NULL, 'u' }, \
	{ "zr", required_argument, NULL, 'z' }, \
	{ "dbz", no_argument, NULL, CONVERT_DBZ }, \
	{ "min-dbz", required_argument, NULL, CONVERT_MIN_DBZ }, \
	{ "max-rate", required_argument, NULL, CONVERT_MAX_RATE }, \
	{ "units", required_argument, NULL, CONVERT_UNITS }, \
	{ "rate", no_argument, NULL, CONVERT_RATE }, \
	{ "negative", required_argument, NULL, CONVERT_NEGATIVE }, \
	{ "crs", required_argument, NULL, CONVERT_CRS }, \
	{ "affine", required_argument, NULL, CONVERT_AFFINE }, \
	{ "credit", required_argument, NULL, CONVERT_CREDIT }, \
	{ "float", no_argument, NULL, CONVERT_FLOAT }, \
	CMD_KEEP_GOING, \
	CMD_LONG_OPTIONS

enum {
	CONVERT_DBZ = CMD_OWN,
	CONVERT_MIN_DBZ,
	CONVERT_MAX_RATE,
	CONVERT_UNITS,
	CONVERT_RATE,
	CONVERT_NEGATIVE,
	CONVERT_CRS,
	CONVERT_AFFINE,
	CONVERT_CREDIT,
	CONVERT_FLOAT,
	CONVERT_OWN                             /* the first of a tool's own options */
};

/* What --help says of them, after gain, offset, nodata and undetect. */
#define CONVERT_HELP \
"  -z, --zr a,b           of Z = a R^b (default 200,1.5)\n" \
"      --dbz              reflectivity in dBZ instead of rain rates\n" \
"      --min-dbz x        no echo below x dBZ\n" \
"      --max-rate x       clip at x mm/h\n" \
"      --units u          the unit of the values, whatever the file says, such as mm/h, mm or dBZ\n" \
"      --rate             rain rates of amounts: divided by the time that they are of\n" \
"      --negative what    rain below 0 is missing or zero (default: an error)\n" \
"      --crs c            the images' CRS, whatever they say: EPSG:n or a PROJ string\n" \
"      --affine a,...,f   their place, whatever they say: x = a + column b + row c,\n" \
"                         y = d + column e + row f\n" \
"      --credit text      who made them, for pictures, such as 'KNMI, CC BY 4.0'\n" \
"      --float            float32 values instead of codes\n"

/*
 * Takes an option of these with its value; false for any other. Usage errors
 * end the tool.
 */
bool convert_option(struct rain *r, int option, const char *value);
/* Ends the tool if options contradict each other. */
void convert_check_options(struct rain *r);

/*
 * Reads all images of `in` and writes `out`, header and records. What fails
 * ends the tool.
 */
void convert(struct cmd *cmd, struct rain *r, struct chunk_stream *in, struct chunk_stream *out);

/*
 * main() of a tool whose options are these alone: reads a stream of images with
 * `decode` and writes one of fields.
 */
int convert_main(int argc, char **argv, const char *name, const char *usage,
    image_decode_fn *decode);

#endif
