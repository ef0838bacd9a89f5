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
	{ "crs", required_argument, NULL, CONVERT_CRS }, \
	{ "float", no_argument, NULL, CONVERT_FLOAT }, \
	CMD_KEEP_GOING, \
	CMD_LONG_OPTIONS

enum {
	CONVERT_DBZ = CMD_OWN,
	CONVERT_MIN_DBZ,
	CONVERT_MAX_RATE,
	CONVERT_CRS,
	CONVERT_FLOAT
};

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

#endif
